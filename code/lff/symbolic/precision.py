"""Evaluation of an expression at 50 digits."""

from __future__ import annotations

import keyword
from numbers import Real

import mpmath
import sympy as sp
from sympy.core.function import AppliedUndef

DIGITS = 50
# Cancellation may eat digits: near z = 1000, tanh differs from 1 only in digit 869. The work is done
# with many more digits than are asked for, so that the first 50 of the answer are right.
WORKING_DIGITS = 1000


class _FromOne:
    """An array that counts from one, as the formulas do."""

    def __init__(self, array) -> None:
        self.array = array

    def __getitem__(self, index):
        indices = index if isinstance(index, tuple) else (index,)
        entry = self.array
        for i in indices:
            entry = entry[int(i) - 1]
        return exact(entry)


def is_refuted(expression: sp.Expr) -> bool:
    """Whether the expression is surely not 0 everywhere, for it is not at a point within every symbol's range.

    The point has small positive numbers, of which a few add up to less than 1, so that chances and roots stay real.
    """
    symbols = sorted(expression.free_symbols, key=sp.default_sort_key)
    if expression.has(AppliedUndef, sp.Indexed, sp.Sum, sp.Derivative) or any(s.is_integer for s in symbols):
        return False
    point = {symbol: sp.Rational(1000, 5017 + 2003 * place) for place, symbol in enumerate(symbols)}
    value = expression.evalf(30, subs=point)
    return bool(value.is_Float and value.is_finite and abs(value) > sp.Float("1e-9"))


def exact(value):
    """A float64 or a fraction as the very number it is."""
    if isinstance(value, int):
        return mpmath.mpf(value)
    if hasattr(value, "dtype") and value.dtype.kind in "iu":
        return mpmath.mpf(int(value))
    if isinstance(value, sp.Rational):
        return mpmath.mpf(int(value.p)) / int(value.q)
    if isinstance(value, (mpmath.mpf, mpmath.mpc)):
        return value
    if isinstance(value, Real) or hasattr(value, "dtype"):
        return mpmath.mpf(float(value))
    raise TypeError(f"a value is a number or an array, got {type(value).__name__}")


def _counts_as_numbers(expression: sp.Basic, numbers: dict) -> sp.Basic:
    """Where a count such as n is a number, and not an index or the end of a sum, put its high-precision twin.

    Python would divide two whole numbers in float64.
    """
    if isinstance(expression, sp.Indexed):
        return expression
    if isinstance(expression, sp.Sum):
        return sp.Sum(_counts_as_numbers(expression.function, numbers), *expression.limits)
    if expression in numbers:
        return numbers[expression]
    if isinstance(expression, sp.MatrixBase):
        return expression.applyfunc(lambda entry: _counts_as_numbers(entry, numbers))
    if not expression.args:
        return expression
    return expression.func(*[_counts_as_numbers(part, numbers) for part in expression.args])


def compile_at_high_precision(expression: sp.Basic):
    """Turn an expression into a function of mpmath numbers, with the names of its arguments and their kinds."""
    bases = sorted(expression.atoms(sp.IndexedBase), key=str)
    free = expression.free_symbols - {base.label for base in bases} - expression.atoms(sp.Indexed)
    symbols = sorted((s for s in free if isinstance(s, sp.Symbol)), key=str)
    counts = [s for s in symbols if s.is_integer]
    twins = {count: sp.Dummy(f"{count}_number") for count in counts}
    arguments = [(s, str(s), exact) for s in symbols if not s.is_integer]
    arguments += [(count, str(count), int) for count in counts]
    arguments += [(twin, str(count), exact) for count, twin in twins.items()]
    arguments += [(base, str(base), _FromOne) for base in bases]
    for _, name, _ in arguments:
        if not name.isidentifier() or keyword.iskeyword(name):
            raise ValueError(f"the symbol {name!r} cannot be given a value by name")
    function = sp.lambdify([symbol for symbol, _, _ in arguments], _counts_as_numbers(expression, twins),
                           modules="mpmath", cse=not bases)
    return function, [(name, kind) for _, name, kind in arguments]


def evaluate_compiled(compiled, values: dict, digits: int):
    """Call a compiled expression, with every value taken exactly."""
    function, arguments = compiled
    missing = {name for name, _ in arguments} - set(values)  # more values than one side needs are no error
    if missing:
        raise ValueError(f"values are missing for {sorted(missing)}")
    with mpmath.workdps(WORKING_DIGITS):
        result = function(*[kind(values[name]) for name, kind in arguments])
    with mpmath.workdps(digits):
        return result.apply(lambda x: +x) if isinstance(result, mpmath.matrix) else +mpmath.mpf(result)
