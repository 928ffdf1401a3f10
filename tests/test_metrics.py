import numpy as np
import pytest
from scipy.stats import entropy as scipy_entropy
from sklearn import calibration as sklearn_calibration
from sklearn import metrics as sklearn_metrics

from lff.losses import cross_entropy
from lff.metrics import (
    accuracy, area_under_curve, auroc, calibration_curve, confusion_matrix, entropy, kl_divergence, precision, recall,
    roc_curve,
)  # fmt: skip


def test_accuracy():
    assert accuracy([0, 1, 2, 2], [0, 1, 1, 2]) == 0.75
    assert accuracy(np.array([1]), np.array([0])) == 0.0


@pytest.mark.parametrize("predicted, labels", [([0, 1], [0]), ([], []), ([[0]], [[0]]), ([0, 1], [[0], [1]])])
def test_accuracy_wants_two_vectors_of_one_length(predicted, labels):
    with pytest.raises(ValueError, match=r"should both have shape \(n,\)"):
        accuracy(predicted, labels)


def test_confusion_matrix_has_a_row_per_true_class():
    matrix = confusion_matrix(predicted=[0, 2, 2, 1], labels=[0, 1, 1, 1], classes=3)
    assert matrix.tolist() == [[1, 0, 0], [0, 1, 2], [0, 0, 0]]


def test_confusion_matrix_counts_everything_once():
    rng = np.random.default_rng(0)
    predicted, labels = rng.integers(0, 5, 200), rng.integers(0, 5, 200)
    matrix = confusion_matrix(predicted, labels, 5)
    for i in range(5):
        for j in range(5):
            assert matrix[i, j] == sum(t == i and p == j for t, p in zip(labels, predicted))
    assert np.trace(matrix) / matrix.sum() == accuracy(predicted, labels)


def test_small_integers_do_not_overflow():
    labels = np.array([15, 15], dtype=np.uint8)
    assert confusion_matrix(labels, labels, 17)[15, 15] == 2


def test_confusion_matrix_refuses_unknown_classes():
    with pytest.raises(ValueError, match="predicted should lie in 0 ... 1, got 0 ... 2"):
        confusion_matrix([0, 2], [0, 1], 2)
    with pytest.raises(ValueError, match=r"predicted should have shape \(2,\), got \(1,\)"):
        confusion_matrix([0], [0, 1], 2)


def scored(n=300, seed=0, digits=1):
    """Probabilities with many ties, and labels drawn from them."""
    rng = np.random.default_rng(seed)
    p = rng.random(n).round(digits)
    return p, (rng.random(n) < p).astype(int)


def test_precision_and_recall_are_scikit_learns():
    rng = np.random.default_rng(0)
    predicted, labels = rng.integers(0, 3, 100), rng.integers(0, 3, 100)
    for k in range(3):
        theirs = sklearn_metrics.precision_recall_fscore_support(labels, predicted, labels=[k])
        assert precision(predicted, labels, k) == pytest.approx(theirs[0][0])
        assert recall(predicted, labels, positive=k) == pytest.approx(theirs[1][0])
    assert (precision([1, 1, 1, 0], [1, 1, 0, 1]), recall([1, 1, 1, 0], [1, 1, 0, 1])) == (2 / 3, 2 / 3)


def test_what_was_never_predicted_has_precision_0_and_what_never_was_no_recall():
    assert precision([0, 0], [0, 1]) == 0.0
    with pytest.raises(ValueError, match="recall needs a label that is 1, and there is none"):
        recall([0, 1], [0, 0])
    with pytest.raises(ValueError, match=r"should both have shape \(n,\)"):
        precision([0], [0, 1])


@pytest.mark.parametrize("digits", [1, 16])
def test_the_roc_curve_is_scikit_learns(digits):
    p, labels = scored(digits=digits)
    for ours, theirs in zip(roc_curve(p, labels), sklearn_metrics.roc_curve(labels, p, drop_intermediate=False)):
        np.testing.assert_allclose(ours, theirs, rtol=1e-15)
    x, y, _ = roc_curve(p, labels)
    assert area_under_curve(x, y) == pytest.approx(sklearn_metrics.roc_auc_score(labels, p), rel=1e-14)


def test_the_area_is_the_chance_that_a_one_comes_before_a_zero():
    p, labels = scored(n=60)
    ones, zeros = p[labels == 1][:, None], p[labels == 0]
    chance = np.mean((ones > zeros) + 0.5 * (ones == zeros))
    assert area_under_curve(*roc_curve(p, labels)[:2]) == pytest.approx(chance, rel=1e-14)
    assert area_under_curve(*roc_curve([0.3, 0.3], [0, 1])[:2]) == 0.5
    assert area_under_curve(*roc_curve([0.1, 0.9], [0, 1])[:2]) == 1
    assert area_under_curve(*roc_curve([0.9, 0.1], [0, 1])[:2]) == 0


def test_the_calibration_curve_is_scikit_learns():
    p, labels = scored(digits=16)
    for bins in (1, 5, 10):
        promised, came, counts = calibration_curve(p, labels, bins)
        share, mean = sklearn_calibration.calibration_curve(labels, p, n_bins=bins)
        np.testing.assert_allclose(promised, mean, rtol=1e-13)
        np.testing.assert_allclose(came, share, rtol=1e-13)
        assert counts.sum() == len(p)


def test_bins_have_their_upper_edge_and_empty_ones_are_left_out():
    promised, came, counts = calibration_curve([0.0, 0.5, 0.5, 1.0], [0, 0, 1, 1], bins=2)
    assert (promised.tolist(), came.tolist(), counts.tolist()) == ([1 / 3, 1.0], [1 / 3, 1.0], [3, 1])
    assert len(calibration_curve([0.0, 1.0], [0, 1], bins=10)[0]) == 2


@pytest.mark.parametrize("call, message", [
    (lambda: roc_curve([0.1, 0.2], [1, 1]), "needs both classes, got 0 zeros and 2 ones"),
    (lambda: roc_curve([0.1], [0, 1]), r"labels should have shape \(1,\), got \(2,\)"),
    (lambda: roc_curve([0.1, np.nan], [0, 1]), "scores should be finite"),
    (lambda: area_under_curve([1, 0], [0, 1]), "none less than the one before"),
    (lambda: area_under_curve([1], [0]), "at least 2 numbers"),
    (lambda: calibration_curve([0.1, 1.2], [0, 1]), r"p in \[0, 1\], got 10 and 0.1 ... 1.2"),
    (lambda: calibration_curve([0.1, 0.2], [0, 1], 0), "bins should be at least 1"),
    (lambda: calibration_curve([0.1, 0.2], [0, 2]), "labels should lie in 0 ... 1"),
    (lambda: entropy([0.5, 0.6]), "p should hold probabilities that sum to 1"),
    (lambda: entropy([1.5, -0.5]), "p should hold probabilities"),
    (lambda: entropy([np.nan, 1]), "p should hold probabilities"),
    (lambda: entropy([]), "p should hold probabilities"),
    (lambda: kl_divergence([1, 0], [1, 1]), "q should hold probabilities"),
    (lambda: kl_divergence([1, 0], [1, 0, 0]), r"one shape, got \(2,\) and \(3,\)"),
])  # fmt: skip
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_entropy_and_divergence_are_scipys():
    rng = np.random.default_rng(0)
    P, Q = rng.dirichlet(np.ones(4), 6), rng.dirichlet(np.ones(4), 6)
    np.testing.assert_allclose(entropy(P), scipy_entropy(P, axis=1), rtol=1e-14)
    np.testing.assert_allclose(kl_divergence(P, Q), scipy_entropy(P, Q, axis=1), rtol=1e-12)
    assert np.all(kl_divergence(P, Q) > 0) and np.all(kl_divergence(P, P) == 0)


def test_cross_entropy_is_entropy_plus_divergence():
    """And so the cross entropy of two equal distributions is not 0, but their entropy."""
    q = np.array([0.2, 0.3, 0.5])
    p = np.array([0.25, 0.75, 0.0])
    labels = np.array([0, 1, 1, 1])  # drawn just as often as p says
    assert cross_entropy(np.tile(q, (4, 1)), labels) == pytest.approx(entropy(p) + kl_divergence(p, q), rel=1e-14)
    assert cross_entropy(np.tile(p, (4, 1)), labels) == pytest.approx(entropy(p), rel=1e-14)


def test_certainty_and_what_was_ruled_out():
    assert entropy([1, 0, 0]) == 0 and entropy(np.full(8, 1 / 8)) == pytest.approx(np.log(8))
    assert kl_divergence([1, 0], [0.5, 0.5]) == pytest.approx(np.log(2))
    assert kl_divergence([0.5, 0.5], [1, 0]) == np.inf
    assert kl_divergence([0, 1], [0, 1]) == 0
    assert kl_divergence([1e-300, 1.0], [0.5, 0.5]) == pytest.approx(np.log(2))


@pytest.mark.parametrize("digits", [1, 2, 15])
def test_auroc_is_scikit_learns_and_the_share_of_pairs(digits):
    scores, labels = scored(digits=digits)
    found = auroc(scores, labels == 1)
    assert found == pytest.approx(sklearn_metrics.roc_auc_score(labels, scores), rel=1e-12)
    gaps = scores[labels == 1][:, np.newaxis] - scores[labels == 0]
    assert found == pytest.approx(np.mean((np.sign(gaps) + 1) / 2), rel=1e-12)
    assert auroc(scores, labels) == found and auroc(-scores, labels) == pytest.approx(1 - found, rel=1e-12)
    assert auroc(np.exp(3 * scores), labels) == found  # only the order counts


def test_auroc_by_hand():
    assert auroc([1, 2, 3], [False, False, True]) == 1
    assert auroc([3, 2, 1], [0, 0, 1]) == 0
    assert auroc([5, 5, 5, 5], [True, False, True, False]) == 0.5


def test_auroc_wants_both_kinds_and_nothing_else():
    for positive in ([True, True], [0, 0]):
        with pytest.raises(ValueError, match="a curve needs both classes"):
            auroc([0.1, 0.2], positive)
    with pytest.raises(ValueError, match="positive should lie in 0 ... 1, got 0 ... 2"):
        auroc([0.1, 0.2], [0, 2])
    with pytest.raises(ValueError, match=r"positive should have shape \(2,\), got \(3,\)"):
        auroc([0.1, 0.2], [True, False, True])
    with pytest.raises(ValueError, match="scores should be finite"):
        auroc([0.1, np.nan], [True, False])
