import numpy as np
import pytest

from lff.likelihood import bernoulli_fit, bernoulli_log_likelihood, categorical_fit


def test_the_ball_in_the_box():
    """Three blue, two yellow: L(p) = p³ (1 - p)², with its peak at 3/5."""
    balls = [1, 1, 0, 1, 0]
    assert bernoulli_fit(balls) == 0.6
    for p in (0.1, 0.6, 0.9):
        assert bernoulli_log_likelihood(p, balls) == pytest.approx(np.log(p**3 * (1 - p) ** 2), rel=1e-14)


@pytest.mark.parametrize("seed", range(3))
def test_no_other_probability_makes_it_likelier(seed):
    y = np.random.default_rng(seed).random(40) < 0.3
    best = bernoulli_fit(y)
    for p in (best - 1e-4, best + 1e-4, 0.01, 0.99):
        assert bernoulli_log_likelihood(p, y) < bernoulli_log_likelihood(best, y)


def test_certainty_is_right_or_impossible():
    assert bernoulli_log_likelihood(1.0, [1, 1]) == bernoulli_log_likelihood(0.0, [0]) == 0.0
    assert bernoulli_log_likelihood(1.0, [1, 0]) == bernoulli_log_likelihood(0.0, [1, 0]) == -np.inf
    assert bernoulli_log_likelihood(1e-300, [1]) == pytest.approx(-300 * np.log(10))
    assert bernoulli_log_likelihood(1e-20, [0]) == -1e-20  # and not ln(1 - 1e-20), which rounds to 0


def test_bernoulli_wants_zeros_and_ones_and_a_probability():
    for bad, message in (([0, 2], "zeros and ones alone, got 2"), ([0.5], "got 0.5"), ([], "y is empty")):
        with pytest.raises(ValueError, match=message):
            bernoulli_fit(bad)
    for p in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match=r"p should lie in \[0, 1\]"):
            bernoulli_log_likelihood(p, [0, 1])


def test_categorical_fit_is_the_shares():
    assert categorical_fit([2, 0, 2, 2], 4).tolist() == [0.25, 0, 0.75, 0]
    y = np.array([0, 1, 1])
    assert categorical_fit(y, 2)[1] == bernoulli_fit(y)
    with pytest.raises(ValueError, match="labels should lie in 0 ... 1, got 0 ... 2"):
        categorical_fit([0, 2], 2)
