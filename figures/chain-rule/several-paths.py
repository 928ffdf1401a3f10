"""Two paths: w moves v by itself and through u; along a path multiply, over the paths add."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, INK, RED, Drawing

d = Drawing(640, 280, "Two paths from w to v: multiply along each, then add")
nodes = {"w": (80, 160), "u": (285, 65), "v": (440, 160), "C": (580, 160)}
for name, (x, y) in nodes.items():
    d.circle(x, y, 30, width=2)
    d.text(x, y, name, size=22, italic=True)


def edge(start: str, end: str, slope: str, color: str, lift: float) -> None:
    """An arrow between two nodes with its slope beside it."""
    (x1, y1), (x2, y2) = nodes[start], nodes[end]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    d.arrow(x1 + 32 * ux, y1 + 32 * uy, x2 - 32 * ux, y2 - 32 * uy, color=color, width=2.4)
    d.text((x1 + x2) / 2, (y1 + y2) / 2 + lift, slope, color=color, size=19, italic=True)


edge("w", "u", "∂u / ∂w = x", RED, -38)
edge("u", "v", "", RED, 0)
d.text(376, 90, "∂v / ∂u = w", color=RED, size=19, anchor="start", italic=True)
edge("w", "v", "u,  as the factor of w", BLUE, 20)
edge("v", "C", "", INK, 0)
d.text(510, 136, "∂C / ∂v", size=19, italic=True)
d.text(30, 250, "dv / dw", size=19, anchor="start", italic=True)
d.text(105, 250, "=", size=19)
d.text(135, 250, "u", color=BLUE, size=19, italic=True)
d.text(160, 250, "+", size=19)
d.text(175, 250, "w · x", color=RED, size=19, anchor="start", italic=True)
d.text(250, 250, "one product for each path, added", size=19, anchor="start")
d.save(__file__)
