"""Sums and products that keep the order in which a reader expects them."""

from __future__ import annotations

import functools
import inspect
import operator
from collections.abc import Callable

import sympy as sp


def eq(left, right) -> sp.Eq:
    """An equation that stays as written, and is not turned into True."""
    return sp.Eq(left, right, evaluate=False)


def add(*terms) -> sp.Add:
    """A sum in this order."""
    return sp.Add(*terms, evaluate=False)


def times(*factors) -> sp.Mul:
    """A product in this order."""
    return sp.Mul(*factors, evaluate=False)


def mean(term, index, count) -> sp.Mul:
    """The mean of a term over an index from 1 to count, with the 1/count in front."""
    return times(1 / count, sp.Sum(term, (index, 1, count)))


def whole(name: str, value: int) -> int:
    """The value, if it is a whole number."""
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} should be a whole number, got {value!r}") from None


def sized(least: int = 1) -> Callable:
    """Makes a proof with sizes refuse those that are not whole numbers, `least` or more; each size is proved once."""

    def of(proof: Callable) -> Callable:
        kept, signature = functools.cache(proof), inspect.signature(proof)

        @functools.wraps(proof)
        def checked(*sizes, **named):
            for name, size in signature.bind(*sizes, **named).arguments.items():
                if whole(name, size) < least:
                    raise ValueError(f"{name} should be at least {least}, got {size}")
            return kept(*sizes, **named)

        return checked

    return of
