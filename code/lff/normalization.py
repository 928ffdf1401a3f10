"""Layers that bring their inputs to mean 0 and variance 1: each feature over a batch, or each example by itself.

Both are one idea along two axes: standardize, then let the network choose a gain γ and a shift β for each feature.
"""

import numpy as np

from lff._settings import array, number


def _standardize_backward(dXhat: np.ndarray, Xhat: np.ndarray, deviation: np.ndarray, axis: int) -> np.ndarray:
    """Given ∂L/∂X̂ for X̂ = (X - mean) / deviation along an axis, return ∂L/∂X.

    What moves all entries alike is lost with the mean, and what stretches them with the deviation: so the gradient
    loses its mean, and its part along X̂.
    """
    along = np.mean(dXhat * Xhat, axis=axis, keepdims=True)
    return (dXhat - dXhat.mean(axis=axis, keepdims=True) - Xhat * along) / deviation


class _Normalization:
    """γ X̂ + β, for an X̂ that the heirs make."""

    def __init__(self, gain: np.ndarray, shift: np.ndarray, *, epsilon: float = 1e-5) -> None:
        name = type(self).__name__
        if array("gain", gain).ndim != 1 or gain.shape != array("shift", shift).shape:
            raise ValueError(f"{name} expects gain and shift of one shape (k,), got {gain.shape} and {shift.shape}")
        if not number("epsilon", epsilon) > 0:
            raise ValueError(f"epsilon should be positive, got {epsilon}")
        self.gain, self.shift, self.epsilon = gain, shift, epsilon
        self._kept: tuple[np.ndarray, np.ndarray] | None = None  # X̂ and the deviation of the last forward step

    def _check(self, X: np.ndarray) -> None:
        if X.ndim != 2 or X.shape[1] != len(self.gain):
            raise ValueError(f"{type(self).__name__} expects X of shape (n, {len(self.gain)}), got {X.shape}")

    def _scale(self, dY: np.ndarray, dgain: np.ndarray, dshift: np.ndarray) -> tuple[np.ndarray, ...]:
        """Write ∂L/∂γ and ∂L/∂β, and return ∂L/∂X̂ with what the forward step has kept."""
        if self._kept is None:
            raise RuntimeError(f"{type(self).__name__}.backward needs a forward step in training first")
        Xhat, deviation = self._kept
        if dY.shape != Xhat.shape:
            raise ValueError(f"{type(self).__name__} expects dY of shape {Xhat.shape}, got {dY.shape}")
        np.add.reduce(dY * Xhat, axis=0, out=dgain)  # (n, k) -> (k,)
        np.add.reduce(dY, axis=0, out=dshift)  # (n, k) -> (k,)
        return dY * self.gain, Xhat, deviation


class BatchNorm(_Normalization):
    """Y = γ X̂ + β, where X̂ is X with each column brought to mean 0 and variance 1 over the batch.

    While `training` is true the batch's own mean and variance are used, and running averages of both move towards
    them by the share `pace`. When it is false the running averages are used, so that an answer does not depend on
    which examples are asked about together. `running_variance` averages the unbiased variances.

    Shapes:
        gain, shift, running_mean, running_variance (k,).
    Raises:
        ValueError: gain and shift differ in shape, epsilon is not positive, or the pace does not lie in (0, 1].
    Source:
        Ioffe and Szegedy, Batch Normalization, 2015.
    Book:
        sec-batch-normalization
    """

    def __init__(self, gain: np.ndarray, shift: np.ndarray, *, pace: float = 0.1, epsilon: float = 1e-5) -> None:
        super().__init__(gain, shift, epsilon=epsilon)
        if not 0 < number("pace", pace) <= 1:
            raise ValueError(f"pace should lie in (0, 1], got {pace}")
        self.pace, self.training = pace, True
        self.running_mean, self.running_variance = np.zeros_like(gain), np.ones_like(gain)

    def forward(self, X: np.ndarray) -> np.ndarray:
        """γ (X - mean) / √(variance + ε) + β.

        Shapes:
            X (n, k) -> Y (n, k).
        Raises:
            ValueError: X has another number of columns, or a single row in training, which has no variance.
        Book:
            sec-batch-normalization
        """
        self._check(X)
        if self.training:
            if len(X) < 2:
                raise ValueError("BatchNorm expects batches of at least 2 rows in training, got 1")
            mean, variance = X.mean(axis=0), X.var(axis=0)  # (n, k) -> (k,)
            unbiased = variance * (len(X) / (len(X) - 1))
            self.running_mean += self.pace * (mean - self.running_mean)
            self.running_variance += self.pace * (unbiased - self.running_variance)
        else:
            mean, variance = self.running_mean, self.running_variance
        deviation = np.sqrt(variance + self.epsilon)
        Xhat = (X - mean) / deviation
        self._kept = (Xhat, deviation) if self.training else None
        return self.gain * Xhat + self.shift

    def backward(self, dY: np.ndarray, dgain: np.ndarray, dshift: np.ndarray) -> np.ndarray:
        """Given ∂L/∂Y, write ∂L/∂γ and ∂L/∂β into dgain and dshift, and return ∂L/∂X.

        Shapes:
            dY (n, k), dgain (k,), dshift (k,) -> dX (n, k).
        Backward:
            dγ = the sum over rows of dY · X̂; dβ = that of dY; with G = γ dY and means over rows,
            dX = (G - mean(G) - X̂ mean(G · X̂)) / √(variance + ε).
        Raises:
            RuntimeError: there was no forward step in training.
            ValueError: dY is not shaped as the last Y.
        Book:
            sec-batch-normalization
        """
        return _standardize_backward(*self._scale(dY, dgain, dshift), axis=0)


class LayerNorm(_Normalization):
    """Y = γ X̂ + β, where X̂ is X with each row, one example, brought to mean 0 and variance 1 over its features.

    No example knows of the others, so training and answering are the same.

    Shapes:
        gain, shift (k,).
    Raises:
        ValueError: gain and shift differ in shape, or epsilon is not positive.
    Source:
        Ba, Kiros and Hinton, Layer Normalization, 2016.
    Book:
        sec-layer-normalization
    """

    def forward(self, X: np.ndarray) -> np.ndarray:
        """γ (X - mean) / √(variance + ε) + β, with the mean and variance of each row.

        Shapes:
            X (n, k) -> Y (n, k).
        Raises:
            ValueError: X has another number of columns.
        Book:
            sec-layer-normalization
        """
        self._check(X)
        mean, variance = X.mean(axis=1, keepdims=True), X.var(axis=1, keepdims=True)  # (n, k) -> (n, 1)
        deviation = np.sqrt(variance + self.epsilon)
        Xhat = (X - mean) / deviation
        self._kept = Xhat, deviation
        return self.gain * Xhat + self.shift

    def backward(self, dY: np.ndarray, dgain: np.ndarray, dshift: np.ndarray) -> np.ndarray:
        """Given ∂L/∂Y, write ∂L/∂γ and ∂L/∂β into dgain and dshift, and return ∂L/∂X.

        Shapes:
            dY (n, k), dgain (k,), dshift (k,) -> dX (n, k).
        Backward:
            dγ = the sum over rows of dY · X̂; dβ = that of dY; with G = γ dY and means over each row,
            dX = (G - mean(G) - X̂ mean(G · X̂)) / √(variance + ε).
        Raises:
            RuntimeError: there was no forward step.
            ValueError: dY is not shaped as the last Y.
        Book:
            sec-layer-normalization
        """
        return _standardize_backward(*self._scale(dY, dgain, dshift), axis=1)
