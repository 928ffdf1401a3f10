"""Draws for the policy gradient: in the logits of one policy, and in the mean over all that can happen."""

from __future__ import annotations

import numpy as np

from lff import functions, policy_gradient, symbolic
from lff.arrays import one_hot
from lff.witnesses._case import Case
from lff.witnesses._entrywise import _autograd, _logits, _numbered

# A policy of one parameter: softmax of 0, θ and 1 - 2θ. Below, its logits' slopes, and the chances in words for sympy.
TILTS = np.array([0.0, 1.0, -2.0])
POWERS = ("1", "exp(u)", "exp(1 - 2*u)")
CHANCES = {f"pi_{i}": f"{power} / ({' + '.join(POWERS)})" for i, power in enumerate(POWERS, start=1)}


def _policy(theta: np.ndarray) -> np.ndarray:
    return np.array([[0.0, theta[0], 1.0 - 2.0 * theta[0]]])


def _mean_slope(theta: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The mean of the package's gradients over all that can be done, each with its chance, turned uphill."""
    Z = _policy(theta)
    by_action = [policy_gradient.policy_loss_gradient(Z, [a], weights[[a]])[0] for a in range(3)]
    return np.array([-(functions.softmax(Z)[0] @ by_action) @ TILTS])


def _engine(rewards: np.ndarray):
    def mean_reward(theta):
        anp = _autograd()
        powers = anp.exp(theta[0] * TILTS + np.array([0.0, 0.0, 1.0]))
        return anp.sum(powers * rewards) / anp.sum(powers)
    return mean_reward


def mean_reward(rng: np.random.Generator, extreme: bool) -> Case:
    """The slope of the mean reward, as the mean over what can be done; at the extreme one action is nearly certain."""
    theta, R = np.array([30.0]) if extreme else rng.normal(size=1), rng.normal(size=3)
    proof = symbolic.log_derivative_trick().given(**CHANCES)
    return Case(answer=_mean_slope(theta, R), theta=theta, gradient=lambda theta: _mean_slope(theta, R),
                exact=lambda: [proof.evaluate("lhs", theta=theta[0], **_numbered(R_=R))], engine=_engine(R),
                value=lambda theta: float(functions.softmax(_policy(theta))[0] @ R))


def baseline(rng: np.random.Generator, extreme: bool) -> Case:
    """The same with a baseline taken away, against the slope without one."""
    theta, R = rng.normal(size=1), rng.normal(size=3)
    b = 100.0 if extreme else rng.normal()
    first_two = {name: chance for name, chance in CHANCES.items() if name != "pi_3"}
    proof = symbolic.baseline_changes_nothing().given(**first_two)
    return Case(answer=_mean_slope(theta, R - b), theta=theta, gradient=lambda theta: _mean_slope(theta, R - b),
                exact=lambda: [proof.evaluate("rhs", theta=theta[0], **_numbered(R_=R))], engine=_engine(R),
                value=lambda theta: float(functions.softmax(_policy(theta))[0] @ R))


def in_the_logits(rng: np.random.Generator, extreme: bool) -> Case:
    """The gradient of a batch's policy loss, with weights of both signs."""
    Z = _logits(rng, extreme)
    actions, w = rng.integers(0, Z.shape[1], size=len(Z)), rng.normal(size=len(Z))
    actions = Z.argmax(axis=1) if extreme else actions  # where the chance is near 1
    Y, anp = one_hot(actions, Z.shape[1]), _autograd
    proof = symbolic.policy_loss_gradient(Z.shape[1])

    def exact():
        return [entry / len(Z) for weight, z, y in zip(w, Z, Y)
                for entry in proof.evaluate("rhs", w=weight, **_numbered(z_=z, y_=y))]

    def engine(Z):
        logs = anp().sum(Y * Z, axis=1) - anp().log(anp().sum(anp().exp(Z), axis=1))
        return -anp().mean(w * logs)

    return Case(answer=policy_gradient.policy_loss_gradient(Z, actions, w), exact=exact, theta=Z,
                gradient=lambda Z: policy_gradient.policy_loss_gradient(Z, actions, w),
                value=None if extreme else lambda Z: float(policy_gradient.policy_loss(Z, actions, w)),
                engine=None if extreme else engine)
