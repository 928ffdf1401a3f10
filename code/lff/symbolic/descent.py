"""Steps that remember: momentum as a fading sum, the best step on a parabola, and Adam's correction."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times


def _updates():
    i, t = sp.symbols("i t", integer=True, positive=True)
    return i, t, sp.IndexedBase("g", real=True)


@functools.cache
def momentum_weighted_sum() -> Proof:
    """The velocity of momentum is the sum of all gradients so far, each faded by μ for every step since.

    Book:
        sec-fd-momentum
    """
    i, t, g = _updates()
    mu, steady = sp.Symbol("mu", positive=True), sp.Symbol("G", real=True)
    v = sp.Function("v")
    whole = sp.Sum(mu**(t - i) * g[i], (i, 1, t))
    past = sp.Sum(mu**(t - i) * g[i], (i, 1, t - 1))
    steps = (
        Step(eq(v(t), whole), "Call this sum $v(t)$: the newest gradient counts in full, the one before it $\\mu$ "
             "times, the one before that $\\mu^2$ times. We show that momentum's rule makes just these sums."),
        Step(eq(v(0), 0), "Before the first step the sum has no terms, and the velocity is 0: they start alike."),
        Step(eq(whole, add(past, g[t])), "Take the newest gradient out. Its factor is $\\mu^0 = 1$."),
        Step(eq(past, times(mu, v(t - 1))),
             "What is left has a factor $\\mu$ in every term. Take it out: the sum of one step earlier stands there. "
             "So from then on sum and velocity go on alike, step after step."),
        Step(eq(sp.Sum(mu**(t - i) * steady, (i, 1, t)), steady * (1 - mu**t) / (1 - mu)),
             "If the gradient is the same $G$ at every step, the sum is a geometric series. With $\\mu = 0.9$ the "
             "velocity grows towards ten times the gradient."),
    )
    return Proof(
        name="momentum_weighted_sum", title="Momentum is a fading sum of gradients",
        claim=eq(whole, add(times(mu, v(t - 1)), g[t])), steps=steps,
        symbols={g[i]: "is the gradient of step $i$", mu: "the momentum, below 1", v(t): "the velocity after $t$ steps"},
        definitions={v: sp.Lambda(t, whole)})


@functools.cache
def adagrad_best_step() -> Proof:
    """On a parabola the best step is the size of the first derivative over the second.

    Book:
        sec-fd-own-rate
    """
    a = sp.Symbol("a", positive=True)
    b, c, x, start, bend, bottom = sp.symbols("b c x x_0 h x_m", real=True)
    i, n = sp.symbols("i n", integer=True, positive=True)
    r = sp.IndexedBase("r", real=True)
    y, slope = sp.Function("y"), sp.Function("s")
    steps = (
        Step(eq(y(x), add(a * x**2, b * x, c)), "A parabola that opens upward."),
        Step(eq(slope(x), sp.Derivative(y(x), x)), "Call its slope $s$."),
        Step(eq(bend, sp.Derivative(y(x), (x, 2))), "And its second derivative $h$. It is $2a$ everywhere."),
        Step(eq(slope(bottom), 0), "The bottom is where the slope is 0, at $x_m = -b/(2a)$."),
        Step(eq(slope(start), bend * (start - bottom)),
             "The slope grows with the distance from the bottom, and the second derivative says how fast."),
        Step(eq(sp.Abs(start - bottom), sp.Abs(slope(start)) / bend),
             "So the distance, which is the best step, is the slope divided by the second derivative: a large slope "
             "asks for a large step on one parabola, and a sharp bend for a small one between two."),
        Step(eq(sp.Sum(slope(bottom + r[i])**2, (i, 1, n)), times(bend**2, sp.Sum(r[i]**2, (i, 1, n)))),
             "The second derivative costs extra, and the slopes are there already. At points that lie $r_i$ away from "
             "the bottom, the sum of their squares has $h^2$ as a factor: its root is a stand-in for $h$."),
    )
    return Proof(
        name="adagrad_best_step", title="The best step on a parabola",
        claim=eq(sp.Abs(start + b / (2 * a)), sp.Abs(sp.Subs(sp.Derivative(y(x), x), x, start)) / (2 * a)),
        steps=steps,
        symbols={y(x): "is the parabola", start: "is where we stand", bottom: "the bottom of the parabola", slope(x): "its slope",
                 bend: "its second derivative"},
        definitions={y: sp.Lambda(x, add(a * x**2, b * x, c)), slope: sp.Lambda(x, 2 * a * x + b),
                     bend: 2 * a, bottom: -b / (2 * a)})


@functools.cache
def adam_bias_correction() -> Proof:
    """Adam's average of t gradients is too small by the factor 1 - β^t, and dividing by that mends it.

    Book:
        sec-fd-adam
    """
    i, t, _ = _updates()
    beta, mean = sp.Symbol("beta", positive=True), sp.Symbol("G", real=True)
    m, g = sp.Function("m"), sp.Function("g")
    d = sp.IndexedBase("d", real=True)

    def faded(what):
        return times(1 - beta, sp.Sum(beta**(t - i) * what, (i, 1, t)))

    steps = (
        Step(eq(m(t), add(times(beta, m(t - 1)), times(1 - beta, g(t)))),
             "The rule: keep the share $\\beta$ of the average, and add the share $1 - \\beta$ of the new gradient."),
        Step(eq(m(0), 0), "It starts at 0, which no gradient has asked for."),
        Step(eq(m(t), faded(g(i))),
             "Unrolled, it is a fading sum, as momentum's velocity is, times $1 - \\beta$."),
        Step(eq(faded(1), 1 - beta**t),
             "The weights of that sum do not add up to 1. They are a geometric series, and the share $\\beta^t$ "
             "still lies with the 0 of the start."),
        Step(eq(m(t), add(times(1 - beta**t, mean), faded(d[i]))),
             "Write each gradient as their common expectation $G$ plus a deviation $d_i$ whose expectation is 0. In "
             "the expectation the last term is gone, and $(1 - \\beta^t)\\,G$ is left: too small, by a known factor."),
    )
    return Proof(
        name="adam_bias_correction", title="Why Adam divides by 1 - β^t",
        claim=eq(m(t) / (1 - beta**t), add(mean, times((1 - beta) / (1 - beta**t),
                                                       sp.Sum(beta**(t - i) * d[i], (i, 1, t))))),
        steps=steps,
        symbols={g(i): "is the gradient of step $i$", mean: "its expectation", d[i]: "its deviation from that",
                 m(t): "Adam's average after $t$ steps", beta: "the share it keeps, below 1"},
        definitions={m: sp.Lambda(t, faded(g(i))), g: sp.Lambda(i, mean + d[i])})


@functools.cache
def noise_floor() -> Proof:
    """The spread that noise keeps up around the bottom of a parabola, at a learning rate that stays.

    Book:
        sec-fd-floor
    """
    rate, bend, noise, spread = sp.symbols("eta h s v", positive=True)
    steps = (
        Step(eq(spread, add(times((1 - rate * bend)**2, spread), rate**2 * noise**2)),
             "A step multiplies the distance by $1 - \\eta h$ and adds a kick of variance $\\eta^2 s^2$ that does not know "
             "of it. So the variances add, and a spread that stays is equal to what it becomes."),
        Step(eq(1 - (1 - rate * bend)**2, rate * bend * (2 - rate * bend)),
             "Bring both terms with $v$ to one side. This stands before it, and is positive for $\\eta < 2/h$."),
    )
    return Proof(
        name="noise_floor", title="The noise floor",
        claim=eq(spread, rate * noise**2 / (bend * (2 - rate * bend))), steps=steps,
        symbols={spread: "is the variance of the distance", bend: "the bend of the parabola", rate: "the learning rate",
                 noise: "the deviation of the slope's noise"},
        definitions={spread: rate**2 * noise**2 / (1 - (1 - rate * bend)**2)})
