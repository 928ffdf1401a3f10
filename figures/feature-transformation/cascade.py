"""Three logistic regressions in a row of two: two that make new features, and one that decides by them."""

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, RED, Drawing

d = Drawing(660, 275, "Two logistic regressions make two new features; a third one decides by them")
INPUT, FIRST, NEW, LAST = 60, 235, 390, 540
ROWS = (100, 220)
MIDDLE = sum(ROWS) / 2


def wire(x1: float, y1: float, x2: float, y2: float, start: float, end: float, **style) -> None:
    """An arrow between two rims."""
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    d.arrow(x1 + start * ux, y1 + start * uy, x2 - end * ux, y2 - end * uy, **style)


def neuron(x: float, y: float, color: str) -> None:
    """A circle with a sigmoid in it."""
    d.circle(x, y, 30, color=color, width=2.2)
    bend = [(t, 24 / (1 + math.exp(-t / 3.5)) - 12) for t in range(-18, 19, 2)]
    d.polyline([(x + t, y - height) for t, height in bend], color=color, width=2.2)


for row, y in enumerate(ROWS):
    d.circle(INPUT, y, 22)
    d.text(INPUT, y, f"x_{row + 1}", size=19, italic=True)
    neuron(FIRST, y, BLUE)
    d.arrow(FIRST + 32, y, NEW - 24, y, color=BLUE)
    d.circle(NEW, y, 22, color=BLUE)
    d.text(NEW, y, f"h_{row + 1}", color=BLUE, size=19, italic=True)
    for other in ROWS:
        wire(INPUT, y, FIRST, other, 24, 32)
    wire(NEW, y, LAST, MIDDLE, 24, 32, color=RED)
neuron(LAST, MIDDLE, RED)
d.arrow(LAST + 32, MIDDLE, 622, MIDDLE, color=RED)
d.text(638, MIDDLE, "ŷ", size=20, color=INK, italic=True)
d.text(INPUT, 30, "features", color=FAINT, size=15)
d.text(FIRST, 30, "two logistic regressions", color=BLUE, size=15)
d.text(NEW, 30, "new features", color=BLUE, size=15)
d.text(LAST, MIDDLE + 56, "a third,", color=RED, size=15)
d.text(LAST, MIDDLE + 76, "of the new features", color=RED, size=15)
d.save(__file__)
