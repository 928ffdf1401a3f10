"""The same experiment in many simulated worlds: what of an error is bias, what is variance, and what is noise."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import count, function, generator
from lff.arrays import _as_floats, _filled, _squarable


@dataclass(frozen=True)
class BiasVariance:
    """How far predictions are off: mean squares over the points and the worlds.

    `bias2` is how far the mean prediction of all worlds is from the truth, `variance` how far predictions are from
    their mean, `noise` how far observations are from the truth, and `error` how far predictions are from new
    observations; all four squared. `error` is measured, not added up: it equals bias2 + variance + noise only up to
    what chance does in a finite number of worlds.

    Shapes:
        predictions (worlds, m), for the m points.
    Book:
        sec-bv-worlds
    """

    bias2: float
    variance: float
    noise: float
    error: float
    predictions: np.ndarray


def bias_variance(
    draw: Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]],
    fit_predict: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
    x: ArrayLike,
    truth: Callable[[np.ndarray], np.ndarray],
    worlds: int,
    *,
    rng: np.random.Generator,
) -> BiasVariance:
    """Fit a model in each of many worlds, and take its error at the points x apart.

    `draw(rng)` draws a world's examples (X, y), `fit_predict(X, y, x)` learns from them and predicts at x, and
    `truth(X)` is what y would be without noise. New observations at x get the noise of a second draw, which the
    model does not see; that noise is taken to be the same everywhere.

    Shapes:
        x (m,) or (m, d), as fit_predict and truth take it.
    Raises:
        ValueError: there are fewer than 2 worlds, or not one finite prediction for each point.
    Book:
        sec-bv-worlds
    """
    count("worlds", worlds, 2)
    generator(rng)
    for name, f in (("draw", draw), ("fit_predict", fit_predict), ("truth", truth)):
        function(name, f)
    x = _squarable("x", _filled("x", np.atleast_1d(_as_floats("x", x)).astype(np.float64, copy=False)))
    true = np.asarray(truth(x), dtype=np.float64)  # (m,)
    if true.shape != (len(x),):
        raise ValueError(f"truth should give one number for each of {len(x)} points, got shape {true.shape}")
    predictions, noise = np.empty((worlds, len(x))), np.empty((worlds, len(x)))
    for world in range(worlds):
        predicted = np.asarray(fit_predict(*draw(rng), x))
        if predicted.shape != true.shape or not np.all(np.isfinite(predicted)):
            raise ValueError(
                f"fit_predict should give {len(x)} finite numbers, one for each point, got {predicted} "
                f"of shape {predicted.shape}"
            )
        predictions[world] = predicted
        X, y = draw(rng)
        noise[world] = rng.choice(y - truth(X), size=len(x))
    mean = predictions.mean(axis=0)  # (m,)
    return BiasVariance(
        bias2=float(np.mean((mean - true) ** 2)),
        variance=float(np.mean((predictions - mean) ** 2)),
        noise=float(np.mean(noise**2)),
        error=float(np.mean((true + noise - predictions) ** 2)),
        predictions=predictions,
    )
