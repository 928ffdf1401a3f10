"""The functions that bend a line, each beside its derivative, and softmax with its logarithm.

Every function works on arrays of any shape and keeps shape and precision; `out`, where there is one, is an array
for the result, as in NumPy. All of them are right at ±1000: no overflow, no warning. At a kink, where a function
has no derivative, the value from the left is taken unless the docstring says otherwise.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lff.arrays import as_vector

Array = np.ndarray | float


def identity(z: Array, out: np.ndarray | None = None) -> Array:
    """z itself: the activation of a layer that does not bend.

    Book:
        sec-backward-pass
    """
    return np.positive(z, out=out)


def identity_derivative(z: Array, out: np.ndarray | None = None) -> Array:
    """1 everywhere.

    Book:
        sec-backward-pass
    """
    return np.add(np.multiply(z, 0.0), 1.0, out=out)


def sigmoid(z: Array, out: np.ndarray | None = None) -> Array:
    """The smooth step from 0 to 1: 1 / (1 + e^-z).

    Book:
        sec-bending-sigmoid
    """
    e = np.exp(-np.abs(z))  # at most 1, so it cannot overflow
    return np.divide(np.where(np.less(z, 0), e, 1.0), 1.0 + e, out=out)


def sigmoid_derivative(z: Array, out: np.ndarray | None = None) -> Array:
    """σ(z) (1 - σ(z)), with 1 - σ(z) written as σ(-z), which does not round to 0 for large z.

    Book:
        sec-backward-pass
    """
    return np.multiply(sigmoid(z), sigmoid(np.negative(z)), out=out)


def tanh(z: Array, out: np.ndarray | None = None) -> Array:
    """The smooth step from -1 to 1: the sigmoid of 2z, stretched to twice its height.

    Book:
        sec-backward-pass
    """
    return np.tanh(z, out=out)


def tanh_derivative(z: Array, out: np.ndarray | None = None) -> Array:
    """1 - tanh²(z), written as 4 σ'(2z), which does not round to 0 for large z.

    Book:
        sec-backward-pass
    """
    return np.multiply(sigmoid_derivative(np.multiply(z, 2.0)), 4.0, out=out)


def softplus(z: Array, out: np.ndarray | None = None) -> Array:
    """ln(1 + e^z): a ReLU with its corner rounded off.

    Book:
        logistic-regression
    """
    return np.logaddexp(z, 0.0, out=out)


def softplus_derivative(z: Array, out: np.ndarray | None = None) -> Array:
    """σ(z).

    Book:
        logistic-regression
    """
    return sigmoid(z, out=out)


def relu(z: Array, out: np.ndarray | None = None) -> Array:
    """The larger of z and 0: a line that is cut off below zero.

    Book:
        sec-bending-relu
    """
    return np.maximum(z, 0.0, out=out)


def relu_derivative(z: Array, out: np.ndarray | None = None) -> Array:
    """0 left of z = 0 and 1 right of it; at z = 0 it is 0.

    Book:
        sec-bending-relu
    """
    return np.greater(z, 0.0, out=np.empty_like(z) if out is None else out)  # True is written as 1


def leaky_relu(z: Array, out: np.ndarray | None = None, *, slope: float = 0.01) -> Array:
    """z right of 0, and slope · z left of it; the slope lies between 0 and 1.

    Book:
        sec-bending-relu
    """
    return np.maximum(z, np.multiply(z, slope), out=out)


def leaky_relu_derivative(z: Array, out: np.ndarray | None = None, *, slope: float = 0.01) -> Array:
    """`slope` left of z = 0 and 1 right of it; at z = 0 it is `slope`.

    Book:
        sec-bending-relu
    """
    return np.add(slope, (1.0 - slope) * relu_derivative(z), out=out)


def elu(z: Array, out: np.ndarray | None = None, *, alpha: float = 1.0) -> Array:
    """z right of 0, and α (e^z - 1) left of it, which levels off at -α.

    Book:
        sec-bending-relu
    """
    return np.add(np.maximum(z, 0.0), alpha * np.expm1(np.minimum(z, 0.0)), out=out)


def elu_derivative(z: Array, out: np.ndarray | None = None, *, alpha: float = 1.0) -> Array:
    """α e^z left of z = 0 and 1 right of it; at z = 0 it is α.

    Book:
        sec-bending-relu
    """
    below = alpha * np.exp(np.minimum(z, 0.0))
    return np.add(below, (1.0 - below) * relu_derivative(z), out=out)


def hard_sigmoid(z: Array, out: np.ndarray | None = None) -> Array:
    """The clipped line: 0 left of z = 0, z between, 1 right of z = 1; so it is relu(z) - relu(z - 1).

    Book:
        sec-bending-pieces
    """
    return np.clip(z, 0.0, 1.0, out=out)


def hard_sigmoid_derivative(z: Array, out: np.ndarray | None = None) -> Array:
    """1 between 0 and 1 and 0 outside; at z = 0 it is 0 and at z = 1 it is 1, as its two ReLUs have it.

    Book:
        sec-bending-sigmoid
    """
    return np.subtract(relu_derivative(z), relu_derivative(np.subtract(z, 1.0)), out=out)


class Activation(NamedTuple):
    """A function that a layer applies to each entry, and its derivative.

    Book:
        networks
    """

    function: Callable[..., Array]
    derivative: Callable[..., Array]


ACTIVATIONS: dict[str, Activation] = {
    "identity": Activation(identity, identity_derivative),
    "sigmoid": Activation(sigmoid, sigmoid_derivative),
    "tanh": Activation(tanh, tanh_derivative),
    "softplus": Activation(softplus, softplus_derivative),
    "relu": Activation(relu, relu_derivative),
    "leaky_relu": Activation(leaky_relu, leaky_relu_derivative),
    "elu": Activation(elu, elu_derivative),
    "hard_sigmoid": Activation(hard_sigmoid, hard_sigmoid_derivative),
}


def softmax(Z: np.ndarray) -> np.ndarray:
    """e^z over the sum of all e^z: numbers of any size become shares that are positive and add up to 1.

    Shapes:
        Z (..., k) -> (..., k); each row of k by itself.
    Book:
        softmax
    """
    E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))  # the same shares, and no exponent above 0
    return E / E.sum(axis=-1, keepdims=True)


def softmax_jacobian(z: np.ndarray) -> np.ndarray:
    """How share i moves when input j does: p_i (1 - p_i) on the diagonal, -p_i p_j off it.

    Shapes:
        z (k,) -> (k, k), with row i for the output and column j for the input.
    Book:
        softmax
    """
    p = softmax(as_vector("z", z))
    J = -np.outer(p, p)
    np.fill_diagonal(J, 0.0)
    np.fill_diagonal(J, -J.sum(axis=1))  # a row sums to 0: so 1 - p_i needs no subtraction, and loses no digits
    return J


def logsumexp(Z: np.ndarray) -> np.ndarray:
    """ln of the sum of all e^z: a smooth stand-in for the largest z.

    Shapes:
        Z (..., k) -> (...).
    Book:
        softmax
    """
    largest, rest = _largest_and_rest(Z)
    return largest[..., 0] + rest[..., 0]


def log_softmax(Z: np.ndarray) -> np.ndarray:
    """ln of softmax, without ever forming a share so small that its logarithm would be lost.

    Shapes:
        Z (..., k) -> (..., k).
    Book:
        softmax
    """
    largest, rest = _largest_and_rest(Z)
    return (Z - largest) - rest


def _largest_and_rest(Z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """m = max z, and ln of the sum of e^(z - m), which is ln(1 + the others) and so keeps the smallest of them."""
    Z = np.asarray(Z)
    where = np.expand_dims(np.argmax(Z, axis=-1), -1)
    largest = np.take_along_axis(Z, where, axis=-1)
    others = np.exp(Z - largest)
    np.put_along_axis(others, where, 0.0, axis=-1)
    return largest, np.log1p(others.sum(axis=-1, keepdims=True))
