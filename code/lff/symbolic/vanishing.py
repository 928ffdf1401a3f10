"""What many layers do to a slope: it vanishes, a bend passes it on, and a cut keeps its direction."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, sized, times

Column = sp.ImmutableMatrix


@sized()
def slopes_of_a_chain(depth: int = 3) -> Proof:
    """Down a chain of sigmoids the slope has a factor σ' of each, and each is at most a quarter.

    Book:
        sec-vanishing-gradients
    """
    x = sp.Symbol("x", real=True)
    numbers = range(1, depth + 1)
    w, z, a = (sp.symbols(f"{letter}_1:{depth + 1}", real=True) for letter in "wza")
    p, gaps = (sp.symbols(f"{letter}_1:{depth + 1}", nonnegative=True) for letter in "pt")
    sigma, share = sp.Function("sigma"), sp.Symbol("s", real=True)
    before = (x, *a[:-1])
    amplifiers = [times(wi, sp.Derivative(sigma(zi), zi)) for wi, zi in zip(w[::-1], z[::-1])]
    steps = (
        Step(eq(Column(z), Column([wi * ai for wi, ai in zip(w, before)])),
             "A chain of neurons, one in each layer: every sum is a weight times what the neuron before puts out."),
        Step(eq(Column(a), Column([sigma(zi) for zi in z])), "Each of them bends it."),
        Step(eq(sp.Derivative(a[-1], x), sp.Mul(*amplifiers, evaluate=False)),
             "By the chain rule the slope from end to end has two factors for each layer: the weight, and $\\sigma'$."),
        Step(eq(add(sp.Rational(1, 4), -times(share, add(1, -share))), add(share, -sp.Rational(1, 2))**2),
             "Now $\\sigma' = s(1 - s)$, with $s = \\sigma(z)$, falls short of a quarter by a square: it is at most a "
             "quarter, and that only at $z = 0$. Call it $p$."),
        Step(sp.LessThan(p[0], sp.Rational(1, 4), evaluate=False), "So it is for each layer."),
    )
    return Proof(
        name="slopes_of_a_chain", title="Slopes down a chain of sigmoids",
        claim=sp.LessThan(sp.Mul(*p, evaluate=False), sp.Pow(sp.Rational(1, 4), depth, evaluate=False), evaluate=False),
        steps=steps,
        symbols={x: "is the input", w[0]: "the weight of the first neuron", p[0]: "its $\\sigma'(z_1)$, and so on",
                 sigma(x): "the sigmoid"},
        definitions=dict(zip(z, [wi * ai for wi, ai in zip(w, before)])) | {ai: sigma(zi) for ai, zi in zip(a, z)},
        domain={pi: 1 / (4 * (1 + t)) for pi, t in zip(p, gaps)})


@functools.cache
def maxout_gradient() -> Proof:
    """The slope goes to the piece that was the largest, and to no other.

    Book:
        sec-activations
    """
    a, z, other = sp.symbols("a z_1 z_2", real=True)
    low, gap = sp.Symbol("m", real=True), sp.Symbol("t", positive=True)
    relu = sp.Function("ReLU")
    largest = sp.Max(z, other, evaluate=False)
    slopes = Column([sp.Derivative(a, z), sp.Derivative(a, other)])
    steps = (
        Step(eq(a, largest), "A unit of two pieces; of several, let $z_2$ be the largest of the others, for those "
             "below it change nothing."),
        Step(eq(a, add(other, relu(z - other))), "It is a ReLU of the difference, put on top of one of the pieces."),
        Step(eq(z, add(other, gap)), "Let $z_1$ be the largest, by a gap $t$ above 0."),
        Step(eq(a, z), "Then the unit is that piece, and a small move does not close the gap."),
    )
    return Proof(
        name="maxout_gradient", title="Back through the largest",
        claim=eq(slopes, Column([1, 0])), steps=steps,
        symbols={a: "is what the unit puts out", z: "the piece that is the largest", other: "another one",
                 gap: "how far it is below"},
        definitions={a: sp.Max(z, other), z: low + gap, other: low, relu: lambda of: sp.Max(0, of)})


@functools.cache
def clipping_keeps_direction() -> Proof:
    """A clipped gradient has the length of the limit, and the direction that it had.

    To evaluate it, give one entry `g` of the gradient, the sum `R` of the squares of the others, and the limit `c`.

    Book:
        sec-gradient-clipping
    """
    g = sp.Symbol("g", real=True)
    rest, limit, norm, factor, new = sp.symbols("R c N k N_new", positive=True)
    length = sp.sqrt(g**2 + rest)
    steps = (
        Step(eq(norm, length), "The length of the gradient: one entry $g$ out of it, and the squares of the others."),
        Step(eq(factor, limit / norm), "Every entry is multiplied by the same number, the limit over the length."),
        Step(eq(new, sp.sqrt((factor * g)**2 + factor**2 * rest)), "The length afterwards."),
        Step(eq(new, times(factor, norm)), "The number can be taken out of the root."),
        Step(eq(new, limit), "So the length is the limit."),
        Step(eq(factor * g / new, g / norm), "The share of the length that an entry has is what it was before."),
    )
    return Proof(
        name="clipping_keeps_direction", title="Clipping keeps the direction",
        claim=eq(Column([new, factor * g / new]), Column([limit, g / norm])), steps=steps,
        symbols={g: "is an entry of the gradient", rest: "the sum of the squares of its other entries",
                 norm: "its length", limit: "the limit", new: "the length afterwards"},
        definitions={norm: length, factor: limit / norm, new: sp.sqrt((factor * g)**2 + factor**2 * rest)})
