"""A step of descent as a function of where it starts."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from lff.datasets import toy
from lff.functional import as_function
from lff.gradcheck import projection_error
from lff.meta import adapted, meta_gradient, meta_loss
from lff.network import Network
from lff.optimizers import Adam

RATE = 0.1


def quartic(theta, center):
    """A loss whose bend depends on where one stands: one number for each row of θ."""
    return np.sum(np.square(np.square(theta - center)) / 4, axis=-1)


def draws(tasks=3, n=4):
    rng = np.random.default_rng(0)
    return rng.normal(size=n), (rng.normal(size=(tasks, n)),), (rng.normal(size=(tasks, n)),)


def test_one_step_for_one_task_and_for_many():
    theta, seen, _ = draws()
    expected = theta - RATE * (theta - seen[0])**3
    rows = np.broadcast_to(theta, (3, 4))
    np.testing.assert_allclose(adapted(quartic, rows, seen, RATE), expected, rtol=1e-14)
    for t in range(3):
        np.testing.assert_allclose(adapted(quartic, theta, (seen[0][t],), RATE), expected[t], rtol=1e-14)


def test_the_slope_through_the_step_has_three_witnesses():
    theta, seen, unseen = draws()

    def anew(theta):
        after = theta - RATE * (theta - seen[0])**3
        return anp.mean(anp.sum((after - unseen[0])**4 / 4, axis=1))

    found = meta_gradient(quartic, theta, seen, unseen, RATE)
    assert meta_loss(quartic, theta, seen, unseen, RATE) == pytest.approx(anew(theta), rel=1e-13)
    np.testing.assert_allclose(found, autograd.grad(anew)(theta), rtol=1e-11)
    assert projection_error(lambda t: float(meta_loss(quartic, t, seen, unseen, RATE)),
                            lambda t: meta_gradient(quartic, t, seen, unseen, RATE), theta,
                            rng=np.random.default_rng(1)) < 1e-7
    after = theta - RATE * (theta - seen[0])**3
    factor, behind = 1 - RATE * 3 * (theta - seen[0])**2, (after - unseen[0])**3
    np.testing.assert_allclose(found, np.mean(factor * behind, axis=0), rtol=1e-12)
    np.testing.assert_allclose(meta_gradient(quartic, theta, seen, unseen, RATE, first_order=True),
                               np.mean(behind, axis=0), rtol=1e-12)


def test_several_steps_are_steps_of_steps():
    theta, seen, _ = draws()
    twice = adapted(quartic, adapted(quartic, theta, (seen[0][0],), RATE), (seen[0][0],), RATE)
    once = theta - RATE * (theta - seen[0][0])**3
    np.testing.assert_allclose(twice, once - RATE * (once - seen[0][0])**3, rtol=1e-13)


def test_nothing_that_was_given_is_changed():
    theta, seen, unseen = draws()
    kept = [array.copy() for array in (theta, *seen, *unseen)]
    meta_gradient(quartic, theta, seen, unseen, RATE)
    adapted(quartic, theta, (seen[0][0],), RATE)
    for array, before in zip((theta, *seen, *unseen), kept):
        np.testing.assert_array_equal(array, before)


def test_a_start_for_sine_curves_is_better_after_a_step_than_a_fresh_one():
    rng = np.random.default_rng(2)
    network = Network([1, 20, 20, 1], activation="tanh", rng=rng)
    f = as_function(network)

    def loss(theta, X, y):
        return np.mean(np.square(f(theta, X) - y), axis=(-1, -2))

    def split(tasks):
        return (tasks.X[:, :10], tasks.y[:, :10]), (tasks.X[:, 10:], tasks.y[:, 10:])

    test, optimizer = split(toy.sine_tasks(100, 30, rng=rng)), Adam(0.01)
    before = meta_loss(loss, network.theta, *test, 0.05)
    for _ in range(150):
        optimizer.step(network.theta, meta_gradient(loss, network.theta, *split(toy.sine_tasks(10, 20, rng=rng)), 0.05))
    assert meta_loss(loss, network.theta, *test, 0.05) < 0.8 * before


@pytest.mark.parametrize(("seen", "unseen", "words"), [
    ((np.ones((2, 4)),), (np.ones((3, 4)),), "seen and unseen should have a row for each task, got 2 and 3 rows"),
    ((np.ones((0, 4)),), (np.ones((0, 4)),), "seen should be arrays of one length, at least 1"),
    ((np.ones((2, 4)),), (), "unseen should be arrays of one length, at least 1")])
def test_tasks_should_be_as_many_here_as_there(seen, unseen, words):
    with pytest.raises(ValueError, match=words):
        meta_loss(quartic, np.ones(4), seen, unseen, RATE)
    with pytest.raises(ValueError, match=words):
        meta_gradient(quartic, np.ones(4), seen, unseen, RATE)
