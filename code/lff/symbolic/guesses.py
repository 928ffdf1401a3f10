"""The simplest models, one number for all days or two: the slopes of their mean squared error."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import eq, mean, times

Column = sp.ImmutableMatrix


@functools.cache
def slope_of_a_constant() -> Proof:
    """The mean squared error of one guess for all: its slope is 0 at the mean and nowhere else.

    Book:
        sec-slope
    """
    i, n = sp.symbols("i n", integer=True, positive=True)
    y, c, average = sp.IndexedBase("y", real=True), sp.Symbol("c", real=True), sp.Symbol("ybar", real=True)
    f = sp.Function("f")(c)
    badness = mean((c - y[i])**2, i, n)
    steps = (
        Step(eq(f, badness), "The mean of the squared distances."),
        Step(eq(sp.Derivative(f, c), mean(times(2, c - y[i]), i, n)),
             "Term by term: each is the square of something whose own slope is 1."),
    )
    return Proof(
        name="slope_of_a_constant", title="The slope of one guess for all",
        claim=eq(sp.Derivative(f, c), times(2, c - average)), steps=steps,
        symbols={c: "is the guess", y[i]: "what came", n: "how often", average: "the mean of what came"},
        definitions={f.func: sp.Lambda(c, badness), average: sp.Sum(y[i], (i, 1, n)) / n})


@functools.cache
def slopes_of_two_guesses() -> Proof:
    """One guess for weekdays, one for weekends: the slopes of their mean squared error.

    Book:
        sec-partial-derivatives
    """
    k, n = sp.symbols("k n", integer=True, positive=True)
    y, a, b, f = sp.IndexedBase("y", real=True), *sp.symbols("a b f", real=True)
    weekdays, weekends = sp.symbols(r"\bar{y}_{\text{weekdays}} \bar{y}_{\text{weekends}}", real=True)

    def over_days(first, last, term):
        return sum(sp.Sum(term(y[k, day]), (k, 1, n)) for day in range(first, last + 1))

    badness = (over_days(1, 5, lambda day: (a - day)**2) + over_days(6, 7, lambda day: (b - day)**2)) / (7 * n)
    by_a, by_b = times(sp.Rational(5, 7), times(2, a - weekdays)), times(sp.Rational(2, 7), times(2, b - weekends))
    steps = (
        Step(eq(sp.Derivative(f, a), over_days(1, 5, lambda day: 2 * (a - day)) / (7 * n)),
             "Five days of each week have $a$ in them. To a walk along $a$ the other two are constants."),
        Step(eq(sp.Derivative(f, b), over_days(6, 7, lambda day: 2 * (b - day)) / (7 * n)), "And two have $b$."),
    )
    return Proof(
        name="slopes_of_two_guesses", title="The slopes of two guesses",
        claim=eq(Column([sp.Derivative(f, a), sp.Derivative(f, b)]), Column([by_a, by_b])), steps=steps,
        symbols={a: "is the guess for weekdays", b: "the guess for weekends", f: "their mean squared error",
                 weekdays: "and", weekends: "are the means of what came"},
        definitions={f: badness, weekdays: over_days(1, 5, lambda day: day) / (5 * n),
                     weekends: over_days(6, 7, lambda day: day) / (2 * n)})
