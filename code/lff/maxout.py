"""A layer whose bend is learned: the largest of several straight lines."""

import numpy as np

from lff._settings import count


class Maxout:
    """A = the largest of each `pieces` neighboring columns of Z: what a unit bends like is learned with its weights.

    Raises:
        ValueError: fewer than 2 pieces.
    Source:
        Goodfellow, Warde-Farley, Mirza, Courville and Bengio, Maxout Networks, 2013.
    Book:
        sec-activations
    """

    def __init__(self, pieces: int) -> None:
        self.pieces = count("pieces", pieces, 2)
        self.Z: np.ndarray | None = None
        self._winners: np.ndarray | None = None

    def forward(self, Z: np.ndarray) -> np.ndarray:
        """The largest of each unit's pieces; of equal ones the first.

        Shapes:
            Z (n, k · pieces) -> A (n, k).
        Raises:
            ValueError: the pieces do not divide the columns.
        Book:
            sec-activations
        """
        if Z.ndim != 2 or Z.shape[1] % self.pieces:
            raise ValueError(f"Maxout expects Z of shape (n, k · {self.pieces}), got {Z.shape}")
        self.Z = Z
        units = Z.reshape(len(Z), -1, self.pieces)  # (n, k · pieces) -> (n, k, pieces)
        self._winners = np.argmax(units, axis=2)[..., np.newaxis]  # (n, k, 1)
        return np.take_along_axis(units, self._winners, axis=2)[..., 0]  # (n, k)

    def backward(self, dA: np.ndarray) -> np.ndarray:
        """Given ∂L/∂A, return ∂L/∂Z: all of it to the piece that was the largest, nothing to the others.

        Shapes:
            dA (n, k) -> dZ (n, k · pieces).
        Backward:
            dZ = dA where Z is the largest of its unit, and 0 elsewhere.
        Raises:
            RuntimeError: there was no forward step.
            ValueError: dA is not shaped as the last A.
        Book:
            sec-activations
        """
        if self._winners is None:
            raise RuntimeError("Maxout.backward needs a forward step first")
        n, k, _ = self._winners.shape
        if dA.shape != (n, k):
            raise ValueError(f"Maxout expects dA of shape {(n, k)}, got {dA.shape}")
        dZ = np.zeros((n, k, self.pieces), dA.dtype)
        np.put_along_axis(dZ, self._winners, dA[..., np.newaxis], axis=2)
        return dZ.reshape(n, -1)  # (n, k, pieces) -> (n, k · pieces)
