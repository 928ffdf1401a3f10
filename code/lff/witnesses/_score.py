"""Draws for what a score hides: slopes by the input, worst changes, a teacher's shares, springs, and steps within."""

from __future__ import annotations

import mpmath
import numpy as np

from lff import attacks, distillation, elastic, meta, saliency, symbolic
from lff.network import Network
from lff.witnesses._case import Case
from lff.witnesses._entrywise import ENGINE_FUNCTIONS, _autograd, _logits, _numbered

_FORMULAS = {"sigmoid": "1/(1 + exp(-u))", "tanh": "tanh(u)"}


def logit(rng: np.random.Generator, extreme: bool) -> Case:
    """From one logit of each row back to the row."""
    n, d, h, k = (int(size) for size in rng.integers((1, 1, 1, 2), 4))
    bend = str(rng.choice(list(_FORMULAS)))
    net = Network([d, h, k], activation=bend, loss="cross_entropy_from_logits", rng=rng)
    net.theta[:] = rng.normal(size=net.theta.shape)
    X, labels = rng.normal(size=(n, d)) * (10 if extreme else 1), rng.integers(0, k, size=n)
    W, b, V, c = (net.parameters[name] for name in ("W1", "b1", "W2", "b2"))
    proof = symbolic.slope_of_a_logit(d, h).given(sigma=_FORMULAS[bend])

    def exact():
        shared = {f"W_{i + 1}{j + 1}": W[i, j] for i in range(d) for j in range(h)}
        shared |= {f"b_{j + 1}": b[j] for j in range(h)}
        found = []
        for x, label in zip(X, labels):
            own = {f"x_{i + 1}": x[i] for i in range(d)} | {f"v_{j + 1}": V[j, label] for j in range(h)}
            found += list(proof.evaluate("rhs", **shared, **own))
        return found

    return Case(answer=saliency.saliency(net, X, labels), exact=exact, by_entry=False, theta=X,
                gradient=lambda X: saliency.saliency(net, X, labels),
                value=lambda X: float(np.sum(net.forward(X)[np.arange(n), labels])),
                engine=lambda X: _autograd().sum(
                    (_autograd().dot(ENGINE_FUNCTIONS[bend](_autograd().dot(X, W) + b), V) + c)[np.arange(n), labels]))


def worst(rng: np.random.Generator, extreme: bool) -> Case:
    """How much one signed step moves the difference of two logits, within the size and within the bounds."""
    n, d = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    net = Network([d, 2], loss="cross_entropy_from_logits", rng=rng)
    net.theta[:] = rng.normal(size=net.theta.shape) * (300 if extreme else 1)  # then shares underflow, and slopes not
    X, labels, size = rng.uniform(size=(n, d)), rng.integers(0, 2, size=n), rng.uniform(0.1, 0.5)
    W, b, rows = net.parameters["W1"], net.parameters["b1"], np.arange(n)
    slopes = (W[:, 1 - labels] - W[:, labels]).T  # (n, d), of the difference of the wrong logit and the right one
    moved = attacks.fast_gradient_sign(net, X, labels, size) - X
    proof = symbolic.largest_change_in_a_box(d)

    def exact():
        with mpmath.workdps(50):
            rooms = [[min(mpmath.mpf(size), 1 - mpmath.mpf(x) if g > 0 else mpmath.mpf(x)) for x, g in zip(*row)]
                     for row in zip(X, slopes)]
            slopes_exactly = [[mpmath.mpf(W[i, 1 - label]) - mpmath.mpf(W[i, label]) for i in range(d)]
                              for label in labels]
            return [proof.evaluate("rhs", **{f"epsilon_{i + 1}": room[i] for i in range(d)},
                                   **{f"g_{i + 1}": row[i] for i in range(d)})
                    for room, row in zip(rooms, slopes_exactly)]

    def engine(X):
        anp = _autograd()
        Z = anp.dot(X, W) + b
        return anp.sum(anp.log(anp.sum(anp.exp(Z), axis=1)) - Z[rows, labels])

    return Case(answer=np.sum(moved * slopes, axis=1), exact=exact, by_entry=False, theta=X,
                gradient=lambda X: attacks.input_gradient(net, X, labels),
                value=lambda X: n * net.loss(X, labels), engine=engine)


def distilled(rng: np.random.Generator, extreme: bool) -> Case:
    """A pupil's logits beside a teacher's."""
    Z = _logits(rng, extreme)
    teacher = Z[::-1].copy() if extreme else rng.normal(size=Z.shape)
    heat = 1.0 if extreme else rng.uniform(0.5, 5)
    proof = symbolic.distillation_gradient(Z.shape[1])

    def engine(Z):
        anp = _autograd()
        log_q, log_p = (rows / heat - anp.log(anp.sum(anp.exp(rows / heat), axis=1, keepdims=True))
                        for rows in (Z, teacher))
        return heat**2 * anp.sum(anp.exp(log_p) * (log_p - log_q)) / len(Z)

    def exact():
        return [entry / len(Z) for z, v in zip(Z, teacher)
                for entry in proof.evaluate("rhs", T=heat, **_numbered(z_=z, v_=v))]

    return Case(answer=distillation.distillation_loss_gradient(Z, teacher, heat), by_entry=False, exact=exact, theta=Z,
                value=lambda Z: float(distillation.distillation_loss(Z, teacher, heat)),
                gradient=lambda Z: distillation.distillation_loss_gradient(Z, teacher, heat), engine=engine)


def springs(rng: np.random.Generator, extreme: bool) -> Case:
    """Parameters away from where the springs are fastened."""
    n, strength = int(rng.integers(1, 7)), 1e6 if extreme else rng.uniform(0.1, 5)
    theta, anchor, importance = rng.normal(size=n), rng.normal(size=n), rng.uniform(0, 2, size=n)
    spring, proof = elastic.Elastic(anchor, importance, strength), symbolic.elastic_gradient()
    return Case(answer=spring.gradient(theta), theta=theta, value=spring.value, gradient=spring.gradient,
                exact=lambda: [proof.evaluate("rhs", theta=theta, a=anchor, F=importance, lamda=strength, P=n, j=j)
                               for j in range(1, n + 1)],
                engine=lambda theta: 0.5 * strength * _autograd().sum(importance * (theta - anchor)**2))


class _Answers(np.random.Generator):
    """A generator that gives the answers that it was told to give."""

    def __init__(self, answers: np.ndarray) -> None:
        super().__init__(np.random.default_rng(0).bit_generator)
        self.answers = iter(answers)

    def choice(self, count: int, p: np.ndarray) -> int:
        return int(next(self.answers))


def fisher(rng: np.random.Generator, extreme: bool) -> Case:
    """One input and three answers, each given just as often as its chance says: the mean bend of -ln p."""
    counts = np.array([1, 2, 500]) if extreme else rng.integers(1, 12, size=3)
    net = Network([1, 3], loss="cross_entropy_from_logits", rng=rng)
    x, total = rng.normal(), int(counts.sum())
    net.parameters["b1"][:] = np.log(counts) - x * net.parameters["W1"][0]
    answers = rng.permutation(np.repeat(np.arange(3), counts))
    found = elastic.fisher_diagonal(net, np.full((total, 1), x), rng=_Answers(answers))
    proof = symbolic.fisher_is_expected_bend(3).given(p_1="exp(u)/(exp(u) + A)", p_2="B/(exp(u) + A)")

    def exact():
        with mpmath.workdps(60):
            bends = [proof.evaluate("lhs", theta=mpmath.log(int(count)), A=total - int(count), B=int(counts[j - 1]))
                     for j, count in enumerate(counts)]
            return [bend * mpmath.mpf(x)**2 for bend in bends] + bends

    return Case(answer=found, exact=exact)


def through_a_step(rng: np.random.Generator, extreme: bool) -> Case:
    """Parabolas in a few parameters, for a few tasks: a step down one of them, judged by another."""
    tasks, n = (int(size) for size in rng.integers(1, 5, size=2))
    theta, rate = rng.normal(size=n), 1e3 if extreme else rng.uniform(0.01, 0.5)
    (c, m), (k, h) = rng.normal(size=(2, tasks, n)), rng.uniform(0.2, 3, size=(2, tasks, n))
    proof = symbolic.slope_through_a_step()

    def loss(theta, center, bend):
        return np.sum(0.5 * bend * np.square(theta - center), axis=-1)  # one for each task

    def exact():
        with mpmath.workdps(50):
            return [mpmath.fsum(proof.evaluate("rhs", theta_0=theta[j], eta=rate, c=c[t, j], k=k[t, j], m=m[t, j],
                                               h=h[t, j]) for t in range(tasks)) / tasks for j in range(n)]

    def engine(theta):
        after = theta - rate * k * (theta - c)
        return _autograd().mean(_autograd().sum(0.5 * h * (after - m)**2, axis=1))

    def gradient(theta):
        return meta.meta_gradient(loss, theta, (c, k), (m, h), rate)

    return Case(answer=gradient(theta), exact=exact, by_entry=False, theta=theta, gradient=gradient, engine=engine,
                value=lambda theta: float(meta.meta_loss(loss, theta, (c, k), (m, h), rate)))
