"""What composition buys: each further layer folds the line once more."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

Column = sp.ImmutableMatrix


@functools.cache
def sawtooth_doubles() -> Proof:
    """A function of a tent has everything twice; so k tents, one after the other, have 2^k straight pieces.

    To evaluate it, choose `f` by `given`, and give `t`: the two points are u/2 and 1 - u/2, with u = 1/(1 + t).

    Book:
        why-deep
    """
    x = sp.Symbol("x", real=True)
    t = sp.Symbol("t", positive=True)
    k = sp.Symbol("k", positive=True)
    u = sp.Symbol("u", positive=True)  # of the numbers from 0 to 1
    T, f, relu, pieces = sp.Function("T"), sp.Function("f"), sp.Function("ReLU"), sp.Function("p")
    quarters = (u / 4, (2 - u) / 4, (2 + u) / 4, (4 - u) / 4)

    def tent(of):
        return sp.factor(2 * sp.Max(0, sp.factor(of)) - 4 * sp.Max(0, sp.factor(of - sp.Rational(1, 2))))

    steps = (
        Step(eq(T(x), add(times(2, relu(x)), times(-4, relu(x - sp.Rational(1, 2))))),
             "The tent, made of two ReLUs: up from 0 to 1 with slope 2, and from the middle on down again."),
        Step(eq(T(u / 2), u), "Left of the middle, at $x = u/2$, only the first is awake. As $x$ runs from 0 to "
             "$1/2$, the tent runs through all of 0 to 1."),
        Step(eq(T(1 - u / 2), u), "Right of the middle, at $x = 1 - u/2$, it runs through the same numbers "
             "backward."),
        Step(eq(Column([T(T(q)) for q in quarters]), Column([u, u, u, u])),
             "So the tent of the tent runs through 0 to 1 four times. Here it meets the same height $u$ once in "
             "each quarter: two teeth, out of two layers of two neurons."),
        Step(eq(pieces(1), 2), "One tent has two pieces."),
        Step(eq(pieces(k + 1), 2 * pieces(k)),
             "Let $f$ be $k$ tents, one after the other, and put one more before them. By the second and the "
             "third line all of $f$ stands left of the middle, twice as steep, and once more right of it, in a "
             "mirror. So the pieces double, and $k$ tents have $2^k$. That takes $2k$ neurons. In a single hidden "
             "layer a neuron adds one bend at most, and $2^k$ pieces take $2^k - 1$ neurons."),
    )
    return Proof(
        name="sawtooth_doubles", title="Each tent doubles the teeth",
        claim=eq(Column([f(T(u / 2)), f(T(1 - u / 2))]), Column([f(u), f(u)])), steps=steps,
        symbols={T(x): "is the tent", f(x): "any function on the range from 0 to 1", u: "a number in that range",
                 pieces(k): "is the number of straight pieces of $k$ tents, one after the other"},
        definitions={u: 1 / (1 + t), T: tent, relu: lambda of: sp.Max(0, sp.factor(of)),
                     pieces: sp.Lambda(x, 2**x)})
