"""The table of rules: what each function does to a gradient on its way back. One line, one rule.

`RULES[f]` has an entry for each argument of f. An entry is given what the forward step saw, the value z and the
arguments, and returns the way back: given g = ∂L/∂z, that returns ∂L/∂argument. So a way back keeps what it
names, and nothing else. Where broadcasting repeated an argument, the tape adds up the copies. Rules are NumPy
programs themselves, and can be differentiated in turn. At a kink, the value from the left is taken.
"""

import operator
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from lff import functions, losses
from lff.lifted import COMPOSED, CONSTANT, RULES, Lifted, primitive

softmax, log_softmax, logsumexp = map(primitive, (functions.softmax, functions.log_softmax, functions.logsumexp))
sigmoid, sigmoid_derivative, tanh_derivative = map(
    primitive, (functions.sigmoid, functions.sigmoid_derivative, functions.tanh_derivative))
_cross_entropy_slope = primitive(losses.cross_entropy_from_logits_gradient)


@primitive
def cross_entropy_from_logits(Z: np.ndarray, labels: np.ndarray) -> np.floating:
    """The loss of that name, in the precision of Z.

    Book:
        sec-rules
    """
    return Z.dtype.type(losses.cross_entropy_from_logits(Z, labels))


def _cross_entropy(Z, labels):
    """Value and slope share a softmax."""
    if isinstance(Z, Lifted):
        value, slope = cross_entropy_from_logits(Z, labels), _cross_entropy_slope(Z, labels)
    else:
        losses._with_rows(Z, labels)  # refuses what does not fit
        value, slope = losses.LOSSES["cross_entropy_from_logits"].both(Z, labels)
        value = Z.dtype.type(value)
    return value, (lambda g: g * slope,)


@primitive
def affine(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """X W + b in one step.

    Shapes:
        X (..., d), W (d, k), b (k,) -> (..., k).
    Book:
        sec-rules
    """
    Z = _rows(X) @ W  # one product of two matrices, however many axes X has
    Z += b
    return Z.reshape(*X.shape[:-1], W.shape[1])


@primitive
def scatter_add(values: np.ndarray, index: object, shape: tuple[int, ...]) -> np.ndarray:
    """Zeros, with values added at an index; where it names a place twice, both are added.

    Shapes:
        values as x[index] for an x of `shape` -> shape.
    Book:
        sec-rules
    """
    x = np.zeros(shape, values.dtype)
    if any(isinstance(part, (list, np.ndarray)) for part in (index if isinstance(index, tuple) else (index,))):
        np.add.at(x, index, values)
    else:
        x[index] = values  # slices name no place twice
    return x


def _rows(A):
    """A as a matrix: all axes but the last in one."""
    return A if A.ndim == 2 else A.reshape(-1, A.shape[-1])


def _reshaped(z, x, shape=None, axis=None):
    shape = x.shape
    return lambda g: np.reshape(g, shape)


def _axes(x, axis):
    return tuple(range(x.ndim)) if axis is None else normalize_axis_tuple(axis, x.ndim)


def _spread(z, x, axis=None, keepdims=False, *, mean=False):
    """Each entry that went into a sum gets the sum's g, and of a mean its share."""
    axes, shape, share = _axes(x, axis), x.shape, z.size / max(x.size, 1)
    kept = tuple(1 if k in axes else n for k, n in enumerate(shape))
    return lambda g: np.broadcast_to(np.reshape(g * share if mean else g, kept), shape)


def _weights(z, A, B, *_):
    """∂L/∂B of A B; where one B served many A, a single product of two matrices adds everything up."""
    return (lambda g: _rows(A).T @ _rows(g)) if B.ndim == 2 else (lambda g: A.swapaxes(-1, -2) @ g)


def _power(z, x, y):
    if isinstance(y, (int, float)):
        return lambda g: g * (y * x ** (y - 1)) if y else g * 0.0
    return lambda g: g * y * x ** np.where(np.equal(y, 0), 1, y - 1)


def _cut(z, x, width):
    index = tuple(slice(before, before + n) for (before, _), n in zip(np.broadcast_to(width, (x.ndim, 2)), x.shape))
    return lambda g: g[index]


@primitive
def _astype(x, dtype):
    return x.astype(dtype)


@primitive
def _product(A, B):
    return np.matmul(A, B)


@primitive
def _join(*arrays, axis):
    return np.concatenate(arrays, axis)


class Together(NamedTuple):
    """A rule that finds the value and the ways back at once, since they share work: `run` returns (z, ways back).

    Book:
        sec-rules
    """

    run: Callable


def _joined(*arrays, axis):
    """Arrays end to end, and a way back to each: the part of g that is its own."""
    value, ends = _join(*arrays, axis=axis), np.cumsum([0, *(a.shape[axis] for a in arrays)])
    before = (slice(None),) * (axis % value.ndim)
    return value, [lambda g, part=(*before, slice(*ends[k : k + 2])): g[part] for k in range(len(arrays))]


def _softmax_back(p, g):
    return p * (g - np.sum(g * p, -1, keepdims=True))


# Entry by entry: ∂L/∂x is g times a slope.
ENTRYWISE = {
    np.positive: (lambda z, x: lambda g: g,),
    np.negative: (lambda z, x: lambda g: -g,),
    np.add: (lambda z, x, y: lambda g: g, lambda z, x, y: lambda g: g),
    np.subtract: (lambda z, x, y: lambda g: g, lambda z, x, y: lambda g: -g),
    np.multiply: (lambda z, x, y: lambda g: g * y, lambda z, x, y: lambda g: g * x),
    np.divide: (lambda z, x, y: lambda g: g / y, lambda z, x, y: lambda g: -g * z / y),
    np.power: (_power, lambda z, x, y: lambda g: g * z * np.log(np.where(np.equal(x, 0), 1, x))),
    np.reciprocal: (lambda z, x: lambda g: -g * z * z,),
    np.square: (lambda z, x: lambda g: g * (2.0 * x),),
    np.sqrt: (lambda z, x: lambda g: g * 0.5 / z,),
    np.absolute: (lambda z, x: lambda g: g * np.sign(x),),
    np.exp: (lambda z, x: lambda g: g * z,),
    np.expm1: (lambda z, x: lambda g: g * np.exp(x),),
    np.log: (lambda z, x: lambda g: g / x,),
    np.log1p: (lambda z, x: lambda g: g / (1.0 + x),),
    np.sin: (lambda z, x: lambda g: g * np.cos(x),),
    np.cos: (lambda z, x: lambda g: -g * np.sin(x),),
    np.arctan: (lambda z, x: lambda g: g / (1.0 + x * x),),
    np.tanh: (lambda z, x: lambda g: g * tanh_derivative(x),),
    tanh_derivative: (lambda z, x: lambda g: -2.0 * g * np.tanh(x) * z,),
    sigmoid: (lambda z, x: lambda g: g * sigmoid_derivative(x),),
    sigmoid_derivative: (lambda z, x: lambda g: g * z * (sigmoid(-x) - sigmoid(x)),),
    np.logaddexp: (lambda z, x, y: lambda g: g * np.exp(x - z), lambda z, x, y: lambda g: g * np.exp(y - z)),
    np.maximum: (lambda z, x, y: lambda g: g * np.greater(x, y), lambda z, x, y: lambda g: g * np.less_equal(x, y)),
    np.minimum: (lambda z, x, y: lambda g: g * np.less_equal(x, y), lambda z, x, y: lambda g: g * np.greater(x, y)),
    np.where: (lambda z, c, x, y: lambda g: g * 0.0,
               lambda z, c, x, y: lambda g: np.where(c, g, 0.0), lambda z, c, x, y: lambda g: np.where(c, 0.0, g)),
}

# Linear in each argument: entries are moved back, or multiplied by what the argument was multiplied by.
LINEAR = {
    np.sum: (_spread,), np.mean: (partial(_spread, mean=True),),
    np.cumsum: (lambda z, x, axis: lambda g: np.flip(np.cumsum(np.flip(g, axis), axis), axis),),
    np.flip: (lambda z, x, axis=None: lambda g: np.flip(g, axis),),
    np.reshape: (_reshaped,), np.squeeze: (_reshaped,), np.expand_dims: (_reshaped,),
    np.copy: (lambda z, x: lambda g: g,),
    np.broadcast_to: (lambda z, x, shape: lambda g: g,),
    np.swapaxes: (lambda z, x, a, b: lambda g: np.swapaxes(g, a, b),),
    np.moveaxis: (lambda z, x, a, b: lambda g: np.moveaxis(g, b, a),),
    np.transpose: (lambda z, x, axes=None: lambda g: np.transpose(
        g, axes if axes is None else np.argsort(np.mod(np.ravel(axes), np.size(axes)))),),
    np.pad: (_cut,),
    _astype: (lambda z, x, dtype: partial(_astype, dtype=x.dtype),),
    operator.getitem: (lambda z, x, index: partial(scatter_add, index=index, shape=x.shape),),
    scatter_add: (lambda z, x, index, shape: lambda g: g[index],),
    _product: (lambda z, A, B: lambda g: g @ B.swapaxes(-1, -2), _weights),
}

# Neither: each rule sums over the paths from its argument to the entries of z.
OTHERS = {
    _join: Together(_joined),
    affine: (lambda z, X, W, b: lambda g: (_rows(g) @ W.T).reshape(*g.shape[:-1], W.shape[0]),
             _weights, lambda z, X, W, b: lambda g: g),
    softmax: (lambda z, x: partial(_softmax_back, z),),
    log_softmax: (lambda z, x: lambda g: g - np.exp(z) * np.sum(g, -1, keepdims=True),),
    logsumexp: (lambda z, x: lambda g: softmax(x) * np.expand_dims(g, -1),),
    cross_entropy_from_logits: Together(_cross_entropy),
    _cross_entropy_slope: (lambda z, Z, labels: lambda g: _softmax_back(softmax(Z), g) / len(labels),),
}

RULES.update(ENTRYWISE | LINEAR | OTHERS)


def _matmul(x, y):
    """A vector is a matrix of one row on the left, and of one column on the right."""
    if x.ndim > 1 and y.ndim > 1:
        return _product(x, y)
    z = _product(x if x.ndim > 1 else x[np.newaxis], y if y.ndim > 1 else y[:, np.newaxis])
    return np.squeeze(z, tuple(k for k, a in ((-2, x), (-1, y)) if a.ndim == 1))


def _max(x, axis=None, keepdims=False):
    """The entry where the maximum is: of equal ones, the first."""
    axes = _axes(x, axis)
    rest = tuple(k for k in range(x.ndim) if k not in axes)
    rows = np.transpose(x, (*rest, *axes)).reshape(*(x.shape[k] for k in rest), -1)
    z = np.take_along_axis(rows, np.argmax(rows, axis=-1)[..., np.newaxis], -1)[..., 0]
    return np.expand_dims(z, axes) if keepdims else z


def _along(x, index, axis):
    places = list(np.ogrid[tuple(map(slice, index.shape))])
    places[axis] = index
    return x[tuple(places)]


COMPOSED.update({
    np.matmul: _matmul,
    np.concatenate: lambda arrays, axis=0: _join(*arrays, axis=axis),
    np.stack: lambda arrays, axis=0: _join(*(np.expand_dims(a, axis) for a in arrays), axis=axis),
    np.max: _max, np.min: lambda x, *axis, **settings: -_max(-x, *axis, **settings),
    np.take_along_axis: _along, np.ravel: lambda x: np.reshape(x, -1),
    np.take: lambda x, index, axis: x[(slice(None),) * (axis % x.ndim) + (index,)],
    np.clip: lambda x, a_min, a_max: np.minimum(np.maximum(x, a_min), a_max),
    np.var: lambda x, axis=None, keepdims=False: np.mean(
        np.square(x - np.mean(x, axis, keepdims=True)), axis, keepdims=keepdims),
    np.std: lambda x, *axis, **settings: np.sqrt(np.var(x, *axis, **settings)),
})
CONSTANT.update({
    np.sign, np.floor, np.ceil, np.rint, np.round, np.greater, np.greater_equal, np.less, np.less_equal, np.equal,
    np.not_equal, np.isfinite, np.isnan, np.isinf, np.argmax, np.argmin, np.argsort, np.any, np.all, np.shape, np.ndim,
    np.size, np.zeros_like, np.ones_like, np.allclose, np.array_equal,
})
Lifted.astype = _astype
