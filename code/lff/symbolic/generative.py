"""From two Gaussians, by Bayes, to a boundary between their classes: straight if they share a covariance."""

from __future__ import annotations

import functools
from collections.abc import Callable

import sympy as sp

from lff.symbolic.bayes import POSTERIOR, SIGMOID
from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

Column = sp.ImmutableMatrix


def _bilinear(vectors: dict[sp.Symbol, tuple], middle: sp.Matrix) -> Callable[[sp.Expr, sp.Expr], sp.Expr]:
    """uᵀ M v for sums u and v of named vectors, written out in the vectors' entries."""
    def entries(of: sp.Expr) -> sp.Matrix:
        whole = sp.expand(of)
        return sum((whole.coeff(name) * Column(vector) for name, vector in vectors.items()), Column([0, 0]))

    return lambda u, v: (entries(u).T * middle * entries(v))[0]


def _covariance(letter: str, det: sp.Symbol):
    """A covariance's adjoint, which is its inverse times its determinant, and what the determinant makes of one entry.

    A positive variance and a positive determinant are what makes a symmetric matrix a covariance of full rank.
    """
    first, last = sp.symbols(f"{letter}_11 {letter}_22", positive=True)
    cross = sp.Symbol(f"{letter}_12", real=True)
    return Column([[last, -cross], [-cross, first]]), {last: (det + cross**2) / first}


def _points():
    names = x, mu1, mu2 = sp.symbols("x mu_1 mu_2", real=True)
    entries = [sp.symbols(f"{letter}1 {letter}2", real=True) for letter in ("x_", "mu_1", "mu_2")]
    return names, dict(zip(names, entries))


@functools.cache
def posterior_is_sigmoid() -> Proof:
    """Two Gaussians in the plane with one covariance: the posterior is σ(wᵀx + b), and these are w and b.

    To evaluate it, give `x_1`, `x_2`, the means `mu_11`, `mu_12` and `mu_21`, `mu_22`, of the covariance `Sigma_11`,
    `Sigma_12` and the determinant `D`, and the counts `N_1` and `N_2`. At x = 0 it is σ(b).

    Book:
        generative-classifiers
    """
    (x, mu1, mu2), vectors = _points()
    D, N1, N2, f1, f2 = sp.symbols("D N_1 N_2 f_1 f_2", positive=True)
    w1, w2, w, b, z = sp.symbols("w_1 w_2 w b z", real=True)
    sigma, form, dot = sp.Function("sigma"), sp.Function("form"), sp.Function("dot")
    adjoint, entry = _covariance("Sigma", D)
    apart = Column([m - k for m, k in zip(vectors[mu1], vectors[mu2])])
    weights = adjoint * apart / D
    front = 1 / (2 * sp.pi * sp.sqrt(D))
    half = sp.Rational(1, 2)

    def square(mu):
        return form(x - mu, x - mu)

    constant = add(-half * form(mu1, mu1), half * form(mu2, mu2))
    steps = (
        Step(eq(POSTERIOR, f1 * N1 / add(f1 * N1, f2 * N2)),
             "Bayes, with the priors counted: $N_1$ and $N_2$ examples of the two classes."),
        Step(eq(POSTERIOR, sigma(z)),
             "Divide above and below by the numerator. That is the sigmoid of the logarithm of a ratio; call it "
             "$z$."),
        Step(eq(z, add(sp.log(f1 / f2), sp.log(N1 / N2))), "The ratio of the densities, and that of the counts."),
        Step(eq(f1, times(front, sp.exp(-square(mu1) / 2))),
             "The density of the first class is Gaussian. The second one differs in its mean only: $D$ is the "
             "determinant of the covariance that they share."),
        Step(eq(sp.log(f1 / f2), add(-half * square(mu1), half * square(mu2))),
             "So the factors in front cancel, and the logarithm takes away the exponential."),
        Step(eq(square(mu1), add(form(x, x), -2 * form(mu1, x), form(mu1, mu1))), "Multiply out."),
        Step(eq(sp.log(f1 / f2), add(form(mu1 - mu2, x), *constant.args)),
             "In both of them stands $x^\\top \\Sigma^{-1} x$, once with a minus. It cancels: nothing quadratic "
             "in $x$ is left."),
        Step(eq(Column([w1, w2]), sp.MatMul(1 / D, adjoint, apart, evaluate=False)),
             "What multiplies $x$ is the weight vector, $w = \\Sigma^{-1}(\\mu_1 - \\mu_2)$."),
        Step(eq(b, add(*constant.args, sp.log(N1 / N2))), "What is left is the bias, with the logarithm of the "
             "counts in it."),
        Step(eq(z, add(dot(w, x), b)), "So $z$ is a straight line's score."),
    )
    return Proof(
        name="posterior_is_sigmoid", title="With one covariance, the posterior is a sigmoid of a line",
        claim=eq(POSTERIOR, sigma(add(dot(w, x), b))), steps=steps,
        symbols={POSTERIOR: "is the chance of the first class once $x$ is known", f1: "its density at $x$",
                 mu1: "its mean", N1: "the number of its examples", D: "the determinant of the covariance $\\Sigma$"},
        definitions={POSTERIOR: f1 * N1 / (f1 * N1 + f2 * N2), z: sp.log(f1 * N1 / (f2 * N2)), sigma: SIGMOID,
                     f1: front * sp.exp(-square(mu1) / 2), f2: front * sp.exp(-square(mu2) / 2),
                     **entry, form: _bilinear(vectors, adjoint / D),
                     dot: _bilinear({**vectors, w: weights}, sp.eye(2)), w1: weights[0], w2: weights[1],
                     b: constant + sp.log(N1 / N2)})


@functools.cache
def own_covariance_boundary() -> Proof:
    """With a covariance for each class, a quadratic term remains: the boundary is a conic, and not a line.

    To evaluate it, give `x_1`, `x_2`, the means `mu_11`, `mu_12` and `mu_21`, `mu_22`, of the covariances `S_11`,
    `S_12` and `T_11`, `T_12`, their determinants `D_1` and `D_2`, and the counts `N_1` and `N_2`.

    Book:
        generative-classifiers
    """
    (x, mu1, mu2), vectors = _points()
    D1, D2, N1, N2, f1, f2 = sp.symbols("D_1 D_2 N_1 N_2 f_1 f_2", positive=True)
    z, r1, r2, c = sp.symbols("z r_1 r_2 c", real=True)
    half = sp.Rational(1, 2)
    form_1, form_2 = sp.Function("form_1"), sp.Function("form_2")
    (adjoint_1, entry_1), (adjoint_2, entry_2) = _covariance("S", D1), _covariance("T", D2)

    def density(det, distance):
        return times(1 / (2 * sp.pi * sp.sqrt(det)), sp.exp(-distance / 2))

    from_1, from_2 = form_1(x - mu1, x - mu1), form_2(x - mu2, x - mu2)
    quadratic = add(-half * form_1(x, x), half * form_2(x, x))
    linear = add(form_1(mu1, x), -form_2(mu2, x))
    widths = half * sp.log(D2 / D1)
    constant = add(-half * form_1(mu1, mu1), half * form_2(mu2, mu2), widths, sp.log(N1 / N2))
    steps = (
        Step(eq(f1, density(D1, r1)), "The density of the first class, with a covariance of its own."),
        Step(eq(r1, from_1),
             "In the exponent stands the squared distance from the first mean, in deviations of the first class. "
             "The second class has the same with its own mean and covariance."),
        Step(eq(z, add(sp.log(f1 / f2), sp.log(N1 / N2))),
             "As before, the posterior is the sigmoid of $z$. The boundary is where $z = 0$."),
        Step(eq(sp.log(f1 / f2), add(-half * r1, half * r2, widths)),
             "This time the factors in front leave the ratio of the determinants behind: the wider bell is the "
             "lower one."),
        Step(eq(r1, add(form_1(x, x), -2 * form_1(mu1, x), form_1(mu1, mu1))),
             "Multiply out, and $r_2$ in the same way. What is quadratic in $x$ does not cancel, unless the two "
             "covariances are equal."),
        Step(eq(c, constant), "What does not depend on $x$ is collected in one number."),
    )
    return Proof(
        name="own_covariance_boundary", title="With covariances of their own, the boundary is curved",
        claim=eq(z, add(*quadratic.args, *linear.args, c)), steps=steps,
        symbols={z: "is the number whose sigmoid is the posterior of the first class", f1: "and",
                 f2: "are the densities at $x$", r1: "and", r2: "are the squared distances of $x$ from the means",
                 N1: "and", N2: "are the numbers of examples", D1: "and",
                 D2: "are the determinants of the covariances", c: "is a number without $x$ in it"},
        definitions={z: sp.log(f1 * N1 / (f2 * N2)), f1: density(D1, r1), f2: density(D2, r2), r1: from_1,
                     r2: from_2, c: constant, form_1: _bilinear(vectors, adjoint_1 / D1),
                     form_2: _bilinear(vectors, adjoint_2 / D2), **entry_1, **entry_2})
