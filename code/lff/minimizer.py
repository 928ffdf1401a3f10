"""A training loop for any loss that the tape can follow."""

import math
import reprlib
from collections.abc import Callable

import numpy as np

from lff._settings import array, function, generator, whole
from lff.arrays import _as_array
from lff.optimizers import Optimizer
from lff.tape import value_and_grad
from lff.training import Diverged


def minimize(
    loss: Callable,
    theta: np.ndarray,
    data: tuple[np.ndarray, ...],
    *,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Move θ downhill, in place: in each epoch all rows once, in a new random order, in batches.

    `loss(theta, *rows)` is a function that the tape can follow, of θ and of the same rows of each array.

    Shapes:
        theta (P,); each of data (n, ...) -> (epochs,), the mean loss over the batches of each epoch.
    Raises:
        ValueError: arrays of different lengths, or a number of epochs or a batch size below 1.
        Diverged: the loss is not finite.
    Book:
        sec-function-of-theta
    """
    if not isinstance(data, (tuple, list)):
        raise TypeError(f"data should be a tuple of arrays, got {reprlib.repr(data)}")
    array("theta", theta)
    function("loss", loss)
    generator(rng)
    data = [_as_array("data", part) for part in data]
    lengths = {len(part) if part.ndim else 0 for part in data}
    if len(lengths) != 1 or 0 in lengths:
        shapes = [part.shape for part in data]
        raise ValueError(f"data should be arrays of one length, at least 1, got the shapes {shapes}")
    if whole("epochs", epochs) < 1 or whole("batch_size", batch_size) < 1:
        raise ValueError(f"epochs and batch_size should be at least 1, got {epochs} and {batch_size}")
    n, slope, means = lengths.pop(), value_and_grad(loss), []
    with np.errstate(over="ignore", invalid="ignore"):  # a loss that is not finite is reported below
        for _ in range(epochs):
            order, total = rng.permutation(n), 0.0
            for start in range(0, n, batch_size):
                batch = order[start : start + batch_size]
                value, gradient = slope(theta, *(array[batch] for array in data))
                if not math.isfinite(value):
                    raise Diverged(optimizer.updates, float(value), optimizer.rate, np.array(means))
                optimizer.step(theta, gradient)
                total += float(value) * len(batch)
            means.append(total / n)
    return np.array(means)
