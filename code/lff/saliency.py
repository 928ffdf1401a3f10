"""What an answer hangs on: how it moves with each pixel, and how much it loses when a patch is covered."""

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import count, finite
from lff.arrays import _as_images, as_labels
from lff.functional import as_function
from lff.network import Network
from lff.tape import grad


def saliency(network: Network, X: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """How a label's logit moves with each entry of the input: its slope, with its sign.

    Each row has its own label. A picture of it usually shows the absolute value.

    Shapes:
        X (n, d), labels (n,) of integers -> (n, d).
    Raises:
        ValueError: the shapes do not fit, a label is out of range, or `as_function` does not know the network.
    Source:
        Simonyan, Vedaldi and Zisserman, Deep Inside Convolutional Networks, 2014.
    Book:
        sec-explanation
    """
    outputs = as_function(network)
    X = network._inputs(X)
    labels = as_labels("labels", labels, network.sizes[-1], len(X))
    rows = np.arange(len(X))
    return grad(lambda X: np.sum(outputs(network.theta, X)[rows, labels]))(X)  # (n, d)


def occlusion(
    network: Network,
    images: np.ndarray,
    labels: ArrayLike,
    patch: int,
    *,
    fill: float = 0.0,
) -> np.ndarray:
    """How much a label's logit falls when a square patch is filled in, for each place of the patch.

    No slope is taken, so it works for whatever answers with logits.

    Shapes:
        images (n, h, w), labels (n,) of integers, patch p -> (n, h - p + 1, w - p + 1).
    Raises:
        ValueError: the shapes do not fit, a label is out of range, or the patch does not fit into the image.
    Source:
        Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2014.
    Book:
        sec-explanation
    """
    images = _as_images(images)
    n, height, width = images.shape
    if height * width != network.sizes[0]:
        raise ValueError(f"images should have {network.sizes[0]} pixels each, got {height} x {width}")
    if count("patch", patch) > min(height, width):
        raise ValueError(f"patch should fit into images of {height} x {width}, got {patch}")
    finite("fill", fill)
    labels, rows = as_labels("labels", labels, network.sizes[-1], n), np.arange(n)
    whole = network.forward(images.reshape(n, -1))[rows, labels]
    fall = np.empty((n, height - patch + 1, width - patch + 1))
    for i, j in np.ndindex(fall.shape[1:]):
        covered = images.copy()
        covered[:, i : i + patch, j : j + patch] = fill
        fall[:, i, j] = whole - network.forward(covered.reshape(n, -1))[rows, labels]
    return fall
