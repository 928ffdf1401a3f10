"""What `test_same_everywhere` runs in other surroundings: prints texts and numbers that must not depend on them."""

import json

import numpy as np

from lff import generative, linear, logistic, losses, metrics, rules, symbolic
from lff.datasets import births, digits, pokedex
from lff.functional import as_function
from lff.network import Network
from lff.optimizers import Adam
from lff.splits import k_fold
from lff.tape import grad, hessian_vector_product
from lff.training import descend

texts, numbers = {}, {}
for name in ("sigmoid_derivative", "softmax_jacobian", "two_layer_backward", "batch_norm_backward", "bernoulli_maximum"):
    proof = getattr(symbolic, name)()
    texts[name] = [proof.tex, *(proof.formula(step).tex for step in range(1, len(proof.steps) + 1)), repr(proof.claim)]

week = births.split(7)
squares = linear.least_squares(week.X_train, week.y_train)
numbers["least squares"] = [*squares.weights, squares.bias]
numbers["ridge"] = linear.ridge(week.X_train, week.y_train, 10.0).weights
numbers["unseen error"] = losses.mean_absolute_error(squares.predict(week.X_unseen), week.y_unseen)
texts["days"] = [str(births.load().dates[0]), *births.load().holidays[:40], str(week.dates_unseen[-1])]

creatures = pokedex.pokemon()
water = np.isin(creatures.types, ("Water", "Normal"))
X, y = creatures.stats[water].astype(float), (creatures.types[water] == "Water").astype(int)
fit = logistic.logistic_regression(X / X.std(axis=0), y, strength=1.0)
numbers["logistic regression"] = [*fit.weights, fit.bias]
shared = generative.gaussian_classifier(X, y, covariance="shared")
numbers["posterior"] = shared.posterior(X)
texts["told apart"] = "".join(map(str, shared.predict(X)))

pictures = digits.load()
pixels, labels = pictures.images[:200].reshape(-1, 64) / 16, pictures.labels[:200]
net = Network([64, 20, 10], activation="tanh", loss="cross_entropy_from_logits", rng=np.random.default_rng(0))
outputs, start = as_function(net), net.theta.copy()


def loss(theta):
    return rules.cross_entropy_from_logits(outputs(theta, pixels), labels)


numbers["start"] = start
numbers["loss and gradient"] = [net.loss(pixels, labels), *net.gradient(pixels, labels)]
numbers["gradient by the tape"] = grad(loss)(start)
numbers["curvature along the gradient"] = hessian_vector_product(loss, start, grad(loss)(start))
numbers["eight steps of Adam"] = descend(loss, grad(loss), start, steps=8, optimizer=Adam(0.01))[-1]
numbers["folds"] = np.concatenate([train[:5] for train, _ in k_fold(200, 4, rng=np.random.default_rng(1))])
numbers["curve"] = metrics.roc_curve(net.forward(pixels)[:, 3], (labels == 3).astype(int))[0]

print(json.dumps({"texts": texts, "numbers": {name: np.ravel(values).tolist() for name, values in numbers.items()}}))
