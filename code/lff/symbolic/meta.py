"""A slope through a step of descent: what one step from here will do to another loss."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times


@functools.cache
def slope_through_a_step() -> Proof:
    """The loss after a step moves with the start before it, less the share that the step makes good: 1 - ηk.

    Book:
        sec-learning-to-learn
    """
    theta, start, c, m, after, u = sp.symbols("theta theta_0 c m theta_1 u", real=True)
    rate, k, h = sp.symbols("eta k h", positive=True)
    seen, unseen = sp.Function("L"), sp.Function("U")
    half = sp.Rational(1, 2)
    slope = sp.Derivative(seen(start), start)
    through = sp.Derivative(unseen(after), start)
    steps = (
        Step(eq(seen(theta), times(half, k, (theta - c)**2)),
             "The loss that the step goes down: a parabola around $c$."),
        Step(eq(unseen(theta), times(half, h, (theta - m)**2)),
             "The loss that judges the step: another parabola, around $m$."),
        Step(eq(slope, times(k, start - c)), "The slope where we start."),
        Step(eq(after, add(start, -times(rate, k, start - c))), "One step of descent."),
        Step(eq(sp.Derivative(after, start), 1 - rate * k),
             "How far does the end of the step move with its start? One for one, if the step stayed the same. But the "
             "slope changes too, by the second derivative $k$, and the step takes that share back."),
        Step(eq(through, times(1 - rate * k, times(h, after - m))),
             "The chain rule: that, times the slope of the judging loss at the end of the step."),
    )
    return Proof(
        name="slope_through_a_step", title="A slope through a step",
        claim=eq(through, times(1 - rate * k, h, after - m)), steps=steps,
        symbols={start: "is the start", after: "where one step leads", rate: "the learning rate",
                 seen(theta): "the loss that the step goes down", unseen(theta): "the loss that judges it"},
        definitions={after: start - rate * k * (start - c), seen: sp.Lambda(u, half * k * (u - c)**2),
                     unseen: sp.Lambda(u, half * h * (u - m)**2)})
