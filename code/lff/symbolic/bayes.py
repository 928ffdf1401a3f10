"""Bayes with two classes, and what is naive in naive Bayes."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

Column = sp.ImmutableMatrix

SIGMOID = sp.Lambda(sp.Symbol("z"), 1 / (1 + sp.exp(-sp.Symbol("z"))))
POSTERIOR = sp.Symbol(r"P({C}_1 \mid x)", positive=True)


@functools.cache
def bayes_two_classes() -> Proof:
    """The posterior of one of two classes is the sigmoid of the logarithm of a ratio.

    Book:
        generative-classifiers
    """
    P1, P2, f1, f2 = sp.symbols("P_1 P_2 f_1 f_2", positive=True)
    z, sigma = sp.Symbol("z", real=True), sp.Function("sigma")
    ratio = sp.log(P1 * f1 / (P2 * f2))
    steps = (
        Step(eq(POSTERIOR, f1 * P1 / add(f1 * P1, f2 * P2)),
             "Bayes: of all the ways to come to see $x$, what share goes through the first class? This one."),
        Step(eq(POSTERIOR, 1 / add(1, f2 * P2 / (f1 * P1))), "Divide above and below by the numerator."),
        Step(eq(z, ratio), "Call the logarithm of the ratio $z$."),
        Step(eq(sp.exp(-z), f2 * P2 / (f1 * P1)),
             "Then the fraction below is $e^{-z}$. Nothing was assumed about the densities, and the sigmoid is "
             "there."),
    )
    return Proof(
        name="bayes_two_classes", title="A posterior of two classes is a sigmoid",
        claim=eq(POSTERIOR, sigma(ratio)), steps=steps,
        symbols={POSTERIOR: "is the chance of the first class once $x$ is known", P1: "its prior",
                 f1: "its density at $x$", P2: "and", f2: "the same of the second class"},
        definitions={POSTERIOR: f1 * P1 / (f1 * P1 + f2 * P2), z: ratio, sigma: SIGMOID})


@functools.cache
def diagonal_gaussian_factors() -> Proof:
    """A Gaussian in the plane whose features do not covary is the product of two Gaussians on a line.

    Book:
        generative-classifiers
    """
    x1, x2, mu1, mu2 = sp.symbols("x_1 x_2 mu_1 mu_2", real=True)
    s1, s2, D = sp.symbols("sigma_1 sigma_2 D", positive=True)
    f = sp.Symbol("f", positive=True)
    away = Column([x1 - mu1, x2 - mu2])
    inverse = Column([[1 / s1**2, 0], [0, 1 / s2**2]])
    squares = add((x1 - mu1)**2 / s1**2, (x2 - mu2)**2 / s2**2)
    joint = sp.exp(-squares / 2) / (2 * sp.pi * sp.sqrt(D))

    def alone(x, mu, s):
        root = sp.Pow(times(2, sp.pi), sp.Rational(1, 2), evaluate=False)
        return times(sp.Pow(times(s, root), -1, evaluate=False), sp.exp(-(x - mu)**2 / (2 * s**2)))

    steps = (
        Step(eq(D, sp.Determinant(Column([[s1**2, 0], [0, s2**2]]))),
             "With zeros off the diagonal, the determinant is the product of the variances."),
        Step(eq(sp.MatMul(Column([[s1**2, 0], [0, s2**2]]), inverse, evaluate=False), Column(sp.eye(2))),
             "And the inverse has one over each of them."),
        Step(eq(Column([squares]), sp.MatMul(away.T, inverse, away, evaluate=False)),
             "So in the exponent there is no product of the two features, only a square of each."),
        Step(eq(f, joint), "This is the density in the plane."),
        Step(eq(sp.exp(-squares / 2), times(sp.exp(-(x1 - mu1)**2 / (2 * s1**2)), sp.exp(-(x2 - mu2)**2 / (2 * s2**2)))),
             "A sum in an exponent is a product of powers: one for each feature. This is naive Bayes, with a "
             "Gaussian for each feature: within a class, the features tell nothing about each other."),
    )
    return Proof(
        name="diagonal_gaussian_factors", title="A diagonal covariance makes a product",
        claim=eq(f, times(alone(x1, mu1, s1), alone(x2, mu2, s2))), steps=steps,
        symbols={f: "is the density in the plane", s1: "and", s2: "are the features' deviations", mu1: "and",
                 mu2: "are their means"},
        definitions={f: joint, D: s1**2 * s2**2})
