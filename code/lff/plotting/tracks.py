"""Drawings with a quantity along the bottom: days, updates, or a handful of names."""

from collections.abc import Iterable, Sequence

import matplotlib.dates as mdates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from lff.arrays import _as_array
from lff.rate_finder import RateCurve
from lff.training import History

from .style import COLORS, _of_shape


def series(ax: Axes, dates: np.ndarray, values: np.ndarray, **line: object) -> Axes:
    """A value a day, over an axis that writes the dates as briefly as it can.

    Shapes:
        dates: (n,) of datetime64. values: (n,).
    Book:
        sec-three-steps-guess
    """
    line = {"color": COLORS["blue"], "linewidth": 1.4} | line
    ax.plot(dates, values, **line)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=7)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    return ax


def mark(ax: Axes, x: Iterable, y: Iterable, names: Iterable[str], *, color: str = COLORS["red"]) -> Axes:
    """Rings around a few points, each with its name above it, or under it in the lower half of them.

    Shapes:
        x, y, names: (n,).
    Book:
        sec-looking-back-week
    """
    x, y = np.asarray(x), np.asarray(y)
    ax.plot(x, y, "o", color=color, markersize=7, markerfacecolor="none", markeredgewidth=1.6)
    halo = [withStroke(linewidth=3, foreground=(1, 1, 1, 0.8))]  # for a name crossed by a line
    for at_x, at_y, name in zip(x, y, names, strict=True):
        side = 1 if at_y > (y.min() + y.max()) / 2 else -1
        ax.annotate(
            name, (at_x, at_y), xytext=(0, 7 * side), textcoords="offset points", fontsize=10, color=color,
            ha="center", va="bottom" if side > 0 else "top", path_effects=halo,
        )  # fmt: skip
    ax.margins(y=0.18)
    return ax


def history(ax: Axes, history: History, *, label: str = "", color: str = COLORS["blue"]) -> Axes:
    """The loss after every epoch of a training run: solid on train data, dashed on unseen data.

    Shapes:
        history.train and, if there are any, history.unseen: (epochs,).
    Book:
        networks
    """
    name = f"{label}, " if label else ""
    for losses, kind, style in ((history.train, "train", "-"), (history.unseen, "unseen", "--")):
        if losses is not None:
            ax.plot(np.arange(1, len(losses) + 1), losses, style, color=color, label=name + kind)
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def lines_with_band(
    ax: Axes, x: Sequence[float], runs: np.ndarray, *, color: str = COLORS["blue"], **line: object
) -> Axes:
    """The mean of several runs as a line, with a band of one standard deviation to each side.

    Shapes:
        x: (n,). runs: (seeds, n), one row for each seed.
    Book:
        networks
    """
    runs = _of_shape("runs", runs, "seeds", "n")
    if len(runs) < 2:
        raise ValueError(f"runs should have at least 2 rows, one for each seed, got {len(runs)}")
    mean, deviation = runs.mean(axis=0), runs.std(axis=0, ddof=1)
    ax.plot(x, mean, color=color, **line)
    ax.fill_between(x, mean - deviation, mean + deviation, color=color, alpha=0.2, linewidth=0)
    return ax


def by_layer(
    ax: Axes, runs: np.ndarray, *, color: str = COLORS["blue"], label: str | None = None, style: str = "-"
) -> Axes:
    """A size for each layer, from the first to the last, on a logarithmic axis: the median of several runs as points on
    a line, with a band from the least to the largest.

    Shapes:
        runs: (layers,), or (seeds, layers) with one row for each seed; all positive.
    Book:
        sec-vanishing-gradients
    """
    runs = _of_shape("runs", np.atleast_2d(_as_array("runs", runs)), "seeds", "layers")
    layers = np.arange(1, runs.shape[1] + 1)
    ax.plot(layers, np.median(runs, axis=0), style, marker="o", markersize=5, color=color, label=label)
    ax.fill_between(layers, runs.min(axis=0), runs.max(axis=0), color=color, alpha=0.2, linewidth=0)
    ax.set_yscale("log")
    ax.set_xticks(layers)
    ax.set_xlabel("layer")
    return ax


def rate_curve(ax: Axes, curve: RateCurve, *, color: str = COLORS["blue"], label: str | None = None) -> Axes:
    """The loss against the learning rate: each batch's as a dot, the smooth one as a line, the suggested rate dashed.

    Shapes:
        curve.rates, curve.losses and curve.smooth: (m,).
    Book:
        sec-rate-finder
    """
    ax.plot(curve.rates, curve.losses, ".", color=color, alpha=0.4, markersize=4)
    ax.plot(curve.rates, curve.smooth, color=color, label=label)
    ax.axvline(curve.suggested, color=color, linewidth=1.2, linestyle="dashed")
    ax.set_xscale("log")
    ax.set_xlabel("learning rate")
    ax.set_ylabel("loss of a batch")
    return ax


def bars_with_spread(
    ax: Axes,
    names: Sequence[str],
    means: Sequence[float],
    deviations: Sequence[float] | None = None,
    *,
    color: str = COLORS["blue"],
    label: str | None = None,
    place: tuple[int, int] = (0, 1),
) -> Axes:
    """A bar for each name, with a whisker of one standard deviation up and down.

    For groups of bars, call it once for each member of a group: `place=(0, 2)` is the first of two.

    Shapes:
        names, means, deviations: (n,).
    Book:
        sec-bending-births
    """
    if np.shape(place) != (2,) or not 0 <= place[0] < place[1]:
        raise ValueError(f"place should be a pair such as (0, 2), the first of two, got {place}")
    which, members = place
    width = 0.76 / members
    x = np.arange(len(names)) + (which - (members - 1) / 2) * width
    whisker = {"ecolor": COLORS["ink"], "elinewidth": 1.2, "capsize": 3}
    looks = {"color": color, "edgecolor": "none", "label": label, "error_kw": whisker}
    ax.bar(x, means, 0.92 * width, yerr=deviations, **looks)
    ax.set_xticks(np.arange(len(names)), names)
    ax.tick_params(axis="x", length=0)
    return ax
