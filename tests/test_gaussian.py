import numpy as np
import pytest
from scipy.stats import multivariate_normal

from lff.gaussian import Gaussian, gaussian_fit

MEAN, COVARIANCE = np.array([1.0, -20.0, 3.0]), np.array([[4.0, 1.0, 0.0], [1.0, 900.0, -3.0], [0.0, -3.0, 0.01 + 1]])


def table(n=60, seed=0):
    return Gaussian(MEAN, COVARIANCE).sample(n, rng=np.random.default_rng(seed))


def test_the_density_is_scipys():
    X = table() * 2
    truth = multivariate_normal(MEAN, COVARIANCE)
    bell = Gaussian(MEAN, COVARIANCE)
    np.testing.assert_allclose(bell.log_density(X), truth.logpdf(X), rtol=1e-11)
    np.testing.assert_allclose(bell.density(X), truth.pdf(X), rtol=1e-11)
    assert bell.log_likelihood(X) == pytest.approx(truth.logpdf(X).sum(), rel=1e-12)


def test_the_standard_bell_is_right_far_away_and_above_1_where_it_is_narrow():
    bell = Gaussian([0.0], [[1.0]])
    assert bell.density([[0.0]])[0] == pytest.approx(1 / np.sqrt(2 * np.pi), rel=1e-15)
    assert bell.log_density([[1000.0]])[0] == pytest.approx(-5e5 - 0.5 * np.log(2 * np.pi), rel=1e-15)
    assert bell.density([[1000.0]])[0] == 0
    assert Gaussian([0.0], [[1e-4]]).density([[0.0]])[0] > 39


def test_the_fit_is_the_average_and_the_average_square():
    X = table()
    bell = gaussian_fit(X)
    np.testing.assert_allclose(bell.mean, X.mean(axis=0), rtol=1e-14)
    np.testing.assert_allclose(bell.covariance, np.cov(X.T, bias=True), rtol=1e-12, atol=1e-12)
    apart = gaussian_fit(X, covariance="diagonal")
    np.testing.assert_allclose(apart.covariance, np.diag(X.var(axis=0)), rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_no_other_bell_makes_the_rows_likelier(seed):
    rng, X = np.random.default_rng(seed), table(seed=seed)
    best = gaussian_fit(X)
    for _ in range(5):
        nudge = 0.01 * rng.standard_normal((3, 3))
        spread = (np.eye(3) + nudge) @ best.covariance @ (np.eye(3) + nudge).T
        for other in (Gaussian(best.mean + nudge[0], best.covariance), Gaussian(best.mean, spread)):
            assert other.log_likelihood(X) < best.log_likelihood(X)
    unbiased = Gaussian(best.mean, best.covariance * len(X) / (len(X) - 1))
    assert unbiased.log_likelihood(X) < best.log_likelihood(X)


def test_samples_have_the_mean_and_the_covariance():
    X = Gaussian(MEAN, COVARIANCE).sample(200_000, rng=np.random.default_rng(1))
    scale = np.sqrt(np.outer(np.diag(COVARIANCE), np.diag(COVARIANCE)))
    assert np.max(np.abs(X.mean(axis=0) - MEAN) / np.sqrt(np.diag(COVARIANCE))) < 0.01
    assert np.max(np.abs(np.cov(X.T) - COVARIANCE) / scale) < 0.02
    again = Gaussian(MEAN, COVARIANCE).sample(5, rng=np.random.default_rng(1))
    assert np.array_equal(again, Gaussian(MEAN, COVARIANCE).sample(5, rng=np.random.default_rng(1)))
    with pytest.raises(ValueError, match="n should be at least 1, got 0"):
        Gaussian(MEAN, COVARIANCE).sample(0, rng=np.random.default_rng(1))


@pytest.mark.parametrize("X, rank", [
    (lambda X: np.column_stack([X, X.sum(axis=1)]), 3),  # a total, as in the lecture's seven features
    (lambda X: np.column_stack([X, np.full(len(X), 0.1)]), 3),  # a mean of 0.1s is not quite 0.1
    (lambda X: X[:3], 2),
    (lambda X: X[:1], 0),
])  # fmt: skip
def test_a_covariance_without_full_rank_is_refused_with_its_rank_and_a_way_out(X, rank):
    X = X(table())
    with pytest.raises(ValueError, match=f"full rank {X.shape[1]}, got rank {rank}: .*Leave columns out"):
        gaussian_fit(X)


def test_units_do_not_make_a_covariance_singular():
    X = table() * [1e-9, 1, 1e9]
    np.testing.assert_allclose(
        gaussian_fit(X).log_density(X), gaussian_fit(table()).log_density(table()), rtol=1e-9)


@pytest.mark.parametrize("mean, covariance, message", [
    ([0, 0], [[1, 2], [2, 1]], "least eigenvalue, for columns of deviation 1, is -1"),
    ([0, 0], [[1, 0.5], [0, 1]], "should be symmetric"),
    ([0, 0], [[1, 0, 0], [0, 1, 0]], r"covariance should have shape \(n, 2\), got \(2, 3\)"),
    ([0, 0], [[1, 0]], r"covariance should have shape \(2, 2\), got \(1, 2\)"),
    ([0, np.nan], [[1, 0], [0, 1]], "mean should be finite"),
])  # fmt: skip
def test_what_is_no_covariance_is_refused(mean, covariance, message):
    with pytest.raises(ValueError, match=message):
        Gaussian(mean, covariance)


def test_wrong_columns_and_unknown_kinds_are_refused():
    with pytest.raises(ValueError, match=r"X should have shape \(n, 3\), got \(1, 2\)"):
        Gaussian(MEAN, COVARIANCE).log_density([[1, 2]])
    with pytest.raises(ValueError, match="covariance should be 'full' or 'diagonal', got 'round'"):
        gaussian_fit(table(), covariance="round")
