"""Checks of the rules for classifying: as in `gradient_checks`, each raises AssertionError on a wrong rule.

Rules are written here a second time, as plainly as can be, or held to numbers worked out by hand.
"""

from __future__ import annotations

import numpy as np

from gradient_checks import EXACT_TOLERANCE, close, lff

LABELS = np.array([0, 1, 1, 0, 1, 0, 1, 1, 0])
ROWS = np.array([[1.0, 2], [3, -1], [2, 0.5], [-1, 1], [0.5, 4], [2, 2.5], [4, 0], [1, 1.5], [0, -2]])
BITS = (ROWS > 1).astype(float)


def likelihood() -> None:
    """Three ones and two zeros; three labels, of which one class is not seen."""
    module = lff("likelihood")
    assert module.bernoulli_fit([1, 1, 0, 1, 0]) == 0.6
    close(module.bernoulli_log_likelihood(0.3, [1, 1, 0, 1, 0]), 3 * np.log(0.3) + 2 * np.log(0.7), EXACT_TOLERANCE)
    assert module.categorical_fit([2, 0, 2, 2], 3).tolist() == [0.25, 0, 0.75]


def gaussian() -> None:
    """Density, fit and samples of two columns, by the formula with the inverse and the determinant."""
    module = lff("gaussian")
    mean, covariance = np.array([1.0, -2.0]), np.array([[4.0, 1.0], [1.0, 2.0]])
    bell, away = module.Gaussian(mean, covariance), ROWS - mean
    square = np.array([row @ np.linalg.inv(covariance) @ row for row in away])
    density = np.exp(-square / 2) / np.sqrt((2 * np.pi) ** 2 * np.linalg.det(covariance))
    close(bell.density(ROWS), density, EXACT_TOLERANCE)
    close(bell.log_likelihood(ROWS), np.log(density).sum(), EXACT_TOLERANCE)
    fit, apart = module.gaussian_fit(ROWS), module.gaussian_fit(ROWS, covariance="diagonal")
    close(fit.mean, ROWS.sum(axis=0) / 9, EXACT_TOLERANCE)
    close(fit.covariance, np.cov(ROWS.T, bias=True), EXACT_TOLERANCE)
    close(apart.covariance, np.diag(ROWS.var(axis=0)), EXACT_TOLERANCE)
    drawn = bell.sample(4000, rng=np.random.default_rng(0))
    assert np.abs(drawn.mean(axis=0) - mean).max() < 0.1 and np.abs(np.cov(drawn.T) - covariance).max() < 0.2


def generative() -> None:
    """Bayes' rule over Gaussians and over bits, with priors counted, equal and given, and the lines they make."""
    module = lff("generative")
    for covariance in ("own", "shared", "diagonal"):
        for priors, shares in (("counted", [4 / 9, 5 / 9]), ("equal", [0.5, 0.5]), ([0.2, 0.8], [0.2, 0.8])):
            fit = module.gaussian_classifier(ROWS, LABELS, covariance=covariance, priors=priors)
            joint = shares * np.column_stack([_bell(k, covariance) for k in (0, 1)])
            close(fit.posterior(ROWS), joint / joint.sum(axis=1, keepdims=True), EXACT_TOLERANCE)
            assert (fit.predict(ROWS) == np.argmax(joint, axis=1)).all()
            if covariance == "shared":
                _line(fit, ROWS)
    for smoothing in (0.0, 1.0, 2.5):
        fit = module.bernoulli_naive_bayes(BITS, LABELS, smoothing=smoothing, priors=[0.3, 0.7])
        chances = [[(BITS[LABELS == k, j].sum() + smoothing) / (np.sum(LABELS == k) + 2 * smoothing) for j in (0, 1)]
                   for k in (0, 1)]  # fmt: skip
        joint = [[p * np.prod([c if bit else 1 - c for c, bit in zip(row, x)]) for p, row in zip((0.3, 0.7), chances)]
                 for x in BITS]  # fmt: skip
        close(fit.posterior(BITS), joint / np.sum(joint, axis=1, keepdims=True), EXACT_TOLERANCE)
        _line(fit, BITS)
    fit = module.bernoulli_naive_bayes([[1, 0], [1, 1], [0, 0]], [0, 1, 1], smoothing=0.0)
    assert fit.posterior([[0, 1], [1, 1]]).tolist() == [[0, 1], [0, 1]]  # what class 0 has never seen


def _bell(k: int, covariance: str) -> np.ndarray:
    """The density of class k, but for a factor that both classes have."""
    own = [np.cov(ROWS[LABELS == c].T, bias=True) for c in (0, 1)]
    pooled = (4 * own[0] + 5 * own[1]) / 9
    spread = {"own": own[k], "shared": pooled, "diagonal": np.diag(np.diag(own[k]))}[covariance]
    away = ROWS - ROWS[LABELS == k].mean(axis=0)
    square = np.array([row @ np.linalg.inv(spread) @ row for row in away])
    return np.exp(-square / 2) / np.sqrt(np.linalg.det(spread))


def _line(fit, X: np.ndarray) -> None:
    z = fit.line().predict(X)
    close(1 / (1 + np.exp(-z)), fit.posterior(X)[:, 1], EXACT_TOLERANCE)


def minimum() -> None:
    """Slope 0 of the penalized sum of cross entropies, by its own formula, in few steps; descent comes there too."""
    module = lff("logistic")
    X = ROWS + [0.0, 7.0]
    for strength in (0.0, 0.7):
        for fit, target in ((module.logistic_regression, LABELS), (module.softmax_regression, np.arange(9) % 3)):
            try:
                found = fit(X, target, strength=strength)
                slow = fit(X, target, strength=strength, method="descent", tolerance=1e-6, most_steps=20_000)
            except RuntimeError as error:
                raise AssertionError(str(error)) from None
            assert found.steps <= 8
            wanted = target if found.weights.ndim == 1 else np.eye(3)[target]
            error = found.probability(X) - wanted
            close(X.T @ error + strength * found.weights + 1, np.ones_like(found.weights), 1e-9)
            close(error.sum(axis=0) + 1, np.ones_like(found.bias), 1e-9)
            assert (found.predict(X) == _likeliest(found.probability(X))).all()
            close(slow.weights, found.weights, 1e-5)
            if found.weights.ndim == 2:
                close(found.weights.sum(axis=1) + 1, np.ones(2), 1e-9)


def _likeliest(P: np.ndarray) -> np.ndarray:
    return np.argmax(P, axis=1) if P.ndim == 2 else (P > 0.5).astype(int)


def separation() -> None:
    """Data that a line separates, without a penalty, are refused; what cannot be separated is not."""
    module = lff("logistic")
    for fit in (module.logistic_regression, module.softmax_regression):
        for x in ([0, 1, 2, 3], [0, 1, 1, 2]):
            try:
                fit(np.array(x)[:, np.newaxis], np.array([0, 0, 1, 1]))
            except ValueError as error:
                assert "can be separated" in str(error)
            except RuntimeError as error:
                raise AssertionError(str(error)) from None
            else:
                raise AssertionError("weights were found where none are best")
    three = lff("convex")._Problem("cross_entropy_from_logits", np.eye(4)[:, :3], np.array([0, 1, 2, 0]), 3, 0.0)
    first_is_wrong = np.array([[1.0, 2, -3], [0, 1, -1], [-1, 0, 1], [1, 0, -1]])
    three.check_not_separated(first_is_wrong)


def halving() -> None:
    """Rows of very different size, on which whole steps of Newton's method leap to and fro for ever."""
    X = np.array([[120.57, 3186.1], [-10.82, 48.96], [-0.39, -30.3], [-0.06, 139.92], [0.38, 14.63], [-16.59, 733.34],
                  [1.84, 68.23], [-806.41, 9.91], [0.23, -276.03], [-18.16, -190.06]])  # fmt: skip
    y = np.array([1, 0, 0, 1, 0, 1, 0, 1, 0, 1])
    try:
        fit = lff("logistic").logistic_regression(X, y)
    except RuntimeError as error:
        raise AssertionError(str(error)) from None
    assert np.abs(X.T @ (fit.probability(X) - y)).max() < 1e-9


def metrics() -> None:
    """Six predictions, counted by hand."""
    module = lff("metrics")
    predicted, labels = [1, 1, 1, 0, 0, 1], [1, 0, 1, 1, 0, 0]
    assert module.precision(predicted, labels) == 2 / 4 and module.recall(predicted, labels) == 2 / 3
    assert module.precision(predicted, labels, 0) == 1 / 2 and module.recall(predicted, labels, 0) == 1 / 3
    assert module.accuracy([1, 1, 0], [1, 0, 0]) == 2 / 3
    assert module.confusion_matrix(predicted, labels, 2).tolist() == [[1, 2], [1, 2]]
    x, y, thresholds = module.roc_curve([0.9, 0.4, 0.4, 0.1, 0.7], [1, 0, 1, 0, 0])
    assert thresholds.tolist() == [np.inf, 0.9, 0.7, 0.4, 0.1]
    close(x, [0, 0, 1 / 3, 2 / 3, 1], EXACT_TOLERANCE)
    close(y, [0, 1 / 2, 1 / 2, 1, 1], EXACT_TOLERANCE)
    close(module.area_under_curve(x, y), 4.5 / 6, EXACT_TOLERANCE)
    promised, came, counts = module.calibration_curve([0.0, 0.1, 0.2, 0.5, 0.9], [0, 0, 1, 1, 1], bins=4)
    close(promised, [0.1, 0.5, 0.9], EXACT_TOLERANCE)
    close(came, [1 / 3, 1, 1], EXACT_TOLERANCE)
    assert counts.tolist() == [3, 1, 1]
    p, q = np.array([0.5, 0.25, 0.25, 0]), np.array([0.25, 0.5, 0.125, 0.125])
    close(module.entropy(p), 1.5 * np.log(2), EXACT_TOLERANCE)
    close(module.kl_divergence(p, q), 0.5 * np.log(2), EXACT_TOLERANCE)
    assert module.kl_divergence(q, p) == np.inf
