"""A few lines to draw diagrams with: shapes in, an SVG file out, byte for byte the same each time.

Dark ink on no ground: the site's style sheet turns it light where the page is dark. Coordinates are in pixels of a
canvas at most 680 wide, so that a phone shows it whole.
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

INK, FAINT = "#222222", "#6e6e6e"
BLUE, ORANGE, GREEN, RED, PURPLE = "#0072B2", "#B36B00", "#00795A", "#C04A00", "#A3527F"
FONT = "font-family=\"'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans', sans-serif\""


def number(value: float) -> str:
    """A coordinate with at most two decimals, the same on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


class Drawing:
    """One picture; each method adds a shape."""

    def __init__(self, width: float, height: float, title: str):
        self.width, self.height, self.title = width, height, title
        self.shapes: list[str] = []

    def line(self, x1, y1, x2, y2, color=INK, width=1.6, dashed=False):
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.shapes.append(f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" '
                           f'stroke="{color}" stroke-width="{number(width)}"{dash}/>')

    def arrow(self, x1, y1, x2, y2, color=INK, width=1.6, dashed=False):
        """A line with a head at its second end."""
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        size = 4 + 2.2 * width
        bx, by = x2 - size * ux, y2 - size * uy
        self.line(x1, y1, bx, by, color, width, dashed)
        half = 0.45 * size
        points = [(x2, y2), (bx - half * uy, by + half * ux), (bx + half * uy, by - half * ux)]
        self.polygon(points, fill=color, color=color, width=0.5)

    def polyline(self, points, color=INK, width=1.6, dashed=False):
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self.shapes.append(f'<polyline points="{path}" fill="none" stroke="{color}" '
                           f'stroke-width="{number(width)}" stroke-linejoin="round"{dash}/>')

    def polygon(self, points, fill="none", color=INK, width=1.6):
        path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self.shapes.append(f'<polygon points="{path}" fill="{fill}" stroke="{color}" '
                           f'stroke-width="{number(width)}" stroke-linejoin="round"/>')

    def circle(self, x, y, radius, color=INK, fill="none", width=1.6):
        self.shapes.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}" '
                           f'stroke="{color}" stroke-width="{number(width)}"/>')

    def box(self, x, y, width, height, color=INK, fill="none", line=1.6, radius=6):
        """A rectangle by its upper left corner."""
        self.shapes.append(f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
                           f'height="{number(height)}" rx="{number(radius)}" fill="{fill}" stroke="{color}" '
                           f'stroke-width="{number(line)}"/>')

    def text(self, x, y, words, color=INK, size=15, anchor="middle", italic=False, bold=False):
        """Words with their middle line at y. `a_1` and `x^2` set one following character or `{group}` low or high."""
        style = (' font-style="italic"' if italic else "") + (' font-weight="600"' if bold else "")
        self.shapes.append(f'<text x="{number(x)}" y="{number(y)}" fill="{color}" font-size="{number(size)}" '
                           f'text-anchor="{anchor}" dominant-baseline="central"{style}>{self._scripts(words, size)}'
                           "</text>")

    def _scripts(self, words: str, size: float) -> str:
        out, i, back = [], 0, 0.0
        while i < len(words):
            if words[i] in "_^" and i + 1 < len(words):
                shift = 0.28 * size if words[i] == "_" else -0.36 * size
                if words[i + 1] == "{":
                    end = words.index("}", i)
                    group, i = words[i + 2:end], end + 1
                else:
                    group, i = words[i + 1], i + 2
                out.append(f'<tspan dy="{number(shift - back)}" font-size="{number(0.72 * size)}">'
                           f"{escape(group)}</tspan>")
                back = shift
            else:
                dy = f'<tspan dy="{number(-back)}">{escape(words[i])}</tspan>' if back else escape(words[i])
                out.append(dy)
                back, i = 0.0, i + 1
        return "".join(out)

    def svg(self) -> str:
        head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(self.width)} {number(self.height)}" '
                f'width="{number(self.width)}" height="{number(self.height)}" role="img" {FONT}>')
        return "\n".join([head, f"<title>{escape(self.title)}</title>", *self.shapes, "</svg>"]) + "\n"

    def save(self, script: str) -> None:
        """Write the picture beside the script that draws it, under the same name."""
        Path(script).with_suffix(".svg").write_text(self.svg(), encoding="utf-8", newline="\n")


sys.dont_write_bytecode = True  # the figures' folders hold pictures, not caches
