"""What large weights cost: each penalty's value beside its gradient, to be added to those of a loss."""

from dataclasses import dataclass

import numpy as np

from lff._settings import not_negative


class _Penalty:
    """A price on weights, with its strength checked."""

    strength: float

    def __post_init__(self) -> None:
        not_negative("strength", self.strength)


@dataclass(frozen=True)
class L2(_Penalty):
    """strength · Σ w²: large weights cost much, small ones next to nothing.

    Raises:
        ValueError: the strength is negative.
    Book:
        regularization
    """

    strength: float

    def value(self, weights: np.ndarray) -> float:
        """strength · Σ w².

        Shapes:
            weights of any shape.
        Book:
            regularization
        """
        with np.errstate(over="ignore"):  # a square that is too large for a float is infinite
            return float(self.strength * np.sum(np.square(weights)))

    def gradient(self, weights: np.ndarray) -> np.ndarray:
        """2 · strength · w.

        Shapes:
            shaped as the weights.
        Book:
            regularization
        """
        return 2.0 * self.strength * weights


@dataclass(frozen=True)
class L1(_Penalty):
    """strength · Σ |w|: each unit of weight costs the same, so a weight that earns less than that is best at 0.

    Raises:
        ValueError: the strength is negative.
    Book:
        regularization
    """

    strength: float

    def value(self, weights: np.ndarray) -> float:
        """strength · Σ |w|.

        Shapes:
            weights of any shape.
        Book:
            regularization
        """
        return float(self.strength * np.sum(np.abs(weights)))

    def gradient(self, weights: np.ndarray) -> np.ndarray:
        """strength · sign(w), and 0 at the kink, where w = 0.

        Shapes:
            shaped as the weights.
        Book:
            regularization
        """
        return self.strength * np.sign(weights)
