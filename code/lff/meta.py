"""Learning to learn: a start from which one step of descent goes far, found by descent through that step."""

from collections.abc import Callable

import numpy as np

from lff._settings import function, not_negative
from lff.arrays import _as_rows
from lff.lifted import Lifted, _traceable, stop_gradient
from lff.tape import grad


def adapted(
    loss: Callable,
    theta: np.ndarray,
    seen: tuple[np.ndarray, ...],
    rate: float,
    *,
    first_order: bool = False,
) -> np.ndarray:
    """θ after one step of gradient descent on a task's data; the tape can follow it, slope and all.

    `loss(theta, *seen)` is a function that the tape can follow. It may take a row of θ for each of many tasks, and
    return a loss for each: then every row takes the step of its own task. With `first_order` the slope of the step
    counts as a constant.

    Shapes:
        theta (P,), or (tasks, P) if each array of seen is (tasks, ...) -> as theta.
    Raises:
        ValueError: the rate is negative.
    Source:
        Finn, Abbeel and Levine, Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks, 2017.
    Book:
        sec-learning-to-learn
    """
    function("loss", loss)
    not_negative("rate", rate)
    theta = _as_start(theta)
    slope = grad(lambda theta: np.sum(loss(theta, *seen)))(theta)
    return theta - rate * (stop_gradient(slope) if first_order else slope)


def meta_loss(
    loss: Callable,
    theta: np.ndarray,
    seen: tuple[np.ndarray, ...],
    unseen: tuple[np.ndarray, ...],
    rate: float,
    *,
    first_order: bool = False,
) -> np.floating:
    """How good θ is as a start: the mean over tasks of the loss on unseen data after one step on seen data.

    Shapes:
        theta (P,); each array of seen and unseen (tasks, ...) -> a number.
    Raises:
        ValueError: the arrays do not have one number of tasks, at least 1.
    Book:
        sec-learning-to-learn
    """
    theta, seen, unseen = _as_start(theta), _as_rows("seen", seen), _as_rows("unseen", unseen)
    tasks = len(seen[0])
    if tasks != len(unseen[0]):
        raise ValueError("seen and unseen should have a row for each task, "
                         f"got {tasks} and {len(unseen[0])} rows")
    starts = np.broadcast_to(theta, (tasks, *theta.shape))  # (tasks, P): one start
    ends = adapted(loss, starts, seen, rate, first_order=first_order)  # (tasks, P): apart
    return np.mean(loss(ends, *unseen))


def meta_gradient(
    loss: Callable,
    theta: np.ndarray,
    seen: tuple[np.ndarray, ...],
    unseen: tuple[np.ndarray, ...],
    rate: float,
    *,
    first_order: bool = False,
) -> np.ndarray:
    """How the loss after the step moves with the θ before it: slopes through the step, and so second derivatives.

    With `first_order` those are left out, as if the step were the same from everywhere.

    Shapes:
        theta (P,); each array of seen and unseen (tasks, ...) -> (P,).
    Raises:
        ValueError: the arrays do not have one number of tasks, at least 1.
    Source:
        Finn, Abbeel and Levine, Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks, 2017.
    Book:
        sec-learning-to-learn
    """

    def after_the_step(theta):
        return meta_loss(loss, theta, seen, unseen, rate, first_order=first_order)

    return grad(after_the_step)(_as_start(theta))


def _as_start(theta: np.ndarray) -> np.ndarray | Lifted:
    theta = _traceable("theta", theta)
    if theta.ndim == 0:
        raise ValueError("theta should have an axis, got a single number")
    return theta
