import numpy as np
import pytest

from lff.deep import DeepNetwork
from lff.initializers import he, lecun
from lff.network import Network
from lff.signals import by_name, signals


def data(d=20, n=200):
    rng = np.random.default_rng(1)
    return rng.standard_normal((n, d)), rng.standard_normal(n)


@pytest.mark.parametrize("settings", [{}, {"normalization": "batch"}, {"activation": "maxout", "dropout": 0.2}])
def test_they_are_those_of_one_step(settings):
    network = DeepNetwork([20, 10, 8, 1], rng=np.random.default_rng(0), **settings)
    X, y = data()
    found = signals(network, X, y)
    assert found.sums.shape == found.activations.shape == (2,) and found.gradients.shape == (3,)
    slopes = by_name(network, network.gradient(X, y))
    np.testing.assert_allclose(found.gradients, [np.abs(slopes[f"W{i}"]).mean() for i in (1, 2, 3)], rtol=1e-14)
    if settings.get("normalization"):
        np.testing.assert_allclose(found.sums, 1, rtol=1e-4)
    else:
        z, a = Network.activations(network, X)[0]
        assert found.sums[0] == pytest.approx(z.std())
        if not settings:
            assert found.activations[0] == pytest.approx(a.std())


def test_the_network_is_left_as_it_was():
    network, twin = (DeepNetwork([20, 10, 1], rng=np.random.default_rng(0), normalization="batch", dropout=0.5)
                     for _ in range(2))
    X, y = data()
    signals(network, X, y)
    np.testing.assert_array_equal(network.forward(X), twin.forward(X))
    np.testing.assert_array_equal(network.gradient(X, y), twin.gradient(X, y))


def test_sigmoids_vanish_and_relus_from_he_do_not():
    X, y = data()
    sizes = [20] + [30] * 8 + [1]
    fade = signals(Network(sizes, activation="sigmoid", rng=np.random.default_rng(2)), X, y).gradients
    keep = signals(Network(sizes, activation="relu", initializer=he, rng=np.random.default_rng(2)), X, y)
    half = signals(Network(sizes, activation="relu", initializer=lecun, rng=np.random.default_rng(2)), X, y)
    assert fade[0] < 1e-3 * fade[-1] and keep.gradients[0] > 0.05 * keep.gradients[-1]
    assert half.sums[-1] < 0.3 * keep.sums[-1]


def test_a_gradient_is_cut_up_as_the_parameters_are():
    network = DeepNetwork([3, 4, 2], rng=np.random.default_rng(0), normalization="layer")
    vector = np.arange(float(network.theta.size))
    views = by_name(network, vector)
    assert {n: v.shape for n, v in views.items()} == {n: v.shape for n, v in network.parameters.items()}
    np.testing.assert_array_equal(np.concatenate([view.ravel() for view in views.values()]), vector)
    assert all(np.shares_memory(view, vector) for view in views.values())
    with pytest.raises(ValueError, match=r"theta's shape \(34,\), got \(3,\)"):
        by_name(network, np.zeros(3))
