"""The same network twice: bends from left to right, amplifiers from right to left."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, RED, Drawing

d = Drawing(660, 470, "The backward pass is the same network, reversed")
columns = [150, 310, 470]


def forward_wires(rows: tuple[int, int]) -> None:
    """From each neuron's rim to the rims of the next column."""
    for x1, x2 in zip(columns, columns[1:]):
        for y1 in rows:
            for y2 in rows:
                length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
                ux, uy = (x2 - x1) / length, (y2 - y1) / length
                d.arrow(x1 + 32 * ux, y1 + 32 * uy, x2 - 32 * ux, y2 - 32 * uy, color=BLUE)


def backward_wires(rows: tuple[int, int]) -> None:
    """From each triangle's tip to the broad sides of the column before."""
    for x1, x2 in zip(columns, columns[1:]):
        for y2 in rows:
            for y1 in rows:
                d.arrow(x2 - 34, y2, x1 + 31, y1 + 0.13 * (y2 - y1), color=RED)


top, bottom = (90, 180), (315, 405)
d.text(20, 24, "forward: numbers flow right, each neuron bends", color=BLUE, size=19, anchor="start", bold=True)
forward_wires(top)
for row, y in enumerate(top):
    d.text(50, y, f"x_{row + 1}", size=20, italic=True)
    d.arrow(70, y, 116, y, color=BLUE)
    for x in columns:
        d.circle(x, y, 28, width=2)
        d.polyline([(x - 17, y + 11), (x - 8, y + 10), (x, y), (x + 8, y - 10), (x + 17, y - 11)], color=BLUE, width=2.2)
    d.arrow(500, y, 546, y, color=BLUE)
    d.text(566, y, f"y_{row + 1}", size=20, italic=True)
d.line(20, 235, 640, 235, color=FAINT, width=1, dashed=True)
d.text(20, 258, "backward: slopes flow left, each neuron amplifies", color=RED, size=19, anchor="start", bold=True)
backward_wires(bottom)
for row, y in enumerate(bottom):
    d.text(606, y, f"∂C/∂y_{row + 1}", size=19, italic=True)
    d.arrow(566, y, 504, y, color=RED)
    for x in columns:
        d.polygon([(x + 27, y - 30), (x + 27, y + 30), (x - 32, y)], color=INK, width=2)
        d.text(x + 9, y, "σ′", size=16, italic=True)
    d.arrow(116, y, 82, y, color=RED)
    d.text(44, y, f"∂C/∂z_{row + 1}", size=19, italic=True)
d.text(330, 452, "same wires, same weights; a bend on top is a fixed factor below", color=FAINT, size=18)
d.save(__file__)
