"""Recipes for what stands at the edges: pictures, which matplotlib draws, and proofs, which have a size at most."""

from __future__ import annotations

import inspect

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from recipes import LABELS, RNG, SHARES, X, Y, method, recipe

from lff import plotting, symbolic
from lff.rate_finder import RateCurve
from lff.training import History

TWO = {"one axis less": "of a layer's frames, each is looked at by itself"}
DRAWN = "matplotlib looks at what it is to draw, takes NaN for a gap, and complains in its own words"


def drawn(function, **arguments) -> None:
    """A line for a function that draws on axes; they are new for each call."""
    recipe(lambda **good: function(Figure().add_subplot(), **good), of=_name(function), passes=DRAWN, raises=(Warning,),
           foreign=dict.fromkeys(arguments, DRAWN), **arguments)


def _name(function) -> str:
    return f"{function.__module__}.{function.__name__}".removeprefix("lff.")


def _opened(**good):
    try:
        plotting.figure(**good)
    finally:
        plt.close("all")


def _bowl(x, y):
    return x * x + 2 * y * y


recipe(_opened, of="plotting.style.figure", width=3.0, height=2.0, columns=1, rows=1, passes=DRAWN,
       raises=(Warning,),
       foreign=dict.fromkeys(("width", "height", "columns", "rows"), DRAWN))
_DAYS = np.datetime64("2003-01-01") + np.arange(7)
recipe(lambda values: plotting.series(Figure().add_subplot(), _DAYS, values), of="plotting.tracks.series", values=Y,
       passes=DRAWN, raises=(Warning,), foreign={"values": DRAWN})
drawn(plotting.mark, x=Y, y=Y, names=tuple("abcdefg"))
drawn(plotting.history, history=History(3, 3, Y, Y))
drawn(plotting.lines_with_band, x=Y, runs=X.T.copy())
drawn(plotting.by_layer, runs=SHARES)
drawn(plotting.rate_curve, curve=RateCurve(np.abs(Y), Y, Y))
drawn(plotting.bars_with_spread, names=("a", "b", "c"), means=X[0], deviations=np.abs(X[1]), place=(0, 1))
drawn(plotting.contours, f=_bowl, xlim=(-1.0, 1.0), ylim=(-1.0, 1.0), levels=3, resolution=4)
drawn(plotting.path, points=X[:, :2].copy(), numbered=2)
drawn(plotting.arrow, start=np.array([0.0, 1.0]), end=np.array([1.0, 3.0]), text="a")
drawn(plotting.labelled_points, X=X[:, :2].copy(), labels=LABELS, names=("a", "b"))
drawn(plotting.decision_boundary, predict=lambda grid: grid[:, 0], xlim=(-1.0, 1.0), ylim=(-1.0, 1.0), level=0.5,
      resolution=5)
drawn(plotting.roc, false_positive_rate=SHARES[0], true_positive_rate=SHARES[1])
drawn(plotting.calibration, promised=SHARES[0], came=SHARES[1])
drawn(plotting.digit, image=np.abs(X), title="a")
drawn(plotting.digit_grid, images=RNG.random((3, 4, 5)), columns=2, captions=("a", "b", "c"))
drawn(plotting.confusion, matrix=np.array([[3, 1], [0, 2]]), names=("a", "b"))
recipe(plotting.contour_lines, f=_bowl, xlim=(-1.0, 1.0), ylim=(-1.0, 1.0), levels=3, resolution=4, passes=DRAWN,
       raises=(Warning,),
       foreign=dict.fromkeys(("f", "xlim", "ylim", "levels", "resolution"), DRAWN))
recipe(lambda points, **good: plotting.Layer([points], **good)._paths(lambda place: place), of="plotting.moving.Layer",
       points=X[:, :2].copy(),
       kind="dots", passes=DRAWN, skips=TWO)
recipe(lambda points, **good: plotting.moving([plotting.Layer([points])], ["first", "second"], alt="a bowl",
                                              slider="step", **good),
       of="plotting.moving.moving", points=X[:, :2].copy(), xlim=(-1.0, 1.0), ylim=(-1.0, 1.0), height=200, still=1,
       passes=DRAWN, skips=TWO, says={"xlim": "limits", "ylim": "limits"})

for _short in symbolic.__all__:
    _proof = getattr(symbolic, _short)
    if (_sizes := inspect.signature(_proof).parameters):
        recipe(_proof, of=_name(_proof), **dict.fromkeys(_sizes, 2))
method(symbolic.sigmoid_derivative, "formula", step=2, says={"step": "steps"})
method(symbolic.sigmoid_derivative, "side", side="lhs")
