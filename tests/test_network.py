import copy
import pickle

import numpy as np
import pytest

from lff.functions import ACTIVATIONS, sigmoid
from lff.gradcheck import numerical_gradient, projection_error
from lff.losses import LOSSES
from lff.network import OUTPUT_LOSSES, Network


def make(sizes, seed=0, **settings):
    """A network with biases that are not 0: at 0, an example that one layer silences is at the next one's kink."""
    rng = np.random.default_rng(seed)
    network = Network(sizes, rng=rng, **settings)
    network.theta[:] += rng.normal(0, 0.3, network.theta.shape)
    return network


def data(sizes, loss, n=7, seed=1):
    rng = np.random.default_rng(seed)
    X, k = rng.standard_normal((n, sizes[0])), sizes[-1]
    if loss == "cross_entropy_from_logits":
        return X, rng.integers(0, k, n)
    if loss == "binary_cross_entropy_from_logits":
        return X, rng.integers(0, 2, (n, k))
    return X, rng.standard_normal((n, k))


def at(network, function):
    """A function of the network's parameters, for the referees: they choose θ."""

    def of_theta(theta):
        network.theta[:] = theta
        return function()

    return of_theta


def test_the_given_weights_to_the_digit():
    network = Network([2, 2, 2, 2], rng=np.random.default_rng(0))
    rows_are_neurons = {
        "W1": [[1, -2], [-1, 1]], "b1": [1, 0], "W2": [[2, -1], [-2, -1]], "b2": [0, 0],
        "W3": [[3, -1], [-1, 4]], "b3": [-2, 2],
    }  # fmt: skip
    for name, value in rows_are_neurons.items():
        network.parameters[name][:] = np.transpose(value)
    (z1, a1), (_, a2), (z3, _) = network.activations([[1, -1], [0, 0]])
    assert z1[0, 0] == 4
    assert a1.round(2).tolist() == [[0.98, 0.12], [0.73, 0.50]]
    assert a2.round(2).tolist() == [[0.86, 0.11], [0.72, 0.12]]
    assert sigmoid(z3).round(2).tolist() == [[0.62, 0.83], [0.51, 0.85]]
    np.testing.assert_array_equal(network.forward([[1, -1], [0, 0]]), z3)


def test_parameters_are_views_of_one_theta_in_order():
    network = make([3, 5, 2])
    assert list(network.parameters) == ["W1", "b1", "W2", "b2"]
    assert [p.shape for p in network.parameters.values()] == [(3, 5), (5,), (5, 2), (2,)]
    for view in network.parameters.values():
        assert np.shares_memory(view, network.theta)
    np.testing.assert_array_equal(
        np.concatenate([p.ravel() for p in network.parameters.values()]), network.theta
    )
    network.theta[:] = np.arange(network.theta.size)
    assert network.parameters["b1"].tolist() == [15, 16, 17, 18, 19]
    network.parameters["W2"][0, 0] = -1
    assert network.theta[20] == -1
    with pytest.raises(AttributeError):
        network.theta = np.zeros(32)


def test_computing_copies_no_theta():
    network = make([3, 5, 2])
    X, y = data([3, 5, 2], "mean_squared_error")
    network.loss_and_gradient(X, y)
    for linear, number in zip(network._linear, (1, 2)):
        assert np.shares_memory(linear.W, network.theta)
        assert linear.W is network.parameters[f"W{number}"]
    _, gradient = network.backpropagate(X, y)
    assert network.backpropagate(X, y)[1] is gradient  # one buffer, again and again
    for slope in network._slopes.values():
        assert np.shares_memory(slope, gradient)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", OUTPUT_LOSSES)
@pytest.mark.parametrize("sizes", [[4, 3], [2, 5, 1], [3, 4, 6, 2]])
def test_gradient_agrees_with_differences(activation, loss, sizes):
    network = make(sizes, activation=activation, loss=loss)
    X, y = data(sizes, loss)
    theta = network.theta.copy()
    measured = numerical_gradient(at(network, lambda: network.loss(X, y)), theta)
    network.theta[:] = theta
    np.testing.assert_allclose(network.gradient(X, y), measured, rtol=1e-6, atol=1e-8)
    np.testing.assert_array_equal(network.theta, theta)


@pytest.mark.parametrize("seed", range(5))
def test_a_large_network_along_random_directions(seed):
    sizes = [20, 40, 30, 10]
    network = make(sizes, seed, activation="tanh", loss="cross_entropy_from_logits")
    X, y = data(sizes, "cross_entropy_from_logits", n=50, seed=seed)
    error = projection_error(
        at(network, lambda: network.loss(X, y)),
        at(network, lambda: network.gradient(X, y)),
        network.theta.copy(),
        rng=np.random.default_rng(seed),
    )
    assert error < 1e-7


def test_forward_is_the_formula():
    network = make([3, 4, 2], activation="relu")
    p = network.parameters
    X = np.random.default_rng(2).standard_normal((5, 3))
    expected = np.maximum(X @ p["W1"] + p["b1"], 0) @ p["W2"] + p["b2"]
    np.testing.assert_allclose(network.forward(X), expected, rtol=1e-14)
    np.testing.assert_allclose(network.forward(X[2:3]), expected[2:3], rtol=1e-12)


@pytest.mark.parametrize("loss", OUTPUT_LOSSES)
def test_loss_is_the_loss_of_the_outputs(loss):
    network = make([3, 4, 2], loss=loss)
    X, y = data([3, 4, 2], loss)
    value = LOSSES[loss].value(network.forward(X), y)
    assert network.loss(X, y) == value
    assert network.loss_and_gradient(X, y)[0] == pytest.approx(value, rel=1e-14)


def test_what_is_returned_is_not_written_over():
    network = make([3, 4, 2])
    X, y = data([3, 4, 2], "mean_squared_error")
    first = [network.forward(X), network.gradient(X, y), *(part for pair in network.activations(X) for part in pair)]
    kept = [array.copy() for array in first]
    network.forward(-X), network.gradient(-X, y), network.activations(-X)
    for array, copied in zip(first, kept):
        np.testing.assert_array_equal(array, copied)
    z, a = network.activations(X)[-1]
    assert not np.shares_memory(z, a)


def test_batches_of_any_size_in_any_order_give_the_same():
    X, y = data([3, 4, 2], "mean_squared_error", n=9)
    network = make([3, 4, 2])
    for n in (9, 2, 5, 1, 9, 3):
        fresh = make([3, 4, 2])
        np.testing.assert_array_equal(network.gradient(X[:n], y[:n]), fresh.gradient(X[:n], y[:n]))


@pytest.mark.parametrize("loss", OUTPUT_LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_float32_stays_float32(loss, activation):
    X, y = data([3, 4, 2], loss)
    small = Network([3, 4, 2], activation=activation, loss=loss, rng=np.random.default_rng(0), dtype=np.float32)
    large = Network([3, 4, 2], activation=activation, loss=loss, rng=np.random.default_rng(0))
    large.theta[:] = small.theta
    assert small.theta.dtype == small.forward(X).dtype == small.gradient(X, y).dtype == np.float32
    checked = small.check(X, y)
    assert {array.dtype for array in checked} <= {np.dtype(np.float32), np.dtype(np.intp)}
    assert small.backpropagate(*checked)[1].dtype == np.float32
    np.testing.assert_allclose(small.gradient(X, y), large.gradient(X, y), rtol=1e-4, atol=1e-6)


def test_one_output_takes_and_gives_vectors():
    network = make([3, 4, 1])
    X, y = data([3, 4, 1], "mean_squared_error")
    assert network.predict(X).shape == (7,)
    assert network.loss(X, y[:, 0]) == network.loss(X, y)
    assert network.loss(X, y[:, 0]) == pytest.approx(np.mean((network.predict(X) - y[:, 0]) ** 2))


def test_predict_answers_in_kind():
    X = np.random.default_rng(0).standard_normal((60, 3))
    several = make([3, 4, 2])
    np.testing.assert_array_equal(several.predict(X), several.forward(X))
    classes = make([3, 4, 5], loss="cross_entropy_from_logits")
    np.testing.assert_array_equal(classes.predict(X), classes.forward(X).argmax(axis=1))
    yes = make([3, 4, 1], loss="binary_cross_entropy_from_logits")
    np.testing.assert_array_equal(yes.predict(X), (sigmoid(yes.forward(X)[:, 0]) > 0.5).astype(int))


def test_one_generator_one_network():
    assert np.array_equal(make([3, 4, 1], 5).theta, make([3, 4, 1], 5).theta)
    assert not np.array_equal(make([3, 4, 1], 5).theta, make([3, 4, 1], 6).theta)


def test_initializers():
    def ones(fan_in, fan_out, *, rng):
        return np.ones((fan_in, fan_out))

    network = Network([2, 3, 1], rng=np.random.default_rng(0), initializer=ones)
    assert network.theta.tolist() == [1] * 6 + [0] * 3 + [1] * 3 + [0]
    for activation, deviation in (("relu", np.sqrt(2 / 200)), ("tanh", np.sqrt(2 / 600))):
        wide = Network([200, 400, 1], activation=activation, rng=np.random.default_rng(0))
        assert wide.parameters["W1"].std() == pytest.approx(deviation, rel=0.02)


@pytest.mark.parametrize("clone", [copy.deepcopy, copy.copy, lambda n: pickle.loads(pickle.dumps(n))])
def test_a_copy_is_whole(clone):
    network = make([3, 4, 1], activation="tanh", loss="mean_absolute_error")
    X, y = data([3, 4, 1], "mean_absolute_error")
    gradient = network.gradient(X, y)
    twin = clone(network)
    np.testing.assert_array_equal(twin.gradient(X, y), gradient)
    twin.theta[:] = 0
    assert (twin.forward(X) == 0).all() and np.shares_memory(twin.parameters["W1"], twin.theta)
    if clone is not copy.copy:
        np.testing.assert_array_equal(network.gradient(X, y), gradient)


def test_what_does_not_fit_is_refused():
    rng = np.random.default_rng(0)
    for sizes in ([3], [3, 0, 1], []):
        with pytest.raises(ValueError, match="sizes should be two or more numbers"):
            Network(sizes, rng=rng)
    for loss in ("hinge", "cross_entropy"):
        with pytest.raises(ValueError, match=f"a network has no loss '{loss}'; it has mean_squared_error"):
            Network([3, 1], loss=loss, rng=rng)
    with pytest.raises(ValueError, match="there is no activation 'step'"):
        Network([3, 2, 1], activation="step", rng=rng)
    network = make([3, 4, 2])
    X, y = data([3, 4, 2], "mean_squared_error")
    with pytest.raises(ValueError, match=r"X should have shape \(n, 3\), got \(7, 2\)"):
        network.forward(X[:, :2])
    with pytest.raises(ValueError, match=r"y should have shape \(7, 2\), got \(6, 2\)"):
        network.loss(X, y[:6])
    with pytest.raises(ValueError, match=r"y should have shape \(7, 2\), got \(7,\)"):
        network.gradient(X, y[:, 0])
    with pytest.raises(ValueError, match="y should be finite"):
        network.gradient(X, y * np.nan)
    with pytest.raises(ValueError, match="X should be finite"):
        network.gradient(X * np.inf, y)
    labels = make([3, 4, 2], loss="cross_entropy_from_logits")
    with pytest.raises(ValueError, match=r"y should lie in 0 ... 1, got 0 ... 6"):
        labels.loss(X, np.arange(7))
    with pytest.raises(TypeError, match="y should be integers"):
        labels.loss(X, np.zeros(7))


def test_weights_and_biases_are_told_apart():
    network = Network([3, 4, 2], rng=np.random.default_rng(0))
    mask = network.is_weight
    assert mask.dtype == bool and mask.shape == network.theta.shape and mask.sum() == 3 * 4 + 4 * 2
    network.theta[:] = mask
    for name, view in network.parameters.items():
        assert np.all(view == name.startswith("W"))
