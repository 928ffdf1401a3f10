"""Checks of the rules for training and judging: as in `gradient_checks`, each raises AssertionError on a wrong rule.

Optimizers and schedules are held to their formulas at 50 digits, the others to numbers worked out by hand.
"""

from __future__ import annotations

import mpmath
import numpy as np

from gradient_checks import EXACT_TOLERANCE, lff


def optimizers() -> None:
    """Seven steps of each, with a falling rate, against the papers' formulas at 50 digits."""
    rng = np.random.default_rng(5)
    gradients, start = rng.normal(size=(7, 3)), rng.normal(size=3)
    module, rate = lff("optimizers"), lff("schedules").linear_decay(0.1, 8)
    for optimizer, formula in (
        (module.GradientDescent(rate), _descent),
        (module.Momentum(rate, 0.8), _momentum),
        (module.Nesterov(rate, 0.8), _nesterov),
        (module.Adagrad(rate, 1e-3), _adagrad),
        (module.RMSProp(rate, 0.8, 1e-3), _rmsprop),
        (module.Adam(rate, 0.8, 0.95, 1e-3), _adam),
        (module.AdamW(rate, 0.8, 0.95, 1e-3, weight_decay=0.3), _adamw),
        (module.AdamW(rate, 0.8, 0.95, 1e-3, weight_decay=np.array([0.3, 0.3, 0.3])), _adamw),
    ):  # fmt: skip
        theta = start.copy()
        for step, gradient in enumerate(gradients):
            optimizer.step(theta, gradient)
            truth = [_follow(formula, start[i], gradients[:step + 1, i]) for i in range(3)]
            np.testing.assert_allclose(theta, truth, rtol=EXACT_TOLERANCE)
        assert optimizer.updates == 7


def _follow(formula, theta: float, gradients: np.ndarray) -> float:
    with mpmath.workdps(50):
        memory, theta = [mpmath.mpf(0), mpmath.mpf(0)], mpmath.mpf(theta)
        for i, g in enumerate(gradients):
            rate = mpmath.mpf(0.1) * (1 - mpmath.mpf(i) / 8)
            theta -= rate * formula(memory, mpmath.mpf(g), i + 1, theta)
        return float(theta)


def _descent(memory, g, t, theta):
    return g


def _momentum(memory, g, t, theta):
    memory[0] = mpmath.mpf(0.8) * memory[0] + g
    return memory[0]


def _nesterov(memory, g, t, theta):
    return g + mpmath.mpf(0.8) * _momentum(memory, g, t, theta)


def _adagrad(memory, g, t, theta):
    memory[0] += g**2
    return g / (mpmath.sqrt(memory[0]) + mpmath.mpf(1e-3))


def _rmsprop(memory, g, t, theta):
    beta = mpmath.mpf(0.8)
    memory[0] = beta * memory[0] + (1 - beta) * g**2
    return g / (mpmath.sqrt(memory[0]) + mpmath.mpf(1e-3))


def _adam(memory, g, t, theta):
    beta1, beta2 = mpmath.mpf(0.8), mpmath.mpf(0.95)
    memory[:] = beta1 * memory[0] + (1 - beta1) * g, beta2 * memory[1] + (1 - beta2) * g**2
    return memory[0] / (1 - beta1**t) / (mpmath.sqrt(memory[1] / (1 - beta2**t)) + mpmath.mpf(1e-3))


def _adamw(memory, g, t, theta):
    return mpmath.mpf(0.3) * theta + _adam(memory, g, t, theta)


def schedules() -> None:
    """Each schedule at a few updates, the last of them after its end."""
    s = lff("schedules")
    for rate, expected in (
        (s.constant(0.5), {0: 0.5, 7: 0.5}),
        (s.linear_decay(0.5, 10), {0: 0.5, 4: 0.3, 10: 0, 12: 0}),
        (s.step_decay(0.8, 0.25, 10), {0: 0.8, 9: 0.8, 10: 0.2, 25: 0.05}),
        (s.inverse_time(0.6, 2), {0: 0.6, 2: 0.3, 4: 0.2}),
        (s.inverse_square_root(0.6, 2), {0: 0.6, 6: 0.3, 16: 0.2}),
        (s.cosine(0.8, 6), {0: 0.8, 2: 0.6, 3: 0.4, 4: 0.2, 6: 0, 9: 0}),
        (s.warm_up(s.linear_decay(0.8, 10), 4), {0: 0.2, 1: 0.36, 3: 0.56, 4: 0.48, 10: 0}),
    ):
        np.testing.assert_allclose([rate(update) for update in expected], list(expected.values()), atol=1e-15)


def penalties() -> None:
    """Values and slopes of both penalties at weights of both signs and at 0."""
    weights = np.array([3.0, -4.0, 0.0])
    for penalty, value, slope in ((lff("penalties").L2(0.5), 12.5, [3, -4, 0]),
                                  (lff("penalties").L1(0.5), 3.5, [0.5, -0.5, 0])):
        np.testing.assert_allclose(penalty.value(weights), value, rtol=1e-15)
        np.testing.assert_allclose(penalty.gradient(weights), slope, rtol=1e-15)


def lasso() -> None:
    """Where no weight can earn more: the slope of the errors balances the price, or is below it where a weight is 0."""
    rng = np.random.default_rng(9)
    X, y = rng.normal(size=(30, 4)) + 2, rng.normal(size=30) + 5
    y += X @ [1.0, -0.5, 0.0, 0.1]
    for strength in (0.0, 8.0, 1e5):
        fit = lff("linear").lasso(X, y, strength)
        residual = y - (X @ fit.weights + fit.bias)
        pull, at_work = 2 * (X - X.mean(axis=0)).T @ residual, fit.weights != 0
        np.testing.assert_allclose(pull[at_work], strength * np.sign(fit.weights[at_work]), atol=1e-8)
        assert np.all(np.abs(pull) <= strength + 1e-8) and abs(residual.mean()) < 1e-10
        assert np.count_nonzero(at_work) == {0.0: 4, 8.0: 3, 1e5: 0}[strength]


def scalers() -> None:
    """Two columns by hand, a third that never changes, and new data by what was learned."""
    X, new = np.array([[0.0, 5.0, 0.1], [4.0, 13.0, 0.1]] * 3), np.array([[5.0, 3.0, 1.1]])
    assert X[:, 2].mean() != 0.1  # six times 0.1 is not quite 0.6
    z, share = lff("scalers").ZScore().fit(X), lff("scalers").MinMax().fit(X)
    np.testing.assert_allclose(z.transform(new), [[1.5, -1.5, 1]], rtol=1e-14)
    np.testing.assert_allclose(share.transform(new), [[1.25, -0.25, 1]], rtol=1e-14)
    for scaler in (z, share):
        assert not np.any(scaler.transform(X)[:, 2])
        np.testing.assert_allclose(scaler.inverse(scaler.transform(new)), new, rtol=1e-14)


def splits() -> None:
    """Every row is held out once, never learned from when held out, classes are shared out, and time goes forward."""
    module, rng = lff("splits"), np.random.default_rng(10)
    labels = rng.permutation(np.repeat([0, 1], [7, 13]))
    stratified = [module.stratified_k_fold(labels, 3, rng=rng) for _ in range(5)]
    for folds in (module.k_fold(20, 3, rng=rng), *stratified):
        assert sorted(np.concatenate([held_out for _, held_out in folds])) == list(range(20))
        assert all(sorted([*learned, *held_out]) == list(range(20)) for learned, held_out in folds)
        assert all(list(rows) == sorted(rows) for fold in folds for rows in fold)
        assert {len(held_out) for _, held_out in folds} == {6, 7}
        assert any(np.any(np.diff(held_out) > 1) for _, held_out in folds)
    assert all(len(held_out) - sum(labels[held_out]) in (2, 3) for folds in stratified for _, held_out in folds)
    in_time = [(learned.tolist(), held_out.tolist()) for learned, held_out in module.time_ordered_folds(8, 2)]
    assert in_time == [([0, 1, 2, 3], [4, 5]), ([0, 1, 2, 3, 4, 5], [6, 7])]


def learning_curve() -> None:
    """More rows hold fewer, each repeat draws anew, and errors are put where they belong."""
    asked = []

    def score(rows):
        asked.append(list(rows))
        return len(rows), -len(rows)

    curve = lff("splits").learning_curve(score, 9, [2, 9], repeats=2, rng=np.random.default_rng(11))
    assert curve.seen.tolist() == [[2, 9], [2, 9]] and curve.unseen.tolist() == [[-2, -9], [-2, -9]]
    assert asked[0] == asked[1][:2] and asked[2] == asked[3][:2] and asked[1] != asked[3] != sorted(asked[3])


def worlds() -> None:
    """Predictions 1 and 3 by turns, of 2.5 at one point and of 1.5 at another, and noise of ±1."""
    turns, signs = iter([1.0, 3.0] * 500), np.random.default_rng(12)

    def draw(rng):
        return np.zeros(1), 2.5 + signs.choice([-1.0, 1.0], size=1)

    parts = lff("worlds").bias_variance(
        draw, lambda X, y, x: np.full(len(x), next(turns)), [0.0, 1.0], lambda x: 2.5 - x, 1000,
        rng=np.random.default_rng(13))
    np.testing.assert_allclose([parts.bias2, parts.variance, parts.noise], [0.25, 1, 1], rtol=1e-12)
    assert 0 < abs(parts.error - 2.25) < 0.3  # five deviations of what chance does in a thousand worlds


def training() -> None:
    """A penalty spares the biases and the history; early stopping brings the best epoch back, no sooner, no later."""
    training, penalty = lff("training"), lff("penalties").L2(0.2)
    X, y = np.array([[0.0], [1.0], [2.0]]), np.array([5.0, 6.0, 8.0])

    def network():
        net = lff("network").Network([1, 1], rng=np.random.default_rng(14))
        net.theta[:] = [1.0, 2.0]
        return net

    def fit(net, epochs, **settings):
        return training.fit(net, X, y, optimizer=lff("optimizers").GradientDescent(0.1), epochs=epochs, batch_size=None,
                            rng=np.random.default_rng(15), **settings)

    net = network()
    history = fit(net, 1, penalty=penalty)
    slopes = network().gradient(X, y)
    np.testing.assert_allclose(net.theta, [1 - 0.1 * (slopes[0] + 0.4), 2 - 0.1 * slopes[1]], rtol=1e-12)
    np.testing.assert_allclose(history.train[-1], net.loss(X, y), rtol=1e-12)
    unseen, free = (X[1:2], np.array([5.0])), network()
    full = fit(free, 30, unseen=unseen)
    best = int(np.argmin(full.unseen)) + 1
    assert 1 < best < 20 and full.kept is None
    stopped = network()
    history = fit(stopped, 30, unseen=unseen, stop=training.EarlyStopping(4))
    assert (history.kept, history.epochs) == (best, best + 4)
    np.testing.assert_allclose(stopped.loss(*unseen), full.unseen[best - 1], rtol=1e-12)


ALL = (optimizers, schedules, penalties, lasso, scalers, splits, learning_curve, worlds, training)
