"""Two networks against each other: one makes fakes, the other tells them from real examples.

The discriminator's logit z is positive where it takes an example for real, and σ(z) is the
probability that it gives to that. The tape can follow each of these losses.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lff._settings import count, function, instance, pair
from lff._settings import generator as check_generator
from lff.arrays import as_matrix
from lff.functional import as_function
from lff.functions import sigmoid
from lff.lifted import Lifted, _traceable
from lff.network import Network
from lff.optimizers import Optimizer
from lff.tape import value_and_grad
from lff.training import Diverged

Draw = Callable[..., np.ndarray]  # draw(n, rng=rng) -> n rows


def discriminator_loss(real_logits: np.ndarray, fake_logits: np.ndarray) -> np.floating:
    """The mean of -ln σ(z) over real examples, plus the mean of -ln(1 - σ(z)) over fakes.

    Shapes:
        real_logits, fake_logits: any two shapes, not empty.
    Raises:
        ValueError: there are no logits.
    Source:
        Goodfellow et al., Generative Adversarial Networks, 2014.
    Book:
        sec-adversarial
    """
    real_logits, fake_logits = _filled(real_logits=real_logits, fake_logits=fake_logits)
    missed = np.logaddexp(0.0, -real_logits)  # -ln σ(z) = ln(1 + e^-z)
    fooled = np.logaddexp(0.0, fake_logits)  # -ln(1 - σ(z)) = ln(1 + e^z)
    return np.mean(missed) + np.mean(fooled)


def discriminator_loss_gradient(
    real_logits: np.ndarray, fake_logits: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """-σ(-z) over the number of real logits, and σ(z) over the number of fake ones.

    Shapes:
        as real_logits, and as fake_logits.
    Raises:
        ValueError: there are no logits.
    Book:
        sec-adversarial
    """
    real_logits, fake_logits = _filled(real_logits=real_logits, fake_logits=fake_logits)
    real, fake = -sigmoid(-real_logits), sigmoid(fake_logits)
    return real / real.size, fake / fake.size


def generator_loss(fake_logits: np.ndarray) -> np.floating:
    """The mean of -ln σ(z) over fakes: small where they pass for real.

    Where the discriminator is sure of a fake, the slope is near -1. That of ln(1 - σ(z)),
    which is the discriminator's loss with its sign turned, is near 0 there: it saturates.

    Shapes:
        fake_logits: any shape, not empty.
    Raises:
        ValueError: there are no logits.
    Source:
        Goodfellow et al., Generative Adversarial Networks, 2014.
    Book:
        sec-adversarial
    """
    (fake_logits,) = _filled(fake_logits=fake_logits)
    return np.mean(np.logaddexp(0.0, -fake_logits))


def generator_loss_gradient(fake_logits: np.ndarray) -> np.ndarray:
    """-σ(-z) over the number of logits.

    Shapes:
        as fake_logits.
    Raises:
        ValueError: there are no logits.
    Book:
        sec-adversarial
    """
    (fake_logits,) = _filled(fake_logits=fake_logits)
    return -sigmoid(-fake_logits) / fake_logits.size


def cycle_loss(X: np.ndarray, back: np.ndarray) -> np.floating:
    """The mean of |back - X|, for what comes back from going there and back again.

    Shapes:
        X, back: one shape.
    Raises:
        ValueError: the shapes differ, or are empty.
    Source:
        Zhu, Park, Isola and Efros, Unpaired image-to-image translation, 2017.
    Book:
        sec-unpaired
    """
    X, back = _filled(X=X, back=back)
    if X.shape != back.shape:
        raise ValueError(f"X and back should have one shape, got {X.shape} and {back.shape}")
    return np.mean(np.abs(back - X))


@dataclass(frozen=True)
class Duel:
    """Both losses in each round, each right before the update that it led to.

    Shapes:
        discriminator, generator (updates,).
    Book:
        sec-adversarial
    """

    discriminator: np.ndarray
    generator: np.ndarray


def duel(
    generator: Network,
    discriminator: Network,
    draw_real: Draw,
    draw_noise: Draw,
    *,
    optimizers: tuple[Optimizer, Optimizer],
    updates: int,
    batch_size: int,
    rng: np.random.Generator,
) -> Duel:
    """Train both in turn: the discriminator on a batch, then the generator against it.

    `draw_real(n, rng=rng)` and `draw_noise(n, rng=rng)` draw n rows. The optimizers are
    the generator's and the discriminator's; called again with the same ones, the duel
    goes on where it was.

    Shapes:
        draw_real: (n, d) as the generator's output; draw_noise: as its input; the
        discriminator: (n, d) -> (n, 1).
    Raises:
        ValueError: networks that do not fit together or that `as_function` does not know,
            or fewer than 1 update or row.
        Diverged: a loss is not finite.
    Book:
        sec-adversarial
    """
    make, judge = as_function(generator), as_function(discriminator)
    count("updates", updates)
    count("batch_size", batch_size)
    check_generator(rng)
    _check(generator, discriminator, draw_real, draw_noise, optimizers)
    theta, phi, history = generator.theta, discriminator.theta, []

    def judging(phi, real, made):
        logits = judge(phi, np.concatenate([real, made]))  # (2n, 1)
        return discriminator_loss(logits[: len(real)], logits[len(real) :])

    def making(theta, noise):
        return generator_loss(judge(phi, make(theta, noise)))

    judge_slope, make_slope = value_and_grad(judging), value_and_grad(making)
    with np.errstate(over="ignore", invalid="ignore"):  # such a loss is reported below
        for update in range(updates):
            real = _drawn("draw_real", draw_real(batch_size, rng=rng), discriminator)
            noise = _drawn("draw_noise", draw_noise(batch_size, rng=rng), generator)
            judged, slope = judge_slope(phi, real, make(theta, noise))
            optimizers[1].step(phi, slope)
            fooled, slope = make_slope(theta, noise)
            optimizers[0].step(theta, slope)
            both, rate = float(judged + fooled), optimizers[0].rate
            if not math.isfinite(both):
                raise Diverged(update, both, rate, _duel(history))
            history.append((judged, fooled))
    return _duel(history)


def _duel(history: list[tuple[float, float]]) -> Duel:
    return Duel(*np.array(history, dtype=float).reshape(-1, 2).T)


def _check(generator, discriminator, draw_real, draw_noise, optimizers):
    for optimizer in pair("optimizers", optimizers, "the generator's and the discriminator's"):
        instance("optimizers", optimizer, Optimizer)
    function("draw_real", draw_real)
    function("draw_noise", draw_noise)
    if (discriminator.sizes[0], discriminator.sizes[-1]) != (generator.sizes[-1], 1):
        raise ValueError(f"the discriminator should take {generator.sizes[-1]} numbers and "
                         f"give 1, got sizes {discriminator.sizes}")


def _drawn(name: str, rows: np.ndarray, network: Network) -> np.ndarray:
    rows = as_matrix(f"{name}(n)", rows, network.sizes[0])
    return rows.astype(network.theta.dtype, copy=False)


def _filled(**arrays: np.ndarray) -> list[np.ndarray | Lifted]:
    arrays = {name: _traceable(name, array) for name, array in arrays.items()}
    for name, array in arrays.items():
        if not array.size:
            raise ValueError(f"{name} is empty: it should have an entry, got shape {array.shape}")
    return list(arrays.values())
