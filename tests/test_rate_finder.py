import numpy as np
import pytest

from lff.clipping import Clipped
from lff.deep import DeepNetwork
from lff.network import Network
from lff.optimizers import Adam
from lff.rate_finder import find_rate


def line(n=40):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((n, 2))
    return X, X @ [1.0, 2.0] - 0.5


def find(network=None, data=None, **settings):
    network = network or Network([2, 1], rng=np.random.default_rng(1))
    settings = {"batch_size": 10, "rng": np.random.default_rng(2)} | settings
    return find_rate(network, *(data or line()), **settings)


def test_rates_grow_by_one_factor_until_the_loss_explodes():
    curve = find()
    steps = curve.rates[1:] / curve.rates[:-1]
    np.testing.assert_allclose(steps, 10 ** (6 / 99), rtol=1e-12)
    assert curve.rates[0] == pytest.approx(1e-5) and curve.rates[-1] < 10
    assert curve.rates.shape == curve.losses.shape == curve.smooth.shape
    assert np.isfinite(curve.losses).all() and curve.smooth[-1] > 4 * curve.smooth.min()
    assert 0.001 < curve.suggested < curve.rates[np.argmin(curve.smooth)] < curve.rates[-1]


def test_the_first_loss_is_that_before_any_step():
    X, y = line()
    network = Network([2, 1], rng=np.random.default_rng(1))
    assert find(network, batch_size=40).losses[0] == pytest.approx(network.loss(X, y))
    for size in (999, None):
        np.testing.assert_array_equal(find(network, batch_size=size).losses, find(network, batch_size=40).losses)


@pytest.mark.parametrize("optimizer", [Adam, lambda rate: Clipped(Adam(rate), 1.0)])
def test_any_optimizer(optimizer):
    curve = find(optimizer=optimizer, highest=1e3)
    assert curve.smooth.min() < 0.5 * curve.smooth[0]


def test_the_network_and_the_data_are_left_as_they_were():
    X, y = line()
    network = DeepNetwork([2, 5, 1], rng=np.random.default_rng(1), normalization="batch", dropout=0.3)
    before, kept = network.theta.copy(), (X.copy(), y.copy())
    mean = network.layers[1].running_mean.copy()
    curves = [find(network, (X, y)) for _ in range(2)]
    np.testing.assert_array_equal(network.theta, before)
    np.testing.assert_array_equal(network.layers[1].running_mean, mean)
    np.testing.assert_array_equal(X, kept[0])
    np.testing.assert_array_equal(y, kept[1])
    np.testing.assert_array_equal(curves[0].losses, curves[1].losses)


def test_a_run_that_never_explodes_ends_with_the_rates():
    curve = find(highest=1e-3, updates=30)
    assert len(curve.rates) == 30 and curve.rates[-1] == pytest.approx(1e-3)


def test_a_loss_that_leaps_beyond_all_numbers_ends_the_run():
    curve = find(lowest=1e-2, highest=1e300, updates=20)
    assert np.isfinite(curve.losses).all() and 1 < len(curve.rates) < 6


def test_what_does_not_fit_is_refused():
    for settings in ({"lowest": 1.0, "highest": 0.1}, {"updates": 9}, {"batch_size": 0}):
        with pytest.raises(ValueError, match="lowest should be below highest, updates at least 10 and batch_size"):
            find(**settings)
    with pytest.raises(ValueError, match="lowest should be positive and finite, got 0"):
        find(lowest=0)
    with pytest.raises(ValueError, match=r"y should have shape"):
        find(data=(line()[0], np.zeros(3)))
    network = Network([2, 1], rng=np.random.default_rng(1))
    network.theta[:] = 1e200
    with pytest.raises(ValueError, match="the loss should be finite at rates near 1e-05, got inf"):
        find(network)
