"""Draws for what is random in the package, with every outcome at once: where weights start, and what is left out."""

from __future__ import annotations

import itertools

import mpmath
import numpy as np

from lff import dropout, functions, initializers, layers, symbolic
from lff.witnesses._case import Case
from lff.witnesses._entrywise import _autograd


class _Scripted(np.random.Generator):
    """A generator that draws what it was told to, in units of a normal's deviation or a uniform's end."""

    def __init__(self, script: np.ndarray) -> None:
        super().__init__(np.random.default_rng(0).bit_generator)
        self.script = script

    def normal(self, mean: float, deviation: float, size: tuple[int, ...]) -> np.ndarray:
        return mean + deviation * self.script.reshape(size)

    def uniform(self, low: float, high: float, size: tuple[int, ...]) -> np.ndarray:
        return np.where(self.script < 0, low, high).reshape(size)

    def random(self, size: tuple[int, ...]) -> np.ndarray:
        return self.script.reshape(size)


def _signs(n: int) -> np.ndarray:
    """All ways to give n weights a sign, one in each column."""
    return np.array(list(itertools.product((-1.0, 1.0), repeat=n))).T  # (n, 2^n)


def weighted_sum(rng: np.random.Generator, extreme: bool) -> Case:
    """The mean square of a neuron's sum, over all ways to give weights of one size a sign."""
    n, deviation = int(rng.integers(1, 7)), 1e-9 if extreme else rng.uniform(0.1, 2)
    a, signs, proof = rng.normal(size=(1, n)), _signs(n), symbolic.variance_of_a_sum()
    Z = layers.Linear(deviation * signs, np.zeros(signs.shape[1])).forward(a)

    def exact():
        with mpmath.workdps(50):
            return [proof.evaluate("rhs", n=n, sigma_w=deviation, q=mpmath.fsum(mpmath.mpf(x)**2 for x in a[0]) / n)]

    return Case(answer=np.array([np.mean(Z**2)]), exact=exact)


def glorot(rng: np.random.Generator, extreme: bool) -> Case:
    """A third of the square of the end of Glorot's interval."""
    n_in, n_out = (int(size) for size in rng.integers(1, 1000 if extreme else 40, size=2))
    W = initializers.glorot(n_in, n_out, rng=_Scripted(rng.choice([-1.0, 1.0], size=n_in * n_out)))
    proof = symbolic.glorot_compromise()
    return Case(answer=np.array([np.mean(W**2) / 3]),
                exact=lambda: [proof.evaluate("rhs", n_in=n_in, n_out=n_out)])


def half_of_relu(rng: np.random.Generator, extreme: bool) -> Case:
    """The mean square behind a ReLU, of numbers and their opposites."""
    z = rng.normal(size=rng.integers(1, 9)) * (1000 if extreme else 1)
    proof = symbolic.relu_keeps_half()

    def exact():
        with mpmath.workdps(50):
            return [proof.evaluate("lhs", q=mpmath.fsum(mpmath.mpf(x)**2 for x in z) / len(z))]

    return Case(answer=np.array([np.mean(functions.relu(np.concatenate([z, -z]))**2)]), exact=exact)


def he(rng: np.random.Generator, extreme: bool) -> Case:
    """From bend to bend: ReLUs of numbers and their opposites, and He's weights with every choice of signs."""
    n = 2 * int(rng.integers(1, 4))
    z, signs, proof = rng.normal(size=n // 2), _signs(n), symbolic.he_variance()
    A = functions.relu(np.concatenate([z, -z])[np.newaxis])
    W = initializers.he(*signs.shape, rng=_Scripted(signs))
    following = layers.Linear(W, np.zeros(signs.shape[1])).forward(A)

    def exact():
        with mpmath.workdps(50):
            q = mpmath.fsum(mpmath.mpf(x)**2 for x in z) / len(z)
            return [proof.evaluate("rhs", n=n, sigma_w=mpmath.sqrt(mpmath.mpf(2) / n), q=q)]

    return Case(answer=np.array([np.mean(following**2)]), exact=exact)


def _every_mask(rng: np.random.Generator, extreme: bool) -> tuple[np.ndarray, float, dropout.Dropout]:
    """An entry many times over, the chance that it stays, and a layer that leaves out just that share of them."""
    draws, count = 64, 63 if extreme else int(rng.integers(1, 64))
    layer = dropout.Dropout(count / draws, rng=_Scripted(np.arange(draws) / draws))
    return np.full((draws, 1), rng.normal()), 1 - count / draws, layer


def dropout_mean(rng: np.random.Generator, extreme: bool) -> Case:
    """The mean of an entry over masks, and, with one mask that stays, the way back through it."""
    A, q, layer = _every_mask(rng, extreme)
    X, upstream, seed = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), int(rng.integers(1000))
    proof = symbolic.dropout_expectation()

    def again() -> dropout.Dropout:
        return dropout.Dropout(1 - q, rng=np.random.default_rng(seed))

    def gradient(X):
        masked = again()
        masked.forward(X)
        return masked.backward(upstream)

    stays = np.random.default_rng(seed).random(X.shape) >= 1 - q
    return Case(answer=np.array([layer.forward(A).mean()]), exact=lambda: [proof.evaluate("lhs", a=A[0, 0], q=q)],
                theta=X, gradient=gradient, value=lambda X: float(np.sum(upstream * again().forward(X))),
                engine=lambda X: _autograd().sum(upstream * _autograd().where(stays, X / q, 0.0)))


def dropout_spread(rng: np.random.Generator, extreme: bool) -> Case:
    """The variance of an entry over masks."""
    A, q, layer = _every_mask(rng, extreme)
    proof = symbolic.dropout_variance()
    return Case(answer=np.array([np.mean((layer.forward(A) - A)**2)]),
                exact=lambda: [proof.evaluate("rhs", a=A[0, 0], q=q)])


def thinned(rng: np.random.Generator, extreme: bool) -> Case:
    """The mean answer of all eight thinned networks, each with the probability of its mask."""
    q = 1 / 64 if extreme else rng.integers(1, 64) / 64
    a, w, b = rng.uniform(0.1, 2, size=3), rng.uniform(0.1, 2, size=3), rng.uniform(0.1, 2)
    stay = (_signs(3).T + 1) / 2  # (8, 3)
    layer = dropout.Dropout(1 - q, rng=_Scripted(np.where(stay == 1, 1 - q, 0.0)))
    answers = layers.Linear(w[:, np.newaxis], np.array([b])).forward(layer.forward(np.tile(a, (8, 1))))[:, 0]
    chances = np.prod(np.where(stay == 1, q, 1 - q), axis=1)
    proof, values = symbolic.dropout_ensemble(), {f"{name}_{i + 1}": row[i] for name, row in (("a", a), ("w", w))
                                                  for i in range(3)}
    return Case(answer=np.array([chances @ answers]), exact=lambda: [proof.evaluate("rhs", b=b, q=q, **values)])
