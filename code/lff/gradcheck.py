"""Is this the gradient? Differences of the function itself are the referee."""

from collections.abc import Callable

import numpy as np

from lff._settings import function, generator, number
from lff.arrays import _as_floats, _filled

STEP = float(np.cbrt(np.finfo(np.float64).eps))  # where rounding and the neglected h² cost about the same
TINY = 1e-150  # for the complex step: its square is 0


def directional_difference(
    f: Callable[[np.ndarray], float], theta: np.ndarray, direction: np.ndarray, step: float = STEP
) -> float:
    """The slope of f at θ along a direction, as (f(θ + h d) - f(θ - h d)) / 2h.

    Shapes:
        theta, direction: one shape.
    Raises:
        ValueError: the shapes differ, or the step is not positive.
    Book:
        sec-nudge
    """
    theta, direction = _point_and_direction(f, theta, direction)
    if not 0 < number("step", step) < np.inf:
        raise ValueError(f"step should be positive, got {step}")
    shift = step * direction
    return float((f(theta + shift) - f(theta - shift)) / (2 * step))


def complex_step(f: Callable[[np.ndarray], complex], theta: np.ndarray, direction: np.ndarray) -> float:
    """The slope of an analytic f at θ along a direction, as the imaginary part of f(θ + i h d) / h.

    Nothing is subtracted, so h can be so small that the neglected h² is nothing, and the slope has all its digits. f
    must be written in functions that take complex numbers as they take real ones: no |x|, no maximum, no comparison.

    Shapes:
        theta, direction: one shape.
    Raises:
        ValueError: the shapes differ.
        TypeError: f's value is not complex, so it has dropped the imaginary part.
    Source:
        Squire and Trapp, Using complex variables to estimate derivatives of real functions, 1998.
    Book:
        sec-referees
    """
    theta, direction = _point_and_direction(f, theta, direction)
    value = f(theta + 1j * TINY * direction)
    if not np.iscomplexobj(value):
        raise TypeError("f dropped the imaginary part: it should return a complex number for complex θ")
    return float(np.imag(value) / TINY)


def projection_error(
    f: Callable[[np.ndarray], float],
    gradient: Callable[[np.ndarray], np.ndarray],
    theta: np.ndarray,
    *,
    rng: np.random.Generator,
) -> float:
    """The relative error of a gradient along one random direction: one number tests all its entries at once.

    The error is measured against the larger of both slopes, and against the slope that a gradient of that length
    has along a typical direction, so that a direction which happens to lie across the gradient does no harm.

    Shapes:
        theta of any shape; gradient(theta) of the same.
    Raises:
        ValueError: the gradient has another shape than theta.
    Book:
        sec-every-formula-proved
    """
    theta = _filled("theta", _as_floats("theta", theta))
    g = np.asarray(function("gradient", gradient)(theta))
    if g.shape != np.shape(theta):
        raise ValueError(f"the gradient should have theta's shape {np.shape(theta)}, got {g.shape}")
    direction = generator(rng).standard_normal(g.shape)
    direction /= np.linalg.norm(direction)
    claimed = float(np.sum(g * direction))
    measured = directional_difference(f, theta, direction)
    scale = max(abs(claimed), abs(measured), float(np.linalg.norm(g)) / np.sqrt(g.size))
    return abs(claimed - measured) / scale if scale > 0 else 0.0


def numerical_gradient(f: Callable[[np.ndarray], float], theta: np.ndarray) -> np.ndarray:
    """The gradient of f at θ by differences, one entry at a time: slow, and free of algebra.

    Shapes:
        theta of any shape -> the same shape.
    Book:
        gradient-descent
    """
    theta = _filled("theta", _as_floats("theta", theta)).astype(np.float64, copy=False)
    g = np.empty_like(theta)
    for index in np.ndindex(theta.shape):
        direction = np.zeros_like(theta)
        direction[index] = 1.0
        g[index] = directional_difference(f, theta, direction)
    return g


def _point_and_direction(f: Callable, theta: np.ndarray, direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    function("f", f)
    theta, direction = _filled("theta", _as_floats("theta", theta)), _as_floats("direction", direction)
    if theta.shape != direction.shape:
        raise ValueError(f"direction should have theta's shape {theta.shape}, got {direction.shape}")
    return theta, _filled("direction", direction)
