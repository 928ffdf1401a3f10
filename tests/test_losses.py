import mpmath
import numpy as np
import pytest
from saying import saying
from scipy import special

from lff import losses
from lff.arrays import one_hot
from lff.functions import sigmoid, softmax, softmax_jacobian
from lff.gradcheck import numerical_gradient
from lff.losses import LOSSES

RNG = np.random.default_rng(5)
PREDICTION, TARGET = RNG.standard_normal((6, 3)), RNG.standard_normal((6, 3))
P = RNG.uniform(0.05, 0.95, (6, 3))
YES = RNG.integers(0, 2, (6, 3)).astype(float)
LABELS = np.array([2, 0, 1, 1, 2, 0])
CASES = {
    "mean_squared_error": (PREDICTION, TARGET),
    "mean_absolute_error": (PREDICTION, TARGET),
    "binary_cross_entropy": (P, YES),
    "binary_cross_entropy_from_logits": (PREDICTION, YES),
    "cross_entropy": (softmax(PREDICTION), LABELS),
    "cross_entropy_from_logits": (PREDICTION, LABELS),
}


def test_every_loss_has_a_case_and_its_own_functions():
    assert set(CASES) == set(LOSSES)
    for name, loss in LOSSES.items():
        assert loss[:2] == (getattr(losses, name), getattr(losses, name + "_gradient"))


def test_values_agree_with_naive_formulas():
    value = {name: LOSSES[name].value(*case) for name, case in CASES.items()}
    n, k = PREDICTION.shape
    error = [PREDICTION[i, j] - TARGET[i, j] for i in range(n) for j in range(k)]
    assert value["mean_squared_error"] == pytest.approx(sum(e * e for e in error) / (n * k))
    assert value["mean_absolute_error"] == pytest.approx(sum(abs(e) for e in error) / (n * k))
    naive = np.mean(-YES * np.log(P) - (1 - YES) * np.log(1 - P))
    assert value["binary_cross_entropy"] == pytest.approx(naive)
    s = special.expit(PREDICTION)
    naive = np.mean(-special.xlogy(YES, s) - special.xlog1py(1 - YES, -s))
    assert value["binary_cross_entropy_from_logits"] == pytest.approx(naive)
    naive = -np.mean(special.log_softmax(PREDICTION, axis=1)[np.arange(n), LABELS])
    assert value["cross_entropy"] == value["cross_entropy_from_logits"] == pytest.approx(naive)
    assert all(type(v) is float for v in value.values())


@pytest.mark.parametrize("name", LOSSES)
def test_gradients_agree_with_differences(name):
    prediction, target = CASES[name]
    got = LOSSES[name].gradient(prediction, target)
    assert got.shape == prediction.shape
    measured = numerical_gradient(lambda p: LOSSES[name].value(p, target), prediction)
    np.testing.assert_allclose(got, measured, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", LOSSES)
def test_both_at_once_is_value_and_gradient(name):
    value, gradient, both = LOSSES[name]
    got = both(*CASES[name])
    assert got[0] == pytest.approx(value(*CASES[name]), rel=1e-14)
    np.testing.assert_allclose(got[1], gradient(*CASES[name]), rtol=1e-14)


def test_both_at_once_keeps_the_digits_of_the_gradient_at_extremes():
    Z, labels = np.array([[1000.0, -1000], [0, 40], [40, 0], [-1000, 1000]]), np.array([0, 1, 1, 0])
    value, gradient = LOSSES["cross_entropy_from_logits"].both(Z, labels)
    np.testing.assert_allclose(gradient, losses.cross_entropy_from_logits_gradient(Z, labels), rtol=1e-13)
    assert value == pytest.approx(2040 / 4, rel=1e-13)


@pytest.mark.parametrize("name", LOSSES)
def test_precision_is_kept(name):
    prediction, target = CASES[name]
    small = prediction.astype(np.float32)
    other = target.astype(np.float32) if target.dtype.kind == "f" else target
    assert LOSSES[name].gradient(small, other).dtype == np.float32
    assert LOSSES[name].both(small, other)[1].dtype == np.float32


@pytest.mark.parametrize("name", LOSSES)
def test_lists_will_do(name):
    prediction, target = CASES[name]
    for f in LOSSES[name][:2]:
        np.testing.assert_array_equal(f(prediction.tolist(), target.tolist()), f(prediction, target))
    assert losses.cross_entropy_gradient([[0, 1]], [1]).tolist() == [[0, -1]]  # whole numbers are numbers too


@pytest.mark.parametrize("name", LOSSES)
def test_arguments_are_left_alone(name):
    before = [argument.copy() for argument in CASES[name]]
    for f in LOSSES[name]:
        f(*CASES[name])
    for argument, copy in zip(CASES[name], before):
        np.testing.assert_array_equal(argument, copy)


def test_absolute_error_at_its_kink():
    gradient = losses.mean_absolute_error_gradient(np.array([1.0, 3.0, 0.0]), np.array([1.0, 1.0, 1.0]))
    np.testing.assert_allclose(gradient, [0, 1 / 3, -1 / 3])


def test_softmax_and_cross_entropy_collapse():
    through_jacobian = losses.cross_entropy_gradient(softmax(PREDICTION), LABELS)
    through_jacobian = np.stack([softmax_jacobian(z).T @ g for z, g in zip(PREDICTION, through_jacobian)])
    collapsed = losses.cross_entropy_from_logits_gradient(PREDICTION, LABELS)
    np.testing.assert_allclose(collapsed, through_jacobian, rtol=1e-12)
    np.testing.assert_allclose(collapsed, (softmax(PREDICTION) - one_hot(LABELS, 3)) / 6, rtol=1e-12)


@pytest.mark.parametrize("z", [-1000.0, -700, -40, 0, 40, 700, 1000])
@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_binary_cross_entropy_from_extreme_logits(z, y):
    value = losses.binary_cross_entropy_from_logits(np.array([z]), np.array([y]))
    gradient = losses.binary_cross_entropy_from_logits_gradient(np.array([z]), np.array([y]))[0]
    two = np.array([[0.0, z]])
    with mpmath.workdps(500):
        s = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        exact = -y * mpmath.log(s) - (1 - y) * mpmath.log(1 - s)
        slope = s - y
    assert value == pytest.approx(float(exact), rel=1e-12, abs=1e-306)
    assert gradient == pytest.approx(float(slope), rel=1e-12, abs=1e-306)
    if y in (0, 1):  # the same thing as two classes with logits 0 and z
        label = np.array([int(y)])
        assert losses.cross_entropy_from_logits(two, label) == pytest.approx(float(exact), rel=1e-12, abs=1e-306)
        both = losses.cross_entropy_from_logits_gradient(two, label)[0]
        assert both[1] == pytest.approx(float(slope), rel=1e-12, abs=1e-306)
        assert both[0] == pytest.approx(-float(slope), rel=1e-12, abs=1e-306)


def test_certain_and_right_costs_nothing_certain_and_wrong_everything():
    certain = np.array([0.0, 1.0])
    assert losses.binary_cross_entropy(certain, certain) == 0
    assert losses.binary_cross_entropy_gradient(certain, certain).tolist() == [0.5, -0.5]
    assert losses.binary_cross_entropy(certain, certain[::-1]) == np.inf
    assert losses.binary_cross_entropy_gradient(certain, certain[::-1]).tolist() == [-np.inf, np.inf]
    rows = np.array([[1.0, 0.0]])
    assert losses.cross_entropy(rows, np.array([0])) == 0
    assert losses.cross_entropy(rows, np.array([1])) == np.inf
    assert losses.cross_entropy_gradient(rows, np.array([1])).tolist() == [[0, -np.inf]]


def test_half_is_a_coin():
    half = np.full(4, 0.5)
    assert losses.binary_cross_entropy(half, np.array([0, 1, 1, 0])) == pytest.approx(np.log(2))
    np.testing.assert_allclose(sigmoid(np.zeros(4)), half)


@pytest.mark.parametrize("name", LOSSES)
def test_wrong_shapes_are_refused(name):
    prediction, target = CASES[name]
    for f in LOSSES[name][:2]:
        with pytest.raises(ValueError, match="shape"):
            f(prediction, target[:-1])
        with pytest.raises(ValueError, match="shape"):
            f(prediction[:0], target[:0])


@pytest.mark.parametrize("kind", ["", "_gradient"])
def test_a_column_is_not_a_vector(kind):
    with saying(ValueError, "prediction and target should have one shape, got (4, 1) and (4,)"):
        getattr(losses, "mean_squared_error" + kind)(np.ones((4, 1)), np.ones(4))


@pytest.mark.parametrize("name", LOSSES)
def test_what_holds_no_numbers_is_refused_by_its_name(name):
    prediction, target = CASES[name]
    first = "scores" if target.ndim == 1 else "prediction"
    for f in LOSSES[name][:2]:
        with saying(TypeError, f"{first} should hold real numbers, got an array of complex128"):
            f(prediction + 1j, target)
        if first == "prediction":
            with saying(TypeError, "target should hold real numbers, got an array of complex128"):
                f(prediction, target + 1j)


@pytest.mark.parametrize("kind", ["", "_gradient"])
def test_what_is_no_probability_is_refused(kind):
    y = np.array([0.0, 1.0])
    for bad in ([-0.1, 0.5], [0.5, 1.1], [np.nan, 0.5]):
        with pytest.raises(ValueError, match=r"p should lie in \[0, 1\]"):
            getattr(losses, "binary_cross_entropy" + kind)(np.array(bad), y)
        with pytest.raises(ValueError, match=r"P should lie in \[0, 1\]"):
            getattr(losses, "cross_entropy" + kind)(np.array([bad]), np.array([0]))
    for name in ("binary_cross_entropy", "binary_cross_entropy_from_logits"):
        with saying(ValueError, "y should lie in [0, 1], got 0.0 ... 2.0"):
            getattr(losses, name + kind)(y, 2 * y)


@pytest.mark.parametrize("name", ["cross_entropy", "cross_entropy_from_logits"])
def test_labels_out_of_range_are_refused(name):
    scores = softmax(PREDICTION)
    for f in LOSSES[name][:2]:
        with pytest.raises(ValueError, match="labels should lie in 0 ... 2, got -1 ... 2"):
            f(scores, LABELS - (LABELS == 0))
        with pytest.raises(TypeError, match="labels should be integers"):
            f(scores, LABELS.astype(float))
        with pytest.raises(ValueError, match=r"shape \(n, k\), got \(3,\)"):
            f(scores[0], LABELS[:3])
