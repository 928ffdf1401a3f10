"""A pupil and its teacher's shares."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from lff.distillation import distillation_loss, distillation_loss_gradient
from lff.functional import as_function
from lff.gradcheck import projection_error
from lff.metrics import kl_divergence
from lff.minimizer import minimize
from lff.network import Network
from lff.functions import softmax
from lff.optimizers import Adam
from lff.tape import grad


def logits(n=6, k=4, seed=0):
    return np.random.default_rng(seed).normal(scale=2, size=(2, n, k))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0, 20.0])
def test_value_and_gradient_have_three_witnesses(temperature):
    Z, V = logits()
    expected = temperature**2 * np.mean(kl_divergence(softmax(V / temperature), softmax(Z / temperature)))
    assert distillation_loss(Z, V, temperature) == pytest.approx(expected, rel=1e-11)

    def anew(Z):
        log_q, log_p = (A / temperature - anp.log(anp.sum(anp.exp(A / temperature), axis=1, keepdims=True))
                        for A in (Z, V))
        return temperature**2 * anp.mean(anp.sum(anp.exp(log_p) * (log_p - log_q), axis=1))

    found = distillation_loss_gradient(Z, V, temperature)
    np.testing.assert_allclose(found, autograd.grad(anew)(Z), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found, grad(lambda Z: distillation_loss(Z, V, temperature))(Z), rtol=1e-9, atol=1e-12)
    rng = np.random.default_rng(1)
    assert projection_error(lambda Z: float(distillation_loss(Z, V, temperature)),
                            lambda Z: distillation_loss_gradient(Z, V, temperature), Z, rng=rng) < 1e-7


def test_hot_distillation_is_a_mean_square_between_logits():
    """As its proof says in the limit: what is off falls as 1/T."""
    Z, V = logits()
    away = (Z - Z.mean(axis=1, keepdims=True)) - (V - V.mean(axis=1, keepdims=True))
    errors = [np.abs(distillation_loss_gradient(Z, V, T) - away / Z.size).max() for T in (1e3, 1e4)]
    assert errors[1] < 0.11 * errors[0] < 1e-3


def test_the_gradient_keeps_its_size():
    Z, V = logits()
    sizes = [np.abs(distillation_loss_gradient(Z, V, T)).max() for T in (1.0, 10.0, 100.0)]
    assert max(sizes) < 4 * min(sizes)


def test_extremes_do_not_overflow():
    Z, V = np.array([[1000.0, -1000.0]]), np.array([[-1000.0, 1000.0]])
    with np.errstate(all="raise", under="ignore"):
        assert distillation_loss(Z, V, 1.0) == 2000
        assert distillation_loss_gradient(Z, V, 1.0).tolist() == [[1, -1]]


def test_a_pupil_comes_to_agree_with_its_teacher():
    rng = np.random.default_rng(2)
    teacher, pupil = (Network([3, size, 4], activation="tanh", rng=rng) for size in (20, 20))
    X, f = rng.normal(size=(200, 3)), as_function(pupil)
    losses = minimize(lambda theta, X, V: distillation_loss(f(theta, X), V, 2.0), pupil.theta, (X, teacher.forward(X)),
                      optimizer=Adam(0.01), epochs=30, batch_size=20, rng=rng)
    assert losses[-1] < 0.05 * losses[0]


def test_what_does_not_fit_is_refused():
    Z, V = logits()
    for function in (distillation_loss, distillation_loss_gradient):
        with pytest.raises(ValueError, match=r"one shape \(n, k\), got \(6, 4\) and \(6, 3\)"):
            function(Z, V[:, :3], 1.0)
        with pytest.raises(ValueError, match=r"one shape \(n, k\), got \(4,\) and \(4,\)"):
            function(Z[0], V[0], 1.0)
        with pytest.raises(ValueError, match=r"one shape \(n, k\), got \(0, 4\) and \(0, 4\)"):
            function(Z[:0], V[:0], 1.0)
        for temperature in (0.0, -1.0, np.inf):
            with pytest.raises(ValueError, match="temperature should be positive and finite"):
                function(Z, V, temperature)
    with pytest.raises(ValueError, match="one shape"):
        grad(lambda Z: distillation_loss(Z, V[:, :3], 1.0))(Z)
