"""Gradients that are too long, cut to a length: the direction stays."""

import numpy as np

from lff._settings import positive
from lff.optimizers import Optimizer


def clip_by_norm(gradient: np.ndarray, limit: float) -> np.ndarray:
    """The gradient itself if it is no longer than the limit, and otherwise one of that length in its direction.

    Shapes:
        gradient of any shape -> the same shape.
    Raises:
        ValueError: the limit is not positive.
    Source:
        Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013.
    Book:
        sec-gradient-clipping
    """
    positive("limit", limit)
    norm = _length(gradient)
    return gradient * (limit / norm) if norm > limit else gradient


def _length(gradient: np.ndarray) -> np.floating:
    """The root of the sum of squares, taken a power of two lower: the digits are the same, and no square overflows."""
    _, exponent = np.frexp(np.max(np.abs(gradient), initial=1.0))
    return np.ldexp(np.linalg.norm(np.ldexp(gradient, -exponent)), exponent)


class Clipped(Optimizer):
    """Any optimizer, given gradients that are no longer than a limit.

    `rate` and `updates` are those of the optimizer within, and `shortened` counts the gradients that were too long.

    Raises:
        ValueError: the limit is not positive.
    Book:
        sec-gradient-clipping
    """

    def __init__(self, optimizer: Optimizer, limit: float) -> None:
        positive("limit", limit)
        self.optimizer, self.limit, self.shortened = optimizer, limit, 0

    @property
    def rate(self) -> float:
        """η as it was in the last step.

        Book:
            sec-gradient-clipping
        """
        return self.optimizer.rate

    @property
    def updates(self) -> int:
        """How many steps were taken.

        Book:
            sec-gradient-clipping
        """
        return self.optimizer.updates

    def step(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        """Move θ one step, in place, by the clipped gradient.

        Shapes:
            theta, gradient: one shape.
        Raises:
            ValueError: as for the optimizer within.
        Book:
            sec-gradient-clipping
        """
        clipped = clip_by_norm(gradient, self.limit)
        self.shortened += clipped is not gradient
        self.optimizer.step(theta, clipped)
