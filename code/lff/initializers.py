"""Where the weights of a layer start: random, and of a size that keeps signals from growing or dying."""

import numpy as np

from lff._settings import generator, number, whole


def lecun(fan_in: int, fan_out: int, *, rng: np.random.Generator) -> np.ndarray:
    """Normal with variance 1 / fan_in, so that signals keep their size forward where no half of them is cut off.

    Shapes:
        -> (fan_in, fan_out).
    Raises:
        ValueError: a size below 1.
    Source:
        LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998.
    Book:
        sec-initialization
    """
    _check(fan_in, fan_out)
    return generator(rng).normal(0.0, np.sqrt(1.0 / fan_in), size=(fan_in, fan_out))


def glorot(fan_in: int, fan_out: int, *, rng: np.random.Generator) -> np.ndarray:
    """Uniform in ±√(6 / (fan_in + fan_out)), so that signals keep their size both forward and backward.

    Shapes:
        -> (fan_in, fan_out).
    Raises:
        ValueError: a size below 1.
    Source:
        Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010.
    Book:
        networks
    """
    _check(fan_in, fan_out)
    limit = np.sqrt(6.0 / (fan_in + fan_out))
    return generator(rng).uniform(-limit, limit, size=(fan_in, fan_out))


def he(fan_in: int, fan_out: int, *, rng: np.random.Generator) -> np.ndarray:
    """Normal with variance 2 / fan_in: the 2 makes up for the half of the signals that a ReLU cuts off.

    Shapes:
        -> (fan_in, fan_out).
    Raises:
        ValueError: a size below 1.
    Source:
        He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015.
    Book:
        networks
    """
    _check(fan_in, fan_out)
    return generator(rng).normal(0.0, np.sqrt(2.0 / fan_in), size=(fan_in, fan_out))


def normal(fan_in: int, fan_out: int, *, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Normal with standard deviation `scale`, whatever the size of the layer.

    Shapes:
        -> (fan_in, fan_out).
    Raises:
        ValueError: a size below 1, or a negative scale.
    Book:
        networks
    """
    _check(fan_in, fan_out)
    if not 0 <= number("scale", scale) < np.inf:
        raise ValueError(f"scale should be at least 0, got {scale}")
    return generator(rng).normal(0.0, scale, size=(fan_in, fan_out))


def _check(fan_in: int, fan_out: int) -> None:
    if whole("fan_in", fan_in) < 1 or whole("fan_out", fan_out) < 1:
        raise ValueError(f"a layer has at least 1 input and 1 output, got {fan_in} and {fan_out}")
