"""Data divided into what a model learns from and what it is judged on, as rows: row numbers, never copies."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import count, function, generator, whole
from lff.arrays import _as_array, as_labels

Fold = tuple[np.ndarray, np.ndarray]


def k_fold(n: int, folds: int, *, rng: np.random.Generator) -> list[Fold]:
    """Rows in random order, cut into parts whose sizes differ by 1 at most; each part is held out once.

    Shapes:
        a list of pairs, the rows to learn from and the rows held out, both sorted.
    Raises:
        ValueError: there are fewer than 2 folds, or fewer rows than folds.
    Book:
        model-selection
    """
    _check(n, folds, parts=folds)
    generator(rng)
    return _hold_out_each(np.array_split(rng.permutation(n), folds), n)


def stratified_k_fold(labels: ArrayLike, folds: int, *, rng: np.random.Generator) -> list[Fold]:
    """As `k_fold`, but every part has its share of each class: the numbers per part differ by 1 at most.

    Shapes:
        labels (n,) of integers, from 0 -> a list of pairs, the rows to learn from and the rows held out, both sorted.
    Raises:
        ValueError: there are fewer than 2 folds, or a class has fewer rows than there are folds.
        TypeError: the labels are not integers.
    Book:
        model-selection
    """
    labels = as_labels("labels", labels, np.iinfo(np.intp).max)
    _check(len(labels), folds, parts=folds)
    for label, count in zip(*np.unique(labels, return_counts=True)):
        if count < folds:
            raise ValueError(f"each of {folds} folds needs a row of class {label}, which has {count}")
    generator(rng)
    shuffled = rng.permutation(len(labels))
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]  # and at random within a class
    # Dealt out like cards, one class after the other: parts differ by one card of each class, and in all.
    return _hold_out_each([by_class[part::folds] for part in range(folds)], len(labels))


def time_ordered_folds(n: int, folds: int) -> list[Fold]:
    """Rows in order of time: each held-out part comes after all that is learned from, and the parts follow each other.

    The last rows make `folds` parts of n // (folds + 1) rows; what comes before a part is what it is learned from.

    Shapes:
        a list of pairs, the rows to learn from and the rows held out, both sorted.
    Raises:
        ValueError: there are fewer than 2 folds, or too few rows for a part to learn from and one for each fold.
    Book:
        model-selection
    """
    _check(n, folds, parts=whole("folds", folds) + 1)
    size, rows = n // (folds + 1), np.arange(n)
    return [(rows[:start], rows[start : start + size]) for start in range(n - folds * size, n, size)]


@dataclass(frozen=True)
class LearningCurve:
    """The errors of models that learned from more and more rows.

    Shapes:
        sizes (s,); seen and unseen (repeats, s).
    Book:
        sec-bv-learning-curves
    """

    sizes: np.ndarray
    seen: np.ndarray
    unseen: np.ndarray


def learning_curve(
    fit_and_score: Callable[[np.ndarray], tuple[float, float]],
    n: int,
    sizes: ArrayLike,
    *,
    repeats: int = 1,
    rng: np.random.Generator,
) -> LearningCurve:
    """Learn from some of the n rows, then from more; for each repeat the rows are put in a new random order.

    `fit_and_score(rows)` learns from these rows, and returns the error on them and the error on unseen data.
    Within a repeat, what fewer rows had, more rows have as well.

    Shapes:
        sizes (s,) of integers in 1 ... n.
    Raises:
        ValueError: a size lies outside 1 ... n, or there are no repeats.
    Book:
        sec-bv-learning-curves
    """
    count("n", n)
    sizes = np.atleast_1d(_as_array("sizes", sizes))
    if sizes.size == 0 or as_labels("sizes", sizes, np.iinfo(np.intp).max).min() < 1 or sizes.max() > n:
        raise ValueError(f"sizes should lie in 1 ... {n}, got {sizes.tolist()}")
    function("fit_and_score", fit_and_score)
    count("repeats", repeats)
    generator(rng)
    orders = [rng.permutation(n) for _ in range(repeats)]
    errors = np.array([[fit_and_score(order[:size]) for size in sizes] for order in orders])  # (repeats, s, 2)
    return LearningCurve(sizes, errors[:, :, 0], errors[:, :, 1])


def _batches(n: int, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """The rows of one epoch: all of them once, in a new random order, `size` at a time; the last are what is left."""
    order = rng.permutation(n)
    for start in range(0, n, size):
        yield order[start : start + size]


def _check(n: int, folds: int, *, parts: int) -> None:
    count("folds", folds, 2)
    if whole("n", n) < parts:
        raise ValueError(f"{folds} folds need at least {parts} rows, got {n}")


def _hold_out_each(parts: list[np.ndarray], n: int) -> list[Fold]:
    folds = []
    for part in parts:
        held = np.zeros(n, bool)
        held[part] = True
        folds.append((np.flatnonzero(~held), np.flatnonzero(held)))
    return folds
