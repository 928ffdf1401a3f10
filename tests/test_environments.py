"""Worlds to act in: against gymnasium over whole episodes, and at their edges."""

import gymnasium
import numpy as np
import pytest

from lff.environments import CartPole, GridWorld

BOARD = {"goal": (0, 3), "walls": [(1, 1)], "pits": [(1, 3)]}


def test_the_cart_pole_follows_gymnasium_over_thousands_of_steps():
    referee, world, rng = gymnasium.make("CartPole-v1").unwrapped, CartPole(), np.random.default_rng(0)
    steps, furthest = 0, 0.0
    for episode in range(200):
        referee.reset(seed=episode)
        state, done = referee.state[np.newaxis].copy(), [False]
        while not done[0]:
            action = int(rng.integers(2))
            _, reward, ended, _, _ = referee.step(action)
            state, rewards, done = world.step(state, [action])
            furthest = max(furthest, np.abs(state[0] - referee.state).max())
            assert (rewards[0], done[0]) == (reward, ended)
            steps += 1
    assert steps > 4000 and furthest < 1e-7


def test_the_limits_are_those_of_gymnasium():
    referee, world = gymnasium.make("CartPole-v1").unwrapped, CartPole()
    assert (world.farthest, world.steepest) == (referee.x_threshold, referee.theta_threshold_radians)
    assert world.actions == referee.action_space.n == len(world.names)


@pytest.mark.parametrize("world", [CartPole(), GridWorld(3, 4, **BOARD)])
def test_many_episodes_at_once_are_as_each_alone_and_nothing_is_changed(world):
    rng = np.random.default_rng(1)
    states, actions = world.start(9, rng=rng), rng.integers(0, world.actions, size=9)
    before = states.copy(), actions.copy()
    together = world.step(states, actions)
    for i in range(9):
        for whole, alone in zip(together, world.step(states[i:i + 1], actions[i:i + 1])):
            np.testing.assert_array_equal(whole[i:i + 1], alone)
    again = world.step(states, actions)  # nothing is remembered
    for first, second in zip(together, again):
        np.testing.assert_array_equal(first, second)
        assert not any(np.shares_memory(first, given) for given in (states, actions))
    features = world.features(states)
    assert features.shape == (9, features.shape[1]) and features.dtype == float
    np.testing.assert_array_equal(states, before[0])
    np.testing.assert_array_equal(actions, before[1])
    assert [part.shape for part in together] == [states.shape, (9,), (9,)] and together[2].dtype == bool


def test_starts_are_drawn_again_with_the_same_generator_only():
    for world in (CartPole(), GridWorld(3, 4, **BOARD)):
        first, second, third = (world.start(20, rng=np.random.default_rng(seed)) for seed in (2, 2, 3))
        np.testing.assert_array_equal(first, second)
        assert np.any(first != third)


def test_a_state_that_was_drawn_does_not_move_the_board():
    world = GridWorld(3, 4, **BOARD, home=(2, 0))
    world.start(1, rng=np.random.default_rng(0))[:] = 7
    np.testing.assert_array_equal(world.start(1, rng=np.random.default_rng(0)), [[2, 0]])


@pytest.mark.parametrize(("board", "words"), [
    ({"goal": (3, 0)}, r"goal should be cells \(row, column\) of the board of 3 x 4, got \(3, 0\)"),
    ({"goal": (0, 0), "walls": [(0, -1)]}, r"walls should be cells .* of the board of 3 x 4, got \(0, -1\)"),
    ({"goal": (0, 0), "pits": [(0, 0)]}, r"goal should be free cells, got \(0, 0\), which is taken"),
    ({"goal": (0, 0), "walls": [(1, 1)], "home": (1, 1)}, r"home should be free cells, got \(1, 1\), which is taken"),
    ({"goal": (0, 0), "walls": [(i, j) for i in range(3) for j in range(4) if i + j]}, "a free cell to start from"),
])
def test_boards_that_cannot_be(board, words):
    with pytest.raises(ValueError, match=words):
        GridWorld(3, 4, **board)


@pytest.mark.parametrize(("states", "actions", "words"), [
    ([[0, 4]], [0], r"states should be cells \(row, column\) of the board of 3 x 4, got \(0, 4\)"),
    ([[-1, 0]], [0], "states should be cells"), ([[1, 1]], [0], "states should be cells that are no walls"),
    ([[0.5, 0]], [0], "states should be cells"), ([0, 0], [0], r"states should have shape \(n, 2\), got \(2,\)"),
    ([[0, 0]], [4], r"actions should lie in 0 ... 3, got 4 ... 4"),
    ([[0, 0]], [0, 1], r"actions should have shape \(1,\), got \(2,\)"),
])
def test_steps_on_a_board_that_cannot_be(states, actions, words):
    with pytest.raises(ValueError, match=words):
        GridWorld(3, 4, **BOARD).step(states, actions)


def test_what_else_cannot_be():
    with pytest.raises(ValueError, match="states should be cells"):
        GridWorld(3, 4, **BOARD).features([[1, 1]])
    with pytest.raises(ValueError, match=r"states should have shape \(n, 4\), got \(1, 2\)"):
        CartPole().step([[0.0, 0.0]], [0])
    with pytest.raises(ValueError, match="actions should lie in 0 ... 1, got 2 ... 2"):
        CartPole().step(np.zeros((1, 4)), [2])
    with pytest.raises(ValueError, match="states should be finite"):
        CartPole().features([[0.0, np.nan, 0.0, 0.0]])
    with pytest.raises(TypeError, match="actions should be integers"):
        CartPole().step(np.zeros((1, 4)), [0.5])
    for world in (CartPole(), GridWorld(3, 4, **BOARD)):
        with pytest.raises(ValueError, match="n should be at least 1, got 0"):
            world.start(0, rng=np.random.default_rng(0))
