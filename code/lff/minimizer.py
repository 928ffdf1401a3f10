"""A training loop for any loss that the tape can follow."""

import math
from collections.abc import Callable

import numpy as np

from lff._settings import array, count, function, generator
from lff.arrays import _as_rows
from lff.optimizers import Optimizer
from lff.splits import _batches
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
    data = _as_rows("data", data)
    array("theta", theta)
    function("loss", loss)
    generator(rng)
    count("epochs", epochs)
    count("batch_size", batch_size)
    n, slope, means = len(data[0]), value_and_grad(loss), []
    with np.errstate(over="ignore", invalid="ignore"):  # a loss that is not finite is reported below
        for _ in range(epochs):
            total = 0.0
            for batch in _batches(n, batch_size, rng):
                value, gradient = slope(theta, *(part[batch] for part in data))
                if not math.isfinite(value):
                    raise Diverged(optimizer.updates, float(value), optimizer.rate, np.array(means))
                optimizer.step(theta, gradient)
                total += float(value) * len(batch)
            means.append(total / n)
    return np.array(means)
