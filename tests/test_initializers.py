import numpy as np
import pytest

from lff.initializers import glorot, he, lecun, normal

FIRST = {
    "glorot": lambda d, k, rng: glorot(d, k, rng=rng),
    "he": lambda d, k, rng: he(d, k, rng=rng),
    "lecun": lambda d, k, rng: lecun(d, k, rng=rng),
    "normal": lambda d, k, rng: normal(d, k, scale=0.3, rng=rng),
}


@pytest.mark.parametrize("name", FIRST)
def test_shape_and_one_generator_one_result(name):
    make = FIRST[name]
    W = make(3, 5, np.random.default_rng(1))
    assert W.shape == (3, 5)
    np.testing.assert_array_equal(W, make(3, 5, np.random.default_rng(1)))
    assert not np.array_equal(W, make(3, 5, np.random.default_rng(2)))


@pytest.mark.parametrize(
    "name, deviation",
    [("glorot", np.sqrt(2 / (300 + 700))), ("he", np.sqrt(2 / 300)), ("lecun", np.sqrt(1 / 300)), ("normal", 0.3)],
)
def test_mean_and_deviation(name, deviation):
    W = FIRST[name](300, 700, np.random.default_rng(0))
    assert W.mean() == pytest.approx(0, abs=5 * deviation / np.sqrt(W.size))
    assert W.std() == pytest.approx(deviation, rel=0.01)


def test_glorot_stays_in_its_interval():
    limit = np.sqrt(6 / 50)
    W = glorot(20, 30, rng=np.random.default_rng(0))
    assert 0.95 * limit < np.abs(W).max() <= limit


@pytest.mark.parametrize("name", FIRST)
@pytest.mark.parametrize("size", [(0, 3), (3, 0), (-1, 3)])
def test_a_layer_without_neurons_is_refused(name, size):
    with pytest.raises(ValueError, match="at least 1 input and 1 output"):
        FIRST[name](*size, np.random.default_rng(0))


def test_a_negative_scale_is_refused():
    with pytest.raises(ValueError, match="scale should be at least 0, got -1"):
        normal(2, 2, scale=-1, rng=np.random.default_rng(0))
