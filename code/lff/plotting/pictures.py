"""Drawings made of squares: digits as they were written, and which were taken for which."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from lff._settings import count

from .style import COLORS, _of_shape


def digit(ax: Axes, image: np.ndarray, title: str = "") -> Axes:
    """One image as ink on the ground of the page: no ink is transparent, most ink is dark.

    Shapes:
        image: (height, width), 0 for no ink.
    Book:
        sec-the-box
    """
    ax.imshow(_inked(image), interpolation="none")
    ax.set_axis_off()
    if title:
        ax.set_title(title, loc="center")
    return ax


def digit_grid(ax: Axes, images: np.ndarray, columns: int, captions: Sequence[str] = ()) -> Axes:
    """Many images in rows of `columns`, each with its caption under it if there are any.

    Shapes:
        images: (n, height, width). captions: (n,) or none.
    Book:
        sec-classification
    """
    images = _of_shape("images", images, "n", "height", "width")
    count("columns", columns)
    if len(captions) not in (0, len(images)):
        raise ValueError(f"captions should be one for each of {len(images)} images, or none, got {len(captions)}")
    n, height, width = images.shape
    down, across = height + (4 if len(captions) else 1), width + 1
    sheet = np.zeros((down * -(-n // columns), across * columns))
    for i, image in enumerate(images):
        top, left = down * (i // columns), across * (i % columns)
        sheet[top : top + height, left : left + width] = image
        if len(captions):
            place = (left + (width - 1) / 2, top + height - 0.3)
            ax.text(*place, captions[i], ha="center", va="top", fontsize=11)
    return digit(ax, sheet)


def confusion(ax: Axes, matrix: np.ndarray, names: Sequence[str] | None = None) -> Axes:
    """A confusion matrix: a row for each true class, a column for each predicted one, the counts inside.

    Blue on the diagonal is right, red beside it is wrong; a fuller color is a larger share of its row.

    Shapes:
        matrix: (classes, classes) of counts. names: (classes,), the numbers from 0 if not given.
    Book:
        sec-classification
    """
    matrix = np.asarray(matrix)
    classes = len(matrix)
    share = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    cells = np.empty((classes, classes, 4))
    cells[..., :3] = to_rgb(COLORS["red"])
    cells[np.eye(classes, dtype=bool), :3] = to_rgb(COLORS["blue"])
    cells[..., 3] = 0.6 * np.sqrt(share)  # the root, so that a single mistake can be seen
    ax.imshow(cells, interpolation="none")
    for row, column in zip(*np.nonzero(matrix), strict=True):
        ax.text(column, row, str(matrix[row, column]), ha="center", va="center", fontsize=11)
    names = range(classes) if names is None else names
    ax.set_xticks(range(classes), names)
    ax.set_yticks(range(classes), names)
    ax.tick_params(length=0)
    ax.set_xlabel("predicted")
    ax.set_ylabel("true")
    return ax


def _inked(image: np.ndarray) -> np.ndarray:
    """Ink of one color, as opaque as there is much of it."""
    image = np.asarray(image, dtype=float)
    picture = np.empty((*image.shape, 4))
    picture[..., :3] = to_rgb(COLORS["ink"])
    picture[..., 3] = image / max(image.max(), 1e-12)
    return picture
