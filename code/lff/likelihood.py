"""Shares as the probabilities that make what was seen most likely: of a yes, and of each of several classes."""

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import share
from lff.arrays import _as_array, as_labels, as_vector


def bernoulli_fit(y: ArrayLike) -> float:
    """The most likely probability of a 1: the share of ones.

    Shapes:
        y (n,) of zeros and ones.
    Raises:
        ValueError: y is empty, or an entry is neither 0 nor 1.
    Book:
        maximum-likelihood
    """
    return float(_as_zeros_and_ones("y", y).mean())


def bernoulli_log_likelihood(p: float, y: ArrayLike) -> float:
    """ln of the probability of seeing y in this order, if each is 1 with p.

    It sums logarithms, and is -infinity where p rules out what was seen.

    Shapes:
        y (n,) of zeros and ones.
    Raises:
        ValueError: p lies outside [0, 1], y is empty, or an entry is
            neither 0 nor 1.
    Book:
        maximum-likelihood
    """
    y = _as_zeros_and_ones("y", y)
    share("p", p)
    ones = y.sum()
    zeros = len(y) - ones
    with np.errstate(divide="ignore"):  # ln 0 is -infinity
        from_ones = ones * np.log(p) if ones else 0.0
        from_zeros = zeros * np.log1p(-p) if zeros else 0.0
    return float(from_ones + from_zeros)


def categorical_fit(labels: ArrayLike, classes: int) -> np.ndarray:
    """The most likely probability of each class: its share of labels.

    Shapes:
        labels (n,) of integers -> (classes,), which sum to 1; a class
        that was not seen has 0.
    Raises:
        ValueError: a label lies outside 0 ... classes - 1.
        TypeError: the labels are not integers.
    Book:
        maximum-likelihood
    """
    labels = as_labels("labels", labels, classes)
    return np.bincount(labels, minlength=classes) / len(labels)


def _as_zeros_and_ones(name: str, y: ArrayLike) -> np.ndarray:
    y = as_vector(name, y)
    others = np.setdiff1d(y, (0, 1))
    if len(others):
        raise ValueError(f"{name} should hold zeros and ones alone, got {others[0]:g}")
    return y


def _as_classes(labels: ArrayLike, length: int, classes: int | None = None) -> np.ndarray:
    """Labels with an example of each of at least two classes: `classes` of them, or as many as the largest says."""
    labels = _as_array("labels", labels)
    if classes is None:
        integers = labels.dtype.kind in "iu"
        classes = int(np.max(labels, initial=0)) + 1 if integers else 1
    labels = as_labels("labels", labels, classes, length)
    if classes < 2:
        raise ValueError("labels should name at least 2 classes, got class 0 alone")
    missing = np.setdiff1d(np.arange(min(classes, length + 1)), labels)
    if len(missing):
        raise ValueError(f"class {missing[0]} has no examples; classes should be numbered from 0 without gaps")
    return labels
