import numpy as np
import pytest

from lff.splits import _batches, k_fold, learning_curve, stratified_k_fold, time_ordered_folds


def rng(seed=0):
    return np.random.default_rng(seed)


def sizes(folds):
    return [len(held_out) for _, held_out in folds]


def assert_each_row_is_held_out_once(folds, n):
    assert sorted(np.concatenate([held_out for _, held_out in folds])) == list(range(n))
    for learned, held_out in folds:
        assert sorted([*learned, *held_out]) == list(range(n))
        assert np.all(np.diff(learned) > 0) and np.all(np.diff(held_out) > 0)


@pytest.mark.parametrize("n, folds", [(10, 2), (10, 3), (10, 10), (11, 4), (2, 2), (1461, 5)])
def test_k_fold(n, folds):
    parts = k_fold(n, folds, rng=rng())
    assert len(parts) == folds and max(sizes(parts)) - min(sizes(parts)) <= 1
    assert_each_row_is_held_out_once(parts, n)


def test_k_fold_is_random_and_repeats_with_its_generator():
    first, same, other = (k_fold(20, 4, rng=rng(seed)) for seed in (0, 0, 1))
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(first, same))
    assert any(not np.array_equal(a[1], b[1]) for a, b in zip(first, other))
    assert any(np.any(np.diff(held_out) > 1) for _, held_out in first)


@pytest.mark.parametrize("counts, folds", [([10, 10], 5), ([7, 13], 3), ([2, 50, 3], 2), ([4, 0, 9], 4), ([5], 2)])
@pytest.mark.parametrize("seed", range(3))
def test_stratified_folds_have_their_share_of_each_class(counts, folds, seed):
    labels = rng(seed).permutation(np.repeat(np.arange(len(counts)), counts))
    parts = stratified_k_fold(labels, folds, rng=rng(seed))
    assert_each_row_is_held_out_once(parts, len(labels))
    shares = np.array([np.bincount(labels[held_out], minlength=len(counts)) for _, held_out in parts])
    assert np.all(np.ptp(shares, axis=0) <= 1) and max(sizes(parts)) - min(sizes(parts)) <= 1


def test_stratified_folds_are_random_within_a_class():
    labels = np.repeat([0, 1], 20)
    first, other = (stratified_k_fold(labels, 4, rng=rng(seed)) for seed in (0, 1))
    assert any(not np.array_equal(a[1], b[1]) for a, b in zip(first, other))
    assert len({tuple(held_out % 20) for _, held_out in first}) == 4


@pytest.mark.parametrize("n, folds", [(10, 4), (11, 3), (3, 2), (365, 5)])
def test_time_ordered_folds(n, folds):
    parts = time_ordered_folds(n, folds)
    assert len(parts) == folds and set(sizes(parts)) == {n // (folds + 1)}
    for learned, held_out in parts:
        assert len(learned) >= n // (folds + 1)
        assert [*learned, *held_out] == list(range(held_out[-1] + 1))  # all of the past, then what follows at once
    assert parts[-1][1][-1] == n - 1
    assert all(a[1][-1] + 1 == b[1][0] for a, b in zip(parts, parts[1:]))


def test_time_ordered_folds_by_hand():
    parts = [(a.tolist(), b.tolist()) for a, b in time_ordered_folds(7, 2)]
    assert parts == [([0, 1, 2], [3, 4]), ([0, 1, 2, 3, 4], [5, 6])]


def test_bad_numbers_of_folds_are_refused():
    for split in (lambda n, k: k_fold(n, k, rng=rng()), time_ordered_folds,
                  lambda n, k: stratified_k_fold(np.zeros(n, int), k, rng=rng())):
        with pytest.raises(ValueError, match="folds should be at least 2, got 1"):
            split(10, 1)
    with pytest.raises(ValueError, match="5 folds need at least 5 rows, got 4"):
        k_fold(4, 5, rng=rng())
    with pytest.raises(ValueError, match="5 folds need at least 6 rows, got 5"):
        time_ordered_folds(5, 5)
    with pytest.raises(ValueError, match="each of 3 folds needs a row of class 1, which has 2"):
        stratified_k_fold([0, 0, 0, 1, 1], 3, rng=rng())
    with pytest.raises(TypeError, match="labels should be integers"):
        stratified_k_fold([0.5, 1.5], 2, rng=rng())


def test_learning_curve():
    asked = []

    def fit_and_score(rows):
        asked.append(rows.copy())
        return float(len(rows)), 100.0 - len(rows)

    curve = learning_curve(fit_and_score, 20, [1, 5, 20], repeats=3, rng=rng())
    assert curve.sizes.tolist() == [1, 5, 20]
    assert curve.seen.tolist() == [[1, 5, 20]] * 3 and curve.unseen.tolist() == [[99, 95, 80]] * 3
    for repeat in range(3):
        few, more, everything = asked[3 * repeat : 3 * repeat + 3]
        assert few.tolist() == more[:1].tolist() and more.tolist() == everything[:5].tolist()
        assert sorted(everything) == list(range(20))
    assert asked[2].tolist() != asked[5].tolist()


def test_learning_curve_refuses_what_it_cannot_do():
    for wrong in ([0, 5], [5, 21], []):
        with pytest.raises(ValueError, match=r"sizes should lie in 1 ... 20"):
            learning_curve(lambda rows: (0, 0), 20, wrong, rng=rng())
    with pytest.raises(ValueError, match="repeats should be at least 1, got 0"):
        learning_curve(lambda rows: (0, 0), 20, [5], repeats=0, rng=rng())


@pytest.mark.parametrize("size, lengths", [(4, [4, 4, 2]), (5, [5, 5]), (10, [10]), (99, [10]), (1, [1] * 10)])
def test_batches_are_one_draw_cut_in_pieces(size, lengths):
    ours, theirs = rng(3), rng(3)
    batches = list(_batches(10, size, ours))
    assert [len(batch) for batch in batches] == lengths
    np.testing.assert_array_equal(np.concatenate(batches), theirs.permutation(10))
    assert ours.random() == theirs.random()  # and nothing else is drawn
