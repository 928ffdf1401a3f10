"""Ways to take a step: each moves θ in place, given the gradient there."""

from collections.abc import Callable

import numpy as np

Rate = float | Callable[[int], float]


def linear_decay(start: float, updates: int) -> Callable[[int], float]:
    """A learning rate that falls in a straight line from `start` to 0, where it is after so many updates.

    Raises:
        ValueError: the start is not positive, or there are no updates.
    Book:
        networks
    """
    _positive("start", start)
    if updates < 1:
        raise ValueError(f"updates should be at least 1, got {updates}")
    return lambda update: start * max(0.0, 1.0 - update / updates)


class GradientDescent:
    """θ ← θ - η g.

    `rate` is η as it was in the last step, and `updates` counts the steps.

    Raises:
        ValueError: the learning rate is not positive.
    Book:
        three-steps
    """

    def __init__(self, learning_rate: Rate) -> None:
        self._schedule = _as_schedule(learning_rate)
        self.updates = 0
        self.rate = self._schedule(0)
        self._step: np.ndarray | None = None

    def step(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        """Move θ one step against the gradient, in place.

        Shapes:
            theta, gradient: one shape.
        Raises:
            ValueError: the shapes differ.
        Book:
            three-steps
        """
        _same_shape(theta, gradient)
        if self._step is None or self._step.shape != theta.shape:
            self._step = np.empty_like(theta)
        self.rate = self._schedule(self.updates)
        theta -= np.multiply(gradient, self.rate, out=self._step)
        self.updates += 1


class Adam:
    """Descent along an average of past gradients, each parameter's step divided by the size of its gradients.

    `rate` is η as it was in the last step, and `updates` counts the steps.

    Raises:
        ValueError: a rate or epsilon that is not positive, or a beta outside [0, 1).
    Source:
        Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015.
    Book:
        networks
    """

    def __init__(
        self, learning_rate: Rate, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        self._schedule = _as_schedule(learning_rate)
        if not (0 <= beta1 < 1 and 0 <= beta2 < 1):
            raise ValueError(f"beta1 and beta2 should lie in [0, 1), got {beta1} and {beta2}")
        _positive("epsilon", epsilon)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.updates = 0
        self.rate = self._schedule(0)
        self._m: np.ndarray | None = None

    def step(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        """Move θ one step, in place.

        Shapes:
            theta, gradient: one shape, the same at every step.
        Raises:
            ValueError: the shapes differ, or differ from those of the steps before.
        Book:
            networks
        """
        _same_shape(theta, gradient)
        if self._m is None:
            self._m, self._v = np.zeros_like(theta), np.zeros_like(theta)
            self._step, self._size = np.empty_like(theta), np.empty_like(theta)
        _same_shape(theta, self._m)
        step, size = self._step, self._size
        self.rate = self._schedule(self.updates)
        self.updates += 1
        self._m *= self.beta1  # m = β1 m + (1 - β1) g
        self._m += np.multiply(gradient, 1 - self.beta1, out=step)
        self._v *= self.beta2  # v = β2 v + (1 - β2) g²
        np.multiply(gradient, 1 - self.beta2, out=step)
        self._v += np.multiply(step, gradient, out=step)
        # m and v start at 0 and so are too small at first, by known factors; ε is added to the corrected √v
        np.sqrt(self._v, out=size)
        size *= (1 - self.beta2**self.updates) ** -0.5
        size += self.epsilon
        np.divide(self._m, size, out=step)
        step *= self.rate / (1 - self.beta1**self.updates)
        theta -= step


def _as_schedule(learning_rate: Rate) -> Callable[[int], float]:
    if callable(learning_rate):
        return learning_rate
    _positive("learning_rate", learning_rate)
    return lambda update: learning_rate


def _positive(name: str, value: float) -> None:
    if not 0 < value < np.inf:
        raise ValueError(f"{name} should be positive and finite, got {value}")


def _same_shape(theta: np.ndarray, gradient: np.ndarray) -> None:
    if theta.shape != gradient.shape:
        raise ValueError(f"theta and its gradient should have one shape, got {theta.shape} and {gradient.shape}")
