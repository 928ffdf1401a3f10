"""Doing without weights: which are the smallest, and steps that leave them at 0."""

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import instance
from lff._settings import share as check_share
from lff.arrays import _as_array, as_vector
from lff.optimizers import Optimizer


def smallest(theta: ArrayLike, is_weight: ArrayLike, share: float) -> np.ndarray:
    """Which entries of θ are that share of the weights with the least absolute values; biases are never among them.

    Of the weights, share · count are chosen, rounded to a whole number; of equal ones, the first.

    Shapes:
        theta (P,), is_weight (P,) of bool -> (P,) of bool.
    Raises:
        ValueError: the shapes differ, an entry is not finite, or the share lies outside [0, 1].
        TypeError: is_weight does not hold truth values.
    Book:
        sec-compression
    """
    theta = as_vector("theta", theta)
    is_weight = _as_truths("is_weight", is_weight, len(theta))
    check_share("share", share)
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
        ValueError: `removed` has another shape.
        TypeError: `removed` does not hold truth values.
    Source:
        Han et al., Learning both Weights and Connections for Efficient Neural Networks, 2015.
    Book:
        sec-compression
    """

    def __init__(self, optimizer: Optimizer, removed: ArrayLike) -> None:
        self.optimizer = instance("optimizer", optimizer, Optimizer)
        self.removed = _as_truths("removed", removed).copy()

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


def _as_truths(name: str, values: ArrayLike, length: int | None = None) -> np.ndarray:
    values = _as_array(name, values)
    if values.ndim != 1 or (length is not None and len(values) != length):
        raise ValueError(f"{name} should have shape ({'P' if length is None else length},), got {values.shape}")
    if values.dtype != bool:
        raise TypeError(f"{name} should hold truth values, got an array of {values.dtype}")
    return values
