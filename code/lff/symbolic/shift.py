"""What softmax does not see, a shift of all its logits, and what that is good for."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, sized, times


@sized()
def softmax_shift(n: int = 3) -> Proof:
    """The shares of softmax stay as they are when the same number is added to every logit.

    Book:
        softmax
    """
    z = sp.symbols(f"z_1:{n + 1}", real=True)
    c = sp.Symbol("c", real=True)
    before = [sp.Symbol(f"s_{i + 1}", positive=True) for i in range(n)]
    after = [sp.Symbol(f"r_{i + 1}", positive=True) for i in range(n)]
    total = sum(sp.exp(zi) for zi in z)
    moved = sum(sp.exp(zi + c) for zi in z)
    factored = times(sp.exp(c), sp.exp(z[0]), sp.Pow(times(sp.exp(c), total), -1, evaluate=False))
    steps = (
        Step(eq(after[0], sp.exp(z[0] + c) / moved),
             "Add $c$ to every logit and take softmax again. This is the first of the new shares."),
        Step(eq(sp.exp(z[0] + c), times(sp.exp(c), sp.exp(z[0]))),
             "To add in the exponent is to multiply: each of the powers becomes $e^c$ times what it was."),
        Step(eq(after[0], factored),
             "So $e^c$ stands above, and it can be taken out of the whole sum below."),
        Step(eq(after[0], before[0]),
             "It cancels. The same happens in every share: softmax sees only how far the logits are apart. A "
             "program is therefore free to take $c = -\\max_j z_j$. Then the largest exponent is 0, and no power "
             "overflows."),
    )
    return Proof(
        name="softmax_shift", title="Softmax does not see a shift",
        claim=eq(sp.ImmutableMatrix(after), sp.ImmutableMatrix(before)), steps=steps,
        symbols={before[0]: "is the first share of the logits $z_i$", after[0]: "the first share of the logits $z_i + c$"},
        definitions={**{s: sp.exp(zi) / total for s, zi in zip(before, z)},
                     **{r: sp.exp(zi + c) / moved for r, zi in zip(after, z)}})


@functools.cache
def softmax_of_two() -> Proof:
    """Softmax of two logits is the sigmoid of their difference.

    Book:
        softmax
    """
    z1, z2 = sp.symbols("z_1 z_2", real=True)
    u = sp.Symbol("z", real=True)
    sigma = sp.Function("sigma")
    share = sp.exp(z1) / add(sp.exp(z1), sp.exp(z2))
    apart = sp.exp(times(-1, add(z1, -z2)), evaluate=False)
    steps = (
        Step(eq(share, 1 / add(1, times(sp.exp(z2), sp.exp(-z1)))),
             "The share of the first logit. Divide above and below by $e^{z_1}$."),
        Step(eq(times(sp.exp(z2), sp.exp(-z1)), apart), "Multiplying powers adds their exponents."),
        Step(eq(sigma(z1 - z2), 1 / add(1, apart)),
             "That is the sigmoid, taken at the difference of the two logits."),
        Step(eq(sp.exp(z2) / add(sp.exp(z1), sp.exp(z2)), add(1, -sigma(z1 - z2))),
             "The other share is what is left. Two outputs with softmax know no more than one output with a sigmoid: "
             "only the difference counts."),
    )
    return Proof(
        name="softmax_of_two", title="Softmax of two is a sigmoid",
        claim=eq(share, sigma(z1 - z2)), steps=steps,
        symbols={z1: "and", z2: "are the two logits", sigma(u): "is the sigmoid"},
        definitions={sigma: sp.Lambda(u, 1 / (1 + sp.exp(-u)))})


@sized()
def logsumexp_shift(n: int = 3) -> Proof:
    """The logarithm of a sum of powers can be taken without making a large power.

    Book:
        softmax
    """
    z = sp.symbols(f"z_1:{n + 1}", real=True)
    m = sp.Symbol("m", real=True)
    whole = sp.log(sum(sp.exp(zi) for zi in z))
    low = add(*[sp.exp(zi - m) for zi in z])
    steps = (
        Step(eq(sp.exp(z[0]), times(sp.exp(m), sp.exp(z[0] - m))), "Take a factor $e^m$ out of each power."),
        Step(eq(whole, sp.log(times(sp.exp(m), low))), "It is the same factor in all of them, so it stands before "
             "the sum."),
        Step(eq(sp.log(sp.exp(m, evaluate=False), evaluate=False), m),
             "The logarithm of a product is the sum of the logarithms, and that of $e^m$ is $m$."),
        Step(eq(sp.Subs(sp.log(low), m, z[0]), sp.log(add(1, *[sp.exp(zi - z[0]) for zi in z[1:]]))),
             "This holds for every $m$. Take the largest logit, say it is $z_1$: its own power is 1, and the "
             "others are smaller. So the sum lies between 1 and the number of logits, and its logarithm is a "
             "small number."),
    )
    return Proof(
        name="logsumexp_shift", title="The logarithm of a sum of powers",
        claim=eq(whole, add(m, sp.log(low))), steps=steps,
        symbols={z[0]: "is the first logit", m: "any number"})
