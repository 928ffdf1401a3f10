"""The book's drawings: one style, and functions that take an `ax` and hand it back."""

from .pictures import confusion, digit, digit_grid
from .style import COLORS, figure
from .surfaces import arrow, contours, labelled_points, path
from .tracks import bars_with_spread, history, lines_with_band, mark, series

__all__ = [
    "COLORS", "arrow", "bars_with_spread", "confusion", "contours", "digit", "digit_grid", "figure",
    "history", "labelled_points", "lines_with_band", "mark", "path", "series",
]  # fmt: skip
