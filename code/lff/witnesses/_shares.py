"""Draws for softmax and what is made of it, for divergence, for bends in a loss, and for folds of a line."""

from __future__ import annotations

import mpmath
import numpy as np

from lff import convex, functions, losses, metrics, network, symbolic
from lff.witnesses._case import Case
from lff.witnesses._entrywise import ENGINE_FUNCTIONS, _autograd, _logits, _numbered


def softmax_shift(rng: np.random.Generator, extreme: bool) -> Case:
    """The shares of logits, against those of logits that were shifted."""
    Z, c = _logits(rng, extreme), 1000.0 if extreme else rng.normal()
    proof = symbolic.softmax_shift(Z.shape[1])
    return Case(answer=functions.softmax(Z),
                exact=lambda: [share for z in Z for share in proof.evaluate("lhs", c=c, **_numbered(z_=z))])


def softmax_of_two(rng: np.random.Generator, extreme: bool) -> Case:
    """Sigmoids of differences, against the first share of two."""
    z1, z2 = rng.integers(-4000, 4000, size=(2, 6)) / 1024  # so that their difference is exact in float64
    if extreme:
        z1, z2 = np.array([0.0, 37.0, 700.0, 745.0, -37.0, -700.0]), np.zeros(6)
    proof = symbolic.softmax_of_two()
    return Case(answer=functions.sigmoid(z1 - z2),
                exact=lambda: [proof.evaluate("lhs", z_1=a, z_2=b) for a, b in zip(z1, z2)])


def logsumexp_shift(rng: np.random.Generator, extreme: bool) -> Case:
    """The logarithm of the sum of powers, against the form in which one logit is taken out."""
    Z = _logits(rng, extreme)
    proof = symbolic.logsumexp_shift(Z.shape[1])
    return Case(answer=functions.logsumexp(Z), by_entry=False,
                exact=lambda: [proof.evaluate("rhs", m=z.max(), **_numbered(z_=z)) for z in Z])


def _distributions(rng: np.random.Generator, extreme: bool) -> tuple[np.ndarray, np.ndarray]:
    p, q = functions.softmax(rng.normal(scale=20 if extreme else 1, size=(2, rng.integers(2, 6))))
    return p, q


def cross_entropy_splits(rng: np.random.Generator, extreme: bool) -> Case:
    """Entropy plus divergence, against cross entropy."""
    p, q = _distributions(rng, extreme)
    proof = symbolic.cross_entropy_splits()
    return Case(answer=np.array([metrics.entropy(p) + metrics.kl_divergence(p, q)]),
                exact=lambda: [proof.evaluate("lhs", p=p, q=q, k=len(p))])


def divergence(rng: np.random.Generator, extreme: bool) -> Case:
    """The divergence of two distributions."""
    p, q = _distributions(rng, extreme)
    proof = symbolic.kl_nonnegative(len(p))
    return Case(answer=np.array([metrics.kl_divergence(p, q)]),
                exact=lambda: [proof.evaluate("lhs", **_numbered(a_=p, b_=q))])


def square_error_of_sigmoid(rng: np.random.Generator, extreme: bool) -> Case:
    """The slope of a squared error through a sigmoid, by the package's two slopes; far out at the extreme."""
    x, y, b = rng.normal(size=1), rng.integers(0, 2, size=1).astype(float), rng.normal()
    w = np.array([-30.0 / x[0]]) if extreme else rng.normal(size=1)
    proof = symbolic.square_error_sigmoid_gradient()

    def gradient(w):
        z = w * x + b
        return losses.mean_squared_error_gradient(functions.sigmoid(z), y) * functions.sigmoid_derivative(z) * x

    return Case(answer=gradient(w), theta=w, gradient=gradient,
                exact=lambda: [proof.evaluate("rhs", w=w[0], b=b, x=x[0], y=y[0])],
                value=None if extreme else lambda w: losses.mean_squared_error(functions.sigmoid(w * x + b), y),
                engine=None if extreme else lambda w: _autograd().sum((ENGINE_FUNCTIONS["sigmoid"](w * x + b) - y)**2))


def hessian(rng: np.random.Generator, extreme: bool) -> Case:
    """The second derivatives that Newton's method divides by; its last column of features is 1, for the bias."""
    n, d = rng.integers(4, 9), rng.integers(1, 4)
    X, y = rng.normal(size=(n, d)), rng.integers(0, 2, size=(n, 1))
    problem = convex._Problem("binary_cross_entropy_from_logits", X, y, 1, 1e-300)
    theta, proof = rng.normal(size=(d + 1, 1)), symbolic.logistic_hessian()
    values = {"X": problem.A, "w": theta[:, 0], "b": 0.0, "n": int(n), "d": int(d + 1)}
    return Case(answer=problem.hessian(theta)[:, 0, :, 0], by_entry=False,
                exact=lambda: [proof.evaluate("rhs", j=j, m=m, **values)
                               for j in range(1, d + 2) for m in range(1, d + 2)])


def _relu_network(sizes: list[int], **parameters: list) -> network.Network:
    net = network.Network(sizes, activation="relu", rng=np.random.default_rng(0))
    for name, values in parameters.items():
        net.parameters[name][:] = values
    return net


def exclusive_or(rng: np.random.Generator, extreme: bool) -> Case:
    """The network of two ReLUs at the four points."""
    net = _relu_network([2, 2, 1], W1=[[1, 1], [1, 1]], b1=[0, -1], W2=[[1], [-2]], b2=[0])
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return Case(answer=net.forward(corners), exact=lambda: list(symbolic.xor_two_neurons().evaluate("lhs")))


def sawtooth(rng: np.random.Generator, extreme: bool) -> Case:
    """Two tents, as a network of two hidden layers of two ReLUs, at a point in each half."""
    net = _relu_network([1, 2, 2, 1], W1=[[1, 1]], b1=[0, -0.5], W2=[[2, 2], [-4, -4]], b2=[0, -0.5],
                        W3=[[2], [-4]], b3=[0])
    u = rng.integers(1, 1024) / 1024  # so that the points are exact in float64
    proof = symbolic.sawtooth_doubles().given(f="1 - Abs(2*u - 1)")

    def exact():
        with mpmath.workdps(1000):
            return list(proof.evaluate("lhs", t=1 / mpmath.mpf(u) - 1))

    return Case(answer=net.forward(np.array([[u / 2], [1 - u / 2]])), exact=exact)
