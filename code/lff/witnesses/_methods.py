"""Draws for steps that remember, for prices on weights, and for simulated worlds."""

from __future__ import annotations

import mpmath
import numpy as np

from lff import linear, optimizers, penalties, symbolic, worlds
from lff.witnesses._case import Case
from lff.witnesses._entrywise import _autograd


def _steps(rng: np.random.Generator, extreme: bool) -> int:
    return 60 if extreme else int(rng.integers(1, 9))


def momentum(rng: np.random.Generator, extreme: bool) -> Case:
    """The velocity after some steps, against the fading sum of the gradients."""
    t, mu = _steps(rng, extreme), 0.999 if extreme else rng.uniform(0.1, 0.95)
    gradients = rng.normal(size=(t, 4))
    optimizer, theta = optimizers.Momentum(0.1, momentum=mu), np.zeros(4)
    for gradient in gradients:
        optimizer.step(theta, gradient)
    proof = symbolic.momentum_weighted_sum()
    return Case(answer=optimizer.velocity, by_entry=False,
                exact=lambda: [proof.evaluate("lhs", g=column, mu=mu, t=t) for column in gradients.T])


def adam(rng: np.random.Generator, extreme: bool) -> Case:
    """The corrected average that Adam steps along, read from a step from 0 of an Adam that forgets sizes at once."""
    t, beta = _steps(rng, extreme), 0.999 if extreme else rng.uniform(0.1, 0.95)
    mean, deviations = rng.normal(), rng.normal(size=(t, 4))
    optimizer, theta = optimizers.Adam(0.5, beta1=beta, beta2=0.0, epsilon=1e-8), np.zeros(4)
    for deviation in deviations:
        theta[:] = 0
        optimizer.step(theta, mean + deviation)
    average = -theta / 0.5 * (np.abs(mean + deviations[-1]) + 1e-8)
    proof = symbolic.adam_bias_correction()

    def exact():
        with mpmath.workdps(50):  # the deviations of what float64 made of the sum
            columns = [[mpmath.mpf(float(mean + d)) - mpmath.mpf(mean) for d in column] for column in deviations.T]
        return [proof.evaluate("rhs", G=mean, d=column, beta=beta, t=t) for column in columns]

    return Case(answer=average, by_entry=False, exact=exact)


def ridge(rng: np.random.Generator, extreme: bool) -> Case:
    """The line of ridge, against its normal equations solved at 50 digits."""
    n, strength = rng.integers(3, 12), 1e6 if extreme else 10 ** rng.uniform(-3, 3)
    x, y = rng.normal(size=n), rng.normal(size=n)
    fit = linear.ridge(x[:, np.newaxis], y, strength)
    proof = symbolic.ridge_normal_equations()
    return Case(answer=np.array([fit.bias, *fit.weights]), by_entry=False,
                exact=lambda: list(proof.evaluate("rhs", x=x, y=y, n=n, lamda=strength)))


def weight_decay(rng: np.random.Generator, extreme: bool) -> Case:
    """A step of gradient descent down a parabola and an L2 penalty."""
    weights, bends = rng.normal(size=5), rng.uniform(0.1, 3, size=5)
    rate, strength = (1e-9, 1e6) if extreme else rng.uniform(0.01, 0.5, size=2)
    penalty, theta = penalties.L2(strength), weights.copy()
    optimizers.GradientDescent(rate).step(theta, bends * weights + penalty.gradient(weights))
    proof = symbolic.weight_decay_step().given(L="h * u**2 / 2")
    return Case(answer=theta, by_entry=False, theta=weights, value=penalty.value, gradient=penalty.gradient,
                engine=lambda w: strength * _autograd().sum(w**2),
                exact=lambda: [proof.evaluate("rhs", w=w, h=h, eta=rate, lamda=strength)
                               for w, h in zip(weights, bends)])


def bias_variance(rng: np.random.Generator, extreme: bool) -> Case:
    """At one point, the parts of a few worlds, against the decomposition of the very same predictions."""
    count, truth, noise = int(rng.integers(2, 12)), rng.normal(), rng.uniform(0.5, 2)

    def draw(rng):
        return np.zeros(3), truth + noise * rng.normal(size=3)

    parts = worlds.bias_variance(
        draw, lambda X, y, x: np.array([y.mean()]), [0.0], lambda x: np.full(len(x), truth), count, rng=rng)
    proof = symbolic.bias_variance_decomposition()

    def exact():
        with mpmath.workdps(50):
            predictions = [mpmath.mpf(p) for p in parts.predictions[:, 0].tolist()]
            mean = mpmath.fsum(predictions) / count
            mean_square = mpmath.fsum(p**2 for p in predictions) / count
        return [proof.evaluate("lhs", f=truth, mean=mean, mean_square=mean_square, noise=parts.noise)]

    return Case(answer=np.array([parts.bias2 + parts.variance + parts.noise]), exact=exact)
