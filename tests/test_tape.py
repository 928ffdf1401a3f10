"""The tape itself: what programs it takes, what it gives back, and what it says to those that it cannot take."""

import math
import weakref
from collections import namedtuple

import numpy as np
import pytest
import tape_checks

from lff import functions, losses, symbolic
from lff.convolution import convolve2d, max_pool
from lff.dropout import Dropout
from lff.gradcheck import numerical_gradient
from lff.lifted import COMPOSED, CONSTANT, RULES, stop_gradient
from lff.network import Network
from lff.rules import affine, cross_entropy_from_logits, log_softmax, logsumexp, scatter_add, sigmoid, softmax
from lff.tape import Tape, grad, hessian_vector_product, jacobian, value_and_grad

A = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]])


@pytest.mark.parametrize("check", tape_checks.ALL, ids=lambda check: check.__name__)
def test_check(check):
    check()


def test_every_rule_is_tested_to_second_order():
    assert tape_checks.rules_met() == set(RULES)


# What comes back


def test_value_and_gradient_of_a_number():
    value, slope = value_and_grad(lambda x: x * np.exp(x))(1.0)
    assert (value, slope) == (math.e, 2 * math.e)
    assert isinstance(slope, float)


def test_the_gradient_has_the_structure_and_the_precision_of_the_argument():
    Pair = namedtuple("Pair", "w b")
    at = {"a": [np.ones((2, 3), np.float32), 2.0], "b": (np.zeros(0), Pair(np.ones(2), np.float32(3.0))), "c": {}}
    g = grad(lambda t: np.sum(t["a"][0]) * t["a"][1] * t["b"][1].b + np.sum(t["b"][0]) + np.sum(t["b"][1].w ** 2))(at)
    assert list(g) == ["a", "b", "c"] and g["c"] == {}
    assert type(g["a"]) is list and type(g["b"]) is tuple and type(g["b"][1]) is Pair
    assert g["a"][0].dtype == np.float32 and g["a"][0].tolist() == [[6.0] * 3] * 2
    assert g["a"][1] == 18 and g["b"][1].b.dtype == np.float32
    assert g["b"][0].shape == (0,) and g["b"][1].w.tolist() == [2, 2]


def test_float32_stays_float32_all_the_way():
    x = np.linspace(0.1, 1, 6, dtype=np.float32).reshape(2, 3)

    def f(x):
        h = sigmoid(np.maximum(affine(x, x.T, np.ones(2, np.float32)), 0.0) ** 2 / 3 + 1.0 - np.mean(x, 0)[:2])
        assert h.dtype == np.float32
        loss = cross_entropy_from_logits(np.tanh(h), np.array([0, 1])) + np.sum(np.where(x > 0.3, x, 0.0)) / 7
        assert loss.dtype == np.float32
        return loss

    assert grad(f)(x).dtype == np.float32
    assert hessian_vector_product(f, x, x).dtype == np.float32


def test_other_arguments_are_handed_on():
    g = grad(lambda x, y, *, scale: np.sum(x * y) * scale)(np.ones(2), np.array([1.0, 2.0]), scale=3.0)
    assert g.tolist() == [3, 6]


def test_the_argument_and_the_gradients_are_nobody_elses():
    """Gradients may be written into: none is a view of another, of the argument, or of a read-only array."""
    at = [np.ones(3), np.ones(3), np.ones((2, 3))]
    g = grad(lambda t: np.sum(t[0] + t[1]) + np.sum(t[2]) + np.sum(t[2].T))(at)
    for one in g:
        one += 1.0
    assert [one.tolist() for one in g] == [[2] * 3, [2] * 3, [[3] * 3] * 2]
    assert all(np.all(x == 1) for x in at)


def test_what_does_not_matter_has_gradient_zero():
    g = grad(lambda t: t["a"] ** 2)({"a": 2.0, "b": np.ones((2, 1))})
    assert g["a"] == 4 and g["b"].tolist() == [[0], [0]]
    assert grad(lambda x: 3.0)(np.ones(2)).tolist() == [0, 0]
    assert jacobian(lambda x: np.ones(2))(np.ones(3)).tolist() == [[0] * 3] * 2


def test_jacobian():
    J = jacobian(lambda x: A @ x)(np.ones(3))
    np.testing.assert_array_equal(J, A)
    assert jacobian(lambda t: t["x"][:, None] * t["y"])({"x": np.ones(2), "y": np.ones(3)})["y"].shape == (2, 3, 3)
    np.testing.assert_allclose(jacobian(softmax)(A[0]), functions.softmax_jacobian(A[0]), rtol=1e-14)
    assert jacobian(lambda x: x[:0])(np.ones(3)).shape == (0, 3)
    assert jacobian(np.sum)(np.ones(3)).tolist() == [1, 1, 1]
    assert jacobian(lambda x: 3.0)(np.ones(3)).tolist() == [0, 0, 0]
    assert jacobian(jacobian(lambda x: x**3))(np.ones(2)).tolist() == [[[6, 0], [0, 0]], [[0, 0], [0, 6]]]


def test_hessian_vector_product_against_the_whole_hessian():
    rng = np.random.default_rng(0)
    x, v = rng.standard_normal((2, 5))

    def f(x):
        return logsumexp(x * x) + np.sum(np.sin(x[:-1] * x[1:]))

    H = jacobian(grad(f))(x)
    np.testing.assert_allclose(H, H.T, rtol=1e-12)
    np.testing.assert_allclose(hessian_vector_product(f, x, v), H @ v, rtol=1e-12)
    np.testing.assert_allclose(H, numerical_gradient_of(grad(f), x), rtol=1e-6, atol=1e-8)


def numerical_gradient_of(g, x):
    return np.array([numerical_gradient(lambda t, k=k: float(g(t)[k]), x) for k in range(len(x))])


def test_hessian_vector_product_of_nested_dicts():
    at = {"W": A, "more": [np.array([0.5, -1.0])]}
    f = lambda t: np.sum(np.tanh(t["W"].T @ t["more"][0]) ** 2)  # noqa: E731
    product = hessian_vector_product(f, at, at)
    step = 1e-6
    up, down = ({"W": A * (1 + s), "more": [at["more"][0] * (1 + s)]} for s in (step, -step))
    np.testing.assert_allclose(product["W"], (grad(f)(up)["W"] - grad(f)(down)["W"]) / (2 * step), rtol=1e-6)
    with pytest.raises(ValueError, match=r"vector should have arrays of the shapes of at, \[\(3,\)\], got \[\(2,\)\]"):
        hessian_vector_product(np.sum, np.ones(3), np.ones(2))


# Shapes of graphs


def test_ten_thousand_steps():
    def chain(x):
        for _ in range(10_000):
            x = x * 1.0001
        return x

    assert grad(chain)(1.0) == pytest.approx(1.0001**10_000, rel=1e-11)
    assert grad(grad(lambda x: chain(x * x)))(1.0) == pytest.approx(2 * 1.0001**10_000, rel=1e-11)


def test_diamonds_upon_diamonds():
    """2^200 paths, and 200 steps."""
    def f(x):
        for _ in range(200):
            x = (x + x) * 0.5
        return x

    assert grad(f)(1.0) == 1.0


def test_fan_out_and_repeated_use():
    x = np.array([1.0, 2.0])
    assert grad(lambda x: sum(np.sum(x * k) for k in range(100)))(x).tolist() == [4950, 4950]
    assert grad(lambda x: np.sum(x * x * x + x))(x).tolist() == [4, 13]
    assert grad(lambda x: np.sum(np.concatenate([x, x, x]) * 2))(x).tolist() == [6, 6]
    assert grad(lambda x: np.sum(x[0] * x))(x).tolist() == [4, 1]


def test_what_is_not_used_costs_nothing():
    assert grad(lambda x: (np.log(x), x * 2)[1])(3.0) == 2


def test_a_program_of_its_own_argument():
    assert grad(lambda x: x)(3.0) == 1
    assert grad(lambda x: x if x > 0 else -x)(-3.0) == -1


def test_zero_size_and_empty_reductions():
    nothing = np.zeros((0, 3))
    assert grad(lambda x: np.sum(x * 2))(nothing).shape == (0, 3)
    assert grad(lambda x: np.sum(np.sum(x, axis=0)))(nothing).shape == (0, 3)
    assert grad(lambda x: np.sum(x @ A.T))(nothing).shape == (0, 3)
    assert grad(lambda A: np.sum(nothing @ A.T))(A).tolist() == np.zeros_like(A).tolist()
    assert grad(lambda x: np.sum(x[np.zeros(0, int)]))(np.ones(2)).tolist() == [0, 0]
    with pytest.raises(ValueError, match=r"max|argmax"):
        grad(lambda x: np.max(x))(np.zeros(0))


def test_nested_functions_do_not_mix_their_slopes():
    """d/dx x · d/dy (x + y) = 1: an engine that confuses the two tapes says 2."""
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(1.0) == 1
    assert grad(lambda x: x * grad(lambda y: x * y * y)(x))(2.0) == pytest.approx(6 * 4)
    assert grad(grad(grad(lambda x: x**5)))(2.0) == 60 * 4


def test_a_value_used_by_two_gradients_in_a_row():
    assert grad(lambda x: grad(lambda y: y * y * x)(2.0) + grad(lambda y: y * x * x)(3.0))(5.0) == 4 + 10


# NumPy programs as they stand


def test_methods_attributes_and_loops():
    def f(x):
        assert x.shape == (2, 3) and x.ndim == 2 and x.size == 6 and len(x) == 2 and x.dtype == float
        assert np.shape(x) == (2, 3) and np.argmax(x[1]) == 0 and repr(x).startswith("Traced(array(")
        total = 0.0
        for row in x:
            total += row.mean() + row.max() * 2 - (row**2).sum() / 3
        return total

    np.testing.assert_allclose(grad(f)(A), numerical_gradient(lambda x: float(sum(
        r.mean() + r.max() * 2 - (r**2).sum() / 3 for r in x)), A), rtol=1e-6)


def test_plain_arrays_on_either_side():
    for f in (lambda x: A + x, lambda x: A - x, lambda x: A * x, lambda x: A / x, lambda x: np.abs(A) ** x,
              lambda x: np.float64(2) * x, lambda x: x / np.float32(3), lambda x: A @ x.T, lambda x: A.T @ x):
        g = grad(lambda x, f=f: np.sum(f(x) ** 2))(np.abs(A) + 0.5)
        expected = numerical_gradient(lambda x, f=f: float(np.sum(f(x) ** 2)), np.abs(A) + 0.5)
        np.testing.assert_allclose(g, expected, rtol=1e-6)


def test_sliding_an_index_of_any_kind():
    x = np.arange(12.0).reshape(3, 4)
    for index in (1, -1, (1, 2), slice(None, None, -1), (slice(1, 3), [0, 0, 3]), ..., None,
                  (None, 1, ..., None), [2, 2], np.array([[0, 1], [1, 1]]), x > 4, (np.array([0, 0]), slice(1)),
                  np.int64(2), (), True):
        g = grad(lambda x, index=index: np.sum(x[index] * x[index]))(x)
        expected = np.zeros_like(x)
        np.add.at(expected, index, 2 * x[index])
        np.testing.assert_array_equal(g, expected)


def test_functions_of_the_package_run_as_they_stand():
    z = np.array([-1000.0, -1.5, 0.3, 2.0, 1000.0])
    for name, (function, derivative) in functions.ACTIVATIONS.items():
        np.testing.assert_allclose(grad(lambda z, f=function: np.sum(f(z)))(z), derivative(z), rtol=1e-14, err_msg=name)


@pytest.mark.parametrize("name", [name for name in functions.ACTIVATIONS if name != "sigmoid"])
def test_kinks_are_those_of_the_package(name):
    """0 and 1, the kinks; `functions.sigmoid` goes through |z|, and its traced kin is `rules.sigmoid`."""
    z = np.array([0.0, 1.0])
    function, derivative = functions.ACTIVATIONS[name]
    np.testing.assert_allclose(grad(lambda z: np.sum(function(z)))(z), derivative(z), rtol=1e-15)


def test_conventions_at_ties():
    assert grad(lambda x: np.maximum(x, 0.0))(0.0) == 0 and grad(lambda x: np.maximum(0.0, x))(0.0) == 1
    assert grad(lambda x: np.minimum(x, 0.0))(0.0) == 1 and grad(np.abs)(0.0) == 0
    assert grad(np.max)(np.array([1.0, 2.0, 2.0])).tolist() == [0, 1, 0]
    assert grad(np.min)(np.array([1.0, 2.0, 1.0])).tolist() == [1, 0, 0]
    assert grad(lambda x: np.sum(max_pool(x, 2)))(np.ones((1, 2, 2, 1))).ravel().tolist() == [1, 0, 0, 0]
    assert grad(lambda x: x**0)(0.0) == 0 and grad(lambda x: x**1)(0.0) == 1 and grad(lambda x: x**2)(0.0) == 0
    assert grad(sigmoid)(0.0) == 0.25 and grad(grad(sigmoid))(0.0) == 0


def test_digits_are_kept_where_functions_are_flat():
    """The witnesses of `functions`, at points where 1 - σ(z) would be nothing but rounding."""
    for name, function in {"sigmoid": sigmoid, "tanh": np.tanh, "softplus": functions.softplus}.items():
        proof = getattr(symbolic, f"{name}_derivative")()
        z, = proof.symbols if len(proof.symbols) == 1 else [next(iter(proof.claim.rhs.free_symbols))]
        for at in (-40.0, -3.0, 0.0, 0.7, 40.0, 300.0):
            exact = float(proof.evaluate("rhs", **{str(z): at}))
            assert abs(grad(function)(at) - exact) <= 1e-12 * abs(exact) + 1e-300


def test_an_untaken_branch_of_where_gives_nothing():
    x = np.array([-1.0, 2.0])
    assert grad(lambda x: np.sum(np.where(x > 0, np.log(np.where(x > 0, x, 1.0)), 0.0)))(x).tolist() == [0, 0.5]


def test_dropout_runs_as_it_stands():
    layer = Dropout(0.5, rng=np.random.default_rng(0))
    g = grad(lambda x: np.sum(layer.forward(x) * A))(np.ones((2, 3)))
    np.testing.assert_array_equal(g, layer.mask * A)


def test_stop_gradient_is_a_constant_for_all_orders():
    assert grad(lambda x: x * stop_gradient(x))(3.0) == 3
    assert grad(grad(lambda x: x * x * stop_gradient(x)))(3.0) == 6
    assert type(stop_gradient(A)) is np.ndarray


def test_gather_and_scatter():
    table, words = np.arange(6.0).reshape(3, 2), np.array([2, 0, 2, 2])
    assert grad(lambda t: np.sum(t[words] * np.arange(8.0).reshape(4, 2)))(table).tolist() == [[2, 3], [0, 0], [10, 13]]
    np.testing.assert_array_equal(scatter_add(np.ones(4), words, (3,)), [1, 0, 3])
    g = grad(lambda v: np.sum(scatter_add(v, words, (3,)) * np.array([1.0, 10.0, 100.0])))(np.ones(4))
    assert g.tolist() == [100, 1, 100, 100]


def test_convolution_is_that_of_scipy():
    from scipy.signal import correlate2d

    rng = np.random.default_rng(0)
    X, K = rng.standard_normal((2, 6, 5, 3)), rng.standard_normal((3, 2, 3, 4))
    Z = convolve2d(X, K)
    for n in range(2):
        for k in range(4):
            expected = sum(correlate2d(X[n, :, :, c], K[:, :, c, k], mode="valid") for c in range(3))
            np.testing.assert_allclose(Z[n, :, :, k], expected, rtol=1e-12)
    np.testing.assert_allclose(convolve2d(X, K, 2), Z[:, ::2, ::2], rtol=1e-12)


# The layers of the package, by hand, against the tape


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "softplus"])
def test_a_network_by_hand_equals_the_tape_to_the_last_bits(activation):
    rng = np.random.default_rng(0)
    network = Network([5, 7, 6, 3], activation=activation, loss="cross_entropy_from_logits", rng=rng)
    X, y = rng.standard_normal((11, 5)), rng.integers(0, 3, 11)
    function = sigmoid if activation == "sigmoid" else functions.ACTIVATIONS[activation].function

    def loss(P):
        a = function(affine(X, P["W1"], P["b1"]))
        return cross_entropy_from_logits(affine(function(affine(a, P["W2"], P["b2"])), P["W3"], P["b3"]), y)

    value, g = value_and_grad(loss)(network.parameters)
    by_hand, gradient = network.loss_and_gradient(X, y)
    assert value == pytest.approx(by_hand, rel=1e-15)
    mine = np.concatenate([g[name].ravel() for name in network.parameters])
    np.testing.assert_allclose(mine, gradient, rtol=1e-13, atol=1e-17)


def test_one_vector_of_parameters():
    """θ as one vector, cut into W and b inside the program."""
    network = Network([3, 2], loss="cross_entropy_from_logits", rng=np.random.default_rng(1))
    X, y = np.random.default_rng(2).standard_normal((4, 3)), np.array([0, 1, 1, 0])
    f = lambda theta: -np.mean(log_softmax(X @ theta[:6].reshape(3, 2) + theta[6:])[np.arange(4), y])  # noqa: E731
    np.testing.assert_allclose(grad(f)(network.theta), network.gradient(X, y), rtol=1e-12)


def test_checks_of_labels_are_those_of_the_loss():
    Z = np.zeros((2, 3))
    for f in (cross_entropy_from_logits, losses.cross_entropy_from_logits, grad(cross_entropy_from_logits)):
        with pytest.raises(ValueError, match=r"labels should lie in 0 ... 2, got 0 ... 3"):
            f(Z, np.array([0, 3]))


# Errors in words


def _write(x):
    x[0] = 1.0


def _write_into_plain(x):
    room = np.zeros(3)
    room[0] = x[0]


def _add_in_place(x):
    x += 1.0


def _add_into_plain(x):
    room = np.zeros(3)
    room += x


@pytest.mark.parametrize("f, kind, words", [
    (_write, TypeError, r"was written into .* make a new value by x = x \+ .*, np.where.* scatter_add"),
    (_add_in_place, TypeError, "was written into"),
    (_add_into_plain, TypeError, "was written into"),
    (lambda x: np.add(x, x, out=np.zeros(3)), TypeError, "was written into"),
    (lambda x: np.array(x), TypeError, r"made into a plain array.* np.stack or np.concatenate.*stop_gradient\(x\)"),
    (lambda x: np.array([x[0], x[1]]), TypeError, "made into a plain"),
    (lambda x: float(x[0]), TypeError, r"made into a plain number.* NumPy \(np.exp, not math.exp\)"),
    (lambda x: math.exp(x[0]), TypeError, r"made into a plain number"),
    (lambda x: x[0].item(), TypeError, r"made into a plain number"),
    (lambda x: range(x[0]), TypeError, r"made into a plain number"),
    (lambda x: x if x[0] else -x, TypeError, r"used as a truth value.* compare it, as in `x > 0`"),
    (lambda x: x * 2, ValueError, r"value is one number, got an array of shape \(3,\): take np.sum .*jacobian"),
    (lambda x: np.ones(2), ValueError, r"value is one number, got an array of shape \(2,\)"),
    (lambda x: np.sum(x + np.ones(4)), ValueError, r"np.add does not take \(3,\), \(4,\): operands could not be"),
    (lambda x: np.sum(x @ np.ones((4, 2))), ValueError, r"product does not take \(1, 3\), \(4, 2\)"),
    (lambda x: np.reshape(x, (2, 2)), ValueError, r"np.reshape does not take \(3,\), \(2, 2\): cannot reshape"),
    (lambda x: np.sum(x, axis=2), ValueError, r"np.sum does not take \(3,\): axis 2 is out of bounds"),
    (lambda x: np.sum(x, where=[True, False, True]), TypeError, r"np.sum does not take \(3,\)"),
    (lambda x: np.median(x), TypeError, r"np.median has no rule: write it by functions .* lff.rules.RULES, .*stop_"),
    (lambda x: np.max(x, axis="a"), TypeError, "'str' object"),  # said within a function that others make up
    (lambda x: np.sum(grad(lambda y: np.sum(y[:2] + x))(x)), ValueError, r"^np.add does not take \(2,\), \(3,\): [^:]*$"),
    (lambda x: np.var(x, ddof=1), TypeError, "np.var has no rule for these settings: .*unexpected .*'ddof'"),
    (lambda x: np.max(np.sum([x])), TypeError, "made into a plain array"),
    (lambda x: np.floor_divide(x, 2), TypeError, "np.floor_divide has no rule"),
    (lambda x: np.add.reduce(x), TypeError, "np.add.reduce has no rule: use np.sum"),
    (lambda x: np.sum([x[0], x[1]]), TypeError, "made into a plain array.* np.stack"),
    (lambda x: np.sum(a=x), TypeError, "np.sum got a traced value inside a list, or by name: hand it over by itself"),
    (lambda x: np.mean(x, out=np.zeros(())), TypeError, "was written into"),
], ids=lambda value: getattr(value, "__name__", None))  # fmt: skip
def test_errors_say_what_was_done_and_what_can_be_done(f, kind, words):
    with pytest.raises(kind, match=words):
        grad(f)(np.array([1.0, 2.0, 3.0]))


def test_writing_a_traced_number_into_a_plain_array():
    """NumPy puts a message of its own on top, and ours below it as its cause."""
    with pytest.raises(ValueError, match="setting an array element") as caught:
        grad(_write_into_plain)(np.ones(3))
    assert "made into a plain number" in str(caught.value.__cause__)


@pytest.mark.parametrize("at, words", [
    (3, r"the argument holds int64, and slopes need floats: write 3.0, or x.astype\(float\)"),
    ({"W": [np.ones(2), np.arange(3)]}, r"the argument\['W'\]\[1\] holds int64"),
    (np.ones(2, complex), "the argument holds complex128"),
    (np.array([True]), "the argument holds bool"),
    ({"name": "W"}, r"the argument\['name'\] holds <U1"),
])
def test_arguments_are_floats(at, words):
    with pytest.raises(TypeError, match=words):
        grad(lambda x: 0.0)(at)


def test_a_value_that_escaped():
    kept = []
    grad(lambda x: kept.append(x) or x * x)(3.0)
    for use in (lambda: kept[0] * 2, lambda: np.exp(kept[0]), lambda: grad(lambda y: y * kept[0])(1.0)):
        with pytest.raises(RuntimeError, match=r"used after its tape was closed: it escaped .* stop_gradient\(x\)"):
            use()
    assert stop_gradient(kept[0]) == 3


def test_a_tape_closes_even_when_the_program_fails():
    kept = []

    def f(x):
        kept.append(x)
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        grad(f)(1.0)
    assert kept[0].home.steps is None


def test_a_step_is_forgotten_once_it_was_walked_back():
    with Tape() as tape:
        x = tape.start(np.ones(3))
        z = np.sum(np.exp(x) * x)
        tape.back(z.index, 1.0, keep=True)
        assert tape.steps[z.index]
        tape.back(z.index, 1.0)
        assert tape.steps[x.index + 1 :] == [None] * 3
        with pytest.raises(RuntimeError, match="walked back before, and is forgotten: say keep=True the first time"):
            tape.back(z.index, 1.0)


def test_a_way_back_keeps_what_it_names_and_nothing_else():
    def f(x):
        y = x + 1.0
        z = np.exp(y)
        kept = weakref.ref(y.value), weakref.ref(z.value)
        del y
        total = np.sum(z)
        del z
        assert kept[0]() is None and kept[1]() is not None  # exp names its value, a sum nothing
        return total

    assert grad(f)(np.zeros(2)).tolist() == [math.e] * 2


def test_a_rule_of_ones_own():
    from lff.lifted import primitive

    @primitive
    def cube(x):
        return x * x * x

    with pytest.raises(TypeError, match="cube has no rule"):
        grad(cube)(2.0)
    RULES[cube] = (lambda z, x: lambda g: g * (3.0 * np.square(x)),)
    try:
        assert grad(cube)(2.0) == 12 and grad(grad(cube))(2.0) == 12 and cube(2.0) == 8
    finally:
        del RULES[cube]


def test_the_three_tables_do_not_overlap():
    assert not set(RULES) & set(COMPOSED) and not set(RULES) & CONSTANT and not set(COMPOSED) & CONSTANT


def test_the_jacobian_of_one_number_has_no_axes_of_its_own():
    slope = jacobian(lambda x: x**2)(3.0)
    assert slope.shape == () and slope == 6
    np.testing.assert_array_equal(jacobian(lambda x: np.stack([x, x**2]))(3.0), [1, 6])
