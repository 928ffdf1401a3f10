"""Draws for two networks against each other: the slopes of both losses, and the best discriminator."""

from __future__ import annotations

import numpy as np

from lff import adversarial, symbolic
from lff.witnesses._case import Case
from lff.witnesses._entrywise import EXTREMES, _autograd, _numbered, _shape


def _judged(logits, real: bool):
    """Minus the logarithm of what the discriminator gives to the truth, for autograd."""
    return _autograd().log(1 + _autograd().exp(-logits if real else logits))


def discriminator(rng: np.random.Generator, extreme: bool) -> Case:
    """The discriminator's slopes: those of real logits first, then those of fakes, in any two shapes."""
    real, fake = (EXTREMES, EXTREMES[::2]) if extreme else (rng.normal(size=_shape(rng)) for _ in range(2))
    n, m, proof = real.size, fake.size, symbolic.discriminator_loss_gradient()

    def parts(theta):
        return theta[:n].reshape(real.shape), theta[n:].reshape(fake.shape)

    def gradient(theta):
        return np.concatenate([slope.ravel() for slope in adversarial.discriminator_loss_gradient(*parts(theta))])

    def exact():
        def slopes(j):
            return proof.evaluate("rhs", j=j, n=n, m=m, z=np.resize(real, max(n, m)), u=np.resize(fake, max(n, m)))
        return [slopes(j)[0] for j in range(1, n + 1)] + [slopes(j)[1] for j in range(1, m + 1)]

    theta, mean = np.concatenate([real.ravel(), fake.ravel()]), _autograd().mean
    return Case(answer=gradient(theta), exact=exact, theta=theta, gradient=gradient,
                value=None if extreme else lambda theta: float(adversarial.discriminator_loss(*parts(theta))),
                engine=None if extreme else lambda theta: mean(_judged(theta[:n], True)) + mean(
                    _judged(theta[n:], False)))


def generator(rng: np.random.Generator, extreme: bool) -> Case:
    """The generator's slopes, also where fakes are seen through."""
    fake = EXTREMES if extreme else rng.normal(size=_shape(rng))
    proof = symbolic.generator_loss_gradient()
    return Case(answer=adversarial.generator_loss_gradient(fake), theta=fake,
                exact=lambda: [proof.evaluate("rhs", j=j, u=fake.ravel(), m=fake.size)
                               for j in range(1, fake.size + 1)],
                gradient=adversarial.generator_loss_gradient,
                value=None if extreme else lambda fake: float(adversarial.generator_loss(fake)),
                engine=None if extreme else lambda fake: _autograd().mean(_judged(fake, True)))


def one_place(rng: np.random.Generator, extreme: bool) -> Case:
    """The slope in the one logit of all examples at one place: k of 8 real ones, and m of 16 fakes."""
    k, m = int(rng.integers(1, 9)), int(rng.integers(1, 17))
    z, proof = rng.choice([-40.0, 40.0], size=1) if extreme else rng.normal(size=1), symbolic.best_discriminator()

    def logits(z):  # the others lie elsewhere
        return np.append(np.full(k, z[0]), np.ones(8 - k)), np.append(np.full(m, z[0]), np.ones(16 - m))

    def gradient(z):
        real, fake = adversarial.discriminator_loss_gradient(*logits(z))
        return np.array([real[:k].sum() + fake[:m].sum()])

    return Case(answer=gradient(z), exact=lambda: [proof.evaluate("rhs", z=z[0], p=k / 8, q=m / 16)],
                theta=z, gradient=gradient, value=lambda z: float(adversarial.discriminator_loss(*logits(z))),
                engine=lambda z: (k / 8 * _judged(z, True) + m / 16 * _judged(z, False))[0])


def best(rng: np.random.Generator, extreme: bool) -> Case:
    """The loss of the logits ln(p/q), for counts of real examples and of fakes at a few places."""
    k = 2 if extreme else int(rng.integers(2, 4))
    real, fake = (np.array([[1, 2000], [3000, 1]]) if extreme else rng.integers(1, 20, size=(2, k)))
    logits = np.log(real / real.sum()) - np.log(fake / fake.sum())
    proof = symbolic.what_the_best_leaves(k)
    return Case(answer=np.array([adversarial.discriminator_loss(np.repeat(logits, real), np.repeat(logits, fake))]),
                exact=lambda: [proof.evaluate("rhs", **_numbered(a_=real, b_=fake))])
