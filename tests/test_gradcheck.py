import numpy as np
import pytest

from lff.gradcheck import complex_step, directional_difference, numerical_gradient, projection_error

A = np.array([[2.0, 1.0, 0.0], [1.0, 3.0, -1.0], [0.0, -1.0, 1.0]])
THETA = np.array([0.3, -0.7, 1.1])


def f(theta):
    return float(np.sin(theta[0]) + theta @ A @ theta)


def gradient(theta):
    return np.array([np.cos(theta[0]), 0.0, 0.0]) + 2 * A @ theta


def test_directional_difference():
    direction = np.array([1.0, 2.0, -1.0])
    assert directional_difference(f, THETA, direction) == pytest.approx(gradient(THETA) @ direction, rel=1e-9)
    assert directional_difference(lambda t: float(t[0] ** 3), np.zeros(1), np.ones(1), step=0.5) == 0.25


def test_numerical_gradient_of_any_shape():
    np.testing.assert_allclose(numerical_gradient(f, THETA), gradient(THETA), rtol=1e-8)
    M = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(numerical_gradient(lambda m: float(np.sum(m**2)), M), 2 * M, atol=1e-8)
    assert numerical_gradient(lambda m: float(np.sum(m)), [1, 2]).tolist() == pytest.approx([1, 1])


def test_a_right_gradient_passes_and_wrong_ones_do_not():
    wrong = {
        "sign": lambda t: -gradient(t),
        "factor": lambda t: 0.5 * gradient(t),
        "one entry": lambda t: gradient(t) + np.array([0, 1e-3, 0]),
        "dropped": lambda t: gradient(t) * np.array([1, 1, 0]),
        "nothing": lambda t: np.zeros(3),
    }
    for seed in range(20):
        assert projection_error(f, gradient, THETA, rng=np.random.default_rng(seed)) < 1e-9
    for name, other in wrong.items():
        worst = max(projection_error(f, other, THETA, rng=np.random.default_rng(seed)) for seed in range(5))
        assert worst > 1e-5, name


def test_a_flat_function_has_no_error():
    assert projection_error(lambda t: 1.0, np.zeros_like, THETA, rng=np.random.default_rng(0)) == 0


def test_theta_is_left_alone():
    theta = THETA.copy()
    projection_error(f, gradient, theta, rng=np.random.default_rng(0))
    numerical_gradient(f, theta)
    np.testing.assert_array_equal(theta, THETA)


def test_shapes_and_steps_are_checked():
    with pytest.raises(ValueError, match=r"direction should have theta's shape \(3,\), got \(2,\)"):
        directional_difference(f, THETA, np.ones(2))
    with pytest.raises(ValueError, match="step should be positive, got 0"):
        directional_difference(f, THETA, np.ones(3), step=0)
    with pytest.raises(ValueError, match=r"the gradient should have theta's shape \(3,\), got \(1,\)"):
        projection_error(f, lambda t: np.ones(1), THETA, rng=np.random.default_rng(0))


def test_the_complex_step_has_all_digits():
    f = lambda t: np.sin(t[0]) * np.exp(t[1])  # noqa: E731
    at, along = np.array([0.3, 1.1]), np.array([2.0, -1.0])
    exact = np.exp(1.1) * (2 * np.cos(0.3) - np.sin(0.3))
    assert complex_step(f, at, along) == pytest.approx(exact, rel=1e-15)
    assert abs(directional_difference(f, at, along) - exact) > 1e-13


def test_the_complex_step_refuses_what_it_cannot_judge():
    with pytest.raises(ValueError, match=r"direction should have theta's shape \(3,\), got \(2,\)"):
        complex_step(lambda t: t[0], THETA, np.ones(2))
    with pytest.raises(TypeError, match="dropped the imaginary part"):
        complex_step(lambda t: np.abs(t[0]), THETA, np.ones(3))
