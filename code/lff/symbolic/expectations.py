"""What estimates are worth: the bias of a variance, the error of a share, and the flattery of the best of many."""

from __future__ import annotations

import functools
from collections.abc import Callable

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times


def _expectation(of_first: tuple, of_second: tuple, first: sp.Symbol, second: sp.Symbol) -> Callable:
    """What an expectation is: linear, and a product for independent things, given the means of 1, x and x² of each."""
    def expectation(of: sp.Expr) -> sp.Expr:
        terms = sp.Poly(sp.expand(of), first, second).terms()
        return sp.Add(*[factor * of_first[a] * of_second[b] for (a, b), factor in terms])
    return expectation


def _root(*factors) -> sp.Pow:
    """The square root of a product, shown as one root."""
    return sp.Pow(times(*factors), sp.Rational(1, 2), evaluate=False)


@functools.cache
def variance_estimator_bias() -> Proof:
    """The mean squared distance from the average of n examples is too small by the factor (n - 1)/n.

    To evaluate it, give `n` and `sigma`.

    Book:
        maximum-likelihood
    """
    i, n = sp.symbols("i n", integer=True, positive=True)
    mu, e, r, xbar = sp.symbols("mu e r xbar", real=True)
    sigma = sp.Symbol("sigma", positive=True)
    x, E = sp.Function("x"), sp.Function("expectation")
    apart = add(times((n - 1) / n, e), -r / n)
    expectation = _expectation((1, 0, sigma**2), (1, 0, (n - 1) * sigma**2), e, r)
    steps = (
        Step(eq(x(i), add(mu, e)),
             "Take one of the examples. It is the true mean and a deviation $e$ whose expectation is 0 and whose "
             "variance is $\\sigma^2$."),
        Step(eq(xbar, add(mu, add(e, r) / n)),
             "In the average of all $n$ examples stands this deviation, and the sum $r$ of the $n - 1$ others."),
        Step(eq(E(r**2), sp.Sum(sigma**2, (i, 2, n))),
             "The examples are independent, so the variances of the others add up."),
        Step(eq(x(i) - xbar, apart),
             "The average has moved towards our example, for it holds a share of it. The distance is short of $e$."),
        Step(eq(E(apart**2), add(times(((n - 1) / n)**2, E(e**2)), E(r**2) / n**2)),
             "Square it. The product in the middle has the expectation of $e$ times that of $r$, and that is 0."),
        Step(eq(E((x(i) - xbar)**2), times((n - 1) / n, sigma**2)),
             "Put in both variances: $(n - 1)^2/n^2$ and $(n - 1)/n^2$ make $(n - 1)/n$."),
    )
    return Proof(
        name="variance_estimator_bias", title="The most likely variance is too small",
        claim=eq(times(1 / n, sp.Sum(E((x(i) - xbar)**2), (i, 1, n))), times((n - 1) / n, sigma**2)), steps=steps,
        symbols={x(i): "is example $i$ of $n$", xbar: "their average", sigma: "the true deviation",
                 mu: "the true mean", E(x(i)): "an expectation over all that we might have seen"},
        definitions={x: sp.Lambda(i, mu + e), xbar: mu + (e + r) / n, E: expectation})


@functools.cache
def share_variance() -> Proof:
    """The share of right answers among n has the variance p(1 - p)/n.

    Book:
        model-selection
    """
    i, n = sp.symbols("i n", integer=True, positive=True)
    p = sp.Symbol("p", positive=True)
    a, r, share = sp.symbols("a r s", real=True)
    E = sp.Function("expectation")
    spread = times(p, add(1, -p))
    expectation = _expectation((1, p, p), (1, 0, (n - 1) * spread), a, r)
    steps = (
        Step(eq(E(a), add(times(1, p), times(0, add(1, -p)))),
             "One answer counts 1 if it is right, which has the chance $p$, and 0 otherwise. So its mean is $p$."),
        Step(eq(E(a**2), E(a)), "Squares of 0 and 1 are 0 and 1: the mean square is $p$ as well."),
        Step(eq(E((a - p)**2), spread),
             "Put both into $a^2 - 2pa + p^2$. The variance is largest at $p = 1/2$, and 0 for one who is always "
             "right."),
        Step(eq(E(r**2), sp.Sum(spread, (i, 2, n))),
             "Let $r$ be the sum of the deviations of the $n - 1$ other answers. Answers do not influence each "
             "other, so their variances add up."),
        Step(eq(share, add(p, add(a - p, r) / n)), "The share is $p$ and the mean of all deviations, this one and "
             "the others."),
        Step(eq(E((share - p)**2), add(E((a - p)**2), E(r**2)) / n**2),
             "Square it. The product in the middle has the expectation of $a - p$ times that of $r$, and both are "
             "0. What is left is $n$ equal variances over $n^2$."),
    )
    return Proof(
        name="share_variance", title="The variance of a share",
        claim=eq(E((share - p)**2), spread / n), steps=steps,
        symbols={share: "is the share of right answers among $n$", p: "the chance of a right one",
                 a: "one of the answers, as 1 or 0", E(share): "an expectation over all that might be drawn"},
        definitions={share: p + (a - p + r) / n, E: expectation})


@functools.cache
def best_of_many_bound() -> Proof:
    """The best of k scores without merit is expected no more than σ√(2 ln k) above 0.

    To evaluate its right side, give `k` and `sigma`.

    Book:
        model-selection
    """
    x, m = sp.symbols("x M", real=True)
    k, t, sigma, ell = sp.symbols("k t sigma ell", positive=True)
    slack = sp.Symbol("j", nonnegative=True)
    E, best = sp.Function("expectation"), sp.Symbol("t_*", positive=True)
    front = sp.Pow(times(sigma, _root(2, sp.pi)), -1, evaluate=False)
    bound = add(sp.log(k) / t, t * sigma**2 / 2)
    least = times(sigma, _root(2, sp.log(k)))
    gain = sp.exp(t**2 * sigma**2 / 2)
    steps = (
        Step(eq(times(front, sp.exp(-x**2 / (2 * sigma**2)), sp.exp(t * x)),
                times(gain, front, sp.exp(-(x - t * sigma**2)**2 / (2 * sigma**2)))),
             "A score is luck alone, Gaussian with deviation $\\sigma$. What is the mean of $e^{tx}$, for a "
             "positive $t$? Complete the square: density times $e^{tx}$ is a number times the density of another "
             "Gaussian, which has the area 1. So the mean is that number, $e^{t^2\\sigma^2/2}$."),
        Step(sp.StrictGreaterThan(sp.Derivative(sp.exp(t * x), (x, 2)), 0, evaluate=False),
             "The curve $e^{tx}$ bends upward, so it lies above its tangent at the mean. In the mean, therefore, "
             "$e^{tM}$ is at least $e^{t\\,\\mathbb{E}[M]}$, where $M$ is the largest of the $k$ scores."),
        Step(eq(sp.log(times(k, gain)) / t, bound),
             "And $e^{tM}$ is one of the $k$ numbers $e^{tx}$, so it is at most their sum, whose mean is "
             "$k\\,e^{t^2\\sigma^2/2}$. Take logarithms and divide by $t$: for every positive $t$ the expectation "
             "of $M$ is at most this."),
        Step(eq(add(*bound.args, times(-sigma, _root(2, sp.log(k)))),
                add(sp.sqrt(sp.log(k) / t), -sigma * sp.sqrt(t / 2))**2),
             "Which $t$ makes it least? It exceeds $\\sigma\\sqrt{2\\ln k}$ by a square."),
        Step(eq(sp.Subs(bound, t, best), least), "At $t_* = \\sqrt{2\\ln k}/\\sigma$ the square is 0."),
    )
    return Proof(
        name="best_of_many_bound", title="How far the best of many can flatter",
        claim=sp.LessThan(E(m), least, evaluate=False), steps=steps,
        symbols={m: "is the largest of $k$ scores", sigma: "the deviation of each", best: "the best choice of $t$"},
        # E[M] is the bound at t_* less what the second and third step lost, which is not negative.
        definitions={best: sp.sqrt(2 * sp.log(k)) / sigma, E: lambda of: bound.subs(t, best) - slack},
        domain={k: sp.exp(ell)})
