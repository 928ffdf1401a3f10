"""A network with what helps deep ones to learn: normalization, dropout, and bends that are learned."""

import math
from collections.abc import Callable

import numpy as np

from lff import initializers
from lff._settings import generator, number
from lff.dropout import Dropout
from lff.layers import Activation, Linear
from lff.losses import LOSSES
from lff.maxout import Maxout
from lff.network import Network
from lff.normalization import BatchNorm, LayerNorm

NORMALIZATIONS = {"batch": BatchNorm, "layer": LayerNorm}


class DeepNetwork(Network):
    """A network whose hidden layers are each a Linear, a normalization, a bend and a dropout; the last is a Linear.

    `normalization` is "batch", "layer" or None, `dropout` the share that is left out, and `activation` may also be
    "maxout", where each unit is the largest of so many `pieces`. `layers` lists all layers in order; `parameters` has
    "gain1" and "shift1" after "W1" and "b1" if there is a normalization. Weights start as in a Network, by `lecun`
    for maxout; gains start at 1 and shifts at 0.

    `backpropagate`, `gradient` and `loss_and_gradient` train: a batch is normalized by itself, and masks are drawn.
    `forward`, `predict`, `activations` and `loss` answer: running averages, and nothing left out. With neither
    normalization nor dropout it is a Network, to the last bit. `running` has the running averages of all layers.

    Shapes:
        theta (P,), W1 (sizes[0], sizes[1]), b1, gain1, shift1 (sizes[1],), ...; for maxout, W1 and all that goes with
        it have sizes[1] · pieces columns.
    Raises:
        ValueError: as for Network, a normalization that there is not, a dropout outside [0, 1), or too few pieces.
    Book:
        sec-recipe
    """

    def __init__(
        self,
        sizes: list[int],
        *,
        activation: str = "relu",
        loss: str = "mean_squared_error",
        rng: np.random.Generator,
        dtype: type = np.float64,
        initializer: Callable[..., np.ndarray] | None = None,
        normalization: str | None = None,
        dropout: float = 0.0,
        pieces: int = 2,
    ) -> None:
        if normalization is not None and not (isinstance(normalization, str) and normalization in NORMALIZATIONS):
            raise ValueError(f"there is no normalization {normalization!r}; there are {', '.join(NORMALIZATIONS)}")
        # Generators of their own: masks do not change which weights and batches the caller's generator draws.
        masks = generator(rng).spawn(np.size(sizes) - 2) if number("dropout", dropout) and np.size(sizes) > 2 else []
        self._extras = normalization, dropout, pieces, masks
        if activation == "maxout" and initializer is None:  # the larger of two has the mean square of each
            initializer = initializers.lecun
        super().__init__(sizes, activation=activation, loss=loss, rng=rng, dtype=dtype, initializer=initializer)
        for name, view in self.parameters.items():
            if name.startswith("gain"):
                view[:] = 1.0

    def _assemble(self, sizes: list[int], activation: str, loss: str, theta: np.ndarray) -> None:
        normalization, dropout, pieces, masks = self._extras
        self.sizes, self.activation, self.loss_name = sizes, activation, loss
        shapes = _shapes(sizes, pieces if activation == "maxout" else 1, normalization is not None)
        count = sum(math.prod(shape) for shape in shapes.values())
        if theta.size != count:  # a Network has counted weights and biases alone
            theta = np.zeros(count, theta.dtype)
        self._theta, self._gradient = theta, np.zeros_like(theta)
        self.parameters, self._slopes = _views(theta, shapes), _views(self._gradient, shapes)
        self.layers: list = []
        self._into: list[tuple[np.ndarray, ...]] = []  # for each layer, where its backward step writes
        for i in range(1, len(sizes)):
            self._add(Linear, f"W{i}", f"b{i}")
            if i < len(sizes) - 1:
                if normalization is not None:
                    self._add(NORMALIZATIONS[normalization], f"gain{i}", f"shift{i}")
                self._add(lambda: Maxout(pieces) if activation == "maxout" else Activation(activation))
                if dropout:
                    self._add(lambda: Dropout(dropout, rng=masks[i - 1]))
        self._linear = [layer for layer in self.layers if isinstance(layer, Linear)]
        self._bends = [layer for layer in self.layers if isinstance(layer, (Activation, Maxout))]
        norms = [layer for layer in self.layers if isinstance(layer, BatchNorm)]
        self.running = tuple(array for norm in norms for array in (norm.running_mean, norm.running_variance))

    def _add(self, make: Callable, *names: str) -> None:
        self.layers.append(make(*(self.parameters[name] for name in names)))
        self._into.append(tuple(self._slopes[name] for name in names))

    def __getstate__(self) -> tuple:
        return super().__getstate__(), self._extras, self.running

    def __setstate__(self, state: tuple) -> None:
        plain, self._extras, running = state
        super().__setstate__(plain)
        for array, average in zip(self.running, running):
            array[:] = average

    def backpropagate(self, X: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
        """The loss and its gradient in training, for data that `check` has passed: what a training loop calls.

        The gradient is the network's own array, and the next call writes over it.

        Shapes:
            X (n, d), y as `check` returns it -> a float, and (P,).
        Book:
            sec-recipe
        """
        loss, delta = LOSSES[self.loss_name].both(self._through(X, training=True), y)
        for layer, slopes in zip(self.layers[:0:-1], self._into[:0:-1]):
            delta = layer.backward(delta, *slopes)
        self.layers[0].backward(delta, *self._into[0], first=True)
        return loss, self._gradient

    def _forward(self, X: np.ndarray) -> np.ndarray:
        return self._through(X, training=False)

    def _through(self, X: np.ndarray, training: bool) -> np.ndarray:
        for layer in self.layers:
            if isinstance(layer, (BatchNorm, Dropout)):
                layer.training = training
            X = layer.forward(X)
        return X


def _shapes(sizes: list[int], pieces: int, normalized: bool) -> dict[str, tuple[int, ...]]:
    """W1, b1, gain1, shift1, W2, ...; the last layer has no pieces and is not normalized."""
    shapes: dict[str, tuple[int, ...]] = {}
    for i, (d, k) in enumerate(zip(sizes, sizes[1:]), start=1):
        hidden = i < len(sizes) - 1
        k = k * pieces if hidden else k
        shapes |= {f"W{i}": (d, k), f"b{i}": (k,)}
        if hidden and normalized:
            shapes |= {f"gain{i}": (k,), f"shift{i}": (k,)}
    return shapes


def _views(vector: np.ndarray, shapes: dict[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    """Arrays of these shapes, one after the other in a vector."""
    views, start = {}, 0
    for name, shape in shapes.items():
        views[name] = vector[start : start + math.prod(shape)].reshape(shape)
        start += math.prod(shape)
    return views
