import numpy as np
import pytest
from scipy.optimize import linprog

from lff.datasets import births
from lff.linear import LinearFit, lasso, least_absolute_deviations, least_squares, ridge


def problem(n=80, d=4, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, d)) * [1, 10, 0.1, 3][:d] + [0, 5, -2, 100][:d]
    return X, X @ rng.standard_normal(d) + 2 + rng.standard_t(2, n)


def exact_least_absolute(X, y):
    """The least mean absolute error as a linear program: minimise the mean of u + v with u - v = the errors."""
    n, d = X.shape
    design = np.column_stack([X, np.ones(n), np.eye(n), -np.eye(n)])
    cost = np.concatenate([np.zeros(d + 1), np.full(2 * n, 1 / n)])
    return linprog(cost, A_eq=design, b_eq=y, bounds=[(None, None)] * (d + 1) + [(0, None)] * (2 * n)).fun


def mean_absolute(fit, X, y):
    return np.mean(np.abs(fit.predict(X) - y))


def test_predict_is_a_line():
    assert LinearFit(np.array([2.0, -1.0]), 0.5).predict([[1, 1], [0, 3]]).tolist() == [1.5, -2.5]
    with pytest.raises(ValueError, match=r"X should have shape \(n, 2\), got \(1, 3\)"):
        LinearFit(np.array([2.0, -1.0]), 0.5).predict([[1, 1, 1]])


def test_least_squares_solves_the_normal_equations():
    X, y = problem()
    fit = least_squares(X, y)
    A = np.column_stack([X, np.ones(len(X))])
    np.testing.assert_allclose(np.append(fit.weights, fit.bias), np.linalg.solve(A.T @ A, A.T @ y), rtol=1e-8)
    np.testing.assert_allclose(A.T @ (fit.predict(X) - y), 0, atol=1e-9)


def test_least_squares_of_fewer_examples_than_weights_has_the_least_weights():
    X, y = problem(n=3)
    fit = least_squares(X, y)
    np.testing.assert_allclose(fit.predict(X), y)
    centred = X - X.mean(axis=0)
    np.testing.assert_allclose(fit.weights, np.linalg.pinv(centred) @ (y - y.mean()))


def test_ridge_is_its_closed_form_and_leaves_the_bias_alone():
    X, y = problem()
    fit = ridge(X, y, 7.0)
    centred = X - X.mean(axis=0)
    weights = np.linalg.solve(centred.T @ centred + 7 * np.eye(4), centred.T @ (y - y.mean()))
    np.testing.assert_allclose(fit.weights, weights, rtol=1e-9)
    assert np.mean(fit.predict(X) - y) == pytest.approx(0, abs=1e-10)
    assert ridge(X, y + 1000, 7.0).bias == pytest.approx(fit.bias + 1000)


def test_a_strong_ridge_leaves_the_mean():
    X, y = problem()
    fit = ridge(X, y, 1e12)
    np.testing.assert_allclose(fit.predict(X), y.mean(), atol=1e-5)


@pytest.mark.parametrize("find", [ridge, lasso])
@pytest.mark.parametrize("strength", [-1.0, np.nan])
def test_a_negative_strength_is_refused(find, strength):
    with pytest.raises(ValueError, match="strength should be at least 0"):
        find(*problem(), strength)


@pytest.mark.parametrize("strength", [0.0, 1.0, 50.0, 1000.0])
@pytest.mark.parametrize("seed", range(3))
def test_lasso_is_where_no_weight_can_earn_more(strength, seed):
    """The minimum of a convex function with kinks: slope strength where a weight is not 0, at most that where it is."""
    X, y = problem(seed=seed)
    fit = lasso(X, y, strength)
    pull = 2 * (X - X.mean(axis=0)).T @ (y - fit.predict(X))
    size = 1e-9 * np.linalg.norm(X - X.mean(axis=0), axis=0) * np.linalg.norm(y)
    at_work = fit.weights != 0
    assert np.all(np.abs(pull - strength * np.sign(fit.weights))[at_work] <= size[at_work])
    assert np.all(np.abs(pull)[~at_work] <= strength + size[~at_work])
    assert np.mean(fit.predict(X) - y) == pytest.approx(0, abs=1e-9)


def test_lasso_of_one_feature_is_the_least_squares_weight_moved_towards_0():
    X, y = problem(d=1)
    square, free = np.sum((X - X.mean()) ** 2), least_squares(X, y).weights[0]
    for strength in (0.0, 0.5 * square * abs(free), 3 * square * abs(free)):
        moved = np.sign(free) * max(0, abs(free) - strength / 2 / square)
        assert lasso(X, y, strength).weights[0] == pytest.approx(moved, rel=1e-9)


def test_lasso_drops_features_one_after_the_other_and_ridge_does_not():
    X, y = problem(d=4)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    counts = [np.count_nonzero(lasso(X, y, strength).weights) for strength in (0, 30, 100, 200, 1e6)]
    assert counts[0] == 4 and counts[-1] == 0 and counts == sorted(counts, reverse=True)
    assert np.all(ridge(X, y, 1e6).weights != 0)


def test_lasso_gives_a_column_that_never_changes_no_weight():
    X, y = problem()
    padded = np.column_stack([np.full(len(X), 3.0), X])
    fit = lasso(padded, y, 1.0)
    assert fit.weights[0] == 0
    np.testing.assert_allclose(fit.weights[1:], lasso(X, y, 1.0).weights, rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("size", [1.0, 1e-3, 1e4])
def test_least_absolute_deviations_reach_the_linear_program(seed, size):
    X, y = problem(seed=seed)
    y = y * size
    fit = least_absolute_deviations(X, y, steps=5000)
    assert mean_absolute(fit, X, y) == pytest.approx(exact_least_absolute(X, y), rel=2e-4)


def test_least_absolute_deviations_with_a_constant_column_and_a_constant_target():
    X, y = problem()
    padded = np.column_stack([X, np.full(len(X), 3.0)])
    fit = least_absolute_deviations(padded, y, steps=5000)
    assert mean_absolute(fit, padded, y) == pytest.approx(exact_least_absolute(X, y), rel=2e-4)
    assert mean_absolute(least_absolute_deviations(X, np.full(len(X), 5.0), steps=10), X, 5.0) == 0


@pytest.mark.parametrize(
    "lags, train, unseen, train_squares, unseen_squares",
    [
        (1, 1.384, 1.565, 1.555, 1.770),
        (7, 0.400, 0.435, 0.456, 0.522),
        (28, 0.329, 0.367, 0.349, 0.388),
        (56, 0.308, 0.349, 0.331, 0.379),
    ],
)
def test_births_by_lags(lags, train, unseen, train_squares, unseen_squares):
    X, y, X_unseen, y_unseen, _ = births.split(lags)
    for fit, errors in (
        (least_absolute_deviations(X, y), (train, unseen)),
        (least_squares(X, y), (train_squares, unseen_squares)),
    ):
        assert (round(mean_absolute(fit, X, y), 3), round(mean_absolute(fit, X_unseen, y_unseen), 3)) == errors


@pytest.mark.parametrize("find", [least_squares, lambda X, y: ridge(X, y, 1.0), lambda X, y: lasso(X, y, 1.0),
                                  least_absolute_deviations])
def test_data_that_do_not_fit_are_refused(find):
    X, y = problem()
    with pytest.raises(ValueError, match=r"y should have shape \(80,\), got \(79,\)"):
        find(X, y[:-1])
    with pytest.raises(ValueError, match=r"X should have shape \(n, d\)"):
        find(y, y)


def test_least_absolute_deviations_refuses_settings_below_zero():
    for settings in ({"learning_rate": 0}, {"learning_rate": np.nan}, {"steps": 0}):
        with pytest.raises(ValueError, match="learning_rate and steps should be positive"):
            least_absolute_deviations(*problem(), **settings)


def test_columns_that_hardly_vary_are_refused():
    with pytest.raises(ValueError, match="X should vary more, for the weights that fit it are too large for floats"):
        least_squares(np.array([[0.0], [5e-324], [1e-323]]), [0.0, 1.0, 2.0])
