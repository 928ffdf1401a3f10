"""A calculation as a graph: values from left to right, slopes from right to left."""

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, RED, Drawing

x, y = 0.5, 2.0
u = x * y
v = math.exp(u)
C = u * v
slopes = {"C": 1.0, "v": u, "u": v + u * v}
slopes |= {"x": slopes["u"] * y, "y": slopes["u"] * x}
values = {"x": x, "y": y, "u": u, "v": v, "C": C}
places = {"x": (70, 100), "y": (70, 280), "u": (250, 190), "v": (430, 90), "C": (600, 190)}
RADIUS = 38

d = Drawing(660, 360, "A calculation as a graph, with values and slopes")
# each arrow: from, to, the slope of the step, and where its words stand
arrows = (("x", "u", "y = 2", (184, 124)), ("y", "u", "x = 0.5", (128, 218)),
          ("u", "v", "e^u = 2.72", (304, 112)), ("u", "C", "v = 2.72", (425, 210)), ("v", "C", "u = 1", (548, 116)))
for start, end, words, (tx, ty) in arrows:
    (x1, y1), (x2, y2) = places[start], places[end]
    length = math.hypot(x2 - x1, y2 - y1)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    d.arrow(x1 + (RADIUS + 3) * ux, y1 + (RADIUS + 3) * uy, x2 - (RADIUS + 3) * ux, y2 - (RADIUS + 3) * uy, width=2)
    d.text(tx, ty, words, color=FAINT, size=19, italic=True)
for name, (px, py) in places.items():
    d.circle(px, py, RADIUS, width=2)
    d.text(px, py - 12, name, size=23, italic=True)
    d.text(px, py + 13, f"{values[name]:.3g}", color=BLUE, size=20, bold=True)
    d.text(px, py + RADIUS + 18, f"{slopes[name]:.2f}", color=RED, size=20, bold=True)
d.text(20, 24, "blue: values, forward", color=BLUE, size=19, anchor="start")
d.text(640, 24, "red: slopes of C, backward", color=RED, size=19, anchor="end")
d.text(256, 274, "2.72 + 1 · 2.72", color=RED, size=19)
d.text(256, 300, "two paths, added", color=RED, size=19)
d.save(__file__)
