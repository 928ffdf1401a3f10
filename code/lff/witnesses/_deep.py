"""Draws for what helps deep networks to learn: maxout, normalization, clipping."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import numpy as np

from lff import clipping, maxout, normalization, symbolic
from lff.witnesses._case import Case
from lff.witnesses._entrywise import _autograd


def largest(rng: np.random.Generator, extreme: bool) -> Case:
    """Back through units of a few pieces."""
    n, k, pieces = (int(size) for size in rng.integers((1, 1, 2), (5, 5, 5)))
    Z, upstream = rng.normal(size=(n, k * pieces)), rng.normal(size=(n, k))
    layer, proof = maxout.Maxout(pieces), symbolic.maxout_gradient()

    def gradient(Z):
        layer.forward(Z)
        return layer.backward(upstream)

    def exact():
        winner, loser = proof.evaluate("rhs")
        units = Z.reshape(n, k, pieces)
        return [g * (winner if z == max(unit) else loser)
                for row, slopes in zip(units, upstream) for unit, g in zip(row, slopes) for z in unit]

    return Case(answer=gradient(Z), exact=exact, theta=Z, gradient=gradient,
                value=lambda Z: float(np.sum(upstream * layer.forward(Z))),
                engine=lambda Z: _autograd().sum(upstream * _autograd().max(Z.reshape(n, k, pieces), axis=2)))


def _sums(**columns: list) -> dict:
    """The sum of each column without its first entry."""
    return {f"S_{name}": mpmath.fsum(column[1:]) for name, column in columns.items()}


def _first(column: list, place: int) -> list:
    """The same entries, with the one at a place as the first."""
    return [column[place], *column[:place], *column[place + 1:]]


def _exact_table(X: np.ndarray) -> list[list]:
    return [[mpmath.mpf(float(entry)) for entry in row] for row in X]


def _of_a_normalization(kind: type, axis: int, X, gain, shift, upstream, exact: Callable, extreme: bool) -> Case:
    """A case whose θ is X, then the gain, then the shift."""
    (n, k), cuts = X.shape, [X.size, X.size + len(gain)]
    theta = np.concatenate([X.ravel(), gain, shift])

    def parts(theta):
        X, gain, shift = np.split(theta, cuts)
        return X.reshape(n, k), kind(gain, shift)

    def gradient(theta):
        X, layer = parts(theta)
        layer.forward(X)
        dgain, dshift = np.empty(k), np.empty(k)
        return np.concatenate([layer.backward(upstream, dgain, dshift).ravel(), dgain, dshift])

    def value(theta):
        X, layer = parts(theta)
        return float(np.sum(upstream * layer.forward(X)))

    def engine(theta):
        anp = _autograd()
        X, gain, shift = theta[:n * k].reshape((n, k)), theta[cuts[0]:cuts[1]], theta[cuts[1]:]
        away = X - anp.mean(X, axis=axis, keepdims=True)
        spread = anp.sqrt(anp.mean(away**2, axis=axis, keepdims=True) + 1e-5)
        return anp.sum(upstream * (gain * away / spread + shift))

    return Case(answer=gradient(theta), exact=exact, by_entry=False, theta=theta, gradient=gradient,
                value=None if extreme else value, engine=None if extreme else engine)


def _table(rng: np.random.Generator, extreme: bool) -> tuple[np.ndarray, ...]:
    n, k = (int(size) for size in rng.integers(3, 7, size=2))
    X, gain, shift, upstream = (rng.normal(size=shape) for shape in ((n, k), k, k, (n, k)))
    if extreme:
        X = X * 1000 + 500
        X[:, 0] = 512.0  # a feature that never changes in this batch
    return X, gain, shift, upstream


def batch_norm(rng: np.random.Generator, extreme: bool) -> Case:
    """Back through a batch's columns."""
    X, gain, shift, upstream = _table(rng, extreme)
    proof, (n, k) = symbolic.batch_norm_backward(), X.shape

    def exact():
        with mpmath.workdps(60):
            entries, slopes = _exact_table(X.T), _exact_table(upstream.T)
            columns = []
            for j in range(k):
                found = []
                for i in range(n):
                    x, g = _first(entries[j], i), _first(slopes[j], i)
                    found.append(proof.evaluate(
                        "rhs", x=x[0], g=g[0], n=n, gamma=gain[j], beta=shift[j], epsilon=1e-5,
                        **_sums(x=x, xx=[t * t for t in x], g=g, gx=[s * t for s, t in zip(g, x)])))
                columns.append(found)
        return ([columns[j][i][0] for i in range(n) for j in range(k)] + [column[0][1] for column in columns]
                + [column[0][2] for column in columns])

    return _of_a_normalization(normalization.BatchNorm, 0, X, gain, shift, upstream, exact, extreme)


def layer_norm(rng: np.random.Generator, extreme: bool) -> Case:
    """Back through a batch's rows."""
    X, gain, shift, upstream = _table(rng, extreme)
    proof, (n, k) = symbolic.layer_norm_backward(), X.shape

    def exact():
        with mpmath.workdps(60):
            gains, rows = _exact_table(gain[np.newaxis])[0], []
            for entries, slopes in zip(_exact_table(X), _exact_table(upstream)):
                u, found = [c * g for c, g in zip(gains, slopes)], []
                for j in range(k):
                    x, own = _first(entries, j), _first(u, j)
                    found.append(proof.evaluate(
                        "rhs", x=x[0], g=slopes[j], n=k, gamma=gains[j], beta=shift[j], epsilon=1e-5,
                        **_sums(x=x, xx=[t * t for t in x], u=own, ux=[s * t for s, t in zip(own, x)])))
                rows.append(found)
            return ([entry[0] for found in rows for entry in found]
                    + [mpmath.fsum(found[j][part] for found in rows) for part in (1, 2) for j in range(k)])

    return _of_a_normalization(normalization.LayerNorm, 1, X, gain, shift, upstream, exact, extreme)


def undone(rng: np.random.Generator, extreme: bool) -> Case:
    """A column that was stretched and moved, normalized, against the column itself."""
    n, a, b = int(rng.integers(2, 8)), 1e6 if extreme else rng.uniform(0.2, 5), rng.normal()
    x, proof = rng.normal(size=n), symbolic.batch_norm_undoes()
    layer = normalization.BatchNorm(np.ones(1), np.zeros(1), epsilon=1e-300)

    def exact():
        with mpmath.workdps(50):
            entries = _exact_table(x[np.newaxis])[0]
            mu = mpmath.fsum(entries) / n
            v = mpmath.fsum((entry - mu)**2 for entry in entries) / n
            return [proof.evaluate("rhs", x=entry, mu=mu, v=v) for entry in entries]

    return Case(answer=layer.forward((a * x + b)[:, np.newaxis]), by_entry=False, exact=exact)


def clipped(rng: np.random.Generator, extreme: bool) -> Case:
    """A gradient that is too long: its length and direction once it is clipped."""
    gradient = rng.normal(size=rng.integers(1, 8)) * (1e100 if extreme else 1)
    limit = 1e-9 if extreme else np.linalg.norm(gradient) * rng.uniform(0.01, 0.99)
    cut, proof = clipping.clip_by_norm(gradient, limit), symbolic.clipping_keeps_direction()
    length = np.linalg.norm(cut)

    def exact():
        with mpmath.workdps(50):
            squares = [mpmath.mpf(float(g))**2 for g in gradient]
            found = [proof.evaluate("rhs", g=g, R=mpmath.fsum(squares) - square, c=limit)
                     for g, square in zip(gradient, squares)]
        return [found[0][0]] + [pair[1] for pair in found]

    return Case(answer=np.array([length, *(cut / length)]), exact=exact)
