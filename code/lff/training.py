"""The training loop: shuffle, take a batch, take a step, and write down how it went."""

import math
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import count, function, generator, pair
from lff.arrays import as_vector
from lff.network import Network
from lff.optimizers import GradientDescent, Optimizer
from lff.penalties import L1, L2
from lff.schedules import Rate
from lff.splits import _batches


@dataclass(frozen=True)
class History:
    """How a training went: the loss on all training data, and on unseen data if any, at the end of each epoch.

    An update is one step of the optimizer; an epoch is one pass over the data. `kept` is the epoch, counted from 1,
    at whose end the network was as it was left, if early stopping chose one.

    Shapes:
        train (epochs,); unseen (epochs,) or None.
    Book:
        networks
    """

    updates: int
    epochs: int
    train: np.ndarray
    unseen: np.ndarray | None
    kept: int | None = None


@dataclass(frozen=True)
class EarlyStopping:
    """Stop when the loss on unseen data has not fallen below its least value for `patience` epochs in a row.

    The network is left as it was at the end of the best epoch. Data that decide when to stop are validation data:
    the error on them is no longer an honest estimate.

    Raises:
        ValueError: the patience is below 1.
    Book:
        regularization
    """

    patience: int

    def __post_init__(self) -> None:
        count("patience", self.patience)


class Diverged(RuntimeError):
    """The loss stopped being a finite number: most often the learning rate is too large.

    `step` counts the updates before it, and `history` is what was written down until then: a History from `fit`,
    the path of θ from `descend`.

    Book:
        networks
    """

    def __init__(self, step: int, loss: float, learning_rate: float, history: History | np.ndarray) -> None:
        super().__init__(
            f"diverged after {step} updates: the loss is {loss} with learning rate {learning_rate:g}; "
            "a smaller learning rate may help"
        )
        self.step, self.loss, self.learning_rate, self.history = step, loss, learning_rate, history

    def __reduce__(self) -> tuple:
        return type(self), (self.step, self.loss, self.learning_rate, self.history)


def fit(
    network: Network,
    X: ArrayLike,
    y: ArrayLike,
    *,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int | None,
    rng: np.random.Generator,
    unseen: tuple[ArrayLike, ArrayLike] | None = None,
    penalty: L1 | L2 | None = None,
    stop: EarlyStopping | None = None,
    progress: bool | None = None,
) -> History:
    """Train a network: in each epoch all examples once, in a new random order, in batches.

    The last batch of an epoch is smaller if the batch size does not divide n. With `batch_size=None` each update
    uses all examples. A penalty is added to the loss that is trained on, for the weights and not for the biases; the
    history has the loss without it. `stop` ends the training early, by the loss on unseen data. A bar shows the
    progress in a terminal or a live notebook; `progress` says yes or no, and where it is None, so does the
    environment variable LFF_PROGRESS=0.

    Shapes:
        X (n, d), y as the network's loss has it; unseen is another such pair.
    Raises:
        ValueError: data that do not fit the network, a number of epochs or a batch size below 1, or early stopping
            without unseen data.
        Diverged: the loss is not finite.
    Book:
        networks
    """
    X, y = network.check(X, y)
    if unseen is not None:
        unseen = network.check(*pair("unseen", unseen, "X and y"))
    generator(rng)
    count("epochs", epochs)
    size = len(X) if batch_size is None else count("batch_size", batch_size)
    if stop is not None and unseen is None:
        raise ValueError("early stopping expects unseen data, whose loss it watches")
    updates, train, elsewhere = 0, [], []
    least, best, kept = math.inf, _saved(network), None if stop is None else 0
    priced = None if penalty is None else network.is_weight

    def history() -> History:
        unseen_losses = None if unseen is None else np.array(elsewhere)
        return History(updates, len(train), np.array(train), unseen_losses, kept)

    with np.errstate(over="ignore", invalid="ignore"), _Bar(epochs, progress) as bar:
        for _ in range(epochs):
            for batch in _batches(len(X), size, rng):
                loss, gradient = network.backpropagate(X[batch], y[batch])
                if not math.isfinite(loss):
                    raise Diverged(updates, loss, optimizer.rate, history())
                if penalty is not None:
                    gradient += penalty.gradient(network.theta) * priced
                optimizer.step(network.theta, gradient)
                updates += 1
            loss = network.loss(X, y)
            if not math.isfinite(loss):
                raise Diverged(updates, loss, optimizer.rate, history())
            train.append(loss)
            if unseen is not None:
                elsewhere.append(network.loss(*unseen))
            bar.show(len(train), loss)
            if stop is not None and elsewhere[-1] < least:
                least, best, kept = elsewhere[-1], _saved(network), len(train)
            elif stop is not None and len(train) - kept >= stop.patience:
                break
    if stop is not None:
        for array, saved in zip((network.theta, *network.running), best):
            array[:] = saved
    return history()


def _saved(network: Network) -> list[np.ndarray]:
    return [array.copy() for array in (network.theta, *network.running)]


def descend(
    f: Callable[[np.ndarray], float],
    gradient: Callable[[np.ndarray], np.ndarray],
    theta: ArrayLike,
    *,
    steps: int,
    learning_rate: Rate | None = None,
    optimizer: Optimizer | None = None,
) -> np.ndarray:
    """Walk downhill on any function, and keep every point of the path.

    Plain gradient descent with a learning rate, or else the steps of an optimizer.

    Shapes:
        theta (P,) -> (steps + 1, P), the start first.
    Raises:
        ValueError: theta is no finite vector, the steps are negative, or not one of both ways is given.
        Diverged: f is not finite at a point of the path.
    Book:
        sec-three-steps-one
    """
    theta = as_vector("theta", theta).copy()
    count("steps", steps, 0)
    function("f", f)
    function("gradient", gradient)
    if (learning_rate is None) == (optimizer is None):
        given = "neither" if optimizer is None else "both"
        raise ValueError(f"descend expects either a learning_rate or an optimizer, got {given}")
    optimizer = optimizer or GradientDescent(learning_rate)
    path = np.empty((steps + 1, len(theta)))
    path[0] = theta
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(1, steps + 1):
            optimizer.step(theta, np.asarray(gradient(theta), dtype=np.float64))
            path[step] = theta
            value = float(f(theta))
            if not math.isfinite(value):
                raise Diverged(step, value, optimizer.rate, path[: step + 1])
    return path


class _Bar:
    """One line that is written over and over: in a terminal, or in a notebook that somebody looks at."""

    WIDTH = 30

    def __init__(self, total: int, wanted: bool | None) -> None:
        if wanted is None:
            watched = sys.stdout.isatty() or "ipykernel" in sys.modules
            wanted = watched and os.environ.get("LFF_PROGRESS") != "0"
        self.total, self.wanted, self.shown = total, wanted, -1

    def __enter__(self) -> "_Bar":
        return self

    def show(self, done: int, loss: float) -> None:
        percent = 100 * done // self.total
        if not self.wanted or percent == self.shown:  # a hundred lines are enough for any training
            return
        self.shown = percent
        bar = ("█" * (self.WIDTH * done // self.total)).ljust(self.WIDTH, "·")
        sys.stdout.write(f"\r{bar} epoch {done} of {self.total}, loss {loss:.4g}")
        sys.stdout.flush()

    def __exit__(self, *exception: object) -> None:
        if self.wanted and self.shown >= 0:
            sys.stdout.write("\n")
