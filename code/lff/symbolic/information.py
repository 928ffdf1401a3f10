"""Entropy, cross entropy and the divergence between them: three quantities that are easily taken for one."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, sized, times


@functools.cache
def cross_entropy_splits() -> Proof:
    """Cross entropy is entropy plus divergence: H(p, q) = H(p) + KL(p‖q).

    Book:
        softmax
    """
    i, k = sp.symbols("i k", integer=True, positive=True)
    p, q = sp.IndexedBase("p", positive=True), sp.IndexedBase("q", positive=True)
    H, KL = sp.Function("H"), sp.Function("KL")
    of_p, of_q = sp.Symbol("p"), sp.Symbol("q")
    entropy = -sp.Sum(times(p[i], sp.log(p[i])), (i, 1, k))
    crossed = -sp.Sum(times(p[i], sp.log(q[i])), (i, 1, k))
    divergence = sp.Sum(times(p[i], sp.log(p[i] / q[i])), (i, 1, k))
    steps = (
        Step(eq(H(of_p, of_q), crossed),
             "Cross entropy: things happen with the chances $p_i$, and each costs minus the logarithm of the chance "
             "$q_i$ that we had given it. This is the mean cost."),
        Step(eq(H(of_p), entropy), "Entropy: the same, with the true chances in both places."),
        Step(eq(KL(of_p, of_q), divergence),
             "The Kullback–Leibler divergence: the mean of how much more it costs to believe $q$ than to know $p$."),
        Step(eq(-sp.log(q[i]), add(-sp.log(p[i]), sp.log(p[i] / q[i]))),
             "The logarithm of a quotient is a difference. So each cost has two parts."),
        Step(eq(crossed, add(entropy, divergence)),
             "Multiply by $p_i$ and add up. If $q$ is $p$, the last sum is 0, for each of its logarithms is $\\ln "
             "1$. Cross entropy is then not 0: it is the entropy of $p$."),
    )
    return Proof(
        name="cross_entropy_splits", title="Cross entropy is entropy plus divergence",
        claim=eq(H(of_p, of_q), add(H(of_p), KL(of_p, of_q))), steps=steps,
        symbols={p[i]: "is how often $i$ happens", q[i]: "the chance we give it", k: "the number of classes"},
        definitions={H: lambda *of: entropy if len(of) == 1 else crossed, KL: lambda *of: divergence})


@sized()
def kl_nonnegative(n: int = 3) -> Proof:
    """The divergence is never negative, since a logarithm lies nowhere above its tangent at 1.

    To evaluate it, give positive numbers `a_1`, ..., `b_1`, ...; the chances are their shares.

    Book:
        softmax
    """
    a, b = sp.symbols(f"a_1:{n + 1}", positive=True), sp.symbols(f"b_1:{n + 1}", positive=True)
    p = [sp.Symbol(f"p_{i + 1}", positive=True) for i in range(n)]
    q = [sp.Symbol(f"q_{i + 1}", positive=True) for i in range(n)]
    h = [sp.Symbol(f"h_{i + 1}", nonnegative=True) for i in range(n)]
    s, t = sp.Symbol("s", positive=True), sp.Symbol("t", positive=True)
    g = sp.Function("g")
    shares = {pi: ai / sum(a) for pi, ai in zip(p, a)} | {qi: bi / sum(b) for qi, bi in zip(q, b)}
    heights = {hi: g(qi / pi) for hi, pi, qi in zip(h, p, q)}
    divergence = add(*[times(pi, sp.log(pi / qi)) for pi, qi in zip(p, q)])
    slope = sp.Derivative(g(t), t)
    steps = (
        Step(eq(g(t), add(t, -1, -sp.log(t))),
             "How far is the line $t - 1$ above the logarithm? Call it $g$."),
        Step(eq(g(sp.Integer(1)), 0), "At $t = 1$ they touch."),
        Step(eq(slope, (t - 1) / t), "Its slope has the sign of $t - 1$."),
        Step(sp.StrictLessThan(sp.Subs(slope, t, 1 / (1 + s)), 0, evaluate=False),
             "So it falls left of 1: every $t$ between 0 and 1 is $1/(1 + s)$ for a positive $s$."),
        Step(sp.StrictGreaterThan(sp.Subs(slope, t, 1 + s), 0, evaluate=False),
             "And it rises right of 1. Its least value is the 0 in between, so $g$ is never negative, and it is 0 "
             "only at 1."),
        Step(eq(sp.log(p[0] / q[0]), add(1, -q[0] / p[0], h[0])),
             "Take $t = q_1/p_1$, and call $h_1$ the height $g(q_1/p_1)$. It is not negative, whatever $p_1$ and "
             "$q_1$ are."),
        Step(eq(divergence, add(add(*p) - add(*q), *[times(pi, hi) for pi, hi in zip(p, h)])),
             "Do so in every term, multiply by $p_i$ and add up. Both kinds of chances add up to 1, so the first "
             "bracket is 0. What is left is a mean of heights: it is never negative, and 0 only where each $q_i$ "
             "is $p_i$."),
    )
    return Proof(
        name="kl_nonnegative", title="Divergence is never negative",
        claim=sp.GreaterThan(divergence, 0, evaluate=False), steps=steps,
        symbols={p[0]: "is how often the first class happens", q[0]: "the chance we give it",
                 g(t): "the height of $t - 1$ above $\\ln t$"},
        definitions={**shares, **heights, g: sp.Lambda(t, t - 1 - sp.log(t))},
        # The step before the last, in each term: that is how the judge of the claim knows that heights are not negative.
        domain={sp.log(shares[pi] / shares[qi]): 1 - shares[qi] / shares[pi] + hi
                for hi, pi, qi in zip(h, p, q)})
