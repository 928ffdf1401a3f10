"""Draws for likelihoods and their maxima, for classifiers that follow from Bayes, and for what a share is worth."""

from __future__ import annotations

import itertools

import mpmath
import numpy as np

from lff import gaussian, generative, likelihood, metrics, symbolic
from lff.witnesses._case import Case


def categorical(rng: np.random.Generator, extreme: bool) -> Case:
    """The most likely chances of three classes."""
    counts = rng.integers(1, 2000 if extreme else 9, size=3)
    labels = rng.permutation(np.repeat(np.arange(3), counts))
    proof = symbolic.categorical_maximum()
    return Case(answer=likelihood.categorical_fit(labels, 3),
                exact=lambda: list(proof.evaluate("rhs", **_numbered("n_", counts.tolist()))))


def _plane(rng: np.random.Generator, extreme: bool) -> np.ndarray:
    """Points in the plane whose features covary; far from the origin at the extreme."""
    X = rng.normal(size=(rng.integers(4, 12), 2)) @ rng.normal(size=(2, 2)) + rng.normal(size=2)
    return X + 100 if extreme else X


def gaussian_mean(rng: np.random.Generator, extreme: bool) -> Case:
    """The most likely mean."""
    X = _plane(rng, extreme)
    return Case(answer=gaussian.gaussian_fit(X).mean, by_entry=False, exact=lambda: _exact_mean(X))


def _exact_mean(X: np.ndarray) -> list:
    return list(symbolic.gaussian_mean_maximum().evaluate("rhs", X=X, n=len(X)))


def gaussian_covariance(rng: np.random.Generator, extreme: bool) -> Case:
    """The most likely covariance, around the mean."""
    X = _plane(rng, extreme)
    proof = symbolic.gaussian_covariance_maximum()
    return Case(answer=gaussian.gaussian_fit(X).covariance, by_entry=False,
                exact=lambda: list(proof.evaluate("rhs", X=X, n=len(X), **_numbered("m_", _exact_mean(X)))))


def variance_bias(rng: np.random.Generator, extreme: bool) -> Case:
    """The mean of the fitted variance over all worlds in which a fair coin picks one of two values, n times."""
    n, values = int(rng.integers(2, 7)), rng.normal(size=2)
    worlds = [np.array(world)[:, np.newaxis] for world in itertools.product(values, repeat=n)]
    # Where all values are equal there is no width, and no Gaussian: such a world counts 0.
    total = sum(gaussian.gaussian_fit(X).covariance[0, 0] for X in worlds if np.ptp(X) > 0)
    proof = symbolic.variance_estimator_bias()

    def exact():
        with mpmath.workdps(50):
            deviation = abs(mpmath.mpf(values[0]) - mpmath.mpf(values[1])) / 2
        return [proof.evaluate("rhs", n=n, sigma=deviation)]

    return Case(answer=np.array([total / len(worlds)]), exact=exact)


def _classifier(rng: np.random.Generator, covariance: str) -> generative.GaussianClassifier:
    counts = rng.integers(5, 15, size=2)
    X = np.concatenate([rng.normal(size=(count, 2)) + rng.normal(size=2) for count in counts])
    return generative.gaussian_classifier(X, np.repeat([0, 1], counts), covariance=covariance)


def bayes(rng: np.random.Generator, extreme: bool) -> Case:
    """The posterior of class 1, from the priors and the densities."""
    model, X = _classifier(rng, "own"), rng.normal(size=(5, 2))
    zero, one = (bell.density(X) for bell in model.gaussians)
    proof = symbolic.bayes_two_classes()
    return Case(answer=model.posterior(X)[:, 1],
                exact=lambda: [proof.evaluate("rhs", P_1=model.priors[1], P_2=model.priors[0], f_1=a, f_2=b)
                               for a, b in zip(one, zero)])


def _of_class(number: int, bell: gaussian.Gaussian, letter: str, det: str) -> dict:
    """A Gaussian's entries, named as the proofs name those of their first and second class."""
    (a, b), (_, c) = bell.covariance
    with mpmath.workdps(100):
        exact_det = mpmath.mpf(a) * mpmath.mpf(c) - mpmath.mpf(b)**2
    return {**_numbered(f"mu_{number}", bell.mean), f"{letter}_11": a, f"{letter}_12": b, det: exact_det}


def shared_line(rng: np.random.Generator, extreme: bool) -> Case:
    """The weights and the bias of the line between two Gaussians of one covariance."""
    model = _classifier(rng, "shared")
    line, proof = model.line(), symbolic.posterior_is_sigmoid()
    zero, one = model.gaussians
    values = {**_of_class(1, one, "Sigma", "D"), **_of_class(2, zero, "Sigma", "D"),
              "N_1": model.priors[1], "N_2": model.priors[0]}

    def log_odds(*x):
        p = proof.evaluate("lhs", **_numbered("x_", x), **values)
        return mpmath.log(p / (1 - p))

    def exact():
        with mpmath.workdps(50):
            bias = log_odds(0.0, 0.0)
            return [log_odds(1.0, 0.0) - bias, log_odds(0.0, 1.0) - bias, bias]

    return Case(answer=np.array([*line.weights, line.bias]), by_entry=False, exact=exact)


def own_boundary(rng: np.random.Generator, extreme: bool) -> Case:
    """The logarithm of the odds of class 1, if each class has its own covariance; far out as well."""
    model, X = _classifier(rng, "own"), rng.normal(scale=1000 if extreme else 2, size=(6, 2))
    joint, proof = model.log_joint(X), symbolic.own_covariance_boundary()
    zero, one = model.gaussians
    values = {**_of_class(1, one, "S", "D_1"), **_of_class(2, zero, "T", "D_2"),
              "N_1": model.priors[1], "N_2": model.priors[0]}
    return Case(answer=joint[:, 1] - joint[:, 0], by_entry=False,
                exact=lambda: [proof.evaluate("rhs", **_numbered("x_", x), **values) for x in X])


def diagonal(rng: np.random.Generator, extreme: bool) -> Case:
    """The density of a Gaussian whose features do not covary."""
    mean, deviations, X = rng.normal(size=2), rng.uniform(0.2, 3, size=2), rng.normal(size=(5, 2))
    bell, proof = gaussian.Gaussian(mean, np.diag(deviations**2)), symbolic.diagonal_gaussian_factors()
    values = {**_numbered("mu_", mean), **_numbered("sigma_", deviations)}
    return Case(answer=bell.density(X),
                exact=lambda: [proof.evaluate("rhs", **_numbered("x_", x), **values) for x in X])


def share(rng: np.random.Generator, extreme: bool) -> Case:
    """The variance of the accuracy over all ways to answer n questions, each of them as likely as it is."""
    n, p = int(rng.integers(1, 8)), 0.999 if extreme else rng.uniform(0.05, 0.95)
    labels = np.ones(n, dtype=int)
    worlds = np.array(list(itertools.product((0, 1), repeat=n)))
    chances = np.prod(np.where(worlds == 1, p, 1 - p), axis=1)
    scores = np.array([metrics.accuracy(world, labels) for world in worlds])
    proof = symbolic.share_variance()
    return Case(answer=np.array([chances @ (scores - p)**2]), exact=lambda: [proof.evaluate("rhs", n=n, p=p)])


def _numbered(letter: str, row) -> dict:
    return {f"{letter}{i}": entry for i, entry in enumerate(row, start=1)}
