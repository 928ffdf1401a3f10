"""A network as a plain function of θ and X, which the tape can follow to either of them."""

from collections.abc import Callable

import numpy as np

from lff import rules
from lff.network import Network

# The same functions, each in the form that has a rule.
_BENDS: dict[str, Callable] = {
    "relu": lambda Z: np.maximum(Z, 0), "sigmoid": rules.sigmoid, "tanh": np.tanh, "identity": lambda Z: Z,
}


def as_function(network: Network) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """What a network computes, as a function of its parameters and its input.

    The network gives its sizes and its activation, and nothing else: θ is an argument, so that a derivative can be
    taken by it, or by X, or by what both came from. Many networks of one shape can be run at once, each on its own X.

    Shapes:
        theta (P,), X (n, sizes[0]) -> (n, sizes[-1]).
        theta (m, P), X (m, n, sizes[0]) -> (m, n, sizes[-1]).
    Raises:
        ValueError: the network has layers or an activation that this function does not know.
    Book:
        sec-function-of-theta
    """
    if type(network) is not Network:
        raise ValueError(f"as_function expects a Network of plain layers, got a {type(network).__name__}")
    if network.activation not in _BENDS:
        raise ValueError(f"as_function knows {', '.join(_BENDS)}, got the activation {network.activation!r}")
    sizes, bend = network.sizes, _BENDS[network.activation]

    def outputs(theta, X):
        A, start = X, 0
        for i, (d, k) in enumerate(zip(sizes, sizes[1:])):
            A = bend(A) if i else A
            W = np.reshape(theta[..., start : start + d * k], (*theta.shape[:-1], d, k))
            b = theta[..., start + d * k : start + (d + 1) * k]
            A = rules.affine(A, W, b) if W.ndim == 2 else A @ W + b[..., np.newaxis, :]  # (n, d) -> (n, k)
            start += (d + 1) * k
        return A

    return outputs
