"""The drawings draw what they are given, the same each time, in colors seen on light and on dark."""

import io
import json
import re
import subprocess
import sys
from itertools import combinations
from types import SimpleNamespace
from xml.etree import ElementTree

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
from matplotlib.colors import to_rgb  # noqa: E402

from lff import plotting  # noqa: E402
from lff.plotting import COLORS  # noqa: E402
from lff.rate_finder import RateCurve  # noqa: E402

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


def test_by_layer_is_the_median_with_all_runs_in_its_band(ax):
    runs = np.array([[1e-6, 1e-3, 1.0], [1e-5, 1e-2, 2.0], [1e-7, 1e-4, 9.0]])
    assert plotting.by_layer(ax, runs, label="sigmoid") is ax
    assert ax.get_yscale() == "log" and list(ax.get_xticks()) == [1, 2, 3] and ax.get_xlabel() == "layer"
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[1, 1e-6], [2, 1e-3], [3, 2.0]])
    corners = ax.collections[0].get_paths()[0].vertices
    for layer, run in enumerate(runs.T, start=1):
        heights = corners[corners[:, 0] == layer, 1]
        assert (heights.min(), heights.max()) == (run.min(), run.max())
    plotting.by_layer(ax, runs[0], color=COLORS["red"], style="--")
    np.testing.assert_allclose(ax.lines[1].get_ydata(), runs[0])


def test_rate_curve_shows_batches_the_average_and_the_suggestion(ax):
    curve = RateCurve(np.array([0.01, 0.1, 1.0]), np.array([3.0, 1.0, 9.0]), np.array([3.0, 2.0, 5.0]))
    assert plotting.rate_curve(ax, curve, label="Adam") is ax
    dots, line, rule = ax.lines
    np.testing.assert_array_equal(dots.get_xydata(), np.column_stack([curve.rates, curve.losses]))
    np.testing.assert_array_equal(line.get_xydata(), np.column_stack([curve.rates, curve.smooth]))
    assert set(rule.get_xdata()) == {curve.suggested} and curve.suggested == pytest.approx(0.01)
    assert ax.get_xscale() == "log" and ax.get_legend_handles_labels()[1] == ["Adam"]


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


def boundary(ax):
    """The points of the lines that were drawn, without the tints."""
    lines = [drawn for drawn in ax.collections if not drawn.get_fill()]
    return np.concatenate([path.vertices for drawn in lines for path in drawn.get_paths()])


def tints(ax):
    return [tuple(drawn.get_facecolor()[0]) for drawn in ax.collections if drawn.get_fill()]


def test_the_boundary_of_a_probability_is_where_it_is_the_level(ax):
    probability = lambda X: 1 / (1 + np.exp(-(X[:, 0] - 2 * X[:, 1])))  # noqa: E731
    assert plotting.decision_boundary(ax, probability, (-2, 2), (-1, 1), label="logistic") is ax
    points = boundary(ax)
    assert np.allclose(points[:, 0], 2 * points[:, 1], atol=1e-3) and np.ptp(points[:, 0]) > 3.9
    assert tints(ax) == [mpl.colors.to_rgba(COLORS[name], 0.14) for name in ("blue", "red")]
    red = [drawn for drawn in ax.collections if drawn.get_fill()][1]
    inside = np.concatenate([path.vertices for path in red.get_paths()])
    assert np.all(inside[:, 0] - 2 * inside[:, 1] > -0.01)
    assert len(ax.collections) == 3  # two tints and one line
    assert [line.get_label() for line in ax.lines] == ["logistic"] and ax.get_ylim() == (-1, 1)


def test_the_tint_of_class_1_lies_where_class_1_is_predicted(ax):
    plotting.decision_boundary(ax, lambda X: (X[:, 0] > 0.5).astype(int), (-1, 1), (-1, 1))
    _, red = [drawn for drawn in ax.collections if drawn.get_fill()]
    assert np.concatenate([path.vertices for path in red.get_paths()])[:, 0].min() > 0.48
    assert np.allclose(boundary(ax)[:, 0], 0.5, atol=0.01)


def test_a_logit_needs_its_level_and_can_go_without_tints(ax):
    plotting.decision_boundary(ax, lambda X: X[:, 1] - 0.3, (0, 1), (0, 1), level=0.0, filled=False)
    assert np.allclose(boundary(ax)[:, 1], 0.3) and tints(ax) == []


@pytest.mark.parametrize("predict", [
    lambda X: np.column_stack([X[:, 0], X[:, 1], 0 * X[:, 0]]),
    lambda X: np.argmax(np.column_stack([X[:, 0], X[:, 1], 0 * X[:, 0]]), axis=1),
])  # fmt: skip
def test_three_classes_meet_where_they_are_equally_likely(ax, predict):
    plotting.decision_boundary(ax, predict, (-1, 1), (-1, 1))
    assert len(tints(ax)) == 3
    for x, y in boundary(ax):
        first, second, _ = sorted((x, y, 0.0), reverse=True)
        assert first - second < 0.02


def test_a_class_that_is_predicted_nowhere_has_no_tint_and_no_line(ax):
    plotting.decision_boundary(ax, lambda X: np.zeros(len(X), dtype=int), (0, 1), (0, 1))
    assert len(ax.collections) == 1
    with pytest.raises(ValueError, match=r"predict should give shape \(40401,\) or \(40401, k\), got \(2,\)"):
        plotting.decision_boundary(ax, lambda X: np.zeros(2), (0, 1), (0, 1))


@pytest.mark.parametrize("draw", [plotting.roc, plotting.calibration])
def test_curves_of_shares_lie_over_one_diagonal(ax, draw):
    assert draw(ax, [0.0, 0.2, 1.0], [0.0, 0.7, 1.0], label="first") is ax
    assert draw(ax, [0.0, 0.5, 1.0], [0.0, 0.6, 1.0], color=COLORS["red"]) is ax
    diagonal, first, second = ax.lines
    assert diagonal.get_xydata().tolist() == [[0, 0], [1, 1]]
    assert first.get_xydata().tolist() == [[0, 0], [0.2, 0.7], [1, 1]] and first.get_label() == "first"
    assert second.get_color() == COLORS["red"] and ax.get_aspect() == 1


def a_walk(frames=5):
    points = np.column_stack([np.arange(frames), np.linspace(1, -1, frames)])
    return [points[: k + 1] for k in range(frames)]


def moved(layers=None, words=("a", "b", "c", "d", "e"), **changed):
    settings = {"alt": "a walk", "slider": "step", "xlim": (0, 4), "ylim": (-1, 1)} | changed
    return plotting.moving([plotting.Layer(a_walk())] if layers is None else layers, words, **settings)


def parsed(picture):
    """The picture as a tree (so it can stand in an e-book), and what is in its frames."""
    root = ElementTree.fromstring(picture._repr_html_())
    assert repr(picture) == f"A picture to move: {picture.alt}"
    return root, json.loads(root.get("data-frames"))


def whole(paths):
    """What moving.js makes of a layer's frames."""
    drawn = []
    for path in paths:
        drawn.append(drawn[-1] + path[1:] if path.startswith("+") and drawn else path.removeprefix("+"))
    return drawn


SVG = "{http://www.w3.org/2000/svg}"


def test_a_picture_to_move_is_whole_without_a_script():
    root, frames = parsed(moved(still=2, xlabel="x & y"))
    drawing = root.find(f"{SVG}svg")
    assert drawing.get("role") == "img" and drawing.get("aria-label") == "a walk"
    assert [p.get("d") for p in root.iter(f"{SVG}path") if p.get("class") == "moves"] == [whole(frames["paths"][0])[2]]
    assert root.find("p").text == "c" and frames["still"] == 2 and root.find("div").get("hidden") == "hidden"
    assert {text.text for text in root.iter(f"{SVG}text")} == {"0", "1", "2", "3", "4", "−1", "−0.5", "0.5", "x & y"}
    slider = root.find("div/label/input")
    assert (slider.get("max"), slider.get("value")) == ("4", "2") and root.find("div/label").text == "step "


def test_frames_draw_their_points_where_the_ticks_of_the_axes_are():
    layer = plotting.Layer(a_walk(), label="walk")
    root, frames = parsed(moved([layer, plotting.Layer([[[0, 0], [4, 0]]], color=COLORS["red"])], words="abcde"))
    paths = whole(frames["paths"][0])
    corners = np.array([[float(n) for n in pair.split(",")] for pair in paths[-1][1:].split(" ")])
    assert [path.count(",") for path in paths] == [1, 2, 3, 4, 5] and len(frames["paths"]) == 1
    assert sum(map(len, frames["paths"][0])) < len(paths[-1]) + 6, "a walk that goes on is stored once"
    ticks = [(text.get("text-anchor"), text) for text in root.iter(f"{SVG}text")]
    below = [float(text.get("x")) for anchor, text in ticks if anchor == "middle"]
    beside = {text.text: float(text.get("y")) - 4.5 for anchor, text in ticks if anchor == "end"}
    assert np.allclose(below, corners[:, 0], atol=0.11)
    assert np.allclose([beside[name] for name in ("1", "0.5", "0", "−0.5", "−1")], corners[:, 1], atol=0.11)
    assert [item.find(f"{SVG}svg").tail.strip() for item in root.iter("li")] == ["walk"]


def test_dots_bars_gaps_and_words_are_written_as_the_page_can_read_them():
    gap = np.array([[0, 0], [1, 1], [np.nan, np.nan], [2, 0], [3, 1e9]])
    layers = [plotting.Layer([gap, gap[:0]], kind=kind) for kind in ("line", "dots", "bars")]
    root, frames = parsed(moved(layers, words=["1 < 2 & \"so\" it's", "λ ≥ 1"], names=["a<b", "c"], still=0))
    line, dots, bars = (path[0] for path in frames["paths"])
    assert line.count("M") == 2 and dots.count("h0") == 4 and bars.count("V") == 4
    assert "e" not in line + dots + bars and "nan" not in line + dots + bars
    assert all(path[1] == "" for path in frames["paths"])
    assert frames["words"] == ["1 < 2 & \"so\" it's", "λ ≥ 1"] and root.find("p").text == frames["words"][0]
    assert {"a<b", "c"} <= {text.text for text in root.iter(f"{SVG}text")}


def test_contour_lines_lie_where_the_function_has_its_levels():
    points = plotting.contour_lines(lambda x, y: x**2 + y**2, (-2, 2), (-2, 2), levels=[1.0, 2.25])
    radii = np.hypot(*points[~np.isnan(points).any(axis=1)].T)
    assert np.all(np.minimum(abs(radii - 1), abs(radii - 1.5)) < 0.01) and np.isnan(points).any(axis=1).sum() == 2
    nowhere = plotting.contour_lines(lambda x, y: x, (0, 1), (0, 1), levels=[0.5], resolution=3)
    assert nowhere.shape[1] == 2


@pytest.mark.parametrize("changed, complaint", [
    ({"alt": " "}, "alt text"),
    ({"words": ["one"]}, "at least 2 frames"),
    ({"layers": [plotting.Layer(a_walk(4))]}, "1 or 5 frames, got 4"),
    ({"xlim": (1, 1)}, "limits should increase"),
    ({"still": 5}, "still should be one of 5 frames, got 5"),
    ({"height": 60}, "height should be at least"),
])  # fmt: skip
def test_a_picture_that_cannot_move_says_why(changed, complaint):
    with pytest.raises(ValueError, match=complaint):
        moved(**changed)


@pytest.mark.parametrize("given, complaint", [
    ({"frames": [], "kind": "line"}, "at least one"),
    ({"frames": [np.zeros((2, 3))]}, r"got \(2, 3\)"),
    ({"frames": a_walk(), "kind": "pie"}, "line, dots, bars"),
])  # fmt: skip
def test_a_layer_that_cannot_be_drawn_says_why(given, complaint):
    with pytest.raises(ValueError, match=complaint):
        plotting.Layer(**given)


@pytest.mark.parametrize("draw, complaint", [
    (lambda ax: plotting.lines_with_band(ax, [1, 2], [[1.0, 2.0]]), "runs should have at least 2 rows.*, got 1"),
    (lambda ax: plotting.path(ax, [1.0, 2.0]), r"points should have shape \(n, 2\), got \(2,\)"),
    (lambda ax: plotting.labelled_points(ax, np.zeros((2, 2)), [0, 4]), r"labels should lie in 0 ... 3, got 0 ... 4"),
    (lambda ax: plotting.labelled_points(ax, np.zeros((2, 2)), [0, 1], ["a"]), r"labels should lie in 0 ... 0"),
    (lambda ax: plotting.digit_grid(ax, np.zeros((2, 3, 3)), 2, ["a"]), "one for each of 2 images, or none, got 1"),
    (lambda ax: plotting.bars_with_spread(ax, "ab", [1, 2], place=(2, 2)), r"place should be a pair .*, got \(2, 2\)"),
    (lambda ax: plotting.contours(ax, lambda x, y: x, (0, 1), (0, 1), levels=0), "levels should be at least 1, got 0"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(draw, complaint):
    with pytest.raises(ValueError, match=complaint):
        draw(plotting.figure()[1])
