"""Every rule of the table before its witnesses, to second order."""

import numpy as np
import pytest
import sympy
import tape_checks
from tape_cases import CASES

from lff import rules
from lff.dual import derivative
from lff.tape import grad

x = sympy.Symbol("x")
SIGMOID = 1 / (1 + sympy.exp(-x))
SCALARS = {
    np.negative: -x, np.positive: x, np.reciprocal: 1 / x, np.square: x**2, np.sqrt: sympy.sqrt(x), np.exp: sympy.exp(x),
    np.expm1: sympy.exp(x) - 1, np.log: sympy.log(x), np.log1p: sympy.log(1 + x), np.sin: sympy.sin(x),
    np.cos: sympy.cos(x), np.arctan: sympy.atan(x), np.tanh: sympy.tanh(x), rules.sigmoid: SIGMOID,
    rules.sigmoid_derivative: SIGMOID.diff(x), rules.tanh_derivative: sympy.tanh(x).diff(x),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("seed", [0, 1])
def test_rule(name, seed):
    tape_checks.rule(name, seed)


@pytest.mark.parametrize("function", SCALARS, ids=lambda function: function.__name__)
def test_scalar_rules_against_exact_algebra(function):
    """Both derivatives at 50 digits, also far out, where a careless rule has only rounding left."""
    for at in (1e-3, 0.7, 3.0, 25.0):
        for order, ours in ((1, grad(function)), (1, derivative(function)), (2, grad(grad(function)))):
            exact = float(SCALARS[function].diff(x, order).evalf(50, subs={x: sympy.Float(at, 50)}))
            assert abs(ours(at) - exact) <= 1e-12 * max(abs(exact), 1e-300), (at, order)


def test_every_function_of_one_number_has_its_algebra():
    of_one = {f for f, entries in rules.ENTRYWISE.items() if len(entries) == 1}
    assert of_one - set(SCALARS) == {np.absolute}  # a kink: see the conventions in test_tape
