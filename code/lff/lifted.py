"""What stands in for an array while a program is differentiated: operators, and the two hooks that NumPy offers.

Before NumPy computes `np.exp(x)` or `np.sum(x)` it asks x: it calls `x.__array_ufunc__`, or `x.__array_function__`.
Both come to `apply` here, as operators do, and so a NumPy program is differentiated as it stands.
"""

import operator
from collections.abc import Callable
from functools import wraps
from itertools import count

import numpy as np

from lff.arrays import _as_floats

# Three tables, which `lff.rules` fills: functions with rules; those that others put together; those of slope 0.
RULES: dict[Callable, tuple[Callable, ...]] = {}
COMPOSED: dict[Callable, Callable] = {}
CONSTANT: set[Callable] = set()
BIRTHS = count()  # of homes: where they are nested, the newest records first


class Lifted:
    """A value in place of an array, and its home, which records what is done with it.

    Raises:
        TypeError: it is written into, or made into a plain number, array or truth value.
    Book:
        sec-tape
    """

    __slots__ = ("value", "home")
    __hash__ = None  # == compares entries, as for arrays

    shape, ndim, size, dtype = (property(lambda self, name=name: getattr(self.value, name))
                                for name in ("shape", "ndim", "size", "dtype"))
    T = property(lambda self: np.transpose(self))

    def __array_ufunc__(self, ufunc, method, *inputs, **settings):
        if "out" in settings:
            raise TypeError(_WRITTEN)
        if method != "__call__":
            raise TypeError(f"np.{ufunc.__name__}.{method} has no rule: use np.sum, np.max, np.cumsum or their like")
        return apply(ufunc, inputs, settings)

    def __array_function__(self, function, types, args, settings):
        if settings.pop("out", None) is not None:
            raise TypeError(_WRITTEN)
        return apply(function, args, settings)

    def __array__(self, *_, **__):
        raise TypeError(_CUT.format("made into a plain array, or written into one", "gather values by np.stack or "
                                    "np.concatenate, compute with x itself, or take stop_gradient(x)"))

    def __float__(self):
        raise TypeError(_CUT.format("made into a plain number", "compute with x itself, by operators and NumPy "
                                    "(np.exp, not math.exp), or take float(stop_gradient(x))"))

    def __bool__(self):
        raise TypeError(_CUT.format("used as a truth value", "compare it, as in `x > 0`: comparisons are plain, and "
                                    "the branch that is taken is differentiated"))

    def __setitem__(self, index, value):
        raise TypeError(_WRITTEN)

    def __getitem__(self, index):
        return apply(operator.getitem, (self, index), {})

    def __len__(self):
        return len(self.value)

    def __iter__(self):
        return (self[k] for k in range(len(self)))

    def __pow__(self, y):
        return np.square(self) if type(y) in (int, float) and y == 2 else apply(np.power, (self, y), {})

    def __repr__(self):
        return f"{type(self).__name__}({self.value!r})"

    __int__ = __index__ = __complex__ = item = tolist = __float__


_CUT = "a traced value was {}, which would cut it off from where it came: {} where a constant is meant"
_WRITTEN = ("a traced value was written into (x[i] = ..., x += ..., out=x), but what it held may be needed on the way "
            "back: make a new value by x = x + ..., np.where(mask, new, x), np.concatenate or scatter_add")


def apply(function: Callable, args: tuple, settings: dict) -> object:
    """Hand a call to the newest home among those of its arguments; the older ones are met inside.

    Raises:
        TypeError: there is no rule for the function.
    Book:
        sec-tape
    """
    if function not in RULES:
        if function in COMPOSED:
            try:
                return COMPOSED[function](*args, **settings)
            except TypeError as error:
                if error.__traceback__.tb_next:  # from within, and in words
                    raise
                raise TypeError(f"{called(function)} has no rule for these settings: {error}") from error
        if function in CONSTANT:
            return function(*map(stop_gradient, args), **settings)
        raise TypeError(f"{called(function)} has no rule: write it by functions that have one, add a line to "
                        "lff.rules.RULES, or take stop_gradient(x) where a constant is meant")
    home = None
    for x in args:
        if isinstance(x, Lifted) and (home is None or x.home.born > home.born):
            home = x.home
    if home is None:
        raise TypeError(f"{called(function)} got a traced value inside a list, or by name: hand it over by itself, "
                        "and by place")
    return home.record(function, args, settings)


def called(function: Callable) -> str:
    """What a program calls a function.

    Book:
        sec-rules
    """
    name = function.__name__.strip("_")
    return f"np.{name}" if hasattr(np, name) else name


def primitive(function: Callable) -> Callable:
    """A function that computes by itself with plain arrays, and has a rule in the table for traced ones.

    Book:
        sec-rules
    """

    @wraps(function)
    def either(*args, **settings):
        for x in args:
            if isinstance(x, Lifted):
                return apply(either, args, settings)
        return function(*args, **settings)

    return either


def stop_gradient(x: object) -> np.ndarray:
    """The plain array in x: a constant, for derivatives of every order.

    Book:
        sec-rules
    """
    while isinstance(x, Lifted):
        x = x.value
    return x


def _traceable(name: str, x: object) -> "Lifted | np.ndarray":
    """A traced value as it is, and anything else as an array of floats, or an error that says why it is none."""
    return x if isinstance(x, Lifted) else _as_floats(name, x)


def _map(change, tree, place=()):
    """A tree of dicts, lists and tuples like the one given, with change(leaf, its place) for each leaf."""
    if isinstance(tree, dict):
        return {key: _map(change, branch, (*place, key)) for key, branch in tree.items()}
    if isinstance(tree, (list, tuple)):
        branches = [_map(change, branch, (*place, k)) for k, branch in enumerate(tree)]
        return tree._make(branches) if hasattr(tree, "_make") else type(tree)(branches)
    return change(tree, place)


def _leaves(tree):
    leaves = []
    _map(lambda x, _: leaves.append(x), tree)
    return leaves


def _operators(function):
    """x ∘ y, y ∘ x, and x ∘= y, which gives a number a new value, but would write into an array."""

    def in_place(x, y):
        if x.ndim:
            raise TypeError(_WRITTEN)
        return apply(function, (x, y), {})

    return lambda x, y: apply(function, (x, y), {}), lambda x, y: apply(function, (y, x), {}), in_place


for _name in ("add", "sub", "mul", "truediv", "pow", "matmul"):
    _ufunc = getattr(np, {"sub": "subtract", "mul": "multiply", "truediv": "divide", "pow": "power"}.get(_name, _name))
    for _prefix, _method in zip(("", "r", "i"), _operators(_ufunc)):
        if not hasattr(Lifted, f"__{_prefix}{_name}__"):
            setattr(Lifted, f"__{_prefix}{_name}__", _method)
for _name, _ufunc in {"lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal, "eq": np.equal,
                      "ne": np.not_equal}.items():
    setattr(Lifted, f"__{_name}__", _operators(_ufunc)[0])
for _name, _ufunc in {"neg": np.negative, "pos": np.positive, "abs": np.absolute}.items():
    setattr(Lifted, f"__{_name}__", lambda x, ufunc=_ufunc: apply(ufunc, (x,), {}))
for _name in ("sum", "mean", "var", "std", "max", "min", "argmax", "argmin", "ravel", "squeeze", "swapaxes", "clip",
              "cumsum", "copy", "take"):
    setattr(Lifted, _name, lambda x, *args, function=getattr(np, _name), **settings: function(x, *args, **settings))
for _name in ("reshape", "transpose"):
    setattr(Lifted, _name, lambda x, *args, function=getattr(np, _name): function(
        x, args[0] if len(args) == 1 else args or None))
