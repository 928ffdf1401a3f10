"""Drawings of how a classifier decides, and of how well: boundaries, ROC curves, promises against what came."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from .style import COLORS

# A class has the color that `labelled_points` gives it.
_CLASS_COLORS = ("blue", "red", "green", "purple", "orange", "sky", "yellow", "faint")


def decision_boundary(
    ax: Axes,
    predict: Callable[[np.ndarray], np.ndarray],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    level: float = 0.5,
    filled: bool = True,
    color: str = COLORS["ink"],
    style: str = "solid",
    label: str | None = None,
    resolution: int = 201,
) -> Axes:
    """Where a classifier changes its mind, and, if `filled`, a tint of the class that it predicts on each side.

    `predict` is called once, with all points of a grid. It may give class numbers; or the probability of class 1, or
    a logit, with the `level` at which class 1 begins; or a column for each class, of which the largest wins. Numbers
    other than class numbers draw a smoother line.

    Shapes:
        predict takes (resolution², 2) and gives (resolution²,) or (resolution², k), with k at most 8.
    Raises:
        ValueError: predict gives another shape.
    Book:
        generative-classifiers
    """
    x, y = np.linspace(*xlim, resolution), np.linspace(*ylim, resolution)
    grid = np.column_stack([axis.ravel() for axis in np.meshgrid(x, y)])  # (resolution², 2), rows of equal y
    scores = _scores(np.asarray(predict(grid)), level, len(grid))
    classes = scores.shape[1]
    for k in range(classes):
        rest = np.delete(scores, k, axis=1).max(axis=1)
        lead = (scores[:, k] - rest).reshape(resolution, resolution)
        if filled and lead.max() > 0:
            tint = to_rgba(COLORS[_CLASS_COLORS[k]], 0.14)
            ax.contourf(x, y, lead, [0, lead.max()], colors=[tint], antialiased=False)
        if lead.min() < 0 < lead.max() and (k or classes > 2):  # of two classes, one line says it all
            ax.contour(x, y, lead, [0], colors=color, linewidths=1.6, linestyles=style)
    if label:
        ax.plot([], [], color=color, linewidth=1.6, linestyle=style, label=label)
    ax.set(xlim=xlim, ylim=ylim)
    return ax


def roc(
    ax: Axes,
    false_positive_rate: np.ndarray,
    true_positive_rate: np.ndarray,
    *,
    label: str | None = None,
    color: str = COLORS["blue"],
) -> Axes:
    """A ROC curve, as `metrics.roc_curve` gives it, above the diagonal on which guesses lie.

    Shapes:
        false_positive_rate, true_positive_rate: (m,).
    Book:
        logistic-regression
    """
    _diagonal(ax)
    ax.plot(false_positive_rate, true_positive_rate, color=color, label=label)
    ax.set_xlabel("false positive rate")
    ax.set_ylabel("true positive rate")
    return ax


def calibration(
    ax: Axes,
    promised: np.ndarray,
    came: np.ndarray,
    *,
    label: str | None = None,
    color: str = COLORS["blue"],
) -> Axes:
    """The share of ones against the probability that was promised, as `metrics.calibration_curve` gives them.

    On the diagonal promises are kept; below it a classifier is too sure of class 1.

    Shapes:
        promised, came: (m,).
    Book:
        logistic-regression
    """
    _diagonal(ax)
    ax.plot(promised, came, "o-", color=color, markersize=5, label=label)
    ax.set_xlabel("predicted probability")
    ax.set_ylabel("share of class 1")
    return ax


def _scores(predicted: np.ndarray, level: float, n: int) -> np.ndarray:
    """A column for each class, of which the largest wins, from whatever a classifier gives."""
    if predicted.ndim == 2 and len(predicted) == n and 2 <= predicted.shape[1] <= len(_CLASS_COLORS):
        return predicted
    if predicted.shape != (n,):
        raise ValueError(f"predict should give shape ({n},) or ({n}, k), got {predicted.shape}")
    if predicted.dtype.kind in "iub":
        return np.equal.outer(predicted.astype(int), np.arange(max(2, int(predicted.max()) + 1))).astype(float)
    return np.column_stack([level - predicted, predicted - level])


def _diagonal(ax: Axes) -> None:
    """The line from corner to corner, once, in a square of probabilities."""
    if not any(line.get_label() == "_diagonal" for line in ax.lines):
        ax.plot([0, 1], [0, 1], color=COLORS["faint"], linewidth=1.0, linestyle="dashed", label="_diagonal")
        ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
