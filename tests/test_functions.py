import mpmath
import numpy as np
import pytest
from saying import saying
from scipy import special

from lff import functions
from lff.functions import ACTIVATIONS, log_softmax, logsumexp, softmax, softmax_jacobian

Z = np.concatenate([np.linspace(-1000, 1000, 81), np.linspace(-45, 45, 181), [1e-9, -1e-9, 0.0]])
KINKS = {"relu": [0.0], "leaky_relu": [0.0], "hard_sigmoid": [0.0, 1.0]}

# What each function is, in as many digits as it takes.
EXACT = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "leaky_relu": lambda z: z if z > 0 else mpmath.mpf(0.01) * z,
    "elu": lambda z: z if z > 0 else mpmath.expm1(z),
    "hard_sigmoid": lambda z: min(max(z, mpmath.mpf(0)), mpmath.mpf(1)),
}
EXACT_DERIVATIVE = {
    "identity": lambda z: mpmath.mpf(1),
    "sigmoid": lambda z: mpmath.exp(-z) / (1 + mpmath.exp(-z)) ** 2,
    "tanh": lambda z: mpmath.sech(z) ** 2,
    "softplus": lambda z: 1 / (1 + mpmath.exp(-z)),
    "relu": lambda z: mpmath.mpf(z > 0),
    "leaky_relu": lambda z: mpmath.mpf(1) if z > 0 else mpmath.mpf(0.01),
    "elu": lambda z: mpmath.mpf(1) if z > 0 else mpmath.exp(z),
    "hard_sigmoid": lambda z: mpmath.mpf(0 < z <= 1),
}


def assert_close(got, exact, z):
    """Equal to 1e-12 relative, where a float can hold the value; below that, 0 is right."""
    with mpmath.workdps(60):
        for g, point in zip(got, z):
            e = exact(mpmath.mpf(float(point)))
            if abs(e) < 1e-307:
                assert abs(g) < 1e-306
            else:
                assert abs((mpmath.mpf(float(g)) - e) / e) < 1e-12, point


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_value_and_derivative_to_twelve_digits_from_minus_to_plus_1000(name):
    function, derivative = ACTIVATIONS[name]
    assert_close(function(Z), EXACT[name], Z)
    assert_close(derivative(Z), EXACT_DERIVATIVE[name], Z)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_table_pairs_each_function_with_its_derivative(name):
    assert ACTIVATIONS[name] == (getattr(functions, name), getattr(functions, name + "_derivative"))


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("part", ["function", "derivative"])
def test_shape_precision_scalars_and_out(name, part):
    f = getattr(ACTIVATIONS[name], part)
    z = np.random.default_rng(0).standard_normal((3, 4, 2))
    got = f(z)
    assert got.shape == z.shape and got.dtype == np.float64
    assert f(z.astype(np.float32)).dtype == np.float32
    assert float(f(float(z[0, 0, 0]))) == got[0, 0, 0]
    np.testing.assert_array_equal(f(z.tolist()), got)
    out = np.empty_like(z)
    assert f(z, out) is out
    np.testing.assert_array_equal(out, got)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_argument_is_left_alone(name):
    z = np.linspace(-3, 3, 7)
    for f in ACTIVATIONS[name]:
        f(z)
    np.testing.assert_array_equal(z, np.linspace(-3, 3, 7))


def test_kinks_take_the_value_from_the_left():
    for name, kinks in KINKS.items():
        derivative = ACTIVATIONS[name].derivative
        for kink in kinks:
            assert float(derivative(kink)) == pytest.approx(float(derivative(kink - 1e-6)), abs=0)
    assert float(functions.relu_derivative(0.0)) == 0
    assert float(functions.leaky_relu_derivative(0.0, slope=0.25)) == 0.25
    assert float(functions.elu_derivative(0.0, alpha=0.5)) == 0.5
    assert [float(functions.hard_sigmoid_derivative(z)) for z in (0.0, 1.0)] == [0, 1]


def test_settings_of_leaky_relu_and_elu():
    z = np.array([-2.0, 3.0])
    assert functions.leaky_relu(z, slope=0.1).tolist() == [-0.2, 3.0]
    assert functions.leaky_relu_derivative(z, slope=0.1).tolist() == [0.1, 1.0]
    np.testing.assert_allclose(functions.elu(z, alpha=0.5), [0.5 * np.expm1(-2), 3], rtol=1e-15)
    np.testing.assert_allclose(functions.elu_derivative(z, alpha=0.5), [0.5 * np.exp(-2), 1], rtol=1e-15)


def test_a_hard_sigmoid_is_two_relus():
    z = np.linspace(-2, 3, 101)
    np.testing.assert_allclose(
        functions.hard_sigmoid(z), functions.relu(z) - functions.relu(z - 1), rtol=0, atol=1e-15
    )


def test_sigmoid_agrees_with_scipy():
    np.testing.assert_allclose(functions.sigmoid(Z), special.expit(Z), rtol=1e-12, atol=1e-307)


EXTREME = np.array([[1000.0, -1000, 0], [-1000, -1000, -1000], [1000, 1000, 999], [0, 40, 1], [700, 0, -745]])


@pytest.mark.parametrize("rows", [EXTREME, np.random.default_rng(1).normal(0, 3, (2, 5, 4))])
def test_softmax_and_its_logarithm_agree_with_scipy(rows):
    np.testing.assert_allclose(softmax(rows), special.softmax(rows, axis=-1), rtol=1e-12)
    np.testing.assert_allclose(softmax(rows).sum(axis=-1), 1, rtol=1e-14)
    np.testing.assert_allclose(logsumexp(rows), special.logsumexp(rows, axis=-1), rtol=1e-13)
    np.testing.assert_allclose(log_softmax(rows), special.log_softmax(rows, axis=-1), rtol=1e-12, atol=1e-15)


def test_nothing_is_lost_beside_a_share_near_one():
    with mpmath.workdps(60):
        rest = float(mpmath.log1p(mpmath.exp(-40)))
    assert logsumexp(np.array([-40.0, 0.0])) == pytest.approx(rest, rel=1e-12)
    assert log_softmax(np.array([0.0, -40.0]))[0] == pytest.approx(-rest, rel=1e-12)


def test_ties_are_counted_once_each():
    assert logsumexp(np.array([2.0, 2.0])) == pytest.approx(2 + np.log(2), rel=1e-15)


@pytest.mark.parametrize("z", [*EXTREME, np.array([0.3, -1.2, 2.0, 0.1])])
def test_softmax_jacobian_at_fifty_digits(z):
    J = softmax_jacobian(z)
    with mpmath.workdps(50):
        e = [mpmath.exp(mpmath.mpf(float(v))) for v in z]
        p = [v / sum(e) for v in e]
        for i in range(len(z)):
            for j in range(len(z)):
                exact = p[i] * (1 - p[i]) if i == j else -p[i] * p[j]
                if abs(exact) > 1e-300:
                    assert abs(J[i, j] / exact - 1) < 1e-12
                else:
                    assert abs(J[i, j]) < 1e-299


def test_softmax_jacobian_is_of_one_vector():
    with saying(ValueError, "z should have shape (n,), got (2, 2)"):
        softmax_jacobian(np.ones((2, 2)))
