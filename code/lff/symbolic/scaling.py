"""What the shape of a bowl costs in steps, and what scaling its features does to that shape."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times


@functools.cache
def best_rate() -> Proof:
    """With the best learning rate a bowl of condition number κ shrinks the distance by (κ - 1)/(κ + 1).

    Book:
        sec-fs-cost
    """
    steep, flat, rate = sp.symbols("lambda_1 lambda_2 eta", positive=True)
    steep_factor, flat_factor, kappa, best = sp.symbols("s f kappa eta_*", real=True)
    shrink = (steep - flat) / add(steep, flat)
    steps = (
        Step(eq(add(times(steep, flat_factor), times(flat, steep_factor)), steep - flat),
             "A step multiplies the distance along the flat axis by $f = 1 - \\eta\\lambda_2$, and along the steep axis by "
             "$-s$, with $s = \\eta\\lambda_1 - 1$. Weigh the two like this, and $\\eta$ cancels."),
        Step(eq(add(times(steep / add(steep, flat), flat_factor), times(flat / add(steep, flat), steep_factor)), shrink),
             "Divide by $\\lambda_1 + \\lambda_2$. A weighted mean of $f$ and $s$ is the same whatever the rate, so the larger "
             "of the two is never below it."),
        Step(eq(1 - times(best, flat), times(best, steep) - 1),
             "The best that can be had is both at that mean, hence equal. At $\\eta_* = 2/(\\lambda_1 + \\lambda_2)$ they are."),
        Step(eq(shrink, (kappa - 1) / (kappa + 1)),
             "Divide top and bottom by $\\lambda_2$: only the ratio $\\kappa = \\lambda_1/\\lambda_2$ counts."),
    )
    return Proof(
        name="best_rate", title="What the condition number costs",
        claim=eq(1 - times(best, flat), (kappa - 1) / (kappa + 1)), steps=steps,
        symbols={steep: "is the largest eigenvalue of the Hessian", flat: "is the smallest",
                 kappa: "is their ratio", rate: "is a learning rate", best: "is the best one"},
        definitions={steep_factor: rate * steep - 1, flat_factor: 1 - rate * flat, kappa: steep / flat,
                     best: 2 / (steep + flat)})


@functools.cache
def steps_by_condition() -> Proof:
    """How many steps at the best rate take the distance to a thousandth: all but proportional to κ.

    Book:
        sec-fs-cost
    """
    kappa, t, N = sp.Symbol("kappa", positive=True), sp.Symbol("t", positive=True), sp.Symbol("N", positive=True)
    growth = (kappa + 1) / (kappa - 1)
    needed = sp.log(1000) / sp.log(growth)
    steps = (
        Step(eq(sp.exp(-times(N, sp.log(growth))), sp.Rational(1, 1000)),
             "Each step divides the distance by $(\\kappa + 1)/(\\kappa - 1)$. After $N$ steps a thousandth is left."),
        Step(eq(N, needed), "Solve for $N$."),
        Step(eq(sp.Limit(times(kappa, sp.log(growth)), kappa, sp.oo), 2),
             "For a large condition number the logarithm is about $2/\\kappa$."),
    )
    return Proof(
        name="steps_by_condition", title="Steps against condition number",
        claim=eq(sp.Limit(N / times(kappa / 2, sp.log(1000)), kappa, sp.oo), 1), steps=steps,
        symbols={kappa: "is the condition number", N: "the number of steps"}, definitions={N: needed},
        domain={kappa: 1 + t})


@functools.cache
def scaled_pair() -> Proof:
    """Two features of one spread: the condition number is (1 + ρ)/(1 - ρ), by their correlation alone.

    Book:
        sec-fs-correlated
    """
    a, c = sp.symbols("a c", positive=True)
    rho, u, v, lam = sp.symbols("rho u v lambda", real=True)
    first, second, kappa = sp.symbols("lambda_1 lambda_2 kappa", real=True)
    E, S = sp.Function("E"), sp.Function("S")
    bend = sp.ImmutableMatrix([[2, 2 * rho], [2 * rho, 2]])
    surface = add(u**2, times(2, rho, u, v), v**2)
    scaled = S(u, v)
    hessian = sp.ImmutableMatrix([[sp.Derivative(scaled, (u, 2)), sp.Derivative(scaled, u, v)],
                                  [sp.Derivative(scaled, u, v), sp.Derivative(scaled, (v, 2))]])
    steps = (
        Step(eq(E(u / a, v / c), surface),
             "Be off by $w_1$ and $w_2$ from the best weights. The mean squared error grows by "
             "$E(w_1, w_2) = a^2 w_1^2 + 2\\rho\\,a c\\,w_1 w_2 + c^2 w_2^2$. A feature divided by its spread has a "
             "weight multiplied by it, $u = a w_1$ and $v = c w_2$, and the spreads are gone. Call what is left $S$."),
        Step(eq(hessian, bend), "So its bend is free of them too. The correlation is still there."),
        Step(eq(sp.Determinant(bend - lam * sp.eye(2)), (lam - first) * (lam - second)),
             "The eigenvalues are the roots of this polynomial, $\\lambda_1 = 2(1 + \\rho)$ and "
             "$\\lambda_2 = 2(1 - \\rho)$; their axes are the two diagonals."),
    )
    return Proof(
        name="scaled_pair", title="Two features after z-scores",
        claim=eq(kappa, add(1, rho) / (1 - rho)), steps=steps,
        symbols={a: "and", c: "are the spreads of the two features", rho: "is their correlation, not negative",
                 kappa: "is the condition number"},
        definitions={E: sp.Lambda((u, v), a**2 * u**2 + 2 * rho * a * c * u * v + c**2 * v**2),
                     S: sp.Lambda((u, v), surface), first: 2 * (1 + rho), second: 2 * (1 - rho), kappa: first / second})
