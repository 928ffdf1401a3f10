"""Mutants of the rules for training and judging; see `mutants`, which gathers them."""

from __future__ import annotations

from functools import partial

import gradient_checks
import method_checks as checks


def _witness(name: str):
    return partial(gradient_checks.witness, name)


_MOMENTUM, _ADAM = _witness("momentum_weighted_sum"), _witness("adam_bias_correction")
_RIDGE, _WORLDS = _witness("ridge_normal_equations"), _witness("bias_variance_decomposition")

OPTIMIZERS = (
    ("theta -= np.multiply(gradient, self.rate", "theta += np.multiply(gradient, self.rate", "sign",
     _witness("one_step_example")),
    ("theta -= np.multiply(gradient, self.rate", "theta -= np.multiply(gradient, 1.0", "the rate left out",
     _witness("one_step_example")),
    ("self.rate = self._schedule(self.updates)", "self.rate = self._schedule(self.updates + 1)", "off by one",
     checks.optimizers),
    ("self.rate = self._schedule(self.updates)", "self.rate = self._schedule(0)", "a rate that never falls",
     checks.optimizers),
    ("self.updates += 1", "self.updates += 2", "off by one", checks.optimizers),
    ("self.velocity *= self.momentum\n", "self.velocity *= 1 - self.momentum\n", "the share that goes, not that stays",
     _MOMENTUM, 0, 2),
    ("self.velocity += gradient\n", "self.velocity = gradient.copy()\n", "dropped memory", _MOMENTUM, 0, 2),
    ("self.velocity += gradient\n", "self.velocity += (1 - self.momentum) * gradient\n", "another paper's form",
     _MOMENTUM, 0, 2),
    ("theta -= np.multiply(self.velocity, self.rate", "theta -= np.multiply(gradient, self.rate", "a velocity not used",
     checks.optimizers),
    ("self.velocity *= self.momentum\n", "pass\n", "nothing fades", checks.optimizers, 1, 2),
    ("np.multiply(self.velocity, self.momentum, out=self._step)", "self._step[:] = self.velocity", "dropped μ",
     checks.optimizers),
    ("self._step += gradient\n", "pass\n", "dropped term", checks.optimizers),
    ("self.squares += np.multiply(gradient, gradient", "self.squares += np.multiply(gradient, 1.0", "dropped square",
     checks.optimizers),
    ("self.squares += np.multiply(gradient, gradient", "self.squares[:] = np.multiply(gradient, gradient",
     "dropped memory", checks.optimizers),
    ("np.sqrt(squares, out=self._size)", "self._size[:] = squares", "dropped root", checks.optimizers),
    ("self._size += epsilon", "pass", "dropped ε", checks.optimizers),
    ("np.sqrt(squares, out=self._size)\n        self._size += epsilon", "np.sqrt(squares + epsilon, out=self._size)",
     "ε under the root", checks.optimizers),
    ("return np.multiply(self._step, self.rate", "return np.multiply(self._step, 1.0", "the rate left out",
     checks.optimizers),
    ("theta -= self._over_root(", "theta += self._over_root(", "sign", checks.optimizers, 0, 2),
    ("theta -= self._over_root(", "theta += self._over_root(", "sign", checks.optimizers, 1, 2),
    ("self.squares *= self.beta\n", "pass\n", "nothing fades", checks.optimizers),
    ("np.multiply(gradient, 1 - self.beta, out", "np.multiply(gradient, 1.0, out", "wrong mean", checks.optimizers),
    ("self.m += np.multiply(gradient, 1 - self.beta1", "self.m += np.multiply(gradient, self.beta1", "wrong mean", _ADAM),
    ("self.v *= self.beta2", "self.v *= self.beta1", "the wrong β", checks.optimizers),
    ("self.v += np.multiply(step, gradient, out=step)", "self.v += step", "dropped square", checks.optimizers),
    ("** -0.5", "** 0.5", "sign of a power", checks.optimizers),
    ("size += self.epsilon", "pass", "dropped ε", checks.optimizers),
    ("self.rate / (1 - self.beta1**self.updates)", "self.rate", "no correction of the start", _ADAM),
    ("self.rate / (1 - self.beta1**self.updates)", "self.rate / (1 - self.beta1**(self.updates + 1))", "off by one",
     _ADAM),
    ("        theta -= step\n", "        theta += step\n", "sign", checks.optimizers),
    ("theta -= np.multiply(self._step, self.rate, out=self._step)\n        super()",
     "theta += np.multiply(self._step, self.rate, out=self._step)\n        super()", "sign", checks.optimizers),
    ("np.multiply(theta, self.weight_decay, out=self._step)\n        theta -= np.multiply(self._step, self.rate, "
     "out=self._step)\n        super()._move(theta, gradient)",
     "super()._move(theta, gradient + self.weight_decay * theta)", "L2, and not weight decay", checks.optimizers),
    ("theta -= np.multiply(self._step, self.rate, out=self._step)\n        super()",
     "theta -= self._step\n        super()", "the rate left out", checks.optimizers),
)

SCHEDULES = (
    ("1.0 - update / updates", "1.0 - update / (updates + 1)", "off by one", checks.schedules),
    ("start * max(0.0, 1.0 - update", "start * (1.0 - update", "below 0 after its end", checks.schedules),
    ("factor ** (update // every)", "factor ** (update / every)", "no steps", checks.schedules),
    ("factor ** (update // every)", "factor ** ((update + 1) // every)", "off by one", checks.schedules),
    ("start / (1.0 + update / pace)", "start / (1.0 + update)", "the pace left out", checks.schedules),
    ("math.sqrt(1.0 + update / pace)", "(1.0 + update / pace)", "dropped root", checks.schedules),
    ("(1.0 + math.cos(", "(1.0 - math.cos(", "sign", checks.schedules),
    ("min(1.0, update / updates)", "(update / updates)", "up again after its end", checks.schedules),
    ("min(1.0, update / updates))) / 2.0", "min(1.0, update / updates)))", "dropped half", checks.schedules),
    ("(update + 1) / updates", "update / updates", "a first rate of 0", checks.schedules),
    ("after(update) * min(", "after(0) * min(", "a rate that never falls", checks.schedules),
)

PENALTIES = (
    ("return 2.0 * self.strength * weights", "return self.strength * weights", "dropped factor",
     _witness("weight_decay_step")),
    ("return 2.0 * self.strength * weights", "return -2.0 * self.strength * weights", "sign",
     _witness("weight_decay_step")),
    ("np.sum(np.square(weights))", "np.mean(np.square(weights))", "a mean where a sum belongs",
     _witness("weight_decay_step")),
    ("np.sum(np.abs(weights))", "np.sum(weights)", "dropped absolute value", checks.penalties),
    ("self.strength * np.sign(weights)", "self.strength * weights", "dropped sign function", checks.penalties),
)

LINEAR = (
    ("strength / 2)", "strength)", "dropped half", checks.lasso),
    ("max(0.0, abs(pull) - strength / 2)", "(abs(pull) - strength / 2)", "a weight that crosses 0", checks.lasso),
    ("+ G[j, j] * weights[j]", "- G[j, j] * weights[j]", "sign", checks.lasso),
    ("np.sign(pull) * max", "max", "dropped sign", checks.lasso),
    ("(X - mean_x).T @ (X - mean_x), ", "X.T @ X, ", "not centered", checks.lasso),
    ("np.sqrt(strength)", "np.sqrt(len(X) * strength)", "a mean where a sum belongs", _RIDGE),
    ("np.sqrt(strength)", "np.sqrt(2 * strength)", "wrong factor", _RIDGE),
)

SCALERS = (
    ("- self.center) / self.width", "+ self.center) / self.width", "sign", checks.scalers),
    ("- self.center) / self.width", "- self.center) * self.width", "units", checks.scalers),
    ("(self._check(\"X\", X) - self.center)", "(self._check(\"X\", X) - X.mean(axis=0))", "learning while transforming",
     checks.scalers),
    ("* self.width + self.center", "* (self.width + self.center)", "wrong order", checks.scalers),
    ("np.where(still, 1.0, width)", "width", "division by what should be 0", checks.scalers),
    ("np.where(still, X[0], center)", "center", "a column that is not quite 0", checks.scalers),
    ("X.std(axis=0)", "X.std(axis=0, ddof=1)", "another deviation", checks.scalers),
    ("X.std(axis=0)", "X.std()", "one deviation for all columns", checks.scalers),
    ("X.std(axis=0)", "X.var(axis=0)", "dropped root", checks.scalers),
    ("np.ptp(X, axis=0)", "X.max(axis=0)", "the most, not the range", checks.scalers),
)

SPLITS = (
    ("rng.permutation(n), folds)", "np.arange(n), folds)", "not shuffled", checks.splits),
    ("by_class[part::folds]", "by_class[part:part + folds]", "rows forgotten", checks.splits),
    ("by_class = shuffled[np.argsort(labels[shuffled], kind=\"stable\")]", "by_class = shuffled", "classes not shared out",
     checks.splits),
    ("np.argsort(labels[shuffled]", "np.argsort(labels", "labels of other rows", checks.splits),
    ("(rows[:start],", "(rows[:start + size],", "the future learned", checks.splits),
    ("(rows[:start],", "(rows[:start - 1],", "off by one", checks.splits),
    ("n // (folds + 1)", "n // folds", "off by one", checks.splits, 1, 2),
    ("np.flatnonzero(~held)", "np.arange(n)", "learned from what is held out", checks.splits),
    ("folds.append((np.flatnonzero(~held), np.flatnonzero(held)))", "folds.append((np.flatnonzero(~held), part))",
     "held out in no order", checks.splits),
    ("order[:size]", "order[-size:]", "rows that do not grow", checks.learning_curve),
    ("errors[:, :, 0], errors[:, :, 1]", "errors[:, :, 1], errors[:, :, 0]", "exchanged", checks.learning_curve),
    ("rng.permutation(n) for _", "np.arange(n) for _", "not shuffled", checks.learning_curve),
)

WORLDS = (
    ("np.mean((mean - true) ** 2)", "np.mean((predictions - true) ** 2)", "variance in the bias", _WORLDS),
    ("np.mean((mean - true) ** 2)", "np.mean(mean - true) ** 2", "the square of the mean", checks.worlds),
    ("np.mean((predictions - mean) ** 2)", "np.mean((predictions - true) ** 2)", "bias in the variance", _WORLDS),
    ("np.mean((predictions - mean) ** 2)", "np.mean(np.abs(predictions - mean))", "dropped square", _WORLDS),
    ("predictions.mean(axis=0)", "predictions.mean(axis=1)[:len(x)]", "the mean of a world", _WORLDS),
    ("np.mean(noise**2)", "np.mean(noise) ** 2", "the square of the mean", checks.worlds),
    ("(true + noise - predictions)", "(true - predictions)", "dropped noise", checks.worlds),
    ("rng.choice(y - truth(X), size", "rng.choice(y, size", "the truth taken for noise", checks.worlds),
)

TRAINING = (
    ("penalty.gradient(network.theta) * priced", "penalty.gradient(network.theta)", "the biases shrunk", checks.training),
    ("gradient += penalty", "gradient -= penalty", "sign", checks.training),
    ("elsewhere[-1] < least", "train[-1] < least", "the loss on the wrong data", checks.training),
    ("elsewhere[-1] < least", "elsewhere[-1] > least", "the worst kept", checks.training),
    ("len(train) - kept >= stop.patience", "len(train) - kept > stop.patience", "off by one", checks.training),
    ("[array.copy() for array", "[array for array", "a view, not a copy", checks.training),
    ("            array[:] = saved\n", "            pass\n", "the best not brought back", checks.training),
)

NETWORK = (
    ("name[0] == \"W\"", "name[0] == \"b\"", "exchanged", checks.training),
)

TABLES = {"optimizers": OPTIMIZERS, "schedules": SCHEDULES, "penalties": PENALTIES, "linear": LINEAR,
          "scalers": SCALERS, "splits": SPLITS, "worlds": WORLDS, "training": TRAINING, "network": NETWORK}
