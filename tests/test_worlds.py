import numpy as np
import pytest

from lff.worlds import bias_variance

POINTS = np.linspace(-1, 1, 21)


def truth(x):
    return 1 + 2 * x


def draw(rng, n=10, noise=0.5):
    x = rng.uniform(-1, 1, n)
    return x, truth(x) + noise * rng.standard_normal(n)


def mean_only(X, y, x):
    return np.full(len(x), y.mean())


def line(X, y, x):
    return np.polyval(np.polyfit(X, y, 1), x)


def run(fit_predict=line, worlds=2000, seed=0, draw=draw):
    return bias_variance(draw, fit_predict, POINTS, truth, worlds, rng=np.random.default_rng(seed))


@pytest.mark.parametrize("fit_predict", [mean_only, line])
def test_the_parts_add_up_to_the_error(fit_predict):
    parts = run(fit_predict)
    total = parts.bias2 + parts.variance + parts.noise
    # What is left is twice the mean of noise times deviation, over 2000 worlds.
    chance = 2 * np.sqrt(parts.noise * (parts.bias2 + parts.variance) / 2000)
    assert 0 < abs(parts.error - total) < 4 * chance < 0.1 * total


def test_bias_and_variance_of_the_mean_are_known():
    """Constant predictions: they are 1 in the mean, and vary as a mean of 10 does."""
    parts = run(mean_only)
    variance_of_y = 4 / 3 + 0.25  # of 2x for x even in (-1, 1), and of the noise
    assert parts.bias2 == pytest.approx(np.mean((2 * POINTS) ** 2), rel=0.01)
    assert parts.variance == pytest.approx(variance_of_y / 10, rel=0.1)
    assert parts.noise == pytest.approx(0.25, rel=0.05)


def test_a_right_model_has_no_bias_and_a_fixed_one_no_variance():
    parts = run(line)
    assert parts.bias2 < 3 * parts.variance / 2000 and parts.variance > 0.03
    fixed = run(lambda X, y, x: np.zeros(len(x)), worlds=10)
    assert fixed.variance == 0 and fixed.bias2 == pytest.approx(np.mean(truth(POINTS) ** 2), rel=1e-12)


def test_parts_are_those_of_the_predictions():
    parts = run(worlds=7)
    assert parts.predictions.shape == (7, 21)
    mean = parts.predictions.mean(axis=0)
    assert parts.bias2 + parts.variance == pytest.approx(np.mean((parts.predictions - truth(POINTS)) ** 2), rel=1e-12)
    assert parts.variance == pytest.approx(parts.predictions.var(axis=0).mean(), rel=1e-12)
    assert parts.bias2 == pytest.approx(np.mean((mean - truth(POINTS)) ** 2), rel=1e-12)


def test_one_generator_one_experiment():
    assert run(worlds=5).error == run(worlds=5).error != run(worlds=5, seed=1).error


def test_the_model_does_not_see_the_noise_it_is_judged_by():
    """One that knew it would have no error."""
    seen = []

    def remember(X, y, x):
        seen.append(y - truth(X))
        return truth(x)

    parts = run(remember, worlds=3)
    assert max(parts.bias2, parts.variance) < 1e-28 and parts.noise > 0
    assert parts.error == pytest.approx(parts.noise, rel=1e-12)
    assert not np.isclose(parts.noise, np.mean(np.square(seen)), rtol=1e-6)


def test_points_may_have_several_features():
    def plane(rng):
        X = rng.standard_normal((20, 2))
        return X, X @ [1.0, -1.0] + 0.1 * rng.standard_normal(20)

    def fit_predict(X, y, x):
        return x @ np.linalg.lstsq(X, y)[0]

    parts = bias_variance(plane, fit_predict, np.eye(2), lambda X: X @ [1.0, -1.0], 50, rng=np.random.default_rng(0))
    assert parts.noise == pytest.approx(0.01, rel=0.5) and parts.predictions.shape == (50, 2)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="worlds should be at least 2, got 1"):
        run(worlds=1)
    with pytest.raises(ValueError, match="fit_predict should give 21 finite numbers"):
        run(lambda X, y, x: np.zeros(3))
    with pytest.raises(ValueError, match="fit_predict should give 21 finite numbers"):
        run(lambda X, y, x: np.full(len(x), np.nan))
    with pytest.raises(ValueError, match=r"truth should give one number for each of 21 points, got shape \(\)"):
        bias_variance(draw, line, POINTS, lambda x: 1.0, 5, rng=np.random.default_rng(0))
