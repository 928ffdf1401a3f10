import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.naive_bayes import BernoulliNB, GaussianNB

from lff.datasets import pokemon, thirteen_points
from lff.functions import sigmoid
from lff.generative import bernoulli_naive_bayes, gaussian_classifier
from lff.metrics import accuracy


def clouds(n=90, k=3, d=4, seed=0):
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % k
    stretch = rng.standard_normal((k, d, d))
    X = 3 * rng.standard_normal((k, d))[labels] + np.einsum("nij,nj->ni", stretch[labels], rng.standard_normal((n, d)))
    return X, labels


def bits(n=80, k=3, d=5, seed=0):
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % k
    return (rng.random((n, d)) < rng.random((k, d))[labels]).astype(float), labels


def water_and_normal():
    numbers, types, stats, _ = pokemon()
    wanted = np.isin(types, ("Water", "Normal"))
    X, labels, train = stats[wanted], (types[wanted] == "Normal").astype(int), numbers[wanted] < 400
    return X[train], labels[train], X[~train], labels[~train]


def test_own_covariances_are_scikit_learns_quadratic_analysis():
    X, labels = clouds()
    ours = gaussian_classifier(X, labels)
    theirs = QuadraticDiscriminantAnalysis(solver="eigen", covariance_estimator=_biased()).fit(X, labels)
    np.testing.assert_allclose(ours.posterior(X), theirs.predict_proba(X), atol=1e-8)
    assert (ours.predict(X) == theirs.predict(X)).all()


def _biased():
    from sklearn.covariance import EmpiricalCovariance

    return EmpiricalCovariance()


def test_a_shared_covariance_is_scikit_learns_linear_analysis():
    X, labels = clouds(n=91)
    theirs = LinearDiscriminantAnalysis(solver="lsqr").fit(X, labels)
    ours = gaussian_classifier(X, labels, covariance="shared")
    np.testing.assert_allclose(ours.posterior(X), theirs.predict_proba(X), atol=1e-8)
    np.testing.assert_allclose(ours.gaussians[0].covariance, theirs.covariance_, rtol=1e-10)


@pytest.mark.parametrize("covariance", ["own", "shared", "diagonal"])
@pytest.mark.parametrize("priors", ["equal", [0.2, 0.5, 0.3]])
def test_priors_change_the_odds_and_nothing_else(covariance, priors):
    X, labels = clouds(n=91)
    counted = gaussian_classifier(X, labels, covariance=covariance)
    given = gaussian_classifier(X, labels, covariance=covariance, priors=priors)
    assert counted.priors.tolist() == (np.bincount(labels) / 91).tolist()
    np.testing.assert_allclose(given.priors, [1 / 3] * 3 if priors == "equal" else priors, rtol=1e-15)
    expected = counted.posterior(X) * given.priors / counted.priors
    np.testing.assert_allclose(given.posterior(X), expected / expected.sum(axis=1, keepdims=True), rtol=1e-10)


def test_diagonal_covariances_are_scikit_learns_gaussian_naive_bayes():
    X, labels = clouds()
    theirs = GaussianNB(var_smoothing=0).fit(X, labels)
    ours = gaussian_classifier(X, labels, covariance="diagonal")
    np.testing.assert_allclose(ours.posterior(X), theirs.predict_proba(X), atol=1e-8)
    np.testing.assert_allclose([np.diag(bell.covariance) for bell in ours.gaussians], theirs.var_, rtol=1e-10)


@pytest.mark.parametrize("smoothing", [0.1, 1.0, 5.0])
def test_bernoulli_naive_bayes_is_scikit_learns(smoothing):
    X, labels = bits()
    theirs = BernoulliNB(alpha=smoothing).fit(X, labels)
    ours = bernoulli_naive_bayes(X, labels, smoothing=smoothing)
    np.testing.assert_allclose(ours.posterior(X), theirs.predict_proba(X), atol=1e-10)
    np.testing.assert_allclose(np.log(ours.probabilities), theirs.feature_log_prob_, rtol=1e-10)


@pytest.mark.parametrize("columns, covariance, priors, percent", [
    ([2, 4], "own", "equal", 54.3), ([2, 4], "shared", "equal", 47.1),
    (range(6), "own", "equal", 64.3), (range(6), "shared", "equal", 72.9),
    ([2, 4], "own", "counted", 51.4), ([2, 4], "shared", "counted", 48.6),
    (range(6), "own", "counted", 64.3), (range(6), "shared", "counted", 77.1),
    (range(6), "diagonal", "equal", 61.4), (range(6), "diagonal", "counted", 57.1),
])  # fmt: skip
def test_water_against_normal(columns, covariance, priors, percent):
    X, labels, X_unseen, unseen = water_and_normal()
    fit = gaussian_classifier(X[:, list(columns)], labels, covariance=covariance, priors=priors)
    assert round(100 * accuracy(fit.predict(X_unseen[:, list(columns)]), unseen), 1) == percent


def test_the_total_of_the_stats_makes_the_lectures_seven_features_singular():
    X, labels, _, _ = water_and_normal()
    with pytest.raises(ValueError, match="class 0, of 79 examples: .*full rank 7, got rank 6"):
        gaussian_classifier(np.column_stack([X, X.sum(axis=1)]), labels)


@pytest.mark.parametrize("priors", ["counted", "equal", [0.9, 0.1]])
@pytest.mark.parametrize("build, data", [
    (lambda *data, **how: gaussian_classifier(*data, covariance="shared", **how), clouds),
    (bernoulli_naive_bayes, bits),
])  # fmt: skip
def test_the_posterior_is_the_sigmoid_of_the_line(build, data, priors):
    X, labels = data(k=2, n=51)
    fit = build(X, labels, priors=priors)
    z = fit.line().predict(X)
    np.testing.assert_allclose(sigmoid(z), fit.posterior(X)[:, 1], rtol=1e-12)
    np.testing.assert_allclose(sigmoid(-z), fit.posterior(X)[:, 0], rtol=1e-12)


def test_a_curved_boundary_and_three_classes_have_no_line():
    X, labels = clouds(k=2)
    with pytest.raises(ValueError, match="share their covariance, and these differ"):
        gaussian_classifier(X, labels).line()
    X, labels = clouds(k=3)
    with pytest.raises(ValueError, match="between 2 classes, and here are 3"):
        gaussian_classifier(X, labels, covariance="shared").line()
    with pytest.raises(ValueError, match="a probability of 0 or 1 makes a weight infinite"):
        bernoulli_naive_bayes(*thirteen_points(), smoothing=0.0).line()


def test_the_posterior_is_right_far_away():
    X, labels = clouds(k=2)
    fit = gaussian_classifier(X, labels, covariance="shared")
    direction = fit.line().weights
    far = 1e4 * np.array([direction, -direction]) / (direction @ direction)  # logits of about 10 000
    assert fit.posterior(far).tolist() == [[0, 1], [1, 0]]
    assert np.isfinite(fit.log_joint(far)).all()
    assert (fit.predict(far) == [1, 0]).all()


def test_naive_bayes_imagines_a_point_that_it_never_saw_in_the_class():
    X, labels = thirteen_points()
    fit = bernoulli_naive_bayes(X, labels, smoothing=0.0)
    assert fit.posterior([[1, 1]])[0, 1] == pytest.approx(3 / 7, rel=1e-14)
    assert fit.posterior([[0, 1]]).tolist() == [[1, 0]]  # ruled out in class 1
    assert fit.predict(X).tolist() == [0] * 13


def test_what_every_class_rules_out_is_an_error():
    fit = bernoulli_naive_bayes([[1, 0], [1, 1]], [0, 1], smoothing=0.0)
    with pytest.raises(ValueError, match="row 1 has probability 0 in every class; smoothing"):
        fit.predict([[1, 1], [0, 0]])


@pytest.mark.parametrize("labels, message", [
    ([0, 0, 0, 0], "at least 2 classes, got class 0 alone"),
    ([0, 2, 2, 0], "class 1 has no examples"),
    ([1, 1, 1, 1], "class 0 has no examples"),
    ([0, -1, 1, 0], "labels should lie in"),
    ([0, 1], r"labels should have shape \(4,\), got \(2,\)"),
])  # fmt: skip
@pytest.mark.parametrize("build", [gaussian_classifier, bernoulli_naive_bayes])
def test_labels_that_cannot_be_learned_are_refused(build, labels, message):
    with pytest.raises(ValueError, match=message):
        build([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]], labels)


@pytest.mark.parametrize("priors, message", [
    ("fair", "priors should be 'counted', 'equal' or one for each class, got 'fair'"),
    ([0.5, 0.6], "priors should be positive and sum to 1"),
    ([1.0, 0.0], "priors should be positive and sum to 1"),
    ([0.3, 0.3, 0.4], "class 2 has no examples"),
])  # fmt: skip
def test_priors_that_are_none_are_refused(priors, message):
    with pytest.raises(ValueError, match=message):
        gaussian_classifier(*clouds(k=2), priors=priors)


def test_labels_beyond_the_priors_and_wrong_settings_are_refused():
    with pytest.raises(ValueError, match="labels should lie in 0 ... 1, got 0 ... 2"):
        gaussian_classifier(*clouds(k=3), priors=[0.5, 0.5])
    with pytest.raises(ValueError, match="'own', 'shared' or 'diagonal', got 'full'"):
        gaussian_classifier(*clouds(), covariance="full")
    with pytest.raises(ValueError, match="smoothing should be at least 0"):
        bernoulli_naive_bayes(*bits(), smoothing=-1)
    with pytest.raises(ValueError, match="zeros and ones alone, got 2"):
        bernoulli_naive_bayes(bits()[0] * 2, bits()[1])
    with pytest.raises(TypeError, match="labels should be integers"):
        gaussian_classifier(clouds()[0], clouds()[1] * 1.0)
