"""Learning rates that change as training goes on: each a function from the number of the update, from 0, to a rate."""

import math
from collections.abc import Callable

from lff._settings import number as _number
from lff._settings import positive as _positive

Schedule = Callable[[int], float]
Rate = float | Schedule


def constant(learning_rate: float) -> Schedule:
    """η: the same rate at every update.

    Raises:
        ValueError: the rate is not positive.
    Book:
        sec-fd-floor
    """
    _positive("learning_rate", learning_rate)
    return lambda update: learning_rate


def linear_decay(start: float, updates: int) -> Schedule:
    """A learning rate that falls in a straight line from `start` to 0, where it is after so many updates.

    Raises:
        ValueError: the start is not positive, or there are no updates.
    Book:
        networks
    """
    _positive("start", start)
    _at_least_one("updates", updates)
    return lambda update: start * max(0.0, 1.0 - update / updates)


def step_decay(start: float, factor: float, every: int) -> Schedule:
    """η · factor^k in the k-th stretch of `every` updates, counted from 0: a staircase downward.

    Raises:
        ValueError: the start is not positive, the factor does not lie in (0, 1], or a stretch has no updates.
    Book:
        sec-fd-floor
    """
    _positive("start", start)
    _at_least_one("every", every)
    if not 0 < _number("factor", factor) <= 1:
        raise ValueError(f"factor should lie in (0, 1], got {factor}")
    return lambda update: start * factor ** (update // every)


def inverse_time(start: float, pace: float = 1.0) -> Schedule:
    """η / (1 + t / pace) after t updates: half the start after `pace` updates, a third after twice as many.

    Raises:
        ValueError: the start or the pace is not positive.
    Book:
        sec-fd-floor
    """
    _positive("start", start)
    _positive("pace", pace)
    return lambda update: start / (1.0 + update / pace)


def inverse_square_root(start: float, pace: float = 1.0) -> Schedule:
    """η / √(1 + t / pace) after t updates: half the start after 3 · pace updates, a third after 8 · pace.

    Raises:
        ValueError: the start or the pace is not positive.
    Book:
        sec-fd-floor
    """
    _positive("start", start)
    _positive("pace", pace)
    return lambda update: start / math.sqrt(1.0 + update / pace)


def cosine(start: float, updates: int) -> Schedule:
    """η (1 + cos(π t / updates)) / 2 after t updates: level at first and at last, where it is 0, steep between.

    Raises:
        ValueError: the start is not positive, or there are no updates.
    Source:
        Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017.
    Book:
        sec-fd-floor
    """
    _positive("start", start)
    _at_least_one("updates", updates)
    return lambda update: start * (1.0 + math.cos(math.pi * min(1.0, update / updates))) / 2.0


def warm_up(learning_rate: Rate, updates: int) -> Schedule:
    """Any schedule, multiplied in its first updates by 1/n, 2/n, ... 1, where n is their number.

    Raises:
        ValueError: the rate is not positive, or there are no updates.
    Source:
        Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017.
    Book:
        sec-fd-floor
    """
    after = _as_schedule(learning_rate)
    _at_least_one("updates", updates)
    return lambda update: after(update) * min(1.0, (update + 1) / updates)


def _as_schedule(learning_rate: Rate) -> Schedule:
    return learning_rate if callable(learning_rate) else constant(learning_rate)


def _at_least_one(name: str, count: int) -> None:
    if not _number(name, count) >= 1:
        raise ValueError(f"{name} should be at least 1, got {count}")
