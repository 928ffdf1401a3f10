"""Very large and very small: values and gradients against 50 digits, without a warning and without NaN.

Warnings are errors in every test here. A true value beyond the largest float is infinite, and one below the smallest
normal float may lose its digits, as float64 does.
"""

import math

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

from lff import functions, gaussian, likelihood, linear, logistic, losses, metrics, scalers
from lff.clipping import clip_by_norm
from lff.functions import ACTIVATIONS
from lff.layers import Linear
from lff.losses import LOSSES
from lff.network import Network
from lff.normalization import LayerNorm
from lff.optimizers import Adagrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp
from lff.penalties import L1, L2
from lff.training import fit

TOLERANCE = 1e-12
SMALLEST = float(np.finfo(np.float64).tiny)  # of the floats with all their digits
SIZES = (5e-324, 1e-300, 1e-16, 1e-8, 0.3, 1.0, 17.0, 36.8, 709.0, 746.0, 1e4, 1e150, 1e300)
LINE = np.array([0.0, *SIZES, *(-size for size in SIZES)])


@pytest.fixture(autouse=True)
def fifty_digits():
    with mpmath.workdps(50):
        yield


def agree(ours, true, tolerance: float = TOLERANCE) -> None:
    """Each number right to its own size, infinite where no float is large enough."""
    ours, true = np.ravel(ours), list(true)
    assert len(ours) == len(true) and not np.any(np.isnan(ours))
    for got, exact in zip(map(float, ours), true):
        if math.isinf(float(exact)) or math.isinf(got):
            assert got == float(exact)
        elif abs(exact) < SMALLEST:
            assert abs(got) <= SMALLEST
        else:
            assert abs(got - exact) <= tolerance * abs(exact), (got, mpmath.nstr(exact, 17))


# --- Functions of one number, each written anew in a form that loses nothing at 50 digits.
def _step(z):
    """σ(z)."""
    return 1 / (1 + mp.exp(-z)) if z > 0 else mp.exp(z) / (1 + mp.exp(z))


ANEW = {
    "identity": (lambda z: z, lambda z: mpf(1)),
    "sigmoid": (_step, lambda z: _step(z) * _step(-z)),
    "tanh": (mp.tanh, lambda z: 4 * _step(2 * z) * _step(-2 * z)),
    "softplus": (lambda z: max(z, 0) + mp.log1p(mp.exp(-abs(z))), _step),
    "relu": (lambda z: max(z, mpf(0)), lambda z: mpf(z > 0)),
    "leaky_relu": (lambda z: z if z > 0 else mpf(0.01) * z, lambda z: mpf(1) if z > 0 else mpf(0.01)),
    "elu": (lambda z: z if z > 0 else mp.expm1(z), lambda z: mpf(1) if z > 0 else mp.exp(z)),
    "hard_sigmoid": (lambda z: min(max(z, mpf(0)), mpf(1)), lambda z: mpf(0 < z <= 1)),
}


def test_every_activation_is_written_anew():
    assert set(ANEW) == set(ACTIVATIONS)


@pytest.mark.parametrize("name", ANEW)
def test_activations(name):
    for ours, anew in zip(ACTIVATIONS[name], ANEW[name]):
        agree(ours(LINE), [anew(mpf(z)) for z in LINE.tolist()])


# --- Rows of logits.
ROWS = [[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4 - 1], [1e300, -1e300, 5.0], [1e300, 1e300, 1e300], [1e-300, -1e-300, 0.0],
        [745.0, 0.0, 0.0], [36.0, -1.0, 0.5], [7.0]]  # the last one has a single class


def shares(row) -> list:
    powers = [mp.exp(mpf(z) - max(row)) for z in row]
    return [power / mp.fsum(powers) for power in powers]


def logs(row) -> list:
    """ln of the shares: the largest exponent is 0, and the others are kept by ln(1 + ...)."""
    top = row.index(max(row))
    rest = mp.log1p(mp.fsum(mp.exp(mpf(z) - max(row)) for k, z in enumerate(row) if k != top))
    return [mpf(z) - max(row) - rest for z in row]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_softmax_and_its_kin(row):
    p = shares(row)
    agree(functions.softmax(np.array(row)), p)
    agree(functions.log_softmax(np.array(row)), logs(row))
    agree(functions.logsumexp(np.array(row)), [mpf(row[0]) - logs(row)[0]])
    others = [mp.fsum(share for k, share in enumerate(p) if k != i) for i in range(len(p))]
    agree(functions.softmax_jacobian(np.array(row)),
          [p[i] * others[i] if i == j else -p[i] * p[j] for i in range(len(p)) for j in range(len(p))])


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_cross_entropy_of_a_batch_of_one(row):
    name, Z = "cross_entropy_from_logits", np.array([row])
    for label in range(len(row)):
        slopes = shares(row)
        slopes[label] = -mp.fsum(share for k, share in enumerate(slopes) if k != label)
        value, slope = LOSSES[name].both(Z, np.array([label]))
        agree(LOSSES[name].value(Z, [label]), [-logs(row)[label]])
        agree(LOSSES[name].gradient(Z, [label]), slopes)
        agree(slope, slopes)
        # For training, ln(1 + the others) is taken of the sum: of a loss near 0 the digits below 1e-16 are lost.
        agree(1 + value, [1 - logs(row)[label]])


@pytest.mark.parametrize("y", [0.0, 0.25, 1.0])
def test_binary_cross_entropy_from_logits(y):
    for z in LINE.tolist():
        soft, (value, slope) = ANEW["softplus"][0], LOSSES["binary_cross_entropy_from_logits"].both([z], [y])
        agree(value, [mpf(y) * soft(-mpf(z)) + (1 - mpf(y)) * soft(mpf(z))])
        agree(slope, [(1 - mpf(y)) * _step(mpf(z)) - mpf(y) * _step(-mpf(z))])


@pytest.mark.parametrize("p", [5e-324, 1e-300, 1e-16, 0.3, 1 - 1e-16])
def test_losses_of_probabilities(p):
    for y in (0.0, 0.25, 1.0):
        value, slope = LOSSES["binary_cross_entropy"].both([p], [y])
        yes, no = mpf(y), 1 - mpf(y)
        agree(value, [-yes * mp.log(mpf(p)) - no * mp.log1p(-mpf(p))])
        agree(slope, [no / (1 - mpf(p)) - yes / mpf(p)])
        agree(likelihood.bernoulli_log_likelihood(p, [1.0, 0.0]), [mp.log(mpf(p)) + mp.log1p(-mpf(p))])
    value, slope = LOSSES["cross_entropy"].both(np.array([[p, 1 - p]]), [0])
    agree(value, [-mp.log(mpf(p))])
    agree(slope, [-1 / mpf(p), 0])
    q = np.array([p, 1 - p])
    agree(metrics.entropy(q), [-mp.fsum(mpf(x) * mp.log(mpf(x)) for x in q.tolist())])
    agree(metrics.kl_divergence([0.5, 0.5], q), [-mp.log(2) - mp.fsum(mp.log(mpf(x)) for x in q.tolist()) / 2])


def test_what_is_ruled_out_and_comes_is_infinite():
    for name, output, y in (("binary_cross_entropy", [0.0], [1.0]), ("cross_entropy", [[0.0, 1.0]], [0])):
        value, slope = LOSSES[name].both(np.array(output), np.array(y))
        assert value == np.inf and slope.ravel()[0] == -np.inf


@pytest.mark.parametrize("scale", [5e-324, 1e-300, 1e-150, 1e150, 1e300])
def test_losses_and_penalties_of_any_size(scale):
    prediction, target = np.array([1.0, -2.0, 3.5]) * scale, np.array([0.5, 1.0, -2.0]) * scale
    errors = [mpf(a) - mpf(b) for a, b in zip(prediction.tolist(), target.tolist())]
    value, slope = LOSSES["mean_squared_error"].both(prediction, target)
    agree(value, [mp.fsum(e * e for e in errors) / 3])
    agree(slope, [2 * e / 3 for e in errors])
    value, slope = LOSSES["mean_absolute_error"].both(prediction, target)
    agree(value, [mp.fsum(map(abs, errors)) / 3])
    agree(slope, [mp.sign(e) / 3 for e in errors])
    w = list(map(mpf, prediction.tolist()))
    agree(L2(0.5).value(prediction), [mp.fsum(x * x for x in w) / 2])
    agree(L2(0.5).gradient(prediction), w)
    agree(L1(0.5).value(prediction), [mp.fsum(map(abs, w)) / 2])
    agree(L1(0.5).gradient(prediction), [mp.sign(x) / 2 for x in w])


# --- Networks: one unit wide, so that a product of numbers says what comes out, and two hundred layers deep.
def chain(activation, weight, bias, x, y, depth):
    """The output of a chain of single units at 50 digits, and ∂/∂ of |output - y| by each weight and bias."""
    f, slope = ANEW[activation]
    A, Z = [mpf(x)], []
    for layer in range(depth):
        Z.append(A[-1] * mpf(weight) + mpf(bias))
        A.append(f(Z[-1]) if layer < depth - 1 else Z[-1])
    d, gradient = mp.sign(A[-1] - mpf(y)), []
    for layer in range(depth - 1, -1, -1):
        gradient[:0] = [d * A[layer], d]
        d = d * mpf(weight) * (slope(Z[layer - 1]) if layer else 1)
    return A[-1], gradient


@pytest.mark.parametrize("activation, weight, bias", [
    ("sigmoid", 1.0, 0.0), ("sigmoid", 1e-3, 0.0), ("sigmoid", 30.0, -5.0), ("tanh", 1.0, 0.0), ("tanh", 1e-2, 0.5),
    ("tanh", 8.0, 0.0), ("relu", 10.0, 0.0), ("relu", 0.05, 0.0), ("relu", 1.0, 1e100), ("leaky_relu", 5.0, 0.0),
    ("softplus", 0.5, 0.0), ("elu", 3.0, 0.0), ("identity", 30.0, 0.0), ("identity", 1e-3, 0.0),
])  # fmt: skip
def test_two_hundred_layers_of_one_unit_and_a_batch_of_one(activation, weight, bias):
    net = Network([1] * 201, activation=activation, loss="mean_absolute_error", rng=np.random.default_rng(0))
    for name, view in net.parameters.items():
        view[:] = weight if name.startswith("W") else bias
    output, gradient = chain(activation, weight, bias, 0.7, -1.0, depth=200)
    agree(net.forward([[0.7]]), [output], tolerance=1e-9)  # 200 roundings, each handed on
    loss, ours = net.loss_and_gradient([[0.7]], [-1.0])
    agree(loss, [abs(output + 1)], tolerance=1e-9)
    agree(ours, gradient, tolerance=1e-9)


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 1e4, 1e150])
def test_a_linear_layer_of_any_size(scale):
    X, W, dZ = np.array([[1.5, -0.5]]) * scale, np.array([[2.0], [-3.0]]), np.array([[0.25]])
    layer, dW, db = Linear(W, np.array([scale])), np.empty((2, 1)), np.empty(1)
    x = [mpf(entry) for entry in X[0].tolist()]
    agree(layer.forward(X), [2 * x[0] - 3 * x[1] + mpf(scale)])
    agree(layer.backward(dZ, dW, db), [mpf(0.5), mpf(-0.75)])
    agree(dW, [entry / 4 for entry in x])


@pytest.mark.parametrize("scale", [1e-300, 1e-3, 1e4, 1e150])
def test_layer_normalization_of_any_size(scale):
    x = np.array([[1.0, -2.0, 4.0]]) * scale
    exact = [mpf(entry) for entry in x[0].tolist()]
    mean = mp.fsum(exact) / 3
    deviation = mp.sqrt(mp.fsum((entry - mean) ** 2 for entry in exact) / 3 + mpf(1e-5))
    agree(LayerNorm(np.ones(3), np.zeros(3)).forward(x), [(entry - mean) / deviation for entry in exact])


# --- A million examples: a few different ones, many times each, so that their mean is known.
def test_a_million_examples_are_as_their_mean():
    rng = np.random.default_rng(1)
    X, y, times = rng.normal(size=(8, 3)), rng.integers(0, 4, size=8), 125_000
    net = Network([3, 5, 4], activation="tanh", loss="cross_entropy_from_logits", rng=rng)
    few, gradient = net.loss_and_gradient(X, y)
    many, summed = net.loss_and_gradient(np.tile(X, (times, 1)), np.tile(y, times))
    assert many == pytest.approx(few, rel=TOLERANCE)
    np.testing.assert_allclose(summed, gradient, rtol=1e-10, atol=1e-14)


def test_means_over_a_million():
    values = np.random.default_rng(2).normal(size=1_000_000) + 1e4
    true = mpf(math.fsum(values.tolist())) / 10**6  # fsum rounds once
    agree(losses.mean_absolute_error(values, np.zeros_like(values)), [true])
    squares = mpf(math.fsum(x * x for x in values.tolist())) / 10**6
    agree(losses.mean_squared_error(values, np.zeros_like(values)), [squares])
    scaler = scalers.ZScore().fit(values[:, np.newaxis])
    agree(scaler.center, [true])
    deviation = mp.sqrt(mpf(math.fsum((x - float(true)) ** 2 for x in values.tolist())) / 10**6)
    agree(scaler.width, [deviation])


def test_logistic_regression_of_a_million():
    """Two points, many times each: the line goes through the log-odds of both."""
    counts = {(0.0, 0): 400_000, (0.0, 1): 100_000, (2.0, 0): 50_000, (2.0, 1): 450_000}
    X = np.repeat([x for x, _ in counts], list(counts.values()))[:, np.newaxis]
    y = np.repeat([label for _, label in counts], list(counts.values()))
    line = logistic.logistic_regression(X, y, tolerance=1e-8)
    agree([line.bias, line.weights[0]], [-mp.log(4), (mp.log(9) + mp.log(4)) / 2], tolerance=1e-8)


# --- Data that are very large or very small.
COLUMN = [1.0, -2.0, 4.0, 0.5]


@pytest.mark.parametrize("scale", [1e-150, 1e-8, 1e8, 1e150])
def test_closed_forms_of_any_size(scale):
    x = [mpf(entry * scale) for entry in COLUMN]
    X, y = np.array(COLUMN)[:, np.newaxis] * scale, np.array([3.0, -1.0, 2.0, 0.0])
    mean, truth = mp.fsum(x) / 4, mpf(1)
    squares = mp.fsum((entry - mean) ** 2 for entry in x)
    slope = mp.fsum((entry - mean) * (mpf(t) - truth) for entry, t in zip(x, y.tolist())) / squares
    agree(linear.least_squares(X, y).weights, [slope])
    agree(linear.lasso(X, y, 0.0).weights, [slope])
    agree(scalers.ZScore().fit(X).transform(X), [(entry - mean) / mp.sqrt(squares / 4) for entry in x])
    bell = gaussian.gaussian_fit(X)
    agree(bell.covariance, [squares / 4])
    half = mp.log(2 * mp.pi * squares / 4) / 2
    agree(bell.log_density(X), [-2 * (entry - mean) ** 2 / squares - half for entry in x])


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_a_range_of_any_size(scale):
    X = np.array(COLUMN)[:, np.newaxis] * scale
    agree(scalers.MinMax().fit(X).transform(X), [(mpf(a) + 2) / 6 for a in COLUMN])


@pytest.mark.parametrize("far", [10.0, 1e4, 1e150, 1e300])
def test_a_density_far_away(far):
    bell = gaussian.Gaussian([0.0], [[4.0]])
    true = -mpf(far) ** 2 / 8 - mp.log(8 * mp.pi) / 2
    agree(bell.log_density([[far]]), [true])
    agree(bell.density([[far]]), [mp.exp(true)], tolerance=1e-10)  # the logarithm's rounding, times its size


# --- Steps.
@pytest.mark.parametrize("scale", [1e-300, 1e-8, 1e4, 1e150])
@pytest.mark.parametrize("kind", [GradientDescent, Momentum, Nesterov, Adagrad, RMSProp, Adam])
def test_the_first_step_of_any_size(kind, scale):
    g, theta = np.array([2.0, -3.0, 0.0]) * scale, np.zeros(3)
    optimizer = kind(0.5)
    optimizer.step(theta, g)
    along = {GradientDescent: lambda s: s, Momentum: lambda s: s, Nesterov: lambda s: s * (1 + mpf(0.9)),
             Adagrad: lambda s: s / (abs(s) + mpf(1e-10)), Adam: lambda s: s / (abs(s) + mpf(1e-8)),
             RMSProp: lambda s: s / (abs(s) * mp.sqrt(1 - mpf(0.99)) + mpf(1e-8))}[kind]
    agree(theta, [-along(mpf(s)) / 2 for s in g.tolist()])


@pytest.mark.parametrize("scale", [1e-300, 1.0, 1e150, 1e300])
def test_clipping_of_any_size(scale):
    g = np.array([2.0, -3.0, 6.0]) * scale
    cut = clip_by_norm(g, 0.5)
    length = 7 * mpf(scale)
    agree(cut, [mpf(s) * min(mpf(1), mpf(0.5) / length) for s in g.tolist()])


@pytest.mark.parametrize("loss, y", [("binary_cross_entropy_from_logits", np.array([0.0, 1.0])),
                                     ("cross_entropy_from_logits", np.array([0, 1]))])
def test_training_goes_on_from_logits_of_ten_thousand(loss, y):
    outputs = 1 if y.dtype == float else 2
    net = Network([1, outputs], loss=loss, rng=np.random.default_rng(0))
    net.parameters["W1"][:] = np.array([[1e4, -1e4][:outputs]])
    history = fit(net, [[1.0], [-1.0]], y, optimizer=GradientDescent(1e4), epochs=3, batch_size=None,
                  rng=np.random.default_rng(0))
    assert np.all(np.isfinite(history.train)) and history.train[-1] < 1e4
