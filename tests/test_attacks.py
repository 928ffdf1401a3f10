"""Attacks stay in their box and do harm there; training against them helps."""

import numpy as np
import pytest

from lff.attacks import fast_gradient_sign, input_gradient, projected_gradient, train_against
from lff.datasets import digits
from lff.deep import DeepNetwork
from lff.network import Network
from lff.optimizers import Adam, GradientDescent
from lff.training import Diverged, fit

CORNERS = np.array(np.meshgrid(*[[-1, 1]] * 4)).reshape(4, -1).T  # of a box in four inputs


def network(sizes=(4, 6, 3), dtype=np.float64, loss="cross_entropy_from_logits"):
    net = Network(list(sizes), activation="tanh", loss=loss, rng=np.random.default_rng(0), dtype=dtype)
    net.theta[:] = np.random.default_rng(1).normal(size=net.theta.shape)
    return net


def examples(n=30):
    rng = np.random.default_rng(2)
    return rng.uniform(size=(n, 4)), rng.integers(0, 3, size=n)


def attack_twice(net, X, labels, size, target=None, bounds=(0.0, 1.0)):
    return (fast_gradient_sign(net, X, labels, size, target=target, bounds=bounds),
            projected_gradient(net, X, labels, size, steps=5, step_size=size / 2 + 0.01, rng=np.random.default_rng(3),
                               target=target, bounds=bounds))


@pytest.mark.parametrize("target", [None, 1])
@pytest.mark.parametrize("size", [0.0, 0.05, 0.4, 2.0])
def test_no_entry_leaves_the_box_or_the_bounds(size, target):
    net, (X, labels) = network(), examples()
    for found in attack_twice(net, X, labels, size, target):
        assert found.shape == X.shape and np.abs(found - X).max() <= size + 1e-15
        assert found.min() >= 0 and found.max() <= 1
    for found in attack_twice(net, X, labels, size, target, bounds=(-np.inf, np.inf)):
        assert np.abs(found - X).max() <= size + 1e-15


def test_on_a_linear_network_no_corner_is_worse_than_one_step():
    """Two classes and no hidden layer: the loss rises with one linear function, whose worst point is a corner."""
    net, (X, _) = network((4, 2)), examples(10)
    labels, bounds = np.arange(10) % 2, (-np.inf, np.inf)
    worst = fast_gradient_sign(net, X, labels, 0.1, bounds=bounds)
    for x, label, attacked in zip(X, labels, worst):
        at_corners = [net.loss((x + 0.1 * corner)[np.newaxis], [label]) for corner in CORNERS]
        assert net.loss(attacked[np.newaxis], [label]) == pytest.approx(max(at_corners), rel=1e-12)


def test_attacks_do_harm_and_targets_are_drawn_near():
    net, (X, labels) = network(), examples()
    for found in attack_twice(net, X, labels, 0.02):
        each = [net.loss(a[np.newaxis], [y]) - net.loss(x[np.newaxis], [y]) for a, x, y in zip(found, X, labels)]
        assert min(each) > 0
    for target in (1, np.full(len(X), 1), (labels + 1) % 3):
        goal = np.broadcast_to(target, labels.shape)
        for found in attack_twice(net, X, labels, 0.02, target):
            each = [net.loss(a[np.newaxis], [y]) - net.loss(x[np.newaxis], [y]) for a, x, y in zip(found, X, goal)]
            assert max(each) < 0


def test_the_gradient_is_that_of_each_row_and_survives_certainty():
    net, (X, labels) = network(), examples(5)
    rows = np.concatenate([input_gradient(net, X[i : i + 1], labels[i : i + 1]) for i in range(5)])
    np.testing.assert_allclose(input_gradient(net, X, labels), rows, rtol=1e-12)
    sure = Network([1, 2], loss="cross_entropy_from_logits", rng=np.random.default_rng(0))
    sure.theta[:] = [-300.0, 300.0, 0.0, 0.0]
    slope = input_gradient(sure, [[1.0]], [1])[0, 0]
    assert slope == pytest.approx(-600 * np.exp(-600.0), rel=1e-10)  # 1 - p would have been 0


def test_nothing_that_was_given_is_changed_and_precision_is_the_networks():
    net, (X, labels) = network(), examples()
    kept, theta = X.copy(), net.theta.copy()
    attack_twice(net, X, labels, 0.1)
    np.testing.assert_array_equal(X, kept)
    np.testing.assert_array_equal(net.theta, theta)
    for found in attack_twice(network(dtype=np.float32), X, labels, 0.1):
        assert found.dtype == np.float32


def test_random_starts_come_from_the_generator():
    net, (X, labels) = network(), examples()
    settings = {"steps": 2, "step_size": 0.01}
    one, again, other = (projected_gradient(net, X, labels, 0.1, **settings, rng=np.random.default_rng(seed))
                         for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    assert np.any(one != other)


def test_training_against_an_attack_helps_against_it():
    images, labels = digits.load()
    X, train, new = images.reshape(-1, 64) / 16, np.arange(0, 900), np.arange(900, 1797)

    def right(net, attacked):
        return np.mean(net.predict(attacked) == labels[new])

    def attack(net, X, y):
        return fast_gradient_sign(net, X, y, 0.1)

    plain, hardened = (Network([64, 32, 10], activation="relu", loss="cross_entropy_from_logits",
                               rng=np.random.default_rng(4)) for _ in range(2))
    settings = {"epochs": 15, "batch_size": 32}
    fit(plain, X[train], labels[train], optimizer=Adam(0.003), rng=np.random.default_rng(5), **settings)
    losses = train_against(hardened, X[train], labels[train], attack=attack, optimizer=Adam(0.003),
                           rng=np.random.default_rng(5), **settings)
    assert losses.shape == (15,) and losses[-1] < 0.7 * losses[0]
    scores = [right(net, attack(net, X[new], labels[new])) for net in (plain, hardened)]
    assert scores[0] + 0.15 < scores[1] < right(hardened, X[new])


def test_training_that_diverges_says_so():
    with pytest.raises(Diverged, match="learning rate"):
        train_against(network(), *examples(), attack=lambda net, X, y: X * np.inf, optimizer=GradientDescent(0.1),
                      epochs=1, batch_size=8, rng=np.random.default_rng(0))


def test_what_does_not_fit_is_refused():
    net, (X, labels) = network(), examples()
    for attack in (fast_gradient_sign, lambda *args, **more: projected_gradient(
            *args, **more, steps=1, step_size=0.1, rng=np.random.default_rng(0))):
        with pytest.raises(ValueError, match=r"X should lie in the bounds \(0.0, 1.0\), got 0.*1.5"):
            attack(net, np.maximum(X, 1.5 * (np.arange(4) == 2)), labels, 0.1)
        with pytest.raises(ValueError, match="size should be at least 0 and finite, got -0.1"):
            attack(net, X, labels, -0.1)
        with pytest.raises(ValueError, match="size should be at least 0 and finite, got nan"):
            attack(net, X, labels, np.nan)
        with pytest.raises(ValueError, match="labels should lie in 0 ... 2, got .* ... 3"):
            attack(net, X, labels + 1, 0.1)
        with pytest.raises(ValueError, match="target should lie in 0 ... 2, got 3 ... 3"):
            attack(net, X, labels, 0.1, target=3)
        with pytest.raises(ValueError, match=r"X should have shape \(n, 4\), got \(30, 3\)"):
            attack(net, X[:, :3], labels, 0.1)
        with pytest.raises(ValueError, match="cross_entropy_from_logits, got mean_squared_error"):
            attack(network(loss="mean_squared_error"), X, labels, 0.1)
        with pytest.raises(ValueError, match="got a DeepNetwork"):
            attack(DeepNetwork([4, 3], loss="cross_entropy_from_logits", rng=np.random.default_rng(0)), X, labels, 0.1)
    for bounds, complaint in (((1.0, 0.0), ValueError), (0.5, TypeError), ((0.0, 1.0, 2.0), TypeError)):
        with pytest.raises(complaint, match="bounds"):
            fast_gradient_sign(net, X, labels, 0.1, bounds=bounds)
    for steps, step_size in ((0, 0.1), (1, 0.0), (1, np.nan)):
        with pytest.raises(ValueError, match="steps should be at least 1|step_size should be positive"):
            projected_gradient(net, X, labels, 0.1, steps=steps, step_size=step_size, rng=np.random.default_rng(0))
    settings = {"attack": lambda net, X, y: X, "optimizer": Adam(0.1), "rng": np.random.default_rng(0)}
    with pytest.raises(ValueError, match="epochs should be at least 1, got 0"):
        train_against(net, X, labels, epochs=0, batch_size=8, **settings)
    with pytest.raises(ValueError, match="cross_entropy_from_logits, got mean_squared_error"):
        train_against(network(loss="mean_squared_error"), X, labels, epochs=1, batch_size=8, **settings)
