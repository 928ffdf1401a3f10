"""Two inputs, two layers of three, one end: every left-to-right route is a path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import FAINT, RED, Drawing

d = Drawing(640, 270, "A layered graph, one of its many paths drawn in red")
columns = [(80, [135]), (240, [50, 135, 220]), (400, [50, 135, 220]), (560, [135])]
chosen = [0, 2, 0, 0]
for column, ((x1, left), (x2, right)) in enumerate(zip(columns, columns[1:])):
    for i, y1 in enumerate(left):
        for j, y2 in enumerate(right):
            length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
            ux, uy = (x2 - x1) / length, (y2 - y1) / length
            on = chosen[column] == i and chosen[column + 1] == j
            d.arrow(x1 + 23 * ux, y1 + 23 * uy, x2 - 23 * ux, y2 - 23 * uy,
                    color=RED if on else FAINT, width=3 if on else 1.2)
names = ["s", "x", "y", "z"]
for column, (x, ys) in enumerate(columns):
    for i, y in enumerate(ys):
        d.circle(x, y, 21, width=2, color=RED if chosen[column] == i else "#222222")
        d.text(x, y, f"{names[column]}_{i + 1}" if len(ys) > 1 else names[column], size=18, italic=True)
d.save(__file__)
