"""Springs, and how stiff they should be."""

import autograd
import numpy as np
import pytest

from lff.elastic import Elastic, fisher_diagonal
from lff.functional import as_function
from lff.functions import softmax
from lff.gradcheck import projection_error
from lff.minimizer import minimize
from lff.network import Network
from lff.optimizers import Adam, GradientDescent
from lff.rules import cross_entropy_from_logits
from lff.training import fit


def spring(n=7, strength=2.5):
    rng = np.random.default_rng(0)
    return Elastic(rng.normal(size=n), rng.uniform(size=n), strength)


def test_the_pull_has_three_witnesses():
    held, theta = spring(), np.random.default_rng(1).normal(size=7)
    anew = autograd.grad(lambda t: 1.25 * (held.importance * (t - held.anchor)**2).sum())(theta)
    np.testing.assert_allclose(held.gradient(theta), anew, rtol=1e-13)
    assert projection_error(held.value, held.gradient, theta, rng=np.random.default_rng(2)) < 1e-8
    assert held.value(held.anchor) == 0 and not held.gradient(held.anchor).any()
    assert not spring(strength=0).gradient(theta).any()


def test_stiff_springs_hold_and_slack_ones_let_go():
    """A pull of 1 on each of two parameters, one held by a spring of stiffness 1000: it moves by a thousandth."""
    held, theta = Elastic(np.zeros(2), np.array([1000.0, 0.0]), 1.0), np.zeros(2)
    optimizer = GradientDescent(1e-3)
    for _ in range(5000):
        optimizer.step(theta, held.gradient(theta) - 1.0)
    assert theta[0] == pytest.approx(1e-3, rel=1e-6) and theta[1] == pytest.approx(5.0)


def linear(k=3, seed=0):
    network = Network([2, k], loss="cross_entropy_from_logits", rng=np.random.default_rng(seed))
    network.theta[:] = np.random.default_rng(seed + 1).normal(size=network.theta.shape)
    return network


def test_importance_of_a_bias_is_the_variance_of_its_answer():
    """Without hidden layers, with one input: the mean square of p - [answer] is p (1 - p)."""
    network, x = linear(), np.array([[0.5, -1.0]])
    p = softmax(network.forward(x))[0]
    n = 20000
    found = fisher_diagonal(network, np.repeat(x, n, axis=0), rng=np.random.default_rng(3))
    # (p - [answer])² is (1-p)² with chance p and p² otherwise: its deviation is |1 - 2p| √(p(1-p)).
    error = np.abs(found[6:] - p * (1 - p)) / (np.abs(1 - 2 * p) * np.sqrt(p * (1 - p) / n))
    assert error.max() < 4
    np.testing.assert_allclose(found[:6].reshape(2, 3), np.square(x.T) * found[6:], rtol=1e-12)


def test_what_no_answer_depends_on_is_not_important():
    network = Network([2, 4, 3], activation="relu", loss="cross_entropy_from_logits", rng=np.random.default_rng(0))
    network.parameters["b1"][1] = -100.0  # a neuron that never wakes up
    importance = fisher_diagonal(network, np.random.default_rng(1).uniform(size=(50, 2)), rng=np.random.default_rng(2))
    dead = Network([2, 4, 3], loss="cross_entropy_from_logits", rng=np.random.default_rng(0))
    dead.theta[:] = importance
    assert not dead.parameters["W1"][:, 1].any() and not dead.parameters["W2"][1].any()
    assert importance.min() == 0 < dead.parameters["W2"][2].max()


def test_it_is_drawn_by_the_generator_and_changes_nothing():
    network, X = linear(), np.random.default_rng(1).normal(size=(20, 2))
    theta, kept = network.theta.copy(), X.copy()
    one, again, other = (fisher_diagonal(network, X, rng=np.random.default_rng(seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    assert np.any(one != other) and one.shape == theta.shape
    np.testing.assert_array_equal(network.theta, theta)
    np.testing.assert_array_equal(X, kept)


def test_the_anchor_stays_where_it_was_and_so_does_the_importance():
    theta, importance = np.ones(3), np.ones(3)
    held = Elastic(theta, importance, 1.0)
    theta[:], importance[:] = 5.0, 0.0
    assert held.value(theta) == 0.5 * 3 * 16


def test_a_second_task_costs_less_of_the_first_with_springs():
    """Two tasks told apart by a flag: the sign of one input, and then the other sign of another."""
    forgotten = {0.0: [], 300.0: []}
    for seed in range(3):
        rng = np.random.default_rng(seed)
        first, second = (np.column_stack([rng.normal(size=(300, 2)), np.full((300, 2), flag)])
                         for flag in ([1, 0], [0, 1]))
        y_first, y_second = (first[:, 0] > 0).astype(int), (second[:, 1] < 0).astype(int)
        for strength, losses in forgotten.items():
            network = Network([4, 20, 2], activation="tanh", loss="cross_entropy_from_logits",
                              rng=np.random.default_rng(seed))
            fit(network, first, y_first, optimizer=Adam(0.01), epochs=20, batch_size=30, rng=rng)
            before = network.loss(first, y_first)
            held = Elastic(network.theta, fisher_diagonal(network, first, rng=rng), strength)
            f = as_function(network)
            minimize(lambda theta, X, y: cross_entropy_from_logits(f(theta, X), y) + held.value(theta), network.theta,
                     (second, y_second), optimizer=Adam(0.01), epochs=20, batch_size=30, rng=rng)
            losses.append(network.loss(first, y_first) - before)
            assert np.mean(network.predict(second) == y_second) > 0.8
    assert max(forgotten[300.0]) < min(forgotten[0.0]) / 2


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"importance should have shape \(2,\), got \(3,\)"):
        Elastic(np.ones(2), np.ones(3), 1.0)
    with pytest.raises(ValueError, match=r"theta should have shape \(2,\), got \(3,\)"):
        Elastic(np.ones(2), np.ones(2), 1.0).value(np.ones(3))
    for importance in (-1.0, np.nan):
        with pytest.raises(ValueError, match="importance should be (at least 0 and .*, got -1|finite, but 1 of its 2)"):
            Elastic(np.ones(2), np.array([1.0, importance]), 1.0)
    for strength in (-1.0, np.inf, np.nan):
        with pytest.raises(ValueError, match="strength should be at least 0 and finite"):
            Elastic(np.ones(2), np.ones(2), strength)
    with pytest.raises(ValueError, match="cross_entropy_from_logits, got mean_squared_error"):
        fisher_diagonal(Network([2, 2], rng=np.random.default_rng(0)), np.ones((3, 2)), rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"X should have shape \(n, 2\), got \(3, 1\)"):
        fisher_diagonal(linear(), np.ones((3, 1)), rng=np.random.default_rng(0))
