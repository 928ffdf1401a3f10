import numpy as np
import pytest

from lff.gradcheck import projection_error
from lff.penalties import L1, L2

WEIGHTS = np.array([[3.0, -4.0], [0.0, 0.5]])


def test_values_by_hand():
    assert L2(0.1).value(WEIGHTS) == pytest.approx(0.1 * 25.25)
    assert L1(0.1).value(WEIGHTS) == pytest.approx(0.1 * 7.5)
    assert isinstance(L2(0.1).value(WEIGHTS), float) and isinstance(L1(0.1).value(WEIGHTS), float)


def test_gradients_by_hand():
    np.testing.assert_allclose(L2(0.5).gradient(WEIGHTS), WEIGHTS, rtol=1e-15)
    assert L1(0.5).gradient(WEIGHTS).tolist() == [[0.5, -0.5], [0, 0.5]]  # 0 at the kink


@pytest.mark.parametrize("penalty", [L1(0.3), L2(0.3)])
def test_gradients_are_those_of_the_values(penalty):
    theta = np.random.default_rng(0).standard_normal(20)
    assert projection_error(penalty.value, penalty.gradient, theta, rng=np.random.default_rng(1)) < 1e-8


@pytest.mark.parametrize("kind", [L1, L2])
def test_no_strength_no_penalty_and_none_below(kind):
    assert kind(0).value(WEIGHTS) == 0 and not np.any(kind(0).gradient(WEIGHTS))
    for strength in (-1, np.nan, np.inf):
        with pytest.raises(ValueError, match="strength should be at least 0 and finite"):
            kind(strength)
