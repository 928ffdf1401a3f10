"""The drawings draw what they are given, the same each time, in colors seen on light and on dark."""

import io
import re
import subprocess
import sys
from itertools import combinations
from types import SimpleNamespace

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
from matplotlib.colors import to_rgb  # noqa: E402

from lff import plotting  # noqa: E402
from lff.plotting import COLORS  # noqa: E402

WHITE, DARK_PAGE = (1.0, 1.0, 1.0), to_rgb("#121212")


@pytest.fixture
def ax():
    fig, ax = plotting.figure()
    yield ax
    fig.canvas.draw()  # whatever was drawn can be laid out without a warning
    plt.close(fig)


def in_dark_mode(color):
    """The color after the style sheet's `filter: invert(1) hue-rotate(180deg)`, by the standard's matrix."""
    to_gray = np.array([0.213, 0.715, 0.072])
    half_turn = 2 * np.tile(to_gray, (3, 1)) - np.eye(3)  # what hue-rotate's matrix is at 180 degrees
    return np.clip(half_turn @ (1 - np.array(to_rgb(color))), 0, 1)


def luminance(color):
    c = np.array(to_rgb(color))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", COLORS)
def test_every_color_stands_out_on_a_white_and_on_a_dark_page(name):
    assert contrast(COLORS[name], WHITE) >= 3
    assert contrast(in_dark_mode(COLORS[name]), DARK_PAGE) >= 3


def test_text_has_the_contrast_of_body_text_on_both_pages():
    assert contrast(COLORS["ink"], WHITE) >= 7
    assert contrast(in_dark_mode(COLORS["ink"]), DARK_PAGE) >= 7


def test_the_first_three_colors_of_the_cycle_differ_for_color_blind_eyes():
    # Machado, Oliveira and Fernandes (2009): full protanopia and deuteranopia, acting on linear RGB.
    seen_as = {
        "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
        "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                   [-0.011820, 0.042940, 0.968881]],
    }  # fmt: skip
    first = mpl.rcParams["axes.prop_cycle"].by_key()["color"][:3]
    assert first == [COLORS["blue"], COLORS["red"], COLORS["green"]]
    for matrix in seen_as.values():
        for a, b in combinations(first, 2):
            linear = [np.array(matrix) @ np.array(to_rgb(color)) ** 2.2 for color in (a, b)]
            a, b = (np.clip(color, 0, 1) ** (1 / 2.2) for color in linear)
            assert np.linalg.norm(a - b) > 0.25


def test_figures_have_no_ground_of_their_own_and_letters_large_enough():
    fig, axes = plotting.figure(columns=2, sharey=True)
    assert axes.shape == (2,)
    saved = mpl.colors.to_rgba(mpl.rcParams["savefig.facecolor"])
    for face in (fig.get_facecolor(), axes[0].get_facecolor(), saved):
        assert face[3] == 0
    assert tuple(fig.get_size_inches()) == (6.4, 3.6)
    assert not axes[0].spines["top"].get_visible() and not axes[0].spines["right"].get_visible()
    for size in ("font.size", "axes.labelsize", "xtick.labelsize", "ytick.labelsize", "legend.fontsize"):
        assert mpl.rcParams[size] >= 10
    plt.close(fig)


def drawn_svg():
    """One figure with a little of everything, as SVG."""
    rng = np.random.default_rng(0)
    fig, ((a, b), (c, d)) = plotting.figure(columns=2, rows=2, height=6)
    plotting.contours(a, lambda x, y: x * x + y * y, (-1, 1), (-1, 1), filled=True)
    plotting.path(a, [(1, 1), (0, 0)], numbered=1)
    plotting.confusion(b, [[3, 1], [0, 4]])
    plotting.digit_grid(c, rng.random((4, 8, 8)), 2, captions="abcd")
    plotting.lines_with_band(d, [1, 2, 3], rng.random((5, 3)))
    out = io.BytesIO()
    fig.savefig(out, format="svg", metadata={"Date": None})
    plt.close(fig)
    return out.getvalue()


def test_the_same_drawing_gives_the_same_bytes_and_no_ground():
    first = drawn_svg()
    assert first == drawn_svg()
    patches = re.findall(rb'<g id="patch_1">.*?</g>', first, re.DOTALL)
    assert patches and all(b"fill: none" in patch for patch in patches)


def test_a_notebook_gets_svg_of_the_size_asked_for_without_a_date():
    script = """if True:
        from IPython.core.interactiveshell import InteractiveShell
        shell = InteractiveShell.instance()
        import matplotlib
        matplotlib.use("agg")
        from lff import plotting
        fig, ax = plotting.figure()
        plotting.arrow(ax, (0, 0), (1, 1))
        show = lambda: shell.display_formatter.format(fig)[0]["image/svg+xml"]
        svg = show()
        assert svg == show()
        assert "dc:date" not in svg and 'width="460.8pt"' in svg, svg[:800]
    """
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, timeout=60)


def test_series_is_one_line_over_dates(ax):
    dates = np.arange("2003-01-01", "2003-03-01", dtype="datetime64[D]")
    assert plotting.series(ax, dates, np.arange(len(dates)), label="births") is ax
    (line,) = ax.lines
    assert (line.get_ydata() == np.arange(len(dates))).all() and line.get_label() == "births"


def test_mark_names_every_point(ax):
    assert plotting.mark(ax, [0, 1, 2], [0, 5, 1], ["low", "high", "lower half"]) is ax
    assert [text.get_text() for text in ax.texts] == ["low", "high", "lower half"]
    assert [text.get_verticalalignment() for text in ax.texts] == ["top", "bottom", "top"]
    assert (ax.lines[0].get_ydata() == [0, 5, 1]).all()


@pytest.mark.parametrize("unseen", [None, np.array([3.0, 2.5, 2.6])])
def test_history_draws_train_solid_and_unseen_dashed(ax, unseen):
    run = SimpleNamespace(train=np.array([3.0, 2.0, 1.0]), unseen=unseen)
    assert plotting.history(ax, run, label="ten units") is ax
    assert [line.get_linestyle() for line in ax.lines] == ["-", "--"][: 1 + (unseen is not None)]
    assert ax.lines[0].get_xdata().tolist() == [1, 2, 3]
    assert ax.lines[0].get_label() == "ten units, train"


def test_lines_with_band_is_the_mean_and_one_standard_deviation_to_each_side(ax):
    runs = np.array([[1.0, 2.0], [3.0, 6.0], [2.0, 1.0]])
    assert plotting.lines_with_band(ax, [10, 20], runs, label="mean") is ax
    assert ax.lines[0].get_ydata().tolist() == [2, 3]
    band = ax.collections[0].get_paths()[0].vertices
    for x, mean, deviation in ((10, 2, 1.0), (20, 3, np.sqrt(7))):
        heights = band[band[:, 0] == x, 1]
        assert np.allclose([heights.min(), heights.max()], [mean - deviation, mean + deviation])


def test_bars_stand_side_by_side_under_their_whiskers(ax):
    plotting.bars_with_spread(ax, ["a", "b"], [1, 2], [0.1, 0.2], place=(0, 2), label="train")
    assert plotting.bars_with_spread(ax, ["a", "b"], [3, 4], place=(1, 2), color=COLORS["red"]) is ax
    bars = ax.patches
    assert [bar.get_height() for bar in bars] == [1, 2, 3, 4]
    assert bars[0].get_x() + bars[0].get_width() <= bars[2].get_x()
    assert np.allclose([part[:, 1] for part in ax.collections[0].get_segments()], [[0.9, 1.1], [1.8, 2.2]])
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["a", "b"]


def test_contours_put_x_across_and_y_up(ax):
    assert plotting.contours(ax, lambda x, y: x + 10 * y, (-1, 1), (-2, 2), levels=[5.0], labels=True) is ax
    points = np.concatenate([path.vertices for path in ax.collections[0].get_paths()])
    assert np.allclose(points[:, 0] + 10 * points[:, 1], 5)
    assert np.allclose(np.abs(points[:, 0]).max(), 1)


def test_path_numbers_its_first_points(ax):
    assert plotting.path(ax, [(0, 0), (1, 2), (2, 3)], numbered=2, label="walk") is ax
    assert [text.get_text() for text in ax.texts] == ["0", "1"]
    assert ax.lines[0].get_xydata().tolist() == [[0, 0], [1, 2], [2, 3]]


def test_arrow_points_from_start_to_end_with_its_word_beyond_the_tail(ax):
    ax.set(xlim=(0, 4), ylim=(0, 4))
    assert plotting.arrow(ax, (1, 1), (3, 2), "gradient") is ax
    shaft, word = ax.texts
    assert shaft.xy == (3, 2) and shaft.get_position() == (1, 1)
    assert word.xy == (1, 1) and word.get_horizontalalignment() == "right"
    assert len(plotting.arrow(ax, (0, 0), (1, 0)).texts) == 3


def test_labelled_points_differ_in_marker_and_in_color(ax):
    X, labels = np.arange(8.0).reshape(4, 2), np.array([0, 1, 1, 0])
    assert plotting.labelled_points(ax, X, labels, ["no", "yes"]) is ax
    no, yes = ax.lines
    assert no.get_xydata().tolist() == X[labels == 0].tolist() and yes.get_label() == "yes"
    assert no.get_marker() != yes.get_marker() and no.get_color() != yes.get_color()


def test_digit_is_ink_on_nothing(ax):
    assert plotting.digit(ax, [[0, 8], [16, 4]], "two") is ax
    picture = ax.images[0].get_array()
    assert picture[..., 3].tolist() == [[0, 0.5], [1, 0.25]]
    assert np.allclose(picture[..., :3], to_rgb(COLORS["ink"]))
    assert plotting.digit(ax, np.zeros((2, 2))) is ax


def test_digit_grid_lays_every_image_in_its_place(ax):
    images = np.arange(1, 4)[:, None, None] * np.ones((3, 2, 2))
    assert plotting.digit_grid(ax, images, 2) is ax
    ink = ax.images[0].get_array()[..., 3] * 3
    assert ink.shape == (6, 6)
    assert [ink[0, 0], ink[0, 3], ink[3, 0], ink[3, 3]] == [1, 2, 3, 0]
    captioned = plotting.digit_grid(ax, images, 2, captions=["a", "b", "c"])
    assert [text.get_text() for text in captioned.texts] == ["a", "b", "c"]


def test_confusion_writes_the_counts_and_colors_right_and_wrong(ax):
    matrix = np.array([[9, 1], [0, 10]])
    assert plotting.confusion(ax, matrix, ["cat", "dog"]) is ax
    assert [(text.get_position(), text.get_text()) for text in ax.texts] == [
        ((0, 0), "9"), ((1, 0), "1"), ((1, 1), "10"),
    ]  # fmt: skip
    cells = ax.images[0].get_array()
    assert np.allclose(cells[0, 0, :3], to_rgb(COLORS["blue"]))
    assert np.allclose(cells[0, 1, :3], to_rgb(COLORS["red"]))
    assert cells[1, 0, 3] == 0 < cells[0, 1, 3] < cells[0, 0, 3] < cells[1, 1, 3]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")
