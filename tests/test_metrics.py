import numpy as np
import pytest

from lff.metrics import accuracy, confusion_matrix


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
