"""Small made-up sets whose answer is known, drawn with a generator that the caller seeds."""

from typing import NamedTuple

import numpy as np

from lff._settings import count, generator, not_negative


def line(n: int, *, noise: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Points near the line y = 0.5 + x, with Gaussian noise of that standard deviation.

    Shapes:
        x: (n,), uniform on [0, 1). y: (n,).
    Raises:
        ValueError: no points, or negative noise.
    Book:
        sec-three-steps-exercises
    """
    _check(n, rng, noise)
    x = rng.random(n)
    return x, 0.5 + x + noise * rng.standard_normal(n)


def wave(n: int, *, noise: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Points near one turn of y = sin(2 pi x), x in order: a curve that no line follows.

    Shapes:
        x: (n,), uniform on [0, 1), sorted. y: (n,).
    Raises:
        ValueError: no points, or negative noise.
    Book:
        sec-bending-wrong
    """
    _check(n, rng, noise)
    x = np.sort(rng.random(n))
    return x, np.sin(2 * np.pi * x) + noise * rng.standard_normal(n)


def two_blobs(n: int, *, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two overlapping round clouds of points, around (-1, -1) and (1, 1), in turn.

    With one spread for both, the boundary that errs least is the line x1 + x2 = 0.

    Shapes:
        X: (n, 2). labels: (n,), 0 for the first cloud and 1 for the second, in turn.
    Raises:
        ValueError: no points.
    Book:
        logistic-regression
    """
    _check(n, rng)
    labels = np.arange(n) % 2
    centers = np.where(labels == 1, 1.0, -1.0)[:, np.newaxis]
    return centers + rng.standard_normal((n, 2)), labels


def moons(n: int, *, noise: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two half circles that reach into each other, with Gaussian noise of that standard deviation in both columns.

    The first bends over (0, 0) with radius 1, the second under (1, 0.5): no line parts them.

    Shapes:
        X: (n, 2). labels: (n,), 0 for the first moon and 1 for the second, in turn.
    Raises:
        ValueError: no points, or negative noise.
    Book:
        feature-transformation
    """
    _check(n, rng, noise)
    labels = np.arange(n) % 2
    angle = np.pi * rng.random(n)
    over = np.column_stack([np.cos(angle), np.sin(angle)])
    under = np.array([1.0, 0.5]) - over
    X = np.where(labels[:, np.newaxis] == 1, under, over)  # (n, 2)
    return X + noise * rng.standard_normal((n, 2)), labels


def xor() -> tuple[np.ndarray, np.ndarray]:
    """The four corners of a square, of which those with exactly one 1 form class 1: no line parts the classes.

    Shapes:
        X: (4, 2). labels: (4,).
    Book:
        feature-transformation
    """
    return np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])


def thirteen_points() -> tuple[np.ndarray, np.ndarray]:
    """The lecture's 13 points of two binary features, of which naive Bayes imagines more than it saw.

    One point (1, 1) in class 1; in class 2 four each of (1, 0), (0, 1) and (0, 0). Label 1 stands for the
    lecture's class 1 and label 0 for its class 2, so that a model's output is the probability of class 1.

    Shapes:
        X: (13, 2). labels: (13,).
    Source:
        the lecture on classification, where it discusses naive Bayes.
    Book:
        logistic-regression
    """
    X = np.array([[1, 1]] + [[1, 0]] * 4 + [[0, 1]] * 4 + [[0, 0]] * 4, dtype=float)
    return X, np.array([1] + [0] * 12)


class SineTasks(NamedTuple):
    """Small regression problems that are alike: each a sine curve of its own height and shift.

    The curve of task t is y = heights[t] · sin(x - shifts[t]).

    Shapes:
        X: (tasks, n, 1). y: (tasks, n, 1). heights, shifts: (tasks,).
    Book:
        sec-learning-to-learn
    """

    X: np.ndarray
    y: np.ndarray
    heights: np.ndarray
    shifts: np.ndarray


def sine_tasks(tasks: int, n: int, *, rng: np.random.Generator) -> SineTasks:
    """Sine curves with a height between 0.1 and 5 and a shift between 0 and π, and n points of each, |x| below 5.

    Shapes:
        X: (tasks, n, 1). y: (tasks, n, 1). heights, shifts: (tasks,).
    Raises:
        ValueError: no tasks, or no points.
    Source:
        Finn, Abbeel and Levine, Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks, 2017.
    Book:
        sec-learning-to-learn
    """
    count("tasks", tasks)
    _check(n, rng)
    heights, shifts = rng.uniform(0.1, 5.0, tasks), rng.uniform(0.0, np.pi, tasks)
    X = rng.uniform(-5.0, 5.0, (tasks, n, 1))
    y = heights[:, np.newaxis, np.newaxis] * np.sin(X - shifts[:, np.newaxis, np.newaxis])
    return SineTasks(X, y, heights, shifts)


def _check(n: int, rng: np.random.Generator, noise: float = 0.0) -> None:
    count("n", n)
    not_negative("noise", noise)
    generator(rng)
