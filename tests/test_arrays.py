import numpy as np
import pytest

from lff.arrays import as_labels, as_matrix, as_vector, lagged, one_hot


def test_as_matrix_takes_lists_and_keeps_floats_as_they_are():
    assert as_matrix("X", [[1, 2], [3, 4]]).dtype == np.float64
    X = np.ones((2, 3), np.float32)
    assert as_matrix("X", X, 3) is X  # checked, not copied, and still float32


@pytest.mark.parametrize(
    "X, columns, words",
    [
        ([1.0, 2.0], None, r"X should have shape \(n, d\), got \(2,\)"),
        ([[1.0, 2.0]], 3, r"X should have shape \(n, 3\), got \(1, 2\)"),
        (np.empty((0, 2)), None, "X is empty"),
        (np.empty((2, 0)), None, "X is empty"),
        ([[1.0, np.nan], [np.inf, 1.0]], None, "X should be finite, but 2 of its 4 entries"),
    ],
)
def test_as_matrix_says_what_is_wrong(X, columns, words):
    with pytest.raises(ValueError, match=words):
        as_matrix("X", X, columns)


def test_only_real_numbers_pass():
    for bad in ([["a"]], [[1j]], [[None]]):
        with pytest.raises(TypeError, match="X should hold real numbers"):
            as_matrix("X", bad)


@pytest.mark.parametrize(
    "y, length, words",
    [
        ([[1.0]], None, r"y should have shape \(n,\), got \(1, 1\)"),
        ([1.0, 2.0], 3, r"y should have shape \(3,\), got \(2,\)"),
        ([], None, "y is empty"),
        ([np.nan], None, "y should be finite, but 1 of its 1"),
    ],
)
def test_as_vector_says_what_is_wrong(y, length, words):
    with pytest.raises(ValueError, match=words):
        as_vector("y", y, length)


def test_as_labels():
    assert as_labels("y", [0, 2, 1], 3).tolist() == [0, 2, 1]
    assert as_labels("y", np.array([255], np.uint8), 256)[0] + 1 == 256  # wide enough to compute with
    with pytest.raises(ValueError, match=r"y should lie in 0 ... 2, got 0 ... 3"):
        as_labels("y", [0, 3], 3)
    with pytest.raises(ValueError, match=r"y should lie in 0 ... 2, got -1 ... 0"):
        as_labels("y", [0, -1], 3)
    with pytest.raises(TypeError, match="y should be integers, got float64"):
        as_labels("y", [0.0, 1.0], 3)
    for bad in ([[0, 1]], np.array([], int), [0, 1, 2]):
        with pytest.raises(ValueError, match=r"y should have shape \(2,\)"):
            as_labels("y", bad, 3, 2)


def test_one_hot():
    assert one_hot([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    with pytest.raises(ValueError, match="labels should lie in"):
        one_hot([3], 3)


def test_lagged_has_yesterday_first():
    X, y = lagged([10, 11, 12, 13, 14], 2)
    assert X.tolist() == [[11, 10], [12, 11], [13, 12]]
    assert y.tolist() == [12, 13, 14]


@pytest.mark.parametrize("n, lags", [(9, 1), (9, 4), (9, 8)])
def test_lagged_agrees_with_its_definition(n, lags):
    series = np.random.default_rng(0).standard_normal(n)
    X, y = lagged(series, lags)
    assert X.shape == (n - lags, lags) and y.shape == (n - lags,)
    for i in range(n - lags):
        for j in range(lags):
            assert X[i, j] == series[lags + i - (j + 1)]
        assert y[i] == series[lags + i]


def test_lagged_owns_its_numbers():
    series = np.arange(5.0)
    X, y = lagged(series, 2)
    X[:], y[:] = -1, -1
    assert series.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("lags", [0, -1, 3, 4])
def test_lagged_wants_more_values_than_lags(lags):
    with pytest.raises(ValueError, match="lags should lie in 1 ... 2 for 3 values"):
        lagged([1, 2, 3], lags)
