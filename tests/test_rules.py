"""Every rule of the table before its witnesses, to second order."""

import numpy as np
import pytest
import sympy
import tape_checks
from saying import saying
from tape_cases import CASES

from lff import rules
from lff.dual import derivative
from lff.tape import grad, jacobian

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


def test_a_power_where_its_logarithm_or_its_reciprocal_would_be_infinite():
    """Of 0 to 0, and of a base whose square is too large for a float, to 0: what is multiplied by 0 is 0."""
    x, y = np.array([0.0, 0.0, 1e200]), np.array([0.0, 1.0, 0.0])
    dx, dy = grad(lambda t: np.sum(t[0] ** t[1]))([x, y])
    assert dx.tolist() == [0, 1, 0]
    np.testing.assert_allclose(dy, [0, 0, np.log(1e200)], rtol=1e-15)


def test_a_traced_condition_has_slope_zero():
    assert grad(lambda x: np.sum(np.where(x, 3.0 * x, 1.0)))(np.array([2.0, 0.0])).tolist() == [3, 0]


def test_the_mean_of_one_entry():
    assert grad(np.mean)(np.array([3.0])).tolist() == [1]


def test_precision_changes_where_it_is_told_and_back_on_the_way_back():
    met = []

    def single(x):
        met.append(x.astype(np.float32).dtype)
        return np.sum(x.astype(np.float32))

    assert grad(single)(np.ones(2)).dtype == np.float64 and met == [np.float32]
    assert grad(lambda x: np.sum(x.astype(np.float64)))(np.ones(2, np.float32)).dtype == np.float32
    back = rules.RULES[rules._astype][0](None, np.ones(2, np.float32), np.float64)
    assert back(np.ones(2)).dtype == np.float32
    for index in (slice(0, 2), [0, 0]):
        assert rules.scatter_add(np.ones(2, np.float32), index, (3,)).dtype == np.float32


def test_affine_of_no_columns_is_the_bias():
    X, W, b = np.ones((3, 0)), np.ones((0, 2)), np.array([1.0, -2.0])
    assert rules.affine(X, W, b).tolist() == [[1, -2]] * 3
    assert grad(lambda b: np.sum(rules.affine(X, W, b)))(b).tolist() == [3, 3]


def test_a_vector_by_one_column_stays_a_vector():
    assert jacobian(lambda x: x @ np.array([[1.0], [2.0], [3.0]]))(np.ones(3)).tolist() == [[1, 2, 3]]


def test_a_traced_cross_entropy_refuses_what_the_loss_refuses():
    def slope(Z, labels):
        return grad(lambda Z: rules.cross_entropy_from_logits(Z, labels))(Z)

    does = "cross_entropy_from_logits does not take"
    with saying(ValueError, f"{does} (4, 3), [0]: labels should have shape (4,), got (1,)"):
        slope(np.zeros((4, 3)), [0])
    with saying(ValueError, f"{does} (4, 3), [0, 1, 3, 0]: labels should lie in 0 ... 2, got 0 ... 3"):
        slope(np.zeros((4, 3)), [0, 1, 3, 0])
    words = "a row of scores per example is needed, shape (n, k), got (4,)"
    with saying(ValueError, f"{does} (4,), [0, 1, 1, 0]: {words}"):
        slope(np.zeros(4), [0, 1, 1, 0])
