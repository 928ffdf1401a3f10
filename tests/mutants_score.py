"""Mutants of what a score hides; see `mutants`, which gathers them."""

from __future__ import annotations

from functools import partial

import gradient_checks
import score_checks as checks


def _witness(name: str):
    return partial(gradient_checks.witness, name)


_LOGIT, _WORST, _FISHER = map(_witness, ("slope_of_a_logit", "largest_change_in_a_box", "fisher_is_expected_bend"))
_DISTILLED, _SPRINGS, _THROUGH = map(
    _witness, ("distillation_gradient", "elastic_gradient", "slope_through_a_step"))

SALIENCY = (
    ("[rows, labels]))(X)", "[rows, labels[::-1]]))(X)", "the labels of others", _LOGIT),
    ("np.sum(outputs(network.theta, X)[rows, labels])", "np.mean(outputs(network.theta, X)[rows, labels])",
     "a mean where a sum belongs", _LOGIT),
    ("np.sum(outputs(network.theta, X)[rows, labels])", "np.sum(outputs(network.theta, X))", "all logits", _LOGIT),
    ("covered[:, i : i + patch, j : j + patch] = fill", "covered[:, j : j + patch, i : i + patch] = fill", "transpose",
     checks.occlusion),
    ("covered[:, i : i + patch, j : j + patch] = fill", "covered[:, i : i + patch, j : j + patch] = 0.0",
     "a setting ignored", checks.occlusion),
    ("covered = images.copy()", "covered = images", "the image changed", checks.occlusion),
    ("fall[:, i, j] = whole - ", "fall[:, i, j] = -whole + ", "sign", checks.occlusion),
)

ATTACKS = (
    ("len(X) * cross_entropy", "cross_entropy", "a mean where a sum belongs", _WORST),
    ("outputs(network.theta, X), labels)\n", "outputs(network.theta, X), labels[::-1])\n", "the labels of others",
     _WORST),
    ("X + size * _uphill", "X - size * _uphill", "sign", _WORST),
    ("np.clip(X + size * _uphill(network, X, labels, target), *bounds)",
     "X + size * _uphill(network, X, labels, target)", "the bounds left out", _WORST),
    ("np.sign(input_gradient(network, X, labels))\n", "input_gradient(network, X, labels)\n", "the sign left out",
     checks.attacks),
    ("return -np.sign", "return np.sign", "away from the target", checks.attacks),
    ("input_gradient(network, X, target)", "input_gradient(network, X, labels)", "the target ignored", checks.attacks),
    ("np.maximum(X - size, bounds[0])", "X - size", "the bounds left out", checks.many_steps),
    ("np.minimum(X + size, bounds[1])", "X + size", "the bounds left out", checks.many_steps),
    ("lowest + (highest - lowest) * rng.random(X.shape, X.dtype)", "X", "no random start", checks.many_steps),
    ("lowest + (highest - lowest) * rng.random", "lowest + size * rng.random", "half the box", checks.many_steps),
    ("attacked + step_size * _uphill", "attacked - step_size * _uphill", "sign", checks.many_steps),
    ("attacked + step_size * _uphill", "attacked + size * _uphill", "one step for all", checks.steps_of_their_size),
    ("_uphill(network, attacked, labels, target)", "_uphill(network, attacked, labels, None)", "the target ignored",
     checks.many_steps),
    ("attacked = np.clip(moved, lowest, highest)", "attacked = np.clip(moved, *bounds)", "not back into the box",
     checks.many_steps),
    ("attacked = np.clip(moved, lowest, highest)", "attacked = np.clip(X, lowest, highest)", "no step at all",
     checks.steps_of_their_size),
    ("for _ in range(steps):", "for _ in range(1):", "a setting ignored", checks.steps_of_their_size),
    ("outputs(theta, attacked), labels)", "outputs(theta, X), labels)", "trained on what was not attacked",
     checks.training_against),
    ("function(\"attack\", attack)\n\n    def loss(theta, X, labels):\n        attacked = attack(network, X, labels)",
     "import copy\n    first = copy.deepcopy(network)\n\n"
     "    def loss(theta, X, labels):\n        attacked = attack(first, X, labels)",
     "attacks on the network of the start", checks.training_against),
)

DISTILLATION = (
    ("(q - p) * (temperature / len(Z))", "(p - q) * (temperature / len(Z))", "sign", _DISTILLED),
    ("(temperature / len(Z))", "(1 / len(Z))", "T left out", _DISTILLED),
    ("(temperature / len(Z))", "(temperature**2 / len(Z))", "a T too many", _DISTILLED),
    ("(temperature / len(Z))", "temperature", "a sum where a mean belongs", _DISTILLED),
    ("functions.softmax(Z / temperature)\n", "functions.softmax(Z)\n", "a cold pupil", _DISTILLED),
    ("functions.softmax(teacher_Z / temperature)\n", "functions.softmax(teacher_Z)\n", "a cold teacher", _DISTILLED),
    ("temperature**2 * np.mean", "np.mean", "T² left out", checks.distillation),
    ("temperature**2 * np.mean", "temperature * np.mean", "a T too few", checks.distillation),
    ("p * gap", "gap", "the shares left out", checks.distillation),
    ("- log_softmax(Z / temperature)", "- log_softmax(Z)", "a cold pupil", checks.distillation),
    ("gap = log_softmax(teacher_Z / temperature) - ", "gap = -", "cross entropy, not divergence", checks.distillation),
    ("np.sum(p * gap, axis=1)", "np.sum(p * gap, axis=0)", "the wrong axis", checks.distillation),
)

PRUNING = (
    ("np.argsort(np.abs(theta[weights])", "np.argsort(theta[weights]", "size left out", checks.pruning),
    ("np.argsort(np.abs(theta[weights])", "np.argsort(-np.abs(theta[weights])", "the largest", checks.pruning),
    ("weights = np.flatnonzero(is_weight)", "weights = np.arange(len(theta))", "biases too", checks.pruning),
    ("round(share * len(weights))", "round(share * len(theta))", "the share of all", checks.pruning),
    ("        theta[self.removed] = 0.0\n", "        pass\n", "not kept at 0", checks.pruning),
    ("np.where(self.removed, 0.0, gradient)", "gradient", "slopes of what is out", checks.pruning),
    ("_as_truths(\"removed\", removed).copy()", "~removed", "what stays taken out", checks.pruning),
)

ELASTIC = (
    ("rng.choice(len(shares), p=shares)", "int(np.argmax(shares))", "the likeliest answer", checks.importance),
    ("rng.choice(len(shares), p=shares)", "rng.choice(len(shares))", "answers all alike", checks.importance),
    ("network.gradient([x], [answer]) ** 2", "network.gradient([x], [answer])", "dropped square", _FISHER),
    ("return squares / len(X)", "return squares", "a sum where a mean belongs", _FISHER),
    ("0.5 * self.strength * np.sum", "self.strength * np.sum", "dropped half", _SPRINGS),
    ("np.sum(self.importance * stretch)", "np.sum(stretch)", "all alike", _SPRINGS),
    ("return self.strength * self.importance * self._away(theta)", "return self.strength * self._away(theta)",
     "all alike", _SPRINGS),
    ("return theta - self.anchor", "return theta", "no anchor", _SPRINGS),
    ("return self.strength * self.importance", "return -self.strength * self.importance", "sign", _SPRINGS),
    ("name, array.copy())", "name, array)", "a view, not a copy", checks.springs),
)

META = (
    ("theta - rate * (", "theta + rate * (", "sign", _THROUGH),
    ("theta - rate * (", "theta - (", "the rate left out", _THROUGH),
    ("(stop_gradient(slope) if first_order else slope)", "stop_gradient(slope)", "the step's own slope left out",
     _THROUGH),
    ("(stop_gradient(slope) if first_order else slope)", "slope", "a setting ignored", checks.meta),
    ("np.sum(loss(theta, *seen))", "np.mean(loss(theta, *seen))", "a mean over tasks within the step", _THROUGH),
    ("np.mean(loss(ends, *unseen))", "np.sum(loss(ends, *unseen))", "a sum where a mean belongs", _THROUGH),
    ("np.mean(loss(ends, *unseen))", "np.mean(loss(ends, *seen))", "judged by what it saw", _THROUGH),
    ("np.mean(loss(ends, *unseen))", "np.mean(loss(starts, *unseen))", "no step", _THROUGH),
    ("meta_loss(loss, theta, seen, unseen, rate, first_order=first_order)\n",
     "meta_loss(loss, theta, seen, unseen, rate)\n", "a setting ignored", checks.meta),
)

FUNCTIONAL = (
    ("else A @ W + b[..., np.newaxis, :]", "else A @ W", "biases left out", checks.many_networks),
    ("(*theta.shape[:-1], d, k)", "(*theta.shape[:-1], k, d)).swapaxes(-1, -2).reshape((*theta.shape[:-1], d, k)",
     "transpose", checks.many_networks),
)

METRICS = (
    ("area_under_curve(false_rate, true_rate)", "area_under_curve(true_rate, false_rate)", "exchanged", checks.area),
    ("as_labels(\"positive\", positive, 2, len(scores))", "1 - positive", "the wrong class", checks.area),
)

DISGUISES = (
    ("shades[cues]", "shades[cues[::-1]]", "the cues of others", checks.disguises),
    ("framed[:, width:-width, width:-width] = images", "framed[:, :-2 * width, :-2 * width] = images", "off by some",
     checks.disguises),
    ("(1 - shares) * paper", "paper", "paper under the ink", checks.disguises),
    ("(np.arange(n * times) + 0.5) / times - 0.5", "np.arange(n * times) / times", "corners for middles",
     checks.disguises),
    ("> FAINT) for axis", "> 0) for axis", "traces taken for ink", checks.disguises),
    ("left = (size - k) // 2", "left = 0", "not in the middle", checks.disguises),
    ("round(size * width / height)", "round(size * height / width)", "proportions turned", checks.disguises),
    ("* k / n\n", "\n", "sums for means", checks.disguises),
)

TABLES = {"saliency": SALIENCY, "attacks": ATTACKS, "distillation": DISTILLATION, "pruning": PRUNING,
          "elastic": ELASTIC, "meta": META, "functional": FUNCTIONAL, "metrics": METRICS,
          "datasets/disguises": DISGUISES}
