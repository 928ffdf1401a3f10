"""Ways to take a step: each moves θ in place, given the gradient there.

Formulas and defaults are PyTorch's where papers and textbooks differ: momentum adds the whole gradient to the
velocity, not its share 1 - μ; Nesterov looks ahead along the velocity of this step; and ε is added to a root after it
was taken.
"""

import numpy as np

from lff._settings import fraction, positive
from lff.arrays import _as_floats
from lff.schedules import Rate, _as_schedule


class Optimizer:
    """What all ways to step have in common: they check, ask for the rate, count, and then move θ, each in its own way.

    `rate` is η as it was in the last step, and `updates` counts the steps. `memory` names what is kept of past
    gradients: arrays shaped as θ, attributes of the optimizer, which are None before the first step begins and 0 as
    it begins.

    Raises:
        ValueError: the learning rate is not positive.
    Book:
        sec-fd-adagrad
    """

    memory: tuple[str, ...] = ()

    def __init__(self, learning_rate: Rate) -> None:
        self._schedule = _as_schedule(learning_rate)
        self.updates = 0
        self.rate = self._schedule(0)
        self._step: np.ndarray | None = None
        for name in self.memory:
            setattr(self, name, None)

    def step(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        """Move θ one step, in place.

        Shapes:
            theta, gradient: one shape, and the same at every step if the optimizer has a memory.
        Raises:
            ValueError: the shapes differ, or differ from those of the steps before.
        Book:
            sec-fd-adagrad
        """
        if theta.shape != gradient.shape:
            raise ValueError(f"theta and gradient should have one shape, got {theta.shape} and {gradient.shape}")
        if self._step is None or self._step.shape != theta.shape:
            self._begin(theta)
        self.rate = self._schedule(self.updates)
        self.updates += 1
        self._move(theta, gradient)

    def _begin(self, theta: np.ndarray) -> None:
        if self.memory and self._step is not None:
            raise ValueError(f"theta should keep to one shape, {self._step.shape} until now, got {theta.shape}")
        for name in self.memory:
            setattr(self, name, np.zeros_like(theta))
        self._step, self._size = np.empty_like(theta), np.empty_like(theta)  # room to work in

    def _move(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        raise NotImplementedError(f"{type(self).__name__} does not say how to move")

    def _over_root(self, gradient: np.ndarray, squares: np.ndarray, epsilon: float) -> np.ndarray:
        """η g / (√s + ε), in the optimizer's own room."""
        np.sqrt(squares, out=self._size)
        self._size += epsilon
        np.divide(gradient, self._size, out=self._step)
        return np.multiply(self._step, self.rate, out=self._step)


class GradientDescent(Optimizer):
    """θ ← θ - η g.

    `rate` is η as it was in the last step, and `updates` counts the steps. On batches it is called stochastic
    gradient descent, SGD.

    Raises:
        ValueError: the learning rate is not positive.
    Book:
        sec-three-steps-one
    """

    def _move(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        theta -= np.multiply(gradient, self.rate, out=self._step)


class Momentum(Optimizer):
    """v ← μ v + g, then θ ← θ - η v: the step goes on in the direction of the steps before.

    `velocity` is v.

    Raises:
        ValueError: the rate is not positive, or the momentum μ does not lie in [0, 1).
    Source:
        Polyak, Some methods of speeding up the convergence of iteration methods, 1964.
    Book:
        sec-fd-momentum
    """

    memory = ("velocity",)

    def __init__(self, learning_rate: Rate, momentum: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.momentum = fraction("momentum", momentum)

    def _move(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        self.velocity *= self.momentum
        self.velocity += gradient
        theta -= np.multiply(self.velocity, self.rate, out=self._step)


class Nesterov(Momentum):
    """v ← μ v + g, then θ ← θ - η (g + μ v): momentum that has already taken its next step forward.

    `velocity` is v.

    Raises:
        ValueError: the rate is not positive, or the momentum μ does not lie in [0, 1).
    Source:
        Sutskever et al., On the importance of initialization and momentum in deep learning, 2013.
    Book:
        sec-fd-nesterov
    """

    def _move(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        self.velocity *= self.momentum
        self.velocity += gradient
        np.multiply(self.velocity, self.momentum, out=self._step)
        self._step += gradient
        theta -= np.multiply(self._step, self.rate, out=self._step)


class Adagrad(Optimizer):
    """s ← s + g², then θ ← θ - η g / (√s + ε), each entry for itself: who has seen steep slopes takes small steps.

    `squares` is s.

    Raises:
        ValueError: the rate or epsilon is not positive.
    Source:
        Duchi, Hazan and Singer, Adaptive Subgradient Methods, 2011.
    Book:
        sec-fd-adagrad
    """

    memory = ("squares",)

    def __init__(self, learning_rate: Rate, epsilon: float = 1e-10) -> None:
        super().__init__(learning_rate)
        positive("epsilon", epsilon)
        self.epsilon = epsilon

    def _move(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        self.squares += np.multiply(gradient, gradient, out=self._step)
        theta -= self._over_root(gradient, self.squares, self.epsilon)


class RMSProp(Optimizer):
    """s ← β s + (1 - β) g², then θ ← θ - η g / (√s + ε): Adagrad that forgets.

    `squares` is s.

    Raises:
        ValueError: the rate or epsilon is not positive, or β does not lie in [0, 1).
    Source:
        Tieleman and Hinton, Lecture 6.5 of Neural Networks for Machine Learning, 2012.
    Book:
        sec-fd-forget
    """

    memory = ("squares",)

    def __init__(self, learning_rate: Rate, beta: float = 0.99, epsilon: float = 1e-8) -> None:
        super().__init__(learning_rate)
        positive("epsilon", epsilon)
        self.beta, self.epsilon = fraction("beta", beta), epsilon

    def _move(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        self.squares *= self.beta
        np.multiply(gradient, 1 - self.beta, out=self._step)
        self.squares += np.multiply(self._step, gradient, out=self._step)
        theta -= self._over_root(gradient, self.squares, self.epsilon)


class Adam(Optimizer):
    """Descent along an average of past gradients, each parameter's step divided by the size of its gradients.

    `m` is the average of the gradients and `v` that of their squares, both before the correction.

    Raises:
        ValueError: a rate or epsilon that is not positive, or a beta outside [0, 1).
    Source:
        Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015.
    Book:
        networks
    """

    memory = ("m", "v")

    def __init__(
        self, learning_rate: Rate, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        super().__init__(learning_rate)
        self.beta1, self.beta2 = fraction("beta1", beta1), fraction("beta2", beta2)
        positive("epsilon", epsilon)
        self.epsilon = epsilon

    def _move(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        step, size = self._step, self._size
        self.m *= self.beta1  # m = β1 m + (1 - β1) g
        self.m += np.multiply(gradient, 1 - self.beta1, out=step)
        self.v *= self.beta2  # v = β2 v + (1 - β2) g²
        np.multiply(gradient, 1 - self.beta2, out=step)
        self.v += np.multiply(step, gradient, out=step)
        # m and v start at 0 and so are too small at first, by known factors; ε is added to the corrected √v
        np.sqrt(self.v, out=size)
        size *= (1 - self.beta2**self.updates) ** -0.5
        size += self.epsilon
        np.divide(self.m, size, out=step)
        step *= self.rate / (1 - self.beta1**self.updates)
        theta -= step


class AdamW(Adam):
    """θ ← θ - η λ θ, then a step of Adam: the weights shrink by one share, whatever their gradients have been.

    The weight decay λ is a number, or an array shaped as θ: `0.01 * network.is_weight` leaves the biases alone.

    Raises:
        ValueError: as for Adam, or a weight decay below 0.
    Source:
        Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019.
    Book:
        regularization
    """

    def __init__(
        self,
        learning_rate: Rate, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8,
        weight_decay: float | np.ndarray = 0.01,
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, beta1, beta2, epsilon)
        shares = _as_floats("weight_decay", weight_decay)
        bad = shares[~((shares >= 0) & (shares < np.inf))]  # so that NaN is bad as well
        if bad.size:
            raise ValueError(f"weight_decay should be at least 0 and finite, got {bad[0]}")
        self.weight_decay = weight_decay

    def _move(self, theta: np.ndarray, gradient: np.ndarray) -> None:
        np.multiply(theta, self.weight_decay, out=self._step)
        theta -= np.multiply(self._step, self.rate, out=self._step)
        super()._move(theta, gradient)

