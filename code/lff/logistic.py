"""The line whose sigmoid, or the lines whose softmax, makes the labels most likely: logistic and softmax regression.

The loss is the sum, not the mean, of the cross entropies, plus strength / 2 · Σ w², as in scikit-learn, where C is
1 / strength. Both are convex. Newton's method reaches the minimum in a handful of steps, each of which solves a
system as large as there are parameters; descent takes many cheap ones.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lff.arrays import as_matrix
from lff.convex import _minimum, _Problem
from lff.functions import sigmoid, softmax
from lff.likelihood import _as_classes


@dataclass(frozen=True)
class LogisticFit:
    """The line whose sigmoid is the probability of class 1, and how many steps it took to find it.

    Shapes:
        weights (d,), bias a float.
    Book:
        logistic-regression
    """

    weights: np.ndarray
    bias: float
    steps: int

    def logit(self, X: ArrayLike) -> np.ndarray:
        """X w + b, the logarithm of the odds of class 1.

        Shapes:
            X (n, d) -> (n,).
        Raises:
            ValueError: X has another number of columns than there are weights.
        Book:
            logistic-regression
        """
        return as_matrix("X", X, len(self.weights)) @ self.weights + self.bias

    def probability(self, X: ArrayLike) -> np.ndarray:
        """The probability of class 1.

        Shapes:
            X (n, d) -> (n,).
        Book:
            logistic-regression
        """
        return sigmoid(self.logit(X))

    def predict(self, X: ArrayLike) -> np.ndarray:
        """1 where class 1 is likelier than class 0, and 0 elsewhere.

        Shapes:
            X (n, d) -> (n,) of integers.
        Book:
            logistic-regression
        """
        return (self.logit(X) > 0).astype(int)


@dataclass(frozen=True)
class SoftmaxFit:
    """A line for each of k classes, whose softmax is their probability, and how many steps it took to find them.

    Shapes:
        weights (d, k), bias (k,).
    Book:
        softmax
    """

    weights: np.ndarray
    bias: np.ndarray
    steps: int

    def logit(self, X: ArrayLike) -> np.ndarray:
        """X W + b.

        Shapes:
            X (n, d) -> (n, k).
        Raises:
            ValueError: X has another number of columns than W has rows.
        Book:
            softmax
        """
        return as_matrix("X", X, len(self.weights)) @ self.weights + self.bias

    def probability(self, X: ArrayLike) -> np.ndarray:
        """The probability of each class.

        Shapes:
            X (n, d) -> (n, k), rows that sum to 1.
        Book:
            softmax
        """
        return softmax(self.logit(X))

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The likeliest class.

        Shapes:
            X (n, d) -> (n,) of integers.
        Book:
            softmax
        """
        return np.argmax(self.logit(X), axis=1)


def logistic_regression(
    X: ArrayLike, y: ArrayLike, *, strength: float = 0.0, method: str = "newton", tolerance: float = 1e-8,
    most_steps: int | None = None,
) -> LogisticFit:  # fmt: skip
    """The line whose sigmoid makes these zeros and ones most likely, its weights shrunk by strength / 2 · Σ w².

    "newton" ends when no logit changes by more than the tolerance, "descent" when the gradient is shorter than it.

    Shapes:
        X (n, d), y (n,) of the integers 0 and 1.
    Raises:
        ValueError: the shapes do not fit, y has one class only, a setting is unknown or out of range; or the strength
            is 0 and no weights are best, for a line separates the classes or columns follow from others.
        RuntimeError: `most_steps` were not enough.
    Book:
        logistic-regression
    """
    X = as_matrix("X", X)
    y = _as_classes(y, len(X), 2)[:, np.newaxis]
    problem = _Problem("binary_cross_entropy_from_logits", X, y, 1, strength)
    theta, steps = _minimum(problem, method, tolerance, most_steps)
    return LogisticFit(theta[:-1, 0], float(theta[-1, 0]), steps)


def softmax_regression(
    X: ArrayLike, labels: ArrayLike, *, classes: int | None = None, strength: float = 0.0, method: str = "newton",
    tolerance: float = 1e-8, most_steps: int | None = None,
) -> SoftmaxFit:  # fmt: skip
    """The lines whose softmax makes these labels most likely, their weights shrunk by strength / 2 · Σ w².

    A number added to all lines changes no probability: of all equally good ones, these sum to 0 over the classes.

    Shapes:
        X (n, d), labels (n,) of integers.
    Raises:
        ValueError, RuntimeError: as for `logistic_regression`, or a class has no examples.
    Book:
        softmax
    """
    X = as_matrix("X", X)
    labels = _as_classes(labels, len(X), classes)
    problem = _Problem("cross_entropy_from_logits", X, labels, int(labels.max()) + 1, strength)
    theta, steps = _minimum(problem, method, tolerance, most_steps)
    return SoftmaxFit(theta[:-1], theta[-1], steps)
