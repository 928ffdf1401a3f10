"""Why a model is wrong, and what it costs to keep its weights small."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

Column = sp.ImmutableMatrix


@functools.cache
def bias_variance_decomposition() -> Proof:
    """The expected squared error is bias² plus variance plus noise.

    To evaluate it, give the truth `f`, the `mean` and the `mean_square` of the predictions over all worlds, and the
    mean square of the `noise`.

    Book:
        sec-bv-decomposition
    """
    f, epsilon, yhat, y = sp.symbols("f epsilon yhat y", real=True)
    mean, mean_square, noise = sp.symbols("mean mean_square noise", real=True)
    E = sp.Function("expectation")

    def expectation(of: sp.Expr) -> sp.Expr:
        """What an expectation is: linear; a product for independent things; and 0 for the noise itself."""
        of_yhat, of_epsilon = (1, mean, mean_square), (1, 0, noise)
        terms = sp.Poly(sp.expand(of), yhat, epsilon).terms()
        return sp.Add(*[factor * of_yhat[a] * of_epsilon[b] for (a, b), factor in terms])

    bias, spread = add(f, -E(yhat)), add(yhat, -E(yhat))
    apart = add(bias**2, E(spread**2))
    steps = (
        Step(eq(y, add(f, epsilon)), "What we observe is the truth plus noise. The noise is 0 in the mean, and it is "
             "independent of the prediction, which was learned from other examples."),
        Step(eq(E(times(epsilon, add(f, -yhat))), times(E(epsilon), E(f - yhat))),
             "So the expectation of their product is the product of their expectations, and that is 0."),
        Step(eq(E((y - yhat)**2), add(E((f - yhat)**2), E(epsilon**2))),
             "Square $\\epsilon + (f - \\hat{y})$. Twice that product stands in the middle, and drops out."),
        Step(eq(add(f, -yhat), add(bias, -spread)),
             "How far is the prediction from the truth? Go by way of the mean prediction of all worlds."),
        Step(eq(E(times(bias, spread)), times(bias, E(spread))),
             "The first part is the same in every world, so it can stand outside. The second is 0 in the mean."),
        Step(eq(E((f - yhat)**2), apart), "Square the difference. Once more the product in the middle drops out."),
    )
    return Proof(
        name="bias_variance_decomposition", title="Bias, variance and noise",
        claim=eq(E((y - yhat)**2), add(bias**2, E(spread**2), E(epsilon**2))), steps=steps,
        symbols={f: "is the truth at a point", epsilon: "the noise", y: "what is observed there",
                 yhat: "the prediction of a model from a world drawn at random",
                 E(y): "an expectation over worlds and noise"},
        definitions={y: f + epsilon, E: expectation})


@functools.cache
def ridge_normal_equations() -> Proof:
    """Ridge regression of one feature in closed form: λ is added to what the feature does alone.

    To evaluate it, λ is called `lamda`.

    Book:
        regularization
    """
    i, n = sp.symbols("i n", integer=True, positive=True)
    x, y = sp.IndexedBase("x", real=True), sp.IndexedBase("y", real=True)
    w, b, L = sp.Symbol("w", real=True), sp.Symbol("b", real=True), sp.Symbol("L")
    lam = sp.Symbol("lamda", positive=True)
    names = sx, sy, sxx, sxy = sp.symbols("S_x S_y S_xx S_xy", real=True)
    sums = [sp.Sum(term, (i, 1, n)) for term in (x[i], y[i], x[i]**2, x[i] * y[i])]
    best_w, best_b = sp.symbols("what bhat", real=True)
    formula_w, formula_b = (n * sxy - sx * sy) / (n * sxx - sx**2 + n * lam), (sy - best_w * sx) / n
    square = Column([[n, sx], [sx, sxx + lam]])
    u, v = sp.symbols("u v", real=True)
    loss = add(sp.Sum((b + w * x[i] - y[i])**2, (i, 1, n)), lam * w**2)
    steps = (
        Step(eq(L, loss),
             "The sum of squared errors of the line $b + wx$, and a price on the weight. The bias is free."),
        Step(eq(sp.Derivative(L, b), 2 * (n * b + sx * w - sy)), "Its slope in the bias is the one of least squares."),
        Step(eq(sp.Derivative(L, w), 2 * (sx * b + (sxx + lam) * w - sxy)),
             "In the weight, $\\lambda w$ is added: it stands beside $S_{xx}w$, as more of the same."),
        Step(eq(Column([sp.Derivative(L, b) / 2, sp.Derivative(L, w) / 2]),
                square * Column([b, w]) - Column([sy, sxy])),
             "Set both to 0: the normal equations $(X^\\top X + \\lambda D)\\beta = X^\\top y$, where $D$ has a 1 for "
             "each weight and a 0 for the bias."),
        Step(eq(n * u**2 + 2 * sx * u * v + (sxx + lam) * v**2,
                add(sp.Sum((u + v * x[i])**2, (i, 1, n)), lam * v**2)),
             "Half the bend in any direction $(u, v)$ is a sum of squares plus $\\lambda v^2$: a bowl, and never a "
             "flat one. There is one minimum, even where least squares has many."),
        Step(eq(square * Column([best_b, best_w]), Column([sy, sxy])),
             "Call the pair that solves them $\\hat b$ and $\\hat w$."),
        Step(eq(best_w, formula_w),
             "Eliminate the bias. Only the denominator differs from least squares: the larger $\\lambda$, the nearer "
             "to 0 is the weight. It never gets there."),
        Step(eq(best_b, formula_b), "The bias is as before: the line passes through the mean of the data."),
    )
    solved = square.LUsolve(Column([sy, sxy]))
    return Proof(
        name="ridge_normal_equations", title="The line of ridge regression",
        claim=eq(Column([best_b, best_w]), Column([formula_b, formula_w])), steps=steps,
        symbols={x[i]: "is the feature of example $i$", y[i]: "its target", n: "the number of examples",
                 lam: "the price of weight", best_w: "the best weight", best_b: "the best bias"},
        definitions={L: loss, **dict(zip(names, sums)),
                     best_b: solved[0], best_w: solved[1]})


@functools.cache
def ridge_gaussian_prior() -> Proof:
    """Ridge regression finds the most likely line, if weights are taken to be Gaussian around 0 beforehand.

    Book:
        regularization
    """
    i, n = sp.symbols("i n", integer=True, positive=True)
    x, y = sp.IndexedBase("x", real=True), sp.IndexedBase("y", real=True)
    w, b = sp.symbols("w b", real=True)
    s, tau, lam = sp.symbols("s tau lamda", positive=True)
    of_s, of_tau = sp.symbols("Z_s Z_tau", positive=True)
    P, L, r, u = sp.Symbol("P"), sp.Symbol("L"), sp.Function("r"), sp.Symbol("u", real=True)
    exponent, log_prior = -u**2 / (2 * s**2), add(-w**2 / (2 * tau**2), -sp.log(of_tau))
    log_posterior = add(sp.Sum(-r(i)**2 / (2 * s**2) - sp.log(of_s), (i, 1, n)), log_prior)
    loss = add(sp.Sum(r(i)**2, (i, 1, n)), times(lam, w**2))
    slopes = [Column([sp.Derivative(of, w), sp.Derivative(of, b)]) for of in (P, L)]
    steps = (
        Step(eq(r(i), y[i] - b - w * x[i]), "The error of the line on one example."),
        Step(eq(sp.log(times(1 / of_s, sp.exp(exponent))), add(exponent, -sp.log(of_s))),
             "If errors are Gaussian with deviation $s$, this is the logarithm of the density of an error $u$. Up to a "
             "factor and a constant it is minus the square of the error."),
        Step(eq(P, log_posterior),
             "Examples are independent, so their logarithms add. Before we saw any, we took the weight to be Gaussian "
             "around 0 with deviation $\\tau$; that adds one more. By Bayes this is the logarithm of how likely the "
             "line is now, up to a constant."),
        Step(eq(sp.Derivative(P, w), -sp.Derivative(L, w) / (2 * s**2)),
             "Its slope in the weight is the slope of ridge's loss, times a negative number, if "
             "$\\lambda = s^2/\\tau^2$."),
        Step(eq(sp.Derivative(P, b), -sp.Derivative(L, b) / (2 * s**2)),
             "So is its slope in the bias, of which nothing was assumed beforehand. Where one has its minimum the "
             "other has its maximum."),
    )
    return Proof(
        name="ridge_gaussian_prior", title="Ridge is a Gaussian prior",
        claim=eq(slopes[0], -slopes[1] / (2 * s**2)), steps=steps,
        symbols={P: "is the logarithm of the posterior", L: "the loss of ridge, $\\sum r^2 + \\lambda w^2$",
                 s: "the deviation of the errors", tau: "the deviation of the weight beforehand",
                 of_s: "is $s\\sqrt{2\\pi}$", of_tau: "is $\\tau\\sqrt{2\\pi}$", lam: "is $s^2/\\tau^2$"},
        definitions={r: sp.Lambda(i, y[i] - b - w * x[i]), lam: s**2 / tau**2, L: loss, P: log_posterior,
                     of_s: s * sp.sqrt(2 * sp.pi), of_tau: tau * sp.sqrt(2 * sp.pi)})


@functools.cache
def weight_decay_step() -> Proof:
    """A step down a loss with an L2 penalty shrinks the weight by a share and then steps down the loss alone.

    To evaluate it, λ is called `lamda`.

    Book:
        regularization
    """
    w = sp.Symbol("w", real=True)
    eta, lam, size = sp.symbols("eta lamda d", positive=True)
    L = sp.Function("L")
    slope = sp.Derivative(L(w), w)
    priced = sp.Derivative(L(w) + lam * w**2, w)
    steps = (
        Step(eq(priced, add(slope, 2 * lam * w)), "The price $\\lambda w^2$ adds $2\\lambda w$ to the slope."),
        Step(eq(add(w, -times(eta, priced)), add(w, -2 * eta * lam * w, -times(eta, slope))),
             "Take a step of gradient descent."),
        Step(eq(add(w, -2 * eta * lam * w), times(1 - 2 * eta * lam, w)),
             "Of the weight itself, the share $2\\eta\\lambda$ is taken away: the weight decays. The rest is the step "
             "that we would have taken anyway."),
        Step(eq(add(w, times(-eta / size, priced)), add(times(1 - 2 * eta * lam / size, w), times(-eta / size, slope))),
             "A method that divides the whole slope by a size $d$, as Adam and Adagrad do, divides the share as well. "
             "Weights with steep slopes then hardly decay. L2 and weight decay part company here."),
    )
    return Proof(
        name="weight_decay_step", title="L2 is weight decay, for gradient descent",
        claim=eq(add(w, -times(eta, priced)), add(times(1 - 2 * eta * lam, w), -times(eta, slope))), steps=steps,
        symbols={w: "is a weight", L(w): "the loss", lam: "the price of weight", eta: "the learning rate"})
