"""The whole backward pass of a small network, and the one step that is done by hand."""

from __future__ import annotations

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, sized, times

Column = sp.ImmutableMatrix


def _names(letter: str, *counts: int):
    """Symbols letter_1, letter_2, ... or, with two counts, letter_1_1, letter_1_2, ... as nested lists."""
    if len(counts) == 1:
        return [sp.Symbol(f"{letter}_{i + 1}", real=True) for i in range(counts[0])]
    return [[sp.Symbol(f"{letter}_{i + 1}{j + 1}", real=True) for j in range(counts[1])] for i in range(counts[0])]


@sized()
def two_layer_backward(inputs: int = 2, hidden: int = 2, outputs: int = 1) -> Proof:
    """Every entry of the gradient of z = xW + b, a = σ(z), ŷ = aV + c, for the mean squared error of one example.

    σ is any smooth function: `.given(sigma=...)` chooses one.

    Book:
        sec-every-formula-proved
    """
    x, y = _names("x", inputs), _names("y", outputs)
    W, b = _names("W", inputs, hidden), _names("b", hidden)
    V, c = _names("V", hidden, outputs), _names("c", outputs)
    z, a, yhat = _names("z", hidden), _names("a", hidden), _names("yhat", outputs)
    out, inner = _names("e", outputs), _names("delta", hidden)
    sigma, L = sp.Function("sigma"), sp.Symbol("L")
    sums = [sum((x[i] * W[i][j] for i in range(inputs)), b[j]) for j in range(hidden)]
    answers = [sum((a[j] * V[j][k] for j in range(hidden)), c[k]) for k in range(outputs)]
    loss = sum((yhat[k] - y[k])**2 for k in range(outputs)) / outputs
    errors = [times(sp.Rational(2, outputs), add(yhat[k], -y[k])) for k in range(outputs)]

    def amplified(j):
        return times(sp.Derivative(sigma(z[j]), z[j]), add(*[times(V[j][k], out[k]) for k in range(outputs)]))

    parameters = [c, [v for row in V for v in row], b, [w for row in W for w in row]]
    values = [out, [a[j] * out[k] for j in range(hidden) for k in range(outputs)], inner,
              [x[i] * inner[j] for i in range(inputs) for j in range(hidden)]]

    def slopes(group):
        return Column([sp.Derivative(L, parameter) for parameter in group])

    steps = (
        Step(eq(Column(z), Column(sums)), "The forward pass, first layer: each neuron's weighted sum."),
        Step(eq(Column(a), Column([sigma(zj) for zj in z])), "The activation bends each of them."),
        Step(eq(Column(yhat), Column(answers)), "The second layer is left straight, and puts out the answers."),
        Step(eq(L, loss), "The loss of this one example. A batch's gradient is the mean over its examples."),
        Step(eq(Column(out), Column(errors)),
             "The backward pass starts at the end, with the slope of the loss in each answer: call it $e$."),
        Step(eq(slopes(parameters[0]), Column(values[0])),
             "A bias of the last layer moves its answer one for one, so its slope is that $e$ itself."),
        Step(eq(slopes(parameters[1]), Column(values[1])),
             "A weight moves its answer by what flows in through it: its slope is the input $a$ times $e$."),
        Step(eq(Column(inner), Column([amplified(j) for j in range(hidden)])),
             "Now one layer back. A hidden neuron reaches the loss through every answer: the paths add, each weighted "
             "as in the forward pass. Then $\\sigma'(z)$, which the forward pass has fixed, amplifies the sum. "
             "Call the result $\\delta$."),
        Step(eq(slopes(parameters[2]), Column(values[2])),
             "From here on it is the same again: a hidden bias has its neuron's $\\delta$."),
        Step(eq(slopes(parameters[3]), Column(values[3])),
             "A hidden weight has its input times its neuron's $\\delta$."),
    )
    definitions = dict(zip(z, sums)) | {aj: sigma(zj) for aj, zj in zip(a, z)} | dict(zip(yhat, answers))
    definitions |= dict(zip(out, errors)) | {L: loss} | {d: amplified(j) for j, d in enumerate(inner)}
    every = [parameters[3], parameters[2], parameters[1], parameters[0]]
    value = [values[3], values[2], values[1], values[0]]
    return Proof(
        name="two_layer_backward", title="The backward pass of a network with two layers",
        claim=eq(Column([sp.Derivative(L, p) for group in every for p in group]),
                 Column([v for group in value for v in group])),
        steps=steps,
        symbols={x[0]: "is an input", W[0][0]: "the weight from it to the first hidden neuron",
                 b[0]: "that neuron's bias", V[0][0]: "a weight of the second layer", c[0]: "a bias of the second layer",
                 y[0]: "a target"},
        definitions=definitions)


