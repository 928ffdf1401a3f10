import warnings

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from lff.convex import _Problem
from lff.datasets import digits, pokemon, thirteen_points, xor
from lff.functions import sigmoid, softmax
from lff.gradcheck import numerical_gradient
from lff.logistic import LogisticFit, SoftmaxFit, logistic_regression, softmax_regression
from lff.metrics import accuracy


def overlap(n=120, d=4, k=2, seed=0):
    """Rows whose classes overlap, so that there is a best line without any penalty."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, d)) * [1, 10, 0.1, 3][:d] + [0, 5, -2, 100][:d]
    scores = (X - X.mean(axis=0)) / X.std(axis=0) @ rng.standard_normal((d, k)) + rng.gumbel(size=(n, k))
    return X, np.argmax(scores, axis=1)


def scikit_learn(X, labels, strength):
    """The minimum as scikit-learn's Newton finds it, on columns of mean 0 if there is no penalty to notice."""
    C = np.inf if strength == 0 else 1 / strength
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return LogisticRegression(C=C, solver="newton-cg", tol=1e-12, max_iter=1000).fit(X, labels)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("strength", [0.0, 0.1, 1.0, 50.0])
def test_logistic_regression_is_scikit_learns(strength, seed):
    X, y = overlap(seed=seed)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    ours, theirs = logistic_regression(X, y, strength=strength), scikit_learn(X, y, strength)
    np.testing.assert_allclose(ours.weights, theirs.coef_[0], atol=1e-6)
    assert ours.bias == pytest.approx(theirs.intercept_[0], abs=1e-6)
    np.testing.assert_allclose(ours.probability(X), theirs.predict_proba(X)[:, 1], atol=1e-8)
    assert (ours.predict(X) == theirs.predict(X)).all() and ours.predict(X).dtype.kind == "i"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("strength", [0.0, 0.1, 1.0, 50.0])
def test_softmax_regression_is_scikit_learns(strength, seed):
    X, labels = overlap(n=200, k=4, seed=seed)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    ours, theirs = softmax_regression(X, labels, strength=strength), scikit_learn(X, labels, strength)
    their_weights = theirs.coef_.T - theirs.coef_.T.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(ours.weights, their_weights, atol=1e-6)
    np.testing.assert_allclose(ours.bias, theirs.intercept_ - theirs.intercept_.mean(), atol=1e-6)
    np.testing.assert_allclose(ours.probability(X), theirs.predict_proba(X), atol=1e-8)
    assert (ours.predict(X) == theirs.predict(X)).all()


@pytest.mark.parametrize("strength", [1e-3, 1.0])
def test_the_digits_are_scikit_learns(strength):
    images, labels = digits.load()
    X = images[:600].reshape(-1, 64) / 16
    ours, theirs = softmax_regression(X, labels[:600], strength=strength), scikit_learn(X, labels[:600], strength)
    np.testing.assert_allclose(ours.weights, theirs.coef_.T, atol=1e-6)
    np.testing.assert_allclose(ours.probability(X), theirs.predict_proba(X), atol=1e-8)


@pytest.mark.parametrize("strength", [0.0, 2.0])
def test_at_the_minimum_there_is_no_slope_in_any_units(strength):
    """Each column's errors cancel, but for the penalty; columns of very different size, far from 0."""
    X, y = overlap()
    fit = logistic_regression(X, y, strength=strength)
    error = fit.probability(X) - y
    size = np.abs(X).sum(axis=0)
    assert np.all(np.abs(X.T @ error + strength * fit.weights) < 1e-10 * size)
    assert abs(error.sum()) < 1e-9
    X, labels = overlap(n=200, k=3)
    fit = softmax_regression(X, labels, strength=strength)
    error = fit.probability(X) - np.eye(3)[labels]
    assert np.all(np.abs(X.T @ error + strength * fit.weights) < 1e-10 * np.abs(X).sum(axis=0)[:, np.newaxis])
    np.testing.assert_allclose(fit.weights.sum(axis=1), 0, atol=1e-10 * np.abs(fit.weights).max())


@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_descent_comes_to_where_newton_is(strength):
    X, labels = overlap(n=60, k=3)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    slow = softmax_regression(X, labels, strength=strength, method="descent")
    fast = softmax_regression(X, labels, strength=strength)
    np.testing.assert_allclose(slow.weights, fast.weights, atol=1e-6)
    assert fast.steps < 10 < slow.steps
    y = (labels == 0).astype(int)
    slow = logistic_regression(X, y, strength=strength, method="descent")
    np.testing.assert_allclose(slow.weights, logistic_regression(X, y, strength=strength).weights, atol=1e-6)


def test_softmax_of_two_classes_is_the_sigmoid_of_their_difference():
    X, y = overlap()
    pair, single = softmax_regression(X, y), logistic_regression(X, y)
    np.testing.assert_allclose(pair.weights[:, 1] - pair.weights[:, 0], single.weights, rtol=1e-7)
    np.testing.assert_allclose(pair.probability(X)[:, 1], single.probability(X), rtol=1e-8)


def problem(kind, strength):
    X, labels = overlap(n=30, k=2 if kind == "logistic" else 3)
    if kind == "logistic":
        return _Problem("binary_cross_entropy_from_logits", X, labels[:, np.newaxis], 1, strength)
    return _Problem("cross_entropy_from_logits", X, labels, 3, strength)


@pytest.mark.parametrize("strength", [0.0, 3.0])
@pytest.mark.parametrize("kind", ["logistic", "softmax"])
def test_gradient_and_hessian_against_differences(kind, strength):
    loss = problem(kind, strength)
    shape = (loss.A.shape[1], loss.k)
    theta = 0.1 * np.random.default_rng(1).standard_normal(shape)
    _, gradient = loss.loss_and_gradient(theta)
    rough = numerical_gradient(lambda flat: loss.loss_and_gradient(flat.reshape(shape))[0], theta.ravel())
    np.testing.assert_allclose(gradient.ravel(), rough, rtol=1e-6, atol=1e-6 * np.abs(rough).max())
    move = np.random.default_rng(2).standard_normal(shape)
    if kind == "softmax":
        move -= move.mean(axis=1, keepdims=True)  # the direction of all classes alike has a curvature of its own
    ahead, behind = (loss.loss_and_gradient(theta + h * move)[1] for h in (1e-5, -1e-5))
    bent = np.einsum("aibj,bj->ai", loss.hessian(theta), move)
    np.testing.assert_allclose(bent, (ahead - behind) / 2e-5, rtol=1e-6, atol=1e-6 * np.abs(bent).max())
    assert np.linalg.eigvalsh(loss.hessian(theta).reshape(theta.size, -1)).max() <= loss.steepest() * 3


def test_water_against_normal():
    numbers, types, stats, _ = pokemon()
    wanted = np.isin(types, ("Water", "Normal"))
    X, y, train = stats[wanted], (types[wanted] == "Normal").astype(int), numbers[wanted] < 400
    fit = logistic_regression(X[train], y[train])
    assert round(100 * accuracy(fit.predict(X[~train]), y[~train]), 1) == 78.6
    with pytest.raises(ValueError, match="8 columns, but rank 7, for some follow from the others"):
        logistic_regression(np.column_stack([X, X.sum(axis=1)]), y)


def test_the_thirteen_points():
    """A penalty of ordinary size gives the only (1, 1) away, as naive Bayes does; next to none does not."""
    X, y = thirteen_points()
    assert logistic_regression(X, y, strength=1.0).probability([[1, 1]])[0] == pytest.approx(0.134, abs=5e-4)
    assert logistic_regression(X, y, strength=1e-6).probability([[1, 1]])[0] > 0.999


SEPARABLE = {
    "thirteen points": thirteen_points(),
    "a gap": (np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])),
    "touching at one value": (np.array([[0.0], [1.0], [1.0], [2.0]]), np.array([0, 0, 1, 1])),
    "a column that tells one class": (
        np.array([[0.0, 1], [0, 2], [0, 3], [0, 4], [1, 1.3], [0, 2.5], [0, 1.7]]), np.array([0, 1, 0, 1, 1, 0, 1])),
}  # fmt: skip


@pytest.mark.parametrize("fit", [logistic_regression, softmax_regression])
@pytest.mark.parametrize("name", SEPARABLE)
def test_separable_data_without_a_penalty_are_refused_and_with_one_learned(fit, name):
    X, y = SEPARABLE[name]
    with pytest.raises(ValueError, match="no weights are best, for the classes can be separated.*strength above 0"):
        fit(X, y)
    assert np.isfinite(fit(X, y, strength=1e-3).weights).all()


@pytest.mark.parametrize("seed", range(20))
def test_newton_converges_from_zero_or_says_that_the_data_can_be_separated(seed):
    """Few rows, nearly separable: where full steps would jump about. A linear program is the referee."""
    from scipy.optimize import linprog

    rng = np.random.default_rng(seed)
    X, y = 10 ** rng.uniform(-2, 2, 3) * rng.standard_t(2, (14, 3)), rng.permutation(np.arange(14) % 2)
    sides = np.where(y == 1, 1, -1)[:, np.newaxis] * np.column_stack([X, np.ones(14)])
    # the largest sum of margins, none below 0, of weights in a box: 0 unless some line leaves none on the wrong side
    separable = -linprog(-sides.sum(axis=0), A_ub=-sides, b_ub=np.zeros(14), bounds=[(-1, 1)] * 4).fun > 1e-9
    if separable:
        with pytest.raises(ValueError, match="can be separated"):
            logistic_regression(X, y)
    else:
        error = logistic_regression(X, y).probability(X) - y
        assert np.all(np.abs(X.T @ error) < 1e-9 * np.abs(X).sum(axis=0))


def test_xor_is_best_guessed_without_looking():
    X, y = xor()
    fit = logistic_regression(X, y)
    assert fit.weights.tolist() == [0, 0] and fit.probability(X).tolist() == [0.5] * 4


def test_probabilities_are_right_at_logits_of_a_thousand():
    fit = LogisticFit(np.array([1.0]), 0.0, 0)
    assert fit.probability([[1000.0], [-1000.0], [-700.0]]).tolist() == [1, 0, sigmoid(-700.0)]
    assert fit.predict([[0.0], [1e-300]]).tolist() == [0, 1]
    fit = SoftmaxFit(np.array([[1.0, 0.0, -1.0]]), np.zeros(3), 0)
    assert fit.probability([[1000.0], [-1000.0]]).tolist() == [[1, 0, 0], [0, 0, 1]]
    np.testing.assert_allclose(fit.probability([[2.0]])[0], softmax(np.array([2.0, 0, -2])))
    far = np.array([[-1000.0], [1000.0], [1e-3], [-1e-3]])
    assert np.isfinite(logistic_regression(far, [0, 1, 0, 1], strength=1e-9).weights).all()


def test_without_a_penalty_on_the_bias_the_mean_probability_is_the_share():
    X, y = overlap()
    fit = logistic_regression(X, y, strength=1e9)
    assert np.mean(fit.probability(X)) == pytest.approx(y.mean(), rel=1e-9)
    assert np.abs(fit.weights * X.std(axis=0)).max() < 1e-5


@pytest.mark.parametrize("labels, message", [
    ([0, 0, 0, 0], "class 1 has no examples|at least 2 classes"),
    ([1, 1, 1, 1], "class 0 has no examples"),
    ([0, -1, 1, 0], "labels should lie in"),
    ([0, 1], r"labels should have shape \(4,\), got \(2,\)"),
])  # fmt: skip
@pytest.mark.parametrize("fit", [logistic_regression, softmax_regression])
def test_labels_that_cannot_be_learned_are_refused(fit, labels, message):
    with pytest.raises(ValueError, match=message):
        fit([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]], labels)


def test_what_else_is_refused():
    X, y = overlap()
    with pytest.raises(ValueError, match="labels should lie in 0 ... 1, got 0 ... 2"):
        logistic_regression(X, y + (np.arange(len(y)) == 0) * (2 - y))
    with pytest.raises(ValueError, match="class 2 has no examples"):
        softmax_regression(X, y, classes=3)
    with pytest.raises(TypeError, match="labels should be integers"):
        softmax_regression(X, y * 1.0)
    for fit in (logistic_regression, softmax_regression):
        with pytest.raises(ValueError, match="strength should be at least 0 and finite, got -1"):
            fit(X, y, strength=-1)
        with pytest.raises(ValueError, match="method should be 'newton' or 'descent', got 'lbfgs'"):
            fit(X, y, method="lbfgs")
        with pytest.raises(ValueError, match="tolerance should be positive, got 0"):
            fit(X, y, tolerance=0)
        with pytest.raises(RuntimeError, match="newton did not settle in 2 steps"):
            fit(X, y, most_steps=2)
        with pytest.raises(RuntimeError, match="descent did not settle in 5 steps"):
            fit(X, y, method="descent", most_steps=5)
        with pytest.raises(ValueError, match="3 columns, but rank 2, for some follow from the others, never change"):
            fit(np.column_stack([X[:, 0], np.full(len(X), 0.1)]), y)
        with pytest.raises(ValueError, match=r"X should have shape \(n, 4\), got \(1, 2\)"):
            fit(X, y).predict([[1, 2]])
