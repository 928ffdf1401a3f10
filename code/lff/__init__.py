"""The package of the book *Looking for a Function*: each formula once, in NumPy, tested against its proof.

The modules stand in one order, and each imports only from modules before it: arrays, functions and losses first,
then models with a closed form or a convex loss and the data, then layers, optimizers, networks and training. At the
edges stand `symbolic` (the proofs), `plotting` (the pictures) and `witnesses` (which proof vouches for which function).
"""

__version__ = "0.1.0"
