"""The network made by hand: two features, two neurons, one output, and the nine numbers as one vector."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, GREEN, INK, PURPLE, RED, Drawing

d = Drawing(660, 400, "Two features, two neurons, one output, and all their numbers in one vector θ")
INPUT, SUM, BEND, OUT = 90, 270, 390, 540
ROWS = (80, 200)


def wire(x1: float, y1: float, x2: float, y2: float, start: float, end: float, **style) -> None:
    """An arrow between two rims."""
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    d.arrow(x1 + start * ux, y1 + start * uy, x2 - end * ux, y2 - end * uy, **style)


for row, (feature, meaning) in enumerate((("x_1", "a week ago"), ("x_2", "two weeks ago"))):
    y = ROWS[row]
    d.circle(INPUT, y, 22)
    d.text(INPUT, y, feature, size=19, italic=True)
    d.text(INPUT, y + 36, meaning, color=FAINT, size=14)
    d.circle(SUM, y, 28, width=2)
    d.text(SUM, y, f"r_{row + 1}", size=19, italic=True)
    d.arrow(SUM + 30, y, BEND - 30, y)
    d.circle(BEND, y, 28, color=BLUE, width=2.2)
    d.polyline([(BEND - 16, y + 8), (BEND, y + 8), (BEND + 15, y - 12)], color=BLUE, width=2.4)
    d.text(BEND, y + 42, f"a_{row + 1} = relu(r_{row + 1})", color=BLUE, size=14, italic=True)
wire(INPUT, ROWS[0], SUM, ROWS[0], 24, 30, color=GREEN, width=2)
wire(INPUT, ROWS[0], SUM, ROWS[1], 24, 30, color=GREEN, width=2)
wire(INPUT, ROWS[1], SUM, ROWS[1], 24, 30, color=GREEN, width=2)
wire(INPUT, ROWS[1], SUM, ROWS[0], 24, 30, color=FAINT, width=1, dashed=True)
for x, y, words in ((190, 66, "1"), (224, 146, "−1"), (190, 214, "1")):
    d.text(x, y, words, color=GREEN, size=16, bold=True)
d.text(146, 152, "0", color=FAINT, size=15)
d.text(SUM, ROWS[0] - 44, "+ 0", color=PURPLE, size=16, bold=True)
d.text(SUM, ROWS[1] + 44, "− 1", color=PURPLE, size=16, bold=True)

middle = (ROWS[0] + ROWS[1]) / 2
d.circle(OUT, middle, 28, width=2)
d.text(OUT, middle, "y", size=20, italic=True)
wire(BEND, ROWS[0], OUT, middle, 30, 30, color=RED, width=2)
wire(BEND, ROWS[1], OUT, middle, 30, 30, color=RED, width=2)
d.text(478, 94, "1", color=RED, size=16, bold=True)
d.text(478, 186, "1", color=RED, size=16, bold=True)
d.text(OUT, middle - 44, "+ 0", color=INK, size=16, bold=True)
d.arrow(OUT + 30, middle, 640, middle)

# θ: the same nine numbers in a row, in the order in which the package keeps them
GROUPS = (("W", GREEN, ("1", "−1", "0", "1")), ("b", PURPLE, ("0", "−1")), ("c", RED, ("1", "1")), ("b", INK, ("0",)))
left, top, side = 118, 318, 48
d.text(left - 34, top + side / 2, "θ  =", size=21, italic=True)
for name, color, values in GROUPS:
    d.text(left + side * len(values) / 2, top - 20, name, color=color, size=19, italic=True, bold=True)
    for value in values:
        d.box(left, top, side, side, color=color, line=2, radius=0)
        d.text(left + side / 2, top + side / 2, value, color=color, size=18)
        left += side
    left += 8
d.save(__file__)
