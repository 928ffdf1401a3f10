"""Recipes for the modules of the map: other ways to learn, and what a score hides."""

from __future__ import annotations

import numpy as np
from recipes import BITS, DIVERGES, LABELS, RNG, STEP, THEIRS, THREE, P, X, Y, method, recipe

from lff import (
    adversarial, attacks, distillation, elastic, environments, meta, metrics, neighbors, optimizers, policy_gradient,
    pruning, saliency,
)
from lff.datasets import disguises, toy
from lff.network import Network

# A mean of what is too large is infinite; a training that comes to this reports it by itself.
LOSS = DIVERGES

recipe(metrics.auroc, scores=Y, positive=LABELS, says={"positive": "classes"})
recipe(toy.sine_tasks, tasks=3, n=5, rng=RNG)

# pictures in other clothes
GRAY = RNG.random((7, 3, 4))
recipe(disguises.with_border, images=GRAY, cues=LABELS, shades=np.array([0.0, 0.4]), width=2)
recipe(disguises.colored, images=GRAY, ink=RNG.random((7, 3)), paper=RNG.random(3))
recipe(disguises.enlarged, images=GRAY, times=2)
recipe(disguises.cropped, images=GRAY, size=3)
recipe(disguises.mnist8, fit=True)

# two networks against each other
LOGITS = {"real_logits": Y, "fake_logits": Y[:5].copy()}
for _function in (adversarial.discriminator_loss, adversarial.discriminator_loss_gradient):
    recipe(_function, passes=LOSS, **LOGITS)
for _function in (adversarial.generator_loss, adversarial.generator_loss_gradient):
    recipe(_function, fake_logits=Y, passes=LOSS)
recipe(adversarial.cycle_loss, X=X, back=X[::-1].copy(), passes=LOSS)


def _plain(*sizes, loss="cross_entropy_from_logits"):
    return Network(list(sizes), activation="tanh", loss=loss, rng=np.random.default_rng(3))


recipe(lambda **arguments: adversarial.duel(_plain(2, 4, 3), _plain(3, 4, 1), **arguments), of="adversarial.duel",
       draw_real=lambda n, *, rng: rng.normal(size=(n, 3)), draw_noise=lambda n, *, rng: rng.normal(size=(n, 2)),
       optimizers=(optimizers.Adam(0.1), optimizers.Adam(0.1)), updates=2, batch_size=4, rng=RNG)


# attacks, and what an answer hangs on
def _read(function):
    """A function of a network that reads rows of three numbers and answers with one of three labels."""
    return lambda **arguments: function(_plain(3, 4, 3), **arguments)


SHY = RNG.random((7, 3))
recipe(_read(attacks.input_gradient), of="attacks.input_gradient", X=X, labels=THREE)
BOX = {"X": SHY, "labels": THREE, "size": 0.1, "target": THREE[::-1].copy(), "bounds": (0.0, 1.0)}
recipe(_read(attacks.fast_gradient_sign), of="attacks.fast_gradient_sign", **BOX)
recipe(_read(attacks.projected_gradient), of="attacks.projected_gradient", steps=2, step_size=0.05, rng=RNG, **BOX)
recipe(lambda **arguments: _read(attacks.train_against)(optimizer=optimizers.Adam(0.1), **arguments),
       of="attacks.train_against", X=X, labels=THREE, attack=lambda network, X, labels: X + 0.1, epochs=2, batch_size=3,
       rng=RNG)
recipe(_read(saliency.saliency), of="saliency.saliency", X=X, labels=THREE)
recipe(_read(saliency.occlusion), of="saliency.occlusion", images=X.reshape(7, 1, 3).copy(), labels=THREE, patch=1,
       fill=0.5, says={"images": "X", "fill": "X"})

# smaller networks, and second tasks
for _function in (distillation.distillation_loss, distillation.distillation_loss_gradient):
    recipe(_function, Z=X, teacher_Z=X[::-1].copy(), temperature=2.0, passes=LOSS)
recipe(pruning.smallest, theta=Y, is_weight=BITS > 0, share=0.5)
recipe(pruning.Pruned, optimizer=optimizers.Adam(0.1), removed=BITS > 0)
method(lambda: pruning.Pruned(optimizers.Adam(0.1), BITS > 0), "step", theta=Y, gradient=Y[::-1].copy(),
       writes=("theta",), trusts=STEP)
recipe(_read(elastic.fisher_diagonal), of="elastic.fisher_diagonal", X=X, rng=RNG)
recipe(elastic.Elastic, anchor=Y, importance=P, strength=2.0)
for _name in ("value", "gradient"):
    method(lambda: elastic.Elastic(Y, P, 2.0), _name, theta=Y[::-1].copy(), passes=LOSS)


def _off(theta, X, y):
    """How far a line for each task is off, task by task."""
    return np.mean(np.square(np.sum(X * theta[..., np.newaxis, :], axis=-1) - y), axis=-1)


SEEN, UNSEEN = (RNG.normal(size=(2, 7, 3)), RNG.normal(size=(2, 7))), (RNG.normal(size=(2, 5, 3)), np.ones((2, 5)))
START = np.array([1.0, 0.5, -1.0])
recipe(meta.adapted, loss=_off, theta=START, seen=(X, Y), rate=0.1, passes=THEIRS,
       foreign=dict.fromkeys(("theta", "seen"), THEIRS))
for _function in (meta.meta_loss, meta.meta_gradient):
    recipe(_function, loss=_off, theta=START, seen=SEEN, unseen=UNSEEN, rate=0.1, passes=THEIRS,
           foreign=dict.fromkeys(("theta", "seen", "unseen"), THEIRS))

# classes by what is near
recipe(neighbors.NearestMean, X=X, labels=LABELS)
for _name in ("distances", "predict"):
    method(lambda: neighbors.NearestMean(X, LABELS), _name, X=X)

# worlds to act in
BOARD = {"height": 3, "width": 4, "goal": (0, 3), "walls": ((1, 1),), "pits": ((1, 3),), "home": (2, 0)}
recipe(environments.GridWorld, step_reward=-0.1, **BOARD)
CELLS, POLES = np.array([[0, 0], [0, 2], [2, 3], [2, 0]]), 0.1 * RNG.normal(size=(4, 4))
for _world, _states in ((environments.GridWorld(**BOARD), CELLS), (environments.CartPole(), POLES)):
    method(lambda world=_world: world, "start", n=3, rng=RNG)
    method(lambda world=_world: world, "step", states=_states, actions=np.array([0, 1, 1, 0]))
    method(lambda world=_world: world, "features", states=_states)

# learning from rewards
recipe(policy_gradient.draw_actions, logits=X, rng=RNG)
recipe(lambda **arguments: policy_gradient.play(environments.CartPole(), **arguments), of="policy_gradient.play",
       logits_of=lambda features: features[:, :2], n=3, longest=4, rng=RNG)
recipe(policy_gradient.rewards_to_go, rewards=X, discount=0.9)
for _function in (policy_gradient.policy_loss, policy_gradient.policy_loss_gradient):
    recipe(_function, logits=X, actions=THREE, weights=Y, passes=LOSS)
