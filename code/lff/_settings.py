"""What is not an array, checked at the door: numbers, counts, names, generators, functions.

Each check takes the argument's name and value, hands the value back if it is good, and otherwise says what was expected
and what came: a TypeError for what is no number, no generator or no function, and a ValueError for a wrong one.
"""

import math
import operator
import reprlib
from collections.abc import Callable, Iterable, Sequence

import numpy as np


def number(name: str, value: float) -> float:
    """One real number, NaN and infinity included."""
    if not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} should be a number, got {reprlib.repr(value)}")
    return value


def positive(name: str, value: float) -> float:
    """A finite number above 0."""
    if not 0 < number(name, value) < math.inf:
        raise ValueError(f"{name} should be positive and finite, got {value}")
    return value


def finite(name: str, value: float) -> float:
    """A finite number."""
    if not math.isfinite(number(name, value)):
        raise ValueError(f"{name} should be finite, got {value}")
    return value


def not_negative(name: str, value: float) -> float:
    """A finite number, 0 or above."""
    if not 0 <= number(name, value) < math.inf:
        raise ValueError(f"{name} should be at least 0 and finite, got {value}")
    return value


def fraction(name: str, value: float) -> float:
    """A number from 0 to below 1."""
    if not 0 <= number(name, value) < 1:
        raise ValueError(f"{name} should lie in [0, 1), got {value}")
    return value


def share(name: str, value: float) -> float:
    """A number from 0 to 1, both included."""
    if not 0 <= number(name, value) <= 1:
        raise ValueError(f"{name} should lie in [0, 1], got {value}")
    return value


def whole(name: str, value: int) -> int:
    """A whole number, of Python's or of NumPy's."""
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} should be a whole number, got {reprlib.repr(value)}") from None


def count(name: str, value: int, least: int = 1) -> int:
    """A whole number, not below the least."""
    if whole(name, value) < least:
        raise ValueError(f"{name} should be at least {least}, got {value}")
    return value


def one_of(name: str, value: str, names: Iterable[str]) -> str:
    """One of several names."""
    if not isinstance(value, str) or value not in names:
        *others, last = map(repr, names)
        raise ValueError(f"{name} should be {', '.join(others)} or {last}, got {reprlib.repr(value)}")
    return value


def pair(name: str, value: Sequence, of: str) -> Sequence:
    """Two things in a tuple or a list; `of` says which."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise TypeError(f"{name} should be a pair, {of}, got {reprlib.repr(value)}")
    return value


def generator(rng: np.random.Generator) -> np.random.Generator:
    """A generator of random numbers, and not its seed."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng should be a Generator, such as np.random.default_rng(0), got {reprlib.repr(rng)}")
    return rng


def array(name: str, value: np.ndarray) -> np.ndarray:
    """An array of floats itself, where a copy would not do: it is written into, or a view of a network's θ."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        raise TypeError(f"{name} should be an array of floats, got {reprlib.repr(value)}")
    return value


def instance(name: str, value: object, kind: type) -> object:
    """An object of a kind that the package makes."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} should be of lff's kind {kind.__name__}, got {reprlib.repr(value)}")
    return value


def function(name: str, f: Callable) -> Callable:
    """What can be called."""
    if not callable(f):
        raise TypeError(f"{name} should be a function, got {reprlib.repr(f)}")
    return f
