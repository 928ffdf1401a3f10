"""Checks of every rule of the package, each a function that raises AssertionError where the rule is wrong.

`test_gradients` calls them on the package; `test_mutants` calls them on copies of it in which one rule was spoiled.
So they take the package's modules from `lff` at the moment they are called, and not when this file is imported.
"""

from __future__ import annotations

from importlib import import_module

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np

# As in `lff.witnesses._case`, where they are derived.
ENGINE_TOLERANCE = 1e-10
DIFFERENCE_TOLERANCE = 1e-7
EXACT_TOLERANCE = 1e-12

SMOOTH = ("identity", "sigmoid", "tanh", "softplus")
WRITTEN_ANEW = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "elu": lambda z: anp.where(z > 0, z, anp.exp(anp.where(z > 0, 0.0, z)) - 1),
    "hard_sigmoid": lambda z: anp.where(z > 1, 1.0, anp.where(z > 0, z, 0.0)),
}
LOSSES_ANEW = {
    "mean_squared_error": lambda output, y: anp.mean((output - y)**2),
    "mean_absolute_error": lambda output, y: anp.mean(anp.abs(output - y)),
    "binary_cross_entropy_from_logits": lambda z, y: anp.mean(anp.log(1 + anp.exp(z)) - y * z),
    "cross_entropy_from_logits": lambda Z, labels: anp.mean(
        anp.log(anp.sum(anp.exp(Z), axis=1)) - Z[np.arange(len(labels)), labels]),
}


def lff(module: str):
    """A module of the package as it is now."""
    return import_module(f"lff.{module}")


def close(ours, theirs, tolerance: float) -> None:
    """Equal up to a share of the largest entry."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape
    assert np.max(np.abs(ours - theirs)) <= tolerance * max(np.max(np.abs(theirs)), 1e-300)


def witness(name: str, draws: int = 4) -> None:
    """A line of the table: the package against the three witnesses."""
    row, = [w for w in lff("witnesses").WITNESSES if w.name == name]
    errors = row.errors(draws, rng=np.random.default_rng(7))
    assert errors.acceptable(), errors


def activations(names: tuple[str, ...] = tuple(WRITTEN_ANEW)) -> None:
    """Values and derivatives, away from kinks, against functions written anew and against differences."""
    rng = np.random.default_rng(1)
    for name in names:
        function, derivative = lff("functions").ACTIVATIONS[name]
        z = rng.uniform(-2.5, 2.5, size=40)
        z = z[(np.abs(z) > 1e-3) & (np.abs(z - 1) > 1e-3)]
        anew = WRITTEN_ANEW[name]
        close(function(z), anew(z), ENGINE_TOLERANCE)
        close(derivative(z), autograd.elementwise_grad(anew)(z), ENGINE_TOLERANCE)
        error = lff("gradcheck").projection_error(lambda z: float(np.sum(function(z))), derivative, z, rng=rng)
        assert error <= DIFFERENCE_TOLERANCE, name


def kinks() -> None:
    """At a kink the documented convention holds."""
    f = lff("functions")
    assert f.relu_derivative(np.array([0.0]))[0] == 0
    assert f.leaky_relu_derivative(np.array([0.0]))[0] == 0.01
    assert f.elu_derivative(np.array([0.0]))[0] == 1
    assert list(f.hard_sigmoid_derivative(np.array([0.0, 1.0]))) == [0, 1]
    gradient = lff("losses").mean_absolute_error_gradient(np.array([1.0, 2.0]), np.array([1.0, 0.0]))
    assert list(gradient) == [0, 0.5]


def settings_of_activations() -> None:
    """The slope of leaky ReLU and the α of ELU reach their derivatives."""
    f, z = lff("functions"), np.array([-2.0, -0.5, 0.5, 2.0])
    for function, derivative, setting in ((f.leaky_relu, f.leaky_relu_derivative, {"slope": 0.2}),
                                          (f.elu, f.elu_derivative, {"alpha": 2.5})):
        step = 1e-6
        slopes = (function(z + step, **setting) - function(z - step, **setting)) / (2 * step)
        close(derivative(z, **setting), slopes, 1e-8)


def loss_values() -> None:
    """Each loss's value at a point worked out by hand, and at infinity's edge."""
    losses = lff("losses")
    p, y = np.array([0.25, 0.5]), np.array([1.0, 0.0])
    close(losses.mean_squared_error(p, y), (0.75**2 + 0.5**2) / 2, 1e-15)
    close(losses.mean_absolute_error(p, y), (0.75 + 0.5) / 2, 1e-15)
    close(losses.binary_cross_entropy(p, y), (np.log(4) + np.log(2)) / 2, 1e-15)
    close(losses.binary_cross_entropy_from_logits(np.array([-1000.0, 1000.0]), y), 1000.0, 1e-15)
    P, labels = np.array([[0.25, 0.75], [0.5, 0.5]]), np.array([0, 1])
    close(losses.cross_entropy(P, labels), (np.log(4) + np.log(2)) / 2, 1e-15)
    close(losses.cross_entropy_from_logits(np.log(P), labels), (np.log(4) + np.log(2)) / 2, 1e-14)
    close(losses.cross_entropy_from_logits(np.array([[1000.0, -1000.0]]), np.array([1])), 2000.0, 1e-15)


def softmax_and_its_logarithm() -> None:
    """Shares, log-shares and log-sum-exp against 50 digits, at ±1000 too."""
    f = lff("functions")
    rows = np.array([[0.1, -2.0, 3.0], [1000.0, 999.0, -1000.0], [-1000.0, -1000.0, -1001.0]])
    for i, row in enumerate(rows):
        with mpmath.workdps(50):
            powers = [mpmath.exp(mpmath.mpf(float(z))) for z in row]
            total = mpmath.fsum(powers)
            shares = [float(power / total) for power in powers]
            logs, whole = [float(mpmath.log(power / total)) for power in powers], float(mpmath.log(total))
        np.testing.assert_allclose(f.softmax(rows)[i], shares, rtol=EXACT_TOLERANCE)
        np.testing.assert_allclose(f.softmax(row), shares, rtol=EXACT_TOLERANCE)
        np.testing.assert_allclose(f.log_softmax(rows)[i], logs, rtol=EXACT_TOLERANCE)
        np.testing.assert_allclose(f.logsumexp(rows)[i], whole, rtol=EXACT_TOLERANCE)


def value_and_gradient_together() -> None:
    """What training calls gives the very value and gradient that the two functions give, at the extremes too."""
    rng = np.random.default_rng(2)
    for name, loss in lff("losses").LOSSES.items():
        for scale in (1.0, 1000.0):
            output = rng.normal(scale=scale, size=(5, 4))
            y = rng.integers(0, 4, size=5) if name == "cross_entropy_from_logits" else rng.integers(
                0, 2, size=(5, 4)).astype(float)
            if name == "cross_entropy":
                output, y = lff("functions").softmax(output / scale), rng.integers(0, 4, size=5)
            if name == "binary_cross_entropy":
                output = rng.uniform(0.1, 0.9, size=(5, 4))
            value, gradient = loss.both(output, y)
            np.testing.assert_allclose(value, loss.value(output, y), rtol=EXACT_TOLERANCE)
            np.testing.assert_allclose(gradient, loss.gradient(output, y), rtol=EXACT_TOLERANCE, atol=1e-300)


def networks(draws: int = 3) -> None:
    """Networks of one to four layers, each smooth activation and each loss, in random shapes."""
    rng = np.random.default_rng(3)
    for loss, loss_anew in LOSSES_ANEW.items():
        for activation in SMOOTH:
            for _ in range(draws):
                sizes = [int(size) for size in rng.integers(1, 6, size=rng.integers(2, 6))]
                sizes[-1] += loss == "cross_entropy_from_logits"
                _one_network(sizes, activation, loss, loss_anew, rng)


def _one_network(sizes, activation, loss, loss_anew, rng) -> None:
    n = int(rng.integers(1, 8))
    net = lff("network").Network(sizes, activation=activation, loss=loss, rng=rng)
    net.theta[:] = rng.normal(scale=0.7, size=net.theta.shape)
    X = rng.normal(size=(n, sizes[0]))
    if loss == "cross_entropy_from_logits":
        y = rng.integers(0, sizes[-1], size=n)
    elif loss == "binary_cross_entropy_from_logits":
        y = rng.integers(0, 2, size=(n, sizes[-1])).astype(float)
    else:
        y = rng.normal(size=(n, sizes[-1]))

    def anew(theta):
        A, start = X, 0
        for i, (d, k) in enumerate(zip(sizes, sizes[1:])):
            W, b = theta[start:start + d * k].reshape(d, k), theta[start + d * k:start + (d + 1) * k]
            start += (d + 1) * k
            A = anp.dot(A, W) + b
            if i < len(sizes) - 2:
                A = WRITTEN_ANEW[activation](A)
        return loss_anew(A, y)

    theta = net.theta.copy()
    value, gradient = net.loss_and_gradient(X, y)
    close(value, anew(theta), ENGINE_TOLERANCE)
    close(net.loss(X, y), anew(theta), ENGINE_TOLERANCE)
    close(gradient, autograd.grad(anew)(theta), ENGINE_TOLERANCE)

    def at(theta, what):
        net.theta[:] = theta
        return what(X, y)

    error = lff("gradcheck").projection_error(
        lambda t: at(t, net.loss), lambda t: at(t, net.gradient), theta, rng=rng)
    assert error <= DIFFERENCE_TOLERANCE, (sizes, activation, loss)


def layers() -> None:
    """A linear layer's three slopes, entry by entry, in random shapes, with and without a place for the result."""
    rng = np.random.default_rng(4)
    for _ in range(5):
        n, d, k = (int(size) for size in rng.integers(1, 6, size=3))
        X, W, b, dZ = (rng.normal(size=shape) for shape in ((n, d), (d, k), (k,), (n, k)))
        layer, dW, db = lff("layers").Linear(W, b), np.empty((d, k)), np.empty(k)
        layer.forward(X)
        dX = layer.backward(dZ, dW, db)
        for j in range(d):
            for m in range(k):
                close(dW[j, m], sum(X[i, j] * dZ[i, m] for i in range(n)), EXACT_TOLERANCE)
        for m in range(k):
            close(db[m], sum(dZ[i, m] for i in range(n)), EXACT_TOLERANCE)
        for i in range(n):
            for j in range(d):
                close(dX[i, j], sum(dZ[i, m] * W[j, m] for m in range(k)), EXACT_TOLERANCE)


def ridge() -> None:
    """Least squares and ridge, for several features, against the normal equations solved at 50 digits."""
    rng = np.random.default_rng(6)
    for strength in (0.0, 0.7, 40.0):
        X, y = rng.normal(size=(12, 3)), rng.normal(size=12)
        module = lff("linear")
        fit = module.ridge(X, y, strength) if strength else module.least_squares(X, y)
        with mpmath.workdps(50):
            table = mpmath.matrix(np.column_stack([X, np.ones(12)]).tolist())
            penalty = mpmath.diag([strength] * 3 + [0])  # the bias is not shrunk
            truth = mpmath.lu_solve(table.T * table + penalty, table.T * mpmath.matrix(y.tolist()))
        np.testing.assert_allclose([*fit.weights, fit.bias], [float(t) for t in truth], rtol=EXACT_TOLERANCE)
        np.testing.assert_allclose(fit.predict(X), X @ fit.weights + fit.bias, rtol=EXACT_TOLERANCE)


def least_absolute_deviations() -> None:
    """One outlier among five points does not move the line that the other four lie on."""
    X, y = np.array([[0.0], [2.0], [4.0], [6.0], [3.0]]), np.array([1.0, 5.0, 9.0, 13.0, -50.0])
    fit = lff("linear").least_absolute_deviations(X, y)
    assert np.max(np.abs(fit.predict(X[:4]) - y[:4])) < 0.05


def differences() -> None:
    """The referee itself, on functions whose slopes are known, and on a wrong gradient, which it must not pass."""
    module, rng = lff("gradcheck"), np.random.default_rng(8)
    theta = rng.normal(size=(2, 3))
    close(module.directional_difference(lambda t: float(np.sum(t**3)), theta, np.ones((2, 3))),
          np.sum(3 * theta**2), 1e-8)
    close(module.numerical_gradient(lambda t: float(np.sum(t**2)), theta), 2 * theta, 1e-8)
    right = module.projection_error(lambda t: float(np.sum(t**2)), lambda t: 2 * t, theta, rng=rng)
    wrong = module.projection_error(lambda t: float(np.sum(t**2)), lambda t: 2.001 * t, theta, rng=rng)
    assert right <= DIFFERENCE_TOLERANCE < wrong
