"""The chain rule in the words of a neuron: a guess, a weight, a layer, all outputs, a whole batch."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, sized, times

Table = sp.ImmutableMatrix
COST = sp.Symbol("C", real=True)


def _slope(name: sp.Symbol, of: sp.Symbol = COST) -> sp.Derivative:
    return sp.Derivative(of, name)


@functools.cache
def slope_by_hand() -> Proof:
    """The slope of a squared error in the weight of a guess ŷ = wx.

    Book:
        chain-rule
    """
    w, x, y, yhat, u = sp.symbols("w x y yhat u", real=True)
    cost = sp.Function("C")
    behind = sp.Derivative(cost(yhat, y), yhat)
    steps = (
        Step(eq(yhat, w * x), "The guess."),
        Step(eq(COST, (yhat - y)**2), "Its cost: the square of its error."),
        Step(eq(_slope(w, yhat), x), "How far does the guess move for each unit of the weight? By $x$."),
        Step(eq(behind, times(2, yhat - y)), "The cost moves by this for each unit of the guess: the slope of a square."),
        Step(eq(_slope(w), times(_slope(w, yhat), behind)), "One behind the other: multiply."),
    )
    return Proof(
        name="slope_by_hand", title="The slope of one guess",
        claim=eq(_slope(w), times(x, times(2, yhat - y))), steps=steps,
        symbols={w: "is the weight", x: "the input", yhat: "the guess", y: "the truth", COST: "the cost"},
        definitions={COST: cost(yhat, y), yhat: w * x, cost: sp.Lambda((u, y), (u - y)**2)})


@functools.cache
def slope_of_a_weight() -> Proof:
    """A weight's slope: what flows in on its wire, times the slope of the cost behind it.

    Book:
        sec-one-weight
    """
    w1, w2, x1, x2, b, z, y = sp.symbols("w_1 w_2 x_1 x_2 b z y", real=True)
    cost = sp.Function("C")
    behind = sp.Derivative(cost(z, y), z)
    steps = (
        Step(eq(z, add(w1 * x1, w2 * x2, b)), "The neuron's weighted sum."),
        Step(eq(_slope(w1), times(_slope(w1, z), behind)),
             "The weight reaches the cost through the sum alone, whatever comes after it: one path, two slopes."),
        Step(eq(_slope(w1, z), x1), "The sum moves by what comes in on the weight's wire."),
    )
    return Proof(
        name="slope_of_a_weight", title="The slope of a weight",
        claim=eq(_slope(w1), times(x1, behind)), steps=steps,
        symbols={w1: "is a weight", x1: "its input", z: "the weighted sum", COST: "the cost, any smooth function of it"},
        definitions={COST: cost(z, y), z: w1 * x1 + w2 * x2 + b})


@functools.cache
def slope_of_a_sum() -> Proof:
    """The triangle neuron: the slopes behind a neuron, weighted, added and amplified by σ'(z).

    Book:
        sec-backward-pass
    """
    z, a, z1, z2, w3, w4, p, q = sp.symbols("z a z' z'' w_3 w_4 p q", real=True)
    sigma, cost = sp.Function("sigma"), sp.Function("C")
    behind = add(times(w3, sp.Derivative(cost(z1, z2), z1)), times(w4, sp.Derivative(cost(z1, z2), z2)))
    steps = (
        Step(eq(a, sigma(z)), "The sum is bent."),
        Step(eq(Table([z1, z2]), Table([w3 * a + p, w4 * a + q])),
             "What comes out goes to two neurons, each with a weight of its own. What else flows into them, $p$ and "
             "$q$, does not move."),
        Step(eq(_slope(z, a), sp.Derivative(sigma(z), z)), "From the sum to the output there is one path."),
        Step(eq(_slope(a), behind), "From the output to the cost there are two. They add."),
    )
    return Proof(
        name="slope_of_a_sum", title="The triangle neuron",
        claim=eq(_slope(z), times(sp.Derivative(sigma(z), z), behind)), steps=steps,
        symbols={z: "is a neuron's weighted sum", a: "its output", w3: "and", w4: "are the weights on its way out",
                 z1: "and", z2: "the sums they lead to"},
        definitions={COST: cost(z1, z2), z1: w3 * a + p, z2: w4 * a + q, a: sigma(z)})


@sized()
def slope_through_all_outputs(outputs: int = 3) -> Proof:
    """Where every output depends on every z, as in softmax, a z reaches the cost through all of them.

    Book:
        sec-all-outputs
    """
    z = sp.symbols(f"z_1:{outputs + 1}", real=True)
    yhat = sp.symbols(f"yhat_1:{outputs + 1}", real=True)
    cost, output = sp.Function("C"), [sp.Function(f"f_{i + 1}") for i in range(outputs)]
    paths = add(*[times(_slope(z[0], y), sp.Derivative(cost(*yhat), y)) for y in yhat])
    steps = (
        Step(eq(Table(yhat), Table([f(*z) for f in output])), "Each output is made from all of the sums."),
        Step(eq(COST, cost(*yhat)), "The cost is made from all of the outputs."),
    )
    return Proof(
        name="slope_through_all_outputs", title="All outputs at once", claim=eq(_slope(z[0]), paths), steps=steps,
        symbols={z[0]: "is one of the sums before the output", yhat[0]: "one of the outputs"},
        definitions={COST: cost(*yhat)} | {y: f(*z) for y, f in zip(yhat, output)})


@sized()
def slopes_of_a_batch(examples: int = 2, inputs: int = 2, neurons: int = 2) -> Proof:
    """The backward pass of Z = XW + b in matrices: dW = Xᵀ dZ, db = 1ᵀ dZ, dX = dZ Wᵀ.

    Book:
        sec-in-matrices
    """
    def entries(letter: str, rows: int, columns: int):
        return Table(rows, columns, lambda i, j: sp.Symbol(f"{letter}_{i + 1}{j + 1}", real=True))

    shapes = {"X": (examples, inputs), "W": (inputs, neurons), "b": (1, neurons), "Z": (examples, neurons)}
    whole = {letter: sp.MatrixSymbol(letter, *shape) for letter, shape in shapes.items()}
    single = {letter: entries(letter, *shape) for letter, shape in shapes.items()}
    slopes = {letter: sp.MatrixSymbol(f"d{letter}", *shape) for letter, shape in shapes.items()}
    one, L, loss = sp.MatrixSymbol("1", examples, 1), sp.Symbol("L", real=True), sp.Function("L")
    sums = single["X"] * single["W"] + sp.ones(examples, 1) * single["b"]
    behind = loss(*single["Z"])
    definitions = {one: sp.ones(examples, 1).as_immutable(), L: behind} | dict(zip(single["Z"], sums))
    definitions |= {whole[letter]: single[letter] for letter in "XWb"} | {whole["Z"]: single["Z"]}
    definitions |= {slopes[letter]: single[letter].applyfunc(lambda entry: sp.Derivative(L, entry)) for letter in "XWb"}
    definitions[slopes["Z"]] = single["Z"].applyfunc(lambda entry: sp.Derivative(behind, entry))
    X, W, Z, dZ = whole["X"], whole["W"], whole["Z"], slopes["Z"]
    steps = (
        Step(eq(Z, sp.MatAdd(sp.MatMul(X, W), sp.MatMul(one, whole["b"]))),
             "The forward pass of a layer. The column of ones gives every example the same biases."),
        Step(eq(slopes["b"], sp.MatMul(one.T, dZ)),
             "A bias moves its sum one for one, in every example: its slopes are added over the rows."),
        Step(eq(slopes["X"], sp.MatMul(dZ, W.T)),
             "An input collects over all its wires: slope behind the wire, times the weight on it."),
    )
    return Proof(
        name="slopes_of_a_batch", title="The backward pass of a layer, in matrices",
        claim=eq(slopes["W"], sp.MatMul(X.T, dZ)), steps=steps,
        symbols={X: "has a row for each example", W: "a column for each neuron", Z: "the weighted sums",
                 dZ: "their slopes"},
        definitions=definitions)
