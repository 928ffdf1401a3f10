"""How each public function is called well: one table. What is handed over badly is made from it, by `spoils`.

A recipe is a function and good arguments, by name. They are copied for each call, generators as well, so a recipe can
be cooked any number of times. Methods belong to an object that is made anew each time.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from importlib import import_module

import lff_names
import numpy as np

from lff import (
    arrays, clipping, convolution, deep, dropout, dual, functional, functions, gaussian, generative, gradcheck,
    initializers, layers, likelihood, linear, logistic, losses, maxout, metrics, minimizer, network,
    normalization, optimizers, penalties, rate_finder, rules, scalers, schedules, signals, splits, tape, training,
    worlds,
)
from lff.datasets import births, catalogue, toy

# What is not called by readers, or not with arguments that could be bad: patterns of names, and the reasons.
_RECORD = "a record, which the package itself fills in"
NOT_CALLED = {
    r"datasets\..*\.[A-Z]\w+": _RECORD,
    r"(functions\.Activation|losses\.Loss|rules\.Together)": "a line of a table",
    r"\w+\.(LinearFit|LogisticFit|SoftmaxFit|RateCurve|Signals|LearningCurve|History|BiasVariance)": _RECORD,
    r"generative\.(GaussianClassifier|BernoulliNaiveBayes)": _RECORD,
    r"(adversarial\.Duel|policy_gradient\.Episodes)": _RECORD,
    r"training\.Diverged": "an error, which the package itself raises",
    r"optimizers\.Optimizer(\.step)?": "what all optimizers share; each of them is called",
    r"lifted\.\w+": "the machinery of the tape, which NumPy calls; tests/test_tape.py has what it refuses",
    r"(lifted\.Lifted|dual\.(Dual|Forward)|tape\.(Tape|Traced))(\.\w+)?": "the same",
    r"symbolic\.proof\.Proof(\.given|\.evaluate)?": "symbols by name; tests/test_symbolic.py has what it refuses",
    r"witnesses\.\w+": "the ledger of the proofs, whose cases are drawn and not handed over",
}

RNG = np.random.default_rng(7)
X = RNG.normal(size=(7, 3))
Y = X @ np.array([1.0, -2.0, 0.5]) + 0.3 * RNG.normal(size=7)
LABELS = np.array([0, 1, 1, 0, 1, 0, 0])
THREE = np.array([0, 1, 2, 0, 2, 1, 0])
BITS = LABELS.astype(float)
P = np.array([0.1, 0.8, 0.4, 0.5, 0.7, 0.9, 0.2])
SHARES = functions.softmax(X)
TABLE = np.array([[1.0, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 1, 1]])
IMAGES = RNG.normal(size=(2, 5, 4, 3))


@dataclass(frozen=True)
class Recipe:
    """A function and good arguments for it.

    `writes` are arguments that it changes, as its docstring says; `raises` are errors beside ValueError and TypeError
    that its docstring has; `says` are words of a complaint that stand for the name of an argument.

    The rest are exceptions, each with its reason. `trusts`: arrays are taken unlooked at; so an array comes, but of any
    shape and with any entries, and complaints are in NumPy's words. `passes`: NaN, infinity and what overflows go
    through. `foreign`: complaints about this argument are in the words of a function that the caller has brought.
    `skips`: ways of spoiling that mean something else here.
    """

    function: Callable
    arguments: dict[str, object]
    writes: tuple[str, ...] = ()
    raises: tuple[type, ...] = ()
    says: dict[str, str] = field(default_factory=dict)
    trusts: str = ""
    passes: str = ""
    foreign: dict[str, str] = field(default_factory=dict)
    skips: dict[str, str] = field(default_factory=dict)

    def cook(self, **bad: object) -> tuple[object, dict[str, object]]:
        """What the function returns, and what its arguments are afterwards."""
        arguments = copy.deepcopy(self.arguments) | bad
        return self.function(**arguments), arguments


RECIPES: dict[str, Recipe] = {}
EXTRAS = {entry.name for entry in fields(Recipe)} - {"function", "arguments"}


def recipe(function: Callable, *, of: str = "", **line: object) -> None:
    """A line of the table: fields of a Recipe, and arguments; `of` names what a lambda calls."""
    name = of or f"{function.__module__}.{function.__qualname__}".removeprefix("lff.")
    own = {key: line.pop(key) for key in EXTRAS & line.keys()}
    RECIPES[name] = Recipe(function, line, **own)


def method(make: Callable, name: str, **line: object) -> None:
    """A line for a method of an object that is made for each call."""
    cls = type(make())
    recipe(lambda **arguments: getattr(make(), name)(**arguments),
           of=f"{cls.__module__}.{cls.__qualname__}.{name}".removeprefix("lff."), **line)


def public() -> set[str]:
    """Whatever can be called badly: each public function, class and method that takes an argument."""
    found = set()
    for full in lff_names.names():
        module, _, short = full.rpartition(".")
        thing, name = getattr(import_module(module), short), full.removeprefix("lff.")
        candidates = {name: thing}
        if isinstance(thing, type):
            ours = [cls for cls in reversed(thing.__mro__) if cls.__module__.startswith("lff.")]
            candidates |= {f"{name}.{entry}": value for cls in ours for entry, value in vars(cls).items()
                           if not entry.startswith("_") and inspect.isfunction(value)}
        found |= {name for name, value in candidates.items() if inspect.signature(value).parameters.keys() - {"self"}}
    return found


# --- What training calls at every step takes what the doors before it have looked at.
STEP = "it is called at each step of training, with arrays that `check` or another door has passed"
# What bends a line is NumPy's: it takes whatever NumPy takes, NaN included, and refuses the rest in NumPy's words.
BEND = "it is called at each step of training, by entry, and refuses what NumPy refuses, in NumPy's words"
# A rule of the table of rules stands between NumPy's functions, and is as they are.
RULE = "it stands among NumPy's functions on a tape, and refuses what they refuse, in their words"
# Losses let pass what is not finite: a training that diverges has it, and the loop around it says so.
DIVERGES = "a training that diverges hands it what is not finite, and reports that itself"
THEIRS = "the function that the caller has brought computes with it, and overflows or complains by itself"
VIEWS = {"a list": "it is written into, or a view of a network's θ: a list cannot be"}
TREES = {"a list": "a list is a tree of numbers, each an argument by itself",
         "of unequal lengths": "a tree may have branches of unequal lengths"}

# arrays
recipe(lambda X: arrays.as_matrix("X", X, 3), of="arrays.as_matrix", X=X)
recipe(lambda y: arrays.as_vector("y", y, 7), of="arrays.as_vector", y=Y)
recipe(lambda **arguments: arrays.as_labels("labels", length=7, **arguments), of="arrays.as_labels", labels=LABELS,
       classes=2)
recipe(arrays.one_hot, labels=LABELS, classes=2)
recipe(arrays.lagged, series=Y, lags=2)

# functions
for _name in ("identity", "sigmoid", "tanh", "softplus", "relu", "leaky_relu", "elu", "hard_sigmoid"):
    for _end in ("", "_derivative"):
        recipe(getattr(functions, _name + _end), z=X, trusts=BEND)
for _function in (functions.softmax, functions.logsumexp, functions.log_softmax):
    recipe(_function, Z=X, trusts=BEND)
recipe(functions.softmax_jacobian, z=Y)

# losses
for _name in ("mean_squared_error", "mean_absolute_error"):
    for _end in ("", "_gradient"):
        recipe(getattr(losses, _name + _end), prediction=Y, target=Y[::-1].copy(), passes=DIVERGES)
for _end in ("", "_gradient"):
    recipe(getattr(losses, "binary_cross_entropy" + _end), p=P, y=BITS,
           says={"p": "prediction", "y": "target"}, passes=DIVERGES)
    recipe(getattr(losses, "binary_cross_entropy_from_logits" + _end), z=Y, y=BITS,
           says={"z": "prediction", "y": "target"}, passes=DIVERGES)
    recipe(getattr(losses, "cross_entropy" + _end), P=SHARES, labels=THREE,
           says={"P": "scores|classes"}, passes=DIVERGES)
    recipe(getattr(losses, "cross_entropy_from_logits" + _end), Z=X, labels=THREE,
           says={"Z": "scores|classes"}, passes=DIVERGES)

# penalties
for _penalty in (penalties.L1, penalties.L2):
    recipe(_penalty, strength=0.5)
    method(lambda kind=_penalty: kind(0.5), "value", weights=Y, trusts=STEP)
    method(lambda kind=_penalty: kind(0.5), "gradient", weights=Y, trusts=STEP)

# metrics
recipe(metrics.accuracy, predicted=LABELS, labels=LABELS[::-1].copy())
recipe(metrics.precision, predicted=LABELS, labels=LABELS[::-1].copy(), positive=1)
recipe(metrics.recall, predicted=LABELS, labels=LABELS[::-1].copy(), positive=1,
       says={"labels": "label", "positive": "label"})
recipe(metrics.confusion_matrix, predicted=LABELS, labels=LABELS[::-1].copy(), classes=2)
recipe(metrics.roc_curve, scores=Y, labels=LABELS, says={"labels": "classes"})
recipe(metrics.area_under_curve, x=np.sort(Y), y=Y)
recipe(metrics.calibration_curve, p=P, labels=LABELS, bins=4)
recipe(metrics.entropy, p=SHARES)
recipe(metrics.kl_divergence, p=SHARES, q=SHARES[::-1].copy())

# linear
FIT = linear.LinearFit(np.array([1.0, -2.0, 0.5]), 0.25)
method(lambda: FIT, "predict", X=X)
recipe(linear.least_squares, X=X, y=Y)
recipe(linear.ridge, X=X, y=Y, strength=0.7)
recipe(linear.lasso, X=X, y=Y, strength=0.7, sweeps=20)
recipe(linear.least_absolute_deviations, X=X, y=Y, learning_rate=1.5, steps=40)

# scalers
for _scaler in (scalers.ZScore, scalers.MinMax):
    method(_scaler, "fit", X=X)
    method(lambda kind=_scaler: kind().fit(X), "transform", X=X)
    method(lambda kind=_scaler: kind().fit(X), "inverse", Z=X)

# splits
recipe(splits.k_fold, n=7, folds=3, rng=RNG, says={"n": "rows"})
recipe(splits.stratified_k_fold, labels=LABELS, folds=3, rng=RNG, says={"labels": "class"})
recipe(splits.time_ordered_folds, n=7, folds=3, says={"n": "rows"})
recipe(splits.learning_curve, fit_and_score=lambda rows: (0.5, 1.0 / len(rows)), n=7, sizes=np.array([2, 5]), repeats=2,
       rng=RNG)

# worlds
recipe(worlds.bias_variance, draw=lambda rng: (X, X[:, 0] + rng.normal(size=7)),
       fit_predict=lambda X, y, x: x.reshape(len(x), -1)[:, 0] * y.mean(), x=X[:5],
       truth=lambda X: X.reshape(len(X), -1)[:, 0], worlds=3, rng=RNG)

# likelihood
recipe(likelihood.bernoulli_fit, y=BITS)
recipe(likelihood.bernoulli_log_likelihood, p=0.3, y=BITS)
recipe(likelihood.categorical_fit, labels=LABELS, classes=3)

# gaussian
SPREAD = X.T @ X / 7
BELL = gaussian.Gaussian(X.mean(axis=0), SPREAD)
recipe(gaussian.Gaussian, mean=X.mean(axis=0), covariance=SPREAD)
for _name in ("log_density", "density", "log_likelihood"):
    method(lambda: BELL, _name, X=X)
method(lambda: BELL, "sample", n=4, rng=RNG)
recipe(gaussian.gaussian_fit, X=X, covariance="full", says={"X": "covariance"})

# generative
BELLS = generative.gaussian_classifier(X, LABELS, covariance="shared")
BAYES = generative.bernoulli_naive_bayes(TABLE, LABELS)
recipe(generative.gaussian_classifier, X=X, labels=LABELS, covariance="shared", priors=np.array([0.4, 0.6]),
       says={"X": "covariance", "labels": "class(es)?", "priors": "class(es)?"})
recipe(generative.bernoulli_naive_bayes, X=TABLE, labels=LABELS, smoothing=1.0, priors="counted",
       says={"labels": "class(es)?"})
for _model, _rows in ((BELLS, X), (BAYES, TABLE)):
    for _name in ("log_joint", "posterior", "predict"):
        method(lambda model=_model: model, _name, X=_rows, says={"X": "row"})

# logistic
LOGISTIC = logistic.logistic_regression(X, LABELS, strength=0.5)
SOFTMAX = logistic.softmax_regression(X, THREE, strength=0.5)
recipe(logistic.logistic_regression, X=X, y=LABELS, strength=0.5, method="newton", tolerance=1e-8, most_steps=50,
       says={"X": "columns|classes", "y": "labels|class(es)?", "strength": "weights"}, raises=(RuntimeError,))
recipe(logistic.softmax_regression, X=X, labels=THREE, classes=3, strength=0.5, method="newton", tolerance=1e-8,
       most_steps=50, raises=(RuntimeError,),
       says={"X": "columns|classes", "labels": "class(es)?", "strength": "weights", "classes": "class"})
for _fit in (LOGISTIC, SOFTMAX):
    for _name in ("logit", "probability", "predict"):
        method(lambda fit=_fit: fit, _name, X=X)

# initializers
for _name in ("lecun", "glorot", "he"):
    recipe(getattr(initializers, _name), fan_in=3, fan_out=2, rng=RNG, says={"fan_in": "input", "fan_out": "output"})
recipe(initializers.normal, fan_in=3, fan_out=2, scale=0.5, rng=RNG, says={"fan_in": "input", "fan_out": "output"})


# layers, and what stands between them
def _gone_forward(layer, *, X=X):
    layer.forward(X)
    return layer


W, B, G = RNG.normal(size=(3, 2)), RNG.normal(size=2), RNG.normal(size=(7, 2))
recipe(layers.Linear, W=W, b=B, skips=VIEWS)
method(lambda: layers.Linear(W, B), "forward", X=X, trusts=STEP)
method(lambda: _gone_forward(layers.Linear(W, B)), "backward", dZ=G, dW=np.empty((3, 2)), db=np.empty(2),
       writes=("dW", "db"), trusts=STEP)
recipe(layers.Activation, name="tanh", says={"name": "activation"})
method(lambda: layers.Activation("tanh"), "forward", Z=X, trusts=STEP)
method(lambda: _gone_forward(layers.Activation("tanh")), "backward", dA=X, trusts=STEP)
recipe(dropout.Dropout, rate=0.25, rng=RNG)
method(lambda: dropout.Dropout(0.25, rng=np.random.default_rng(1)), "forward", A=X, trusts=STEP)
method(lambda: _gone_forward(dropout.Dropout(0.25, rng=np.random.default_rng(1))), "backward", dA=X, trusts=STEP)
recipe(maxout.Maxout, pieces=3)
method(lambda: maxout.Maxout(3), "forward", Z=X, trusts=STEP)
method(lambda: _gone_forward(maxout.Maxout(3)), "backward", dA=X[:, :1].copy(), trusts=STEP)
for _kind in (normalization.BatchNorm, normalization.LayerNorm):
    def _norm(kind=_kind):
        return kind(np.ones(3), np.zeros(3))

    method(_norm, "forward", X=X, trusts=STEP)
    method(lambda make=_norm: _gone_forward(make()), "backward", dY=X, dgain=np.empty(3), dshift=np.empty(3),
           writes=("dgain", "dshift"), trusts=STEP)
recipe(normalization.BatchNorm, gain=np.ones(3), shift=np.zeros(3), pace=0.1, epsilon=1e-5, skips=VIEWS)
recipe(normalization.LayerNorm, gain=np.ones(3), shift=np.zeros(3), epsilon=1e-5, skips=VIEWS)

# schedules
recipe(schedules.constant, learning_rate=0.1)
recipe(schedules.linear_decay, start=0.1, updates=10)
recipe(schedules.step_decay, start=0.1, factor=0.5, every=3)
recipe(schedules.inverse_time, start=0.1, pace=2.0)
recipe(schedules.inverse_square_root, start=0.1, pace=2.0)
recipe(schedules.cosine, start=0.1, updates=10)
recipe(schedules.warm_up, learning_rate=0.1, updates=3)

# optimizers
OPTIMIZERS = {
    optimizers.GradientDescent: {}, optimizers.Momentum: {"momentum": 0.5}, optimizers.Nesterov: {"momentum": 0.5},
    optimizers.Adagrad: {"epsilon": 1e-8}, optimizers.RMSProp: {"beta": 0.9, "epsilon": 1e-8},
    optimizers.Adam: {"beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8},
    optimizers.AdamW: {"beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8, "weight_decay": 0.01},
}
for _kind, _settings in OPTIMIZERS.items():
    recipe(_kind, learning_rate=0.1, **_settings)
    method(lambda kind=_kind: kind(0.1), "step", theta=Y, gradient=Y[::-1].copy(), writes=("theta",), trusts=STEP)
recipe(clipping.clip_by_norm, gradient=Y, limit=1.0, trusts=STEP)
recipe(clipping.Clipped, optimizer=optimizers.Adam(0.1), limit=1.0)
method(lambda: clipping.Clipped(optimizers.Adam(0.1), 1.0), "step", theta=Y, gradient=Y[::-1].copy(),
       writes=("theta",), trusts=STEP)

# gradcheck
recipe(gradcheck.directional_difference, f=lambda t: np.sum(t**2), theta=Y, direction=Y[::-1].copy(), step=1e-5,
       passes=THEIRS)
recipe(gradcheck.complex_step, f=lambda t: np.sum(t**2), theta=Y, direction=Y[::-1].copy(), passes=THEIRS)
recipe(gradcheck.projection_error, f=lambda t: np.sum(t**2), gradient=lambda t: 2 * t, theta=Y, rng=RNG, passes=THEIRS)
recipe(gradcheck.numerical_gradient, f=lambda t: np.sum(t**2), theta=Y, passes=THEIRS)

# network, deep
SETTINGS = {"sizes": [3, 4, 2], "activation": "tanh", "loss": "mean_squared_error", "rng": RNG}
recipe(network.Network, **SETTINGS, initializer=initializers.glorot)
recipe(deep.DeepNetwork, **SETTINGS, initializer=initializers.glorot, normalization="batch", dropout=0.25, pieces=2,
       says={"dropout": "rate"})


def _network(loss="mean_squared_error", kind=network.Network, **more):
    return kind([3, 4, 2], activation="tanh", loss=loss, rng=np.random.default_rng(3), **more)


TARGETS = X[:, :2].copy()
for _make in (_network, lambda: _network(kind=deep.DeepNetwork, normalization="batch", dropout=0.25)):
    for _name in ("forward", "predict", "activations"):
        method(_make, _name, X=X)
    for _name in ("loss", "gradient", "loss_and_gradient", "check"):
        method(_make, _name, X=X, y=TARGETS)
    method(_make, "backpropagate", X=X, y=TARGETS, trusts=STEP)

# training, minimizer
recipe(training.EarlyStopping, patience=3)
recipe(lambda **arguments: training.fit(_network("cross_entropy_from_logits"), optimizer=optimizers.Adam(0.1),
                                        **arguments), of="training.fit",
       X=X, y=LABELS, epochs=2, batch_size=3, rng=RNG, unseen=(X, LABELS), raises=(training.Diverged,),
       says={"unseen": "X|y"})
recipe(training.descend, f=lambda t: np.sum(t**2), gradient=lambda t: 2 * t, theta=Y, steps=3, learning_rate=0.1,
       raises=(training.Diverged,), passes=THEIRS)
recipe(lambda **arguments: minimizer.minimize(
           optimizer=optimizers.Adam(0.1), **arguments), of="minimizer.minimize",
       loss=lambda theta, X, y: np.mean(np.square(X @ theta - y)), theta=np.ones(3), data=(X, Y), epochs=2,
       batch_size=3, rng=RNG, writes=("theta",), raises=(training.Diverged,), skips=VIEWS,
       foreign={"theta": THEIRS, "data": THEIRS})
recipe(lambda **arguments: functional.as_function(_network())(**arguments), of="functional.as_function",
       theta=np.ones(26), X=X, trusts=RULE, skips={"one axis less": "θ is a vector, and a number has no entries"})
recipe(lambda **arguments: signals.signals(_network(), **arguments), of="signals.signals", X=X, y=TARGETS)
recipe(lambda **arguments: signals.by_name(_network(), **arguments), of="signals.by_name", vector=np.ones(26))
recipe(lambda **arguments: rate_finder.find_rate(_network(), **arguments), of="rate_finder.find_rate",
       X=X, y=TARGETS, lowest=1e-4, highest=1.0, updates=12, batch_size=3, memory=0.5, rng=RNG)

# automatic differentiation
for _function, _f in ((tape.value_and_grad, lambda t: np.sum(t**2)), (tape.grad, lambda t: np.sum(t**2)),
                      (tape.jacobian, lambda t: t**2)):  # fmt: skip
    recipe(lambda f, at, function=_function: function(f)(at), of=f"tape.{_function.__name__}", f=_f, at=Y,
           says={"at": "argument"}, skips=TREES, passes=THEIRS, foreign={"at": THEIRS})
recipe(tape.hessian_vector_product, f=lambda t: np.sum(t**3), at=Y, vector=Y[::-1].copy(), says={"at": "argument"},
       skips=TREES, passes=THEIRS, foreign={"at": THEIRS})
recipe(tape.unbroadcast, g=X, shape=(3,), trusts=RULE)
recipe(dual.jvp, f=lambda t: t**2, at=Y, direction=Y[::-1].copy(), says={"at": "argument"}, passes=THEIRS)
recipe(lambda f, x: dual.derivative(f)(x), of="dual.derivative", f=lambda t: np.sin(t), x=Y, says={"x": "argument"},
       passes=THEIRS)
recipe(rules.cross_entropy_from_logits, Z=X, labels=THREE, trusts=RULE)
recipe(rules.affine, X=X, W=W, b=B, trusts=RULE)
recipe(rules.scatter_add, values=Y, index=LABELS, shape=(2,), trusts=RULE, raises=(IndexError,))
recipe(convolution.windows, X=IMAGES, size=(2, 2), stride=1, trusts=RULE)
recipe(convolution.overlap_add, P=np.ascontiguousarray(convolution.windows(IMAGES, (2, 2))), shape=(2, 5, 4, 3),
       stride=1, trusts=RULE, raises=(IndexError,))
recipe(convolution.convolve2d, X=IMAGES, K=RNG.normal(size=(2, 2, 3, 4)), stride=1, trusts=RULE)
recipe(convolution.max_pool, X=IMAGES, size=2, trusts=RULE)

# datasets
recipe(births.split, lags=7, first_year=1999, last_year=2002, unseen_year=2003)
recipe(births.holidays, year=2003)
recipe(catalogue.verify, name="births", says={"name": "data set"})
recipe(toy.line, n=5, noise=0.1, rng=RNG)
recipe(toy.wave, n=5, noise=0.1, rng=RNG)
recipe(toy.moons, n=5, noise=0.1, rng=RNG)
recipe(toy.two_blobs, n=5, rng=RNG)
