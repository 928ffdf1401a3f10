"""Softmax, its Jacobian, and how cross entropy over classes collapses to ŷ - y."""

from __future__ import annotations

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, sized, times


def _shares(n: int):
    z = sp.symbols(f"z_1:{n + 1}", real=True)
    s = [sp.Symbol(f"s_{i + 1}", positive=True) for i in range(n)]
    total = sum(sp.exp(zi) for zi in z)
    return z, s, {si: sp.exp(zi) / total for si, zi in zip(s, z)}


@sized()
def softmax_jacobian(n: int = 3) -> Proof:
    """∂s_i/∂z_j = s_i (δ_ij - s_j): for any number of classes in general, and entry by entry for n.

    Book:
        softmax
    """
    z, s, definitions = _shares(n)
    a, b = sp.symbols("a b", real=True)
    rest = sp.Symbol("R", positive=True)
    s_a, s_b = sp.Symbol("s_a", positive=True), sp.Symbol("s_b", positive=True)
    everything = sp.exp(a) + sp.exp(b) + rest
    own, other = sp.Derivative(s_a, a), sp.Derivative(s_a, b)
    entries = sp.ImmutableMatrix(n, n, lambda i, j: sp.Derivative(s[i], z[j]))
    value = sp.ImmutableMatrix(n, n, lambda i, j: times(s[i], add(1, -s[j])) if i == j else -s[i] * s[j])
    delta = sp.ImmutableMatrix(n, n, lambda i, j: times(s[i], add(sp.KroneckerDelta(i, j), -s[j])))
    steps = (
        Step(eq(s_a, sp.exp(a) / everything),
             "Pick one logit $a$ and another one $b$, out of however many there are; $R$ stands for the sum over all "
             "the rest, which neither touches. This is the share of $a$."),
        Step(eq(own, add(sp.exp(a) / everything, -(sp.exp(a) / everything)**2)),
             "Move $a$ itself. It stands above and below, so the quotient rule gives two terms."),
        Step(eq(own, times(s_a, add(1, -s_a))), "Both are made of the share itself."),
        Step(eq(other, -times(sp.exp(a) / everything, sp.exp(b) / everything)),
             "Move the other one. It stands only below, where it takes from every share."),
        Step(eq(other, -s_a * s_b), "That is minus the product of the two shares."),
        Step(eq(value, delta),
             "With $\\delta_{ij}$, which is 1 for $i = j$ and 0 otherwise, both cases are one formula, "
             f"$s_i(\\delta_{{ij}} - s_j)$. Here is every entry for {n} classes."),
    )
    return Proof(
        name="softmax_jacobian", title="The Jacobian of softmax",
        claim=eq(entries, value), steps=steps,
        symbols={s[0]: "is the first of the shares that softmax makes", z[0]: "is the first logit"},
        definitions={**definitions, s_a: sp.exp(a) / everything, s_b: sp.exp(b) / everything})


@sized()
def cross_entropy_gradient(n: int = 3) -> Proof:
    """With respect to the probabilities, cross entropy has the slope -y_i/p_i.

    Book:
        softmax
    """
    p = sp.symbols(f"p_1:{n + 1}", positive=True)
    y = sp.symbols(f"y_1:{n + 1}", real=True)
    L = sp.Symbol("L")
    loss = -sum(yi * sp.log(pi) for yi, pi in zip(y, p))
    slopes = sp.ImmutableMatrix([sp.Derivative(L, pi) for pi in p])
    value = sp.ImmutableMatrix([-yi / pi for yi, pi in zip(y, p)])
    steps = (
        Step(eq(L, loss), "The cross entropy of one example, whose label is written as a row of zeros with a single 1: "
             "only the logarithm of the right class's probability counts."),
        Step(eq(sp.Derivative(L, p[0]), -times(y[0], sp.Derivative(sp.log(p[0]), p[0]))),
             "Only one term holds $p_1$; the others hold other probabilities."),
        Step(eq(slopes, value), "The slope of a logarithm is one over what stands inside. In a batch each example's "
             "slope is divided by the number of examples, for the loss is their mean."),
    )
    return Proof(
        name="cross_entropy_gradient", title="The gradient of cross entropy in the probabilities",
        claim=eq(slopes, value), steps=steps,
        symbols={p[0]: "is the probability given to the first class", y[0]: "is 1 if that class is right and 0 if not",
                 L: "the loss of one example"},
        definitions={L: loss})


@sized(2)
def cross_entropy_logit_gradient(n: int = 3) -> Proof:
    """In the logits, the gradient of softmax with cross entropy is ŷ - y.

    Book:
        softmax
    """
    z, s, definitions = _shares(n)
    y = sp.symbols(f"y_1:{n + 1}", real=True)
    L = sp.Symbol("L")
    label = {y[-1]: 1 - sum(y[:-1])}  # the labels of one example add up to 1
    loss = -sum(yi * sp.log(si) for yi, si in zip(y, s))
    slopes = sp.ImmutableMatrix([sp.Derivative(L, zi) for zi in z])
    value = sp.ImmutableMatrix([add(si, -yi) for si, yi in zip(s, y)])
    paths = sum((-yi / si) * (si * ((1 if k == 0 else 0) - s[0])) for k, (yi, si) in enumerate(zip(y, s)))
    written = add(*[times(-yi / si, times(si, add(1 if k == 0 else 0, -s[0]))) for k, (yi, si) in
                    enumerate(zip(y, s))])
    steps = (
        Step(eq(L, loss), "Cross entropy, with the probabilities made by softmax."),
        Step(eq(sp.Derivative(L, z[0]), written),
             "A logit reaches the loss through every share, since all of them have it in the denominator. So the "
             "chain rule adds a path for each: the loss's slope in that share, times the Jacobian's entry."),
        Step(eq(paths, add(-y[0], times(s[0], add(*y)))),
             "In each product the share cancels. What is left has $s_1$ times the sum of all labels."),
        Step(eq(add(*y), 1), "Exactly one of the labels is 1, so they add up to 1."),
        Step(eq(sp.Derivative(L, z[0]), s[0] - y[0]), "Prediction minus label is left. The other entries go the same way."),
    )
    return Proof(
        name="cross_entropy_logit_gradient", title="With softmax, the gradient of cross entropy collapses",
        claim=eq(slopes, value), steps=steps,
        symbols={s[0]: "is the share that softmax gives to the first class",
                 y[0]: "is 1 if that class is right and 0 if not", L: "the loss of one example"},
        definitions={**definitions, **label, L: loss})
