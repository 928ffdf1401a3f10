"""The one step of backpropagation that is done by hand, in exact arithmetic."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

Column = sp.ImmutableMatrix


def _network(mark: str):
    """Names for the network's weights and for what it computes; `mark` tells before from after."""
    W = [[sp.Symbol(f"W{mark}_{j}{i}") for i in (1, 2)] for j in (1, 2)]
    v = [sp.Symbol(f"v{mark}_{j}") for j in (1, 2)]
    h = [sp.Symbol(f"h{mark}_{j}") for j in (1, 2)]
    return W, v, h, sp.Symbol(f"yhat{mark}"), sp.Symbol(f"L{mark}")


@functools.cache
def one_step_example() -> Proof:
    """One step of descent by hand: the prediction moves from 2.9 to 1.3478375, and the loss from 2.205 to .15006.

    Book:
        sec-one-step
    """
    x, y, eta, e = sp.symbols("x_1 x_2"), sp.Symbol("y"), sp.Symbol("eta"), sp.Symbol("e")
    before, after = _network(""), _network("^new")
    W, v, h, yhat, L = before
    W_new, v_new, h_new, yhat_new, L_new = after
    number = sp.Rational

    definitions = {x[0]: number("0.5"), x[1]: number(1), y: number("0.8"), eta: number("0.1"),
                   W[0][0]: number(1), W[0][1]: number("0.5"), W[1][0]: number("0.5"), W[1][1]: number("0.7"),
                   v[0]: number(1), v[1]: number(2), e: yhat - y}
    for weights, outer, middle, answer, loss in (before, after):
        definitions |= {middle[j]: weights[j][0] * x[0] + weights[j][1] * x[1] for j in range(2)}
        definitions |= {answer: outer[0] * middle[0] + outer[1] * middle[1], loss: (y - answer)**2 / 2}
    # The new weights are defined by derivatives, taken of the loss with its names still in place.
    named = (y - (v[0] * (W[0][0] * x[0] + W[0][1] * x[1]) + v[1] * (W[1][0] * x[0] + W[1][1] * x[1])))**2 / 2
    definitions |= {v_new[j]: v[j] - eta * sp.diff(named, v[j]) for j in range(2)}
    definitions |= {W_new[j][i]: W[j][i] - eta * sp.diff(named, W[j][i]) for j in range(2) for i in range(2)}

    def values(*texts):
        return Column([number(text) for text in texts])

    def table(*rows):
        return Column([[number(text) for text in row] for row in rows])

    result = values("0.79", "1.8005", "0.895", "0.29", "0.29", "0.28", "1.3478375")
    claim = eq(Column([*v_new, *W_new[0], *W_new[1], yhat_new]), result)
    steps = (
        Step(eq(Column(h), values("1", "0.95")),
             "Forward: each hidden neuron adds up its weighted inputs, $h = Wx$. There is no activation here."),
        Step(eq(yhat, times(v[0], h[0]) + times(v[1], h[1])), "The answer weighs the two hidden values."),
        Step(eq(yhat, number("2.9")), "That is far too large, for the target is 0.8."),
        Step(eq(L, number("2.205")), "The loss is half the squared error, $(0.8 - 2.9)^2/2$."),
        Step(eq(e, number("2.1")), "Backward: the slope of that loss in the answer is the error, $\\hat y - y$."),
        Step(eq(Column([times(e, h[0]), times(e, h[1])]), values("2.1", "1.995")),
             "The slope in each weight $v_j$ is the error times what flows in through it, $h_j$."),
        Step(eq(Column(2, 2, [times(e, v[j], x[i]) for j in range(2) for i in range(2)]),
                table(("1.05", "2.1"), ("2.1", "4.2"))),
             "The slope in each $W_{ji}$ is the error, passed back through the old $v_j$, times the input $x_i$."),
        Step(eq(Column([add(v[0], -times(eta, e, h[0])), add(v[1], -times(eta, e, h[1]))]), values("0.79", "1.8005")),
             "Step: subtract $\\eta = 0.1$ times the slope from each weight. First $v$."),
        Step(eq(Column([W_new[0], W_new[1]]), table(("0.895", "0.29"), ("0.29", "0.28"))), "Then $W$."),
        Step(eq(Column(h_new), values("0.7375", "0.425")), "Forward again, with the new weights."),
        Step(eq(yhat_new, number("1.3478375")), "The answer has moved most of the way to the target."),
        Step(eq(L_new, number("1.3478375") ** 2 / 2 - number("0.8") * number("1.3478375") + number("0.32")),
             "The loss has fallen, to about 0.15. The 1.3478 is the prediction, not the loss."),
    )
    return Proof(
        name="one_step_example", title="One step of backpropagation by hand", claim=claim, steps=steps,
        symbols={x[0]: "and", x[1]: "are the inputs 0.5 and 1", y: "is the target", eta: "is the learning rate"},
        definitions=definitions, decimals=True)
