import numpy as np
import pytest

from lff.clipping import Clipped, clip_by_norm
from lff.network import Network
from lff.optimizers import Adam, GradientDescent
from lff.schedules import linear_decay
from lff.training import descend, fit


def test_long_gradients_are_cut_and_keep_their_direction():
    g = np.array([3.0, -4.0, 12.0])
    cut = clip_by_norm(g, 6.5)
    np.testing.assert_allclose(cut, g / 2, rtol=1e-15)
    assert g.tolist() == [3, -4, 12]
    assert np.linalg.norm(clip_by_norm(g.reshape(3, 1), 1.0)) == pytest.approx(1)


@pytest.mark.parametrize("g", [np.array([3.0, 4.0]), np.zeros(3), np.array([1e-300])])
def test_short_gradients_are_left_alone(g):
    assert clip_by_norm(g, 5.0) is g


def test_any_optimizer_can_be_clipped():
    theta, plain = np.zeros(2), np.zeros(2)
    clipped, optimizer = Clipped(Adam(linear_decay(0.1, 4)), 1.0), Adam(linear_decay(0.1, 4))
    for g in (np.array([30.0, 40.0]), np.array([0.1, 0.2]), np.array([-3.0, 4.0])):
        clipped.step(theta, g)
        optimizer.step(plain, g / max(1.0, np.linalg.norm(g)))
    np.testing.assert_array_equal(theta, plain)
    assert (clipped.updates, clipped.shortened) == (3, 2) and clipped.rate == optimizer.rate == 0.05


def test_a_cliff_throws_nobody_far():
    def gradient(t):
        return np.where(t < 0, -1e6, 2 * (t - 1))

    path = descend(lambda t: float(t[0] ** 2), gradient, [-0.5], optimizer=Clipped(GradientDescent(0.1), 2.0), steps=50)
    assert np.abs(np.diff(path[:, 0])).max() <= 0.2 + 1e-12 and abs(path[-1, 0] - 1) < 0.01


def test_a_network_trains_with_it():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((50, 2))
    network, optimizer = Network([2, 1], rng=rng), Clipped(GradientDescent(0.1), 1.0)
    history = fit(network, X, X @ [1.0, 2.0], optimizer=optimizer, epochs=40, batch_size=10, rng=rng)
    assert history.train[-1] < 1e-3 and 0 < optimizer.shortened < optimizer.updates == 200


def test_what_does_not_fit_is_refused():
    for limit in (0, -1.0, np.inf):
        with pytest.raises(ValueError, match=f"limit should be positive and finite, got {limit}"):
            clip_by_norm(np.ones(2), limit)
        with pytest.raises(ValueError, match=f"limit should be positive and finite, got {limit}"):
            Clipped(GradientDescent(0.1), limit)
    with pytest.raises(ValueError, match="theta and gradient should have one shape"):
        Clipped(GradientDescent(0.1), 1.0).step(np.zeros(2), np.zeros(3))
