"""Mutants: one spoiled rule each, and the check that must notice.

`old` stands once in the module (or `times` times, and then the first is spoiled). A mutant that lives means that a
rule of the package could be wrong in this way without any test turning red.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import gradient_checks as checks
import method_checks
import mutants_classifiers
import mutants_deep
import mutants_methods
import mutants_score
import mutants_tape
import mutants_ways


@dataclass(frozen=True)
class Mutant:
    """A module, what stands there, what is put in its place, what kind of mistake that is, and who must see it."""

    module: str
    old: str
    new: str
    why: str
    check: Callable[[], None]
    which: int = 0  # where `old` stands several times: which of them, from 0
    times: int = 1


def _witness(name: str) -> Callable[[], None]:
    return partial(checks.witness, name)


_SIGMOID, _TANH, _SOFTPLUS = (_witness(f"{name}_derivative") for name in ("sigmoid", "tanh", "softplus"))
_JACOBIAN = _witness("softmax_jacobian")
_SQUARED, _ABSOLUTE = (_witness(f"mean_{kind}_error_gradient") for kind in ("squared", "absolute"))
_BINARY, _LOGIT = (_witness(f"binary_cross_entropy{kind}_gradient") for kind in ("", "_logit"))
_CLASSES, _LOGITS = (_witness(f"cross_entropy{kind}_gradient") for kind in ("", "_logit"))

FUNCTIONS = (
    ("np.where(np.less(z, 0), e, 1.0)", "np.where(np.less(z, 0), 1.0, e)", "the two halves exchanged", _SIGMOID),
    ("1.0 + e, out=out", "1.0 - e, out=out", "sign", _SIGMOID),
    ("sigmoid(np.negative(z)), out=out", "sigmoid(z), out=out", "sign", _SIGMOID),
    ("sigmoid(np.negative(z)), out=out", "1.0 - sigmoid(z), out=out",
     "digits lost where σ is near 1", _SIGMOID),
    ("sigmoid(np.negative(z)), out=out", "1.0, out=out", "dropped factor", _SIGMOID),
    ("(np.multiply(z, 2.0)), 4.0", "(np.multiply(z, 2.0)), 2.0", "dropped inner slope", _TANH),
    ("(np.multiply(z, 2.0)), 4.0", "(z), 4.0", "dropped stretch", _TANH),
    ("np.multiply(sigmoid_derivative(np.multiply(z, 2.0)), 4.0, out=out)", "np.subtract(1.0, np.tanh(z), out=out)",
     "dropped square", _TANH),
    ("return sigmoid(z, out=out)", "return sigmoid(-z, out=out)", "sign", _SOFTPLUS),
    ("np.greater(z, 0.0,", "np.greater_equal(z, 0.0,", "the other side of the kink", checks.kinks),
    ("np.greater(z, 0.0,", "np.less(z, 0.0,", "sign", checks.activations),
    ("(1.0 - slope) * relu_derivative(z)", "relu_derivative(z)", "dropped term", checks.activations),
    ("np.add(slope, (1.0 - slope)", "np.add(0.01, (1.0 - 0.01)", "a setting ignored", checks.settings_of_activations),
    ("below = alpha * np.exp(np.minimum(z, 0.0))", "below = np.exp(np.minimum(z, 0.0))", "α lost",
     checks.settings_of_activations),
    ("(1.0 - below) * relu_derivative(z)", "relu_derivative(z)", "dropped term", checks.activations),
    ("relu_derivative(np.subtract(z, 1.0))", "relu_derivative(np.add(z, 1.0))", "sign",
     checks.activations),
    ("np.clip(z, 0.0, 1.0", "np.clip(z, -1.0, 1.0", "wrong end", _witness("hard_sigmoid_from_relus")),
    ("J = -np.outer(p, p)", "J = np.outer(p, p)", "sign", _JACOBIAN),
    ("np.fill_diagonal(J, -J.sum(axis=1))", "np.fill_diagonal(J, p * p)", "δ lost on the diagonal", _JACOBIAN),
    ("np.fill_diagonal(J, -J.sum(axis=1))", "np.fill_diagonal(J, p * (1 - p))", "digits lost near 1", _JACOBIAN),
    ("np.max(Z, axis=-1, keepdims=True)", "np.max(Z)", "the maximum of all rows, not of each",
     checks.softmax_and_its_logarithm),
    ("E / E.sum(axis=-1, keepdims=True)", "E / E.sum()", "the sum of all rows, not of each", _LOGITS),
    ("(Z - largest) - rest", "(Z - largest) + rest", "sign", checks.softmax_and_its_logarithm),
    ("largest[..., 0] + rest[..., 0]", "largest[..., 0] - rest[..., 0]", "sign", checks.softmax_and_its_logarithm),
)

LOSSES = (
    ("(2.0 / ", "(1.0 / ", "dropped factor", _SQUARED),
    ("(2.0 / ", "(-2.0 / ", "sign", _SQUARED),
    ("(2.0 / prediction.size)", "(2.0 / len(prediction))", "mean over rows, not over entries", _SQUARED),
    ("(prediction - target) * (2.0", "prediction * (2.0", "dropped term", _SQUARED),
    ("np.sign(prediction - target)", "np.sign(target - prediction)", "sign", _ABSOLUTE),
    ("np.sign(prediction - target)", "(prediction - target)", "dropped sign function", _ABSOLUTE),
    ("(1.0 / prediction.size)", "1.0", "dropped mean", _ABSOLUTE),
    ("(no - yes) / p.size", "(yes - no) / p.size", "sign", _BINARY),
    ("(no - yes) / p.size", "(no - yes) / len(p)", "mean over rows, not over entries", _BINARY),
    ("(no - yes) / p.size", "-yes / p.size", "dropped term", _BINARY),
    ("(1.0 - y) / (1.0 - p)", "(1.0 - y) / (1.0 + p)", "sign", _BINARY),
    ("(1.0 - y) / (1.0 - p)", "(1.0 - y) / p", "the wrong denominator", _BINARY),
    ("- y * sigmoid(-z)) *", "- y * sigmoid(z)) *", "sign", _LOGIT),
    ("((1.0 - y) * sigmoid(z) - y * sigmoid(-z))", "(1.0 - y) * sigmoid(z)", "dropped term", _LOGIT),
    ("((1.0 - y) * sigmoid(z) - y * sigmoid(-z))", "(sigmoid(z) - y)", "digits lost where σ is near 1", _LOGIT),
    ("((1.0 - y) * sigmoid(z) - y * sigmoid(-z))", "((1.0 - y) * sigmoid(z) - y * sigmoid(-z)) * sigmoid(z)",
     "σ not cancelled", _LOGIT),
    ("(1.0 / z.size)", "(1.0 / len(z))", "mean over rows, not over entries", _LOGIT),
    ("-1.0 / P[rows, labels] / len(rows)", "1.0 / P[rows, labels] / len(rows)", "sign", _CLASSES),
    ("-1.0 / P[rows, labels] / len(rows)", "-1.0 / P[rows, labels] / P.size", "mean over entries, not over rows",
     _CLASSES),
    ("-1.0 / P[rows, labels] / len(rows)", "-1.0 / P[rows, labels - 1] / len(rows)", "off by one", _CLASSES),
    ("gradient * (1.0 / len(rows))", "gradient * (1.0 / gradient.size)", "mean over entries, not over rows", _LOGITS),
    ("gradient * (1.0 / len(rows))", "-gradient * (1.0 / len(rows))", "sign", _LOGITS),
    ("-gradient.sum(axis=1)  # p - 1", "gradient.sum(axis=1)  # p - 1", "sign", _LOGITS),
    ("gradient[rows, labels] = -gradient.sum(axis=1)  # p - 1", "gradient[rows, labels - 1] -= 1.0  # p - 1",
     "off by one", _LOGITS),
    ("-gradient.sum(axis=1)  # p - 1 is minus", "softmax(Z)[rows, labels] - 1.0  # p - 1 is minus",
     "digits lost near 1", _LOGITS),
    ("-gradient.sum(axis=1)  # as above", "gradient.sum(axis=1)  # as above", "sign",
     checks.value_and_gradient_together),
    ("(total * n)[:, np.newaxis]", "total[:, np.newaxis]", "dropped mean", checks.value_and_gradient_together),
    ("(total * n)[:, np.newaxis]", "(total * gradient.size)[:, np.newaxis]", "mean over entries, not over rows",
     checks.networks),
    ("shifted[rows, labels]).sum() / n", "shifted[rows, labels - 1]).sum() / n", "off by one",
     checks.value_and_gradient_together),
    ("Z.max(axis=1, keepdims=True)", "0.0", "overflow at 1000", checks.value_and_gradient_together),
    ("np.mean((prediction - target) ** 2)", "np.sum((prediction - target) ** 2)", "dropped mean", _SQUARED),
    ("np.mean(np.abs(prediction - target))", "np.sum(np.abs(prediction - target))", "dropped mean", _ABSOLUTE),
    ("-np.mean(yes + no)", "-np.mean(yes - no)", "sign", checks.loss_values),
    ("y * softplus(-z) + (1.0 - y) * softplus(z)", "y * softplus(z) + (1.0 - y) * softplus(-z)", "exchanged",
     checks.loss_values),
    ("-np.mean(np.log(P[rows, labels]))", "-np.sum(np.log(P[rows, labels]))", "dropped mean", checks.loss_values),
    ("log_softmax(Z)[rows, labels]", "log_softmax(Z)[rows, labels - 1]", "off by one", checks.loss_values),
)

LAYERS = (
    ("Z += self.b", "Z -= self.b", "sign", checks.networks),
    ("Z += self.b", "pass", "dropped term", checks.networks),
    ("np.matmul(self.X.T, dZ, out=dW)", "np.matmul(-self.X.T, dZ, out=dW)", "sign", checks.layers),
    ("np.matmul(self.X.T, dZ, out=dW)", "np.matmul(dZ.T, self.X, out=dW.T)[:] = dZ.T @ self.X / len(dZ)",
     "a mean where a sum belongs", checks.layers),
    ("np.matmul(self.X.T, dZ, out=dW)", "dW[:] = np.matmul(dZ.T, self.X).reshape(dW.shape)", "transpose",
     checks.layers),
    ("np.matmul(self.X.T, dZ, out=dW)", "np.matmul(self.X[1:].T, dZ[1:], out=dW)", "off by one", checks.layers),
    ("np.matmul(self.X.T, dZ, out=dW)", "dW += self.X.T @ dZ", "added to what stood there", checks.layers),
    ("np.add.reduce(dZ, axis=0, out=db)", "np.mean(dZ, axis=0, out=db)", "a mean where a sum belongs", checks.layers),
    ("np.add.reduce(dZ, axis=0, out=db)", "np.add.reduce(dZ[1:], axis=0, out=db)", "off by one", checks.layers),
    ("np.add.reduce(dZ, axis=0, out=db)", "db[:] = dZ[0]", "dropped terms", checks.layers),
    ("np.matmul(dZ, self.W.T, out=out)", "np.matmul(dZ, -self.W.T, out=out)", "sign",
     _witness("chain_rule_several_paths")),
    ("np.matmul(dZ, self.W.T, out=out)", "np.matmul(dZ, self.W.reshape(self.W.T.shape), out=out)", "transpose",
     _witness("chain_rule_several_paths")),
    ("np.matmul(dZ, self.W.T, out=out)", "np.matmul(dZ[:, :1], self.W.T[:1], out=out)", "one path of several",
     _witness("chain_rule_several_paths")),
    ("self.derivative(self.Z, self._slope), out=out", "self.function(self.Z), out=out",
     "σ where σ′ belongs", _witness("chain_rule_one_path")),
    ("self.derivative(self.Z, self._slope), out=out", "1.0, out=out", "dropped σ′",
     _witness("two_layer_backward")),
    ("self.derivative(self.Z, self._slope), out=out", "-self.derivative(self.Z), out=out", "sign",
     _witness("two_layer_backward")),
    ("self.derivative(self.Z, self._slope), out=out", "self.derivative(dA), out=out",
     "σ′ at the wrong point", _witness("two_layer_backward")),
)

NETWORK = (
    ("delta = self._bends[i - 1].backward(delta, room)", "pass", "σ′ left out", _witness("two_layer_backward")),
    ("self._bends[i - 1].backward(delta, room)", "-self._bends[i - 1].backward(delta, room)", "sign",
     _witness("two_layer_backward")),
    ("range(len(self._bends), 0, -1)", "range(len(self._bends), 1, -1)", "off by one", checks.networks),
    ("range(len(self._bends), 0, -1)", "range(1, len(self._bends) + 1)", "the layers in the wrong order",
     checks.networks),
    ("self._bends[i - 1].backward", "self._bends[i - 2].backward", "off by one", checks.networks),
    ("self._linear[0].backward(delta, self._slopes[\"W1\"], self._slopes[\"b1\"], first=True)", "pass",
     "the first layer left out", _witness("linear_regression_gradient")),
    ("theta[start + d * k : start + (d + 1) * k]", "theta[start : start + k]", "off by one layer", checks.networks),
    ("start += (d + 1) * k", "start += d * k", "the bias forgotten", checks.networks),
)

LINEAR = (
    ("mean_y - mean_x @ weights", "mean_y + mean_x @ weights", "sign", _witness("normal_equations"), 0, 2),
    ("float(mean_y - mean_x @ weights)", "float(mean_y)", "dropped term", _witness("normal_equations"), 0, 2),
    ("float(mean_y - mean_x @ weights)", "float(mean_y)", "dropped term", method_checks.lasso, 1, 2),
    ("[X - mean_x,", "[X,", "not centered", _witness("normal_equations")),
    ("np.sqrt(strength)", "strength", "dropped root", checks.ridge),
    ("return ridge(X, y, 0.0)", "return ridge(X, y, 1e-6)", "a penalty nobody asked for", _witness("normal_equations")),
    ("@ self.weights + self.bias", "@ self.weights - self.bias", "sign", checks.ridge),
    ("weights -= rate * (slope @ Z)", "weights += rate * (slope @ Z)", "sign", checks.least_absolute_deviations),
    ("weights /= deviation", "weights *= deviation", "units", checks.least_absolute_deviations),
    ("float(bias - mean @ weights)", "float(bias + mean @ weights)", "sign", checks.least_absolute_deviations),
)

GRADCHECK = (
    ("(2 * step)", "step", "dropped factor", checks.differences),
    ("f(theta - shift)", "f(theta)", "one-sided", checks.differences),
)

TABLES = {"functions": FUNCTIONS, "losses": LOSSES, "layers": LAYERS, "network": NETWORK, "linear": LINEAR,
          "gradcheck": GRADCHECK}
_ALL = (TABLES, mutants_methods.TABLES, mutants_classifiers.TABLES, mutants_deep.TABLES, mutants_tape.TABLES,
        mutants_score.TABLES, mutants_ways.TABLES)
MUTANTS = tuple(Mutant(module, *row) for tables in _ALL for module, table in tables.items() for row in table)
