"""The two kinds of layer, each with its forward step beside its backward step.

A layer keeps what its backward step will need of the last forward step. `out` is an array for the result, so that
training can use one piece of memory again and again.
"""

import numpy as np

from lff._settings import array
from lff.functions import ACTIVATIONS


class Linear:
    """Z = X W + b: each column of W is a neuron.

    The layer owns no numbers: W and b are views into the network's θ.

    Shapes:
        W (d, k), b (k,).
    Raises:
        ValueError: b does not have an entry for each column of W.
    Book:
        networks
    """

    def __init__(self, W: np.ndarray, b: np.ndarray) -> None:
        if array("W", W).ndim != 2 or array("b", b).shape != W.shape[1:]:
            raise ValueError(f"Linear expects W of shape (d, k) and b of shape (k,), got {W.shape} and {b.shape}")
        self.W, self.b = W, b
        self.X: np.ndarray | None = None

    def forward(self, X: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """X W + b.

        Shapes:
            X (n, d) -> Z (n, k).
        Raises:
            ValueError: X has another number of columns than W has rows.
        Book:
            sec-forward-pass
        """
        if X.ndim != 2 or X.shape[1] != len(self.W):
            raise ValueError(f"Linear expects X of shape (n, {len(self.W)}), got {X.shape}")
        self.X = X
        Z = np.matmul(X, self.W, out=out)  # (n, d) @ (d, k) -> (n, k)
        Z += self.b
        return Z

    def backward(
        self, dZ: np.ndarray, dW: np.ndarray, db: np.ndarray, out: np.ndarray | None = None, *, first: bool = False
    ) -> np.ndarray | None:
        """Given ∂L/∂Z, write ∂L/∂W and ∂L/∂b into dW and db, and return ∂L/∂X.

        The first layer of a network is told so: nobody asks for the gradient of its input, and it returns None.

        Shapes:
            dZ (n, k), dW (d, k), db (k,) -> dX (n, d).
        Backward:
            dW = Xᵀ dZ; db = the sum of the rows of dZ; dX = dZ Wᵀ.
        Raises:
            RuntimeError: there was no forward step.
            ValueError: dZ is not shaped as the last Z.
        Book:
            sec-in-matrices
        """
        if self.X is None:
            raise RuntimeError("Linear.backward needs a forward step first")
        if dZ.shape != (len(self.X), len(self.b)):
            raise ValueError(f"Linear expects dZ of shape {(len(self.X), len(self.b))}, got {dZ.shape}")
        np.matmul(self.X.T, dZ, out=dW)  # (d, n) @ (n, k) -> (d, k)
        np.add.reduce(dZ, axis=0, out=db)  # (n, k) -> (k,)
        return None if first else np.matmul(dZ, self.W.T, out=out)  # (n, k) @ (k, d) -> (n, d)


class Activation:
    """A = σ(Z), entry by entry, for a function of `functions.ACTIVATIONS`.

    Raises:
        ValueError: there is no function of that name.
    Book:
        networks
    """

    def __init__(self, name: str) -> None:
        if not isinstance(name, str) or name not in ACTIVATIONS:
            raise ValueError(f"there is no activation {name!r}; there are {', '.join(ACTIVATIONS)}")
        self.function, self.derivative = ACTIVATIONS[name]
        self.Z: np.ndarray | None = None
        self._slope = np.empty(0)

    def forward(self, Z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """σ(Z).

        Shapes:
            Z (n, k) -> A (n, k).
        Book:
            sec-forward-pass
        """
        self.Z = Z
        return self.function(Z, out)

    def backward(self, dA: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Given ∂L/∂A, return ∂L/∂Z: an amplifier whose factor σ'(Z) the forward step has fixed.

        Shapes:
            dA (n, k) -> dZ (n, k).
        Backward:
            dZ = dA · σ'(Z), entry by entry.
        Raises:
            RuntimeError: there was no forward step.
            ValueError: dA is not shaped as the last Z.
        Book:
            sec-backward-pass
        """
        if self.Z is None:
            raise RuntimeError("Activation.backward needs a forward step first")
        if dA.shape != self.Z.shape:
            raise ValueError(f"Activation expects dA of shape {self.Z.shape}, got {dA.shape}")
        if self._slope.shape != dA.shape or self._slope.dtype != dA.dtype:
            self._slope = np.empty_like(dA)
        return np.multiply(dA, self.derivative(self.Z, self._slope), out=out)
