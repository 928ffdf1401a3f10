"""The look of every figure: ink on nothing, so that the page's own ground shows through."""

from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lff.arrays import _as_array

# Okabe and Ito's hues, told apart by most color-blind eyes. All but blue and green are darkened, so that
# a line in them has a contrast of 3 on white; on a dark page the style sheet inverts lightness and keeps
# the hue, and the contrast is 3 there too. Orange and yellow then look alike to some: never use both.
COLORS = {
    "blue": "#0072B2",
    "orange": "#C98300",
    "green": "#009E73",
    "red": "#C44100",
    "purple": "#B8588F",
    "sky": "#3A97D3",
    "yellow": "#A39100",
    "ink": "#222222",
    "faint": "#808080",
}

# The width of a figure in inches is the width of the text; a telephone shows it at half that size.
_FONT_SIZE = 12


def _use_style() -> None:
    """Set the book's style for every figure drawn from here on."""
    ink, faint = COLORS["ink"], COLORS["faint"]
    cycle = [COLORS[name] for name in ("blue", "red", "green", "purple", "orange", "sky")]
    mpl.rcParams.update({
        "axes.axisbelow": True,
        "axes.edgecolor": ink,
        "axes.facecolor": "none",
        "axes.grid": False,
        "axes.labelcolor": ink,
        "axes.labelsize": _FONT_SIZE,
        "axes.linewidth": 0.8,
        "axes.prop_cycle": mpl.cycler(color=cycle),
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlesize": _FONT_SIZE,
        "figure.constrained_layout.h_pad": 0.06,
        "figure.constrained_layout.use": True,
        "figure.constrained_layout.w_pad": 0.06,
        "figure.edgecolor": "none",
        "figure.facecolor": "none",
        "font.size": _FONT_SIZE,
        "grid.color": faint,
        "grid.linewidth": 0.4,
        "legend.fontsize": _FONT_SIZE - 1,
        "legend.frameon": False,
        "lines.linewidth": 1.8,
        "patch.edgecolor": ink,
        "savefig.edgecolor": "none",
        "savefig.facecolor": "none",
        "savefig.transparent": True,
        "svg.hashsalt": "lff",  # without it the ids inside an SVG differ from run to run
        "text.color": ink,
        "xtick.color": ink,
        "xtick.labelsize": _FONT_SIZE - 1,
        "ytick.color": ink,
        "ytick.labelsize": _FONT_SIZE - 1,
    })  # fmt: skip
    _show_as_svg()


def figure(
    width: float = 6.4, height: float = 3.6, columns: int = 1, rows: int = 1, **subplots: object
) -> tuple[Figure, Any]:
    """A figure in the book's style; with several columns or rows the second value is an array of axes.

    Anything else that `plt.subplots` understands, such as `sharey=True`, is passed on to it.

    Shapes:
        width and height of the whole figure, in inches. axes: (columns,), (rows,) or (rows, columns).
    Book:
        sec-vectors
    """
    return plt.subplots(rows, columns, figsize=(width, height), **subplots)


def _of_shape(name: str, values: ArrayLike, *axes: str) -> np.ndarray:
    """The values as an array with so many axes, of which those called "2" have the length 2; none is empty."""
    values = _as_array(name, values)
    fits = values.ndim == len(axes) and values.size and all(
        size == 2 for size, axis in zip(values.shape, axes) if axis == "2")
    if not fits:
        raise ValueError(f"{name} should have shape ({', '.join(axes)}), got {values.shape}")
    return values


def _show_as_svg() -> None:
    """In a notebook, draw figures as SVG, at the size asked for and without the date of drawing."""
    try:
        from IPython import get_ipython
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ImportError:
        return
    if get_ipython() is not None:
        set_matplotlib_formats("svg", metadata={"Date": None}, bbox_inches=None)


_use_style()
