"""How good the classes are that were predicted."""

import numpy as np
from numpy.typing import ArrayLike

from lff.arrays import as_labels


def accuracy(predicted: ArrayLike, labels: ArrayLike) -> float:
    """The share of labels that were predicted.

    Shapes:
        predicted, labels: (n,).
    Raises:
        ValueError: the shapes differ, or are empty.
    Book:
        sec-classification
    """
    predicted, labels = np.asarray(predicted), np.asarray(labels)
    if predicted.shape != labels.shape or predicted.ndim != 1 or predicted.size == 0:
        shapes = f"{predicted.shape} and {labels.shape}"
        raise ValueError(f"predicted and labels should both have shape (n,), got {shapes}")
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
