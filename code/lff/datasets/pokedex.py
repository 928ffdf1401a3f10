"""Six numbers for each creature of a game: what real classes of real measurements look like."""

import functools
from typing import NamedTuple

import numpy as np

from .catalogue import verify


class Pokemon(NamedTuple):
    """Each creature's number in the game, its first type, and its six base stats; no names.

    `columns` says what the six are: HP, Attack, Defense, Special Attack, Special Defense, Speed.

    Shapes:
        numbers: (773,), 1 to 721, in order; forms of one creature share a number. types: (773,) of str.
        stats: (773, 6). columns: 6 words.
    Book:
        generative-classifiers
    """

    numbers: np.ndarray
    types: np.ndarray
    stats: np.ndarray
    columns: tuple[str, ...]


@functools.cache
def pokemon() -> Pokemon:
    """Read the base stats of the first six generations; the arrays cannot be written to.

    Shapes:
        numbers: (773,). types: (773,) of str. stats: (773, 6). columns: 6 words.
    Raises:
        ValueError: the file is not the one whose checksum is in the catalogue.
    Source:
        the PyPI package poke-env, see `datasets.CATALOGUE`.
    Book:
        generative-classifiers
    """
    header, *lines = verify("pokemon").decode("ascii").splitlines()
    rows = [line.split(",") for line in lines]
    numbers = np.array([int(row[0]) for row in rows])
    types = np.array([row[1] for row in rows])
    stats = np.array([row[2:] for row in rows], dtype=float)
    for array in (numbers, types, stats):
        array.setflags(write=False)
    names = tuple(name.replace("_", " ").title().replace("Hp", "HP") for name in header.split(",")[2:])
    return Pokemon(numbers, types, stats, names)
