"""The book's drawings: one style, and functions that take an `ax` and hand it back."""

from .moving import Layer, contour_lines, moving
from .pictures import confusion, digit, digit_grid
from .style import COLORS, figure
from .surfaces import arrow, contours, labelled_points, path
from .tracks import bars_with_spread, by_layer, history, lines_with_band, mark, rate_curve, series
from .verdicts import calibration, decision_boundary, roc

__all__ = [
    "COLORS", "Layer", "arrow", "bars_with_spread", "by_layer", "calibration", "confusion", "contour_lines", "contours",
    "decision_boundary", "digit", "digit_grid", "figure", "history", "labelled_points", "lines_with_band", "mark",
    "moving", "path", "rate_curve", "roc", "series",
]  # fmt: skip
