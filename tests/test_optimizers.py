import importlib.util
import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from saying import saying

from lff import optimizers, schedules
from lff.network import Network
from lff.optimizers import Adagrad, Adam, AdamW, GradientDescent, Momentum, Nesterov, Optimizer, RMSProp
from lff.penalties import L2

REFERENCE = Path(__file__).parent / "reference"
RUNS = {name: run for name, run in json.loads((REFERENCE / "optimizers.json").read_text("utf-8")).items()
        if isinstance(run, dict)}
KINDS = [GradientDescent, Momentum, Nesterov, Adagrad, RMSProp, Adam, AdamW]
WITH_MEMORY = KINDS[1:]


def reference():
    """The script that made the reference runs, imported without PyTorch."""
    spec = importlib.util.spec_from_file_location("make_optimizers", REFERENCE / "make_optimizers.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", RUNS)
def test_a_hundred_steps_agree_with_pytorch(name):
    run, gradient = RUNS[name], reference().gradient
    rate = run["learning_rate"]
    if "schedule" in run:
        schedule, settings = run["schedule"]
        rate = getattr(schedules, schedule)(rate, **settings)
    optimizer = getattr(optimizers, run["optimizer"])(rate, **run["settings"])
    penalty = L2(run["l2"] / 2)  # PyTorch adds λθ to the gradient: the slope of λ|θ|²/2
    theta = np.array(run["start"])
    assert len(run["path"]) == 100
    for update, expected in enumerate(run["path"]):
        optimizer.step(theta, gradient(theta, update) + penalty.gradient(theta))
        np.testing.assert_allclose(theta, expected, rtol=1e-12, atol=1e-12)


def test_every_optimizer_and_its_settings_have_a_reference_run():
    script = reference()
    assert set(RUNS) == set(script.CASES) | set(script.SCHEDULES)
    assert {run["optimizer"] for run in RUNS.values()} == {kind.__name__ for kind in KINDS}
    others = {"constant", "inverse_time", "inverse_square_root"}  # which PyTorch does not have
    public = {name for name in vars(schedules) if name[0].islower() and callable(vars(schedules)[name])}
    assert set(script.SCHEDULES) | others == public


@pytest.mark.parametrize(
    "optimizer, first, second",
    [
        (GradientDescent(0.1), -0.1, -0.3),
        (Momentum(0.1, momentum=0.5), -0.1, -0.1 - 0.1 * 2.5),
        (Nesterov(0.1, momentum=0.5), -0.1 * 1.5, -0.15 - 0.1 * (2 + 0.5 * 2.5)),
        (Adagrad(0.1, epsilon=1.0), -0.1 / 2, -0.05 - 0.1 * 2 / (5**0.5 + 1)),
        (RMSProp(0.1, beta=0.75, epsilon=0.5), -0.1, -0.1 - 0.1 * 2 / ((0.75 * 0.25 + 0.25 * 4) ** 0.5 + 0.5)),
        (Adam(0.1, beta1=0.5, beta2=0.75, epsilon=1.0), -0.1 / 2,
         -0.05 - 0.1 * (1.25 / 0.75) / (((0.75 * 0.25 + 1) / (1 - 0.75**2)) ** 0.5 + 1)),
        (AdamW(0.1, beta1=0.5, beta2=0.75, epsilon=1.0, weight_decay=0), -0.1 / 2,
         -0.05 - 0.1 * (1.25 / 0.75) / (((0.75 * 0.25 + 1) / (1 - 0.75**2)) ** 0.5 + 1)),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Optimizer) else "",
)  # fmt: skip
def test_two_steps_by_hand(optimizer, first, second):
    """From 0, with the gradients 1 and 2."""
    theta = np.zeros(1)
    optimizer.step(theta, np.ones(1))
    assert theta[0] == pytest.approx(first, rel=1e-15)
    optimizer.step(theta, np.full(1, 2.0))
    assert theta[0] == pytest.approx(second, rel=1e-14)


def test_gradient_descent_is_its_formula_in_place():
    theta, gradient = np.array([1.0, 2.0]), np.array([10.0, -20.0])
    same = theta
    optimizer = GradientDescent(0.1)
    optimizer.step(theta, gradient)
    assert same.tolist() == [0.0, 4.0] and gradient.tolist() == [10.0, -20.0]
    assert (optimizer.updates, optimizer.rate) == (1, 0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_steps_are_in_place_and_leave_the_gradient_alone(kind):
    rng = np.random.default_rng(0)
    theta, optimizer = rng.standard_normal((4, 3)), kind(0.1)
    pointer = theta.ctypes.data
    for _ in range(3):
        gradient, before = rng.standard_normal((4, 3)), theta.copy()
        kept = gradient.copy()
        optimizer.step(theta, gradient)
        np.testing.assert_array_equal(gradient, kept)
        assert not np.any(theta == before) and theta.ctypes.data == pointer
    assert optimizer.updates == 3


@pytest.mark.parametrize("kind", KINDS)
def test_after_the_first_step_no_array_is_made(kind):
    theta, gradient, optimizer = np.ones(10_000), np.ones(10_000), kind(0.1)
    optimizer.step(theta, gradient)
    tracemalloc.start()
    optimizer.step(theta, gradient)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < theta.nbytes / 2


@pytest.mark.parametrize("kind", WITH_MEMORY)
def test_memory_is_there_to_be_seen(kind):
    optimizer = kind(0.1)
    assert optimizer.memory and all(getattr(optimizer, name) is None for name in optimizer.memory)
    optimizer.step(np.zeros(3), np.array([1.0, 2.0, 3.0]))
    for name in optimizer.memory:
        assert getattr(optimizer, name).shape == (3,) and np.all(np.diff(getattr(optimizer, name)) > 0)


def test_memory_is_what_the_formulas_say():
    gradients = np.random.default_rng(1).standard_normal((20, 4))
    momentum, adagrad, rmsprop, adam = Momentum(0.1, 0.8), Adagrad(0.1), RMSProp(0.1, 0.8), Adam(0.1, 0.8, 0.7)
    for gradient in gradients:
        for optimizer in (momentum, adagrad, rmsprop, adam):
            optimizer.step(np.zeros(4), gradient)
    fading = 0.8 ** np.arange(19, -1, -1)
    np.testing.assert_allclose(momentum.velocity, fading @ gradients, rtol=1e-12)
    np.testing.assert_allclose(adagrad.squares, (gradients**2).sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(rmsprop.squares, 0.2 * fading @ gradients**2, rtol=1e-12)
    np.testing.assert_allclose(adam.m, 0.2 * fading @ gradients, rtol=1e-12)
    np.testing.assert_allclose(adam.v, 0.3 * 0.7 ** np.arange(19, -1, -1) @ gradients**2, rtol=1e-12)


def test_without_momentum_they_are_gradient_descent():
    rng = np.random.default_rng(2)
    thetas, steps = np.ones((3, 5)), [GradientDescent(0.1), Momentum(0.1, 0.0), Nesterov(0.1, 0.0)]
    for _ in range(5):
        gradient = rng.standard_normal(5)
        for theta, optimizer in zip(thetas, steps):
            optimizer.step(theta, gradient)
    np.testing.assert_array_equal(thetas[1], thetas[0])
    np.testing.assert_array_equal(thetas[2], thetas[0])


def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient():
    theta = np.zeros(3)
    Adam(0.01).step(theta, np.array([1000.0, -1.0, 0.01]))
    np.testing.assert_allclose(theta, [-0.01, 0.01, -0.01], rtol=1e-5)


@pytest.mark.parametrize("kind", WITH_MEMORY)
def test_where_the_slope_has_always_been_zero_nothing_moves(kind):
    settings = {"weight_decay": 0} if kind is AdamW else {}
    theta, optimizer = np.array([1.0, 2.0]), kind(0.1, **settings)
    for _ in range(3):
        optimizer.step(theta, np.array([0.0, 1.0]))
    assert theta[0] == 1.0 and theta[1] < 2.0


def test_l2_in_the_loss_is_weight_decay_for_gradient_descent():
    rng, strength, rate = np.random.default_rng(3), 0.3, 0.1
    priced = rng.standard_normal(6)
    shrunk = priced.copy()
    optimizer = GradientDescent(rate)
    for _ in range(50):
        gradient = rng.standard_normal(6)
        optimizer.step(priced, gradient + L2(strength).gradient(priced))
        shrunk = (1 - 2 * rate * strength) * shrunk - rate * gradient
    np.testing.assert_allclose(priced, shrunk, rtol=1e-12)


def test_under_adam_l2_and_weight_decay_part_company():
    """Two weights of one size, one with steep slopes and one with gentle ones, which average to 0."""
    rng, start, steps, strength = np.random.default_rng(4), 1.0, 300, 0.1
    slopes = rng.standard_normal((steps, 2)) * [10.0, 0.01]
    priced, shrunk = np.full(2, start), np.full(2, start)
    with_l2, with_decay = Adam(0.001), AdamW(0.001, weight_decay=2 * strength)
    for slope in slopes:
        with_l2.step(priced, slope + L2(strength).gradient(priced))
        with_decay.step(shrunk, slope)
    # Adam divides the penalty's slope, too, by the size of the gradients. So L2 hardly touches the weight with steep
    # slopes, and drives the other at full speed; weight decay takes the same share of both.
    assert priced[0] > 0.9 and priced[1] == pytest.approx(start - 0.001 * steps, abs=0.05)
    without, adam = np.full(2, start), Adam(0.001)
    for slope in slopes:
        adam.step(without, slope)
    np.testing.assert_allclose(without - shrunk, start * (1 - (1 - 0.001 * 2 * strength) ** steps), rtol=0.1)


def test_weight_decay_of_an_array_spares_the_biases():
    network = Network([3, 4, 2], rng=np.random.default_rng(5))
    network.theta[:] = 1.0
    optimizer = AdamW(0.1, weight_decay=0.5 * network.is_weight)
    optimizer.step(network.theta, np.zeros_like(network.theta))
    for name, view in network.parameters.items():
        np.testing.assert_allclose(view, 0.95 if name.startswith("W") else 1.0, rtol=1e-15)


@pytest.mark.parametrize("kind", KINDS)
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


@pytest.mark.parametrize("kind", KINDS)
def test_precision_is_kept(kind):
    theta, optimizer = np.ones(4, np.float32), kind(0.1)
    optimizer.step(theta, np.ones(4, np.float32))
    assert theta.dtype == np.float32 and np.all(theta < 1)
    assert all(getattr(optimizer, name).dtype == np.float32 for name in optimizer.memory)


@pytest.mark.parametrize("kind", KINDS)
def test_bad_settings_are_refused(kind):
    for rate in (0, -0.1, np.nan, np.inf):
        with pytest.raises(ValueError, match="learning_rate should be positive and finite"):
            kind(rate)
    with pytest.raises(ValueError, match=r"should have one shape, got \(2,\) and \(1,\)"):
        kind(0.1).step(np.zeros(2), np.ones(1))


@pytest.mark.parametrize(
    "kind, settings, message",
    [
        (Momentum, {"momentum": 1.0}, r"momentum should lie in \[0, 1\), got 1.0"),
        (Nesterov, {"momentum": -0.1}, r"momentum should lie in \[0, 1\), got -0.1"),
        (Adagrad, {"epsilon": 0}, "epsilon should be positive"),
        (RMSProp, {"beta": 1}, r"beta should lie in \[0, 1\)"),
        (RMSProp, {"epsilon": -1}, "epsilon should be positive"),
        (Adam, {"beta1": 1.0}, r"beta1 should lie in \[0, 1\)"),
        (Adam, {"beta2": np.nan}, r"beta2 should lie in \[0, 1\)"),
        (Adam, {"epsilon": 0}, "epsilon should be positive"),
        (AdamW, {"weight_decay": -0.1}, "weight_decay should be at least 0 and finite, got -0.1"),
        (AdamW, {"weight_decay": np.array([0.1, np.nan])}, "weight_decay .* finite, got nan"),
        (AdamW, {"weight_decay": np.inf}, "weight_decay should be at least 0 and finite, got inf"),
    ],
)
def test_bad_settings_of_one_kind_are_refused(kind, settings, message):
    with pytest.raises(ValueError, match=message):
        kind(0.1, **settings)


def test_a_weight_decay_that_is_no_number():
    with saying(TypeError, "weight_decay should hold real numbers, got an array of <U1"):
        AdamW(0.1, weight_decay="a")


@pytest.mark.parametrize("kind", WITH_MEMORY)
def test_memory_keeps_to_one_vector(kind):
    optimizer = kind(0.1)
    optimizer.step(np.zeros(3), np.ones(3))
    with pytest.raises(ValueError, match=r"theta should keep to one shape, \(3,\) until now, got \(2,\)"):
        optimizer.step(np.zeros(2), np.ones(2))


def test_gradient_descent_remembers_nothing_and_takes_any_theta():
    optimizer = GradientDescent(0.5)
    for size in (3, 2):
        theta = np.zeros(size)
        optimizer.step(theta, np.ones(size))
        assert theta.tolist() == [-0.5] * size


def test_an_optimizer_that_does_not_say_how_to_move():
    with pytest.raises(NotImplementedError, match="Optimizer does not say how to move"):
        Optimizer(0.1).step(np.zeros(1), np.ones(1))
