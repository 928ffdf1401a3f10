"""Learning a second task and keeping the first: what mattered to the first is held by a spring."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import generator, instance, not_negative
from lff.arrays import as_vector
from lff.functions import softmax
from lff.lifted import Lifted, _traceable
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
    instance("network", network, Network)
    generator(rng)
    if network.loss_name != "cross_entropy_from_logits":
        raise ValueError("fisher_diagonal expects the loss cross_entropy_from_logits, "
                         f"got {network.loss_name}")
    X = network._inputs(X)
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
        anchor = as_vector("anchor", self.anchor)
        importance = as_vector("importance", self.importance, len(anchor))
        not_negative("importance", importance.min())
        not_negative("strength", self.strength)
        for name, array in (("anchor", anchor), ("importance", importance)):
            object.__setattr__(self, name, array.copy())  # θ itself will move on

    def value(self, theta: np.ndarray) -> np.floating:
        """½ · strength · Σ F (θ - θ*)²; the tape can follow it.

        Shapes:
            theta (P,).
        Raises:
            ValueError: θ has another shape.
        Book:
            sec-life-long
        """
        stretch = np.square(self._away(theta))
        return 0.5 * self.strength * np.sum(self.importance * stretch)

    def gradient(self, theta: np.ndarray) -> np.ndarray:
        """strength · F (θ - θ*).

        Shapes:
            theta (P,) -> (P,).
        Raises:
            ValueError: θ has another shape.
        Book:
            sec-life-long
        """
        return self.strength * self.importance * self._away(theta)

    def _away(self, theta: np.ndarray) -> np.ndarray | Lifted:
        theta = _traceable("theta", theta)
        if theta.shape != self.anchor.shape:
            raise ValueError(f"theta should have shape {self.anchor.shape}, got {theta.shape}")
        return theta - self.anchor
