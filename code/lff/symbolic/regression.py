"""Linear and logistic regression: two models, one gradient, and the line that needs no descent."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, mean, sized, times

Column = sp.ImmutableMatrix


def _model():
    i, j, k, n, d = sp.symbols("i j k n d", integer=True, positive=True)
    X, y = sp.IndexedBase("X", real=True), sp.IndexedBase("y", real=True)
    w, b = sp.IndexedBase("w", real=True), sp.Symbol("b", real=True)
    z = sp.Function("z")
    score = sp.Lambda(i, b + sp.Sum(w[k] * X[i, k], (k, 1, d)))
    meanings = {X[i, j]: "is feature $j$ of example $i$", y[i]: "the target of that example", w[j]: "a weight",
                b: "the bias", n: "the number of examples", d: "the number of features"}
    return i, j, n, d, X, y, w, b, z, score, meanings


@sized()
def slopes_of_a_line(days: int = 3) -> Proof:
    """The slopes of any loss in the weight and the bias of ŷ = b + wx: over the days, and added.

    Book:
        sec-three-steps-two
    """
    w, b, L = sp.symbols("w b L", real=True)
    x, y = sp.symbols(f"x_1:{days + 1}", real=True), sp.symbols(f"yhat_1:{days + 1}", real=True)
    loss = sp.Function("L")(*y)
    by_day = [sp.Derivative(loss, guess) for guess in y]
    steps = (
        Step(eq(Column(y), Column([add(b, w * feature) for feature in x])), "The line's prediction for each day."),
        Step(eq(Column([sp.Derivative(y[0], w), sp.Derivative(y[0], b)]), Column([x[0], 1])),
             "A prediction moves by $x$ for each unit of the weight, and one for one with the bias."),
    )
    return Proof(
        name="slopes_of_a_line", title="The slopes of a line",
        claim=eq(Column([sp.Derivative(L, w), sp.Derivative(L, b)]),
                 Column([add(*[times(slope, feature) for slope, feature in zip(by_day, x)]), add(*by_day)])),
        steps=steps, symbols={L: "is a loss of all predictions", x[0]: "a feature", y[0]: "a prediction"},
        definitions={L: loss} | {guess: b + w * feature for guess, feature in zip(y, x)})


@functools.cache
def squared_error_slope() -> Proof:
    """The slope of the mean squared error in the weight of a line.

    Book:
        sec-three-steps-one
    """
    i, n = sp.symbols("i n", integer=True, positive=True)
    x, y, w, b, L = sp.IndexedBase("x"), sp.IndexedBase("y"), sp.Symbol("w"), sp.Symbol("b"), sp.Symbol("L")
    yhat = sp.Function("yhat")
    loss = mean((yhat(i) - y[i])**2, i, n)
    steps = (
        Step(eq(yhat(i), b + w * x[i]), "The prediction for each day."),
        Step(eq(L, loss), "The mean squared error of all of them."),
        Step(eq(sp.Derivative(yhat(i), w), x[i]), "A prediction moves by its feature for each unit of the weight."),
    )
    return Proof(
        name="squared_error_slope", title="The slope of the mean squared error in a weight",
        claim=eq(sp.Derivative(L, w), times(2 / n, sp.Sum(times(yhat(i) - y[i], x[i]), (i, 1, n)))), steps=steps,
        symbols={x[i]: "is a feature", y[i]: "a target", yhat(i): "a prediction", n: "the number of days"},
        definitions={L: loss, yhat: sp.Lambda(i, b + w * x[i])})


@functools.cache
def linear_regression_gradient() -> Proof:
    """The gradient of half the mean squared error of a line: the mean of (z - y) x.

    Book:
        logistic-regression
    """
    i, j, n, d, X, y, w, b, z, score, meanings = _model()
    L = sp.Symbol("L")
    loss = mean((z(i) - y[i])**2 / 2, i, n)
    by_weight, by_bias = sp.Derivative(L, w[j]), sp.Derivative(L, b)
    value = Column([mean((z(i) - y[i]) * X[i, j], i, n), mean(z(i) - y[i], i, n)])
    steps = (
        Step(eq(z(i), score(i)), "The model: each feature times its weight, all added up, and a bias."),
        Step(eq(L, loss), "Half the mean squared error. The half only spares us a factor 2 later."),
        Step(eq(sp.Derivative(z(i), w[j]), X[i, j]),
             "Nudge one weight: the score moves by the feature that the weight multiplies."),
        Step(eq(sp.Derivative(z(i), b), 1), "Nudge the bias: the score moves one for one."),
        Step(eq(sp.Derivative(L, w[j]), mean(times((z(i) - y[i]), sp.Derivative(z(i), w[j])), i, n)),
             "The chain rule, example by example: half of a square has the slope of what is squared, times the slope "
             "of the score. The bias goes the same way."),
    )
    return Proof(
        name="linear_regression_gradient", title="The gradient of linear regression",
        claim=eq(Column([by_weight, by_bias]), value), steps=steps,
        symbols={**meanings, z(i): "the prediction"}, definitions={L: loss, z: score})


@functools.cache
def logistic_regression_gradient() -> Proof:
    """The gradient of logistic regression has the same form: the mean of (σ(z) - y) x.

    Book:
        logistic-regression
    """
    i, j, n, d, X, y, w, b, z, score, meanings = _model()
    L, sigma = sp.Symbol("L"), sp.Function("sigma")
    u = sp.Symbol("z")
    s = sigma(z(i))
    loss = -mean(y[i] * sp.log(s) + (1 - y[i]) * sp.log(1 - s), i, n)
    outer = (s - y[i]) / (s * (1 - s))
    value = Column([mean((s - y[i]) * X[i, j], i, n), mean(s - y[i], i, n)])
    by_weight = sp.Derivative(L, w[j])
    steps = (
        Step(eq(z(i), score(i)), "The score is the one of linear regression. A sigmoid makes it a probability."),
        Step(eq(L, loss), "The loss is Bernoulli cross entropy."),
        Step(eq(by_weight, mean(times(outer, times(s, add(1, -s)), X[i, j]), i, n)),
             "Three stages, three slopes: of the loss in the probability, of the sigmoid, and of the score, which is "
             "the feature."),
        Step(eq(by_weight, mean((s - y[i]) * X[i, j], i, n)),
             "The sigmoid's slope cancels the denominator: prediction minus target, times the feature, as in linear "
             "regression. Only the prediction is made differently."),
        Step(eq(sp.Derivative(L, b), mean(s - y[i], i, n)), "The bias has a feature that is always 1."),
    )
    return Proof(
        name="logistic_regression_gradient", title="The gradient of logistic regression",
        claim=eq(Column([by_weight, sp.Derivative(L, b)]), value), steps=steps,
        symbols={**meanings, s: "the predicted probability"},
        definitions={L: loss, z: score, sigma: sp.Lambda(u, 1 / (1 + sp.exp(-u)))})


@functools.cache
def normal_equations() -> Proof:
    """Where the squared error of a line is least: the slope and the bias in closed form.

    Book:
        sec-looking-back-normal
    """
    i, n = sp.symbols("i n", integer=True, positive=True)
    x, y = sp.IndexedBase("x", real=True), sp.IndexedBase("y", real=True)
    w, b = sp.symbols("w b", real=True)
    L = sp.Symbol("L")
    names = sp.symbols("S_x S_y S_xx S_xy", real=True)
    sx, sy, sxx, sxy = names
    sums = [sp.Sum(term, (i, 1, n)) for term in (x[i], y[i], x[i]**2, x[i] * y[i])]
    loss = sp.Sum((b + w * x[i] - y[i])**2, (i, 1, n))
    best_w, best_b = sp.symbols("what bhat", real=True)
    formula_w, formula_b = (n * sxy - sx * sy) / (n * sxx - sx**2), (sy - best_w * sx) / n
    square = Column([[n, sx], [sx, sxx]])
    u, v = sp.symbols("u v", real=True)
    steps = (
        Step(eq(L, loss), "The sum of squared errors of the line $b + wx$. Its mean has the same minimum."),
        Step(eq(sp.Derivative(L, b), 2 * (n * b + sx * w - sy)),
             "Its slope in the bias. Only sums of the data appear; call them $S_x$, $S_y$, $S_{xx}$ and $S_{xy}$."),
        Step(eq(sp.Derivative(L, w), 2 * (sx * b + sxx * w - sxy)), "And its slope in the weight."),
        Step(eq(Column([sp.Derivative(L, b) / 2, sp.Derivative(L, w) / 2]),
                square * Column([b, w]) - Column([sy, sxy])),
             "Set both to 0: two linear equations with a symmetric matrix. It is $X^\\top X$, for a table $X$ whose "
             "first column is all ones, and these are the normal equations $X^\\top X \\beta = X^\\top y$."),
        Step(eq(n * u**2 + 2 * sx * u * v + sxx * v**2, sp.Sum((u + v * x[i])**2, (i, 1, n))),
             "Half the bend in any direction $(u, v)$ is a sum of squares. So the loss is a bowl, and where its "
             "slopes are 0 it is least."),
        Step(eq(square * Column([best_b, best_w]), Column([sy, sxy])),
             "Call the pair that solves them $\\hat b$ and $\\hat w$."),
        Step(eq(best_w, formula_w),
             "Eliminate the bias. The weight is what the feature and the target do together, over what the feature "
             "does alone."),
        Step(eq(best_b, formula_b),
             "The first equation then gives the bias: the line passes through the mean of the data. "
             "For more features there are more equations of the same kind."),
    )
    solved = square.LUsolve(Column([sy, sxy]))
    definitions = {L: loss, **dict(zip(names, sums)), best_b: solved[0], best_w: solved[1]}
    return Proof(
        name="normal_equations", title="The line of least squares",
        claim=eq(Column([best_b, best_w]), Column([formula_b, formula_w])), steps=steps,
        symbols={x[i]: "is the feature of example $i$", y[i]: "its target", n: "the number of examples",
                 best_w: "the best weight", best_b: "the best bias"},
        definitions=definitions)
