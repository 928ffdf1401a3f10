"""Programs of one function each, for every rule of the table: written over a NumPy that is handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LABELS = np.array([1, 0, 2, 1])
MASK = np.array([[True, False, True, True], [False, False, True, False], [True, True, False, True]])
REPEATS = np.array([0, 2, 2, 1, 0, 2])


@dataclass(frozen=True)
class Case:
    """A program f(np, ours, *arrays), the shapes of its arrays, and where their entries lie.

    `analytic`: it takes complex numbers as it takes real ones. `engine`: the program for the other engine, where it
    lacks the function.
    """

    f: Callable
    shapes: tuple[tuple[int, ...], ...]
    low: float = -2.0
    high: float = 2.0
    analytic: bool = True
    engine: Callable | None = None


def _one(f, shape=(3, 4), **settings):
    return Case(f, (shape,), **settings)


def _two(f, first=(3, 4), second=(3, 4), **settings):
    return Case(f, (first, second), **settings)


def _softmax(np_, Z):
    e = np_.exp(Z)
    return e / np_.sum(e, axis=-1, keepdims=True)


def _sigmoid(np_, z):
    return 1 / (1 + np_.exp(-z))


def _convolved(np_, X, K, stride):
    p, q, _, _ = K.shape
    rows, columns = (X.shape[1] - p) // stride + 1, (X.shape[2] - q) // stride + 1
    parts = [np_.einsum("nhwc,ck->nhwk", X[:, i:i + stride * rows:stride, j:j + stride * columns:stride], K[i, j])
             for i in range(p) for j in range(q)]
    return sum(parts[1:], parts[0])


def _pooled(np_, X, size):
    n, h, w, c = X.shape
    return np_.max(np_.max(np_.reshape(X, (n, h // size, size, w // size, size, c)), axis=4), axis=2)


def _windowed(np_, X, size, stride):
    n, h, w, c = X.shape
    grid = [[X[:, i:i + size[0], j:j + size[1]] for j in range(0, w - size[1] + 1, stride)]
            for i in range(0, h - size[0] + 1, stride)]
    return np_.stack([np_.stack(row, axis=1) for row in grid], axis=1)


CASES = {
    "positive": _one(lambda np, o, x: +x * x, engine=lambda np, o, x: x * x),
    "np.positive": _one(lambda np, o, x: np.positive(x) * x, engine=lambda np, o, x: x * x),
    "negative": _one(lambda np, o, x: -x * x),
    "add": _two(lambda np, o, x, y: (x + y) * x),
    "add, broadcast": _two(lambda np, o, x, y: (x + y) * (y + 1.0), (3, 4), (4,)),
    "add, both broadcast": _two(lambda np, o, x, y: (x + y) * x, (3, 1), (2, 1, 4)),
    "subtract": _two(lambda np, o, x, y: (x - y) * x, (3, 4), (3, 1)),
    "subtract, from a number": _one(lambda np, o, x: (1.0 - x) * x),
    "multiply": _two(lambda np, o, x, y: x * y, (3, 4), ()),
    "multiply, itself": _one(lambda np, o, x: x * x * x),
    "divide": _two(lambda np, o, x, y: x / y, (4,), (3, 4), low=0.5),
    "divide, a number": _one(lambda np, o, x: 2.0 / x, low=0.5),
    "power, to a number": _one(lambda np, o, x: x**3),
    "power, two": _one(lambda np, o, x: x**2),
    "power, both": _two(lambda np, o, x, y: x**y, (3, 4), (4,), low=0.5),
    "power, of a number": _one(lambda np, o, x: 2.0**x),
    "reciprocal": _one(lambda np, o, x: np.reciprocal(x), low=0.5, engine=lambda np, o, x: 1 / x),
    "square": _one(lambda np, o, x: np.square(x)),
    "sqrt": _one(lambda np, o, x: np.sqrt(x), low=0.5),
    "absolute": _one(lambda np, o, x: np.abs(x) * x, analytic=False),
    "exp": _one(lambda np, o, x: np.exp(x)),
    "expm1": _one(lambda np, o, x: np.expm1(x)),
    "log": _one(lambda np, o, x: np.log(x), low=0.5),
    "log1p": _one(lambda np, o, x: np.log1p(x), low=-0.5),
    "sin": _one(lambda np, o, x: np.sin(x)),
    "cos": _one(lambda np, o, x: np.cos(x)),
    "arctan": _one(lambda np, o, x: np.arctan(x)),
    "tanh": _one(lambda np, o, x: np.tanh(x)),
    "tanh_derivative": _one(lambda np, o, x: o.tanh_derivative(x), engine=lambda np, o, x: 1 - np.tanh(x)**2),
    "sigmoid": _one(lambda np, o, x: o.sigmoid(x), engine=lambda np, o, x: _sigmoid(np, x)),
    "sigmoid_derivative": _one(lambda np, o, x: o.sigmoid_derivative(x),
                               engine=lambda np, o, x: _sigmoid(np, x) * _sigmoid(np, -x)),
    "logaddexp": _two(lambda np, o, x, y: np.logaddexp(x, y), (3, 4), (4,),
                      engine=lambda np, o, x, y: np.log(np.exp(x) + np.exp(y))),
    "maximum": _two(lambda np, o, x, y: np.maximum(x, y) * x, (3, 4), (4,), analytic=False),
    "minimum": _two(lambda np, o, x, y: np.minimum(x, y) * x, (3, 4), (4,), analytic=False),
    "clip": _one(lambda np, o, x: np.clip(x, -1.0, 0.5) * x, analytic=False),
    "where": _two(lambda np, o, x, y: np.where(MASK, x * y, y + x * x)),
    "where, shared branch": _one(lambda np, o, x: np.where(MASK, x, x * x)),
    "where, broadcast": _two(lambda np, o, x, y: np.where(MASK, x * x, y * y), (4,), ()),
    "sum": _one(lambda np, o, x: np.sum(x) * x),
    "sum, axis": _one(lambda np, o, x: np.sum(x * x, axis=0)),
    "sum, negative axis kept": _one(lambda np, o, x: x * np.sum(x, axis=-1, keepdims=True)),
    "sum, axes": _one(lambda np, o, x: np.sum(x**3, axis=(0, 2)), (2, 3, 2)),
    "sum, method": _one(lambda np, o, x: (x * x).sum(1)),
    "mean": _one(lambda np, o, x: np.mean(x) * x),
    "mean, axis": _one(lambda np, o, x: x * np.mean(x * x, axis=1, keepdims=True)),
    "var": _one(lambda np, o, x: np.var(x, axis=1),
                engine=lambda np, o, x: np.mean((x - np.mean(x, axis=1, keepdims=True))**2, axis=1)),
    "var, axis kept": _one(lambda np, o, x: np.var(x, axis=1, keepdims=True) * x,
                           engine=lambda np, o, x: x * np.mean((x - np.mean(x, axis=1, keepdims=True))**2, axis=1,
                                                               keepdims=True)),
    "std": _one(lambda np, o, x: np.std(x, axis=0),
                engine=lambda np, o, x: np.sqrt(np.mean((x - np.mean(x, axis=0))**2, axis=0))),
    "std, axis by place": _one(lambda np, o, x: np.std(x, 0),
                               engine=lambda np, o, x: np.sqrt(np.mean((x - np.mean(x, axis=0))**2, axis=0))),
    "max": _one(lambda np, o, x: np.max(x * x), analytic=False),
    "max, axis": _one(lambda np, o, x: np.max(x * x, axis=1), analytic=False),
    "max, axes kept": _one(lambda np, o, x: x * np.max(x, axis=(0, 2), keepdims=True), (2, 3, 2), analytic=False,
                           engine=lambda np, o, x: x * np.max(np.max(x, axis=2, keepdims=True), axis=0, keepdims=True)),
    "max, an axis of one": _one(lambda np, o, x: np.max(x * x, axis=1), (3, 1), analytic=False),
    "min": _one(lambda np, o, x: np.min(x * x, axis=0), analytic=False),
    "min, axis by place": _one(lambda np, o, x: np.min(x * x, 0) * x, analytic=False),
    "cumsum": _one(lambda np, o, x: np.cumsum(x * x, 1)),
    "flip": _one(lambda np, o, x: np.flip(x, 0) * x, engine=lambda np, o, x: x[::-1] * x),
    "reshape": _one(lambda np, o, x: np.reshape(x, (2, -1)) ** 3),
    "reshape, method": _one(lambda np, o, x: x.reshape(4, 3)[0] ** 3),
    "ravel": _one(lambda np, o, x: np.ravel(x) ** 3),
    "squeeze": _one(lambda np, o, x: np.squeeze(x, 1) ** 3, (3, 1, 2)),
    "expand_dims": _one(lambda np, o, x: np.expand_dims(x, 1) * x),
    "copy": _one(lambda np, o, x: np.copy(x) * x, engine=lambda np, o, x: x * x),
    "broadcast_to": _one(lambda np, o, x: np.broadcast_to(x, (3, 2, 4)) ** 2, (2, 1),
                         engine=lambda np, o, x: (x * np.ones((3, 2, 4)))**2),
    "swapaxes": _one(lambda np, o, x: np.swapaxes(x, 0, 2) ** 3, (2, 3, 4)),
    "moveaxis": _one(lambda np, o, x: np.moveaxis(x, 0, 2) ** 3, (2, 3, 4)),
    "transpose": _one(lambda np, o, x: x.T @ x),
    "transpose, axes": _one(lambda np, o, x: np.transpose(x, (-1, 0, 1)) ** 3, (2, 3, 4),
                            engine=lambda np, o, x: np.transpose(x, (2, 0, 1)) ** 3),  # it takes -1 for the first
    "pad": _one(lambda np, o, x: np.pad(x, ((1, 0), (2, 1))) ** 3,
                engine=lambda np, o, x: np.pad(x, ((1, 0), (2, 1)), mode="constant") ** 3),
    "concatenate": _two(lambda np, o, x, y: np.concatenate([x, y, x], axis=1) ** 3, (3, 2), (3, 4)),
    "concatenate, first axis": _two(lambda np, o, x, y: np.concatenate([x, y]) ** 3, (1, 4), (3, 4)),
    "stack": _two(lambda np, o, x, y: np.stack([x, y], axis=-1) ** 3),
    "index": _one(lambda np, o, x: x[1] * x[2, 0]),
    "index, slices": _one(lambda np, o, x: x[1:, ::-2] ** 3),
    "index, new axis": _one(lambda np, o, x: x[:, np.newaxis, 1:3] ** 3),
    "index, ellipsis": _one(lambda np, o, x: x[..., -1] ** 3),
    "index, repeats": _one(lambda np, o, x: x[REPEATS] ** 3),
    "index, pairs": _one(lambda np, o, x: x[REPEATS, REPEATS] ** 3),
    "index, mask": _one(lambda np, o, x: x[MASK] ** 3),
    "take": _one(lambda np, o, x: np.take(x, REPEATS, axis=0) ** 3, engine=lambda np, o, x: x[REPEATS] ** 3),
    "take_along_axis": _one(lambda np, o, x: np.take_along_axis(x, LABELS[:3, None], 1) ** 3,
                            engine=lambda np, o, x: x[np.arange(3), LABELS[:3]][:, None] ** 3),
    "scatter_add": _one(lambda np, o, x: o.scatter_add(x, REPEATS, (4,)) ** 3, (6,),
                        engine=lambda np, o, x: np.dot(x, np.eye(4)[REPEATS]) ** 3),
    "scatter_add, slice": _one(lambda np, o, x: o.scatter_add(x, slice(1, 4), (6,)) ** 3, (3,),
                               engine=lambda np, o, x: np.dot(x, np.eye(6)[1:4]) ** 3),
    "matmul": _two(lambda np, o, x, y: x @ y, (3, 4), (4, 2)),
    "matmul, batched": _two(lambda np, o, x, y: np.matmul(x, y), (5, 3, 4), (5, 4, 2)),
    "matmul, batch against one": _two(lambda np, o, x, y: x @ y, (5, 3, 4), (4, 2)),
    "matmul, one against batch": _two(lambda np, o, x, y: x @ y, (3, 4), (5, 4, 2)),
    "matmul, batches broadcast": _two(lambda np, o, x, y: x @ y, (2, 1, 3, 4), (5, 4, 2)),
    "matmul, matrix and vector": _two(lambda np, o, x, y: x @ y, (3, 4), (4,)),
    "matmul, batch and vector": _two(lambda np, o, x, y: x @ y, (5, 3, 4), (4,),
                                     engine=lambda np, o, x, y: np.sum(x * y, axis=-1)),
    "matmul, vector and matrix": _two(lambda np, o, x, y: x @ y, (3,), (3, 4)),
    "matmul, vector and one column": _two(lambda np, o, x, y: x @ y, (3,), (3, 1)),
    "matmul, vectors": _two(lambda np, o, x, y: x @ y, (4,), (4,)),
    "matmul, plain on the left": _one(lambda np, o, x: np.arange(6.0).reshape(2, 3) @ (x * x)),
    "affine": Case(lambda np, o, X, W, b: o.affine(X, W, b), ((5, 3), (3, 2), (2,)),
                   engine=lambda np, o, X, W, b: np.dot(X, W) + b),
    "affine, batched": Case(lambda np, o, X, W, b: o.affine(X, W, b), ((2, 5, 3), (3, 2), (2,)),
                            engine=lambda np, o, X, W, b: np.matmul(X, W) + b),
    "softmax": _one(lambda np, o, x: o.softmax(x), engine=lambda np, o, x: _softmax(np, x)),
    "log_softmax": _one(lambda np, o, x: o.log_softmax(x), engine=lambda np, o, x: np.log(_softmax(np, x))),
    "log_softmax, batched": _one(lambda np, o, x: o.log_softmax(x), (2, 3, 4),
                                 engine=lambda np, o, x: np.log(_softmax(np, x))),
    "logsumexp": _one(lambda np, o, x: o.logsumexp(x), engine=lambda np, o, x: np.log(np.sum(np.exp(x), axis=-1))),
    "cross_entropy_from_logits": _one(
        lambda np, o, x: o.cross_entropy_from_logits(x, LABELS), (4, 3),
        engine=lambda np, o, x: -np.mean(np.log(_softmax(np, x)[np.arange(4), LABELS]))),
    "windows": _one(lambda np, o, X: o.windows(X, (2, 3), 2) ** 3, (2, 5, 5, 2),
                    engine=lambda np, o, X: _windowed(np, X, (2, 3), 2) ** 3),
    "overlap_add": _one(lambda np, o, P: o.overlap_add(P, (1, 4, 4, 2), 1) ** 3, (1, 3, 3, 2, 2, 2),
                        engine=lambda np, o, P: sum(np.pad(
                            P[:, :, :, i, j], ((0, 0), (i, 1 - i), (j, 1 - j), (0, 0)), mode="constant")
                            for i in range(2) for j in range(2)) ** 3),
    "convolve2d": _two(lambda np, o, X, K: o.convolve2d(X, K), (2, 5, 4, 2), (3, 2, 2, 3),
                       engine=lambda np, o, X, K: _convolved(np, X, K, 1)),
    "convolve2d, stride": _two(lambda np, o, X, K: o.convolve2d(X, K, 2), (2, 6, 5, 1), (2, 2, 1, 2),
                               engine=lambda np, o, X, K: _convolved(np, X, K, 2)),
    "max_pool": _one(lambda np, o, X: o.max_pool(X, 2) ** 2, (2, 4, 6, 2), analytic=False,
                     engine=lambda np, o, X: _pooled(np, X, 2) ** 2),
    "astype": _one(lambda np, o, x: x.astype(float) ** 3, engine=lambda np, o, x: x**3),
}
