"""How large weights should be: what layers do to the size of signals, and the start that keeps it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

_E, _relu = sp.Function("expectation"), sp.Function("ReLU")
_w, _a, _r, _z = sp.symbols("w a r z", real=True)
_sigma = sp.Symbol("sigma_w", positive=True)
_n, _q = sp.symbols("n q", positive=True)
_ABOUT_WEIGHTS = {_w: "a weight, 0 in the mean", _sigma: "its deviation", _n: "the number of inputs",
                  _E(_w): "an expectation over all that might be drawn"}


def _linear_expectation(moments: Mapping[sp.Symbol, tuple]) -> Callable[[sp.Expr], sp.Expr]:
    """What an expectation is: linear, and a product for independent things, given the means of 1, x, x² of each."""
    names = list(moments)

    def expectation(of: sp.Expr) -> sp.Expr:
        terms = sp.Poly(sp.expand(of), *names).terms()
        return sp.Add(*[factor * sp.Mul(*[moments[name][power] for name, power in zip(names, powers)])
                        for powers, factor in terms])
    return expectation


def _symmetric_expectation(of_size: Callable[[sp.Expr], sp.Expr], size: sp.Symbol) -> Callable[[sp.Expr], sp.Expr]:
    """An expectation over z with both signs equally likely, whatever its size |z| is."""
    return lambda of: of_size((of.subs(_z, size) + of.subs(_z, -size)) / 2)


@functools.cache
def variance_of_a_sum() -> Proof:
    """A neuron's weighted sum has n times the variance of the weights times the mean square of the inputs.

    To evaluate it, give `n`, `sigma_w` and `q`, the mean square of the inputs.

    Book:
        sec-initialization
    """
    i, n = sp.symbols("i n", integer=True, positive=True)
    one = times(_sigma**2, _E(_a**2))
    # r, the sum of the others, has n - 1 such terms
    expectation = _linear_expectation({_w: (1, 0, _sigma**2), _a: (1, sp.Symbol("m"), _q),
                                      _r: (1, 0, (n - 1) * _sigma**2 * _q)})
    steps = (
        Step(eq(_z, add(times(_w, _a), _r)),
             "Take one weight $w$ and its input $a$ out of a neuron's sum; $r$ is the sum of the $n - 1$ other terms. "
             "The biases are 0 at the start."),
        Step(eq(_E(_w * _a), times(_E(_w), _E(_a))), "Weights are drawn without looking at the inputs, so the "
             "expectation of the product is a product. It is 0, for the weights are 0 in the mean."),
        Step(eq(_E((_w * _a)**2), one), "The same for the squares: the weight's variance times the input's mean "
             "square."),
        Step(eq(_E(_r**2), sp.Sum(one, (i, 2, n))),
             "Each of the others has the same. In the square of their sum, products of two different terms are 0 in "
             "the mean."),
        Step(eq(_E(_z**2), add(_E((_w * _a)**2), _E(_r**2))), "So is the product of our term with the rest."),
    )
    return Proof(
        name="variance_of_a_sum", title="The variance of a weighted sum",
        claim=eq(_E(_z**2), times(n, _sigma**2, _E(_a**2))), steps=steps,
        symbols={_z: "is the weighted sum of a neuron", _a: "one of its inputs", **_ABOUT_WEIGHTS},
        definitions={_z: _w * _a + _r, _E: expectation})


@functools.cache
def glorot_compromise() -> Proof:
    """Forward a layer asks for the variance 1/n_in, backward for 1/n_out; a uniform draw of their compromise.

    To evaluate it, give `n_in` and `n_out`.

    Book:
        sec-initialization
    """
    n_in, n_out = sp.symbols("n_in n_out", positive=True)
    limit, variance = sp.Symbol("ell", positive=True), sp.Symbol("v", positive=True)
    forward, backward = sp.symbols("f b", positive=True)
    steps = (
        Step(eq(forward, times(n_in, variance)),
             "Forward, a weighted sum has $n_{in}$ terms: the mean square of the signals is multiplied by this. It "
             "stays what it is if $v = 1/n_{in}$."),
        Step(eq(backward, times(n_out, variance)),
             "Backward, the slope in an input is a weighted sum as well, of $n_{out}$ terms: one for each neuron that "
             "the input goes to. It keeps its size if $v = 1/n_{out}$."),
        Step(eq(variance, 2 / add(n_in, n_out)), "Both at once is too much to ask unless the layer is square. This "
             "lies between the two."),
        Step(eq(add(forward, backward), 2), "What one factor has above 1, the other has below."),
        Step(eq(_E(_w**2), add(limit**3 / 3, -(-limit)**3 / 3) / (2 * limit)),
             "Draw weights uniformly from $-\\ell$ to $\\ell$. The mean of $w^2$ is the area under it, over "
             "the width."),
        Step(eq(_E(_w**2), limit**2 / 3), "That is a third of the square."),
        Step(eq(limit, sp.sqrt(6 / (n_in + n_out))), "So it takes this limit."),
    )
    return Proof(
        name="glorot_compromise", title="A start that keeps signals both ways",
        claim=eq(_E(_w**2), 2 / add(n_in, n_out)), steps=steps,
        symbols={n_in: "is the number of inputs of a layer", n_out: "that of its neurons", _w: "a weight",
                 variance: "its variance", _E(_w): "an expectation over all that might be drawn"},
        definitions={limit: sp.sqrt(6 / (n_in + n_out)), variance: 2 / (n_in + n_out), forward: n_in * variance,
                     backward: n_out * variance,
                     _E: lambda of: sp.integrate(of, (_w, -limit, limit)) / (2 * limit)})


@functools.cache
def relu_keeps_half() -> Proof:
    """A ReLU keeps half of the mean square, if its input is positive as often as negative.

    To evaluate it, give `q`, the mean square of the input.

    Book:
        sec-initialization
    """
    size, c = sp.Symbol("m", positive=True), sp.Symbol("c", positive=True)
    expectation = _symmetric_expectation(_linear_expectation({size: (1, sp.Symbol("m_1"), _q)}), size)
    leaky = add(_relu(_z), -times(c, _relu(-_z)))
    steps = (
        Step(eq(add(_relu(_z)**2, _relu(-_z)**2), _z**2),
             "Of $z$ and $-z$ one is cut off, and the square of the other is $z^2$."),
        Step(eq(_E(_relu(-_z)**2), _E(_relu(_z)**2)),
             "If $-z$ is as likely as $z$, as it is for weights drawn with either sign, both have the same mean."),
        Step(eq(_E(_z**2), times(2, _E(_relu(_z)**2))), "So the two are halves of one whole."),
        Step(eq(_E(leaky**2), times(sp.Rational(1, 2), add(1, c**2), _E(_z**2))),
             "A leaky ReLU lets a share $c$ of the other side through, and so keeps a little more. With $c = 1$ it "
             "does not bend, and keeps all."),
    )
    return Proof(
        name="relu_keeps_half", title="A ReLU keeps half",
        claim=eq(_E(_relu(_z)**2), _E(_z**2) / 2), steps=steps,
        symbols={_z: "is what enters a neuron's bend, as often above 0 as below", _relu(_z): "what leaves it",
                 _E(_z): "an expectation over all that might be drawn"},
        definitions={_relu: lambda of: sp.Max(0, of), _E: expectation})


@functools.cache
def he_variance() -> Proof:
    """From one layer of ReLUs to the next, the mean square is multiplied by half of n times the weights' variance.

    To evaluate it, give `n`, `sigma_w` and `q`, the mean square of what enters the bends.

    Book:
        sec-initialization
    """
    size, following = sp.Symbol("m", positive=True), sp.Symbol("z_next", real=True)
    plain = _linear_expectation({_w: (1, 0, _sigma**2), size: (1, sp.Symbol("m_1"), _q),
                                _r: (1, 0, (_n - 1) * _sigma**2 * _q / 2)})
    factor = times(_n, _sigma**2, _E(_relu(_z)**2))
    steps = (
        Step(eq(following, add(times(_w, _relu(_z)), _r)),
             "A neuron of the next layer takes in what the ReLUs let through. Again $r$ is the sum of the other "
             "terms."),
        Step(eq(_E(following**2), factor), "Its variance is that of a weighted sum of $n$ terms."),
        Step(eq(_E(_relu(_z)**2), _E(_z**2) / 2), "But a ReLU has kept half of the mean square only."),
        Step(eq(sp.Subs(times(_n * _sigma**2 / 2, _E(_z**2)), _sigma, sp.sqrt(2 / _n)), _E(_z**2)),
             "To keep the size, the weights need the variance $2/n$: twice that of a layer without a bend. Over many "
             "layers the half would count many times."),
    )
    return Proof(
        name="he_variance", title="A start for ReLUs",
        claim=eq(_E(following**2), times(_n * _sigma**2 / 2, _E(_z**2))), steps=steps,
        symbols={_z: "is what enters a bend", following: "the same in the next layer", **_ABOUT_WEIGHTS},
        definitions={following: _w * _relu(_z) + _r, _relu: lambda of: sp.Max(0, of),
                     _E: _symmetric_expectation(plain, size)})
