"""Springs on parameters: their pull, and why the mean square of slopes says how stiff each should be."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, sized, times


@functools.cache
def elastic_gradient() -> Proof:
    """The pull of the springs: strength times importance times the distance from the anchor.

    Book:
        sec-life-long
    """
    i, j, n = sp.symbols("i j P", integer=True, positive=True)
    theta, anchor, F = (sp.IndexedBase(name, real=True) for name in ("theta", "a", "F"))
    lamda, E = sp.Symbol("lamda", positive=True), sp.Symbol("E", real=True)
    half = sp.Rational(1, 2)
    energy = times(half, lamda, sp.Sum(F[i] * (theta[i] - anchor[i])**2, (i, 1, n)))
    slope = sp.Derivative(E, theta[j])
    steps = (
        Step(eq(E, energy), "A spring for each of the $P$ parameters, fastened where the first task left it."),
        Step(eq(slope, times(half, lamda, sp.Sum(F[i] * times(2, theta[i] - anchor[i]) * sp.KroneckerDelta(i, j),
                                                 (i, 1, n)))),
             "The slope of a square; $\\delta_{ij}$ is 1 for the parameter that moves and 0 for all others."),
        Step(eq(slope, times(lamda, F[j], add(theta[j], -anchor[j]))),
             "One spring is left, and the 2 cancels the half."),
    )
    return Proof(
        name="elastic_gradient", title="The pull of the springs",
        claim=eq(slope, times(lamda, F[j], add(theta[j], -anchor[j]))), steps=steps,
        symbols={theta[i]: "is a parameter", anchor[i]: "its value after the first task",
                 F[i]: "its importance for that task", lamda: "the strength of all springs", E: "what they cost"},
        definitions={E: energy})


@sized()
def fisher_is_expected_bend(answers: int = 2) -> Proof:
    """The mean square slope of ln p is the mean bend of -ln p: where slopes are steep, to go away costs much.

    The chances are any functions that are smooth: `.given(p_1=...)` chooses one for each answer but the last.

    Book:
        sec-life-long
    """
    theta, u = sp.symbols("theta u", real=True)
    p = [sp.Function(f"p_{i + 1}", positive=True) for i in range(answers)]
    chances = [pi(theta) for pi in p]
    logs = [sp.log(chance) for chance in chances]
    squares = add(*[times(chance, sp.Derivative(log, theta)**2) for chance, log in zip(chances, logs)])
    bends = add(*[times(chance, -sp.Derivative(log, (theta, 2))) for chance, log in zip(chances, logs)])
    slope, bend = sp.Derivative(chances[0], theta), sp.Derivative(chances[0], (theta, 2))
    all_bends = add(*[sp.Derivative(chance, (theta, 2)) for chance in chances])
    steps = (
        Step(eq(add(*chances), 1), "The chances of all answers depend on a parameter, and add up to 1."),
        Step(eq(sp.Derivative(logs[0], theta), slope / chances[0]), "The slope of the logarithm of one of them."),
        Step(eq(-sp.Derivative(logs[0], (theta, 2)), add(sp.Derivative(logs[0], theta)**2, -bend / chances[0])),
             "Its bend, with the sign turned. The quotient rule gives the square of that slope, and one more term."),
        Step(eq(bends, add(squares, -all_bends)),
             "Multiply by the chances and add up, as the mean over answers does. In the last term the chance cancels."),
        Step(eq(all_bends, 0), "What always adds up to 1 has slopes and bends that add up to 0: both means are equal."),
    )
    return Proof(
        name="fisher_is_expected_bend", title="Steep slopes, bent valley",
        claim=eq(bends, squares), steps=steps,
        symbols={theta: "is a parameter", chances[0]: "the chance that the model gives to the first answer"},
        definitions={p[-1]: sp.Lambda(u, 1 - sum(pi(u) for pi in p[:-1]))})
