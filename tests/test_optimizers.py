import numpy as np
import pytest

from lff.optimizers import Adam, GradientDescent, linear_decay


def test_gradient_descent_is_its_formula_in_place():
    theta, gradient = np.array([1.0, 2.0]), np.array([10.0, -20.0])
    same = theta
    optimizer = GradientDescent(0.1)
    optimizer.step(theta, gradient)
    assert same.tolist() == [0.0, 4.0] and gradient.tolist() == [10.0, -20.0]
    assert (optimizer.updates, optimizer.rate) == (1, 0.1)


def test_adam_is_its_formula():
    rng = np.random.default_rng(0)
    theta = rng.standard_normal(7)
    expected, m, v = theta.copy(), np.zeros(7), np.zeros(7)
    optimizer = Adam(0.01, beta1=0.8, beta2=0.95, epsilon=1e-3)
    for t in range(1, 30):
        g = rng.standard_normal(7)
        kept = g.copy()
        optimizer.step(theta, g)
        np.testing.assert_array_equal(g, kept)
        m, v = 0.8 * m + 0.2 * g, 0.95 * v + 0.05 * g**2
        expected = expected - 0.01 * (m / (1 - 0.8**t)) / (np.sqrt(v / (1 - 0.95**t)) + 1e-3)
        np.testing.assert_allclose(theta, expected, rtol=1e-12)
    assert optimizer.updates == 29


def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient():
    theta = np.zeros(3)
    Adam(0.01).step(theta, np.array([1000.0, -1.0, 0.01]))
    np.testing.assert_allclose(theta, [-0.01, 0.01, -0.01], rtol=1e-5)


def test_linear_decay():
    rate = linear_decay(0.5, 10)
    np.testing.assert_allclose([rate(u) for u in (0, 1, 5, 9, 10, 20)], [0.5, 0.45, 0.25, 0.05, 0, 0], atol=1e-15)


@pytest.mark.parametrize("kind", [GradientDescent, Adam])
def test_a_schedule_is_asked_for_every_update(kind):
    asked = []

    def schedule(update):
        asked.append(update)
        return 1.0 / (1 + update)

    optimizer = kind(schedule)
    assert optimizer.rate == 1.0
    asked.clear()
    for _ in range(3):
        optimizer.step(np.zeros(2), np.ones(2))
    assert asked == [0, 1, 2] and optimizer.rate == pytest.approx(1 / 3)


@pytest.mark.parametrize("kind", [GradientDescent, Adam])
def test_precision_is_kept(kind):
    theta = np.ones(4, np.float32)
    kind(0.1).step(theta, np.ones(4, np.float32))
    np.testing.assert_allclose(theta, np.float32(0.9), rtol=1e-6)


@pytest.mark.parametrize("kind", [GradientDescent, Adam])
def test_bad_settings_are_refused(kind):
    for rate in (0, -0.1, np.nan, np.inf):
        with pytest.raises(ValueError, match="learning_rate should be positive and finite"):
            kind(rate)
    with pytest.raises(ValueError, match=r"should have one shape, got \(2,\) and \(1,\)"):
        kind(0.1).step(np.zeros(2), np.ones(1))


def test_bad_settings_of_adam_and_of_the_decay_are_refused():
    for settings in ({"beta1": 1.0}, {"beta2": -0.1}):
        with pytest.raises(ValueError, match=r"should lie in \[0, 1\)"):
            Adam(0.1, **settings)
    with pytest.raises(ValueError, match="epsilon should be positive"):
        Adam(0.1, epsilon=0)
    with pytest.raises(ValueError, match="start should be positive"):
        linear_decay(-1, 10)
    with pytest.raises(ValueError, match="updates should be at least 1"):
        linear_decay(1, 0)


def test_adam_keeps_to_one_vector():
    optimizer = Adam(0.1)
    optimizer.step(np.zeros(3), np.ones(3))
    with pytest.raises(ValueError, match="one shape"):
        optimizer.step(np.zeros(2), np.ones(2))
