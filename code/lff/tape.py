"""Reverse mode: write down what a program does, then walk back along what was written.

A tape is a list of steps in the order in which they were taken. So walking back is one loop from its end: a chain
of ten thousand steps is as easy as a short one, and each value's slope is complete when the loop comes to it.
"""

from collections.abc import Callable

import numpy as np

from lff._settings import function
from lff.arrays import _as_floats
from lff.lifted import BIRTHS, RULES, Lifted, _leaves, _map, called
from lff.rules import Together


class Traced(Lifted):
    """A value that a tape has recorded, and the number of its step.

    Book:
        sec-tape
    """

    __slots__ = ("index",)

    def __init__(self, value: np.ndarray, home: "Tape", index: int) -> None:
        self.value, self.home, self.index = value, home, index


class Tape:
    """What a program did: for each step, the earlier values that it used, and the ways back to them.

    Book:
        sec-tape
    """

    __slots__ = ("steps", "born")

    def __init__(self) -> None:
        self.steps: list | None = []  # each a list of (index of the earlier value, its shape, way back)
        self.born = next(BIRTHS)

    def __enter__(self) -> "Tape":
        return self

    def __exit__(self, *_: object) -> None:
        self.steps = None  # closed

    def start(self, x: np.ndarray, place: tuple = ()) -> Traced:
        """A value that nothing came before.

        Raises:
            TypeError: it does not hold floats.
        Book:
            sec-tape
        """
        x = x if isinstance(x, (Lifted, np.ndarray)) else np.asarray(x)[()]
        dtype = getattr(x, "dtype", np.dtype(object))
        if dtype.kind != "f":
            where = "".join(f"[{key!r}]" for key in place)
            raise TypeError(f"the argument{where} holds {dtype}, and slopes need floats: write 3.0, or x.astype(float)")
        self.steps.append([])
        return Traced(x, self, len(self.steps) - 1)

    def record(self, function: Callable, args: tuple, settings: dict) -> Traced:
        """Compute the function of its arguments, and keep a way back to each argument that this tape has recorded.

        Raises:
            RuntimeError: the tape is closed.
            ValueError, TypeError: the arguments do not fit together, or a setting has no rule.
        Book:
            sec-tape
        """
        if self.steps is None:
            raise RuntimeError("a traced value was used after its tape was closed: it escaped from the function that "
                               "was differentiated; return what you need from there, or keep stop_gradient(x)")
        plain, parents, entries = list(args), [], RULES[function]
        for k, x in enumerate(args):
            if type(x) is Traced and x.home is self:
                plain[k] = x.value
                parents.append((k, x.index))
        try:
            if type(entries) is Together:
                value, ways = entries.run(*plain, **settings)
                step = [(i, plain[k].shape, ways[k]) for k, i in parents]
            else:
                value = function(*plain, **settings)
                step = [(i, plain[k].shape, entries[k](value, *plain, **settings)) for k, i in parents]
        except (ValueError, TypeError) as error:
            if any(isinstance(x, Lifted) for x in plain):
                raise  # in words already
            given = ", ".join(str(getattr(x, "shape", x)) for x in plain)
            raise (ValueError if isinstance(error, ValueError) else TypeError)(
                f"{called(function)} does not take {given}: {error}") from error
        self.steps.append(step)
        return Traced(value, self, len(self.steps) - 1)

    def back(self, index: int, seed: np.ndarray, keep: bool = False) -> list:
        """The slopes of seed · (value of step `index`) with respect to the starting values; None where there is none.

        A step is forgotten as soon as it was walked back, unless it is to be kept for another walk.

        Book:
            sec-tape
        """
        slopes, ours = [None] * len(self.steps), bytearray(len(self.steps))
        slopes[index] = seed
        for i in range(index, -1, -1):
            g, step = slopes[i], self.steps[i]
            if g is None or step == []:
                continue
            if step is None:
                raise RuntimeError("this step was walked back before, and is forgotten: say keep=True the first time")
            slopes[i] = None
            if not keep:
                self.steps[i] = None
            for parent, shape, way in step:
                d = way(g)
                if d.shape != shape:
                    d = unbroadcast(d, shape)
                so_far = slopes[parent]
                if so_far is None:
                    slopes[parent] = d
                elif ours[parent] and type(so_far) is type(d) is np.ndarray:
                    so_far += d  # a sum that nobody else holds
                else:
                    slopes[parent], ours[parent] = so_far + d, True
        return slopes


def unbroadcast(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The sum over the copies that broadcasting made of an array of that shape.

    Book:
        sec-ad-copies
    """
    extra = g.ndim - len(shape)
    copies = (*range(extra), *(k for k, n in enumerate(shape, extra) if n == 1))
    return g.sum(axis=copies).reshape(shape)


def value_and_grad(f: Callable) -> Callable:
    """The function that returns f's value, and its gradient with respect to f's first argument.

    Shapes:
        f(at, ...) -> a scalar; at: an array, or a dict, list or tuple of such -> a scalar, and as `at`.
    Raises:
        TypeError: an argument does not hold floats; a traced value was written into, or made into a plain one.
        ValueError: the value is not a scalar; shapes do not fit.
        RuntimeError: a traced value was used after the end.
    Book:
        sec-tape
    """

    function("f", f)

    def both(at, *args, **settings):
        with Tape() as tape:
            lifted = _map(tape.start, at)
            value = f(lifted, *args, **settings)
            if np.shape(value.value if isinstance(value, Lifted) else value) != ():
                raise ValueError("grad needs a function whose value is one number, got an array of shape "
                                 f"{np.shape(value)}: take np.sum or np.mean of it, or use jacobian")
            gradients = _gradients(tape, value, _leaves(lifted), np.ones((), getattr(value, "dtype", float))[()])
            at = _map(lambda *_: next(gradients), at)
            return (value.value if isinstance(value, Traced) and value.home is tape else value), at

    return both


def grad(f: Callable) -> Callable:
    """The function that returns f's gradient with respect to f's first argument.

    Shapes:
        f(at, ...) -> a scalar; at: an array, or a dict, list or tuple of such -> as `at`.
    Raises:
        TypeError, ValueError, RuntimeError: as `value_and_grad`.
    Book:
        sec-tape
    """
    function("f", f)
    return lambda at, *args, **settings: value_and_grad(f)(at, *args, **settings)[1]


def jacobian(f: Callable) -> Callable:
    """The function that returns how each entry of f's value moves with each entry of f's first argument.

    Shapes:
        f(at, ...) -> of shape m; for an array `at` of shape n -> of shape m, then n.
    Raises:
        TypeError, ValueError, RuntimeError: as `value_and_grad`.
    Book:
        sec-higher-derivatives
    """

    function("f", f)

    def rows(at, *args, **settings):
        with Tape() as tape:
            lifted = _map(tape.start, at)
            value, starts = f(lifted, *args, **settings), _leaves(lifted)
            m, n, walks = np.shape(value), np.size(value), []
            for seed in np.eye(n, dtype=getattr(value, "dtype", float)).reshape(n, *m):
                walks.append(list(_gradients(tape, value, starts, seed, keep=True)))
            columns = zip(*walks) if walks else [[np.zeros((0, *x.shape), x.dtype)] for x in starts]
            whole = (np.stack(c).reshape((*m, *x.shape)) for c, x in zip(columns, starts))
            return _map(lambda *_: next(whole), at)

    return rows


def hessian_vector_product(f: Callable, at: object, vector: object) -> object:
    """How f's gradient moves along a vector: the gradient of gradient · vector, without the Hessian.

    Shapes:
        f(at) -> a scalar; vector as `at` -> as `at`.
    Raises:
        TypeError, ValueError, RuntimeError: as `value_and_grad`.
    Book:
        sec-higher-derivatives
    """
    vectors = [v if isinstance(v, Lifted) else _as_floats("vector", v) for v in _leaves(vector)]
    if list(map(np.shape, _leaves(at))) != list(map(np.shape, vectors)):
        raise ValueError(f"vector should have arrays of the shapes of at, {list(map(np.shape, _leaves(at)))}, got "
                         f"{list(map(np.shape, vectors))}")
    return grad(lambda at: sum(np.sum(g * v) for g, v in zip(_leaves(grad(f)(at)), vectors)))(at)


def _gradients(tape, value, starts, seed, keep=False):
    """A slope for each starting value, in its precision, and in an array of its own that may be written into."""
    mine, held = isinstance(value, Traced) and value.home is tape, set()
    slopes = tape.back(value.index, seed, keep) if mine else [None] * len(starts)
    for x, g in zip(starts, slopes):
        if g is None:  # the value does not depend on it
            g = np.zeros(x.shape, x.dtype)[()]
        elif g.dtype != x.dtype or type(g) is np.ndarray and (g.base is not None or id(g) in held):
            g = g.astype(x.dtype)
        held.add(id(g))
        yield g
