"""Where a likelihood has its maximum: shares of several classes, and the mean and covariance of a Gaussian."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

Column = sp.ImmutableMatrix


@functools.cache
def categorical_maximum() -> Proof:
    """The chances that make the counts of three classes most likely are their shares.

    Book:
        maximum-likelihood
    """
    p1, p2, p3 = p = sp.symbols("p_1:4", positive=True)
    n1, n2, n3 = counts = sp.symbols("n_1:4", positive=True)
    best = sp.symbols("phat_1:4", real=True)
    u, v, ell = sp.Symbol("u", real=True), sp.Symbol("v", real=True), sp.Symbol("ell")
    n = n1 + n2 + n3
    log_likelihood = add(*[times(ni, sp.log(pi)) for ni, pi in zip(counts, p)])
    solved = Column([[n1 + n3, n1], [n2, n2 + n3]]).LUsolve(Column([n1, n2]))
    bend = add(times(u**2, sp.Derivative(ell, (p1, 2))), times(2 * u * v, sp.Derivative(ell, p1, p2)),
               times(v**2, sp.Derivative(ell, (p2, 2))))
    steps = (
        Step(eq(ell, log_likelihood),
             "Draws are independent, so the chances of all draws are multiplied, and their logarithms are added: "
             "each class as often as it came."),
        Step(eq(p3, add(1, -p1, -p2)), "The chances add up to 1. So only two of them are free."),
        Step(eq(sp.Derivative(ell, p1), n1 / p1 - n3 / p3),
             "Raise $p_1$ and $p_3$ gives way. At the maximum this is 0: $n_1/p_1 = n_3/p_3$."),
        Step(eq(sp.Derivative(ell, p2), n2 / p2 - n3 / p3),
             "The same for $p_2$. So at the maximum all chances have the same ratio to their counts."),
        Step(eq(Column([n1 * best[2] - n3 * best[0], n2 * best[2] - n3 * best[1]]), Column([0, 0])),
             "Call the chances that do it $\\hat p_1$, $\\hat p_2$ and $\\hat p_3$."),
        Step(eq(bend, add(-n1 * (u / p1)**2, -n2 * (v / p2)**2, -n3 * ((u + v) / p3)**2)),
             "It is a maximum, and the only one: move $p_1$ by $u$ and $p_2$ by $v$ at a steady pace. Whatever the "
             "direction, the bend is minus a sum of squares."),
        Step(eq(add(*best), 1), "Chances in proportion to their counts that add up to 1 are the shares."),
    )
    return Proof(
        name="categorical_maximum", title="The most likely chances",
        claim=eq(Column(best), Column([ni / n for ni in counts])), steps=steps,
        symbols={p1: "is the chance of the first class", n1: "how often it came", ell: "the log-likelihood",
                 best[0]: "the chance that makes it largest"},
        definitions={p3: 1 - p1 - p2, ell: log_likelihood, best[0]: solved[0], best[1]: solved[1],
                     best[2]: 1 - solved[0] - solved[1]})


def _product(*factors) -> sp.MatMul:
    """A product of matrices that is shown as one, with its number in front."""
    return sp.MatMul(*factors, evaluate=False)


def _points():
    i, n = sp.symbols("i n", integer=True, positive=True)
    X = sp.IndexedBase("X", real=True)
    return i, n, X


_DEVIATIONS = sp.Function("x", real=True), sp.Function("y", real=True)


def _deviations(X: sp.IndexedBase, mean) -> dict:
    """x_i and y_i: the two features of a point, less their means."""
    return {name: lambda i, j=j: X[i, j + 1] - mean[j] for j, name in enumerate(_DEVIATIONS)}


@functools.cache
def gaussian_mean_maximum() -> Proof:
    """The mean that makes points in the plane most likely under a Gaussian is their average, whatever its covariance.

    Book:
        maximum-likelihood
    """
    i, n, X = _points()
    a, c, det = sp.symbols("a c D", positive=True)
    b, u, v = sp.symbols("b u v", real=True)
    mu, best = sp.symbols("mu_1:3", real=True), sp.symbols("muhat_1:3", real=True)
    ell = sp.Symbol("ell")
    x, y = _DEVIATIONS
    exponent = add(c * x(i)**2, -2 * b * x(i) * y(i), a * y(i)**2) / (2 * det)
    log_likelihood = add(-n * sp.log(2 * sp.pi * sp.sqrt(det)), -sp.Sum(exponent, (i, 1, n)))
    sums = [sp.Sum(X[i, j], (i, 1, n)) for j in (1, 2)]
    inverse = Column([[c, -b], [-b, a]]) / det
    slopes = Column([sp.Derivative(ell, m) for m in mu])
    solved = Column([[a, b], [b, c]]) / n * (inverse * Column(sums))
    bend = add(times(u**2, sp.Derivative(ell, (mu[0], 2))), times(2 * u * v, sp.Derivative(ell, *mu)),
               times(v**2, sp.Derivative(ell, (mu[1], 2))))
    left = Column([sp.Sum(x(i), (i, 1, n)), sp.Sum(y(i), (i, 1, n))])
    steps = (
        Step(eq(det, add(a * c, -b**2)),
             "The covariance has the variances $a$ and $c$, and the covariance $b$ of the two features. Its "
             "determinant, $D$, is positive."),
        Step(eq(_product(1 / det, Column([[a, b], [b, c]]), Column([[c, -b], [-b, a]])), Column(sp.eye(2))),
             "Its inverse is $\\Sigma^{-1} = \\frac{1}{D}\\begin{bmatrix} c & -b \\\\ -b & a \\end{bmatrix}$: the "
             "product is 1 on the diagonal and 0 elsewhere."),
        Step(eq(ell, log_likelihood),
             "The logarithm of the density of one point is $-\\ln(2\\pi\\sqrt{D})$, less half of its deviation "
             "times $\\Sigma^{-1}$ times its deviation. Points are independent: add up."),
        Step(eq(slopes, _product(1 / det, Column([[c, -b], [-b, a]]), left)),
             "As $\\mu_1$ grows, each $x_i$ shrinks by as much, and so do $\\mu_2$ and $y_i$. So the slopes are "
             "$\\Sigma^{-1}$ times the sum of all deviations."),
        Step(eq(Column(sums) - n * Column(best), Column([0, 0])),
             "Set both to 0, and call what solves this $\\hat\\mu$. The inverse can be undone by $\\Sigma$, so "
             "the sum of the deviations itself must be 0."),
        Step(eq(bend, -(n / (c * det)) * add((c * u - b * v)**2, det * v**2)),
             "It is a maximum: in the direction $(u, v)$ the bend is minus a sum of squares, since $D$ is positive."),
    )
    return Proof(
        name="gaussian_mean_maximum", title="The most likely mean",
        claim=eq(Column(best), Column([times(1 / n, whole) for whole in sums])), steps=steps,
        symbols={X[i, 1]: "and", X[i, 2]: "are the features of point $i$", n: "is the number of points",
                 mu[0]: "and", mu[1]: "are the entries of the mean", x(i): "and",
                 y(i): "are how far the point deviates from these", ell: "is the log-likelihood"},
        definitions={ell: log_likelihood, **_deviations(X, mu), det: a * c - b**2,
                     best[0]: solved[0], best[1]: solved[1]})


@functools.cache
def gaussian_covariance_maximum() -> Proof:
    """The covariance that makes points in the plane most likely is the mean of the products of their deviations.

    Book:
        maximum-likelihood
    """
    i, n, X = _points()
    p, q, det = sp.symbols("p q D", positive=True)
    s, u, v, w = sp.symbols("s u v w", real=True)
    m, names = sp.symbols("m_1:3", real=True), sp.symbols("S_11 S_12 S_22", real=True)
    s11, s12, s22 = names
    best, ell = sp.symbols("phat qhat shat", real=True), sp.Symbol("ell")
    x, y = _DEVIATIONS
    exponent = add(p * x(i)**2, 2 * s * x(i) * y(i), q * y(i)**2)
    front = (n * sp.log(det) / 2, -n * sp.log(2 * sp.pi))
    log_likelihood = add(*front, times(-sp.Rational(1, 2), add(p * s11, 2 * s * s12, q * s22)))
    sums = [sp.Sum(term, (i, 1, n)) for term in (x(i)**2, x(i) * y(i), y(i)**2)]
    slopes = [sp.Derivative(ell, entry) for entry in (p, s, q)]
    t = sp.Symbol("t", real=True)
    moved = sp.Function("D", positive=True)
    determinant = times(p + t * u, q + t * v) - (s + t * w)**2
    squares = -add((u / p)**2, 2 * (p * w - s * u)**2 / (p**2 * det),
                   ((s**2 * u - 2 * p * s * w + p**2 * v) / (p * det))**2)
    phat, qhat, shat = best
    inverse = _product(1 / (phat * qhat - shat**2), Column([[qhat, -shat], [-shat, phat]]))
    products = Column(2, 2, [times(1 / n, sums[entry]) for entry in (0, 1, 1, 2)])
    scale = n / (s11 * s22 - s12**2)
    steps = (
        Step(eq(_product(1 / det, Column([[p, s], [s, q]]), Column([[q, -s], [-s, p]])), Column(sp.eye(2))),
             "The density holds the inverse of the covariance, so move that: let its entries be $p$, $q$ and $s$, "
             "with the determinant $D = pq - s^2$. Then $\\Sigma = \\frac{1}{D}\\begin{bmatrix} q & -s \\\\ -s & "
             "p \\end{bmatrix}$."),
        Step(eq(ell, add(*front, -sp.Sum(exponent, (i, 1, n)) / 2)),
             "The log-likelihood of the points, around their mean $m$."),
        Step(eq(ell, log_likelihood),
             "It knows the points only through the sums of products of their deviations. Call these $S_{11}$, "
             "$S_{12}$ and $S_{22}$."),
        Step(eq(slopes[0], add(times(n / 2, q / det), -s11 / 2)),
             "The slope of $\\ln D$ in $p$ is $q/D$: that is $\\Sigma_{11}$."),
        Step(eq(slopes[1], add(times(n, -s / det), -s12)), "In $s$ it is twice $\\Sigma_{12}$, and so is the "
             "other part."),
        Step(eq(slopes[2], add(times(n / 2, p / det), -s22 / 2)), "And in $q$ it is $\\Sigma_{22}$."),
        Step(eq(Column([n * qhat, -n * shat, n * phat]) / (phat * qhat - shat**2), Column(names)),
             "Set all three to 0, and call what solves this $\\hat p$, $\\hat q$ and $\\hat s$. On the left is "
             "$n$ times the covariance that they stand for."),
        Step(eq(moved(t), determinant),
             "It is a maximum: go from any $(p, q, s)$ in any direction $(u, v, w)$. This is the determinant on the "
             "way."),
        Step(eq(sp.Subs(sp.Derivative(sp.log(moved(t)), (t, 2)), t, 0), squares),
             "The sums are straight lines in $p$, $q$ and $s$. Only $\\ln D$ bends, and its bend is minus a sum of "
             "squares."),
    )
    return Proof(
        name="gaussian_covariance_maximum", title="The most likely covariance",
        claim=eq(inverse, products), steps=steps,
        symbols={X[i, 1]: "and", X[i, 2]: "are the features of point $i$", n: "is the number of points",
                 m[0]: "and", m[1]: "are their means", x(i): "and",
                 y(i): "are how far the point deviates from these", ell: "is the log-likelihood"},
        definitions={ell: log_likelihood, **_deviations(X, m), det: p * q - s**2, **dict(zip(names, sums)),
                     moved: lambda _: determinant,
                     phat: scale * s22, qhat: scale * s11, shat: -scale * s12})
