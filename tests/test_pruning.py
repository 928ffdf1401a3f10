"""Weights that are taken out stay out."""

import numpy as np
import pytest

from lff.network import Network
from lff.optimizers import Adam, GradientDescent
from lff.pruning import Pruned, smallest
from lff.schedules import linear_decay
from lff.training import fit


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.93, 1.0])
def test_the_smallest_weights_are_chosen_and_no_bias(share):
    rng = np.random.default_rng(0)
    network = Network([5, 7, 2], rng=rng)
    theta, is_weight = rng.normal(size=network.theta.shape), network.is_weight
    chosen = smallest(theta, is_weight, share)
    assert chosen.sum() == round(share * is_weight.sum()) and not chosen[~is_weight].any()
    if 0 < share < 1:
        assert np.abs(theta[chosen]).max() <= np.abs(theta[is_weight & ~chosen]).min()


def test_of_equal_weights_the_first_are_chosen():
    assert smallest(np.ones(6), np.array([False, *[True] * 5]), 0.4).tolist() == [False, True, True, *[False] * 3]


def test_training_goes_on_with_the_rest():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((60, 4))
    network = Network([4, 8, 1], activation="tanh", rng=rng)
    removed = smallest(network.theta, network.is_weight, 0.5)
    before, optimizer = network.theta.copy(), Pruned(Adam(linear_decay(0.02, 120)), removed)
    history = fit(network, X, X @ [1.0, -2.0, 0.0, 0.0], optimizer=optimizer, epochs=20, batch_size=10, rng=rng)
    assert history.train[-1] < 0.8 * history.train[0]
    assert not network.theta[removed].any() and np.all(network.theta[~removed] != before[~removed])
    assert optimizer.updates == 120 and optimizer.rate == pytest.approx(0.02 / 120)


def test_it_is_the_optimizer_within_on_what_is_left():
    rng, removed = np.random.default_rng(1), np.array([False, True, False, True])
    theta, plain = rng.normal(size=4), rng.normal(size=2)
    theta[~removed] = plain
    pruned, optimizer = Pruned(Adam(0.1), removed), Adam(0.1)
    for _ in range(5):
        gradient = rng.normal(size=4)
        kept = gradient.copy()
        pruned.step(theta, gradient)
        optimizer.step(plain, gradient[~removed])
        np.testing.assert_array_equal(gradient, kept)
        np.testing.assert_array_equal(theta[~removed], plain)


def test_what_was_chosen_does_not_change_afterwards():
    removed = np.array([True, False])
    optimizer, theta = Pruned(GradientDescent(0.1), removed), np.ones(2)
    removed[:] = False
    optimizer.step(theta, np.ones(2))
    assert theta.tolist() == [0, 0.9]


def test_what_does_not_fit_is_refused():
    weights = np.ones(3, bool)
    for share in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match=rf"share should lie in \[0, 1\], got {share}"):
            smallest(np.ones(3), weights, share)
    for theta, mask, words in ((np.ones(3), weights[:2], r"is_weight should have shape \(3,\), got \(2,\)"),
                               (np.ones((3, 1)), weights, r"theta should have shape \(n,\), got \(3, 1\)")):
        with pytest.raises(ValueError, match=words):
            smallest(theta, mask, 0.5)
    with pytest.raises(TypeError, match="is_weight should hold truth values, got an array of float64"):
        smallest(np.ones(3), np.ones(3), 0.5)
    with pytest.raises(TypeError, match="removed should hold truth values, got an array of float64"):
        Pruned(Adam(0.1), np.ones(3))
    with pytest.raises(ValueError, match=r"Pruned expects theta of shape \(3,\), got \(2,\)"):
        Pruned(Adam(0.1), weights).step(np.ones(2), np.ones(2))
    with pytest.raises(ValueError, match="should have one shape"):
        Pruned(Adam(0.1), weights).step(np.ones(3), np.ones((3, 1)))
