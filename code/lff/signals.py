"""How strong the signals are in each layer: values on the way forward, slopes on the way back."""

import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lff.arrays import _as_array
from lff.deep import _views
from lff.network import Network


@dataclass(frozen=True)
class Signals:
    """One training step of a network, layer by layer from the first to the last.

    `sums` is the standard deviation of what enters each hidden layer's bend, `activations` that of what the next layer
    is given, and `gradients` the mean of |∂L/∂W| over a layer's weights, for the last layer too.

    Shapes:
        sums, activations (layers - 1,), gradients (layers,).
    Book:
        sec-vanishing-gradients
    """

    sums: np.ndarray
    activations: np.ndarray
    gradients: np.ndarray


def signals(network: Network, X: ArrayLike, y: ArrayLike) -> Signals:
    """Go forward and backward once, as in training, and measure each layer; the network is left as it was.

    Shapes:
        X (n, d), y as the network's loss has it.
    Raises:
        ValueError: data that do not fit the network.
    Book:
        sec-vanishing-gradients
    """
    network = copy.deepcopy(network)  # running averages move in training, and masks are drawn
    _, gradient = network.backpropagate(*network.check(X, y))
    slopes = by_name(network, gradient)
    return Signals(
        sums=np.array([bend.Z.std() for bend in network._bends]),
        activations=np.array([linear.X.std() for linear in network._linear[1:]]),
        gradients=np.array([np.abs(slope).mean() for name, slope in slopes.items() if name.startswith("W")]),
    )


def by_name(network: Network, vector: np.ndarray) -> dict[str, np.ndarray]:
    """Any vector shaped as θ, such as a gradient, cut up and named as the network's `parameters` are.

    Shapes:
        (P,) -> "W1" (sizes[0], sizes[1]), "b1" (sizes[1],), ...: views into the vector.
    Raises:
        ValueError: the vector is not shaped as θ.
    Book:
        sec-vanishing-gradients
    """
    vector = _as_array("vector", vector)
    if vector.shape != network.theta.shape:
        raise ValueError(f"the vector should have theta's shape {network.theta.shape}, got {vector.shape}")
    return _views(vector, {name: view.shape for name, view in network.parameters.items()})
