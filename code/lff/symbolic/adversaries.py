"""Two players: how steep their losses are, which judge is the best, and what it leaves to the maker of fakes."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.bayes import SIGMOID
from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, mean, sized, times

Column = sp.ImmutableMatrix

_sigma, _L = sp.Function("sigma"), sp.Symbol("L")
_i, _j = sp.symbols("i j", integer=True, positive=True)
_n, _m = sp.symbols("n m", integer=True, positive=True)
_z, _u = sp.IndexedBase("z", real=True), sp.IndexedBase("u", real=True)


@functools.cache
def discriminator_loss_gradient() -> Proof:
    """The slopes of the discriminator's loss in a real example's logit and in a fake's.

    Book:
        sec-adversarial
    """
    loss = add(-mean(sp.log(_sigma(_z[_i])), _i, _n), -mean(sp.log(1 - _sigma(_u[_i])), _i, _m))
    slopes = Column([sp.Derivative(_L, _z[_j]), sp.Derivative(_L, _u[_j])])
    s, t = _sigma(_z[_j]), _sigma(_u[_j])
    steps = (
        Step(eq(_L, loss), "It is cross entropy, with the label 1 for $n$ real examples and 0 for $m$ fakes."),
        Step(eq(sp.Derivative(_L, _z[_j]), times(-1 / _n, 1 / s, times(s, add(1, -s)))),
             "One term holds $z_j$. The slope of the logarithm is one over the sigmoid, and that of the sigmoid is "
             "$\\sigma(1 - \\sigma)$."),
        Step(eq(add(1, -s), _sigma(-_z[_j])), "What a sigmoid lacks of 1 is the sigmoid on the other side of 0."),
        Step(eq(sp.Derivative(_L, _u[_j]), times(1 / _m, 1 / add(1, -t), times(t, add(1, -t)))),
             "For a fake the same, with the signs turned."),
    )
    return Proof(
        name="discriminator_loss_gradient", title="The slopes of the discriminator's loss",
        claim=eq(slopes, Column([-_sigma(-_z[_j]) / _n, t / _m])), steps=steps,
        symbols={_z[_j]: "is the logit of a real example", _u[_j]: "that of a fake", _n: "and",
                 _m: "are how many there are of each", _sigma(_z[_j]): "is the chance given to being real"},
        definitions={_L: loss, _sigma: SIGMOID})


@functools.cache
def generator_loss_gradient() -> Proof:
    """The slope of the generator's loss in a fake's logit, beside that of the loss that saturates.

    Book:
        sec-adversarial
    """
    u = sp.Symbol("u", real=True)
    loss = -mean(sp.log(_sigma(_u[_i])), _i, _m)
    slope, s = sp.Derivative(_L, _u[_j]), _sigma(_u[_j])
    steps = (
        Step(eq(_L, loss), "The generator wants its $m$ fakes to be taken for real."),
        Step(eq(slope, times(-1 / _m, 1 / s, times(s, add(1, -s)))),
             "One term holds $u_j$; the slopes are those of the logarithm and of the sigmoid."),
        Step(eq(sp.Derivative(sp.log(1 - _sigma(u)), u), -_sigma(u)),
             "It could have wanted that they are not taken for fakes, and have made $\\ln(1 - \\sigma(u))$ small. But "
             "the slope of that is near 0 for a fake that is seen through, just where there is most to learn."),
        Step(eq(-_sigma(-u), -_sigma(u) * sp.exp(-u)),
             "The slope that it has is steeper by $e^{-u}$: much steeper for fakes that are seen through, with $u$ far "
             "below 0."),
    )
    return Proof(
        name="generator_loss_gradient", title="The slope of the generator's loss",
        claim=eq(slope, -_sigma(-_u[_j]) / _m), steps=steps,
        symbols={_u[_j]: "is the logit of a fake", _m: "the number of fakes",
                 _sigma(_u[_j]): "the chance given to being real"},
        definitions={_L: loss, _sigma: SIGMOID})


@functools.cache
def best_discriminator() -> Proof:
    """Where p real examples stand against q fakes, the best discriminator says p/(p + q).

    To evaluate it, give `z`, `p` and `q`.

    Book:
        sec-adversarial
    """
    z = sp.Symbol("z", real=True)
    p, q = sp.symbols("p q", positive=True)
    s = _sigma(z)
    loss = add(-times(p, sp.log(s)), -times(q, sp.log(1 - s)))
    slope, bend = sp.Derivative(_L, z), sp.Derivative(_L, (z, 2))
    steps = (
        Step(eq(_L, loss), "Look at one place $x$ alone. Of all real examples the share $p$ lies there, and of all "
             "fakes the share $q$; each costs what the one logit $z$ at this place makes it cost."),
        Step(eq(slope, add(-times(p, add(1, -s)), times(q, s))),
             "Real examples pull the logit up, fakes pull it down."),
        Step(eq(bend, times(add(p, q), s, add(1, -s))), "The slope only grows with $z$, for this is positive."),
        Step(sp.StrictGreaterThan(bend, 0, evaluate=False), "So the loss has one minimum, where the slope is 0."),
        Step(eq(_sigma(sp.log(p / q)), p / (p + q)), "The logit $\\ln(p/q)$ says $p/(p + q)$."),
        Step(eq(sp.Subs(slope, z, sp.log(p / q)), 0), "And there it is."),
    )
    return Proof(
        name="best_discriminator", title="The best discriminator",
        claim=eq(slope, times(add(p, q), add(s, -p / (p + q)))), steps=steps,
        symbols={z: "is the discriminator's logit at one place", p: "the share of real examples there",
                 q: "the share of fakes", s: "the chance it gives to being real", _L: "what that place costs"},
        definitions={_L: loss, _sigma: SIGMOID})


@sized()
def what_the_best_leaves(n: int = 2) -> Proof:
    """The loss of the best discriminator is ln 4 minus twice the Jensen-Shannon divergence.

    To evaluate it, give positive numbers `a_1`, ..., `b_1`, ...; the shares p and q are their shares.

    Book:
        sec-adversarial
    """
    a, b, p, q, m = (sp.symbols(f"{letter}_1:{n + 1}", positive=True) for letter in "abpqm")
    KL, JS = sp.Function("KL"), sp.Function("JS")
    of_p, of_q, of_m = sp.symbols("p q m")
    rows = {of_p: p, of_q: q, of_m: m}

    def divergence(first: sp.Symbol, second: sp.Symbol) -> sp.Expr:
        return sp.Add(*[x * sp.log(x / y) for x, y in zip(rows[first], rows[second])])

    paid = add(*[-times(share, sp.log(share / (pi + qi))) for pi, qi in zip(p, q) for share in (pi, qi)])
    half = sp.Rational(1, 2)
    steps = (
        Step(eq(_L, paid), "At each of two places the best discriminator says $p_i/(p_i + q_i)$, and pays this."),
        Step(eq(Column(m), Column([times(half, add(pi, qi)) for pi, qi in zip(p, q)])),
             "Mix real examples and fakes half and half: of the mixture, $m_i$ lies at each place."),
        Step(eq(-sp.log(p[0] / (p[0] + q[0])), add(sp.log(2), -sp.log(p[0] / m[0]))),
             "Each logarithm is one with the mixture below, and a $\\ln 2$."),
        Step(eq(add(*p, *q), 2), "Both kinds of shares add up to 1, so there are two $\\ln 2$ in all."),
        Step(eq(_L, add(2 * sp.log(2), -KL(of_p, of_m), -KL(of_q, of_m))),
             "What is left of the sums are two divergences from the mixture."),
        Step(eq(JS(of_p, of_q), times(half, add(KL(of_p, of_m), KL(of_q, of_m)))),
             "Half their sum is the Jensen–Shannon divergence. It is 0 if $p$ is $q$, and then even the best judge "
             "tosses a coin, and pays $\\ln 4$."),
    )
    return Proof(
        name="what_the_best_leaves", title="What the best discriminator pays",
        claim=eq(_L, add(sp.log(4), -2 * JS(of_p, of_q))), steps=steps,
        symbols={p[0]: "is the share of real examples at the first place", q[0]: "that of fakes",
                 m[0]: "that of both, mixed", KL(of_p, of_m): "the divergence of $p$ from $m$"},
        definitions={**{pi: ai / sp.Add(*a) for pi, ai in zip(p, a)}, **{qi: bi / sp.Add(*b) for qi, bi in zip(q, b)},
                     **{mi: (pi + qi) / 2 for mi, pi, qi in zip(m, p, q)}, _L: paid, KL: divergence,
                     JS: lambda *_: half * divergence(of_p, of_m) + half * divergence(of_q, of_m)})
