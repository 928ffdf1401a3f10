"""The gradients of the losses, with respect to what a network puts out."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, mean, times

_LOGISTIC = sp.Lambda(sp.Symbol("z"), 1 / (1 + sp.exp(-sp.Symbol("z"))))


def _batch():
    i, j, n = sp.symbols("i j n", integer=True, positive=True)
    L = sp.Symbol("L")
    return i, j, n, L


@functools.cache
def mean_squared_error_gradient() -> Proof:
    """∂L/∂ŷ_j = 2 (ŷ_j - y_j) / n.

    Book:
        sec-three-steps-one
    """
    i, j, n, L = _batch()
    yhat, y = sp.IndexedBase("yhat", real=True), sp.IndexedBase("y", real=True)
    slope = sp.Derivative(L, yhat[j])
    steps = (
        Step(eq(L, mean((yhat[i] - y[i])**2, i, n)), "The mean squared error, over all $n$ entries."),
        Step(eq(slope, mean(times(2, yhat[i] - y[i]) * sp.KroneckerDelta(i, j), i, n)),
             "Differentiate term by term. The square gives a factor 2; the inner slope $\\delta_{ij}$ is 1 in the "
             "term that holds $\\hat y_j$ and 0 in all others."),
        Step(eq(slope, times(2, yhat[j] - y[j]) / n), "So one term is left. The mean's $1/n$ stays."),
    )
    return Proof(
        name="mean_squared_error_gradient", title="The gradient of the mean squared error",
        claim=eq(slope, times(2, yhat[j] - y[j]) / n), steps=steps,
        symbols={yhat[j]: "is a prediction", y[j]: "its target", n: "the number of entries"},
        definitions={L: mean((yhat[i] - y[i])**2, i, n)})


@functools.cache
def mean_absolute_error_gradient() -> Proof:
    """∂L/∂ŷ_j = sign(ŷ_j - y_j) / n, wherever the two differ.

    Book:
        sec-three-steps-two
    """
    i, j, n, L = _batch()
    yhat, y = sp.IndexedBase("yhat", real=True), sp.IndexedBase("y", real=True)
    u, t = sp.Symbol("u", real=True), sp.Symbol("t", positive=True)
    slope = sp.Derivative(L, yhat[j])
    steps = (
        Step(eq(L, mean(sp.Abs(yhat[i] - y[i], evaluate=False), i, n)), "The mean absolute error, over all $n$ entries."),
        Step(eq(sp.Subs(sp.Derivative(sp.Abs(u), u), u, t), 1), "Right of 0 the absolute value is a line of slope 1."),
        Step(eq(sp.Subs(sp.Derivative(sp.Abs(u), u), u, -t), -1),
             "Left of 0 it is one of slope $-1$. So its slope is the sign. At 0 the two do not agree and there is none; "
             "the package takes 0 there, the sign of 0."),
        Step(eq(slope, mean(sp.sign(yhat[i] - y[i]) * sp.KroneckerDelta(i, j), i, n)),
             "Differentiate term by term. The inner slope $\\delta_{ij}$ is 1 in the term that holds $\\hat y_j$ and "
             "0 in all others."),
    )
    return Proof(
        name="mean_absolute_error_gradient", title="The gradient of the mean absolute error",
        claim=eq(slope, sp.sign(yhat[j] - y[j]) / n), steps=steps,
        symbols={yhat[j]: "is a prediction that is not exactly right", y[j]: "its target", n: "the number of entries"},
        definitions={L: mean(sp.Abs(yhat[i] - y[i], evaluate=False), i, n)})


@functools.cache
def binary_cross_entropy_gradient() -> Proof:
    """The slope of Bernoulli cross entropy with respect to a probability.

    Book:
        logistic-regression
    """
    i, j, n, L = _batch()
    p, y = sp.IndexedBase("p", positive=True), sp.IndexedBase("y", real=True)
    loss = -mean(y[i] * sp.log(p[i]) + (1 - y[i]) * sp.log(1 - p[i]), i, n)
    slope = sp.Derivative(L, p[j])
    parts = add((1 - y[j]) / (1 - p[j]), -y[j] / p[j])
    steps = (
        Step(eq(L, loss), "Minus the log-likelihood of $n$ independent answers, as a mean. Where $y_i$ is 1 only "
             "$\\ln p_i$ counts, where it is 0 only $\\ln(1 - p_i)$."),
        Step(eq(slope, times(1 / n, parts)),
             "Only one term holds $p_j$. The slope of $\\ln p$ is $1/p$, and that of $\\ln(1 - p)$ is $-1/(1 - p)$."),
        Step(eq(parts, (p[j] - y[j]) / (p[j] * (1 - p[j]))),
             "Over one denominator the products $y_j p_j$ cancel, and the difference $p_j - y_j$ is left on top."),
    )
    return Proof(
        name="binary_cross_entropy_gradient", title="The gradient of Bernoulli cross entropy in the probability",
        claim=eq(slope, (p[j] - y[j]) / (n * p[j] * (1 - p[j]))), steps=steps,
        symbols={p[j]: "is the probability given to 'yes'", y[j]: "is 1 for yes and 0 for no",
                 n: "the number of answers"},
        definitions={L: loss})


@functools.cache
def binary_cross_entropy_logit_gradient() -> Proof:
    """In the logit, the slope of Bernoulli cross entropy is σ(z) - y.

    Book:
        logistic-regression
    """
    i, j, n, L = _batch()
    z, y = sp.IndexedBase("z", real=True), sp.IndexedBase("y", real=True)
    sigma = sp.Function("sigma")
    loss = -mean(y[i] * sp.log(sigma(z[i])) + (1 - y[i]) * sp.log(1 - sigma(z[i])), i, n)
    slope = sp.Derivative(L, z[j])
    s = sigma(z[j])
    outer, inner = (s - y[j]) / (s * (1 - s)), times(s, add(1, -s))
    claim = eq(slope, (s - y[j]) / n)
    steps = (
        Step(eq(L, loss), "Bernoulli cross entropy, with the probability made by a sigmoid: $p_i = \\sigma(z_i)$."),
        Step(eq(slope, times(1 / n, outer, inner)),
             "The chain rule: the loss's slope in the probability, times the slope of the sigmoid, "
             "$\\sigma(1 - \\sigma)$."),
        Step(eq(times(outer, inner), s - y[j]),
             "The denominator of the one is the other. They cancel, and that is why the two are used together."),
    )
    return Proof(
        name="binary_cross_entropy_logit_gradient", title="The gradient of Bernoulli cross entropy in the logit",
        claim=claim, steps=steps,
        symbols={z[j]: "is a logit", s: "the probability it stands for", y[j]: "is 1 for yes and 0 for no",
                 n: "the number of answers"},
        definitions={L: loss, sigma: _LOGISTIC})
