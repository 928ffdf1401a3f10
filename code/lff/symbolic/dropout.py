"""Leaving out at random: what stays in the mean, how much it trembles, and whose mean it is."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

_E = sp.Function("expectation")
_a, _m = sp.symbols("a m", real=True)
_q, _t = sp.symbols("q t", positive=True)
_MASK = {_m: "is 1 if it stays and 0 if it is left out", _q: "the chance that it stays",
         _E(_m): "an expectation over all masks"}


def _over_masks(masks: Sequence[sp.Symbol]) -> Callable[[sp.Expr], sp.Expr]:
    """The mean over all ways to leave some out, each with its probability."""
    def expectation(of: sp.Expr) -> sp.Expr:
        worlds = itertools.product((0, 1), repeat=len(masks))
        return sp.Add(*[_q**sum(world) * (1 - _q)**(len(masks) - sum(world)) * of.subs(dict(zip(masks, world)))
                        for world in worlds])
    return expectation


@functools.cache
def dropout_expectation() -> Proof:
    """Divided by the chance that it stays, an entry is in the mean what it was.

    To evaluate it, give `a` and `q`.

    Book:
        sec-dropout
    """
    steps = (
        Step(eq(_E(_m), add(times(1, _q), times(0, add(1, -_q)))),
             "The mask is 1 with the chance $q$ and 0 otherwise. Its mean is $q$."),
        Step(eq(_E(_m * _a), times(_q, _a)), "Masked and left at that, entries would be too small in the mean, and by "
             "a factor that the layers behind would get used to."),
        Step(eq(_E(_m * _a / _q), times(1 / _q, _E(_m * _a))), "So what stays is divided by $q$."),
    )
    return Proof(
        name="dropout_expectation", title="Dropout keeps the mean",
        claim=eq(_E(_m * _a / _q), _a), steps=steps, symbols={_a: "is an entry", **_MASK},
        definitions={_E: _over_masks([_m])})


@functools.cache
def dropout_variance() -> Proof:
    """The variance that dropout gives an entry.

    To evaluate it, give `a` and `q`.

    Book:
        sec-dropout
    """
    after = _m * _a / _q
    steps = (
        Step(eq(_E(_m**2), _q), "Squares of 0 and 1 are 0 and 1: the mean of $m^2$ is $q$ as well."),
        Step(eq(_E(after**2), _a**2 / _q), "So this is the mean square of an entry after dropout."),
        Step(eq(_E((after - _a)**2), add(_E(after**2), -_a**2)), "The variance is what it has above the square of its "
             "mean, which is $a$."),
    )
    return Proof(
        name="dropout_variance", title="How much dropout shakes an entry",
        claim=eq(_E((after - _a)**2), times((1 - _q) / _q, _a**2)), steps=steps,
        symbols={_a: "is an entry", **_MASK}, definitions={_E: _over_masks([_m])})


@functools.cache
def dropout_ensemble() -> Proof:
    """The mean answer of all thinned networks is the answer of the whole one: exactly, if it is linear behind the mask.

    To evaluate it, give `a_1` ... `a_3`, `w_1` ... `w_3`, `b` and `q`.

    Book:
        sec-dropout
    """
    n = 3
    a, w, m = (sp.symbols(f"{letter}_1:{n + 1}", real=True) for letter in "awm")
    b, whole, thin, y = sp.symbols("b yhat yhat_m y", real=True)
    answer = sp.Add(*[wi * ai for wi, ai in zip(w, a)], b)
    thinned = sp.Add(*[wi * mi * ai / _q for wi, mi, ai in zip(w, m, a)], b)
    price = times((1 - _q) / _q, add(*[wi**2 * ai**2 for wi, ai in zip(w, a)]))
    steps = (
        Step(eq(thin, thinned), "A mask leaves some of three inputs out, and what is left is a thinned network. There "
             "are $2^3 = 8$ of them, and they share their weights."),
        Step(eq(_E(thin), add(*[times(wi, _E(mi) / _q, ai) for wi, mi, ai in zip(w, m, a)], b)),
             "The mean over all eight, each with the probability of its mask, goes through every sum and stops at the "
             "masks alone."),
        Step(eq(_E(m[0]), _q), "Each is 1 with the chance $q$, whatever the others are."),
        Step(eq(_E((thin - whole)**2), price), "Each of the eight misses that mean, and this is by how much, in the "
             "mean square."),
        Step(eq(_E((y - thin)**2), add((y - whole)**2, price)),
             "So a squared error, trained with dropout, has a price on the weights within it: large weights on large "
             "inputs cost most. It is a kin of L2."),
    )
    return Proof(
        name="dropout_ensemble", title="Dropout as a mean of many networks",
        claim=eq(_E(thin), whole), steps=steps,
        symbols={whole: "is the answer of the whole network", thin: "that of a thinned one", w[0]: "a weight",
                 a[0]: "its input", **{m[0]: _MASK[_m]}, _q: _MASK[_q], _E(thin): "the mean over all masks"},
        definitions={thin: thinned, whole: answer, _E: _over_masks(m)})
