"""Learning a second task and keeping the first: what mattered to the first is held by a spring."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lff.arrays import as_matrix
from lff.functions import softmax
from lff.network import Network


def fisher_diagonal(
    network: Network, X: ArrayLike, *, rng: np.random.Generator
) -> np.ndarray:
    """How much the network's answers hang on each parameter: the mean square slope of the logarithm of an answer.

    For each input the answer is drawn from the network's own shares, so no labels are needed.

    Shapes:
        X (n, d) -> (P,), shaped as θ, and nowhere negative.
    Raises:
        ValueError: X has another shape, or the network's loss is not over classes.
    Source:
        Kirkpatrick et al., Overcoming catastrophic forgetting in neural networks, 2017.
    Book:
        sec-life-long
    """
    if network.loss_name != "cross_entropy_from_logits":
        raise ValueError("fisher_diagonal expects the loss cross_entropy_from_logits, "
                         f"got {network.loss_name}")
    X = as_matrix("X", X, network.sizes[0])
    squares = np.zeros_like(network.theta)
    for x, shares in zip(X, softmax(network.forward(X))):
        answer = rng.choice(len(shares), p=shares)  # what the network might have said
        squares += network.gradient([x], [answer]) ** 2
    return squares / len(X)


@dataclass(frozen=True, eq=False)
class Elastic:
    """½ · strength · Σ F (θ - θ*)²: a spring for each parameter, as stiff as the parameter was important.

    Shapes:
        anchor θ* (P,), importance F (P,).
    Raises:
        ValueError: the shapes differ, an importance is negative, or the strength is negative.
    Source:
        Kirkpatrick et al., Overcoming catastrophic forgetting in neural networks, 2017.
    Book:
        sec-life-long
    """

    anchor: np.ndarray
    importance: np.ndarray
    strength: float

    def __post_init__(self) -> None:
        if self.anchor.shape != self.importance.shape:
            raise ValueError("anchor and importance should have one shape, "
                             f"got {self.anchor.shape} and {self.importance.shape}")
        if not np.all(self.importance >= 0):
            least = np.min(self.importance)
            raise ValueError(f"importance should be at least 0, got {least}")
        if not 0 <= self.strength < np.inf:
            raise ValueError("strength should be at least 0 and finite, "
                             f"got {self.strength}")
        for name in ("anchor", "importance"):  # copies: θ itself will move on
            object.__setattr__(self, name, getattr(self, name).copy())

    def value(self, theta: np.ndarray) -> np.floating:
        """½ · strength · Σ F (θ - θ*)²; the tape can follow it.

        Shapes:
            theta (P,).
        Book:
            sec-life-long
        """
        stretch = np.square(theta - self.anchor)
        return 0.5 * self.strength * np.sum(self.importance * stretch)

    def gradient(self, theta: np.ndarray) -> np.ndarray:
        """strength · F (θ - θ*).

        Shapes:
            theta (P,) -> (P,).
        Book:
            sec-life-long
        """
        return self.strength * self.importance * (theta - self.anchor)
