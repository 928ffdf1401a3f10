"""How good predicted classes are, how good their probabilities are, and how much there was to know."""

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import whole
from lff.arrays import _as_array, _as_floats, as_labels, as_vector


def accuracy(predicted: ArrayLike, labels: ArrayLike) -> float:
    """The share of labels that were predicted.

    Shapes:
        predicted, labels: (n,).
    Raises:
        ValueError: the shapes differ, or are empty.
    Book:
        sec-classification
    """
    predicted, labels = _of_one_length(predicted, labels)
    return float(np.mean(predicted == labels))


def confusion_matrix(predicted: ArrayLike, labels: ArrayLike, classes: int) -> np.ndarray:
    """How often each class was taken for each: a row per true class, a column per predicted one.

    Shapes:
        predicted, labels: (n,) of integers -> (classes, classes) of counts.
    Raises:
        ValueError: the shapes differ, or a label lies outside 0 ... classes - 1.
    Book:
        sec-classification
    """
    labels = as_labels("labels", labels, classes)
    predicted = as_labels("predicted", predicted, classes, len(labels))
    cells = labels * classes + predicted  # each pair (true, predicted) has a number of its own
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def precision(predicted: ArrayLike, labels: ArrayLike, positive: int = 1) -> float:
    """Of the examples predicted as `positive`, the share that are; 0 if none was predicted so.

    Shapes:
        predicted, labels: (n,).
    Raises:
        ValueError: the shapes differ, or are empty.
    Book:
        logistic-regression
    """
    predicted, labels = _of_one_length(predicted, labels)
    found = predicted == positive
    return float(np.mean(labels[found] == positive)) if found.any() else 0.0


def recall(predicted: ArrayLike, labels: ArrayLike, positive: int = 1) -> float:
    """Of the examples that are `positive`, the share that were predicted so.

    Shapes:
        predicted, labels: (n,).
    Raises:
        ValueError: the shapes differ or are empty, or no label is positive.
    Book:
        logistic-regression
    """
    predicted, labels = _of_one_length(predicted, labels)
    wanted = labels == positive
    if not wanted.any():
        raise ValueError(f"recall needs a label that is {positive}, and there is none")
    return float(np.mean(predicted[wanted] == positive))


def roc_curve(scores: ArrayLike, labels: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For every threshold: the share of zeros, and of ones, whose score is at least the threshold.

    It begins above all scores, where both shares are 0, and ends at the lowest score, where both are 1.

    Shapes:
        scores (n,), the higher the likelier is a 1; labels (n,) of the integers 0 and 1
        -> false positive rate, true positive rate, thresholds: (m + 1,), for m different scores.
    Raises:
        ValueError: the shapes differ, or one of the classes is missing.
    Book:
        logistic-regression
    """
    scores, labels = _scores_and_labels("scores", scores, labels)
    falling = np.argsort(-scores, kind="stable")
    last = np.append(np.flatnonzero(np.diff(scores[falling])), len(scores) - 1)  # of each run of equal scores
    ones = np.cumsum(labels[falling])[last]
    zeros = last + 1 - ones
    if ones[-1] == 0 or zeros[-1] == 0:
        raise ValueError(f"a curve needs both classes, got {zeros[-1]} zeros and {ones[-1]} ones")
    return (
        np.append(0.0, zeros / zeros[-1]),
        np.append(0.0, ones / ones[-1]),
        np.append(np.inf, scores[falling][last]),
    )


def area_under_curve(x: ArrayLike, y: ArrayLike) -> float:
    """The area under straight lines from point to point.

    Under a ROC curve it is the chance that a random 1 has a higher score than a random 0, ties counted half.

    Shapes:
        x (m,), which does not fall; y (m,).
    Raises:
        ValueError: the shapes differ, there are fewer than 2 points, or x falls.
    Book:
        logistic-regression
    """
    x = as_vector("x", x)
    y = as_vector("y", y, len(x))
    if len(x) < 2 or np.any(np.diff(x) < 0):
        raise ValueError(f"x should hold at least 2 numbers, none less than the one before, got {x}")
    return float(np.trapezoid(y, x))


def auroc(scores: ArrayLike, positive: ArrayLike) -> float:
    """The chance that a random positive example has a higher score than a random other one, ties counted half.

    It is the area under the ROC curve: 1 if a threshold parts the two, and 1/2 if the scores know nothing.

    Shapes:
        scores (n,); positive (n,) of truth values, or of the integers 0 and 1.
    Raises:
        ValueError: the shapes differ, or one of the two kinds is missing.
    Book:
        sec-anomaly
    """
    positive = _as_array("positive", positive)
    if positive.dtype == bool:
        positive = positive.astype(int)
    scores = as_vector("scores", scores)
    false_rate, true_rate, _ = roc_curve(scores, as_labels("positive", positive, 2, len(scores)))
    return area_under_curve(false_rate, true_rate)


def calibration_curve(
    p: ArrayLike, labels: ArrayLike, bins: int = 10
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What was promised and what came: the mean probability and the share of ones, in bins of equal width.

    A bin holds the probabilities above its lower edge up to its upper one; those of 0 are in the first. Bins that are
    empty are left out.

    Shapes:
        p (n,) in [0, 1], labels (n,) of the integers 0 and 1
        -> mean probability, share of ones, number of examples: (m,), with m at most `bins`.
    Raises:
        ValueError: the shapes differ, a p lies outside [0, 1], or there are no bins.
    Book:
        logistic-regression
    """
    p, labels = _scores_and_labels("p", p, labels)
    if whole("bins", bins) < 1 or np.min(p) < 0 or np.max(p) > 1:
        raise ValueError(f"bins should be at least 1 and p in [0, 1], got {bins} and {np.min(p)} ... {np.max(p)}")
    place = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], p)
    counts = np.bincount(place, minlength=bins)
    filled = counts > 0
    promised, came = (np.bincount(place, values, bins)[filled] / counts[filled] for values in (p, labels))
    return promised, came, counts[filled]


def entropy(p: ArrayLike) -> np.ndarray | float:
    """-Σ p ln p, in nats: the surprise to be expected of something whose probabilities are known.

    Shapes:
        p (..., k), each row of k by itself, with sum 1 -> (...).
    Raises:
        ValueError: an entry is negative, or a row does not sum to 1.
    Book:
        softmax
    """
    p = _as_distributions("p", p)
    return -np.sum(p * _log_ratio(p, 1.0), axis=-1)


def kl_divergence(p: ArrayLike, q: ArrayLike) -> np.ndarray | float:
    """Σ p ln(p / q), in nats: the surprise that is added by taking q for the truth when it is p; 0 if they are equal.

    It is infinite if q rules out what p does not.

    Shapes:
        p, q: one shape (..., k), each row of k by itself, with sum 1 -> (...).
    Raises:
        ValueError: the shapes differ, an entry is negative, or a row does not sum to 1.
    Book:
        softmax
    """
    p, q = _as_distributions("p", p), _as_distributions("q", q)
    if p.shape != q.shape:
        raise ValueError(f"p and q should have one shape, got {p.shape} and {q.shape}")
    return np.sum(p * _log_ratio(p, q), axis=-1)


def _log_ratio(p: np.ndarray, q: np.ndarray | float) -> np.ndarray:
    """ln p - ln q, and 0 where p is 0."""
    with np.errstate(divide="ignore"):
        return np.log(np.where(p == 0, 1.0, p)) - np.log(np.where(p == 0, 1.0, q))


def _as_distributions(name: str, p: ArrayLike) -> np.ndarray:
    p = _as_floats(name, p).astype(np.float64, copy=False)
    if p.ndim == 0 or p.size == 0 or not np.min(p) >= 0 or not np.allclose(p.sum(axis=-1), 1.0, rtol=0, atol=1e-9):
        raise ValueError(f"{name} should hold probabilities that sum to 1 along the last axis, got {p}")
    return p


def _of_one_length(predicted: ArrayLike, labels: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    predicted, labels = _as_array("predicted", predicted), _as_array("labels", labels)
    if predicted.shape != labels.shape or predicted.ndim != 1 or predicted.size == 0:
        shapes = f"{predicted.shape} and {labels.shape}"
        raise ValueError(f"predicted and labels should both have shape (n,), got {shapes}")
    return predicted, labels


def _scores_and_labels(name: str, scores: ArrayLike, labels: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    scores = as_vector(name, scores)
    return scores, as_labels("labels", labels, 2, len(scores))
