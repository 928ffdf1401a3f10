"""The best straight line: in one step for squares, step by step where absolute values count."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import count, not_negative, number, whole
from lff.arrays import _squarable, as_matrix, as_vector
from lff.losses import mean_absolute_error_gradient


@dataclass(frozen=True)
class LinearFit:
    """The line y = X w + b that was found.

    Shapes:
        weights (d,), bias a float.
    Book:
        sec-looking-back-shift
    """

    weights: np.ndarray
    bias: float

    def predict(self, X: ArrayLike) -> np.ndarray:
        """X w + b.

        Shapes:
            X (n, d) -> (n,).
        Raises:
            ValueError: X has another number of columns than there are weights.
        Book:
            sec-looking-back-shift
        """
        return as_matrix("X", X, len(self.weights)) @ self.weights + self.bias


def least_squares(X: ArrayLike, y: ArrayLike) -> LinearFit:
    """The line with the least mean squared error; of several that are equally good, the one with least weights.

    Shapes:
        X (n, d), y (n,).
    Raises:
        ValueError: the shapes do not fit, an entry is not finite, or a weight would not be.
    Book:
        sec-looking-back-normal
    """
    return ridge(X, y, 0.0)


def ridge(X: ArrayLike, y: ArrayLike, strength: float) -> LinearFit:
    """The line with the least sum of squared errors plus strength · |w|²; the bias is not shrunk.

    The penalty is a set of extra examples: a row √strength · e_j whose target is 0, for each weight j.

    Shapes:
        X (n, d), y (n,).
    Raises:
        ValueError: the shapes do not fit, an entry or a weight is not finite, or the strength is negative.
    Book:
        sec-looking-back-ridge
    """
    X = as_matrix("X", X)
    y = as_vector("y", y, len(X))
    not_negative("strength", strength)
    mean_x, mean_y = X.mean(axis=0), y.mean()  # around the means the best bias is 0, so it drops out
    rows = np.vstack([X - mean_x, np.sqrt(strength) * np.eye(X.shape[1])])  # (n + d, d)
    targets = np.concatenate([y - mean_y, np.zeros(X.shape[1])])
    weights = _finite(np.linalg.lstsq(rows, targets)[0])
    return LinearFit(weights, float(mean_y - mean_x @ weights))


def lasso(X: ArrayLike, y: ArrayLike, strength: float, *, sweeps: int = 10_000) -> LinearFit:
    """The line with the least sum of squared errors plus strength · Σ |w|; the bias is not shrunk.

    One weight after the other is set to its best value while the others stand still: the value that least squares
    would give it, moved towards 0 by a fixed amount, and 0 if it would cross it. The sweeps over all weights end
    when one of them changes no weight by more than rounding does.

    Shapes:
        X (n, d), y (n,).
    Raises:
        ValueError: the shapes do not fit, an entry is not finite or too large to square, or the strength is negative.
    Source:
        Tibshirani, Regression Shrinkage and Selection via the Lasso, 1996; Friedman et al., Pathwise Coordinate
        Optimization, 2007.
    Book:
        regularization
    """
    X = _squarable("X", as_matrix("X", X))
    y = as_vector("y", y, len(X))
    not_negative("strength", strength)
    mean_x, mean_y = X.mean(axis=0), y.mean()
    G, c = (X - mean_x).T @ (X - mean_x), (X - mean_x).T @ (y - mean_y)  # (d, d), (d,)
    weights = np.zeros(X.shape[1])
    for _ in range(count("sweeps", sweeps)):
        before = weights.copy()
        for j in np.flatnonzero(np.diag(G)):  # the weight of a column that never changes stays 0
            pull = c[j] - G[j] @ weights + G[j, j] * weights[j]  # what the others leave for this one to explain
            weights[j] = np.sign(pull) * max(0.0, abs(pull) - strength / 2) / G[j, j]
        if np.max(np.abs(weights - before)) <= 1e-14 * np.max(np.abs(weights)):
            break
    weights = _finite(weights)
    return LinearFit(weights, float(mean_y - mean_x @ weights))


def least_absolute_deviations(
    X: ArrayLike, y: ArrayLike, *, learning_rate: float = 1.5, steps: int = 20_000
) -> LinearFit:
    """The line with the least mean absolute error, by gradient descent on all examples at once.

    No formula gives this line. Columns are shifted and scaled to mean 0 and deviation 1; the learning rate is in
    units of the deviation of y, and falls to a thousandth of its start, so that the steps, whose length the error
    does not shorten, settle in the corner where the minimum is.

    Shapes:
        X (n, d), y (n,).
    Raises:
        ValueError: the shapes do not fit, an entry is not finite or too large to square, or a setting is not positive.
    Book:
        sec-looking-back-lags
    """
    X = _squarable("X", as_matrix("X", X))
    y = _squarable("y", as_vector("y", y, len(X)))
    if not 0 < number("learning_rate", learning_rate) < np.inf or whole("steps", steps) < 1:
        raise ValueError(f"learning_rate and steps should be positive, got {learning_rate} and {steps}")
    mean, deviation = X.mean(axis=0), X.std(axis=0)
    deviation[deviation == 0] = 1.0  # a column that never changes has nothing to scale
    Z = (X - mean) / deviation  # (n, d)
    weights, bias = np.zeros(X.shape[1]), float(np.median(y))  # the best line that does not lean
    for rate in learning_rate * y.std() * np.geomspace(1.0, 1e-3, steps):
        slope = mean_absolute_error_gradient(Z @ weights + bias, y)  # (n,)
        weights -= rate * (slope @ Z)
        bias -= rate * slope.sum()
    weights /= deviation
    return LinearFit(weights, float(bias - mean @ weights))


def _finite(weights: np.ndarray) -> np.ndarray:
    """The weights, or an error where columns vary so little that a weight would be larger than any float."""
    if not np.all(np.isfinite(weights)):
        raise ValueError(f"X should vary more, for the weights that fit it are too large for floats, got {weights}")
    return weights
