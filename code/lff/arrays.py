"""Arrays as the rest of the package wants them: checked once at the door, batch first."""

import reprlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import count, whole


def as_matrix(name: str, X: ArrayLike, columns: int | None = None) -> np.ndarray:
    """X as an array of floats with a row per example, or an error that says what is wrong with it.

    Shapes:
        X (n, d) -> (n, d), with n and d at least 1, and d equal to `columns` if that is given.
    Raises:
        ValueError: the shape is another, or an entry is not finite.
        TypeError: the entries are not numbers.
    Book:
        sec-three-steps-guess
    """
    X = _as_floats(name, X)
    expected = f"(n, {'d' if columns is None else columns})"
    if X.ndim != 2 or (columns is not None and X.shape[1] != columns):
        raise ValueError(f"{name} should have shape {expected}, got {X.shape}")
    return _filled(name, X)


def as_vector(name: str, y: ArrayLike, length: int | None = None) -> np.ndarray:
    """y as a vector of floats, or an error that says what is wrong with it.

    Shapes:
        y (n,) -> (n,), with n at least 1, and equal to `length` if that is given.
    Raises:
        ValueError: the shape is another, or an entry is not finite.
        TypeError: the entries are not numbers.
    Book:
        sec-three-steps-guess
    """
    y = _as_floats(name, y)
    if y.ndim != 1 or (length is not None and len(y) != length):
        raise ValueError(f"{name} should have shape ({'n' if length is None else length},), got {y.shape}")
    return _filled(name, y)


def as_labels(name: str, labels: ArrayLike, classes: int, length: int | None = None) -> np.ndarray:
    """Labels as a vector of integers from 0 to classes - 1, or an error that says what is wrong with them.

    Shapes:
        labels (n,) -> (n,), with n at least 1, and equal to `length` if that is given.
    Raises:
        ValueError: the shape is another, or a label lies outside 0 ... classes - 1.
        TypeError: the labels are not integers.
    Book:
        sec-labels-are-names
    """
    labels = _as_array(name, labels)
    if labels.ndim != 1 or labels.size == 0 or (length is not None and len(labels) != length):
        raise ValueError(f"{name} should have shape ({'n' if length is None else length},), got {labels.shape}")
    if labels.dtype.kind not in "iu":
        raise TypeError(f"{name} should be integers, got {labels.dtype}")
    lowest, highest = labels.min(), labels.max()
    if lowest < 0 or highest >= count("classes", classes):
        raise ValueError(f"{name} should lie in 0 ... {classes - 1}, got {lowest} ... {highest}")
    return labels.astype(np.intp, copy=False)


def one_hot(labels: ArrayLike, classes: int) -> np.ndarray:
    """A row per label, with 1 in the label's column and 0 elsewhere.

    Shapes:
        labels (n,) of integers -> (n, classes).
    Raises:
        ValueError: a label lies outside 0 ... classes - 1.
        TypeError: the labels are not integers.
    Book:
        sec-only-the-output
    """
    labels = as_labels("labels", labels, classes)
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), labels] = 1.0
    return rows


def lagged(series: ArrayLike, lags: int) -> tuple[np.ndarray, np.ndarray]:
    """Each value of a series beside the values that came before it.

    Column j of X holds the value j + 1 steps before y, so column 0 is yesterday.

    Shapes:
        series (n,) -> X (n - lags, lags), y (n - lags,).
    Raises:
        ValueError: the series is not longer than `lags`, or `lags` is below 1.
    Book:
        sec-looking-back-lags
    """
    series = as_vector("series", series)
    if not 1 <= whole("lags", lags) < len(series):
        raise ValueError(f"lags should lie in 1 ... {len(series) - 1} for {len(series)} values, got {lags}")
    windows = np.lib.stride_tricks.sliding_window_view(series[:-1], lags)  # (n - lags, lags), oldest first
    return windows[:, ::-1].copy(), series[lags:].copy()


def _as_array(name: str, values: ArrayLike) -> np.ndarray:
    try:
        return np.asarray(values)
    except ValueError:  # which says "inhomogeneous", but not what is
        raise ValueError(f"{name} should be an array, got rows of unequal lengths") from None


def _as_floats(name: str, values: ArrayLike) -> np.ndarray:
    values = _as_array(name, values)
    if values.dtype.kind not in "biuf":
        raise TypeError(f"{name} should hold real numbers, got an array of {values.dtype}")
    return values if values.dtype.kind == "f" else values.astype(np.float64)


def _as_images(images: ArrayLike) -> np.ndarray:
    images = _as_floats("images", images)
    if images.ndim != 3:
        raise ValueError(f"images should have shape (n, h, w), got {images.shape}")
    return _filled("images", images)


def _as_rows(name: str, arrays: Sequence[ArrayLike]) -> list[np.ndarray]:
    """Arrays of one length: in each, the same row belongs to the same example, or task."""
    if not isinstance(arrays, (tuple, list)):
        raise TypeError(f"{name} should be a tuple of arrays, got {reprlib.repr(arrays)}")
    arrays = [_as_array(name, array) for array in arrays]
    lengths = {len(array) if array.ndim else 0 for array in arrays}
    if len(lengths) != 1 or 0 in lengths:
        shapes = [array.shape for array in arrays]
        raise ValueError(f"{name} should be arrays of one length, at least 1, got the shapes {shapes}")
    return arrays


def _filled(name: str, values: np.ndarray) -> np.ndarray:
    if values.size == 0:
        raise ValueError(f"{name} is empty: it should have an entry, got shape {values.shape}")
    bad = values.size - np.count_nonzero(np.isfinite(values))
    if bad:
        raise ValueError(f"{name} should be finite, but {bad} of its {values.size} entries are NaN or infinite")
    return values


def _squarable(name: str, values: np.ndarray, dtype: type | None = None) -> np.ndarray:
    """The values as floats of that kind, if squares and products of them can be summed, and an error if not."""
    dtype = values.dtype if dtype is None else dtype
    largest, most = float(np.max(np.abs(values))), float(np.finfo(dtype).max / values.size) ** 0.5
    if largest > most / 2:  # half, for the mean may be taken off
        raise ValueError(f"{name} should be within ±{most / 2:.0e}, for its squares are summed, got {largest:.3g}")
    return values.astype(dtype, copy=False)
