"""Exclusive or: no line splits it, and two neurons do."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

Column = sp.ImmutableMatrix


@functools.cache
def xor_not_linear() -> Proof:
    """A line that is positive at (0, 1) and (1, 0) cannot be negative at both (0, 0) and (1, 1).

    Book:
        feature-transformation
    """
    w1, w2, b = sp.symbols("w_1 w_2 b", real=True)
    left, right = sp.symbols("s t", positive=True)
    u, v = sp.symbols("x_1 x_2", real=True)
    f = sp.Function("f")
    yes, no = (f(0, 1), f(1, 0)), (f(0, 0), f(1, 1))
    steps = (
        Step(eq(f(u, v), add(times(w1, u), times(w2, v), b)),
             "The score of a line, or of a logistic regression before its sigmoid: positive for yes, negative for "
             "no."),
        Step(eq(Column([*yes, *no]), Column([w2 + b, w1 + b, b, w1 + w2 + b])), "Its values at the four points."),
        Step(eq(add(*yes), w1 + w2 + 2 * b), "Add up the two that should be yes."),
        Step(eq(add(*no), w1 + w2 + 2 * b), "And the two that should be no. It is the same sum, whatever the "
             "weights are."),
        Step(sp.StrictGreaterThan(add(*yes), 0, evaluate=False),
             "Let the line be right about the first two: it has some positive values $s$ and $t$ there. So the "
             "sum is positive."),
    )
    return Proof(
        name="xor_not_linear", title="No line splits exclusive or",
        claim=sp.StrictGreaterThan(add(*no), 0, evaluate=False), steps=steps,
        symbols={f(u, v): "is a line's score that is positive at $(0, 1)$ and at $(1, 0)$, as it should be",
                 add(*no): "should be the sum of two negative numbers"},
        # Every line that is right about (0, 1) and (1, 0), by its two positive values there and its bias.
        definitions={f: sp.Lambda((u, v), w1 * u + w2 * v + b), w2: left - b, w1: right - b})


@functools.cache
def xor_two_neurons() -> Proof:
    """Two ReLUs bring the points of exclusive or to where a line splits them; so do two distances.

    To evaluate it, no values are needed: the four answers for (0, 0), (0, 1), (1, 0) and (1, 1).

    Book:
        feature-transformation
    """
    x1, x2, z = sp.symbols("x_1 x_2 z", real=True)
    f, relu, g = sp.Function("f"), sp.Function("ReLU"), sp.Function("g")
    corners = ((0, 0), (0, 1), (1, 0), (1, 1))
    hidden = sp.ImmutableMatrix([[relu(a + b), relu(a + b - 1)] for a, b in corners])
    root = sp.sqrt(2)
    apart = add(sp.sqrt(x1**2 + x2**2), sp.sqrt((x1 - 1)**2 + (x2 - 1)**2))
    steps = (
        Step(eq(f(x1, x2), add(relu(x1 + x2), -2 * relu(x1 + x2 - 1))),
             "Two neurons look at the same sum of the inputs. The second one wakes up only when both inputs are 1."),
        Step(eq(hidden, sp.ImmutableMatrix([[0, 0], [1, 0], [1, 0], [2, 1]])),
             "What they make of $(0, 0)$, $(0, 1)$, $(1, 0)$ and $(1, 1)$, a row for each. The two points that "
             "should be yes have become one, and it does not lie between the other two."),
        Step(eq(f(1, 1), add(relu(2), times(-2, relu(1)))), "The output neuron takes twice the second away: at "
             "$(1, 1)$ nothing is left."),
        Step(eq(g(x1, x2), apart),
             "Features made by hand do as well. Take the distances from $(0, 0)$ and from $(1, 1)$, and add them."),
        Step(eq(Column([g(*corner) for corner in corners]), Column([root, 2, 2, root])),
             "The sum is 2 for the yes, and less for the no. A line in the new plane splits them."),
    )
    return Proof(
        name="xor_two_neurons", title="Two neurons split exclusive or",
        claim=eq(Column([f(*corner) for corner in corners]), Column([0, 1, 1, 0])), steps=steps,
        symbols={f(x1, x2): "is a network with two hidden neurons", g(x1, x2): "a sum of two distances"},
        definitions={relu: sp.Lambda(z, sp.Max(0, z)), g: sp.Lambda((x1, x2), apart),
                     f: sp.Lambda((x1, x2), relu(x1 + x2) - 2 * relu(x1 + x2 - 1))})
