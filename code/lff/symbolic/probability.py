"""Coins and boxes: where a likelihood is largest, and which curve is concave."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times


def _box():
    p = sp.Symbol("p", positive=True)
    k, m = sp.symbols("k m", positive=True)
    t = sp.Symbol("t", positive=True)
    likelihood = sp.Function("L")
    return p, k, m, likelihood, {likelihood: sp.Lambda(p, times(p**k, (1 - p)**m))}, {p: 1 / (1 + t)}


@functools.cache
def bernoulli_maximum() -> Proof:
    """The chance that makes k blue of n most likely is k/n.

    Book:
        maximum-likelihood
    """
    p, k, m, L, definitions, domain = _box()
    slope = k / p - m / (1 - p)
    log_likelihood = k * sp.log(p) + m * sp.log(1 - p)
    best = k / (k + m)
    steps = (
        Step(eq(L(p), times(p**k, (1 - p)**m)),
             "Each blue ball was drawn with chance $p$, each yellow one with $1 - p$, and the draws are "
             "independent: multiply."),
        Step(eq(sp.Derivative(log_likelihood, p), slope),
             "The logarithm rises wherever $L$ rises, so it has its maximum at the same place, and it turns the "
             "product into a sum. Here is its slope."),
        Step(eq(slope, (k - (k + m) * p) / (p * (1 - p))),
             "Over one denominator, which is positive between 0 and 1. The numerator is positive for small $p$, "
             "negative for large $p$, and passes 0 once."),
        Step(eq(sp.Subs(k - (k + m) * p, p, best), 0),
             "It does so at $p = k/(k + m)$: the share of blue balls that we saw."),
        Step(eq(sp.Subs(3 / p - 2 / (1 - p), p, sp.Rational(3, 5)), 0),
             "In the example of three blue and two yellow, that is at $p = 3/5$."),
    )
    return Proof(
        name="bernoulli_maximum", title="The most likely box",
        claim=eq(sp.Subs(sp.Derivative(L(p), p), p, best), 0), steps=steps,
        symbols={p: "is the chance of blue", k: "how often blue came", m: "how often yellow came",
                 L(p): "the likelihood of what we saw"},
        definitions=definitions, domain=domain)


@functools.cache
def log_likelihood_concave() -> Proof:
    """The log-likelihood is concave; the likelihood p³(1-p)² is not.

    Book:
        maximum-likelihood
    """
    p, k, m, L, _, domain = _box()
    log_likelihood = k * sp.log(p) + m * sp.log(1 - p)
    second = sp.Derivative(log_likelihood, (p, 2))
    box = times(p**3, (1 - p)**2)
    root = (6 - sp.sqrt(6)) / 10
    r, s, t = sp.symbols("r s t", positive=True)
    bend = 2 * p * (10 * p**2 - 12 * p + 3)
    other = (6 + sp.sqrt(6)) / 10
    steps = (
        Step(eq(sp.Derivative(log_likelihood, p), k / p - m / (1 - p)), "The slope of the log-likelihood."),
        Step(eq(second, -(k / p**2) - m / (1 - p)**2),
             "Its bend: minus one positive number, minus another, for every $p$ between 0 and 1. A curve that "
             "bends downward everywhere is concave, and has no second hill."),
        Step(eq(sp.Derivative(box, (p, 2)), bend),
             "Now the likelihood itself, without the logarithm, for three blue and two yellow balls. Its bend has a "
             "factor that changes sign."),
        Step(eq(bend, times(20 * p, add(p, -r), add(p, -s))),
             "The factor has the roots $r = (6 - \\sqrt{6})/10$ and $s = (6 + \\sqrt{6})/10$. Left of both, the bend is "
             "a product of two negative numbers and a positive one."),
        Step(sp.StrictGreaterThan(sp.Subs(bend, p, r / (1 + t)), 0, evaluate=False),
             "The same for every $p$ at once: $p = r/(1 + t)$ runs through all numbers between 0 and the smaller root $r$ as $t$ runs "
             "through the positive ones. All along, the bend is positive: here the likelihood is convex, not concave."),
    )
    return Proof(
        name="log_likelihood_concave", title="The log-likelihood is concave",
        claim=sp.StrictLessThan(second, 0, evaluate=False), steps=steps,
        symbols={p: "is the chance of blue, between 0 and 1", k: "how often blue came", m: "how often yellow came"},
        definitions={r: root, s: other}, domain=domain)
