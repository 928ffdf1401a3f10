"""Checks of the ways to learn that need no labels for each example: as in `gradient_checks`, each raises
AssertionError on a wrong rule."""

from __future__ import annotations

import autograd
import autograd.numpy as anp
import gymnasium
import numpy as np

from gradient_checks import DIFFERENCE_TOLERANCE, ENGINE_TOLERANCE, EXACT_TOLERANCE, close, lff

BOARD = {"goal": (0, 3), "walls": [(1, 1)], "pits": [(1, 3)]}  # three rows of four cells


class Scripted(np.random.Generator):
    """A generator that draws what it was told to."""

    def __init__(self, *numbers: float) -> None:
        super().__init__(np.random.PCG64(0))
        self.numbers = list(numbers)

    def random(self, size: tuple[int, ...]) -> np.ndarray:
        drawn, self.numbers = self.numbers[:np.prod(size)], self.numbers[np.prod(size):]
        return np.reshape(drawn, size)


def cart_pole(states: int = 300) -> None:
    """One step from anywhere on the track and beyond, against gymnasium; and where episodes start."""
    referee, world = gymnasium.make("CartPole-v1").unwrapped, lff("environments").CartPole()
    rng = np.random.default_rng(1)
    referee.reset(seed=1)
    before = rng.uniform(-1, 1, size=(states, 4)) * [2.45, 3.0, 0.25, 3.0]
    actions, ends = rng.integers(0, 2, size=states), []
    after, rewards, done = world.step(before, actions)
    for state, action, *ours in zip(before, actions, after, rewards, done):
        referee.state, referee.steps_beyond_terminated = state.copy(), None
        _, reward, ended, _, _ = referee.step(int(action))
        close(ours[0], referee.state, 1e-14)
        assert (ours[1], ours[2]) == (reward, ended)
        ends.append([ours[2], abs(ours[0][0]) > 2.4, abs(ours[0][2]) > np.pi / 15])
    assert np.all(np.any(ends, axis=0)) and not np.all(ends, axis=0)[0]  # both ways to end, and steps that did not
    starts = world.start(4000, rng=rng)
    assert starts.shape == (4000, 4) and np.abs(starts).max() < 0.05
    close(starts.min(axis=0), [-0.05] * 4, 0.02)
    close(starts.max(axis=0), [0.05] * 4, 0.02)
    close(world.features(before), before, 0)


def grid_world() -> None:
    """Steps on a board by hand: free ones, into a wall, off the board, to the goal and into the pit."""
    world = lff("environments").GridWorld(3, 4, **BOARD, step_reward=-0.1)
    steps = [  # cell, action (up, right, down, left), cell afterwards, reward, end
        ((2, 0), 0, (1, 0), -0.1, 0), ((2, 0), 1, (2, 1), -0.1, 0), ((0, 0), 2, (1, 0), -0.1, 0),
        ((2, 3), 3, (2, 2), -0.1, 0), ((1, 0), 1, (1, 0), -0.1, 0), ((2, 1), 0, (2, 1), -0.1, 0),
        ((0, 1), 0, (0, 1), -0.1, 0), ((0, 0), 3, (0, 0), -0.1, 0), ((2, 3), 2, (2, 3), -0.1, 0),
        ((2, 3), 1, (2, 3), -0.1, 0), ((0, 2), 1, (0, 3), 1.0, 1), ((1, 2), 1, (1, 3), -1.0, 1),
        ((2, 3), 0, (1, 3), -1.0, 1)]
    before, actions, after, rewards, done = (np.array(column) for column in zip(*steps))
    found = world.step(before, actions)
    np.testing.assert_array_equal(found[0], after)
    np.testing.assert_array_equal(found[1], rewards)
    np.testing.assert_array_equal(found[2], done == 1)
    features = world.features([[0, 0], [1, 2], [2, 3]])
    assert features.shape == (3, 12) and features.sum() == 3
    assert [features[0, 0], features[1, 6], features[2, 11]] == [1, 1, 1]
    free = {(row, column) for row in range(3) for column in range(4)} - {(0, 3), (1, 1), (1, 3)}
    rng = np.random.default_rng(2)
    assert {tuple(map(int, cell)) for cell in world.start(500, rng=rng)} == free
    at_home = lff("environments").GridWorld(3, 4, **BOARD, home=(2, 0)).start(5, rng=rng)
    np.testing.assert_array_equal(at_home, [[2, 0]] * 5)


def drawn_actions() -> None:
    """Shares as told; an action of probability 0 is never drawn, and neither is one that there is not."""
    draw = lff("policy_gradient").draw_actions
    logits = np.log([[0.25, 0.25, 0.5]]) + 7.0
    numbers = [0.0, 0.249, 0.251, 0.499, 0.501, 1 - 2**-53]
    actions = draw(np.repeat(logits, 6, axis=0), rng=Scripted(*numbers))
    np.testing.assert_array_equal(actions, [0, 0, 1, 1, 2, 2])
    assert draw(np.array([[-2000.0, 0.0]]), rng=Scripted(0.0)) == 1
    assert draw(np.array([[0.1] * 7]), rng=Scripted(1 - 2**-53)) == 6
    many = draw(np.repeat(logits, 40000, axis=0), rng=np.random.default_rng(3))
    shares = np.bincount(many, minlength=3) / 40000
    assert np.max(np.abs(shares - [0.25, 0.25, 0.5])) < 0.0125  # five deviations


def playing() -> None:
    """Walking along a corridor to the cell before its end: whoever starts nearer to it is done earlier."""
    world = lff("environments").GridWorld(1, 6, goal=(0, 4), step_reward=-0.25)
    seen = []

    def to_the_goal(features):
        seen.append(features)
        right, left = [0.0, 1000.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1000.0]
        return np.where(features[:, 5:] == 1, left, right)

    episodes = lff("policy_gradient").play(world, to_the_goal, 40, longest=9, rng=np.random.default_rng(4))
    starts = episodes.features[0].argmax(axis=1)
    steps = np.abs(4 - starts)
    assert set(starts) == {0, 1, 2, 3, 5} and episodes.actions.shape == episodes.rewards.shape == (4, 40)
    np.testing.assert_array_equal(episodes.alive, np.arange(4)[:, np.newaxis] < steps)
    np.testing.assert_array_equal(episodes.actions[episodes.alive] == 3, episodes.features[episodes.alive][:, 5] == 1)
    close(episodes.returns, 1 - 0.25 * (steps - 1), EXACT_TOLERANCE)
    close(episodes.rewards[~episodes.alive], np.zeros((~episodes.alive).sum()), 0)
    np.testing.assert_array_equal(episodes.features, seen)
    cells = 4 - np.sign(4 - starts) * np.maximum(steps - np.arange(4)[:, np.newaxis], 0)
    np.testing.assert_array_equal(episodes.features.argmax(axis=2), cells)  # who has ended stays at the goal
    short = lff("policy_gradient").play(world, to_the_goal, 40, longest=2, rng=np.random.default_rng(4))
    np.testing.assert_array_equal(short.rewards, episodes.rewards[:2])


def to_go() -> None:
    """What is still to come, by hand, with and without a discount."""
    module, rewards = lff("policy_gradient"), np.array([[1.0, 0.0], [2.0, -1.0], [4.0, 8.0]])
    close(module.rewards_to_go(rewards), [[7, 7], [6, 7], [4, 8]], 0)
    close(module.rewards_to_go(rewards, 0.5), [[3, 1.5], [4, 3], [4, 8]], 0)
    close(rewards, [[1, 0], [2, -1], [4, 8]], 0)


def policy_losses() -> None:
    """The policy loss by hand; its gradient against the tape's, autograd's, and a difference."""
    module, tape = lff("policy_gradient"), lff("tape")
    value = module.policy_loss(np.log([[0.25, 0.75], [0.5, 0.5]]), [0, 1], [3.0, -4.0])
    close(value, (3 * np.log(4) - 4 * np.log(2)) / 2, 1e-14)
    rng = np.random.default_rng(5)
    Z, actions, w = rng.normal(size=(6, 3)), rng.integers(0, 3, size=6), rng.normal(size=6)

    def anew(Z):
        return -anp.mean(w * (Z[np.arange(6), actions] - anp.log(anp.sum(anp.exp(Z), axis=1))))

    ours = module.policy_loss_gradient(Z, actions, w)
    close(ours, autograd.grad(anew)(Z), ENGINE_TOLERANCE)
    close(tape.grad(module.policy_loss)(Z, actions, w), ours, EXACT_TOLERANCE)
    error = lff("gradcheck").projection_error(
        lambda Z: float(module.policy_loss(Z, actions, w)), lambda Z: module.policy_loss_gradient(Z, actions, w), Z,
        rng=rng)
    assert error <= DIFFERENCE_TOLERANCE


def adversarial_losses() -> None:
    """Both losses by hand and far out; their gradients against the tape's; what comes back from a cycle."""
    module, tape = lff("adversarial"), lff("tape")
    odds = np.log([3.0, 1.0])  # the discriminator says 3/4 and 1/2
    close(module.discriminator_loss(odds, odds[:1]), np.log(8 / 3) / 2 + np.log(4), 1e-14)
    close(module.generator_loss(odds), np.log(8 / 3) / 2, 1e-14)
    far = np.array([[-800.0], [800.0]])
    close(module.discriminator_loss(far, far), 800.0, 1e-14)
    close(module.generator_loss(far), 400.0, 1e-14)
    rng = np.random.default_rng(6)
    real, fake = rng.normal(size=(5, 1)), rng.normal(size=(3, 1))
    by_real, by_fake = module.discriminator_loss_gradient(real, fake)
    close(tape.grad(lambda real: module.discriminator_loss(real, fake))(real), by_real, EXACT_TOLERANCE)
    close(tape.grad(lambda fake: module.discriminator_loss(real, fake))(fake), by_fake, EXACT_TOLERANCE)
    close(tape.grad(module.generator_loss)(fake), module.generator_loss_gradient(fake), EXACT_TOLERANCE)
    X, back = rng.normal(size=(2, 4, 3))
    close(module.cycle_loss(X, back), lff("losses").mean_absolute_error(back, X), EXACT_TOLERANCE)
    close(tape.grad(lambda back: module.cycle_loss(X, back))(back),
          lff("losses").mean_absolute_error_gradient(back, X), EXACT_TOLERANCE)


def _anew(theta, X, sizes):
    """A network of tanh, for autograd."""
    start = 0
    for i, (d, k) in enumerate(zip(sizes, sizes[1:])):
        W, b = theta[start:start + d * k].reshape((d, k)), theta[start + d * k:start + (d + 1) * k]
        X = anp.dot(anp.tanh(X) if i else X, W) + b
        start += (d + 1) * k
    return X


def duels() -> None:
    """Two updates by plain descent, against the same two written anew for autograd, in two calls or in one."""
    module, descent, rng = lff("adversarial"), lff("optimizers").GradientDescent, np.random.default_rng(7)
    sizes = [2, 4, 3], [3, 5, 1]
    nets = [lff("network").Network(s, activation="tanh", rng=rng) for s in sizes]
    again = [lff("network").Network(s, activation="tanh", rng=rng) for s in sizes]
    for net, other in zip(nets, again):
        net.theta[:] = other.theta[:] = rng.normal(size=net.theta.shape)
    theta, phi = (net.theta.copy() for net in nets)
    reals, noises = rng.normal(size=(2, 6, 3)), rng.normal(size=(2, 6, 2))

    def softplus(z):
        return anp.log(1 + anp.exp(z))

    def judging(phi, real, fake):
        return anp.mean(softplus(-_anew(phi, real, sizes[1]))) + anp.mean(softplus(_anew(phi, fake, sizes[1])))

    def making(theta, phi, noise):
        return anp.mean(softplus(-_anew(phi, _anew(theta, noise, sizes[0]), sizes[1])))

    expected = []
    for real, noise in zip(reals, noises):
        fake = _anew(theta, noise, sizes[0])
        expected.append([judging(phi, real, fake)])
        phi = phi - 0.3 * autograd.grad(judging)(phi, real, fake)
        expected[-1].append(making(theta, phi, noise))
        theta = theta - 0.2 * autograd.grad(making)(theta, phi, noise)

    def run(nets, updates, real, noise, steppers):
        return module.duel(*nets, lambda n, *, rng: next(real), lambda n, *, rng: next(noise), optimizers=steppers,
                           updates=updates, batch_size=6, rng=rng)

    history = run(nets, 2, iter(reals), iter(noises), (descent(0.2), descent(0.3)))
    close(np.column_stack([history.discriminator, history.generator]), expected, ENGINE_TOLERANCE)
    close(nets[0].theta, theta, ENGINE_TOLERANCE)
    close(nets[1].theta, phi, ENGINE_TOLERANCE)
    draws, steppers = (iter(reals), iter(noises)), (descent(0.2), descent(0.3))
    parts = [run(again, 1, *draws, steppers) for _ in range(2)]
    close(again[0].theta, nets[0].theta, 0)
    close([part.generator[0] for part in parts], history.generator, 0)


def nearest_means() -> None:
    """Three classes by hand, with labels that are not 0, 1, 2; of equally near ones the first."""
    X = np.array([[0.0, 0.0], [2.0, 0.0], [10.0, 0.0], [0.0, 10.0], [0.0, 12.0], [0.0, 14.0]])
    found = lff("neighbors").NearestMean(X, np.array([7, 7, 3, -1, -1, -1]))
    np.testing.assert_array_equal(found.classes, [-1, 3, 7])
    close(found.means, [[0, 12], [10, 0], [1, 0]], 0)
    close(found.distances(np.array([[1.0, 0.0]])), [[np.sqrt(145), 9, 0]], 1e-15)
    np.testing.assert_array_equal(found.predict([[0.0, 9.0], [6.0, 0.0], [5.5, 0.0], [5.0, 0.0]]), [-1, 3, 3, 7])


def networks_as_functions() -> None:
    """Values and gradients are those of the networks; many networks at once are what they are one by one."""
    rng = np.random.default_rng(8)
    for activation in ("relu", "sigmoid", "tanh", "identity"):
        net = lff("network").Network([3, 5, 4, 2], activation=activation, rng=rng)
        net.theta[:] = rng.normal(size=net.theta.shape)
        X, y, outputs = rng.normal(size=(7, 3)), rng.normal(size=(7, 2)), lff("functional").as_function(net)
        close(outputs(net.theta, X), net.forward(X), EXACT_TOLERANCE)
        slope = lff("tape").grad(lambda theta: np.mean((outputs(theta, X) - y)**2))(net.theta)
        close(slope, net.gradient(X, y), EXACT_TOLERANCE)
        thetas, Xs = rng.normal(size=(2, *net.theta.shape)), rng.normal(size=(2, 7, 3))
        for found, theta, X in zip(outputs(thetas, Xs), thetas, Xs):
            close(found, outputs(theta, X), EXACT_TOLERANCE)


def minimizing() -> None:
    """A fall by hand: rows of 1, 2 and 6 in batches of two, each epoch all of them; what is reported is the mean."""
    minimize, descent, seen = lff("minimizer").minimize, lff("optimizers").GradientDescent(0.1), []

    def loss(theta, x, y):
        seen.append((x.copy(), y.copy()))
        return np.mean((theta[0] - x)**2) + 0.0 * theta[1]

    theta, x = np.array([0.0, 5.0]), np.array([1.0, 2.0, 6.0])
    means = minimize(loss, theta, (x, 10 * x), optimizer=descent, epochs=3, batch_size=2,
                     rng=np.random.default_rng(9))
    expected, at = [], 0.0
    for epoch in range(3):
        batches = seen[2 * epoch:2 * epoch + 2]
        assert [len(rows) for rows, _ in batches] == [2, 1]
        np.testing.assert_array_equal(np.sort(np.concatenate([rows for rows, _ in batches])), x)
        total = 0.0
        for rows, tens in batches:
            np.testing.assert_array_equal(tens, 10 * rows)
            total += np.sum((at - rows)**2)
            at -= 0.1 * 2 * np.mean(at - rows)
        expected.append(total / 3)
    close(means, expected, 1e-14)
    close(theta, [at, 5.0], 1e-14)
    assert len({tuple(np.concatenate([rows for rows, _ in seen[k:k + 2]])) for k in (0, 2, 4)}) > 1  # a new order
    try:
        minimize(lambda theta, x: np.sum(theta) * np.inf, np.ones(1), (x,), optimizer=descent, epochs=1, batch_size=3,
                 rng=np.random.default_rng(9))
    except lff("training").Diverged as error:
        assert error.step == 6
    else:
        raise AssertionError("a loss that is not finite went unnoticed")


ALL = (cart_pole, grid_world, drawn_actions, playing, to_go, policy_losses, adversarial_losses, duels, nearest_means,
       networks_as_functions, minimizing)
