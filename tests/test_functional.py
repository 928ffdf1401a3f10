"""A network as a function: the same numbers, and the same gradients, as the network's own."""

import numpy as np
import pytest

from lff import rules
from lff.deep import DeepNetwork
from lff.functional import as_function
from lff.gradcheck import projection_error
from lff.minimizer import minimize
from lff.network import Network
from lff.optimizers import Adam, GradientDescent
from lff.tape import grad
from lff.training import Diverged, fit

ACTIVATIONS = ("relu", "sigmoid", "tanh")


def network(activation, seed=0, loss="cross_entropy_from_logits"):
    net = Network([3, 5, 4, 2], activation=activation, loss=loss, rng=np.random.default_rng(seed))
    net.theta[:] = np.random.default_rng(seed + 1).normal(size=net.theta.shape)
    return net


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_it_is_the_network(activation):
    net, X = network(activation), np.random.default_rng(2).normal(size=(7, 3))
    np.testing.assert_allclose(as_function(net)(net.theta, X), net.forward(X), rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_its_gradient_is_the_networks(activation):
    net, rng = network(activation), np.random.default_rng(3)
    X, y, outputs = rng.normal(size=(7, 3)), rng.integers(0, 2, size=7), as_function(net)
    found = grad(lambda theta: rules.cross_entropy_from_logits(outputs(theta, X), y))(net.theta)
    np.testing.assert_allclose(found, net.gradient(X, y), rtol=1e-12, atol=1e-14)


def test_its_slopes_by_the_input():
    net, rng = network("tanh"), np.random.default_rng(4)
    outputs = as_function(net)

    def first(x):
        return np.sum(outputs(net.theta, x.reshape(1, 3))[:, 0])

    assert projection_error(first, grad(first), rng.normal(size=3), rng=rng) < 1e-7


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_many_networks_at_once_are_each_one(activation):
    net, rng = network(activation), np.random.default_rng(7)
    thetas, X, outputs = rng.normal(size=(4, *net.theta.shape)), rng.normal(size=(4, 6, 3)), as_function(net)
    mixture = rng.normal(size=(4, 6, 2))
    together, slopes = outputs(thetas, X), grad(lambda t: np.sum(mixture * outputs(t, X)))(thetas)
    for k in range(4):
        np.testing.assert_allclose(together[k], outputs(thetas[k], X[k]), rtol=1e-12, atol=1e-14)
        one = grad(lambda t: np.sum(mixture[k] * outputs(t, X[k])))(thetas[k])
        np.testing.assert_allclose(slopes[k], one, rtol=1e-11, atol=1e-13)


def test_what_it_does_not_know_is_named():
    with pytest.raises(ValueError, match="DeepNetwork"):
        as_function(DeepNetwork([2, 2], rng=np.random.default_rng(0)))
    with pytest.raises(ValueError, match="'softplus'"):
        as_function(Network([2, 2], activation="softplus", rng=np.random.default_rng(0)))


def test_minimize_trains_as_fit_does():
    rng = np.random.default_rng(5)
    X, y = rng.normal(size=(50, 3)), rng.integers(0, 2, size=50)
    one, other = network("tanh"), network("tanh")
    outputs = as_function(one)
    losses = minimize(lambda theta, X, y: rules.cross_entropy_from_logits(outputs(theta, X), y), one.theta, (X, y),
                      optimizer=Adam(0.01), epochs=3, batch_size=16, rng=np.random.default_rng(6))
    fit(other, X, y, optimizer=Adam(0.01), epochs=3, batch_size=16, rng=np.random.default_rng(6))
    np.testing.assert_allclose(one.theta, other.theta, rtol=1e-9, atol=1e-12)
    assert losses.shape == (3,) and losses[-1] < losses[0]


def test_minimize_reports_the_mean_over_rows():
    losses = minimize(lambda theta, x: np.mean(x * 0 + x) + 0 * np.sum(theta), np.zeros(1), (np.array([1.0, 2.0, 6.0]),),
                      optimizer=GradientDescent(0.1), epochs=2, batch_size=2, rng=np.random.default_rng(0))
    np.testing.assert_allclose(losses, [3, 3])


@pytest.mark.parametrize(("data", "settings", "words"), [
    ((np.zeros(3), np.zeros(2)), {}, "one length"), ((np.zeros(0),), {}, "at least 1"), ((), {}, "one length"),
    ((np.zeros(3),), {"epochs": 0}, "epochs"), ((np.zeros(3),), {"batch_size": 0}, "batch_size")])
def test_minimize_names_what_is_wrong(data, settings, words):
    with pytest.raises(ValueError, match=words):
        minimize(lambda theta, *rows: np.sum(theta), np.zeros(2), data, optimizer=Adam(0.1),
                 rng=np.random.default_rng(0), **({"epochs": 1, "batch_size": 2} | settings))


def test_minimize_says_when_it_diverged():
    with pytest.raises(Diverged, match="diverged after 1 updates: the loss is inf with learning rate 1e\\+200"):
        minimize(lambda theta, x: np.sum(theta**2) + 0 * np.sum(x), np.ones(1), (np.zeros((2, 1)),),
                 optimizer=GradientDescent(1e200), epochs=5, batch_size=1, rng=np.random.default_rng(0))
