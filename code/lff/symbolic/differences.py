"""Slopes without a formula: what dual numbers carry exactly, and what differences and the complex step miss."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

x, h = sp.Symbol("x", real=True), sp.Symbol("h", positive=True)
f, T = sp.Function("f"), sp.Function("T")
first, second, third = (sp.Derivative(f(x), (x, k)) for k in (1, 2, 3))
MEANING = {f: "is a smooth function", h: "is the step", T: "is Taylor's polynomial of $f$ at $x$, to the third order"}


def _taylor(step):
    """Taylor's terms of f at x to the third order, for a step of any kind."""
    return add(f(x), times(step, first), times(step**2 / 2, second), times(step**3 / 6, third))


@functools.cache
def dual_numbers() -> Proof:
    """A nudge ε t goes through a function times its slope, through a product by both factors, and so through all.

    Book:
        sec-forward-mode
    """
    y, s, t, epsilon = sp.symbols("y s t varepsilon", real=True)
    g = sp.Function("g")
    u, v = x + epsilon * s, y + epsilon * t

    def tangent(expression):
        return sp.Subs(sp.Derivative(expression, epsilon), epsilon, 0)

    inner = sp.Symbol("u", real=True)
    through = times(sp.Subs(sp.Derivative(g(inner), inner), inner, f(x)), first, s)
    steps = (
        Step(eq(tangent(add(u, v)), add(s, t)),
             "Two numbers, each with a nudge: $x + \\varepsilon s$ and $y + \\varepsilon t$. In their sum, this "
             "stands at $\\varepsilon$."),
        Step(eq(sp.expand(u * v), add(times(x, y), times(epsilon, add(times(s, y), times(x, t))),
                                      times(epsilon**2, s, t))),
             "Multiply them. The last term has $\\varepsilon^2$, and is dropped."),
        Step(eq(tangent(times(u, v)), add(times(s, y), times(x, t))),
             "So in the product this stands at $\\varepsilon$."),
        Step(eq(tangent(f(u)), times(first, s)), "A function multiplies the nudge by its slope."),
        Step(eq(tangent(g(f(u))), through), "And the next function by its own: nothing is lost from step to step."),
    )
    return Proof(
        name="dual_numbers", title="A value and its nudge, carried along",
        claim=eq(tangent(g(f(u))), through), steps=steps,
        symbols={epsilon: "is so small that its square is dropped", s: "and", t: "are the tangents of $x$ and $y$",
                 f: "and", g: "are smooth functions"})


@functools.cache
def one_sided_error() -> Proof:
    """A one-sided difference misses the slope by half the step times the bend.

    Book:
        sec-referees
    """
    steps = (
        Step(eq(T(h), _taylor(h)), "Taylor's terms, for a step $h$ to the right."),
        Step(eq(add(T(h), -T(0)), add(times(h, first), times(h**2 / 2, second), times(h**3 / 6, third))),
             "The value at the start goes away."),
    )
    return Proof(
        name="one_sided_error", title="The error of a one-sided difference",
        claim=eq(add(T(h), -T(0)) / h, add(first, times(h / 2, second), times(h**2 / 6, third))),
        steps=steps, symbols=MEANING, definitions={T: _taylor})


@functools.cache
def central_error() -> Proof:
    """To both sides, the bend cancels, and a sixth of h² f‴ is missed.

    Book:
        sec-referees
    """
    steps = (
        Step(eq(T(-h), add(f(x), -times(h, first), times(h**2 / 2, second), -times(h**3 / 6, third))),
             "To the left, the terms with odd powers change their sign."),
        Step(eq(add(T(h), -T(-h)), add(times(2 * h, first), times(h**3 / 3, third))),
             "In the difference the even ones go away, and with them the bend."),
    )
    return Proof(
        name="central_error", title="The error of a difference to both sides",
        claim=eq(add(T(h), -T(-h)) / (2 * h), add(first, times(h**2 / 6, third))),
        steps=steps, symbols=MEANING, definitions={T: _taylor})


@functools.cache
def complex_step_error() -> Proof:
    """A step along the imaginary axis misses as little, and has nothing to subtract.

    Book:
        sec-referees
    """
    Im = sp.Function(r"\operatorname{Im}")
    steps = (
        Step(eq(T(sp.I * h), add(f(x), times(sp.I, h, first), times(-h**2 / 2, second),
                                 times(-sp.I * h**3 / 6, third))),
             "Step along the imaginary axis. Since $i^2 = -1$, the terms with even powers stay real."),
        Step(eq(Im(T(sp.I * h)), add(times(h, first), times(-h**3 / 6, third))),
             "The imaginary part holds the slope. The value $f(x)$ is in the other part, so nothing has to be "
             "subtracted from it."),
    )
    return Proof(
        name="complex_step_error", title="The error of the complex step",
        claim=eq(Im(T(sp.I * h)) / h, add(first, times(-h**2 / 6, third))),
        steps=steps, symbols=MEANING,
        definitions={Im: lambda z: (z - z.subs(sp.I, -sp.I)) / (2 * sp.I), T: _taylor})  # all but i is real
