"""The one minimum of a convex loss of lines, for `logistic`: what is to be made least, and two ways down to it."""

import numpy as np

from lff._settings import count, not_negative, number, one_of
from lff.arrays import _squarable
from lff.functions import sigmoid_derivative, softmax
from lff.losses import LOSSES

# Shares of the largest number that are taken for rounding: in the rank of the columns, and in the sides of a line.
_FLAT, _TIE = 1e-12, 1e-9


class _Problem:
    """The loss to be made least, over θ (d + 1, k): weights, and in the last row the biases; k is 1 for a sigmoid."""

    def __init__(self, loss: str, X: np.ndarray, y: np.ndarray, k: int, strength: float) -> None:
        not_negative("strength", strength)
        _squarable("X", X)
        self.loss, self.y, self.k, self.strength = LOSSES[loss], y, k, strength
        self.mean = X.mean(axis=0)  # around it, biases and weights hardly disturb each other
        self.A = np.column_stack([X - self.mean, np.ones(len(X))])  # (n, d + 1)
        if strength == 0:
            self._check_rank()

    def loss_and_gradient(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        n, weights = len(self.A), theta * self._shrunk()
        value, slope = self.loss.both(self.A @ theta, self.y)
        penalty = 0.5 * self.strength * np.sum(weights**2)
        return n * value + penalty, n * (self.A.T @ slope) + self.strength * weights

    def hessian(self, theta: np.ndarray) -> np.ndarray:
        """(d + 1, k, d + 1, k): for each pair of classes, Aᵀ C A with the pair's curvature of each row."""
        Z = self.A @ theta
        curvature = sigmoid_derivative(Z)[..., np.newaxis] if self.k == 1 else _softmax_curvature(Z)  # (n, k, k)
        H = np.empty((*theta.shape, *theta.shape))
        for i in range(self.k):
            for j in range(i + 1):  # what holds for the pair (i, j) holds for (j, i)
                H[:, i, :, j] = H[:, j, :, i] = self.A.T @ (self.A * curvature[:, i, j, np.newaxis])
        if self.k > 1:  # no slope and no curvature in the direction that changes all classes alike: any will do
            H += (self.A.T @ self.A)[:, np.newaxis, :, np.newaxis] / self.k
        diagonal = np.einsum("aiai->ai", H)
        diagonal += self.strength * self._shrunk()
        return H

    def steepest(self) -> float:
        """A number that no curvature exceeds: ¼ is the sigmoid's steepest slope, and softmax's is at most ½."""
        return (0.25 if self.k == 1 else 0.5) * np.linalg.norm(self.A, 2) ** 2 + self.strength

    def check_not_separated(self, Z: np.ndarray) -> None:
        """An error if these logits leave no row on the wrong side: then the same, larger, have a smaller loss."""
        if self.strength > 0:
            return
        if self.k == 1:
            margins = np.where(self.y == 1, Z, -Z)
        else:
            own = np.arange(self.k) == self.y[:, np.newaxis]
            margins = Z[own] - np.where(own, -np.inf, Z).max(axis=1)
        slack = _TIE * np.max(np.abs(Z))
        if np.min(margins) >= -slack and np.max(margins) > slack:
            raise ValueError(
                "no weights are best, for the classes can be separated: the larger the weights, the smaller the loss. "
                "A strength above 0 makes large weights cost something"
            )

    def _shrunk(self) -> np.ndarray:
        return np.append(np.ones(len(self.mean)), 0.0)[:, np.newaxis]  # the biases are not

    def _check_rank(self) -> None:
        lengths = np.linalg.norm(self.A, axis=0)
        rank = np.linalg.matrix_rank(self.A / np.where(lengths > 0, lengths, 1.0), tol=_FLAT * len(self.A))
        if rank < self.A.shape[1]:
            raise ValueError(
                f"no weights are best: X and a bias have {self.A.shape[1]} columns, but rank {rank}, for some follow "
                "from the others, never change, or outnumber the rows. Leave columns out, or take a strength above 0"
            )


def _minimum(
    problem: _Problem, method: str, tolerance: float, most_steps: int | None
) -> tuple[np.ndarray, int]:
    """θ of the least loss, for X as it was before its mean was taken off, and the steps to it."""
    one_of("method", method, ("newton", "descent"))
    if not number("tolerance", tolerance) > 0:
        raise ValueError(f"tolerance should be positive, got {tolerance}")
    find, usual = (_newton, 100) if method == "newton" else (_descent, 100_000)
    theta = np.zeros((problem.A.shape[1], problem.k))
    theta, steps = find(problem, theta, tolerance, usual if most_steps is None else count("most_steps", most_steps))
    theta[-1] -= problem.mean @ theta[:-1]
    return theta, steps


def _newton(problem: _Problem, theta: np.ndarray, tolerance: float, most_steps: int) -> tuple[np.ndarray, int]:
    """To where a parabola with the loss's slope and curvature is least, or halfway if that is too far; and again."""
    value, gradient = problem.loss_and_gradient(theta)
    for step in range(1, most_steps + 1):
        try:
            move = -np.linalg.solve(problem.hessian(theta).reshape(gradient.size, -1), gradient.ravel())
        except np.linalg.LinAlgError:
            break
        move = move.reshape(theta.shape)
        problem.check_not_separated(problem.A @ move)
        promised = np.sum(gradient * move)  # below 0
        share = 1.0
        while True:
            new_value, new_gradient = problem.loss_and_gradient(theta + share * move)
            if new_value <= value + 1e-4 * share * promised + 1e-12 * abs(value) or share < 1e-9:
                break
            share /= 2
        theta, value, gradient = theta + share * move, new_value, new_gradient
        problem.check_not_separated(problem.A @ theta)
        if np.max(np.abs(problem.A @ move)) <= tolerance:
            return theta, step
    raise RuntimeError(
        f"newton did not settle in {most_steps} steps, the gradient is {np.linalg.norm(gradient):.3g} long; "
        "a strength above 0 makes the minimum easier to find"
    )


def _descent(problem: _Problem, theta: np.ndarray, tolerance: float, most_steps: int) -> tuple[np.ndarray, int]:
    """Down the gradient, by one over the steepest curvature there is: so long a step never leads up."""
    rate = 1.0 / problem.steepest()
    for step in range(most_steps + 1):
        _, gradient = problem.loss_and_gradient(theta)
        length = np.linalg.norm(gradient)
        if length <= tolerance:
            return theta, step
        theta = theta - rate * gradient
        problem.check_not_separated(problem.A @ theta)
    raise RuntimeError(f"descent did not settle in {most_steps} steps, the gradient is {length:.3g} long")


def _softmax_curvature(Z: np.ndarray) -> np.ndarray:
    """The Jacobian of softmax for each row, (n, k, k), as `functions.softmax_jacobian` has it for one."""
    P = softmax(Z)
    J = -P[:, :, np.newaxis] * P[:, np.newaxis, :]
    diagonal = np.einsum("nii->ni", J)
    diagonal[:] = 0.0
    diagonal[:] = -J.sum(axis=2)
    return J
