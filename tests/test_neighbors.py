import numpy as np
import pytest
from sklearn.neighbors import NearestCentroid

from lff.neighbors import NearestMean


def test_it_is_scikit_learns():
    rng = np.random.default_rng(0)
    X, labels, unseen = rng.normal(size=(60, 4)), rng.integers(0, 5, size=60), rng.normal(size=(200, 4))
    ours, theirs = NearestMean(X, labels), NearestCentroid().fit(X, labels)
    np.testing.assert_allclose(ours.means, theirs.centroids_, rtol=1e-13)
    np.testing.assert_array_equal(ours.predict(unseen), theirs.predict(unseen))
    distances = ours.distances(unseen)
    assert distances.shape == (200, 5)
    np.testing.assert_allclose(distances**2, ((unseen[:, np.newaxis] - ours.means) ** 2).sum(axis=2), rtol=1e-13)


def test_one_example_is_enough_and_is_its_own_class():
    X, labels = np.array([[0.0, 1.0], [5.0, 5.0], [-3.0, 0.0]]), np.array([8, 2, 5])
    kept = X.copy(), labels.copy()
    np.testing.assert_array_equal(NearestMean(X, labels).predict(X), labels)
    np.testing.assert_array_equal(X, kept[0])
    np.testing.assert_array_equal(labels, kept[1])


def test_what_does_not_fit_is_named():
    X, labels = np.zeros((3, 2)), np.array([0, 1, 1])
    with pytest.raises(ValueError, match=r"labels should have shape \(3,\), got \(2,\)"):
        NearestMean(X, labels[:2])
    with pytest.raises(TypeError, match="labels should be integers, got float64"):
        NearestMean(X, labels + 0.5)
    with pytest.raises(ValueError, match="X is empty"):
        NearestMean(np.zeros((0, 2)), np.zeros(0, int))
    with pytest.raises(ValueError, match=r"X should have shape \(n, 2\), got \(3, 4\)"):
        NearestMean(X, labels).predict(np.zeros((3, 4)))
