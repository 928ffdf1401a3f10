"""How far a prediction is off: each loss beside its gradient with respect to what it is given.

Losses are means over the batch, gradients have that mean in them, and refuse what their loss refuses. Predictions
and targets have one shape; losses over classes take a row of k numbers per example and a vector of labels. What
gives probability 0 to what happened has an infinite loss, and that is returned.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lff.arrays import _as_floats, as_labels
from lff.functions import log_softmax, sigmoid, softmax, softplus


def mean_squared_error(prediction: ArrayLike, target: ArrayLike) -> float:
    """The mean of (prediction - target)² over all entries.

    Shapes:
        prediction, target: one shape, (n,) or (n, k).
    Raises:
        ValueError: the shapes differ, or are empty.
    Book:
        sec-three-steps-squares
    """
    prediction, target = _of_one_shape(prediction, target)
    with np.errstate(over="ignore"):  # a square that is too large for a float is infinite
        return float(np.mean((prediction - target) ** 2))


def mean_squared_error_gradient(prediction: ArrayLike, target: ArrayLike) -> np.ndarray:
    """2 (prediction - target) over the number of entries.

    Shapes:
        as the prediction.
    Book:
        sec-three-steps-one
    """
    prediction, target = _of_one_shape(prediction, target)
    return (prediction - target) * (2.0 / prediction.size)


def mean_absolute_error(prediction: ArrayLike, target: ArrayLike) -> float:
    """The mean of |prediction - target| over all entries.

    Shapes:
        prediction, target: one shape, (n,) or (n, k).
    Raises:
        ValueError: the shapes differ, or are empty.
    Book:
        sec-three-steps-loss
    """
    prediction, target = _of_one_shape(prediction, target)
    return float(np.mean(np.abs(prediction - target)))


def mean_absolute_error_gradient(prediction: ArrayLike, target: ArrayLike) -> np.ndarray:
    """The sign of prediction - target, over the number of entries; where both are equal it is 0.

    Shapes:
        as the prediction.
    Book:
        sec-three-steps-two
    """
    prediction, target = _of_one_shape(prediction, target)
    return np.sign(prediction - target) * (1.0 / prediction.size)


def binary_cross_entropy(p: ArrayLike, y: ArrayLike) -> float:
    """The mean of -y ln p - (1 - y) ln(1 - p), for the probability p that y is 1.

    Shapes:
        p, y: one shape, with entries in [0, 1].
    Raises:
        ValueError: the shapes differ, or an entry lies outside [0, 1].
    Book:
        logistic-regression
    """
    p, y = _of_one_shape(p, y)
    _in_unit_interval(p=p, y=y)
    with np.errstate(divide="ignore", invalid="ignore"):  # ln 0 is -infinity, and counts unless its factor is 0
        yes = np.where(y == 0, 0.0, y * np.log(p))
        no = np.where(y == 1, 0.0, (1.0 - y) * np.log1p(-p))
    return float(-np.mean(yes + no))


def binary_cross_entropy_gradient(p: ArrayLike, y: ArrayLike) -> np.ndarray:
    """((1 - y) / (1 - p) - y / p) over the number of entries.

    Shapes:
        as p.
    Book:
        logistic-regression
    """
    p, y = _of_one_shape(p, y)
    _in_unit_interval(p=p, y=y)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        yes = np.where(y == 0, 0.0, y / p)
        no = np.where(y == 1, 0.0, (1.0 - y) / (1.0 - p))
    return (no - yes) / p.size


def binary_cross_entropy_from_logits(z: ArrayLike, y: ArrayLike) -> float:
    """The binary cross entropy of p = σ(z), from z itself: the mean of y ln(1 + e^-z) + (1 - y) ln(1 + e^z).

    Shapes:
        z, y: one shape, with y in [0, 1].
    Raises:
        ValueError: the shapes differ, or a y lies outside [0, 1].
    Book:
        logistic-regression
    """
    z, y = _of_one_shape(z, y)
    _in_unit_interval(y=y)
    return float(np.mean(y * softplus(-z) + (1.0 - y) * softplus(z)))


def binary_cross_entropy_from_logits_gradient(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """(σ(z) - y) over the number of entries, written so that σ(z) near 1 loses no digits.

    Shapes:
        as z.
    Book:
        logistic-regression
    """
    z, y = _of_one_shape(z, y)
    _in_unit_interval(y=y)
    return ((1.0 - y) * sigmoid(z) - y * sigmoid(-z)) * (1.0 / z.size)


def cross_entropy(P: ArrayLike, labels: ArrayLike) -> float:
    """The mean of -ln of the probability that each row gives to its own label.

    Shapes:
        P (n, k) with entries in [0, 1], labels (n,) of integers below k.
    Raises:
        ValueError: the shapes do not fit, or an entry or a label is out of range.
    Book:
        softmax
    """
    P, rows = _with_rows(P, labels)
    _in_unit_interval(P=P)
    with np.errstate(divide="ignore"):
        return float(-np.mean(np.log(P[rows, labels])))


def cross_entropy_gradient(P: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """-1 / p in the column of each row's label, over the number of rows, and 0 in the other columns.

    Shapes:
        as P (n, k).
    Book:
        softmax
    """
    P, rows = _with_rows(P, labels)
    _in_unit_interval(P=P)
    gradient = np.zeros_like(P)
    with np.errstate(divide="ignore", over="ignore"):
        gradient[rows, labels] = -1.0 / P[rows, labels] / len(rows)
    return gradient


def cross_entropy_from_logits(Z: ArrayLike, labels: ArrayLike) -> float:
    """The cross entropy of softmax(Z), from Z itself.

    Shapes:
        Z (n, k), labels (n,) of integers below k.
    Raises:
        ValueError: the shapes do not fit, or a label is out of range.
    Book:
        softmax
    """
    Z, rows = _with_rows(Z, labels)
    return float(-np.mean(log_softmax(Z)[rows, labels]))


def cross_entropy_from_logits_gradient(Z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """(softmax(Z) - one_hot(labels)) over the number of rows, written so that p near 1 loses no digits.

    Shapes:
        as Z (n, k).
    Book:
        softmax
    """
    Z, rows = _with_rows(Z, labels)
    gradient = softmax(Z)
    gradient[rows, labels] = 0.0
    gradient[rows, labels] = -gradient.sum(axis=1)  # p - 1 is minus the sum of the others
    return gradient * (1.0 / len(rows))


class Loss(NamedTuple):
    """A loss as a network needs it: its value, its gradient with respect to the network's output, and both at once.

    `both` is for training: it may share work between the two, and takes labels that were checked before.

    Book:
        networks
    """

    value: Callable[[np.ndarray, np.ndarray], float]
    gradient: Callable[[np.ndarray, np.ndarray], np.ndarray]
    both: Callable[[np.ndarray, np.ndarray], tuple[float, np.ndarray]]


def _cross_entropy_and_gradient(Z: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Both for the price of one softmax: value and gradient need the same exponentials."""
    n, rows = len(Z), np.arange(len(Z))
    shifted = Z - Z.max(axis=1, keepdims=True)
    gradient = np.exp(shifted)
    total = gradient.sum(axis=1)
    value = (np.log(total) - shifted[rows, labels]).sum() / n
    gradient[rows, labels] = 0.0
    gradient[rows, labels] = -gradient.sum(axis=1)  # as above
    gradient /= (total * n)[:, np.newaxis]
    return float(value), gradient


def _loss(value: Callable, gradient: Callable, both: Callable | None = None) -> Loss:
    return Loss(value, gradient, both or (lambda output, y: (value(output, y), gradient(output, y))))


LOSSES: dict[str, Loss] = {
    "mean_squared_error": _loss(mean_squared_error, mean_squared_error_gradient),
    "mean_absolute_error": _loss(mean_absolute_error, mean_absolute_error_gradient),
    "binary_cross_entropy": _loss(binary_cross_entropy, binary_cross_entropy_gradient),
    "binary_cross_entropy_from_logits": _loss(
        binary_cross_entropy_from_logits, binary_cross_entropy_from_logits_gradient),
    "cross_entropy": _loss(cross_entropy, cross_entropy_gradient),
    "cross_entropy_from_logits": _loss(
        cross_entropy_from_logits, cross_entropy_from_logits_gradient, _cross_entropy_and_gradient),
}


def _of_one_shape(first: ArrayLike, second: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    first, second = _as_floats("prediction", first), _as_floats("target", second)
    if first.shape != second.shape:
        raise ValueError(f"prediction and target should have one shape, got {first.shape} and {second.shape}")
    if first.size == 0:
        raise ValueError(f"a loss needs at least one entry in prediction and target, got shape {first.shape}")
    return first, second


def _in_unit_interval(**arrays: np.ndarray) -> None:
    for name, values in arrays.items():
        if not (np.min(values) >= 0 and np.max(values) <= 1):  # so that NaN fails as well
            raise ValueError(f"{name} should lie in [0, 1], got {np.min(values)} ... {np.max(values)}")


def _with_rows(scores: ArrayLike, labels: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    scores = _as_floats("scores", scores)
    if scores.ndim != 2:
        raise ValueError(f"a row of scores per example is needed, shape (n, k), got {scores.shape}")
    as_labels("labels", labels, scores.shape[1], len(scores))
    return scores, np.arange(len(scores))
