"""Classifiers that say how the examples of each class come about, and turn that around by Bayes' rule."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import not_negative, one_of
from lff.arrays import as_matrix, as_vector, one_hot
from lff.functions import softmax
from lff.gaussian import Gaussian, _around_the_mean
from lff.likelihood import _as_classes, categorical_fit
from lff.linear import LinearFit


class _Generative:
    """What follows from ln P(x, class) alone."""

    priors: np.ndarray

    def log_joint(self, X: ArrayLike) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} does not say how likely an example is")

    def posterior(self, X: ArrayLike) -> np.ndarray:
        """The probability of each class once x is known, by Bayes' rule: its share of what all classes make of x.

        Shapes:
            X (n, d) -> (n, k), rows that sum to 1.
        Raises:
            ValueError: X has another number of columns, or a row is impossible in every class.
        Book:
            generative-classifiers
        """
        return softmax(self._possible(X))

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The class with the largest posterior; of equal ones the first.

        Shapes:
            X (n, d) -> (n,) of integers.
        Raises:
            ValueError: X has another number of columns, or a row is impossible in every class.
        Book:
            generative-classifiers
        """
        return np.argmax(self._possible(X), axis=1)

    def _possible(self, X: ArrayLike) -> np.ndarray:
        joint = self.log_joint(X)
        impossible = np.flatnonzero(np.isneginf(joint).all(axis=1))
        if len(impossible):
            raise ValueError(f"row {impossible[0]} has probability 0 in every class; smoothing above 0 mends that")
        return joint

    def _check_two_classes(self) -> None:
        if len(self.priors) != 2:
            raise ValueError(f"a line stands between 2 classes, and here are {len(self.priors)}")


@dataclass(frozen=True)
class GaussianClassifier(_Generative):
    """A prior and a Gaussian for each of k classes.

    Shapes:
        priors (k,), gaussians k of them.
    Book:
        generative-classifiers
    """

    priors: np.ndarray
    gaussians: tuple[Gaussian, ...]

    def log_joint(self, X: ArrayLike) -> np.ndarray:
        """ln of prior times density, for each row and each class.

        Shapes:
            X (n, d) -> (n, k).
        Raises:
            ValueError: X has another number of columns.
        Book:
            generative-classifiers
        """
        densities = [bell.log_density(X) for bell in self.gaussians]
        return np.log(self.priors) + np.column_stack(densities)

    def line(self) -> LinearFit:
        """w and b, with which the posterior of class 1 is σ(x w + b).

        w = Σ⁻¹ (μ₁ - μ₀), and b = -½ (μ₀ + μ₁) w + ln of the priors' ratio.

        Raises:
            ValueError: not two classes, or covariances that differ.
        Book:
            generative-classifiers
        """
        self._check_two_classes()
        zero, one = self.gaussians
        if not np.array_equal(zero.covariance, one.covariance):
            raise ValueError("the boundary is a line only if both classes "
                             "share their covariance, and these differ")
        weights = np.linalg.solve(one.covariance, one.mean - zero.mean)
        odds = np.log(self.priors[1]) - np.log(self.priors[0])
        bias = odds - 0.5 * (zero.mean + one.mean) @ weights
        return LinearFit(weights, float(bias))


def gaussian_classifier(
    X: ArrayLike, labels: ArrayLike, *, covariance: str = "own", priors: str | ArrayLike = "counted"
) -> GaussianClassifier:
    """The Gaussians that make the rows of each class most likely, and the classes' priors.

    A class may have its "own" covariance; the classes may have one that is "shared", the mean of their own, each
    counted as often as it has examples; or each may have its own variances alone, "diagonal", which is Gaussian
    naive Bayes. The priors are the classes' shares ("counted"), "equal", or given.

    Shapes:
        X (n, d), labels (n,) of integers; priors, if given, (k,).
    Raises:
        ValueError: the shapes do not fit, there is one class only, a class has no examples or a covariance that has
            not full rank, or a setting is unknown.
        TypeError: the labels are not integers.
    Book:
        generative-classifiers
    """
    one_of("covariance", covariance, ("own", "shared", "diagonal"))
    X, labels, priors = _checked(X, labels, priors)
    classes = [_around_the_mean(X[labels == k]) for k in range(len(priors))]
    squares = [centered.T @ centered for _, centered in classes]  # k of (d, d)
    if covariance == "shared":
        pooled = sum(squares) / len(X)
        return GaussianClassifier(priors, tuple(Gaussian(mean, pooled) for mean, _ in classes))
    gaussians = []
    for k, ((mean, centered), square) in enumerate(zip(classes, squares)):
        own = square / len(centered)
        try:
            gaussians.append(Gaussian(mean, own if covariance == "own" else np.diag(np.diag(own))))
        except ValueError as error:
            raise ValueError(f"class {k}, of {len(centered)} examples: {error}") from None
    return GaussianClassifier(priors, tuple(gaussians))


@dataclass(frozen=True)
class BernoulliNaiveBayes(_Generative):
    """A prior for each of k classes, and the probability of a 1 in each column, as if the columns were independent.

    Shapes:
        priors (k,), probabilities (k, d).
    Book:
        generative-classifiers
    """

    priors: np.ndarray
    probabilities: np.ndarray

    def log_joint(self, X: ArrayLike) -> np.ndarray:
        """ln of the prior times the probabilities of all columns; -infinity where one of them is 0.

        Shapes:
            X (n, d) of zeros and ones -> (n, k).
        Raises:
            ValueError: X has another number of columns, or entries other than 0 and 1.
        Book:
            generative-classifiers
        """
        X = _binary(as_matrix("X", X, self.probabilities.shape[1]))
        P = self.probabilities
        never = X @ (P == 0).T + (1 - X) @ (P == 1).T > 0  # (n, k): something was seen that the class rules out
        joint = np.log(self.priors) + X @ _log(P).T + (1 - X) @ _log(1 - P).T
        return np.where(never, -np.inf, joint)

    def line(self) -> LinearFit:
        """w and b, with which the posterior of class 1 is σ(x w + b): each column adds its own evidence.

        Raises:
            ValueError: there are not two classes, or a probability is 0 or 1, so that a weight would be infinite.
        Book:
            generative-classifiers
        """
        self._check_two_classes()
        P = self.probabilities
        if np.any((P == 0) | (P == 1)):
            raise ValueError("a probability of 0 or 1 makes a weight infinite; smoothing above 0 mends that")
        yes, no = np.log(P[1]) - np.log(P[0]), np.log1p(-P[1]) - np.log1p(-P[0])
        return LinearFit(yes - no, float(np.log(self.priors[1]) - np.log(self.priors[0]) + no.sum()))


def bernoulli_naive_bayes(
    X: ArrayLike, labels: ArrayLike, *, smoothing: float = 1.0,
    priors: str | ArrayLike = "counted",
) -> BernoulliNaiveBayes:
    """The share of ones in each column of each class.

    It counts as if `smoothing` zeros and as many ones had come before.

    Shapes:
        X (n, d) of zeros and ones, labels (n,); priors, if given, (k,).
    Raises:
        ValueError: the shapes do not fit, an entry is neither 0 nor 1, there
            is one class only, a class has no examples, the smoothing is
            negative, or a setting is unknown.
        TypeError: the labels are not integers.
    Book:
        generative-classifiers
    """
    not_negative("smoothing", smoothing)
    X, labels, priors = _checked(X, labels, priors)
    members = one_hot(labels, len(priors))  # (n, k)
    ones = members.T @ _binary(X)  # (k, d)
    counts = members.sum(axis=0)[:, np.newaxis]  # (k, 1)
    shares = (ones + smoothing) / (counts + 2 * smoothing)
    return BernoulliNaiveBayes(priors, shares)


def _checked(X: ArrayLike, labels: ArrayLike, priors: str | ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All three as arrays, with at least one example of each of at least two classes."""
    X = as_matrix("X", X)
    given = None if isinstance(priors, str) else as_vector("priors", priors)
    labels = _as_classes(labels, len(X), None if given is None else len(given))
    classes = int(labels.max()) + 1
    if given is not None:
        if not (np.all(given > 0) and abs(given.sum() - 1) < 1e-9):
            raise ValueError(f"priors should be positive and sum to 1, got {given}")
        return X, labels, given
    if priors not in ("counted", "equal"):
        raise ValueError(f"priors should be 'counted', 'equal' or one for each class, got {priors!r}")
    return X, labels, categorical_fit(labels, classes) if priors == "counted" else np.full(classes, 1 / classes)


def _binary(X: np.ndarray) -> np.ndarray:
    others = X[(X != 0) & (X != 1)]
    if others.size:
        raise ValueError(f"X should hold zeros and ones alone, got {others[0]:g}")
    return X


def _log(P: np.ndarray) -> np.ndarray:
    """ln of each entry, and 0 for that of 0, which is counted apart."""
    return np.log(np.where(P == 0, 1.0, P))
