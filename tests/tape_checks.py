"""Checks of the tape and its rules, each a function that raises where a rule is wrong; see `gradient_checks`."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import autograd
import autograd.numpy as anp
import numpy as np
from gradient_checks import DIFFERENCE_TOLERANCE, ENGINE_TOLERANCE, EXACT_TOLERANCE, close, lff
from tape_cases import CASES


def ours() -> SimpleNamespace:
    """The functions that NumPy has not, from the package as it is now."""
    return SimpleNamespace(**vars(lff("rules")), **{name: getattr(lff("convolution"), name) for name in (
        "windows", "overlap_add", "convolve2d", "max_pool")})


def _flat(arrays):
    return np.concatenate([np.ravel(a) for a in arrays]) if arrays else np.zeros(0)


def _shaped(theta, shapes):
    ends = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes)])
    return [theta[a:b].reshape(shape) for a, b, shape in zip(ends, ends[1:], shapes)]


def rule(name: str, seed: int = 0) -> None:
    """A case of `tape_cases` before all its witnesses: first derivatives, second ones, and forward mode."""
    case, rng = CASES[name], np.random.default_rng([seed, 5])
    tape, referee, extra = lff("tape"), lff("gradcheck"), ours()
    arrays = [rng.uniform(case.low, case.high, shape) for shape in case.shapes]
    theta, along = _flat(arrays), rng.standard_normal(sum(a.size for a in arrays))
    value = case.f(np, extra, *arrays)
    weights = rng.standard_normal(np.shape(value))
    engine = case.engine or case.f
    close(value, engine(anp, None, *arrays), ENGINE_TOLERANCE)

    def scalar(theta, program=case.f, np_=np):
        return np_.sum(weights * program(np_, extra, *_shaped(theta, case.shapes)))

    anew = partial(scalar, program=engine, np_=anp)

    def slope(theta, grad=tape.grad, f=scalar, np_=np):
        return np_.sum(grad(f)(theta) * along)

    g, second = tape.grad(scalar)(theta), tape.grad(slope)(theta)
    close(g, autograd.grad(anew)(theta), ENGINE_TOLERANCE)
    assert referee.projection_error(lambda t: float(scalar(t)), lambda _: g, theta, rng=rng) <= DIFFERENCE_TOLERANCE
    if case.analytic:
        exact = referee.complex_step(lambda t: scalar(t, engine), theta, along)
        assert abs(exact - g @ along) <= 10 * EXACT_TOLERANCE * np.linalg.norm(g) * np.linalg.norm(along)
    theirs = autograd.grad(partial(slope, grad=autograd.grad, f=anew, np_=anp))(theta)
    scale = max(np.max(np.abs(theirs)), np.max(np.abs(g)))
    assert np.max(np.abs(second - theirs)) <= ENGINE_TOLERANCE * scale
    change = (tape.grad(scalar)(theta + 1e-5 * along) - tape.grad(scalar)(theta - 1e-5 * along)) / 2e-5
    assert np.max(np.abs(second - change)) <= 10 * DIFFERENCE_TOLERANCE * max(scale, np.max(np.abs(change)))
    moved = lff("dual").jvp(scalar, theta, along)
    close(moved[0], scalar(theta), ENGINE_TOLERANCE)
    assert abs(moved[1] - g @ along) <= ENGINE_TOLERANCE * np.linalg.norm(g) * np.linalg.norm(along)
    curved = lff("dual").jvp(tape.grad(scalar), theta, along)[1]  # forward over reverse
    assert np.max(np.abs(curved - second)) <= ENGINE_TOLERANCE * scale
    again = tape.hessian_vector_product(scalar, theta, along)
    assert np.max(np.abs(again - second)) <= ENGINE_TOLERANCE * scale


def rules(*names: str) -> None:
    """Several cases."""
    for name in names:
        rule(name)


def rules_met() -> set:
    """The rules that the cases use."""
    lifted, met = lff("lifted"), set()
    real = lff("tape").Tape.record

    def record(self, function, args, settings):
        met.add(function)
        return real(self, function, args, settings)

    lff("tape").Tape.record = record
    try:
        for case in CASES.values():
            arrays = [0.75 + np.arange(int(np.prod(shape))).reshape(shape) / 50 for shape in case.shapes]
            f = lff("tape").grad(lambda xs, case=case: np.sum(case.f(np, ours(), *xs)))
            lff("tape").grad(lambda xs, f=f: sum(np.sum(g) for g in f(xs)))(arrays)
    finally:
        lff("tape").Tape.record = real
    return met & set(lifted.RULES)


def accumulation() -> None:
    """Slopes that come along several paths are added, each path once, and no array is written into twice."""
    grad = lff("tape").grad
    x = np.array([1.0, 2.0])
    assert grad(lambda x: sum(np.sum(x * k) for k in range(6)))(x).tolist() == [15, 15]
    assert grad(lambda t: np.sum(t[0] + t[1] + t[0] + t[1] + t[0]))([x, x])[1].tolist() == [2, 2]
    y = grad(lambda t: np.sum((t[0] + t[1]) * t[2]) + np.sum(t[0]) + np.sum(t[0]))([x, x, x])
    assert [g.tolist() for g in y] == [[3, 4], [1, 2], [2, 4]]


def copies() -> None:
    """What broadcasting repeated is summed up, axis by axis."""
    unbroadcast = lff("tape").unbroadcast
    g = np.arange(24.0).reshape(2, 3, 4)
    for shape in ((2, 3, 4), (3, 4), (4,), (), (1, 3, 4), (2, 1, 4), (1, 1, 1), (3, 1), (1,), (1, 4)):
        extra = 3 - len(shape)
        axes = tuple(k for k in range(3) if k < extra or shape[k - extra] == 1)
        np.testing.assert_array_equal(unbroadcast(g, shape), g.sum(axis=axes).reshape(shape))


def homes() -> None:
    """Nested tapes do not mix."""
    grad = lff("tape").grad
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(1.0) == 1
    assert grad(lambda x: grad(lambda y: y * y * x)(x))(3.0) == 12
    assert lff("dual").derivative(lambda x: x * lff("dual").derivative(lambda y: x + y)(1.0))(1.0) == 1


def kinks() -> None:
    """At a tie of maximum and minimum, the convention of `functions`: the value from the left of the first argument."""
    grad, functions = lff("tape").grad, lff("functions")
    assert grad(lambda x: np.maximum(x, 0.0))(0.0) == functions.relu_derivative(np.zeros(1))[0] == 0
    assert grad(lambda x: np.minimum(x, 0.0))(0.0) == 1
    at = np.array([0.0, 1.0])
    assert grad(lambda x: np.sum(np.clip(x, 0.0, 1.0)))(at).tolist() == functions.hard_sigmoid_derivative(at).tolist()


def own_arrays() -> None:
    """Gradients may be written into: no two are one array, and none is a view."""
    ones = np.ones(3)
    g = lff("tape").grad(lambda t: np.sum((t[0] + t[1]) * ones) + np.sum(t[2].T))([ones, ones, np.ones((2, 3))])
    for one in g:
        one += 1.0
        assert one.base is None and np.all(one == 2)


def closing() -> None:
    """A tape is closed at the end."""
    kept = []
    lff("tape").grad(lambda x: kept.append(x) or x)(1.0)
    assert kept[0].home.steps is None


def memory() -> None:
    """A step is forgotten once it was walked back."""
    with lff("tape").Tape() as home:
        x = home.start(np.ones(3))
        z = np.sum(np.exp(x) * x)
        home.back(z.index, 1.0, keep=True)
        assert all(home.steps[1:])
        home.back(z.index, 1.0)
        assert home.steps == [[], None, None, None]


def constants() -> None:
    """stop_gradient stops derivatives of every order."""
    grad, stop = lff("tape").grad, lff("lifted").stop_gradient
    assert grad(grad(lambda x: x * x * stop(x)))(3.0) == 6
    assert grad(lambda x: grad(lambda y: y * y * stop(x * y))(x))(2.0) == 8


def writing() -> None:
    """x += 1 is refused where x is an array, and means x = x + 1 where it is a number."""
    def into(x):
        x += 1.0
        return np.sum(x)

    assert lff("tape").grad(into)(1.0) == 1
    try:
        lff("tape").grad(into)(np.ones(2))
    except TypeError:
        return
    raise AssertionError("written into")


def rows() -> None:
    """A loop over an array meets each row once."""
    g = lff("tape").grad(lambda x: sum(k * np.sum(row) for k, row in enumerate(x)))(np.ones((3, 1)))
    assert g.tolist() == [[0], [1], [2]]


def jacobians() -> None:
    """Rows for the entries of the value, columns for those of the argument."""
    A = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]])
    assert lff("tape").jacobian(lambda x: A @ x)(np.ones(3)).tolist() == A.tolist()


def forward() -> None:
    """Slopes of a product, and of a constant, by dual numbers."""
    dual = lff("dual")
    assert dual.derivative(lambda x: x * x)(3.0) == 6 and dual.jvp(lambda x: 3.0, 1.0, 1.0) == (3.0, 0.0)


ALL = (accumulation, copies, homes, kinks, own_arrays, closing, memory, constants, writing, rows, jacobians, forward)
