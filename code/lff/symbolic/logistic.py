"""The loss of logistic regression is a bowl, and the squared error of a sigmoid is not."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

_SIGMOID = sp.Lambda(sp.Symbol("z"), 1 / (1 + sp.exp(-sp.Symbol("z"))))


@functools.cache
def square_error_sigmoid_gradient() -> Proof:
    """The squared error of a sigmoid has the slope 2(ŷ - y) ŷ(1 - ŷ) x, which is 0 at both ends.

    Book:
        logistic-regression
    """
    w, b, x, y, z = sp.symbols("w b x y z", real=True)
    sigma, L = sp.Function("sigma"), sp.Symbol("L")
    s = sigma(w * x + b)
    loss = (s - y)**2
    in_score = times(2, add(sigma(z), -y), sigma(z), add(1, -sigma(z)))
    slope = sp.Derivative(L, w)
    value = times(2, add(s, -y), s, add(1, -s), x)
    steps = (
        Step(eq(L, loss), "The squared error of one example. The prediction is $\\hat y = \\sigma(wx + b)$."),
        Step(eq(slope, times(2, add(s, -y), sp.Derivative(s, w))), "The chain rule: twice what is squared, times "
             "its slope."),
        Step(eq(sp.Derivative(s, w), times(s, add(1, -s), x)), "The sigmoid has the slope $\\sigma(1 - \\sigma)$, "
             "and the score has $x$."),
        Step(eq(sp.Limit(in_score, z, sp.oo), 0),
             "Where the score $z$ is large, $1 - \\hat y$ goes to 0, and the slope goes with it, whether the "
             "label is 1 or 0. If it is 1 that is right: we have arrived."),
        Step(eq(sp.Limit(in_score, z, -sp.oo), 0),
             "Where the score is very negative, $\\hat y$ goes to 0. If the label is 1 we are as wrong as can be, "
             "and the surface is flat there as well. Descent does not get away from it."),
        Step(eq(sp.Limit(add(sigma(z), -y), z, -sp.oo), -y),
             "Cross entropy has the slope $(\\hat y - y)x$, without the factor $\\hat y(1 - \\hat y)$. At the "
             "same place it is as steep as it can be."),
    )
    return Proof(
        name="square_error_sigmoid_gradient", title="Squared error with a sigmoid is flat at both ends",
        claim=eq(slope, value), steps=steps,
        symbols={L: "is the squared error of one example", x: "its feature", y: "its label, 1 or 0", s: "the prediction"},
        definitions={L: loss, sigma: _SIGMOID})


@functools.cache
def logistic_hessian() -> Proof:
    """The second derivatives of logistic regression are sums of ŷ(1 - ŷ) times two features: its loss is convex.

    Book:
        logistic-regression
    """
    i, j, m, k, n, d = sp.symbols("i j m k n d", integer=True, positive=True)
    X, y = sp.IndexedBase("X", real=True), sp.IndexedBase("y", real=True)
    w, b = sp.IndexedBase("w", real=True), sp.Symbol("b", real=True)
    t, pace = sp.symbols("t r", real=True)
    z, sigma, L = sp.Function("z"), sp.Function("sigma"), sp.Symbol("L")
    s, u, of_u = sigma(z(i)), sp.Symbol("z", real=True), sp.Symbol("y", real=True)
    short = add(sp.log(add(1, sp.exp(u))), -of_u * u)
    loss = sp.Sum(add(sp.log(add(1, sp.exp(z(i)))), -y[i] * z(i)), (i, 1, n))
    first = sp.Sum((s - y[i]) * X[i, j], (i, 1, n))
    walk = short.subs(u, u + t * pace)
    chance = sp.Symbol("p", positive=True)
    steps = (
        Step(eq(add(-of_u * sp.log(sigma(u)), -times(add(1, -of_u), sp.log(add(1, -sigma(u))))), short),
             "Cross entropy of one example in a shorter form: $\\ln \\sigma(z) = z - \\ln(1 + e^z)$, and "
             "$\\ln(1 - \\sigma(z)) = -\\ln(1 + e^z)$."),
        Step(eq(L, loss), "That of all examples, added up. For a mean, divide by $n$."),
        Step(eq(sp.Derivative(L, w[j]), first), "Its slope in a weight: prediction minus label, times the feature."),
        Step(eq(sp.Derivative(s, w[m]), times(s, add(1, -s), X[i, m])),
             "Move another weight, or the same one. Of the slope only the prediction changes."),
        Step(eq(sp.Subs(sp.Derivative(walk, (t, 2)), t, 0), times(sigma(u), add(1, -sigma(u)), pace**2)),
             "That gives the claim. Is it a bowl? Walk in any direction, through weights and bias at once. The "
             "score of one example moves at some pace $r$, and this is how its loss bends along the walk."),
        Step(sp.GreaterThan(times(chance, add(1, -chance), pace**2), 0, evaluate=False),
             "A probability $p$, times what it lacks to 1, times a square: never negative. Neither is their sum over "
             "all examples. The loss bends upward in every direction, everywhere. It is convex, and no minimum is "
             "only a local one."),
    )
    return Proof(
        name="logistic_hessian", title="The loss of logistic regression is convex",
        claim=eq(sp.Derivative(L, w[j], w[m]), sp.Sum(times(s, add(1, -s), X[i, j], X[i, m]), (i, 1, n))), steps=steps,
        symbols={X[i, j]: "is feature $j$ of example $i$", y[i]: "its label", w[j]: "a weight", s: "the prediction",
                 n: "the number of examples"},
        definitions={L: loss, z: sp.Lambda(i, b + sp.Sum(w[k] * X[i, k], (k, 1, d))),
                     sigma: _SIGMOID},
        domain={chance: 1 / (1 + sp.Symbol("q", positive=True))})
