"""Good arguments made bad, each in every way that its kind can be: what a careless caller might hand over.

`of(good, twist)` looks at what a good argument is, and lists (what was done to it, the bad argument). Some of what it
lists is not bad at all: `ALIKE` are the same numbers in other clothes, and must give the same result. A twist says
where and by how much; hypothesis draws it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

ALIKE = ("a list", "every other entry", "columns first", "read-only")
SHAPES = ("empty", "one entry less", "one entry more", "one axis more", "one axis less", "a lone number")
NOT_NUMBERS = ("strings", "complex numbers", "nothing in it", "of unequal lengths", "None", "a dict", "a word")

NO_ARRAYS = (*NOT_NUMBERS, "a list", "a lone number")


class Twist(NamedTuple):
    """Where an entry is spoiled, on which side of zero, how far beyond what is allowed, and a factor of no meaning."""

    where: int
    sign: int
    beyond: int
    factor: float


twists = st.builds(Twist, where=st.integers(0, 10**6), sign=st.sampled_from((1, -1)), beyond=st.integers(1, 100),
                   factor=st.floats(1.0, 9.0))


def of(good: object, twist: Twist) -> Iterator[tuple[str, object]]:
    """Every way in which an argument of this kind is spoiled; none for what the package takes as it comes."""
    if isinstance(good, np.ndarray):
        yield from _alike(good)
        yield from _other_shapes(good)
        yield from _not_numbers(good)
        kinds = {"b": _truths, "i": _integers, "u": _integers}
        yield from kinds.get(good.dtype.kind, _floats)(good, twist)
    elif isinstance(good, np.random.Generator):
        yield from (("None", None), ("a seed", 0), ("an old generator", np.random.RandomState(0)))
    elif isinstance(good, bool):
        return
    elif isinstance(good, (int, float)):
        yield from _numbers(good, twist)
    elif isinstance(good, str):
        yield "an unknown name", f"{good}{twist.beyond}"
        yield from (("None", None), ("a number", 3), ("in a list", [good]))
    elif isinstance(good, Callable) and not isinstance(good, type):
        yield from (("None", None), ("a number", 3), ("a word", "f"))
    elif isinstance(good, (list, tuple)) and all(type(entry) is int for entry in good):
        yield from _counts(good, twist)
    elif isinstance(good, tuple):
        yield from (("None in it", (None,) * len(good)), ("one less", good[:-1]), ("a number", 3))


def _alike(good: np.ndarray) -> Iterator[tuple[str, object]]:
    yield "a list", good.tolist()
    yield "every other entry", np.repeat(good, 2, axis=-1)[..., ::2]
    yield "columns first", np.asfortranarray(good.copy())
    still = good.copy()
    still.setflags(write=False)
    yield "read-only", still


def _other_shapes(good: np.ndarray) -> Iterator[tuple[str, object]]:
    for axis in range(good.ndim):
        yield "empty", np.take(good, [], axis=axis)
        yield "one entry less", np.take(good, range(good.shape[axis] - 1), axis=axis)
        yield "one entry more", np.concatenate([good, np.take(good, [0], axis=axis)], axis=axis)
    yield "one axis more", good[np.newaxis].copy()
    yield "one axis more", good[..., np.newaxis].copy()
    yield "one axis less", good[0].copy()
    yield "a lone number", good.ravel()[0].item()


def _not_numbers(good: np.ndarray) -> Iterator[tuple[str, object]]:
    yield "strings", good.astype(str)
    yield "complex numbers", good + 1j
    yield "nothing in it", np.full(good.shape, None)
    yield "objects", good.astype(object)
    yield "of unequal lengths", [[1.0], [1.0, 2.0]]
    yield "None", None
    yield "a dict", {"a": 1}
    yield "a word", "a"


def _floats(good: np.ndarray, twist: Twist) -> Iterator[tuple[str, object]]:
    for what, value in (("NaN", np.nan), ("infinity", twist.sign * np.inf)):
        yield what, _with(good, twist, value)
        yield f"all {what}", np.full_like(good, value)
    yield "one huge entry", _with(good, twist, twist.sign * 1e300)
    yield "huge", good * (twist.factor * 1e299)
    yield "tiny", good * (twist.factor * 1e-300)
    yield "below the smallest", good * 5e-324
    yield "all alike", np.full_like(good, good.ravel()[twist.where % good.size])
    yield "all zero", np.zeros_like(good)
    yield "negative", -good - twist.factor
    yield "single precision", good.astype(np.float32)
    yield "whole numbers", good.astype(int)
    yield "truth values", good > np.median(good)


def _integers(good: np.ndarray, twist: Twist) -> Iterator[tuple[str, object]]:
    yield "below", _with(good, twist, -twist.beyond)
    yield "above", _with(good, twist, int(good.max()) + twist.beyond)
    yield "far above", _with(good, twist, 2**62)
    yield "floats", good.astype(float)
    yield "between", good + 0.5
    yield "truth values", good.astype(bool)
    yield "bytes", good.astype(np.uint8)
    yield "the first class alone", np.zeros_like(good)
    yield "the second class alone", np.ones_like(good)


def _truths(good: np.ndarray, twist: Twist) -> Iterator[tuple[str, object]]:
    yield "all true", np.ones_like(good)
    yield "all false", np.zeros_like(good)
    yield "another", _with(good, twist, not good.ravel()[twist.where % good.size])
    yield "whole numbers", good.astype(int)
    yield "floats", good * twist.factor


def _numbers(good: float, twist: Twist) -> Iterator[tuple[str, object]]:
    yield "zero", type(good)(0)
    yield "negative", -good
    yield "below zero", -type(good)(twist.beyond)
    yield "NaN", np.nan
    yield "infinity", twist.sign * np.inf
    if isinstance(good, float):  # work and memory grow with a count: none is made huge
        yield "huge", twist.factor * 1e299
        yield "tiny", twist.factor * 1e-300
        yield "above one", 1.0 + twist.beyond
        yield "a whole number", 1
    else:
        yield "between", good + 0.5
        yield "a count of NumPy's", np.int64(good)
    yield "a NumPy number", np.float64(good)
    yield "a word", "a"
    yield "None", None
    yield "in a list", [good]
    yield "complex", good + 1j


def _counts(good: list, twist: Twist) -> Iterator[tuple[str, object]]:
    yield "nothing in it", type(good)()
    yield "one less", good[:-1]
    yield "a zero", type(good)([*good[:-1], 0])
    yield "below zero", type(good)([-twist.beyond, *good[1:]])
    yield "between", type(good)([*good[:-1], 1.5])
    yield "a word in it", type(good)([*good[:-1], "a"])
    yield "None in it", type(good)([*good[:-1], None])
    yield "a number", 3
    yield "a word", "a"


def _with(good: np.ndarray, twist: Twist, value: float) -> np.ndarray:
    """A copy with another value at one place."""
    bad = good.copy()
    bad.ravel()[twist.where % bad.size] = value
    return bad
