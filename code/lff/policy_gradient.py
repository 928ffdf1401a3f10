"""Learning to act from rewards alone: play, weigh what was done by what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lff import rules
from lff._settings import count, function, generator, share
from lff.arrays import as_labels, as_matrix, as_vector
from lff.environments import CartPole, GridWorld
from lff.functions import softmax
from lff.lifted import Lifted, _traceable


@dataclass(frozen=True)
class Episodes:
    """What was seen, done and earned in n episodes of at most T steps.

    `alive` says which steps were played. After the end of an episode its rewards are 0,
    and what stands in `features` and `actions` means nothing:
    `episodes.features[episodes.alive]` are the rows that do.

    Shapes:
        features (T, n, d), actions (T, n), rewards (T, n), alive (T, n) of bool.
    Book:
        sec-reinforcement
    """

    features: np.ndarray
    actions: np.ndarray
    rewards: np.ndarray
    alive: np.ndarray

    @property
    def returns(self) -> np.ndarray:
        """The sum of the rewards of each episode.

        Shapes:
            (n,).
        Book:
            sec-reinforcement
        """
        return self.rewards.sum(axis=0)


def draw_actions(logits: ArrayLike, *, rng: np.random.Generator) -> np.ndarray:
    """One action for each row, drawn with the probabilities softmax(logits).

    Shapes:
        logits (n, k) -> (n,) of integers below k.
    Raises:
        ValueError: the logits have another shape, or are not finite.
    Book:
        sec-reinforcement
    """
    generator(rng)
    up_to = softmax(as_matrix("logits", logits)).cumsum(axis=1)  # (n, k)
    return (up_to[:, :-1] <= rng.random((len(up_to), 1))).sum(axis=1)


def play(
    environment: GridWorld | CartPole,
    logits_of: Callable[[np.ndarray], np.ndarray],
    n: int,
    *,
    longest: int,
    rng: np.random.Generator,
) -> Episodes:
    """Play n episodes at once, until all have ended or are `longest` steps long.

    `logits_of(features)` is the policy, such as a network's `forward`.

    Shapes:
        logits_of: (n, d) -> (n, environment.actions).
    Raises:
        ValueError: n or longest is below 1, or logits of another shape or not finite.
    Book:
        sec-reinforcement
    """
    function("logits_of", logits_of)
    count("longest", longest)
    states = environment.start(n, rng=rng)
    alive, steps = np.ones(n, bool), []
    expected = n, environment.actions
    while alive.any() and len(steps) < longest:
        features = environment.features(states)  # (n, d)
        logits = np.asarray(logits_of(features))
        if logits.shape != expected:
            raise ValueError(f"logits should have shape {expected}, got {logits.shape}")
        actions = draw_actions(logits, rng=rng)
        after, rewards, done = environment.step(states, actions)
        steps.append((features, actions, np.where(alive, rewards, 0.0), alive))
        states = np.where(alive[:, np.newaxis], after, states)  # the others rest
        alive = alive & ~done
    return Episodes(*(np.stack(column) for column in zip(*steps)))


def rewards_to_go(rewards: ArrayLike, discount: float = 1.0) -> np.ndarray:
    """What was earned from each step on; a reward k steps later counts discount^k times.

    Shapes:
        rewards (T, n) -> (T, n).
    Raises:
        ValueError: the rewards have another shape, or the discount lies outside [0, 1].
    Book:
        sec-reinforcement
    """
    share("discount", discount)
    to_go = as_matrix("rewards", rewards).copy()
    for t in range(len(to_go) - 2, -1, -1):
        to_go[t] += discount * to_go[t + 1]
    return to_go


def policy_loss(
    logits: np.ndarray, actions: ArrayLike, weights: ArrayLike
) -> np.floating:
    """-mean(w log π(a|s)): downhill, an action becomes likelier the larger its weight is.

    It does not say how well one plays. Only its gradient means something, and only at the
    policy that played. The tape can follow it.

    Shapes:
        logits (m, k), actions (m,) of integers below k, weights (m,).
    Raises:
        ValueError: shapes that do not fit, an action out of range, or a weight not finite.
    Source:
        Williams, Simple statistical gradient-following algorithms for connectionist
        reinforcement learning, 1992.
    Book:
        sec-reinforcement
    """
    logits, rows, actions, weights = _as_played(logits, actions, weights)
    return -np.mean(weights * rules.log_softmax(logits)[rows, actions])


def policy_loss_gradient(
    logits: np.ndarray, actions: ArrayLike, weights: ArrayLike
) -> np.ndarray:
    """w (softmax(logits) - one_hot(actions)) over the number of rows.

    It is written so that a probability near 1 loses no digits.

    Shapes:
        as the logits (m, k).
    Raises:
        ValueError: as policy_loss.
    Book:
        sec-reinforcement
    """
    logits, rows, actions, weights = _as_played(logits, actions, weights)
    gradient = softmax(logits)
    gradient[rows, actions] = 0.0
    gradient[rows, actions] = -gradient.sum(axis=1)  # p - 1: minus the sum of the others
    return gradient * (weights / len(rows))[:, np.newaxis]


def _as_played(
    logits: np.ndarray, actions: ArrayLike, weights: ArrayLike
) -> tuple[np.ndarray | Lifted, np.ndarray, np.ndarray, np.ndarray]:
    logits = _traceable("logits", logits)
    if logits.ndim != 2 or not logits.size:
        raise ValueError(f"logits should have shape (m, k), got {logits.shape}")
    m, k = logits.shape
    actions = as_labels("actions", actions, k, m)
    return logits, np.arange(m), actions, as_vector("weights", weights, m)
