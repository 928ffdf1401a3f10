"""A proof paired with the function that it witnesses, and the errors between the two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lff.symbolic.proof import Proof
from lff.witnesses._case import DIFFERENCE_TOLERANCE, ENGINE_TOLERANCE, EXACT_TOLERANCE, Case

TEST = "tests/test_gradients.py::test_witness"


@dataclass(frozen=True)
class Errors:
    """The worst relative errors over many draws; None where a witness has nothing to say.

    Book:
        sec-ledger
    """

    exact: float | None
    engine: float | None
    differences: float | None
    draws: int

    def acceptable(self) -> bool:
        """Whether each is within its tolerance.

        Book:
            sec-ledger
        """
        limits = ((self.exact, EXACT_TOLERANCE), (self.engine, ENGINE_TOLERANCE),
                  (self.differences, DIFFERENCE_TOLERANCE))
        return all(error is None or error <= limit for error, limit in limits)


@dataclass(frozen=True)
class Witness:
    """A proof, the function of the package that it witnesses, and how cases are drawn.

    Without a function the proof stands by its algebra alone: nothing of the package computes what it says.

    Book:
        sec-ledger
    """

    proof: Callable[[], Proof]
    function: Callable | None
    chapter: str
    draw: Callable[[np.random.Generator, bool], Case] | None

    @property
    def name(self) -> str:
        """The proof's name.

        Book:
            sec-ledger
        """
        return self.proof.__name__

    @property
    def function_name(self) -> str | None:
        """The function as a chapter imports it, such as `functions.sigmoid_derivative`.

        Book:
            sec-ledger
        """
        if self.function is None:
            return None
        return f"{self.function.__module__.removeprefix('lff.')}.{self.function.__qualname__}"

    @property
    def test(self) -> str:
        """The test that holds the two together.

        Book:
            sec-ledger
        """
        return f"{TEST}[{self.name}]" if self.draw else f"tests/test_symbolic.py::test_proof_holds[{self.name}]"

    def errors(self, draws: int = 20, *, rng: np.random.Generator) -> Errors:
        """The worst errors over so many random shapes and, once, at extreme points.

        Book:
            sec-ledger
        """
        worst: dict[str, float] = {}
        if self.draw is None:
            return Errors(None, None, None, 0)
        for number in range(draws + 1):
            case = self.draw(rng, number == draws)
            found = {"exact": case.exact_error()}
            if number < draws:
                found |= {"engine": case.engine_error(), "differences": case.difference_error(rng)}
            for kind, error in found.items():
                if error is not None:
                    worst[kind] = max(worst.get(kind, 0.0), error)
        return Errors(worst.get("exact"), worst.get("engine"), worst.get("differences"), draws)
