import numpy as np
import pytest

from lff.datasets import births
from lff.scalers import MinMax, ZScore

KINDS = [ZScore, MinMax]


def table(n=50, seed=0):
    return np.random.default_rng(seed).standard_normal((n, 3)) * [1, 100, 0.01] + [0, -5, 30]


def test_z_scores_have_mean_0_and_deviation_1():
    X = table()
    Z = ZScore().fit(X).transform(X)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(Z.std(axis=0), 1, rtol=1e-12)


def test_min_max_reaches_from_0_to_1():
    X = table()
    Z = MinMax().fit(X).transform(X)
    assert Z.min(axis=0).tolist() == [0, 0, 0] and Z.max(axis=0).tolist() == [1, 1, 1]


def test_by_hand():
    X, new = [[0.0, 5.0], [4.0, 7.0]], [[2.0, 9.0], [6.0, 3.0]]
    z, share = ZScore().fit(X), MinMax().fit(X)
    assert (z.center.tolist(), z.width.tolist()) == ([2, 6], [2, 1])
    assert (share.center.tolist(), share.width.tolist()) == ([0, 5], [4, 2])
    assert z.transform(new).tolist() == [[0, 3], [2, -3]]
    assert share.transform(new).tolist() == [[0.5, 2], [1.5, -1]]  # new data may lie outside


@pytest.mark.parametrize("kind", KINDS)
def test_inverse_goes_back(kind):
    X, new = table(), table(seed=1)
    scaler = kind().fit(X)
    np.testing.assert_allclose(scaler.inverse(scaler.transform(new)), new, rtol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_only_fit_learns(kind):
    """Whatever is transformed afterwards, and in whatever company, a row comes out the same."""
    X, new = table(), table(seed=1) * 1000
    scaler = kind().fit(X)
    kept = scaler.center.copy(), scaler.width.copy()
    alone, together = scaler.transform(new[:1]), scaler.transform(new)
    np.testing.assert_array_equal(alone[0], together[0])
    np.testing.assert_array_equal(scaler.center, kept[0])
    np.testing.assert_array_equal(scaler.width, kept[1])
    assert not np.shares_memory(scaler.center, X)
    before = X.copy()
    X[:] = 0
    np.testing.assert_array_equal(scaler.center, kept[0])
    assert not np.array_equal(before, X)


@pytest.mark.parametrize("kind", KINDS)
def test_data_are_left_alone(kind):
    X = table()
    before = X.copy()
    scaler = kind().fit(X)
    scaler.inverse(scaler.transform(X))
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [0.0, 0.1, -7.3, 1e9])
def test_a_column_that_never_changes_is_only_shifted(kind, value):
    X = np.column_stack([np.full(10, value), np.arange(10.0)])
    scaler = kind().fit(X)
    assert scaler.transform(X)[:, 0].tolist() == [0.0] * 10
    assert scaler.transform([[value + 2, 0]])[0, 0] == pytest.approx(2)
    np.testing.assert_array_equal(scaler.inverse(scaler.transform(X))[:, 0], X[:, 0])


@pytest.mark.parametrize("kind", KINDS)
def test_other_shapes_are_refused(kind):
    with pytest.raises(ValueError, match=f"{kind.__name__} has learned no scale yet"):
        kind().transform(table())
    with pytest.raises(ValueError, match="call fit with training data first"):
        kind().inverse(table())
    scaler = kind().fit(table())
    for method, name in ((scaler.transform, "X"), (scaler.inverse, "Z")):
        with pytest.raises(ValueError, match=rf"{name} should have shape \(n, 3\), got \(50, 2\)"):
            method(table()[:, :2])
        with pytest.raises(ValueError, match=rf"{name} should have shape \(n, 3\), got \(3,\)"):
            method(np.zeros(3))  # one row would be taken for any number of columns by broadcasting
        with pytest.raises(ValueError, match="1 of its 3 entries are NaN"):
            method([[0.0, np.nan, 0.0]])
    with pytest.raises(ValueError, match="is empty"):
        kind().fit(np.empty((0, 3)))


def test_fitting_again_forgets():
    scaler = ZScore().fit(table())
    assert scaler.fit(np.zeros((2, 5))) is scaler
    assert scaler.transform(np.ones((1, 5))).tolist() == [[1.0] * 5]
    assert ZScore.center is None


@pytest.mark.parametrize("lags, condition", [(7, 44.6), (56, 853)])
def test_condition_numbers_of_births_after_z_scores(lags, condition):
    """FACTS 4.9: scaling does not make the bowl round where features go together."""
    X = births.split(lags)[0]
    Z = ZScore().fit(X).transform(X)
    curvatures = np.linalg.eigvalsh(Z.T @ Z)
    assert curvatures[-1] / curvatures[0] == pytest.approx(condition, rel=2e-3)


@pytest.mark.parametrize("kind, scale, complaint", [
    (ZScore, 1e300, "X should be within ±.*, for its squares are summed, got 4e"),
    (ZScore, 1e-300, "X should vary more, or not at all, got a column of width 0"),
    (MinMax, 5e-324, "X should vary more, or not at all, got a column of width"),
])  # fmt: skip
def test_what_is_too_large_or_too_small_for_floats_is_refused(kind, scale, complaint):
    X = np.array([[1.0, 7.0], [-2.0, 7.0], [4.0, 7.0]])
    assert kind().fit(X).width[1] == 1  # a column that does not vary at all is no trouble
    with pytest.raises(ValueError, match=complaint):
        kind().fit(X * [scale, 1.0])
