import math

import numpy as np
import pytest

from lff.schedules import constant, cosine, inverse_square_root, inverse_time, linear_decay, step_decay, warm_up


@pytest.mark.parametrize(
    "rate, values",
    [
        (constant(0.5), {0: 0.5, 1: 0.5, 1000: 0.5}),
        (linear_decay(0.5, 10), {0: 0.5, 1: 0.45, 5: 0.25, 9: 0.05, 10: 0, 20: 0}),
        (step_decay(0.8, 0.5, 10), {0: 0.8, 9: 0.8, 10: 0.4, 19: 0.4, 20: 0.2}),
        (step_decay(0.8, 1.0, 1), {0: 0.8, 99: 0.8}),
        (inverse_time(0.6), {0: 0.6, 1: 0.3, 2: 0.2, 5: 0.1}),
        (inverse_time(0.6, pace=100), {0: 0.6, 100: 0.3, 200: 0.2}),
        (inverse_square_root(0.6), {0: 0.6, 3: 0.3, 8: 0.2}),
        (inverse_square_root(0.6, pace=100), {0: 0.6, 300: 0.3, 800: 0.2}),
        (cosine(0.8, 100), {0: 0.8, 25: 0.4 * (1 + math.sqrt(0.5)), 50: 0.4, 100: 0, 200: 0}),
        (warm_up(0.8, 4), {0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8, 4: 0.8, 100: 0.8}),
        (warm_up(0.8, 1), {0: 0.8, 1: 0.8}),
        (warm_up(linear_decay(0.8, 10), 2), {0: 0.4, 1: 0.72, 2: 0.64, 10: 0}),
    ],
)
def test_rates_by_hand(rate, values):
    np.testing.assert_allclose([rate(update) for update in values], list(values.values()), rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("name", ["linear_decay", "cosine"])
def test_a_fall_never_turns_back(name):
    rate = {"linear_decay": linear_decay, "cosine": cosine}[name](0.1, 37)
    assert np.all(np.diff([rate(update) for update in range(60)]) <= 0)


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: constant(0), "learning_rate should be positive and finite, got 0"),
        (lambda: linear_decay(-1, 10), "start should be positive"),
        (lambda: linear_decay(1, 0), "updates should be at least 1"),
        (lambda: step_decay(math.nan, 0.5, 1), "start should be positive"),
        (lambda: step_decay(1, 0, 1), r"factor should lie in \(0, 1\], got 0"),
        (lambda: step_decay(1, 1.5, 1), r"factor should lie in \(0, 1\], got 1.5"),
        (lambda: step_decay(1, 0.5, 0), "every should be at least 1, got 0"),
        (lambda: inverse_time(0), "start should be positive"),
        (lambda: inverse_time(1, pace=0), "pace should be positive"),
        (lambda: inverse_square_root(math.inf), "start should be positive"),
        (lambda: inverse_square_root(1, pace=-1), "pace should be positive"),
        (lambda: cosine(0, 1), "start should be positive"),
        (lambda: cosine(1, 0), "updates should be at least 1"),
        (lambda: warm_up(0, 1), "learning_rate should be positive"),
        (lambda: warm_up(1, 0), "updates should be at least 1"),
    ],
)
def test_bad_settings_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
