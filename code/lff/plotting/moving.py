"""Pictures to move: a still drawing with all its frames inside, which a script of a few lines shows in turn.

Whatever moves is the path of a pen. So a frame is one line of SVG for each moving layer, and a line of words.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from lff._settings import count, whole
from lff.arrays import _as_floats, as_vector

from .style import COLORS
from .surfaces import contours

_WIDTH, _LEFT, _RIGHT, _TOP, _BOTTOM = 460, 44, 12, 26, 42  # in units of the drawing; text is 13 of them high
_LOOKS = {"line": ("butt", 2.0), "dots": ("round", 6.0), "bars": ("butt", 24.0)}  # the pen: its end, its width


@dataclass(frozen=True, eq=False)
class Layer:
    """One thing that is drawn in a moving picture: points that stand still, or points for every frame.

    `frames` holds one array, which all frames show, or as many as the picture has frames. A row of NaN lifts the
    pen. `kind` is "line", "dots", or "bars" that rise from 0. Layers with a `label` are named in the key; `dash` is
    a pattern as SVG writes it.

    Shapes:
        each of frames: (n, 2), n may be 0.
    Raises:
        ValueError: an unknown kind, no frame, or an array of another shape.
    Book:
        sec-fd-surface
    """

    frames: Sequence[np.ndarray]
    kind: str = "line"
    color: str = COLORS["blue"]
    label: str = ""
    dash: str = ""
    width: float = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.kind, str) or self.kind not in _LOOKS:
            raise ValueError(f"kind should be one of {', '.join(_LOOKS)}, got {self.kind!r}")
        if len(self.frames) == 0:
            raise ValueError("a layer needs at least one array of points")
        for points in self.frames:
            shape = _as_floats("points", points).shape
            if len(shape) != 2 or shape[1] != 2:
                raise ValueError(f"points should have the shape (n, 2), got {shape}")

    def _pen(self) -> str:
        end, width = _LOOKS[self.kind]
        dash = f' stroke-dasharray="{escape(self.dash)}"' if self.dash else ""
        return f'stroke="{self.color}" stroke-width="{self.width or width:g}" stroke-linecap="{end}"{dash}'

    def _paths(self, place: Callable[[np.ndarray], np.ndarray]) -> list[str]:
        """The path of each frame; `place` takes points to the drawing's units."""
        return [_path(self.kind, place(np.asarray(points, dtype=float)), place) for points in self.frames]


@dataclass(frozen=True)
class Moving:
    """A moving picture, ready for a page: it shows itself in a notebook as its still frame."""

    html: str
    alt: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"A picture to move: {self.alt}"


def contour_lines(
    f: Callable[[float, float], float],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    levels: int | Sequence[float] = 12,
    resolution: int = 61,
) -> np.ndarray:
    """Lines of equal f(x, y) as points for a `Layer`, a row of NaN between two lines.

    Shapes:
        f is evaluated on a grid of (resolution, resolution) -> (n, 2).
    Book:
        sec-fd-surface
    """
    ax = contours(Figure().add_subplot(), f, xlim, ylim, levels=levels, resolution=resolution)
    lines = [line for level in ax.collections[-1].allsegs for line in level if len(line)]
    lifted = np.full((1, 2), np.nan)
    return np.concatenate([part for line in lines for part in (line, lifted)] or [lifted])


def moving(
    layers: Sequence[Layer],
    words: Sequence[str],
    *,
    alt: str,
    slider: str,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    xlabel: str = "",
    ylabel: str = "",
    names: Sequence[str] = (),
    height: int = 300,
    still: int = -1,
) -> Moving:
    """A picture with a frame for each of `words`, to play, to step through, and to move by a slider.

    `words` say what each frame shows, for the eye and for a screen reader; `alt` says what the picture is about,
    and `slider` what moves. The frame `still` is what stands on paper and where no script runs. `names` stand under
    the whole numbers of the axis, from 0, in place of numbers.

    Shapes:
        every layer has 1 or len(words) frames.
    Raises:
        ValueError: no alt, fewer than two frames, layers that do not fit, or limits that do not increase.
    Book:
        sec-fd-surface
    """
    if not alt.strip():
        raise ValueError("a moving picture needs an alt text: say what it is about")
    if len(words) < 2:
        raise ValueError(f"a moving picture needs at least 2 frames, got {len(words)}")
    for layer in layers:
        if len(layer.frames) not in (1, len(words)):
            raise ValueError(f"a layer should have 1 or {len(words)} frames, got {len(layer.frames)}")
    (left, right), (bottom, top) = (as_vector(name, ends, 2) for name, ends in (("xlim", xlim), ("ylim", ylim)))
    if not (left < right and bottom < top):
        raise ValueError(f"limits should increase, got {xlim} and {ylim}")
    if not -len(words) <= whole("still", still) < len(words):
        raise ValueError(f"still should be one of {len(words)} frames, got {still}")
    count("height", height, _TOP + _BOTTOM + 1)
    low, high = np.array([xlim[0], ylim[0]]), np.array([xlim[1], ylim[1]])
    corner = np.array([_LEFT, height - _BOTTOM])  # where low is
    size = np.array([_WIDTH - _LEFT - _RIGHT, _TOP - corner[1]])

    def place(points: np.ndarray) -> np.ndarray:
        return corner + size * np.clip((points - low) / (high - low), -2, 3)  # far outside is far enough

    drawn, moves, shown = [], [], range(len(words))[still]
    for layer in layers:
        paths = layer._paths(place)
        at_rest = paths[shown if len(paths) > 1 else 0]
        mark = ' class="moves"' if len(paths) > 1 else ""
        drawn.append(f'<path{mark} {layer._pen()} d="{at_rest}"/>')
        if len(paths) > 1:
            moves.append(_by_what_is_added(paths))
    frames = json.dumps({"still": shown, "words": list(words), "paths": moves}, ensure_ascii=False)
    key = "".join(f"<li>{_sample(layer)} {escape(layer.label)}</li>" for layer in layers if layer.label)
    short = " short" if max(map(len, words)) < 40 else ""  # fits on one line of a telephone
    box = f'x="{_LEFT - 4}" y="{_TOP - 4}" width="{size[0] + 8}" height="{8 - size[1]}"'
    html = f"""<div class="moving" data-frames="{escape(frames)}">
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(alt)}">
<svg {box} viewBox="{_LEFT - 4} {_TOP - 4} {size[0] + 8} {8 - size[1]}" overflow="hidden">
<g fill="none" stroke-linejoin="round">{"".join(drawn)}</g></svg>
{_axes(place, xlim, ylim, xlabel, ylabel, names, height)}</svg>
{f"<ul>{key}</ul>" if key else ""}
<p class="words{short}">{escape(words[shown])}</p>
<div class="controls" role="group" aria-label="Move the picture" hidden="hidden">
<button type="button" class="play">Play</button>
<button type="button" class="back">Back</button>
<button type="button" class="next">Next</button>
<label>{escape(slider)} <input type="range" min="0" max="{len(words) - 1}" value="{shown}"/></label>
</div></div>"""
    return Moving(html, alt)


def _path(kind: str, points: np.ndarray, place: Callable) -> str:
    """SVG for a pen that goes from point to point, or sets a dot at each, or draws a bar up to each."""
    written, down = [], False
    ground = place(np.zeros((1, 2)))[0, 1]
    for x, y in points.round(1).tolist():
        if kind == "line":
            written.append("" if x != x else f"{' ' if down else 'M'}{x:g},{y:g}")
            down = x == x  # NaN alone is not itself
        elif x == x:
            written.append(f"M{x:g},{y:g}h0" if kind == "dots" else f"M{x:g},{ground:g}V{y:g}")
    return "".join(written)


def _by_what_is_added(paths: list[str]) -> list[str]:
    """Where a path goes on from the one before it, only what is new, after a plus sign."""
    return [
        "+" + path[len(before) :] if k and path.startswith(before) else path
        for k, (before, path) in enumerate(zip(["", *paths], paths))
    ]


def _sample(layer: Layer) -> str:
    """A short stroke of a layer's pen, for the key."""
    middle = "M14,6h0" if layer.kind == "dots" else "M1,6H27"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="28" height="12" aria-hidden="true">'
            f'<path {layer._pen()} d="{middle}"/></svg>')  # fmt: skip


def _axes(
    place: Callable, xlim: tuple, ylim: tuple, xlabel: str, ylabel: str, names: Sequence[str], height: int
) -> str:
    """Two axes with ticks, their numbers and labels."""
    left, bottom, top, right = _LEFT, height - _BOTTOM, _TOP, _WIDTH - _RIGHT
    lines, texts = [f"M{left},{top}V{bottom}H{right}"], []
    for at in range(len(names)) or _ticks(*xlim):
        x = place(np.array([at, ylim[0]]))[0]
        lines.append(f"M{x:.1f},{bottom}v4")
        texts.append(_text(x, bottom + 18, names[at] if names else _number(at)))
    for at in _ticks(*ylim):
        y = place(np.array([xlim[0], at]))[1]
        lines.append(f"M{left},{y:.1f}h-4")
        texts.append(_text(left - 8, y + 4.5, _number(at), "end"))
    texts += [_text((left + right) / 2, height - 6, xlabel), _text(4, 14, ylabel, "start")]
    ink = COLORS["ink"]
    return (f'<path fill="none" stroke="{ink}" stroke-width="0.8" d="{"".join(lines)}"/>'
            f'<g fill="{ink}" font-size="13" font-family="sans-serif">{"".join(texts)}</g>')  # fmt: skip


def _ticks(low: float, high: float) -> list[float]:
    room = 1e-9 * (high - low)
    ticks = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low, high)
    return [tick for tick in ticks if low - room <= tick <= high + room]


def _number(value: float) -> str:
    return f"{value + 0.0:g}".replace("-", "−")


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>' if words else ""
