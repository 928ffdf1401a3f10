"""One case in which a rule of the package is heard, and its three errors against three witnesses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import mpmath
import numpy as np

from lff.gradcheck import projection_error

# Against exact algebra. A rule is a handful of operations of relative error 2^-53 = 1.1e-16 each, and at most a few
# hundred of them are summed in our shapes: 1e-12 is far above what rounding can do and far below any wrong formula.
EXACT_TOLERANCE = 1e-12
# The other engine rounds as well, in another order and without the care for digits that cancel: 100 times wider.
ENGINE_TOLERANCE = 1e-10
# A central difference with step h errs by h²/6 times the third derivative plus rounding 1e-16/h; at the best step,
# h = 6e-6, both are near 1e-11. Third derivatives up to 1000 and sums that cancel are allowed for.
DIFFERENCE_TOLERANCE = 1e-7

SMALLEST_NORMAL = float(np.finfo(np.float64).tiny)  # below it float64 has fewer digits, and then none


@dataclass(frozen=True)
class Case:
    """What the package answered for one random draw, and how each witness is asked.

    `by_entry` asks every entry to be right to its own size. Otherwise an entry may be off by a share of the largest
    one: sums of terms of both signs lose digits where they cancel, whoever adds them up.
    `value` and `gradient` are the package's functions of `theta`; `engine` is `value` written anew for autograd.
    """

    answer: np.ndarray
    exact: Callable[[], Sequence] | None = None
    by_entry: bool = True
    theta: np.ndarray | None = None
    value: Callable[[np.ndarray], float] | None = None
    gradient: Callable[[np.ndarray], np.ndarray] | None = None
    engine: Callable[[np.ndarray], float] | None = None

    def exact_error(self) -> float | None:
        """The worst relative error against sympy's formula at 50 digits."""
        if self.exact is None:
            return None
        true = list(self.exact())
        return _worst([float(entry) for entry in np.ravel(self.answer)], true, self.by_entry)

    def engine_error(self) -> float | None:
        """The worst relative error against HIPS autograd, an engine that never saw our formulas."""
        if self.engine is None:
            return None
        import autograd  # a witness from outside: only tests and the ledger call it

        ours = self.gradient(self.theta)
        theirs = autograd.grad(self.engine)(self.theta)
        return float(np.max(np.abs(ours - theirs)) / max(np.max(np.abs(theirs)), SMALLEST_NORMAL))

    def difference_error(self, rng: np.random.Generator) -> float | None:
        """The relative error along a random direction against a central difference."""
        if self.value is None:
            return None
        return float(projection_error(self.value, self.gradient, self.theta, rng=rng))


def _worst(ours: list[float], true: list, by_entry: bool) -> float:
    if len(ours) != len(true):
        raise ValueError(f"{len(ours)} entries were answered, {len(true)} are known")
    if not all(np.isfinite(ours)):
        return float("inf")
    with mpmath.workdps(50):
        largest = max([abs(t) for t in true] + [mpmath.mpf(SMALLEST_NORMAL)])
        return max(float(abs(o - t) / (max(abs(t), SMALLEST_NORMAL) if by_entry else largest))
                   for o, t in zip(ours, true))
