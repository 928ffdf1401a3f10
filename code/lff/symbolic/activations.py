"""The slopes of the functions that bend a line, and two facts about their shape."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

_SIGMOID = sp.Lambda(sp.Symbol("z"), 1 / (1 + sp.exp(-sp.Symbol("z"))))


@functools.cache
def sigmoid_derivative() -> Proof:
    """σ′ = σ(1 - σ).

    Book:
        sec-backward-pass
    """
    z = sp.Symbol("z", real=True)
    sigma = sp.Function("sigma")
    s = sigma(z)
    e = sp.exp(-z)
    steps = (
        Step(eq(s, 1 / (1 + e)), "The sigmoid, as it is defined."),
        Step(eq(sp.Derivative(s, z), times(-1 / (1 + e)**2, sp.Derivative(1 + e, z))),
             "It is one over something, so the chain rule gives minus one over its square, times its own slope."),
        Step(eq(sp.Derivative(s, z), e / (1 + e)**2),
             "The slope of $1 + e^{-z}$ is $-e^{-z}$; the two minus signs cancel."),
        Step(eq(sp.Derivative(s, z), times(1 / (1 + e), e / (1 + e))), "Split the fraction into two factors."),
        Step(eq(add(1, -s), e / (1 + e)),
             "The first factor is $\\sigma$. The second is what $\\sigma$ lacks to 1: the numerator $1 + e^{-z} - 1$ "
             "is left over the same denominator."),
    )
    return Proof(
        name="sigmoid_derivative", title="The slope of the sigmoid",
        claim=eq(sp.Derivative(s, z), times(s, add(1, -s))), steps=steps,
        symbols={z: "is a neuron's weighted sum", s: "the sigmoid of it"}, definitions={sigma: _SIGMOID})


@functools.cache
def tanh_derivative() -> Proof:
    """tanh′ = 1 - tanh².

    Book:
        sec-backward-pass
    """
    z = sp.Symbol("z", real=True)
    sigma, tanh = sp.Function("sigma"), sp.Function("tanh")
    t, s = tanh(z), sigma(2 * z)
    steps = (
        Step(eq(t, (sp.exp(z) - sp.exp(-z)) / (sp.exp(z) + sp.exp(-z))), "The hyperbolic tangent, as it is defined."),
        Step(eq(t, add(2 * s, -1)),
             "Divide above and below by $e^{z}$: it is a sigmoid, run at twice the speed, stretched to twice the "
             "height, and moved down by 1."),
        Step(eq(sp.Derivative(t, z), times(4, s, add(1, -s))),
             "So its slope is the sigmoid's, $\\sigma(1 - \\sigma)$, times 2 for the height and 2 for the speed."),
        Step(eq(times(4, s, add(1, -s)), times(add(1, t), add(1, -t))),
             "Write $2\\sigma$ as $1 + \\tanh$, and $2(1 - \\sigma)$ as $1 - \\tanh$, both from the second line."),
    )
    return Proof(
        name="tanh_derivative", title="The slope of tanh",
        claim=eq(sp.Derivative(t, z), add(1, -t**2)), steps=steps,
        symbols={z: "is a neuron's weighted sum", sigma(z): "the sigmoid"},
        definitions={sigma: _SIGMOID, tanh: sp.Lambda(
            sp.Symbol("z"), (sp.exp(2 * sp.Symbol("z")) - 1) / (sp.exp(2 * sp.Symbol("z")) + 1))})


@functools.cache
def softplus_derivative() -> Proof:
    """The slope of ln(1 + e^z) is the sigmoid.

    Book:
        logistic-regression
    """
    z = sp.Symbol("z", real=True)
    sigma, softplus = sp.Function("sigma"), sp.Function("softplus")
    e = sp.exp(z)
    steps = (
        Step(eq(softplus(z), sp.log(add(1, e))), "Softplus, as it is defined."),
        Step(eq(sp.Derivative(softplus(z), z), times(1 / add(1, e), sp.Derivative(1 + e, z))),
             "The slope of a logarithm is one over what stands inside, and the chain rule adds the slope of that."),
        Step(eq(sp.Derivative(softplus(z), z), e / add(1, e)), "The slope of $1 + e^z$ is $e^z$."),
        Step(eq(e / add(1, e), 1 / (1 + sp.exp(-z))), "Divide above and below by $e^z$: the sigmoid."),
    )
    return Proof(
        name="softplus_derivative", title="The slope of softplus is the sigmoid",
        claim=eq(sp.Derivative(softplus(z), z), sigma(z)), steps=steps,
        symbols={z: "is a neuron's weighted sum", sigma(z): "the sigmoid of it"},
        definitions={sigma: _SIGMOID, softplus: sp.Lambda(sp.Symbol("z"), sp.log(1 + sp.exp(sp.Symbol("z"))))})


@functools.cache
def hard_sigmoid_from_relus() -> Proof:
    """A hard sigmoid is one ReLU minus another.

    Book:
        sec-bending-relu
    """
    z = sp.Symbol("z", real=True)
    t = sp.Symbol("t", positive=True)
    hard, relu = sp.Function("hard"), sp.Function("ReLU")
    dummy = sp.Symbol("x", real=True)
    inside = 1 / (1 + t)
    steps = (
        Step(eq(relu(z), sp.Max(0, z)), "A ReLU is 0 until its input is positive, and then the input itself."),
        Step(eq(add(relu(-t), -relu(-t - 1)), 0),
             "Left of 0, at $z = -t$ with $t > 0$, both ReLUs are silent."),
        Step(eq(add(relu(inside), -relu(inside - 1)), inside),
             "Between 0 and 1, at $z = 1/(1+t)$, only the first is awake: the line rises with slope 1."),
        Step(eq(add(relu(1 + t), -relu(t)), 1),
             "Right of 1, at $z = 1 + t$, both are awake and their slopes cancel. The height stays at 1."),
    )
    return Proof(
        name="hard_sigmoid_from_relus", title="A hard sigmoid is two ReLUs",
        claim=eq(hard(z), add(relu(z), -relu(z - 1))), steps=steps,
        symbols={hard(z): "is the line $z$ clipped to the range from 0 to 1", relu(z): "is $\\max(0, z)$"},
        definitions={relu: sp.Lambda(dummy, sp.Max(0, dummy)),
                     hard: sp.Lambda(dummy, sp.Piecewise((0, dummy <= 0), (dummy, dummy <= 1), (1, True)))})


@functools.cache
def sigmoid_steepest_slope() -> Proof:
    """c σ(b + w x) is steepest at x = -b/w, where its slope is cw/4; it runs from 0 to c for positive w.

    Book:
        sec-bending-cbw
    """
    x, b = sp.symbols("x b", real=True)
    c, w = sp.symbols("c w", positive=True)
    f, sigma = sp.Function("f"), sp.Function("sigma")
    s = sigma(b + w * x)
    middle = -b / w
    steps = (
        Step(eq(f(x), c * s), "A sigmoid of height $c$, with the weight $w$ and the bias $b$ inside. Take both $c$ "
             "and $w$ positive; a negative $w$ mirrors the curve, and a negative $c$ turns it over."),
        Step(eq(sp.Limit(f(x), x, sp.oo), c), "Far to the right $e^{-(b + wx)}$ dies out: the curve approaches $c$."),
        Step(eq(sp.Limit(f(x), x, -sp.oo), 0), "Far to the left it grows without bound: the curve approaches 0."),
        Step(eq(sp.Derivative(f(x), x), times(c, w, s, add(1, -s))),
             "The slope, by $\\sigma' = \\sigma(1 - \\sigma)$ and the chain rule, which brings out the $w$."),
        Step(eq(add(sp.Rational(1, 4), -times(s, add(1, -s))), add(s, -sp.Rational(1, 2))**2),
             "How far is $\\sigma(1 - \\sigma)$ below one quarter? By a square, which is never negative. So the "
             "slope is never above $cw/4$."),
        Step(eq(f(middle), c / 2),
             "The square is 0 where $\\sigma = 1/2$, that is, at $b + wx = 0$: half-way up, at $x = -b/w$."),
    )
    return Proof(
        name="sigmoid_steepest_slope", title="Where a sigmoid is steepest",
        claim=eq(sp.Subs(sp.Derivative(f(x), x), x, middle), c * w / 4), steps=steps,
        symbols={c: "is the height", w: "the weight", b: "the bias", f(x): "the curve"},
        definitions={f: sp.Lambda(x, c * sigma(b + w * x)), sigma: _SIGMOID})
