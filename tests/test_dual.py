"""Forward mode, which shares the table; `test_rules` holds it against reverse mode for each rule."""

import numpy as np
import pytest

from lff.dual import Dual, derivative, jvp
from lff.gradcheck import complex_step
from lff.rules import ENTRYWISE, LINEAR, OTHERS, softmax
from lff.tape import grad, jacobian

A = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]])


def test_a_dual_number_by_hand():
    """(3 + ε)² = 9 + 6 ε, with the rule for products alone."""
    def f(x):
        assert type(x) is Dual and x.tangent == 1
        return x * x

    assert jvp(f, 3.0, 1.0) == (9.0, 6.0)
    assert derivative(lambda x: x**3 - 2 * x)(2.0) == 10


def test_the_slope_of_a_constant_is_zero():
    assert jvp(lambda x: 3.0, 1.0, 1.0) == (3.0, 0.0)
    assert jvp(lambda x: np.ones(2), np.ones(3), np.ones(3))[1].tolist() == [0, 0]
    assert derivative(np.sign)(0.5) == 0


def test_a_pass_is_a_product_with_the_jacobian():
    x, v = np.array([0.3, -1.0, 2.0]), np.array([1.0, 2.0, -1.0])
    for f in (softmax, lambda x: A @ np.tanh(x), lambda x: np.concatenate([x, x * x]), lambda x: np.max(x) * x,
              lambda x: np.broadcast_to(x, (2, 3)) + A, lambda x: x[[0, 0, 2]] * x):
        value, slope = jvp(f, x, v)
        np.testing.assert_allclose(value, f(x), rtol=1e-15)
        np.testing.assert_allclose(slope, jacobian(f)(x) @ v, rtol=1e-12)
        assert slope.shape == value.shape


def test_entry_by_entry():
    x = np.linspace(-2, 2, 7)
    np.testing.assert_allclose(derivative(np.sin)(x), np.cos(x), rtol=1e-15)
    assert derivative(np.exp)(x.astype(np.float32)).dtype == np.float32


def test_directions_do_not_mix():
    assert derivative(lambda x: x * derivative(lambda y: x + y)(1.0))(1.0) == 1
    assert derivative(derivative(lambda x: x**4))(2.0) == 48
    assert derivative(grad(lambda x: x**4))(2.0) == 48
    assert grad(derivative(lambda x: x**4))(2.0) == 48


def test_an_analytic_function_has_three_slopes_that_agree():
    x, v = np.array([0.3, 1.2]), np.array([2.0, -1.0])
    f = lambda x: np.sum(np.exp(np.sin(x)) / (1 + x * x))  # noqa: E731
    slopes = jvp(f, x, v)[1], grad(f)(x) @ v, complex_step(f, x, v)
    np.testing.assert_allclose(slopes, slopes[0], rtol=1e-14)


def test_the_kinds_of_rules_do_not_overlap():
    assert not set(ENTRYWISE) & set(LINEAR) and not (set(ENTRYWISE) | set(LINEAR)) & set(OTHERS)


def test_errors():
    with pytest.raises(TypeError, match="the argument holds int64"):
        derivative(np.square)(3)
    with pytest.raises(ValueError, match=r"direction should have the argument's shape \(2,\), got \(3,\)"):
        jvp(np.sum, np.ones(2), np.ones(3))
    with pytest.raises(TypeError, match="used as a truth value"):
        derivative(lambda x: x if x else -x)(1.0)
