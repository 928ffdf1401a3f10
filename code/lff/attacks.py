"""Small changes of an input, made to mislead a network; and training against them.

No entry is changed by more than `size`, and none leaves the bounds that an honest input keeps.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import count, function, generator, instance, not_negative, number, pair, positive
from lff.arrays import _as_array, as_labels
from lff.functional import as_function
from lff.minimizer import minimize
from lff.network import Network
from lff.optimizers import Optimizer
from lff.rules import cross_entropy_from_logits
from lff.tape import grad


def input_gradient(network: Network, X: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """How the cross entropy of each row moves with each entry of the row.

    Shapes:
        X (n, d), labels (n,) of integers -> (n, d).
    Raises:
        ValueError: the shapes do not fit, a label is out of range, or `as_function` does not know the network.
    Book:
        sec-attack
    """
    outputs = as_function(network)
    X, labels = _checked(network, X, labels)

    def total(X):  # the sum over rows: so a row's slope does not know how many there are
        return len(X) * cross_entropy_from_logits(outputs(network.theta, X), labels)

    return grad(total)(X)


def fast_gradient_sign(
    network: Network,
    X: ArrayLike,
    labels: ArrayLike,
    size: float,
    *,
    target: ArrayLike | None = None,
    bounds: tuple[float, float] = (0.0, 1.0),
) -> np.ndarray:
    """One step of the largest size allowed, each entry in the direction in which the loss rises.

    With a `target` the step goes where the loss of that answer falls.

    Shapes:
        X (n, d), labels (n,), target (n,) or one label for all -> (n, d).
    Raises:
        ValueError: the shapes do not fit, a label is out of range, the size is negative, or an entry is out of bounds.
    Source:
        Goodfellow, Shlens and Szegedy, Explaining and Harnessing Adversarial Examples, 2015.
    Book:
        sec-attack
    """
    X, labels, target = _in_a_box(network, X, labels, target, size, bounds)
    return np.clip(X + size * _uphill(network, X, labels, target), *bounds)


def projected_gradient(
    network: Network,
    X: ArrayLike,
    labels: ArrayLike,
    size: float,
    *,
    steps: int,
    step_size: float,
    rng: np.random.Generator,
    target: ArrayLike | None = None,
    bounds: tuple[float, float] = (0.0, 1.0),
) -> np.ndarray:
    """Many small steps of the same kind from a random start; after each, back into the box around X.

    Shapes:
        X (n, d), labels (n,), target (n,) or one label for all -> (n, d).
    Raises:
        ValueError: as for `fast_gradient_sign`, or there is no step, or its size is not positive.
    Source:
        Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks, 2018.
    Book:
        sec-attack
    """
    X, labels, target = _in_a_box(network, X, labels, target, size, bounds)
    count("steps", steps)
    positive("step_size", step_size)
    generator(rng)
    lowest = np.maximum(X - size, bounds[0])  # the box, as far as it lies in the bounds
    highest = np.minimum(X + size, bounds[1])
    attacked = lowest + (highest - lowest) * rng.random(X.shape, X.dtype)
    for _ in range(steps):
        moved = attacked + step_size * _uphill(network, attacked, labels, target)
        attacked = np.clip(moved, lowest, highest)
    return attacked


def train_against(
    network: Network,
    X: ArrayLike,
    labels: ArrayLike,
    *,
    attack: Callable[[Network, np.ndarray, np.ndarray], np.ndarray],
    optimizer: Optimizer,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Train a network on batches that are attacked first: as it is at that moment, again at every step.

    `attack(network, X, labels)` returns the changed X; what it returns is what the step learns from.

    Shapes:
        X (n, d), labels (n,) -> (epochs,), the mean loss over the attacked batches of each epoch.
    Raises:
        ValueError: data that do not fit the network, or a number of epochs or a batch size below 1.
        Diverged: the loss is not finite.
    Source:
        Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks, 2018.
    Book:
        sec-attack
    """
    X, labels = _checked(network, X, labels)
    outputs = as_function(network)
    function("attack", attack)

    def loss(theta, X, labels):
        attacked = attack(network, X, labels)  # theta moves in place: as it is now
        return cross_entropy_from_logits(outputs(theta, attacked), labels)

    return minimize(loss, network.theta, (X, labels), optimizer=optimizer, epochs=epochs,
                    batch_size=batch_size, rng=rng)


def _uphill(network, X, labels, target):
    """For each entry the sign of the direction that misleads; 0 where the loss does not move."""
    if target is None:
        return np.sign(input_gradient(network, X, labels))
    return -np.sign(input_gradient(network, X, target))


def _checked(network, X, labels):
    instance("network", network, Network)
    if network.loss_name != "cross_entropy_from_logits":
        raise ValueError("an attack expects a network with the loss cross_entropy_from_logits, "
                         f"got {network.loss_name}")
    X = network._inputs(X)
    return X, as_labels("labels", labels, network.sizes[-1], len(X))


def _in_a_box(network, X, labels, target, size, bounds):
    """X within its bounds, and of the labels and the target one for each row."""
    X, labels = _checked(network, X, labels)
    if target is not None:
        target = _as_array("target", target)  # one label is for all
        target = as_labels("target", target if target.ndim else np.full(len(X), target), network.sizes[-1], len(X))
    not_negative("size", size)
    low, high = (number("bounds", end) for end in pair("bounds", bounds, "the least and the largest entry"))
    if not (low <= X.min() and X.max() <= high):
        raise ValueError(f"X should lie in the bounds {bounds}, got {X.min()} ... {X.max()}")
    return X, labels, target
