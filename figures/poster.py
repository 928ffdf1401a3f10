"""Pictures made of nothing but outlines, lettering included, so that they look the same wherever they are shown.

A poster is written as SVG, byte for byte the same each time, or as PNG, by way of Matplotlib. Its letters are those of
the book's text, Source Serif, taken from the package that `npm` installs; a picture that is drawn needs no font.
"""

from __future__ import annotations

import io
from functools import cache
from html import escape
from pathlib import Path

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from matplotlib import patches
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from PIL import Image

from drawing import number

FONTS = Path(__file__).resolve().parents[1] / "node_modules" / "@fontsource" / "source-serif-4" / "files"
ACCENT, PAPER, GOLD = "#0b5c8c", "#ffffff", "#ffc44d"  # the site's one accent; what is found is gold
CODES = {"M": (Outline.MOVETO,), "L": (Outline.LINETO,), "Q": (Outline.CURVE3,) * 2, "C": (Outline.CURVE4,) * 3}


@cache
def font(style: str) -> TTFont:
    """The book's letters: `400-normal`, `400-italic` or `600-normal`."""
    return TTFont(FONTS / f"source-serif-4-latin-{style}.woff")


class Pen(BasePen):
    """Writes a glyph down as a list of strokes, moved and scaled to its place on the poster."""

    def __init__(self, glyphs, x: float, y: float, scale: float):
        super().__init__(glyphs)
        self.strokes, self.x, self.y, self.scale = [], x, y, scale

    def _add(self, kind, *points):
        self.strokes.append((kind, [(self.x + self.scale * px, self.y - self.scale * py) for px, py in points]))

    def _moveTo(self, point):
        self._add("M", point)

    def _lineTo(self, point):
        self._add("L", point)

    def _qCurveToOne(self, *points):
        self._add("Q", *points)

    def _curveToOne(self, *points):
        self._add("C", *points)

    def _closePath(self):
        self.strokes.append(("Z", []))


class Poster:
    """Outlines on a ground of one color; each method adds one."""

    def __init__(self, width: int, height: int, ground: str = ACCENT, corner: int = 0):
        self.width, self.height, self.ground, self.corner = width, height, ground, corner
        self.shapes: list[tuple[list, dict]] = []

    def line(self, points, color: str = PAPER, width: float = 3, opacity: float = 1.0) -> None:
        strokes = [("L" if i else "M", [point]) for i, point in enumerate(points)]
        self.shapes.append((strokes, {"stroke": color, "width": width, "opacity": opacity}))

    def words(self, x: float, y: float, words: str, size: float, color: str = PAPER, style: str = "400-normal",
              opacity: float = 1.0) -> None:
        """Words whose baseline begins at (x, y); a character that the font lacks is left out."""
        letters = font(style)
        glyphs, names, scale = letters.getGlyphSet(), letters.getBestCmap(), size / letters["head"].unitsPerEm
        pen = Pen(glyphs, x, y, scale)
        for name in filter(None, (names.get(ord(character)) for character in words)):
            glyphs[name].draw(pen)
            pen.x += scale * glyphs[name].width
        if pen.strokes:
            self.shapes.append((pen.strokes, {"fill": color, "opacity": opacity}))

    def motif(self, top: float, drop: float, rise: float, width: float) -> None:
        """The descent from edge to edge: its first line at height `top`, each `drop` lower, the last of this width."""
        for index, corners in enumerate(descent()):
            points = [(self.width * x, top + drop * index - rise * (y - 0.5)) for x, y in corners]
            if corners is descent()[-1]:
                self.line(points, GOLD, width)
            else:
                self.line(points, PAPER, width / 4, 0.3 + 0.03 * index)

    def svg(self, title: str) -> str:
        corner = f'rx="{self.corner}" ' if self.corner else ""
        out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
               f'height="{self.height}" role="img">', f"<title>{escape(title)}</title>",
               f'<rect width="{self.width}" height="{self.height}" {corner}fill="{self.ground}"/>']
        for strokes, look in self.shapes:
            path = "".join(kind + " ".join(f"{number(round(x, 1))} {number(round(y, 1))}" for x, y in points)
                           for kind, points in strokes)
            opacity = "" if look["opacity"] == 1 else f' opacity="{number(look["opacity"])}"'
            paint = f'fill="{look["fill"]}"' if "fill" in look else (
                f'fill="none" stroke="{look["stroke"]}" stroke-width="{number(look["width"])}" '
                'stroke-linecap="round" stroke-linejoin="round"')
            out.append(f'<path d="{path}" {paint}{opacity}/>')
        return "\n".join([*out, "</svg>"]) + "\n"

    def png(self, colors: int = 64) -> bytes:
        """The poster in pixels, in so many colors."""
        figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=72, facecolor=self.ground)
        canvas = FigureCanvasAgg(figure)
        for strokes, look in self.shapes:
            points, codes = [], []
            for kind, places in strokes:
                points += [(x, self.height - y) for x, y in places] or [points[-1]]
                codes += CODES.get(kind, (Outline.CLOSEPOLY,))
            filled = "fill" in look
            figure.add_artist(patches.PathPatch(
                Outline(points, codes), transform=None, fill=filled, alpha=look["opacity"], capstyle="round",
                joinstyle="round", facecolor=look.get("fill", "none"), edgecolor="none" if filled else look["stroke"],
                linewidth=0 if filled else look["width"], antialiased=True))
        canvas.draw()
        picture = Image.frombytes("RGBA", (self.width, self.height), bytes(canvas.buffer_rgba())).convert("RGB")
        stream = io.BytesIO()
        picture.quantize(colors, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
        return stream.getvalue()


def lines(words: str, size: float, width: float, style: str = "400-normal") -> list[str]:
    """Words broken into lines no wider than this."""
    letters = font(style)
    widths, names, scale = letters["hmtx"], letters.getBestCmap(), size / letters["head"].unitsPerEm
    out = [""]
    for word in words.split():
        tried = f"{out[-1]} {word}".strip()
        if sum(widths[names[ord(c)]][0] for c in tried if ord(c) in names) * scale <= width or not out[-1]:
            out[-1] = tried
        else:
            out.append(word)
    return out


@cache
def descent(count: int = 15) -> list[list[tuple[float, float]]]:
    """The book's motif: a straight line that gradient descent bends at eight places into the function looked for.

    The lines are `count` moments of one descent, ever further apart in steps: the first is straight, the last the best.
    Each is its corners, from (0, .) to (1, .). Nothing but sums and products, so the same on every machine.
    """
    bends = [0.0, 0.12, 0.25, 0.37, 0.5, 0.62, 0.75, 0.88]
    corners = [*bends, 1.0]
    wanted = [0.10, 0.07, 0.26, 0.72, 0.86, 0.55, 0.36, 0.60, 0.95]  # heights of the function at its corners
    rows = [[1.0] + [max(0.0, x - bend) for bend in bends] for x in corners]
    theta = [0.18] + [0.55] + [0.0] * (len(bends) - 1)
    moments = {round(4 * 1.62 ** k) - 4 for k in range(count)}
    states = []
    for step in range(max(moments) + 1):
        heights = [sum(a * b for a, b in zip(row, theta)) for row in rows]
        if step in moments:
            states.append(list(zip(corners, heights)))
        for j in range(len(theta)):
            slope = sum((h - w) * row[j] for h, w, row in zip(heights, wanted, rows))
            theta[j] -= 0.12 * slope
    return states
