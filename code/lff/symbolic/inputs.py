"""Slopes by the input: of a logit in a picture's points, and the most that a small change can do with them."""

from __future__ import annotations

import sympy as sp

from lff.symbolic.networks import _names
from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, sized, times

Column = sp.ImmutableMatrix


@sized()
def slope_of_a_logit(inputs: int = 2, hidden: int = 2) -> Proof:
    """From a logit back to the input of z = xW + b, a = σ(z), s = av + c: all paths, each with its amplifier.

    σ is any smooth function: `.given(sigma=...)` chooses one.

    Book:
        sec-explanation
    """
    x, W, b = _names("x", inputs), _names("W", inputs, hidden), _names("b", hidden)
    z, a, v = _names("z", hidden), _names("a", hidden), _names("v", hidden)
    c, s = sp.symbols("c s", real=True)
    sigma = sp.Function("sigma")
    sums = [sum((x[i] * W[i][j] for i in range(inputs)), b[j]) for j in range(hidden)]
    bends = [sp.Derivative(sigma(zj), zj) for zj in z]
    slopes = Column([sp.Derivative(s, xi) for xi in x])
    value = Column([add(*[times(W[i][j], bends[j], v[j]) for j in range(hidden)]) for i in range(inputs)])
    steps = (
        Step(eq(Column(z), Column(sums)), "Forward, first layer: each neuron's weighted sum."),
        Step(eq(Column(a), Column([sigma(zj) for zj in z])), "The activation bends each of them."),
        Step(eq(s, add(*[times(aj, vj) for aj, vj in zip(a, v)], c)), "One logit out of the last layer."),
        Step(eq(Column([sp.Derivative(s, aj) for aj in a]), Column(v)),
             "Backward: the logit moves with a neuron by the weight between the two."),
        Step(eq(Column([sp.Derivative(s, zj) for zj in z]), Column([times(bend, vj) for bend, vj in zip(bends, v)])),
             "Through the bend: each slope is multiplied by $\\sigma'(z)$, which the forward pass has fixed."),
        Step(eq(sp.Derivative(s, x[0]), value[0]),
             "One layer further back than training goes: an input reaches the logit through every neuron, so the paths "
             "add up. Where training stops at the weights, we go on to the picture."),
    )
    return Proof(
        name="slope_of_a_logit", title="From a logit back to the picture",
        claim=eq(slopes, value), steps=steps,
        symbols={s: "is the logit", x[0]: "an input", W[0][0]: "a weight of the first layer", v[0]: "one of the second",
                 z[0]: "a neuron's weighted sum", a[0]: "what it puts out"},
        definitions={**dict(zip(z, sums)), **{aj: sigma(zj) for aj, zj in zip(a, z)},
                     s: sum((aj * vj for aj, vj in zip(a, v)), c)})


@sized()
def largest_change_in_a_box(n: int = 3) -> Proof:
    """No change within a box raises a linear function by more than the step along the signs of its slopes.

    Book:
        sec-attack
    """
    g, d = (sp.symbols(f"{letter}_1:{n + 1}", real=True) for letter in "gd")
    p, q, u, w = (sp.symbols(f"{letter}_1:{n + 1}", nonnegative=True) for letter in "pquw")
    size, relu = [sp.Symbol(f"epsilon_{i + 1}", nonnegative=True) for i in range(n)], sp.Function("ReLU")
    most = add(*[times(e, sp.Abs(gi)) for e, gi in zip(size, g)])
    up, down = relu(g[0]), relu(-g[0])
    steps = (
        Step(eq(g[0], add(up, -down)), "Cut a slope into its part above zero and its part below. One of them is 0."),
        Step(eq(sp.Abs(g[0]), add(up, down)), "Their difference is the slope, and their sum is its size."),
        Step(eq(add(times(size[0], sp.Abs(g[0])), -times(g[0], d[0])),
                add(times(up, size[0] - d[0]), times(down, size[0] + d[0]))),
             "So this is how far one entry falls short. Both parts are at least 0, and so is the room that the change "
             "$d_1$ leaves above it and below it, as long as it stays within the box: no entry gives more than its "
             "size times the size of its slope."),
        Step(eq(add(*[times(gi, e, sp.sign(gi)) for gi, e in zip(g, size)]), most),
             "A change that goes all the way in the direction of each sign falls short of nothing."),
    )
    return Proof(
        name="largest_change_in_a_box", title="The worst change in a box",
        claim=sp.LessThan(add(*[times(gi, di) for gi, di in zip(g, d)]), most, evaluate=False), steps=steps,
        symbols={g[0]: "is a slope of a linear function", d[0]: "the change of its entry",
                 size[0]: "the most that this entry may change", relu(g[0]): "the slope's part above 0"},
        definitions={relu: lambda of: sp.Max(0, of)},
        # Parts of slopes, and rooms above (u) and below (w): how the judge of the claim knows what is not negative.
        domain={sp.Abs(gi): pi + qi for gi, pi, qi in zip(g, p, q)} | {gi: pi - qi for gi, pi, qi in zip(g, p, q)}
        | {e: (ui + wi) / 2 for e, ui, wi in zip(size, u, w)} | {di: (wi - ui) / 2 for di, ui, wi in zip(d, u, w)})
