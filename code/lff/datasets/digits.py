"""Handwritten digits on a grid of 8 x 8."""

import functools
import gzip
from typing import NamedTuple

import numpy as np

from .catalogue import verify


class Digits(NamedTuple):
    """Handwritten digits and what each was meant to be.

    Shapes:
        images: (n, height, width), more ink for larger numbers. labels: (n,), whole numbers 0 to 9.
    Book:
        sec-the-box
    """

    images: np.ndarray
    labels: np.ndarray


@functools.cache
def load() -> Digits:
    """Read 1 797 digits; the arrays cannot be written to.

    Shapes:
        images: (1797, 8, 8), ink from 0 (none) to 16. labels: (1797,), whole numbers 0 to 9.
    Raises:
        ValueError: the file is not the one whose checksum is in the catalogue.
    Source:
        Alpaydin and Kaynak, UCI Machine Learning Repository, 1998; see `datasets.CATALOGUE`.
    Book:
        sec-the-box
    """
    lines = gzip.decompress(verify("digits")).decode("ascii").splitlines()
    table = np.loadtxt(lines, delimiter=",")  # (1797, 65): 64 pixels, then the label
    images, labels = table[:, :-1].reshape(-1, 8, 8), table[:, -1].astype(int)
    images.setflags(write=False)
    labels.setflags(write=False)
    return Digits(images, labels)
