"""Sums and products that keep the order in which a reader expects them."""

from __future__ import annotations

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
