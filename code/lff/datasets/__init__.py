"""Real counts, real digits and small made-up sets, each with its provenance and its checksum."""

from .catalogue import CATALOGUE, DataSet, verify

__all__ = ["CATALOGUE", "DataSet", "verify"]
