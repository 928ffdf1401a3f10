"""Learning from rewards: what was played, what it is weighed by, and that following the gradient helps."""

import numpy as np
import pytest

from lff.environments import CartPole, GridWorld
from lff.functional import as_function
from lff.functions import softmax
from lff.network import Network
from lff.optimizers import Adam
from lff.policy_gradient import (
    Episodes, draw_actions, play, policy_loss, policy_loss_gradient, rewards_to_go,
)  # fmt: skip
from lff.tape import grad

BOARD = GridWorld(2, 2, goal=(0, 1), pits=[(1, 1)], home=(1, 0))


def by_chance(actions):
    return lambda features: np.zeros((len(features), actions))


def test_episodes_of_the_cart_pole():
    episodes = play(CartPole(), by_chance(2), 50, longest=500, rng=np.random.default_rng(0))
    T = len(episodes.rewards)
    assert isinstance(episodes, Episodes) and episodes.features.shape == (T, 50, 4)
    assert episodes.actions.shape == episodes.rewards.shape == episodes.alive.shape == (T, 50)
    np.testing.assert_array_equal(episodes.rewards, episodes.alive)  # 1 for each step, and 0 afterwards
    np.testing.assert_array_equal(episodes.returns, episodes.alive.sum(axis=0))
    assert np.all(episodes.alive[0]) and np.all(episodes.alive[:-1] >= episodes.alive[1:]) and episodes.alive[-1].any()
    states = episodes.features[:, 0]  # a network is shown the states themselves
    for t in range(int(episodes.returns[0]) - 1):
        after, _, done = CartPole().step(states[t:t + 1], episodes.actions[t, :1])
        np.testing.assert_array_equal(after[0], states[t + 1])
        assert not done[0]


def test_the_same_generator_plays_the_same_episodes():
    runs = [play(BOARD, by_chance(4), 30, longest=20, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)]
    np.testing.assert_array_equal(runs[0].actions, runs[1].actions)
    assert runs[0].actions.shape != runs[2].actions.shape or np.any(runs[0].actions != runs[2].actions)


def test_to_go_is_the_discounted_sum_of_what_comes():
    rng = np.random.default_rng(2)
    rewards = rng.normal(size=(7, 3))
    before = rewards.copy()
    for discount in (0.0, 0.9, 1.0):
        expected = [sum(discount**k * rewards[t + k] for k in range(7 - t)) for t in range(7)]
        np.testing.assert_allclose(rewards_to_go(rewards, discount), expected, rtol=1e-13)
    np.testing.assert_array_equal(rewards_to_go(rewards, 0.0), rewards)
    np.testing.assert_array_equal(rewards, before)


def test_the_gradient_of_the_loss_is_the_gradient_of_the_mean_return():
    """Every way to play two steps, each with its probability, against the slope of the mean return by differences."""
    moves = np.array([[0, 1, 2, 3]] * 4)
    first, second = moves.T.ravel(), moves.ravel()  # all pairs

    def chances(Z):
        return softmax(Z)[0][first] * softmax(Z)[1][second]

    rewards = np.random.default_rng(3).normal(size=(2, 16))  # of the first and of the second step of each pair
    rewards[0] = rewards[0][first]  # the first reward is for the first action, whatever comes later
    Z = np.random.default_rng(4).normal(size=(2, 4))

    def by_loss(weights):
        total = np.zeros_like(Z)
        for k, chance in enumerate(chances(Z)):
            total -= chance * 2 * policy_loss_gradient(Z, [first[k], second[k]], weights[:, k])
        return total

    step, slopes = 1e-6, np.empty_like(Z)
    for i in np.ndindex(*Z.shape):
        ends = []
        for sign in (1, -1):
            moved = Z.copy()
            moved[i] += sign * step
            ends.append(chances(moved) @ rewards.sum(axis=0))
        slopes[i] = (ends[0] - ends[1]) / (2 * step)
    whole = np.tile(rewards.sum(axis=0), (2, 1))
    for weights in (whole, rewards_to_go(rewards), rewards_to_go(rewards) - 5.0):
        np.testing.assert_allclose(by_loss(weights), slopes, rtol=1e-7, atol=1e-9)


def test_following_the_gradient_helps():
    """On a board of four cells, in every one of five runs: from a return by chance to nearly the best."""
    for seed in range(5):
        rng = np.random.default_rng(seed)
        network = Network([4, 4], rng=rng)
        network.theta[:] = 0
        outputs, optimizer, returns = as_function(network), Adam(0.1), []
        slope = grad(lambda theta, X, actions, weights: policy_loss(outputs(theta, X), actions, weights))
        for _ in range(60):
            episodes = play(BOARD, network.forward, 30, longest=20, rng=rng)
            played = episodes.alive
            weights = rewards_to_go(episodes.rewards)[played]
            optimizer.step(network.theta, slope(network.theta, episodes.features[played], episodes.actions[played],
                                                weights - weights.mean()))
            returns.append(episodes.returns.mean())
        assert np.mean(returns[:5]) < 0.4 and np.mean(returns[-5:]) > 0.8  # the best is 1 - 0.04


def test_rows_that_were_not_played_are_left_to_the_caller_and_nothing_is_changed():
    rng = np.random.default_rng(5)
    Z, actions, w = rng.normal(size=(5, 3)), rng.integers(0, 3, size=5), rng.normal(size=5)
    kept = Z.copy(), actions.copy(), w.copy()
    policy_loss(Z, actions, w), policy_loss_gradient(Z, actions, w), draw_actions(Z, rng=rng)
    for array, before in zip((Z, actions, w), kept):
        np.testing.assert_array_equal(array, before)
    np.testing.assert_allclose(policy_loss_gradient(Z, actions, w).sum(axis=1), 0, atol=1e-15)
    np.testing.assert_array_equal(policy_loss_gradient(Z, actions, np.zeros(5)), np.zeros((5, 3)))


@pytest.mark.parametrize("function", [policy_loss, policy_loss_gradient])
@pytest.mark.parametrize(("Z", "actions", "w", "words"), [
    (np.zeros(3), [0], [1.0], r"logits should have shape \(m, k\), got \(3,\)"),
    (np.zeros((2, 3)), [0], [1.0, 1.0], r"actions should have shape \(2,\), got \(1,\)"),
    (np.zeros((2, 3)), [0, 3], [1.0, 1.0], "actions should lie in 0 ... 2, got 0 ... 3"),
    (np.zeros((2, 3)), [0, 1], [1.0], r"weights should have shape \(2,\), got \(1,\)"),
    (np.zeros((2, 3)), [0, 1], [1.0, np.inf], "weights should be finite"),
])
def test_losses_name_what_is_wrong(function, Z, actions, w, words):
    with pytest.raises(ValueError, match=words):
        function(Z, actions, w)


def test_what_else_cannot_be():
    rng = np.random.default_rng(6)
    with pytest.raises(ValueError, match="longest should be at least 1, got 0"):
        play(BOARD, by_chance(4), 1, longest=0, rng=rng)
    with pytest.raises(ValueError, match="n should be at least 1, got 0"):
        play(BOARD, by_chance(4), 0, longest=1, rng=rng)
    with pytest.raises(ValueError, match=r"logits should have shape \(2, 4\), got \(2, 3\)"):
        play(BOARD, by_chance(3), 2, longest=1, rng=rng)
    with pytest.raises(ValueError, match="logits should be finite"):
        play(BOARD, lambda features: np.full((len(features), 4), np.nan), 2, longest=1, rng=rng)
    for discount in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match=r"discount should lie in \[0, 1\]"):
            rewards_to_go(np.zeros((2, 2)), discount)
    with pytest.raises(ValueError, match=r"rewards should have shape \(n, d\), got \(2,\)"):
        rewards_to_go(np.zeros(2))
