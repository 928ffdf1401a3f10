"""Draws for forward mode: a nudge carried through one function, and through the next."""

from __future__ import annotations

import numpy as np

from lff import dual, symbolic
from lff.witnesses._case import Case
from lff.witnesses._entrywise import EXTREMES, _autograd


def carried(rng: np.random.Generator, extreme: bool) -> Case:
    """exp(sin x), every entry with a tangent of its own."""
    x = EXTREMES if extreme else rng.uniform(-1.2, 1.2, size=rng.integers(1, 7))
    tangent = rng.normal(size=x.shape)
    proof = symbolic.dual_numbers().given(f="sin(u)", g="exp(u)")

    def gradient(x):
        return dual.jvp(lambda x: np.exp(np.sin(x)), x, tangent)[1]

    return Case(answer=gradient(x), exact=lambda: [proof.evaluate("rhs", x=a, s=t) for a, t in zip(x, tangent)],
                theta=x, gradient=gradient, value=lambda x: float(np.sum(tangent * np.exp(np.sin(x)))),
                engine=lambda x: _autograd().sum(tangent * _autograd().exp(_autograd().sin(x))))
