"""Classes told apart by what is near."""

import numpy as np
from numpy.typing import ArrayLike

from lff.arrays import _as_array, _squarable, as_matrix


class NearestMean:
    """A class is the mean of its examples, and what is new belongs to the nearest mean.

    `classes` are the labels there are, in order, and `means` their means. One example is
    enough for a class to have one.

    Shapes:
        X (n, d), labels (n,) of integers; classes (k,), means (k, d).
    Raises:
        ValueError: the shapes do not fit, or an entry is not finite or too large to square.
        TypeError: the labels are not integers.
    Source:
        Snell, Swersky and Zemel, Prototypical networks for few-shot learning, 2017, take
        the means of learned features.
    Book:
        sec-few-shot
    """

    def __init__(self, X: ArrayLike, labels: ArrayLike) -> None:
        X, labels = _squarable("X", as_matrix("X", X)), _as_array("labels", labels)
        if labels.shape != (len(X),):
            raise ValueError(f"labels should have shape ({len(X)},), got {labels.shape}")
        if labels.dtype.kind not in "iu":
            raise TypeError(f"labels should be integers, got {labels.dtype}")
        self.classes = np.unique(labels)
        self.means = np.stack([X[labels == label].mean(axis=0) for label in self.classes])

    def distances(self, X: ArrayLike) -> np.ndarray:
        """How far each example is from each mean.

        Shapes:
            X (n, d) -> (n, k).
        Raises:
            ValueError: X has another number of columns, or an entry is not finite or too large to square.
        Book:
            sec-few-shot
        """
        X = _squarable("X", as_matrix("X", X, self.means.shape[1]))
        return np.stack([np.linalg.norm(X - mean, axis=1) for mean in self.means], axis=1)

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The class whose mean is nearest; of equally near ones the first.

        Shapes:
            X (n, d) -> (n,).
        Raises:
            ValueError: X has another number of columns, or an entry is not finite or too large to square.
        Book:
            sec-few-shot
        """
        return self.classes[np.argmin(self.distances(X), axis=1)]
