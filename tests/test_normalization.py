import numpy as np
import pytest

from lff.gradcheck import numerical_gradient
from lff.normalization import BatchNorm, LayerNorm

RNG = np.random.default_rng(4)
BOTH = [BatchNorm, LayerNorm]


def make(kind, k, **settings):
    return kind(RNG.uniform(0.5, 2, size=k), RNG.standard_normal(k), **settings)


@pytest.mark.parametrize("kind, axis", [(BatchNorm, 0), (LayerNorm, 1)])
def test_mean_and_variance_are_those_of_shift_and_gain(kind, axis):
    X = 50 + 7 * RNG.standard_normal((40, 30))
    Y = kind(np.full(30, 3.0), np.full(30, -2.0)).forward(X)
    np.testing.assert_allclose(Y.mean(axis=axis), -2, atol=1e-12)
    np.testing.assert_allclose(Y.std(axis=axis), 3, rtol=1e-5)


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("n, k", [(2, 2), (5, 3), (3, 6), (4, 1)])
def test_backward_agrees_with_differences(kind, n, k):
    X, dY = RNG.standard_normal((n, k)), RNG.standard_normal((n, k))
    layer, dgain, dshift = make(kind, k), np.empty(k), np.empty(k)
    layer.forward(X)
    dX = layer.backward(dY, dgain, dshift)

    def total(X, gain, shift):
        return float(np.sum(kind(gain, shift).forward(X) * dY))

    for slope, measured in (
        (dX, numerical_gradient(lambda v: total(v, layer.gain, layer.shift), X)),
        (dgain, numerical_gradient(lambda v: total(X, v, layer.shift), layer.gain)),
        (dshift, numerical_gradient(lambda v: total(X, layer.gain, v), layer.shift)),
    ):
        np.testing.assert_allclose(slope, measured, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("kind, axis", [(BatchNorm, 0), (LayerNorm, 1)])
def test_what_moves_or_stretches_all_alike_gets_no_slope(kind, axis):
    X, layer = RNG.standard_normal((6, 6)), kind(np.ones(6), np.zeros(6), epsilon=1e-300)
    layer.forward(X)
    dX = layer.backward(RNG.standard_normal((6, 6)), np.empty(6), np.empty(6))
    np.testing.assert_allclose(dX.sum(axis=axis), 0, atol=1e-12)
    np.testing.assert_allclose((dX * X).sum(axis=axis), 0, atol=1e-12)


def test_running_averages_come_near_the_truth():
    layer, rng = make(BatchNorm, 2, pace=0.02), np.random.default_rng(5)
    for _ in range(1000):
        layer.forward(rng.normal([5.0, -1.0], [3.0, 0.5], size=(8, 2)))
    np.testing.assert_allclose(layer.running_mean, [5, -1], atol=0.6)
    np.testing.assert_allclose(layer.running_variance, [9, 0.25], rtol=0.2)


def test_an_answer_does_not_depend_on_who_else_asks():
    layer, X = make(BatchNorm, 3), RNG.standard_normal((10, 3))
    together = layer.forward(X)
    assert not np.allclose(layer.forward(X[:4]), together[:4])
    layer.training = False
    np.testing.assert_array_equal(layer.forward(X[:1]), layer.forward(X)[:1])


def test_a_row_is_normalized_by_itself():
    layer, X = make(LayerNorm, 3), RNG.standard_normal((10, 3))
    np.testing.assert_array_equal(layer.forward(X)[4:5], layer.forward(X[4:5]))


@pytest.mark.parametrize("kind", BOTH)
def test_the_parameters_are_views_and_the_data_are_left_alone(kind):
    theta, X = np.ones(6), RNG.standard_normal((4, 3))
    layer, before = kind(theta[:3], theta[3:]), X.copy()
    layer.forward(X)
    layer.backward(X, np.empty(3), np.empty(3))
    assert np.shares_memory(layer.gain, theta) and (theta == 1).all()
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize("kind", BOTH)
def test_single_precision_stays_single(kind):
    ones = np.ones(3, np.float32)
    layer, X = kind(ones, ones), RNG.standard_normal((4, 3)).astype(np.float32)
    assert layer.forward(X).dtype == layer.backward(X, ones.copy(), ones.copy()).dtype == np.float32
    if kind is BatchNorm:
        assert layer.running_mean.dtype == layer.running_variance.dtype == np.float32


@pytest.mark.parametrize("kind", BOTH)
def test_what_does_not_fit_is_refused(kind):
    name = kind.__name__
    with pytest.raises(ValueError, match=rf"{name} expects gain and shift of one shape \(k,\), got \(3,\) and \(2,\)"):
        kind(np.ones(3), np.zeros(2))
    with pytest.raises(ValueError, match="epsilon should be positive, got 0"):
        kind(np.ones(3), np.zeros(3), epsilon=0)
    layer = make(kind, 3)
    with pytest.raises(RuntimeError, match=f"{name}.backward needs a forward step"):
        layer.backward(np.ones((4, 3)), np.empty(3), np.empty(3))
    with pytest.raises(ValueError, match=rf"{name} expects X of shape \(n, 3\), got \(4, 2\)"):
        layer.forward(np.ones((4, 2)))
    layer.forward(np.ones((4, 3)))
    with pytest.raises(ValueError, match=rf"{name} expects dY of shape \(4, 3\), got \(3, 3\)"):
        layer.backward(np.ones((3, 3)), np.empty(3), np.empty(3))


def test_batch_norm_refuses_what_it_cannot_do():
    for pace in (0, 1.5):
        with pytest.raises(ValueError, match=rf"pace should lie in \(0, 1\], got {pace}"):
            make(BatchNorm, 3, pace=pace)
    layer = make(BatchNorm, 3)
    with pytest.raises(ValueError, match="batches of at least 2 rows in training, got 1"):
        layer.forward(np.ones((1, 3)))
    layer.training = False
    layer.forward(np.ones((1, 3)))
    with pytest.raises(RuntimeError, match="a forward step in training first"):
        layer.backward(np.ones((1, 3)), np.empty(3), np.empty(3))
