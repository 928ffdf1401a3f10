import copy
import pickle

import numpy as np
import pytest

from lff.deep import DeepNetwork
from lff.functions import ACTIVATIONS
from lff.gradcheck import numerical_gradient
from lff.network import Network
from lff.optimizers import Adam
from lff.training import EarlyStopping, fit

SETTINGS = [
    {}, {"normalization": "batch"}, {"normalization": "layer"}, {"dropout": 0.3}, {"activation": "maxout"},
    {"activation": "maxout", "pieces": 3, "normalization": "batch", "dropout": 0.2},
]  # fmt: skip


def make(sizes=(3, 5, 4, 2), seed=0, **settings):
    return DeepNetwork(list(sizes), rng=np.random.default_rng(seed), **settings)


def data(n=20, seed=1):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n, 3)), rng.standard_normal((n, 2))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", ["mean_squared_error", "cross_entropy_from_logits"])
def test_with_nothing_added_it_is_the_plain_network_to_the_last_bit(activation, loss):
    X, y = data(50)
    y = y[:, 0] > 0 if loss.startswith("cross") else y
    y = y.astype(int) if y.dtype == bool else y
    thetas = []
    for kind in (Network, DeepNetwork):
        rng = np.random.default_rng(2)
        network = kind([3, 5, 4, 2], activation=activation, loss=loss, rng=rng)
        fit(network, X, y, optimizer=Adam(0.01), epochs=3, batch_size=8, rng=rng)
        thetas.append(network.theta)
        assert list(network.parameters) == ["W1", "b1", "W2", "b2", "W3", "b3"]
    np.testing.assert_array_equal(*thetas)


@pytest.mark.parametrize("normalization", [None, "batch", "layer"])
@pytest.mark.parametrize("activation", ["tanh", "softplus", "maxout"])
def test_gradient_agrees_with_differences(normalization, activation):
    network = make(activation=activation, normalization=normalization)
    network.theta[:] += np.random.default_rng(3).normal(0, 0.3, network.theta.shape)
    X, y = data(6)
    theta = network.theta.copy()

    def loss(theta):
        network.theta[:] = theta
        return network.loss_and_gradient(X, y)[0]

    measured = numerical_gradient(loss, theta)
    network.theta[:] = theta
    np.testing.assert_allclose(network.gradient(X, y), measured, rtol=1e-5, atol=1e-7)


def test_parameters_are_views_of_one_theta_in_order():
    network = make(normalization="batch", activation="maxout", pieces=3)
    shapes = {"W1": (3, 15), "b1": (15,), "gain1": (15,), "shift1": (15,), "W2": (5, 12), "b2": (12,), "gain2": (12,),
              "shift2": (12,), "W3": (4, 2), "b3": (2,)}
    assert {name: view.shape for name, view in network.parameters.items()} == shapes
    np.testing.assert_array_equal(np.concatenate([v.ravel() for v in network.parameters.values()]), network.theta)
    assert all(np.shares_memory(view, network.theta) for view in network.parameters.values())
    assert network.is_weight.sum() == 3 * 15 + 5 * 12 + 4 * 2
    assert (network.parameters["gain2"] == 1).all() and (network.parameters["shift2"] == 0).all()
    assert network.layers[1].gain is network.parameters["gain1"]


def test_layers_stand_in_order():
    kinds = [type(layer).__name__ for layer in make(normalization="layer", dropout=0.1).layers]
    assert kinds == ["Linear", "LayerNorm", "Activation", "Dropout"] * 2 + ["Linear"]


@pytest.mark.parametrize("settings", SETTINGS)
def test_asking_changes_nothing_and_gives_one_answer(settings):
    network, (X, y) = make(**settings), data()
    fit(network, X, y, optimizer=Adam(0.01), epochs=5, batch_size=10, rng=np.random.default_rng(4))
    first, alone = network.forward(X), network.forward(X[3:4])
    np.testing.assert_allclose(first[3:4], alone, rtol=1e-12, atol=1e-14)
    for ask in (network.forward, network.predict, lambda X: network.activations(X)[-1][1]):
        np.testing.assert_array_equal(ask(X), first)
    assert network.loss(X, y) == np.mean((first - y) ** 2) == network.loss(X, y)


def test_training_draws_new_masks_and_moves_averages():
    network, (X, y) = make(dropout=0.5, normalization="batch"), data()
    first = network.gradient(X, y)
    assert (network.gradient(X, y) != first).any()
    means = [network.layers[1].running_mean.copy() for _ in range(2) if network.gradient(X, y) is not None]
    assert (means[0] != means[1]).any()


def test_dropout_changes_neither_the_start_nor_the_order_of_batches():
    plain, thinned = np.random.default_rng(5), np.random.default_rng(5)
    a, b = DeepNetwork([3, 5, 2], rng=plain), DeepNetwork([3, 5, 2], rng=thinned, dropout=0.5)
    np.testing.assert_array_equal(a.theta, b.theta)
    b.gradient(*data())
    assert plain.permutation(99).tolist() == thinned.permutation(99).tolist()


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("clone", [copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))])
def test_a_copy_is_whole_and_apart(settings, clone):
    network, (X, y) = make(**settings), data()
    network.gradient(X, y)
    twin, answer = clone(network), network.forward(X)
    np.testing.assert_array_equal(twin.forward(X), answer)
    np.testing.assert_array_equal(twin.gradient(X, y), network.gradient(X, y))  # the same next masks
    for _ in range(3):
        twin.gradient(X + 1, y)
    twin.theta[:] = 0
    assert (twin.forward(X) == 0).all()
    again = make(**settings)
    again.gradient(X, y), again.gradient(X, y)
    np.testing.assert_array_equal(network.forward(X), again.forward(X))


@pytest.mark.parametrize("settings", SETTINGS)
def test_it_trains_and_stays_in_its_precision(settings):
    X, y = data(60)
    y = np.stack([X[:, 0] * X[:, 1], np.abs(X[:, 2])], axis=1)
    network = DeepNetwork([3, 40, 40, 2], rng=np.random.default_rng(6), dtype=np.float32, **settings)
    before = network.loss(X, y)
    history = fit(network, X, y, optimizer=Adam(0.01), epochs=60, batch_size=20, rng=np.random.default_rng(7),
                  unseen=(X, y), stop=EarlyStopping(60))
    assert network.loss(X, y) < 0.5 * before
    assert history.unseen.min() == network.loss(X, y)  # the best epoch is brought back, running averages too
    assert network.theta.dtype == network.forward(X).dtype == network.gradient(X, y).dtype == np.float32


def test_a_bias_before_batch_norm_has_no_slope():
    network = make(normalization="batch", activation="tanh")
    X, y = data()
    slopes = network.gradient(X, y)
    network.parameters["b1"][:] += 3.0
    np.testing.assert_allclose(network.gradient(X, y), slopes, atol=1e-12)
    assert np.abs(slopes[3 * 5 : 3 * 5 + 5]).max() < 1e-15


def test_starts():
    wide = DeepNetwork([300, 200, 1], activation="maxout", rng=np.random.default_rng(0))
    assert wide.parameters["W1"].std() == pytest.approx(np.sqrt(1 / 300), rel=0.02)
    ones = DeepNetwork([2, 2, 1], activation="maxout", rng=np.random.default_rng(0),
                       initializer=lambda fan_in, fan_out, *, rng: np.ones((fan_in, fan_out)))
    assert (ones.parameters["W1"] == 1).all()
    relu = DeepNetwork([300, 200, 1], rng=np.random.default_rng(0))
    assert relu.parameters["W1"].std() == pytest.approx(np.sqrt(2 / 300), rel=0.02)


def test_a_network_without_hidden_layers_has_nothing_to_normalize():
    network = make((3, 2), normalization="batch", dropout=0.5)
    assert list(network.parameters) == ["W1", "b1"] and len(network.layers) == 1
    X, y = data()
    np.testing.assert_array_equal(network.gradient(X, y), network.gradient(X, y))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="there is no normalization 'group'; there are batch, layer"):
        make(normalization="group")
    with pytest.raises(ValueError, match="there is no activation 'step'"):
        make(activation="step")
    with pytest.raises(ValueError, match=r"rate should lie in \[0, 1\), got 1.5"):
        make(dropout=1.5)
    with pytest.raises(ValueError, match="pieces should be at least 2, got 1"):
        make(activation="maxout", pieces=1)
    with pytest.raises(ValueError, match="sizes should be two or more numbers"):
        make((3,))
    X, y = data(21)
    with pytest.raises(ValueError, match="at least 2 rows in training, got 1"):
        fit(make(normalization="batch"), X, y, optimizer=Adam(0.1), epochs=1, batch_size=10,
            rng=np.random.default_rng(0))
