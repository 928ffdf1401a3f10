"""Forward mode, as a contrast: each value travels together with its slope along one direction.

The table of rules serves it as well. What works entry by entry has a diagonal Jacobian, which is its own transpose:
there the step back is the step forth. What is linear is its own slope. For the rest, a tape turns the step around.
"""

from collections.abc import Callable

import numpy as np

from lff._settings import function
from lff.arrays import _as_array, _as_floats
from lff.lifted import BIRTHS, RULES, Lifted
from lff.rules import ENTRYWISE, LINEAR, Together
from lff.tape import Tape


class Dual(Lifted):
    """x + ε t: a value x, and the tangent t that says how it moves.

    Book:
        sec-forward-mode
    """

    __slots__ = ("tangent",)

    def __init__(self, value: np.ndarray, tangent: np.ndarray, home: "Forward") -> None:
        self.value, self.tangent, self.home = value, tangent, home


class Forward:
    """One pass forward along one direction; nothing is kept.

    Book:
        sec-forward-mode
    """

    __slots__ = ("born",)

    def __init__(self) -> None:
        self.born = next(BIRTHS)

    def record(self, function: Callable, args: tuple, settings: dict) -> Dual:
        """The value of the function, and its tangent: the sum of what each argument's tangent makes of it.

        Book:
            sec-forward-mode
        """
        moving = [k for k, x in enumerate(args) if type(x) is Dual and x.home is self]
        plain = [x.value if k in moving else x for k, x in enumerate(args)]
        entries, tangent = RULES[function], 0.0
        if together := type(entries) is Together:
            value, ways = entries.run(*plain, **settings)
        else:
            value = function(*plain, **settings)
        for k in moving:
            t = args[k].tangent
            if function in LINEAR:
                moved = function(*plain[:k], t, *plain[k + 1 :], **settings)
            else:
                way = ways[k] if together else entries[k](value, *plain, **settings)
                moved = way(t) if function in ENTRYWISE else _turned_around(way, value, t)
            tangent = tangent + moved
        return Dual(value, tangent if tangent.shape == value.shape else np.broadcast_to(tangent, value.shape), self)


def jvp(f: Callable, at: np.ndarray, direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """f's value and its slope along a direction, Jacobian times direction, in one pass.

    Shapes:
        at, direction: one shape; f(at) of shape m -> twice m.
    Raises:
        TypeError: `at` does not hold floats.
        ValueError: direction has another shape.
    Book:
        sec-forward-mode
    """
    function("f", f)
    at = at if isinstance(at, Lifted) else _as_array("at", at)
    if at.dtype.kind != "f":
        raise TypeError(f"the argument holds {at.dtype}, and slopes need floats: write 3.0, or x.astype(float)")
    at = at if isinstance(at, Lifted) else at[()]
    if not isinstance(direction, Lifted):
        direction = _as_floats("direction", direction).astype(at.dtype, copy=False)[()]
    if direction.shape != at.shape:
        raise ValueError(f"direction should have the argument's shape {at.shape}, got {direction.shape}")
    home = Forward()
    value = f(Dual(at, direction, home))
    if type(value) is Dual and value.home is home:
        return value.value, value.tangent
    return value, np.zeros(np.shape(value))[()]


def derivative(f: Callable) -> Callable:
    """The function that returns the slope of f, for f of one number, or of an array entry by entry.

    Shapes:
        f(x) shaped as x -> as x.
    Raises:
        TypeError: x does not hold floats.
    Book:
        sec-forward-mode
    """
    function("f", f)

    def slope(x):
        x = x if isinstance(x, Lifted) else _as_array("x", x)
        return jvp(f, x, np.ones(np.shape(x)))[1]

    return slope


def _turned_around(way, value, t):
    """A way back g -> Jᵀ g is linear in g; so J t is the gradient of (Jᵀ g) · t with respect to g."""
    with Tape() as tape:
        product = np.sum(way(tape.start(np.zeros(value.shape, value.dtype)[()])) * t)
        return tape.back(product.index, product.dtype.type(1))[0]
