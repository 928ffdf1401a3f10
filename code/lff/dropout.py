"""A layer that leaves out a random part of its inputs while a network is trained."""

import numpy as np

from lff._settings import fraction, generator


class Dropout:
    """A · mask: each entry is left out with the probability `rate`, and what stays is divided by 1 - rate.

    So the expectation of each entry stays what it is, and nothing needs to change once training is over: while
    `training` is false, the layer hands on what it is given. `mask` is that of the last forward step in training.

    Raises:
        ValueError: the rate does not lie in [0, 1).
    Source:
        Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout, 2014.
    Book:
        sec-dropout
    """

    def __init__(self, rate: float, *, rng: np.random.Generator) -> None:
        self.rate, self.training = fraction("rate", rate), True
        self.mask: np.ndarray | None = None
        self._rng = generator(rng)

    def forward(self, A: np.ndarray) -> np.ndarray:
        """A · mask in training, with a new mask each time, and A itself otherwise.

        Shapes:
            A (n, k) -> (n, k).
        Book:
            sec-dropout
        """
        if not self.training:
            self.mask = None
            return A
        stays = self._rng.random(A.shape) >= self.rate
        self.mask = stays.astype(A.dtype) / (1.0 - self.rate)
        return A * self.mask

    def backward(self, dA: np.ndarray) -> np.ndarray:
        """Given the gradient behind the mask, return that before it: what was left out has no say.

        Shapes:
            dA (n, k) -> (n, k).
        Backward:
            dA · mask, with the mask of the forward step.
        Raises:
            RuntimeError: there was no forward step in training.
            ValueError: dA is not shaped as the last A.
        Book:
            sec-dropout
        """
        if self.mask is None:
            raise RuntimeError("Dropout.backward needs a forward step in training first")
        if dA.shape != self.mask.shape:
            raise ValueError(f"Dropout expects dA of shape {self.mask.shape}, got {dA.shape}")
        return dA * self.mask
