"""Two networks against each other: losses, duels, and that fakes come nearer to what is real."""

import numpy as np
import pytest

from lff.adversarial import (
    Duel, cycle_loss, discriminator_loss, discriminator_loss_gradient, duel, generator_loss, generator_loss_gradient,
)  # fmt: skip
from lff.deep import DeepNetwork
from lff.losses import binary_cross_entropy_from_logits
from lff.network import Network
from lff.optimizers import Adam, GradientDescent
from lff.training import Diverged


def pair(seed=0, dtype=float, made=2):
    rng = np.random.default_rng(seed)
    return (Network([2, 8, made], activation="relu", rng=rng, dtype=dtype),
            Network([made, 8, 1], activation="relu", rng=rng, dtype=dtype))


def real(n, *, rng):
    return rng.normal(size=(n, 2)) * 0.2 + [3.0, -1.0]


def noise(n, *, rng):
    return rng.normal(size=(n, 2))


def run(networks, updates=5, seed=1, steppers=None, **settings):
    settings = {"draw_real": real, "draw_noise": noise, "batch_size": 16} | settings
    return duel(*networks, settings.pop("draw_real"), settings.pop("draw_noise"), updates=updates,
                optimizers=steppers or (Adam(0.01), Adam(0.01)), rng=np.random.default_rng(seed), **settings)


def test_the_discriminators_loss_is_cross_entropy():
    rng = np.random.default_rng(0)
    ours, fakes = rng.normal(size=(2, 6, 1))
    both = binary_cross_entropy_from_logits(np.append(ours, fakes), np.repeat([1.0, 0.0], 6))
    np.testing.assert_allclose(discriminator_loss(ours, fakes), 2 * both, rtol=1e-14)
    np.testing.assert_allclose(generator_loss(fakes), binary_cross_entropy_from_logits(fakes, np.ones((6, 1))))


def test_shapes_stay_and_nothing_is_changed():
    rng = np.random.default_rng(1)
    arrays = rng.normal(size=(4, 1)), rng.normal(size=7)
    before = [array.copy() for array in arrays]
    slopes = discriminator_loss_gradient(*arrays)
    assert [slope.shape for slope in slopes] == [(4, 1), (7,)]
    assert generator_loss_gradient(arrays[0]).shape == (4, 1)
    discriminator_loss(*arrays), cycle_loss(arrays[0], arrays[0])
    for array, kept in zip(arrays, before):
        np.testing.assert_array_equal(array, kept)


def test_in_a_duel_fakes_come_nearer():
    """In the mean over five runs; each by itself circles around where it should be."""
    away = []
    for seed in range(5):
        networks, input_ = pair(seed), noise(500, rng=np.random.default_rng(9))
        start = networks[0].forward(input_).mean(axis=0)
        history = run(networks, updates=450, seed=seed, steppers=(Adam(0.01, beta1=0.5), Adam(0.01, beta1=0.5)))
        assert isinstance(history, Duel) and history.discriminator.shape == history.generator.shape == (450,)
        away.append([np.linalg.norm(at - [3, -1]) for at in (start, networks[0].forward(input_).mean(axis=0))])
    start, end = np.mean(away, axis=0)
    assert end < 0.3 * start


def test_the_same_seed_gives_the_same_duel():
    runs = []
    for seed in (3, 3, 4):
        networks = pair()
        history = run(networks, seed=seed)
        runs.append([*(network.theta for network in networks), history.discriminator, history.generator])
    for first, second, third in zip(*runs):
        np.testing.assert_array_equal(first, second)
        assert np.any(first != third)


def test_single_precision_stays_single():
    networks, double = pair(dtype=np.float32), pair()
    for nets in (networks, double):
        run(nets, steppers=(GradientDescent(0.1), GradientDescent(0.1)))
    for network, other in zip(networks, double):
        assert network.theta.dtype == np.float32
        np.testing.assert_allclose(network.theta, other.theta, atol=1e-5)


def test_draws_are_asked_for_by_their_number_with_the_generator():
    asked = []

    def counted(draw):
        return lambda n, *, rng: asked.append((n, rng)) or draw(n, rng=rng)

    rng = np.random.default_rng(2)
    duel(*pair(), counted(real), counted(noise), optimizers=(Adam(0.01), Adam(0.01)), updates=3, batch_size=5, rng=rng)
    assert asked == [(5, rng)] * 6


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match="updates should be at least 1, got 0"):
        run(pair(), updates=0)
    with pytest.raises(ValueError, match="batch_size should be at least 1, got 0"):
        run(pair(), batch_size=0)
    with pytest.raises(ValueError, match=r"the discriminator should take 3 numbers and give 1, got sizes \[2, 8, 1\]"):
        run((pair(made=3)[0], pair()[1]))
    with pytest.raises(ValueError, match=r"should take 2 numbers and give 1, got sizes \[2, 8, 2\]"):
        run((pair()[0], pair()[0]))
    with pytest.raises(ValueError, match=r"draw_noise\(n\) should have shape \(n, 2\), got \(16, 3\)"):
        run(pair(), draw_noise=lambda n, *, rng: np.zeros((n, 3)))
    with pytest.raises(TypeError, match="optimizers should be a pair, the generator's and the discriminator's, got "):
        run(pair(), steppers=Adam(0.01))
    with pytest.raises(ValueError, match="got a DeepNetwork"):
        run((DeepNetwork([2, 3, 2], rng=np.random.default_rng(0)), pair()[1]))
    for empty in (lambda: discriminator_loss(np.zeros((0, 1)), np.zeros(2)), lambda: generator_loss(np.zeros(0)),
                  lambda: discriminator_loss_gradient(np.zeros(2), np.zeros(0)),
                  lambda: generator_loss_gradient(np.zeros(0)), lambda: cycle_loss(np.zeros((0, 2)), np.zeros((0, 2)))):
        with pytest.raises(ValueError, match=r"is empty: it should have an entry, got shape \(0"):
            empty()
    with pytest.raises(ValueError, match=r"X and back should have one shape, got \(2, 3\) and \(3, 2\)"):
        cycle_loss(np.zeros((2, 3)), np.zeros((3, 2)))


def test_a_duel_that_diverges_says_so():
    with pytest.raises(Diverged, match=r"diverged after \d+ updates: the loss is (nan|inf)") as caught:
        run(pair(), updates=50, steppers=(GradientDescent(1e200), GradientDescent(1e200)))
    history = caught.value.history
    assert isinstance(history, Duel) and len(history.generator) == caught.value.step
