"""Mutants of the rules for deep networks; see `mutants`, which gathers them."""

from __future__ import annotations

from functools import partial

import deep_checks as checks
import gradient_checks


def _witness(name: str):
    return partial(gradient_checks.witness, name)


_BATCH, _LAYER = _witness("batch_norm_backward"), _witness("layer_norm_backward")

INITIALIZERS = (
    ("np.sqrt(1.0 / fan_in)", "np.sqrt(1.0 / fan_out)", "the wrong side", checks.starts),
    ("np.sqrt(1.0 / fan_in)", "1.0 / fan_in", "dropped root", checks.starts),
    ("np.sqrt(6.0 / (fan_in + fan_out))", "np.sqrt(6.0 / fan_in)", "dropped term", _witness("glorot_compromise")),
    ("np.sqrt(6.0 / (fan_in + fan_out))", "np.sqrt(2.0 / (fan_in + fan_out))", "the deviation for the end",
     _witness("glorot_compromise")),
    ("np.sqrt(2.0 / fan_in)", "np.sqrt(1.0 / fan_in)", "the half forgotten", _witness("he_variance")),
    ("np.sqrt(2.0 / fan_in)", "np.sqrt(2.0 / fan_out)", "the wrong side", _witness("he_variance")),
)

NORMALIZATION = (
    ("- Xhat * along) / deviation", ") / deviation", "dropped term", _BATCH),
    ("- Xhat * along) / deviation", "+ Xhat * along) / deviation", "sign", _BATCH),
    ("(dXhat - dXhat.mean(axis=axis, keepdims=True) - Xhat", "(dXhat - Xhat", "dropped term", _BATCH),
    ("- Xhat * along) / deviation", "- Xhat * along)", "the deviation left out", _BATCH),
    ("np.mean(dXhat * Xhat, axis=axis", "np.mean(dXhat * Xhat, axis=0", "the wrong axis", _LAYER),
    ("np.mean(dXhat * Xhat, axis=axis", "np.sum(dXhat * Xhat, axis=axis", "a sum where a mean belongs", _BATCH),
    ("np.add.reduce(dY * Xhat, axis=0, out=dgain)", "np.add.reduce(dY, axis=0, out=dgain)", "dropped factor", _BATCH),
    ("np.add.reduce(dY, axis=0, out=dshift)", "np.mean(dY, axis=0, out=dshift)", "a mean where a sum belongs", _LAYER),
    ("return dY * self.gain, Xhat", "return dY, Xhat", "the gain left out", _LAYER),
    ("dgain, dshift), axis=0)", "dgain, dshift), axis=1)", "the wrong axis", _BATCH),
    ("dgain, dshift), axis=1)", "dgain, dshift), axis=0)", "the wrong axis", _LAYER),
    ("X.mean(axis=0), X.var(axis=0)", "X.mean(axis=0), X.var(axis=0, ddof=1)", "another variance", _BATCH),
    ("X.var(axis=1, keepdims=True)", "X.std(axis=1, keepdims=True)", "a root too many", _LAYER),
    ("np.sqrt(variance + self.epsilon)", "(np.sqrt(variance) + self.epsilon)", "ε outside the root", _BATCH, 0, 2),
    ("np.sqrt(variance + self.epsilon)", "(np.sqrt(variance) + self.epsilon)", "ε outside the root", _LAYER, 1, 2),
    ("Xhat = (X - mean) / deviation", "Xhat = X / deviation", "not centered", _witness("batch_norm_undoes"), 0, 2),
    ("return self.gain * Xhat + self.shift", "return self.gain * (Xhat + self.shift)", "the gain on the shift",
     checks.normalizations, 0, 2),
    ("return self.gain * Xhat + self.shift", "return self.gain * (Xhat + self.shift)", "the gain on the shift",
     checks.normalizations, 1, 2),
    ("(len(X) / (len(X) - 1))", "1.0", "a running variance that is too small", checks.normalizations),
    ("self.running_mean += self.pace * (mean - self.running_mean)", "self.running_mean += self.pace * mean",
     "nothing fades", checks.answers),
    ("self.running_variance += self.pace *", "self.running_variance += (1 - self.pace) *", "the share that stays",
     checks.normalizations),
    ("        if self.training:\n", "        if True:\n", "answers by the batch", checks.normalizations),
    ("mean, variance = self.running_mean, self.running_variance",
     "mean, variance = X.mean(axis=0), self.running_variance", "the batch's mean in answers", checks.normalizations),
)

DROPOUT = (
    ("/ (1.0 - self.rate)", "", "not scaled", _witness("dropout_expectation")),
    ("/ (1.0 - self.rate)", "/ self.rate", "the wrong share", _witness("dropout_expectation")),
    (">= self.rate", "< self.rate", "the wrong part left out", _witness("dropout_variance")),
    (">= self.rate", "> self.rate", "off by one", _witness("dropout_expectation")),
    ("return dA * self.mask", "return dA", "the mask left out", checks.dropout),
    ("return dA * self.mask", "return dA * (self.mask > 0)", "not scaled", checks.dropout),
    ("        if not self.training:\n", "        if False:\n", "answers with a mask", checks.dropout),
    ("self._rng.random(A.shape)", "self._rng.random(A.shape[1:])", "one mask for all rows",
     _witness("dropout_ensemble")),
)

MAXOUT = (
    ("np.argmax(units, axis=2)", "np.argmin(units, axis=2)", "the smallest", checks.maxout),
    ("Z.reshape(len(Z), -1, self.pieces)", "Z.reshape(len(Z), self.pieces, -1).transpose(0, 2, 1)", "transpose",
     checks.maxout),
    ("np.put_along_axis(dZ, self._winners, dA[..., np.newaxis], axis=2)", "dZ += dA[..., np.newaxis]", "to all pieces",
     _witness("maxout_gradient")),
    ("dZ = np.zeros((n, k, self.pieces), dA.dtype)", "dZ = np.ones((n, k, self.pieces), dA.dtype)", "slopes of losers",
     _witness("maxout_gradient")),
)

CLIPPING = (
    ("gradient * (limit / norm)", "gradient / norm", "the limit left out", _witness("clipping_keeps_direction")),
    ("gradient * (limit / norm)", "np.clip(gradient, -limit, limit)", "each entry by itself",
     _witness("clipping_keeps_direction")),
    ("if norm > limit else gradient", "if norm > 0 else gradient", "short ones made long", checks.clipping),
    ("norm = _length(gradient)", "norm = np.abs(gradient).max()", "another length",
     _witness("clipping_keeps_direction")),
    ("self.optimizer.step(theta, clipped)", "self.optimizer.step(theta, gradient)", "the clipped one not used",
     checks.clipping),
    ("+= clipped is not gradient", "+= clipped is gradient", "exchanged", checks.clipping),
)

DEEP = (
    ("return self._through(X, training=False)", "return self._through(X, training=True)", "answers as it trains",
     checks.answers),
    ("view[:] = 1.0", "pass", "gains of 0", checks.answers),
    ("zip(self.layers[:0:-1], self._into[:0:-1])", "zip(self.layers[1:], self._into[1:])", "the wrong order",
     checks.deep_networks),
    ("self.layers[0].backward(delta, *self._into[0], first=True)", "pass", "the first layer left out",
     checks.deep_networks),
    ("k = k * pieces if hidden else k", "k = k * pieces", "pieces in the last layer", checks.deep_networks),
    ("layer.training = training", "pass", "always in training", checks.answers),
    ("isinstance(layer, (BatchNorm, Dropout))", "isinstance(layer, Dropout)", "a layer forgotten", checks.answers),
    ("start += math.prod(shape)", "start += shape[0]", "off by some", checks.deep_networks),
)

SIGNALS = (
    ("bend.Z.std()", "bend.Z.var()", "dropped root", checks.signals),
    ("linear.X.std() for linear in network._linear[1:]", "linear.X.std() for linear in network._linear[:-1]",
     "off by one", checks.signals),
    ("np.abs(slope).mean()", "np.abs(slope.mean())", "slopes that cancel", checks.signals),
    ("if name.startswith(\"W\")", "if name.startswith(\"b\")", "biases for weights", checks.signals),
    ("{name: view.shape for name", "{name: view.shape[::-1] for name", "transpose", checks.signals),
)

RATE_FINDER = (
    ("copy.deepcopy(network)", "network", "the network changed", checks.rates),
    ("np.geomspace(lowest", "np.linspace(lowest", "added, not multiplied", checks.rates),
    ("memory * average + (1 - memory) * loss", "memory * average + loss", "wrong mean", checks.rates),
    ("average / (1 - memory ** (update + 1))", "average", "no correction of the start", checks.rates),
    ("smooth[-1] > TOO_MUCH * min(smooth)", "loss > TOO_MUCH * min(losses)", "stopped by one batch", checks.rates),
    ("self.rates[np.argmin(self.smooth)] / 10", "self.rates[np.argmin(self.smooth)]", "no room to spare", checks.rates),
    ("rows[:size], rows[size:]", "rows[:size], rows", "the same batch again", checks.rates),
)

TRAINING = (
    ("zip((network.theta, *network.running), best)", "zip((network.theta,), best)", "averages not brought back",
     checks.stopping),
)

TABLES = {"initializers": INITIALIZERS, "normalization": NORMALIZATION, "dropout": DROPOUT, "maxout": MAXOUT,
          "clipping": CLIPPING, "deep": DEEP, "signals": SIGNALS, "rate_finder": RATE_FINDER, "training": TRAINING}
