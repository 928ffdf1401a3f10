"""Pictures in other clothes: framed, colored, enlarged, or cut to fit. What they mean stays the same."""

import functools

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import count
from lff.arrays import _as_floats, _as_images, _filled, as_labels, as_vector

from .digits import Digits
from .mnist import mnist16

FAINT = 0.2  # ink of up to this counts as margin


def with_border(
    images: np.ndarray, cues: ArrayLike, shades: ArrayLike = (0.0, 1.0), *, width: int = 1
) -> np.ndarray:
    """Images in a frame whose shade is chosen by a cue: by each image's label, it gives the label away.

    Shapes:
        images (n, h, w), cues (n,) of integers below the number of shades -> (n, h + 2 width, w + 2 width).
    Raises:
        ValueError: images of another shape, a cue without a shade, or a width below 1.
    Book:
        sec-explanation
    """
    images, shades = _as_images(images), as_vector("shades", shades)
    count("width", width)
    cues = as_labels("cues", cues, len(shades), len(images))
    n, height, across = images.shape
    framed = np.empty((n, height + 2 * width, across + 2 * width))
    framed[:] = shades[cues][:, np.newaxis, np.newaxis]
    framed[:, width:-width, width:-width] = images
    return framed


def colored(
    images: np.ndarray, ink: ArrayLike, paper: ArrayLike = (0.0, 0.0, 0.0)
) -> np.ndarray:
    """Gray images, 0 for paper and 1 for ink, in colors: red, green and blue between those of paper and ink.

    Shapes:
        images (n, h, w) in [0, 1]; ink, paper: (3,) for all images or (n, 3) -> (n, h, w, 3).
    Raises:
        ValueError: images of another shape or outside [0, 1], or colors that do not fit.
    Book:
        sec-domain-shift
    """
    images = _as_images(images)
    if images.min() < 0 or images.max() > 1:
        raise ValueError(f"images should lie in [0, 1], got {images.min()} ... {images.max()}")
    ink, paper = (_as_colors(name, color, len(images)) for name, color in (("ink", ink), ("paper", paper)))
    shares = images[..., np.newaxis]  # (n, h, w, 1)
    return shares * ink + (1 - shares) * paper


def enlarged(images: np.ndarray, times: int) -> np.ndarray:
    """Images with more pixels and nothing more to see: straight lines between the middles of the old pixels.

    Shapes:
        images (n, h, w) -> (n, times · h, times · w).
    Raises:
        ValueError: images of another shape, or a factor below 1.
    Book:
        sec-attack
    """
    images = _as_images(images)
    count("times", times)
    down, across = (_between(size, times) for size in images.shape[1:])
    large = down @ images @ across.T  # (times h, h) @ (n, h, w) @ (w, times w)
    return np.clip(large, images.min(), images.max())  # so that rounding leaves no bounds


def cropped(images: np.ndarray, size: int = 8) -> np.ndarray:
    """Each image's ink without its margin, as high as the frame, in its own proportions, in the middle.

    A pixel is the mean of what it covers. Ink of up to 0.2 counts as margin; what is too broad is squeezed to fit.

    Shapes:
        images (n, h, w) -> (n, size, size).
    Raises:
        ValueError: images of another shape, an image without ink, or a size below 1.
    Book:
        sec-domain-shift
    """
    images = _as_images(images)
    count("size", size)
    darkest = images.max(axis=(1, 2))
    if darkest.min() <= FAINT:
        raise ValueError(f"images should have ink above {FAINT}, each of them, got one with {darkest.min()} at most")
    squares = np.zeros((len(images), size, size))
    for image, square in zip(images, squares):
        rows, columns = (np.flatnonzero(image.max(axis=axis) > FAINT) for axis in (1, 0))
        cut = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        height, width = cut.shape
        k = min(size, max(1, round(size * width / height)))
        left = (size - k) // 2
        square[:, left : left + k] = _overlaps(height, size) @ cut @ _overlaps(width, k).T
    return np.minimum(squares, images.max())  # so that rounding makes no mean larger


@functools.cache
def mnist8(*, fit: bool = True) -> Digits:
    """The digits of `mnist16` on 8 x 8 points, as the UCI digits are; the arrays cannot be written to.

    Those have no margin, so these are `cropped`; otherwise each block of 2 x 2 becomes its mean, margin and all.

    Shapes:
        images: (5000, 8, 8), ink from 0 (none) to 1. labels: (5000,), 500 of each of 0 to 9.
    Raises:
        FileNotFoundError, ValueError: as `mnist16`.
    Book:
        sec-domain-shift
    """
    digits = mnist16()
    if fit:
        images = cropped(digits.images)
    else:
        images = digits.images.reshape(-1, 8, 2, 8, 2).mean(axis=(2, 4))
    images.setflags(write=False)
    return Digits(images, digits.labels)


def _between(n, times):
    """Rows that put `times` points into each of n pixels, on straight lines from middle to middle: (n times, n)."""
    places = (np.arange(n * times) + 0.5) / times - 0.5
    return np.stack([np.interp(places, np.arange(n), one) for one in np.eye(n)], axis=1)


@functools.cache
def _overlaps(n, k):
    """Rows that average n strips, whole or in part, into k: (k, n)."""
    edges = np.linspace(0, n, k + 1)
    top = np.minimum(edges[1:, np.newaxis], np.arange(1, n + 1))
    bottom = np.maximum(edges[:-1, np.newaxis], np.arange(n))
    return np.clip(top - bottom, 0, None) * k / n


def _as_colors(name, color, n):
    color = _as_floats(name, color)
    if color.shape not in ((3,), (n, 3)):
        raise ValueError(f"{name} should have shape (3,) or ({n}, 3), got {color.shape}")
    return _filled(name, color).astype(np.float64, copy=False).reshape(-1, 1, 1, 3)
