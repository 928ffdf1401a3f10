"""Convolution and pooling, which NumPy has not, each with its rule beside it."""

from functools import partial

import numpy as np

from lff.lifted import RULES, primitive


@primitive
def windows(X: np.ndarray, size: tuple[int, int], stride: int = 1) -> np.ndarray:
    """Every window of an image, as a view of it.

    Shapes:
        X (n, h, w, c), size (p, q) -> (n, h', w', p, q, c) with h' = (h - p) // stride + 1.
    Book:
        sec-rules
    """
    view = np.lib.stride_tricks.sliding_window_view(X, size, axis=(1, 2))[:, ::stride, ::stride]
    return np.moveaxis(view, 3, 5)  # (n, h', w', c, p, q) -> (n, h', w', p, q, c)


@primitive
def overlap_add(P: np.ndarray, shape: tuple[int, ...], stride: int = 1) -> np.ndarray:
    """Windows laid back to where they were cut from, and added up where they overlap.

    Shapes:
        P (n, h', w', p, q, c) -> shape (n, h, w, c).
    Book:
        sec-rules
    """
    X = np.zeros(shape, P.dtype)
    _, rows, columns, p, q, _ = P.shape
    for i, j in np.ndindex(p, q):
        X[:, i : i + stride * rows : stride, j : j + stride * columns : stride] += P[:, :, :, i, j]
    return X


@primitive
def convolve2d(X: np.ndarray, K: np.ndarray, stride: int = 1) -> np.ndarray:
    """Each window of an image times each kernel, summed: what networks call a convolution.

    Shapes:
        X (n, h, w, c), K (p, q, c, k) -> (n, h', w', k).
    Raises:
        ValueError: the shapes do not fit, or a kernel is empty.
    Book:
        sec-rules
    """
    if X.ndim != 4 or K.ndim != 4 or X.shape[3] != K.shape[2] or 0 in K.shape:
        raise ValueError(f"convolve2d expects X (n, h, w, c) and K (p, q, c, k), got {X.shape} and {K.shape}")
    P = windows(X, K.shape[:2], stride)
    return (_flat(P, K) @ K.reshape(-1, K.shape[3])).reshape(*P.shape[:3], K.shape[3])


def max_pool(X: np.ndarray, size: int) -> np.ndarray:
    """The largest entry of each square of an image, channel by channel; of equal ones, the first.

    Shapes:
        X (n, h, w, c) -> (n, h // size, w // size, c).
    Book:
        sec-rules
    """
    return np.max(windows(X, (size, size), size), axis=(3, 4))


def _flat(P, K):
    """A row for each window, with as many entries as a kernel has."""
    return P.reshape(-1, K.size // K.shape[3])


def _image(z, X, K, stride=1):
    shape = X.shape

    def back(g):
        dP = g.reshape(-1, K.shape[3]) @ K.reshape(-1, K.shape[3]).T
        return overlap_add(dP.reshape(*g.shape[:3], *K.shape[:3]), shape=shape, stride=stride)

    return back


def _kernels(z, X, K, stride=1):
    def back(g):
        P = windows(X, K.shape[:2], stride)  # a view: X is kept, and not its windows
        return (_flat(P, K).T @ g.reshape(-1, K.shape[3])).reshape(K.shape)

    return back


RULES.update({
    windows: (lambda z, X, size, stride=1: partial(overlap_add, shape=X.shape, stride=stride),),
    overlap_add: (lambda z, P, shape, stride=1: partial(windows, size=P.shape[3:5], stride=stride),),
    convolve2d: (_image, _kernels),
})
