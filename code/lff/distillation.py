"""Learning from another network's answers: all its shares, not the best one alone."""

import numpy as np

from lff import functions
from lff._settings import positive
from lff.lifted import _traceable
from lff.rules import log_softmax, softmax


def distillation_loss(
    Z: np.ndarray, teacher_Z: np.ndarray, temperature: float
) -> np.floating:
    """T² times the mean divergence Σ p ln(p / q) of a teacher's shares p from a pupil's q, both at temperature T.

    It is 0 where both agree. The tape can follow it.

    Shapes:
        Z, teacher_Z: logits of one shape (n, k).
    Raises:
        ValueError: the shapes differ, or the temperature is not positive.
    Source:
        Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural Network, 2015.
    Book:
        sec-compression
    """
    Z, teacher_Z = _checked(Z, teacher_Z, temperature)
    p = softmax(teacher_Z / temperature)
    gap = log_softmax(teacher_Z / temperature) - log_softmax(Z / temperature)
    return temperature**2 * np.mean(np.sum(p * gap, axis=1))


def distillation_loss_gradient(
    Z: np.ndarray, teacher_Z: np.ndarray, temperature: float
) -> np.ndarray:
    """T (softmax(Z / T) - softmax(teacher_Z / T)) over the number of rows.

    Shapes:
        Z, teacher_Z: logits of one shape (n, k) -> (n, k).
    Raises:
        ValueError: the shapes differ, or the temperature is not positive.
    Book:
        sec-compression
    """
    Z, teacher_Z = _checked(Z, teacher_Z, temperature)
    q = functions.softmax(Z / temperature)
    p = functions.softmax(teacher_Z / temperature)
    return (q - p) * (temperature / len(Z))


def _checked(Z, teacher_Z, temperature):
    Z, teacher_Z = _traceable("Z", Z), _traceable("teacher_Z", teacher_Z)
    if Z.ndim != 2 or Z.shape != teacher_Z.shape or not len(Z):
        raise ValueError(f"Z and teacher_Z should have one shape (n, k), got {Z.shape} and {teacher_Z.shape}")
    positive("temperature", temperature)
    positive("the square of the temperature", float(temperature) * float(temperature))
    return Z, teacher_Z
