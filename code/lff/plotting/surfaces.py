"""Drawings on a plane of two quantities: contours, a walk over them, points of two classes."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from lff._settings import count
from lff.arrays import as_labels

from .style import COLORS, _of_shape

# A fill that grows from nothing: the ground of the page, light or dark, is its lowest level.
_BLUE_FROM_NOTHING = LinearSegmentedColormap.from_list(
    "blue from nothing", [(0.0, 0.447, 0.698, 0.0), (0.0, 0.447, 0.698, 0.6)]
)


def contours(
    ax: Axes,
    f: Callable[[float, float], float],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    levels: int | Sequence[float] = 12,
    filled: bool = False,
    labels: bool = False,
    color: str = COLORS["faint"],
    resolution: int = 81,
) -> Axes:
    """Lines of equal f(x, y); `f` is called with two floats at a time.

    Shapes:
        f is evaluated on a grid of (resolution, resolution).
    Book:
        sec-three-steps-surface
    """
    if np.ndim(levels) == 0:
        count("levels", levels)
    x, y = np.linspace(*xlim, resolution), np.linspace(*ylim, resolution)
    values = np.array([[float(f(a, b)) for a in x] for b in y])  # (resolution, resolution), rows are y
    if filled:
        ax.contourf(x, y, values, levels, cmap=_BLUE_FROM_NOTHING, antialiased=False)
    lines = ax.contour(x, y, values, levels, colors=color, linewidths=1.0, linestyles="solid")
    if labels:
        ax.clabel(lines, fontsize=10, colors=COLORS["ink"])
    return ax


def path(
    ax: Axes, points: np.ndarray, *, color: str = COLORS["red"], numbered: int = 0, label: str | None = None
) -> Axes:
    """A walk over the plane: a dot for every step, the first `numbered` of them with their number.

    Shapes:
        points: (steps + 1, 2), as `training.descend` returns them.
    Book:
        sec-three-steps-rate
    """
    points = _of_shape("points", points, "n", "2")
    ax.plot(points[:, 0], points[:, 1], "o-", color=color, linewidth=1.2, markersize=4, label=label)
    for step, point in enumerate(points[:numbered]):
        ax.annotate(
            str(step), point, xytext=(5, 5), textcoords="offset points", fontsize=11, color=COLORS["ink"]
        )
    return ax


def arrow(
    ax: Axes,
    start: Sequence[float],
    end: Sequence[float],
    text: str = "",
    *,
    color: str = COLORS["ink"],
) -> Axes:
    """An arrow from one point to another, in the units of the axes, with a word at its tail.

    Shapes:
        start, end: (2,).
    Book:
        sec-vectors
    """
    style = {"arrowstyle": "-|>", "color": color, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, xytext=start, arrowprops=style)
    if text:
        away = np.sign(np.subtract(start, end))
        ax.annotate(
            text, start, xytext=tuple(6 * away), textcoords="offset points", color=color,
            ha={-1: "right", 0: "center", 1: "left"}[int(away[0])],
            va={-1: "top", 0: "center", 1: "bottom"}[int(away[1])],
        )  # fmt: skip
    return ax


def labelled_points(ax: Axes, X: np.ndarray, labels: np.ndarray, names: Sequence[str] = ()) -> Axes:
    """Points of several classes, told apart by the shape of the marker as well as by its color.

    Shapes:
        X: (n, 2). labels: (n,), whole numbers from 0 to 3. names: one for each class, for the legend.
    Book:
        logistic-regression
    """
    looks = (("o", "blue"), ("^", "red"), ("s", "green"), ("D", "purple"))
    X = _of_shape("X", X, "n", "2")
    labels = as_labels("labels", labels, min(len(names) or len(looks), len(looks)), len(X))
    for k in np.unique(labels):
        marker, color = looks[k]
        ax.plot(
            X[labels == k, 0], X[labels == k, 1], marker, color=COLORS[color], markersize=6,
            markerfacecolor="none" if k else COLORS[color], markeredgewidth=1.4,
            label=names[k] if names else None,
        )  # fmt: skip
    return ax
