"""Pictures in other clothes."""

import numpy as np
import pytest
from scipy.ndimage import zoom

from lff.datasets import disguises, mnist16
from lff.datasets.disguises import colored, enlarged, cropped, mnist8, with_border


def pictures(n=5, height=6, width=4):
    return np.random.default_rng(0).uniform(size=(n, height, width))


def test_a_border_gives_the_label_away_and_leaves_the_picture():
    images, labels = pictures(), np.array([0, 2, 1, 2, 0])
    framed = with_border(images, labels, (0.0, 0.5, 1.0), width=2)
    np.testing.assert_array_equal(framed[:, 2:-2, 2:-2], images)
    assert framed.shape == (5, 10, 8)
    for picture, label in zip(framed, labels):
        border = np.concatenate([picture[:2].ravel(), picture[-2:].ravel(), picture[:, :2].ravel(),
                                 picture[:, -2:].ravel()])
        assert set(border) == {label / 2}
    assert with_border(images, labels % 2).shape == (5, 8, 6)


def test_colors_lie_between_paper_and_ink():
    images = pictures()
    ink, paper = np.array([0.9, 0.1, 0.4]), np.array([0.2, 0.8, 0.4])
    found = colored(images, ink, paper)
    assert found.shape == (5, 6, 4, 3)
    np.testing.assert_allclose(found, paper + images[..., np.newaxis] * (ink - paper), rtol=1e-14)
    each = colored(images, np.tile(ink, (5, 1)), np.tile(paper, (5, 1)))
    np.testing.assert_array_equal(each, found)
    np.testing.assert_array_equal(colored(images, (1, 1, 1)), np.repeat(images[..., np.newaxis], 3, axis=-1))


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_enlarging_draws_straight_lines_as_another_library_does(times):
    images = pictures()
    expected = np.array([zoom(image, times, order=1, mode="nearest", grid_mode=True) for image in images])
    np.testing.assert_allclose(enlarged(images, times), expected, rtol=1e-12, atol=1e-14)


def test_pooling_does_not_undo_but_means_stay():
    images = pictures()
    large = enlarged(images, 4)
    assert large.min() >= images.min() and large.max() <= images.max()
    np.testing.assert_array_equal(enlarged(np.full((1, 3, 3), 0.7), 5), np.full((1, 15, 15), 0.7))


def test_fitting_takes_the_margin_off_wherever_the_ink_stands():
    digit = np.zeros((4, 12, 12))
    shape = np.random.default_rng(1).uniform(0.3, 1, size=(8, 4))
    for k, (i, j) in enumerate(((0, 0), (4, 8), (2, 3), (1, 7))):
        digit[k, i : i + 8, j : j + 4] = shape
    for found in cropped(digit, 8):
        np.testing.assert_allclose(found[:, 2:6], shape, rtol=1e-14)
        assert not found[:, :2].any() and not found[:, 6:].any()


def test_fitting_keeps_the_mean_ink_within_the_box():
    rng = np.random.default_rng(2)
    for height, width in ((5, 3), (11, 9), (3, 3), (7, 1), (2, 9)):
        image = rng.uniform(0.3, 1, size=(1, height, width))
        found = cropped(image, 8)[0]
        columns = found[:, found.any(axis=0)]
        assert columns.shape == (8, min(8, max(1, round(8 * width / height))))
        assert columns.mean() == pytest.approx(image.mean(), rel=1e-12)


def test_mnist8_is_mnist16_on_a_coarser_grid():
    plain, filled = mnist8(fit=False), mnist8()
    blocks = [[mnist16().images[1234, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2].mean() for j in range(8)] for i in range(8)]
    np.testing.assert_allclose(plain.images[1234], blocks, rtol=1e-15)
    np.testing.assert_array_equal(filled.images[::500], cropped(mnist16().images[::500]))
    for digits in (plain, filled):
        assert digits.images.shape == (5000, 8, 8) and not digits.images.flags.writeable
        assert digits.images.min() == 0 and digits.images.max() <= 1
        np.testing.assert_array_equal(digits.labels, mnist16().labels)
    tops = filled.images[:, 0].max(axis=1)
    assert tops.min() > 0 and np.mean(plain.images[:, 0].max(axis=1) == 0) > 0.9


def test_nothing_that_was_given_is_changed():
    images = pictures()
    kept = images.copy()
    with_border(images, [0, 1, 0, 1, 0])
    colored(images, (1, 0, 0))
    enlarged(images, 2)
    cropped(images, 8)
    np.testing.assert_array_equal(images, kept)


def test_what_does_not_fit_is_refused():
    images = pictures()
    for call in (lambda x: with_border(x, [0]), lambda x: colored(x, (1, 1, 1)), lambda x: enlarged(x, 2),
                 lambda x: cropped(x)):
        for wrong, words in ((images[0], r"images should have shape \(n, h, w\)"), (images[:0], "images is empty")):
            with pytest.raises(ValueError, match=words):
                call(wrong)
    with pytest.raises(ValueError, match=r"cues should have shape \(5,\), got \(2,\)"):
        with_border(images, [0, 1])
    with pytest.raises(ValueError, match="cues should lie in 0 ... 1, got 0 ... 2"):
        with_border(images, [0, 1, 2, 0, 0])
    with pytest.raises(ValueError, match="width should be at least 1, got 0"):
        with_border(images, [0] * 5, width=0)
    with pytest.raises(ValueError, match=r"ink should have shape \(3,\) or \(5, 3\), got \(4, 3\)"):
        colored(images, np.ones((4, 3)))
    with pytest.raises(ValueError, match=r"paper should have shape \(3,\) or \(5, 3\), got \(2,\)"):
        colored(images, (1, 1, 1), (0, 0))
    with pytest.raises(ValueError, match=r"images should lie in \[0, 1\], got .* ... 16"):
        colored(np.full((1, 2, 2), 16.0), (1, 1, 1))
    with pytest.raises(ValueError, match="times should be at least 1, got 0"):
        enlarged(images, 0)
    with pytest.raises(ValueError, match="images should have ink above 0.2, each of them"):
        cropped(images * 0.1)
    with pytest.raises(ValueError, match="size should be at least 1, got 0"):
        cropped(images, 0)
    assert disguises.FAINT == 0.2
