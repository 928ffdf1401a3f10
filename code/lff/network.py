"""A network: layers in order, and one vector θ that all their weights and biases are views of."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from lff import initializers
from lff._settings import function, whole
from lff.arrays import _as_array, _squarable, as_labels, as_matrix, as_vector
from lff.layers import Activation, Linear
from lff.losses import LOSSES

# A network's last layer gives numbers of any size, so the losses that want probabilities are not among its own.
OUTPUT_LOSSES = tuple(name for name in LOSSES if name not in ("binary_cross_entropy", "cross_entropy"))


class Network:
    """Linear layers with an activation between each two; the last one is left as it is.

    `sizes` lists the inputs, the neurons of each hidden layer, and the outputs. `theta` is all parameters in one
    vector, and `parameters` the views "W1", "b1", ... into it: to change one is to change the other. Biases start
    at 0, weights by `initializer(fan_in, fan_out, rng=rng)`: if none is given, `he` for the kin of ReLU and
    `glorot` for the others.

    Shapes:
        theta (P,), W1 (sizes[0], sizes[1]), b1 (sizes[1],), ...
    Raises:
        ValueError: fewer than two sizes, one below 1, an activation that there is not, or a loss that there is not
            or that takes probabilities.
    Book:
        networks
    """

    running: tuple[np.ndarray, ...] = ()  # what training moves beside θ: averages, in networks that keep some

    def __init__(
        self,
        sizes: list[int],
        *,
        activation: str = "sigmoid",
        loss: str = "mean_squared_error",
        rng: np.random.Generator,
        dtype: type = np.float64,
        initializer: Callable[..., np.ndarray] | None = None,
    ) -> None:
        if np.ndim(sizes) != 1 or len(sizes) < 2 or min(whole("sizes", size) for size in sizes) < 1:
            raise ValueError(f"sizes should be two or more numbers, each at least 1, got {sizes}")
        if loss not in OUTPUT_LOSSES:
            raise ValueError(f"a network has no loss {loss!r}; it has {', '.join(OUTPUT_LOSSES)}")
        count = sum((d + 1) * k for d, k in zip(sizes, sizes[1:]))
        self._assemble(list(sizes), activation, loss, np.zeros(count, dtype))
        usual = initializers.he if "elu" in activation else initializers.glorot
        for name, view in self.parameters.items():
            if name.startswith("W"):
                view[:] = function("initializer", initializer or usual)(*view.shape, rng=rng)

    def _assemble(self, sizes: list[int], activation: str, loss: str, theta: np.ndarray) -> None:
        self.sizes, self.activation, self.loss_name = sizes, activation, loss
        self._theta, self._gradient = theta, np.zeros_like(theta)
        self.parameters, self._slopes = _views(theta, sizes), _views(self._gradient, sizes)
        numbers = range(1, len(sizes))
        self._linear = [Linear(self.parameters[f"W{i}"], self.parameters[f"b{i}"]) for i in numbers]
        self._bends = [Activation(activation) for _ in self._linear[1:]]
        self._memory: list[list[np.ndarray]] = [[np.empty((0, k), theta.dtype)] * 3 for k in sizes[1:]]
        self._room = self._memory

    def __getstate__(self) -> tuple:
        return self.sizes, self.activation, self.loss_name, self._theta

    def __setstate__(self, state: tuple) -> None:
        self._assemble(*state)  # a copy's views must be views of the copy's own θ

    @property
    def theta(self) -> np.ndarray:
        """All parameters in one vector; to set them, assign to its entries.

        Shapes:
            (P,).
        Book:
            networks
        """
        return self._theta

    @property
    def is_weight(self) -> np.ndarray:
        """Which entries of θ are weights; the others are biases.

        Shapes:
            (P,) of bool.
        Book:
            regularization
        """
        return np.concatenate([np.full(view.size, name[0] == "W") for name, view in self.parameters.items()])

    def forward(self, X: ArrayLike) -> np.ndarray:
        """The outputs of the last layer.

        Shapes:
            X (n, d) -> (n, k).
        Raises:
            ValueError: X has another shape, or an entry that is not finite.
        Book:
            networks
        """
        return self._forward(self._inputs(X)).copy()

    def predict(self, X: ArrayLike) -> np.ndarray:
        """What the network answers: a class, if its loss is over classes, and a number otherwise.

        Shapes:
            X (n, d) -> labels (n,) of classes; numbers (n,) for a single output and (n, k) for several.
        Raises:
            ValueError: X has another shape, or an entry that is not finite.
        Book:
            networks
        """
        output = self.forward(X)
        if self.loss_name == "cross_entropy_from_logits":
            return output.argmax(axis=1)
        if self.loss_name == "binary_cross_entropy_from_logits":
            output = (output > 0).astype(int)  # σ(z) > 1/2 where z > 0
        return output[:, 0] if output.shape[1] == 1 else output

    def activations(self, X: ArrayLike) -> list[tuple[np.ndarray, np.ndarray]]:
        """Each layer's (z, a), from the first to the last; the last layer does not bend, so its a is its z.

        Shapes:
            X (n, d) -> for each layer two arrays (n, neurons).
        Raises:
            ValueError: X has another shape, or an entry that is not finite.
        Book:
            networks
        """
        output = self._forward(self._inputs(X)).copy()
        hidden = [(bend.Z.copy(), layer.X.copy()) for bend, layer in zip(self._bends, self._linear[1:])]
        return [*hidden, (output, output.copy())]

    def loss(self, X: ArrayLike, y: ArrayLike) -> float:
        """The loss over all examples.

        Shapes:
            X (n, d); y (n,), or (n, k) for several numbers.
        Raises:
            ValueError: the shapes do not fit, an entry is not finite, or a label is out of range.
        Book:
            networks
        """
        X, y = self.check(X, y)
        return LOSSES[self.loss_name].value(self._forward(X), y)

    def gradient(self, X: ArrayLike, y: ArrayLike) -> np.ndarray:
        """The gradient of the loss, shaped as θ.

        Shapes:
            X (n, d); y (n,), or (n, k) for several numbers -> (P,).
        Raises:
            ValueError: the shapes do not fit, an entry is not finite, or a label is out of range.
        Book:
            networks
        """
        return self.loss_and_gradient(X, y)[1]

    def loss_and_gradient(self, X: ArrayLike, y: ArrayLike) -> tuple[float, np.ndarray]:
        """The loss and its gradient, at the price of the gradient.

        Shapes:
            X (n, d); y (n,), or (n, k) for several numbers -> a float, and (P,).
        Raises:
            ValueError: the shapes do not fit, an entry is not finite, or a label is out of range.
        Book:
            sec-in-matrices
        """
        loss, gradient = self.backpropagate(*self.check(X, y))
        return loss, gradient.copy()

    def backpropagate(self, X: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
        """The loss and its gradient, for data that `check` has passed: what a training loop calls.

        The gradient is the network's own array, and the next call writes over it.

        Shapes:
            X (n, d), y as `check` returns it -> a float, and (P,).
        Book:
            sec-in-matrices
        """
        loss, delta = LOSSES[self.loss_name].both(self._forward(X), y)  # ∂L/∂Z of the last layer, (n, k)
        for i in range(len(self._bends), 0, -1):
            room = self._room[i - 1][2]  # shaped as the outputs of the layer below
            delta = self._linear[i].backward(delta, self._slopes[f"W{i + 1}"], self._slopes[f"b{i + 1}"], room)
            delta = self._bends[i - 1].backward(delta, room)
        self._linear[0].backward(delta, self._slopes["W1"], self._slopes["b1"], first=True)
        return loss, self._gradient

    def check(self, X: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """Examples and targets as the network computes with them, or an error that says what is wrong.

        Shapes:
            X (n, d); y (n,) of labels or numbers, or (n, k) -> X (n, d); y (n,) of labels, or (n, k).
        Raises:
            ValueError: the shapes do not fit, an entry is not finite or too large to square, or a label out of range.
        Book:
            networks
        """
        X = self._inputs(X)
        given, outputs = _as_array("y", y).shape, self.sizes[-1]
        if self.loss_name == "cross_entropy_from_logits":
            return X, as_labels("y", y, outputs, len(X))
        y = as_vector("y", y, len(X))[:, np.newaxis] if len(given) == 1 else as_matrix("y", y)
        if y.shape != (len(X), outputs):
            raise ValueError(f"y should have shape {(len(X), outputs)}, got {given}")
        return X, _squarable("y", y, self._theta.dtype)

    def _inputs(self, X: ArrayLike) -> np.ndarray:
        return _squarable("X", as_matrix("X", X, self.sizes[0]), self._theta.dtype)

    def _forward(self, X: np.ndarray) -> np.ndarray:
        self._reserve(len(X))
        A = X
        for linear, bend, (Z, room, _) in zip(self._linear, self._bends, self._room):
            A = bend.forward(linear.forward(A, Z), room)
        return self._linear[-1].forward(A, self._room[-1][0])

    def _reserve(self, n: int) -> None:
        """Have Z, A and ∂L/∂A of n rows at hand for each layer, in memory that is used again and again."""
        if n > len(self._memory[0][0]):
            self._memory = [[np.empty((n, k), self._theta.dtype) for _ in range(3)] for k in self.sizes[1:]]
        if n != len(self._room[0][0]):
            self._room = [[array[:n] for array in arrays] for arrays in self._memory]


def _views(theta: np.ndarray, sizes: list[int]) -> dict[str, np.ndarray]:
    """W1, b1, W2, b2, ... one after the other in θ."""
    views, start = {}, 0
    for i, (d, k) in enumerate(zip(sizes, sizes[1:]), start=1):
        views[f"W{i}"] = theta[start : start + d * k].reshape(d, k)
        views[f"b{i}"] = theta[start + d * k : start + (d + 1) * k]
        start += (d + 1) * k
    return views
