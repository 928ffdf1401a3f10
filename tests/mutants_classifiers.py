"""Mutants of the rules for classifying; see `mutants`, which gathers them."""

from __future__ import annotations

import classifier_checks as checks

LIKELIHOOD = (
    ("_as_zeros_and_ones(\"y\", y).mean()", "_as_zeros_and_ones(\"y\", y).sum()", "dropped mean", checks.likelihood),
    ("ones * np.log(p)", "zeros * np.log(p)", "exchanged", checks.likelihood),
    ("zeros * np.log1p(-p)", "zeros * np.log1p(p)", "sign", checks.likelihood),
    (" / len(labels)", " / classes", "a mean over classes", checks.likelihood),
)

GAUSSIAN = (
    ("return -0.5 * np.einsum", "return 0.5 * np.einsum", "sign", checks.gaussian),
    ("return -0.5 * np.einsum", "return -np.einsum", "dropped half", checks.gaussian),
    ("- log_width - 0.5", "+ log_width - 0.5", "sign", checks.gaussian),
    ("np.log(np.diag(self._root)).sum()", "2 * np.log(np.diag(self._root)).sum()", "dropped half", checks.gaussian),
    ("np.linalg.inv(self._root).T", "np.linalg.inv(self._root)", "transpose", checks.gaussian),
    ("np.log(2 * np.pi)", "np.log(np.pi)", "dropped factor", checks.gaussian),
    ("self.log_density(X).sum()", "self.log_density(X).mean()", "a mean where a sum belongs", checks.gaussian),
    ("@ self._root.T", "@ self._root", "transpose", checks.gaussian),
    ("/ len(centered)", "/ (len(centered) - 1)", "unbiased, not most likely", checks.gaussian),
    ("else np.diag(np.diag(square))", "else square", "a setting ignored", checks.gaussian),
    ("return mean, X - mean", "return mean, X", "not centered", checks.gaussian),
)

GENERATIVE = (
    ("np.log(self.priors) + np.column_stack", "np.column_stack", "priors left out", checks.generative),
    ("one.mean - zero.mean", "zero.mean - one.mean", "sign", checks.generative),
    ("odds - 0.5 *", "odds + 0.5 *", "sign", checks.generative),
    ("odds - 0.5 *", "- 0.5 *", "priors left out", checks.generative),
    ("(zero.mean + one.mean)", "(one.mean - zero.mean)", "sign", checks.generative),
    ("pooled = sum(squares) / len(X)",
     "pooled = sum(s / len(c) for s, (_, c) in zip(squares, classes)) / len(squares)",
     "classes counted alike", checks.generative),
    ("own = square / len(centered)", "own = square / len(X)", "the shared count", checks.generative),
    ("else np.diag(np.diag(own))", "else own", "a setting ignored", checks.generative),
    ("+ (1 - X) @ _log(1 - P).T", "", "zeros say nothing", checks.generative),
    ("np.where(never, -np.inf, joint)", "joint", "what was ruled out is possible", checks.generative),
    ("LinearFit(yes - no,", "LinearFit(yes,", "dropped term", checks.generative),
    (" + no.sum()", "", "dropped term", checks.generative),
    ("(ones + smoothing)", "ones", "smoothing on one side", checks.generative),
    ("+ 2 * smoothing)", "+ smoothing)", "dropped factor", checks.generative),
    ("np.full(classes, 1 / classes)", "categorical_fit(labels, classes)", "a setting ignored", checks.generative),
)

CONVEX = (
    ("n * value + penalty", "value + penalty", "a mean where a sum belongs", checks.minimum),
    ("n * (self.A.T @ slope)", "self.A.T @ slope", "a mean where a sum belongs", checks.minimum),
    ("+ self.strength * weights\n", "\n", "dropped penalty", checks.minimum),
    ("+ self.strength * weights\n", "+ self.strength * theta\n", "the bias shrunk", checks.minimum),
    ("theta * self._shrunk()", "theta", "the bias shrunk", checks.minimum),
    ("diagonal += self.strength * self._shrunk()", "pass", "no curvature of the penalty", checks.minimum),
    ("self.A.T @ (self.A * curvature", "-self.A.T @ (self.A * curvature", "sign", checks.minimum),
    ("curvature[:, i, j, np.newaxis]", "curvature[:, i, i, np.newaxis]", "a class with itself alone", checks.minimum),
    ("move = -np.linalg.solve", "move = np.linalg.solve", "sign", checks.minimum),
    ("share /= 2", "break", "no halving", checks.halving),
    ("theta = theta - rate * gradient", "theta = theta + rate * gradient", "sign", checks.minimum),
    ("(0.25 if self.k == 1", "(0.025 if self.k == 1", "steps too long", checks.minimum),
    ("theta[-1] -= problem.mean", "theta[-1] += problem.mean", "sign", checks.minimum),
    ("diagonal[:] = -J.sum(axis=2)", "diagonal[:] = J.sum(axis=2)", "sign", checks.minimum),
    ("np.where(self.y == 1, Z, -Z)", "np.where(self.y == 1, -Z, Z)", "sign", checks.separation),
    ("margins = Z[own] - np.where(own, -np.inf, Z).max(axis=1)", "margins = Z[own]", "no comparison",
     checks.separation),
    ("np.min(margins) >= -slack and", "np.min(margins) > slack and", "ties", checks.separation),
)

LOGISTIC = (
    ("@ self.weights + self.bias", "@ self.weights - self.bias", "sign", checks.minimum, 0, 2),
    ("@ self.weights + self.bias", "@ self.weights - self.bias", "sign", checks.minimum, 1, 2),
    ("(self.logit(X) > 0)", "(self.logit(X) > 0.5)", "the threshold of a probability", checks.minimum),
    ("np.argmax(self.logit(X), axis=1)", "np.argmin(self.logit(X), axis=1)", "the least likely", checks.minimum),
    ("float(theta[-1, 0])", "float(-theta[-1, 0])", "sign", checks.minimum),
    ("SoftmaxFit(theta[:-1], theta[-1], steps)", "SoftmaxFit(theta[:-1], 0 * theta[-1], steps)", "dropped bias",
     checks.minimum),
)

METRICS = (
    ("np.mean(predicted == labels)", "np.mean(predicted != labels)", "errors, not hits", checks.metrics),
    ("labels * classes + predicted", "predicted * classes + labels", "transpose", checks.metrics),
    ("labels[found] == positive", "predicted[found] == positive", "exchanged", checks.metrics),
    ("predicted[wanted] == positive", "labels[wanted] == positive", "exchanged", checks.metrics),
    ("zeros = last + 1 - ones", "zeros = last - ones", "off by one", checks.metrics),
    ("np.argsort(-scores", "np.argsort(scores", "sign", checks.metrics),
    ("np.trapezoid(y, x)", "np.trapezoid(x, y)", "exchanged", checks.metrics),
    ("bins + 1)[1:-1]", "bins + 1)[:-1]", "off by one", checks.metrics),
    ("return -np.sum(p * _log_ratio(p, 1.0)", "return np.sum(p * _log_ratio(p, 1.0)", "sign", checks.metrics),
    ("np.sum(p * _log_ratio(p, q)", "np.sum(q * _log_ratio(p, q)", "the wrong weights", checks.metrics),
    ("np.log(np.where(p == 0, 1.0, p)) - ", "-", "dropped term", checks.metrics),
)

TABLES = {"likelihood": LIKELIHOOD, "gaussian": GAUSSIAN, "generative": GENERATIVE, "convex": CONVEX,
          "logistic": LOGISTIC, "metrics": METRICS}
