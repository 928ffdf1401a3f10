"""A proof as a value: a claim, the steps that lead to it, and a judge that checks each of them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import mpmath
import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction

from lff.symbolic.judge import expand_definitions, is_true, settle
from lff.symbolic.notation import latex
from lff.symbolic.precision import DIGITS, compile_at_high_precision, evaluate_compiled
from lff.symbolic.writing import whole

Definitions = Mapping[sp.Basic | UndefinedFunction, sp.Basic | Callable[..., sp.Basic]]


@dataclass(frozen=True)
class Step:
    """One equation of a derivation and, in words, why it holds.

    Book:
        sec-one-path
    """

    equation: sp.Rel
    reason: str


@dataclass(frozen=True)
class Formula:
    """One formula, as LaTeX, for a page to display by name.

    Book:
        sec-one-path
    """

    tex: str

    def _repr_latex_(self) -> str:
        return f"$${self.tex}$$"


@dataclass(frozen=True, eq=False)
class Proof:
    """A claim that has been proved; building one whose steps or claim are false raises ValueError.

    `definitions` say what a name stands for (`sigma` for 1/(1+e^-z)); a step is checked after every
    name is replaced by what it stands for. `domain` rewrites a symbol to cover its range: p in (0, 1)
    is 1/(1+t) with t positive. `decimals` shows 441/200 as 2.205.
    `chosen` holds particular functions in place of general ones; see `given`.

    Raises:
        ValueError: a step or the claim is false, or a step has no reason.
    Book:
        sec-one-path
    """

    name: str
    title: str
    claim: sp.Rel
    steps: tuple[Step, ...]
    symbols: Mapping[sp.Basic, str]
    definitions: Definitions = field(default_factory=dict)
    domain: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)
    decimals: bool = False
    chosen: Definitions = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.chosen:
            return  # what holds for every function holds for the chosen one, and was checked in general
        if not self.steps:
            raise ValueError(f"{self.name}: a proof needs at least one step")
        for number, step in enumerate(self.steps, start=1):
            if not step.reason.strip():
                raise ValueError(f"{self.name}: step {number} has no reason")
            if not is_true(step.equation, self.definitions, self.domain):
                raise ValueError(f"{self.name}: step {number} does not hold: {step.equation}")
        if not is_true(self.claim, self.definitions, self.domain):
            raise ValueError(f"{self.name}: the claim does not hold: {self.claim}")

    def holds(self) -> bool:
        """Prove every step and the claim again, each by simplification to zero.

        Book:
            sec-ledger
        """
        relations = [step.equation for step in self.steps] + [self.claim]
        return all(is_true(relation, self.definitions, self.domain) for relation in relations)

    def given(self, **functions: str) -> Proof:
        """The same proof for a particular choice of its general functions, as formulas in u (and v).

        `two_layer_backward().given(sigma="tanh(u)")` is about a network of tanh neurons.

        Raises:
            ValueError: the proof has no general function of that name.
        Book:
            sec-every-formula-proved
        """
        general = {a.func.__name__: a.func for relation in [self.claim, *(s.equation for s in self.steps)]
                   for side in relation.args for a in self._with_definitions(side).atoms(AppliedUndef)}
        unknown = set(functions) - set(general)
        if unknown:
            raise ValueError(f"{self.name} has no general function {sorted(unknown)}, only {sorted(general)}")
        u, v = sp.symbols("u v", real=True)
        chosen = {}
        for name, formula in functions.items():
            body = sp.sympify(formula, locals={"u": u, "v": v})
            chosen[general[name]] = sp.Lambda((u, v) if body.has(v) else u, body)
        return replace(self, chosen=chosen)

    def _with_definitions(self, expression: sp.Basic) -> sp.Basic:
        return expand_definitions(expression, {**self.definitions, **self.chosen})

    def side(self, side: str) -> sp.Basic:
        """The claim's `"lhs"` or `"rhs"` with every definition put in and every derivative taken.

        Raises:
            ValueError: the side is neither.
        Book:
            sec-gd-second
        """
        if side not in ("lhs", "rhs"):
            raise ValueError(f"side is 'lhs' or 'rhs', got {side!r}")
        return settle(self._with_definitions(getattr(self.claim, side)))

    @functools.cached_property
    def _compiled(self) -> dict:
        return {}

    def evaluate(self, side: str, **values: float | np.ndarray) -> mpmath.mpf | mpmath.matrix:
        """The value of one side of the claim to 50 digits, at values named as the symbols are.

        Numbers are taken exactly as the float64 they are; arrays are given for indexed symbols.
        A matrix comes back as an mpmath matrix, anything else as an mpmath number.

        Raises:
            ValueError: the side is neither, or a value is missing.
        Book:
            sec-backward-pass
        """
        if side not in self._compiled:
            self._compiled[side] = compile_at_high_precision(self.side(side))
        return evaluate_compiled(self._compiled[side], values, digits=DIGITS)

    @property
    def tex(self) -> str:
        """The claim as LaTeX.

        Book:
            sec-ledger
        """
        return self._show(self.claim)

    def formula(self, step: int | None = None) -> Formula:
        """The claim, or the equation of step 1, 2, ..., to be displayed by itself.

        Raises:
            ValueError: the proof has no such step.
        Book:
            sec-one-path
        """
        if step is not None and not 1 <= whole("step", step) <= len(self.steps):
            raise ValueError(f"{self.name} has steps 1 to {len(self.steps)}, got {step}")
        return Formula(self.tex if step is None else self._show(self.steps[step - 1].equation))

    def _show(self, expression: sp.Basic) -> str:
        return latex(expression, decimals=self.decimals)

    def _repr_markdown_(self) -> str:
        meanings = "; ".join(f"${latex(symbol)}$ {meaning}" for symbol, meaning in self.symbols.items())
        meanings = meanings.replace(" and; ", " and ")  # two symbols that share one meaning
        lines = [f"**{self.title}.**" + (f" Here {meanings}." if meanings else ""), "",
                 "To show:", "", f"$$\n{self.tex}\n$$", ""]
        for number, step in enumerate(self.steps, start=1):
            indent = " " * (len(str(number)) + 2)
            lines += [f"{number}. {step.reason}", "",
                      f"{indent}$$", f"{indent}{self._show(step.equation)}", f"{indent}$$", ""]
        return "\n".join(lines)
