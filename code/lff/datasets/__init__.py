"""Real counts, real digits, a game's numbers and small made-up sets, each with its provenance and its checksum."""

from .catalogue import CATALOGUE, DataSet, verify
from .mnist import mnist16
from .pokedex import pokemon
from .toy import moons, thirteen_points, xor

__all__ = ["CATALOGUE", "DataSet", "mnist16", "moons", "pokemon", "thirteen_points", "verify", "xor"]
