"""A product of slopes in two orders: from the right squares are multiplied, from the left rows."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, ORANGE, Drawing

SIDE, ROW, GAP = 64, 11, 30
d = Drawing(660, 380, "The chain rule from the right, and from the left")


def matrix(x, middle, height, color, letter="", filled=False):
    d.box(x, middle - height / 2, SIDE, height, color=color, line=2.2, radius=2,
          fill=color if filled else "none")
    if letter:
        d.text(x + SIDE / 2, middle, letter, size=21, italic=True)


def product(x, middle, shapes):
    """Matrices side by side: (height, color, letter, filled) each; returns where the last one ends."""
    for k, (height, color, letter, filled) in enumerate(shapes):
        matrix(x, middle, height, color, letter, filled)
        x += SIDE
        if k < len(shapes) - 1:
            d.text(x + GAP / 2, middle, "·", size=24, bold=True)
            x += GAP
    return x


row, a, b = (ROW, INK, "", True), (SIDE, INK, "B", False), (SIDE, INK, "A", False)
for top, title, color, height, order in (
        (24, "forward, from the right: squares times squares", ORANGE, SIDE, (1, 2)),
        (224, "reverse, from the left: rows times squares", BLUE, ROW, (0, 1))):
    d.text(20, top, title, color=color, size=21, anchor="start", bold=True)
    middle = top + 74
    first = product(20, middle, (row, a, b))
    left = 20 + order[0] * (SIDE + GAP) - 6
    d.line(left, middle + 46, left + 2 * SIDE + GAP + 12, middle + 46, color=color, width=3)
    d.arrow(first + 12, middle, first + 46, middle, color=FAINT)
    made = (height, color, "", height == ROW)
    second = product(first + 58, middle, (row, made) if order[0] else (made, b))
    d.arrow(second + 12, middle, second + 46, middle, color=FAINT)
    matrix(second + 58, middle, ROW, INK, filled=True)
    d.text(left + SIDE + GAP / 2 + 3, middle + 66, "this product first", color=color, size=19)
    d.text(first + 58 + (SIDE + GAP if order[0] else 0) + SIDE / 2, middle + 66,
           "a square" if order[0] else "a row", color=color, size=19)
d.save(__file__)
