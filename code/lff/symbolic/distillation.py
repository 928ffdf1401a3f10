"""A pupil's slope when it learns a teacher's shares, and what is left of it when all shares are made alike."""

from __future__ import annotations

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, sized, times

Column = sp.ImmutableMatrix


def _pair(n: int):
    """Logits of pupil and teacher, and the shares that both make at temperature T."""
    z, v = sp.symbols(f"z_1:{n + 1}", real=True), sp.symbols(f"v_1:{n + 1}", real=True)
    q, p = ([sp.Symbol(f"{letter}_{i + 1}", positive=True) for i in range(n)] for letter in "qp")
    T = sp.Symbol("T", positive=True)

    def shares(names, logits):
        total = sum(sp.exp(logit / T) for logit in logits)
        return {name: sp.exp(logit / T) / total for name, logit in zip(names, logits)}

    return z, v, q, p, T, {**shares(q, z), **shares(p, v)}


@sized()
def distillation_gradient(n: int = 3) -> Proof:
    """In the pupil's logits, the slope of distillation is T times the difference of the two shares.

    Book:
        sec-compression
    """
    z, v, q, p, T, shares = _pair(n)
    L = sp.Symbol("L")
    loss = times(T**2, add(*[times(pi, add(sp.log(pi), -sp.log(qi))) for pi, qi in zip(p, q)]))
    slopes = Column([sp.Derivative(L, zi) for zi in z])
    value = Column([times(T, add(qi, -pi)) for qi, pi in zip(q, p)])

    def moved(i):  # how ln q_i moves with z_1
        return times(1 / T, add(1 if i == 0 else 0, -q[0]))

    steps = (
        Step(eq(L, loss), "The loss of one example: $T^2$ times the divergence of the teacher's shares $p$ from the "
             "pupil's $q$, both made at temperature $T$. The teacher stays as it is; only $q$ moves."),
        Step(eq(Column([sp.Derivative(sp.log(qi), z[0]) for qi in q]), Column([moved(i) for i in range(n)])),
             "What a logit does to the logarithms of all shares: 1 for its own, minus its share for every one. The "
             "temperature divides the logit, and so the slope."),
        Step(eq(sp.Derivative(L, z[0]), -times(T**2, add(*[times(pi, moved(i)) for i, pi in enumerate(p)]))),
             "So this is the slope of the loss, path by path."),
        Step(eq(sp.Derivative(L, z[0]), times(T, add(times(q[0], add(*p)), -p[0]))),
             "One $T$ cancels. What is left has $q_1$ times the sum of all of the teacher's shares."),
        Step(eq(add(*p), 1), "They add up to 1. The other entries go the same way."),
    )
    return Proof(
        name="distillation_gradient", title="The gradient of distillation",
        claim=eq(slopes, value), steps=steps,
        symbols={q[0]: "is the share that the pupil gives to the first class", p[0]: "the share that the teacher gives",
                 z[0]: "the pupil's logit", T: "the temperature", L: "the loss of one example"},
        definitions={**shares, L: loss})


@sized()
def hot_distillation(n: int = 3) -> Proof:
    """At high temperature the slope of distillation is that of a mean square between logits: it keeps its size.

    Book:
        sec-compression
    """
    z, v, q, p, T, shares = _pair(n)
    middle, other = sp.symbols("m_z m_v", real=True)
    means = {middle: add(*z) / n, other: add(*v) / n}
    slope = times(T, add(q[0], -p[0]))
    kept = times(sp.Rational(1, n), add(add(z[0], -middle), times(-1, add(v[0], -other))))
    steps = (
        Step(eq(sp.Limit(q[0], T, sp.oo), sp.Rational(1, n)),
             "Great heat makes all shares alike, whatever the logits are."),
        Step(eq(sp.Limit(times(T, add(q[0], -sp.Rational(1, n))), T, sp.oo),
                times(sp.Rational(1, n), add(z[0], -middle))),
             "But what they still differ by, times $T$, stays: it is the distance of the logit from the mean of all."),
        Step(eq(sp.Limit(slope, T, sp.oo), kept),
             "So it is with the teacher's shares, and with the difference of both."),
        Step(eq(sp.Limit(slope / T**2, T, sp.oo), 0),
             "Without the factor $T^2$ in the loss nothing would be left of the slope."),
    )
    return Proof(
        name="hot_distillation", title="What is left at high temperature",
        claim=eq(sp.Limit(slope, T, sp.oo), kept), steps=steps,
        symbols={q[0]: "is the share that the pupil gives to the first class", p[0]: "the share that the teacher gives",
                 z[0]: "the pupil's logit and", v[0]: "the teacher's", middle: "the mean of the pupil's logits and",
                 other: "of the teacher's", T: "the temperature"},
        definitions={**shares, **means})
