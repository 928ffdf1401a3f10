"""Doing without weights: which are the smallest, and steps that leave them at 0."""

import numpy as np

from lff.optimizers import Optimizer


def smallest(theta: np.ndarray, is_weight: np.ndarray, share: float) -> np.ndarray:
    """Which entries of θ are that share of the weights with the least absolute values; biases are never among them.

    Of the weights, share · count are chosen, rounded to a whole number; of equal ones, the first.

    Shapes:
        theta (P,), is_weight (P,) of bool -> (P,) of bool.
    Raises:
        ValueError: the shapes differ, or the share lies outside [0, 1].
    Book:
        sec-compression
    """
    if theta.ndim != 1 or is_weight.shape != theta.shape or is_weight.dtype != bool:
        raise ValueError("smallest expects theta and is_weight of one shape (P,), the latter of bool, "
                         f"got {theta.shape} and {is_weight.shape} of {is_weight.dtype}")
    if not 0 <= share <= 1:
        raise ValueError(f"share should lie in [0, 1], got {share}")
    weights = np.flatnonzero(is_weight)
    rising = weights[np.argsort(np.abs(theta[weights]), kind="stable")]  # the smallest first
    chosen = np.zeros(theta.shape, bool)
    chosen[rising[: round(share * len(weights))]] = True
    return chosen


class Pruned(Optimizer):
    """Any optimizer, made to leave the chosen entries of θ at 0.

    `rate` and `updates` are those of the optimizer within. It sees slopes of 0 where an entry was taken out.

    Shapes:
        removed (P,) of bool.
    Raises:
        ValueError: `removed` does not hold truth values.
    Source:
        Han et al., Learning both Weights and Connections for Efficient Neural Networks, 2015.
    Book:
        sec-compression
    """

    def __init__(self, optimizer: Optimizer, removed: np.ndarray) -> None:
        if removed.dtype != bool:
            raise ValueError(f"removed should be of bool, got {removed.dtype}")
        self.optimizer, self.removed = optimizer, removed.copy()

    @property
    def rate(self) -> float:
        """η as it was in the last step.

        Book:
            sec-compression
        """
        return self.optimizer.rate

    @property
    def updates(self) -> int:
        """How many steps were taken.

        Book:
            sec-compression
        """
        return self.optimizer.updates

    def step(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        """Move θ one step, in place, and set what was removed to 0.

        Shapes:
            theta, gradient (P,).
        Raises:
            ValueError: θ is not shaped as `removed`, or as for the optimizer within.
        Book:
            sec-compression
        """
        if theta.shape != self.removed.shape:
            raise ValueError(f"Pruned expects theta of shape {self.removed.shape}, "
                             f"got {theta.shape}")
        self.optimizer.step(theta, np.where(self.removed, 0.0, gradient))
        theta[self.removed] = 0.0
