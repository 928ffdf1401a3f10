"""Which learning rate? Try them all, from far too small to far too large, in one short run."""

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import fraction, function, generator, whole
from lff.network import Network
from lff.optimizers import GradientDescent, Optimizer
from lff.schedules import Rate, _positive

TOO_MUCH = 4.0  # times the least loss so far: from there on the run only goes up


@dataclass(frozen=True)
class RateCurve:
    """The loss of each batch at each rate, before the step with that rate, and its fading average, `smooth`.

    Shapes:
        rates, losses, smooth (m,).
    Book:
        sec-rate-finder
    """

    rates: np.ndarray
    losses: np.ndarray
    smooth: np.ndarray

    @property
    def suggested(self) -> float:
        """A tenth of the rate at which the smooth loss is least, where the loss still falls, with room to spare.

        Book:
            sec-rate-finder
        """
        return float(self.rates[np.argmin(self.smooth)] / 10)


def find_rate(
    network: Network,
    X: ArrayLike,
    y: ArrayLike,
    *,
    optimizer: Callable[[Rate], Optimizer] = GradientDescent,
    lowest: float = 1e-5,
    highest: float = 10.0,
    updates: int = 100,
    batch_size: int | None,
    memory: float = 0.8,
    rng: np.random.Generator,
) -> RateCurve:
    """Train a copy of the network while the rate grows by one factor at each update, until the loss explodes.

    `optimizer` makes an optimizer from a schedule, as `Adam` does. `memory` is the share of the past in the smooth
    loss. With `batch_size=None` each update uses all examples. The network itself is not changed.

    Shapes:
        X (n, d), y as the network's loss has it.
    Raises:
        ValueError: data that do not fit, rates that are not positive or do not grow, fewer than 10 updates, a batch
            size below 1, or a loss that is not finite from the start.
    Source:
        Smith, Cyclical Learning Rates for Training Neural Networks, 2017.
    Book:
        sec-rate-finder
    """
    _positive("lowest", lowest)
    _positive("highest", highest)
    fraction("memory", memory)
    function("optimizer", optimizer)
    generator(rng)
    if not lowest < highest or whole("updates", updates) < 10 or (
            batch_size is not None and whole("batch_size", batch_size) < 1):
        raise ValueError(
            f"lowest should be below highest, updates at least 10 and batch_size at least 1, "
            f"got {lowest}, {highest}, {updates} and {batch_size}"
        )
    network = copy.deepcopy(network)
    X, y = network.check(X, y)
    size = len(X) if batch_size is None else min(batch_size, len(X))
    rates = np.geomspace(lowest, highest, updates)
    stepper = optimizer(lambda update: float(rates[update]))
    losses, smooth, average, rows = [], [], 0.0, np.empty(0, int)
    with np.errstate(over="ignore", invalid="ignore"):
        for update in range(updates):
            if len(rows) < size:  # a new epoch
                rows = rng.permutation(len(X))
            batch, rows = rows[:size], rows[size:]
            loss, gradient = network.backpropagate(X[batch], y[batch])
            if not math.isfinite(loss):
                break
            average = memory * average + (1 - memory) * loss
            losses.append(loss)
            smooth.append(average / (1 - memory ** (update + 1)))  # it starts at 0, and so is too small at first
            if smooth[-1] > TOO_MUCH * min(smooth):
                break
            stepper.step(network.theta, gradient)
    if len(losses) < 2:
        raise ValueError(f"the loss should be finite at rates near {lowest}, got {loss}")
    return RateCurve(rates[: len(losses)], np.array(losses), np.array(smooth))
