"""Columns brought to one scale: what a scaler knows it has learned from training data, and it learns only in `fit`."""

import numpy as np
from numpy.typing import ArrayLike

from lff.arrays import _squarable, as_matrix


class _Scaler:
    """(x - center) / width for each column, with the center and the width that `fit` has learned."""

    center: np.ndarray | None = None
    width: np.ndarray | None = None

    def transform(self, X: ArrayLike) -> np.ndarray:
        """(x - center) / width, with what was learned; X may be new data.

        Shapes:
            X (n, d) -> (n, d).
        Raises:
            ValueError: nothing has been learned yet, or X has another number of columns than the training data.
        Book:
            sec-fs-scalers
        """
        return (self._check("X", X) - self.center) / self.width

    def inverse(self, Z: ArrayLike) -> np.ndarray:
        """Back to the units that the data came in.

        Shapes:
            Z (n, d) -> (n, d).
        Raises:
            ValueError: nothing has been learned yet, or Z has another number of columns than the training data.
        Book:
            sec-fs-scalers
        """
        return self._check("Z", Z) * self.width + self.center

    def _check(self, name: str, values: ArrayLike) -> np.ndarray:
        if self.center is None:
            raise ValueError(f"{type(self).__name__} has learned no scale yet: call fit with training data first")
        return as_matrix(name, values, len(self.center))

    def _learn(self, X: np.ndarray, center: np.ndarray, width: np.ndarray) -> None:
        still = X.min(axis=0) == X.max(axis=0)  # rounding can give such a column a deviation of 1e-17 instead of 0
        if not np.all(still | (width > np.finfo(X.dtype).tiny)):
            raise ValueError(f"X should vary more, or not at all, got a column of width {np.min(width[~still]):.3g}")
        self.center, self.width = np.where(still, X[0], center), np.where(still, 1.0, width)


class ZScore(_Scaler):
    """Each column shifted to mean 0 and divided by its deviation, both as the training data have them.

    `center` is the mean and `width` the deviation, the root of the mean squared distance from the mean. A column
    that never changes in training is shifted to 0 and not divided.

    Book:
        sec-fs-scalers
    """

    def fit(self, X: ArrayLike) -> "ZScore":
        """Learn each column's mean and deviation; returns itself.

        Shapes:
            X (n, d).
        Raises:
            ValueError: X is no matrix, an entry is not finite or too large to square, or a deviation rounds to 0.
        Book:
            sec-fs-scalers
        """
        X = _squarable("X", as_matrix("X", X))
        self._learn(X, X.mean(axis=0), X.std(axis=0))
        return self


class MinMax(_Scaler):
    """Each column shifted and divided so that the training data reach from 0 to 1; new data may lie outside.

    `center` is the least value and `width` the range. A column that never changes in training is shifted to 0 and
    not divided.

    Book:
        sec-fs-scalers
    """

    def fit(self, X: ArrayLike) -> "MinMax":
        """Learn each column's least value and range; returns itself.

        Shapes:
            X (n, d).
        Raises:
            ValueError: X is no matrix, an entry is not finite, or a range rounds to 0.
        Book:
            sec-fs-scalers
        """
        X = as_matrix("X", X)
        self._learn(X, X.min(axis=0), np.ptp(X, axis=0))
        return self
