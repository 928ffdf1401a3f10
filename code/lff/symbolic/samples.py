"""What a sample says of the world it came from: squares around its mean, the price of a parameter, the largest of many."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

Table = sp.ImmutableMatrix


@functools.cache
def squares_around_the_mean() -> Proof:
    """Squared distances from two places m and μ; where m is the mean, the last term is 0.

    Book:
        sec-bv-variance-estimate
    """
    i, n = sp.symbols("i n", integer=True, positive=True)
    x, mu, m = sp.IndexedBase("x", real=True), *sp.symbols("mu m", real=True)
    total = sp.Sum(x[i], (i, 1, n))
    away, around = sp.Sum((x[i] - mu)**2, (i, 1, n)), sp.Sum((x[i] - m)**2, (i, 1, n))
    steps = (
        Step(eq((x[i] - mu)**2, add((x[i] - m)**2, (m - mu)**2, times(2, m - mu, x[i] - m))),
             "Go from $\\mu$ to $x_i$ by way of $m$, and square."),
        Step(eq(sp.Sum(x[i] - m, (i, 1, n)), total - n * m), "Added over all numbers, the last bracket becomes this."),
        Step(eq(sp.Subs(total - n * m, m, total / n), 0), "Where $m$ is the mean, it is 0."),
    )
    return Proof(
        name="squares_around_the_mean", title="Squares around two places",
        claim=eq(away, add(around, times(n, (m - mu)**2), times(2, m - mu, total - n * m))), steps=steps,
        symbols={x[i]: "is a number", n: "how many there are", m: "and", mu: "are any two places"})


@functools.cache
def price_of_a_parameter() -> Proof:
    """The variance of a fit by least squares, at the points it was fitted to, is p/n of the noise's: here for a line.

    Book:
        sec-bv-parameters
    """
    x = sp.symbols("x_1:4", real=True)
    sigma, p, n = sp.Symbol("sigma", positive=True), *sp.symbols("p n", positive=True)
    X, P = sp.MatrixSymbol("X", 3, 2), sp.MatrixSymbol("P", 3, 3)
    features = Table([[1, value] for value in x])
    shadow = (features * (features.T * features).inv() * features.T).applyfunc(sp.factor)
    variances, kept = (sp.symbols(names, real=True) for names in ("v_1:4", "P_11 P_22 P_33"))
    steps = (
        Step(eq(sp.MatMul(P, X), X),
             "A fit by least squares casts the labels onto what the features can say, as a shadow: the predictions are "
             "$P y$. What the features can say already, $P$ leaves as it is."),
        Step(eq(P, P.T), "And $P$ is symmetric. With the line before, $P P^\\top = P$: a shadow's shadow is itself."),
        Step(eq(Table(variances), Table([sigma**2 * entry for entry in kept])),
             "Independent noise of variance $\\sigma^2$ in each label gives the predictions the covariance "
             "$\\sigma^2 P P^\\top = \\sigma^2 P$. Its diagonal holds the variances at the points."),
        Step(eq(add(*kept), p),
             "The diagonal of $P$ adds up to the number of dimensions that the shadow keeps, one for each parameter. Here "
             "it is a line through three points, so $p$ is 2."),
    )
    return Proof(
        name="price_of_a_parameter", title="What a parameter costs",
        claim=eq(add(*variances) / n, p * sigma**2 / n), steps=steps,
        symbols={X: "has a row for each point", sigma: "is the deviation of the noise", p: "the number of parameters",
                 n: "the number of points", variances[0]: "the variance of the prediction at the first point"},
        definitions={X: features, P: shadow, p: sp.Integer(2), n: sp.Integer(3)}
        | {v: sigma**2 * entry for v, entry in zip(variances, kept)}
        | {entry: shadow[i, i] for i, entry in enumerate(kept)})


@functools.cache
def density_of_the_largest() -> Proof:
    """The density of the largest of k independent numbers with one distribution.

    Book:
        sec-ms-peeking
    """
    x, k = sp.Symbol("x", real=True), sp.Symbol("k", positive=True, integer=True)
    below, density, largest = sp.Function("Phi")(x), sp.Function("varphi"), sp.Function("F")
    steps = (
        Step(eq(largest(x), below**k), "The largest is below $x$ when all are, and they do not know of each other."),
        Step(eq(density(x), sp.Derivative(below, x)), "The density of one of them is the slope of its distribution."),
    )
    return Proof(
        name="density_of_the_largest", title="The largest of many",
        claim=eq(sp.Derivative(largest(x), x), times(k, density(x), below**(k - 1))), steps=steps,
        symbols={k: "is how many there are", below: "the probability that one of them is below $x$",
                 density(x): "its density", largest(x): "the probability that the largest is below $x$"},
        definitions={density: sp.Lambda(x, sp.Derivative(below, x)), largest: sp.Lambda(x, below**k)})


@functools.cache
def move_of_a_line() -> Proof:
    """How far a linear prediction moves with its input: the bias is not in it.

    Book:
        sec-reg-tremble
    """
    w, x, step, bias = (sp.MatrixSymbol(name, *shape) for name, shape in
                        (("w", (2, 1)), ("x", (2, 1)), ("Delta", (2, 1)), ("b", (1, 1))))
    before, after = sp.MatrixSymbol("yhat", 1, 1), sp.MatrixSymbol("yhat_Delta", 1, 1)
    names = {letter: Table(sp.symbols(f"{letter.name}_1 {letter.name}_2", real=True)) for letter in (w, x, step)}
    b = Table([[sp.Symbol("b", real=True)]])
    steps = (
        Step(eq(before, sp.MatAdd(sp.MatMul(w.T, x), bias)), "The prediction."),
        Step(eq(after, sp.MatAdd(sp.MatMul(w.T, sp.MatAdd(x, step)), bias)), "The prediction after the input has moved."),
    )
    return Proof(
        name="move_of_a_line", title="How far a line moves",
        claim=eq(after, sp.MatAdd(before, sp.MatMul(w.T, step))), steps=steps,
        symbols={w: "are the weights", x: "is the input", step: "how far it moves", bias: "is the bias",
                 before: "and", after: "are the predictions before and after"},
        definitions={**names, bias: b, before: names[w].T * names[x] + b,
                     after: names[w].T * (names[x] + names[step]) + b})
