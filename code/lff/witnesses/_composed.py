"""Draws for what is composed: layers, networks, regressions, and the example done by hand."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import numpy as np

from lff import functions, layers, linear, losses, network, optimizers, symbolic
from lff.witnesses._case import Case
from lff.witnesses._entrywise import ENGINE_FUNCTIONS, _autograd

FORMULAS = {"sigmoid": "1 / (1 + exp(-u))", "tanh": "tanh(u)", "softplus": "log(1 + exp(u))"}


def _any_bend(rng: np.random.Generator) -> str:
    return str(rng.choice(list(FORMULAS)))


def activation_layer(rng: np.random.Generator, extreme: bool) -> Case:
    """A layer that bends: one path from each entry of Z to the loss."""
    name, shape = _any_bend(rng), (rng.integers(1, 5), rng.integers(1, 5))
    Z, upstream = rng.normal(size=shape), rng.normal(size=shape)
    layer = layers.Activation(name)
    proof = symbolic.chain_rule_one_path().given(y=FORMULAS[name], z="g * u")

    def gradient(Z):
        layer.forward(Z)
        return layer.backward(upstream)

    return Case(answer=gradient(Z), theta=Z, gradient=gradient,
                exact=lambda: [proof.evaluate("lhs", x=z, g=g) for z, g in zip(Z.ravel(), upstream.ravel())],
                value=lambda Z: float(np.sum(upstream * layer.forward(Z))),
                engine=lambda Z: _autograd().sum(upstream * ENGINE_FUNCTIONS[name](Z)))


def linear_layer(rng: np.random.Generator, extreme: bool) -> Case:
    """A straight layer with two neurons: two paths from each entry of X to the loss."""
    n, d = rng.integers(1, 6, size=2)
    X, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, 2)), rng.normal(size=2)
    upstream, layer = rng.normal(size=(n, 2)), layers.Linear(W, b)
    proof = symbolic.chain_rule_several_paths().given(x="a_1 * u", y="a_2 * u", z="g * u + h * v")

    def gradient(X):
        layer.forward(X)
        return layer.backward(upstream, np.empty_like(W), np.empty_like(b))

    def exact():
        return [proof.evaluate("lhs", a_1=W[j, 0], a_2=W[j, 1], g=upstream[i, 0], h=upstream[i, 1])
                for i in range(n) for j in range(d)]

    return Case(answer=gradient(X), exact=exact, by_entry=False, theta=X, gradient=gradient,
                value=lambda X: float(np.sum(upstream * layer.forward(X))),
                engine=lambda X: _autograd().sum(upstream * (_autograd().dot(X, W) + b)))


def _network(rng: np.random.Generator, sizes: list[int], **settings) -> network.Network:
    net = network.Network(sizes, rng=rng, **settings)
    net.theta[:] = rng.normal(size=net.theta.shape)
    return net


def _of_theta(net: network.Network, X: np.ndarray, y: np.ndarray) -> dict:
    def at(theta, what):
        net.theta[:] = theta
        return what(X, y)

    theta = net.theta.copy()
    return {"answer": net.gradient(X, y), "theta": theta, "value": lambda t: at(t, net.loss),
            "gradient": lambda t: at(t, net.gradient)}


def two_layers(rng: np.random.Generator, extreme: bool) -> Case:
    """A network with one hidden layer, any of the smooth activations, and a batch."""
    name = _any_bend(rng)
    d, k, m = [(1, 1, 1), (2, 3, 1), (3, 2, 2), (2, 3, 2)][rng.integers(4)]
    n, anp = rng.integers(1, 6), _autograd
    X, Y = rng.normal(size=(n, d)), rng.normal(size=(n, m))
    net = _network(rng, [d, k, m], activation=name)
    proof = _chosen(d, k, m, name)
    parts = np.cumsum([d * k, k, k * m])

    def exact():
        W, b, V, c = (net.parameters[key] for key in ("W1", "b1", "W2", "b2"))
        weights = {f"{letter}_{i + 1}{j + 1}": table[i, j] for letter, table in (("W", W), ("V", V))
                   for i in range(table.shape[0]) for j in range(table.shape[1])}
        rows = [list(proof.evaluate("rhs", **weights, **_named(b_=b, c_=c, x_=X[r], y_=Y[r]))) for r in range(n)]
        return [mpmath.fsum(column) / n for column in zip(*rows)]

    def engine(theta):
        W, b, V, c = anp().split(theta, parts)
        A = ENGINE_FUNCTIONS[name](anp().dot(X, W.reshape(d, k)) + b)
        return anp().mean((anp().dot(A, V.reshape(k, m)) + c - Y)**2)

    return Case(exact=exact, by_entry=False, engine=engine, **_of_theta(net, X, Y))


_CHOSEN: dict = {}


def _chosen(d: int, k: int, m: int, name: str):
    if (d, k, m, name) not in _CHOSEN:
        _CHOSEN[d, k, m, name] = symbolic.two_layer_backward(d, k, m).given(sigma=FORMULAS[name])
    return _CHOSEN[d, k, m, name]


def _named(**letters: np.ndarray) -> dict[str, float]:
    return {f"{letter}{i}": entry for letter, row in letters.items() for i, entry in enumerate(row, start=1)}


def regression(kind: str) -> Callable[[np.random.Generator, bool], Case]:
    """Draws for a network without a hidden layer, which is a linear or a logistic regression."""
    def draw(rng: np.random.Generator, extreme: bool) -> Case:
        n, d = rng.integers(1, 8), rng.integers(1, 5)
        X, anp = rng.normal(size=(n, d)), _autograd
        logistic = kind == "logistic"
        y = rng.integers(0, 2, size=n).astype(float) if logistic else rng.normal(size=n)
        chosen = "binary_cross_entropy_from_logits" if logistic else "mean_squared_error"
        net = _network(rng, [d, 1], loss=chosen)
        scale = 1 if logistic else 2  # the proof halves the square, the package does not
        proof = symbolic.logistic_regression_gradient() if logistic else symbolic.linear_regression_gradient()

        def exact():
            values = {"X": X, "y": y, "w": net.parameters["W1"][:, 0], "b": float(net.parameters["b1"][0])}
            both = [proof.evaluate("rhs", n=n, d=d, j=j, **values) for j in range(1, d + 1)]
            return [scale * pair[0] for pair in both] + [scale * both[0][1]]

        def engine(theta):
            z = anp().dot(X, theta[:-1]) + theta[-1]
            if logistic:
                return anp().mean(y * anp().log(1 + anp().exp(-z)) + (1 - y) * anp().log(1 + anp().exp(z)))
            return anp().mean((z - y)**2)

        return Case(exact=exact, by_entry=False, engine=engine, **_of_theta(net, X, y))
    return draw


def least_squares(rng: np.random.Generator, extreme: bool) -> Case:
    """The closed form, against the normal equations solved at 50 digits."""
    n = rng.integers(4, 12)
    x, y = rng.normal(size=n), rng.normal(size=n)
    fit = linear.least_squares(x[:, np.newaxis], y)
    proof = symbolic.normal_equations()

    return Case(answer=np.array([fit.bias, *fit.weights]), by_entry=False,
                exact=lambda: list(proof.evaluate("rhs", x=x, y=y, n=n)))


def one_step(rng: np.random.Generator, extreme: bool) -> Case:
    """The step by hand, taken by the package's layers and its optimizer."""
    W, v = np.array([[1.0, 0.5], [0.5, 0.7]]), np.array([1.0, 2.0])  # rows of W are neurons
    x, y = np.array([[0.5, 1.0]]), np.array([[0.8]])
    theta = np.concatenate([W.T.ravel(), v])
    hidden = layers.Linear(theta[:4].reshape(2, 2), np.zeros(2))
    outer = layers.Linear(theta[4:].reshape(2, 1), np.zeros(1))
    gradient, unused = np.empty_like(theta), np.empty(2)

    def forward():
        return outer.forward(hidden.forward(x))

    error = losses.mean_squared_error_gradient(forward(), y) / 2  # the example's loss is half the square
    dH = outer.backward(error, gradient[4:].reshape(2, 1), unused[:1])
    hidden.backward(dH, gradient[:4].reshape(2, 2), unused)
    optimizers.GradientDescent(0.1).step(theta, gradient)
    answer = [*theta[4:], *theta[:4].reshape(2, 2).T.ravel(), forward()[0, 0]]
    return Case(answer=np.array(answer), exact=lambda: list(symbolic.one_step_example().evaluate("lhs")))


def hard_sigmoid(rng: np.random.Generator, extreme: bool) -> Case:
    """The clipped line against its two ReLUs."""
    z = np.array([-1000.0, -1.0, 0.0, 0.25, 1.0, 2.0, 1000.0]) if extreme else rng.normal(scale=2, size=8)
    proof = symbolic.hard_sigmoid_from_relus()
    return Case(answer=functions.hard_sigmoid(z), exact=lambda: [proof.evaluate("rhs", z=entry) for entry in z])


def steepest_slope(rng: np.random.Generator, extreme: bool) -> Case:
    """The slope of c σ(b + wx) at x = -b/w."""
    c, w, b = rng.uniform(0.5, 3), rng.uniform(0.5, 3), rng.normal()
    proof = symbolic.sigmoid_steepest_slope()
    slope = c * w * functions.sigmoid_derivative(b + w * (-b / w))
    return Case(answer=np.array([slope]), exact=lambda: [proof.evaluate("rhs", c=c, w=w, b=b)])


def most_likely_box(rng: np.random.Generator, extreme: bool) -> Case:
    """At p = k/n the slope of the loss is 0: its positive and negative parts are equal."""
    k, m = (int(count) for count in rng.integers(1, 9, size=2))
    y = np.array([1.0] * k + [0.0] * m)
    slopes = losses.binary_cross_entropy_gradient(np.full(k + m, k / (k + m)), y)
    share = slopes.sum() / np.abs(slopes).sum()
    proof = symbolic.bernoulli_maximum()
    return Case(answer=np.array([1 + share]), exact=lambda: [1 + proof.evaluate("rhs")])
