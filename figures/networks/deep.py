"""A network with two hidden layers: what goes in, what is hidden, what comes out, and how many numbers stand between."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, GREEN, INK, RED, Drawing

d = Drawing(660, 400, "Fifty-six inputs, two hidden layers of a hundred neurons, one output")
TOP, STEP = 70, 52
COLUMNS = [
    (80, 4, FAINT, "56 days", "x"),
    (250, 5, BLUE, "100 neurons", "a"),
    (420, 5, BLUE, "100 neurons", "a′"),
    (580, 1, RED, "1 output", "y"),
]


def places(count: int) -> list[float]:
    """Heights of so many circles, with a gap for the dots before the last."""
    if count == 1:
        return [TOP + 2.25 * STEP]
    offset = (5 - count) * STEP / 2
    return [TOP + offset + k * STEP for k in range(count - 1)] + [TOP + offset + (count - 0.5) * STEP]


for (x1, n1, *_), (x2, n2, *_) in zip(COLUMNS, COLUMNS[1:]):
    for y1 in places(n1):
        for y2 in places(n2):
            length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
            ux, uy = (x2 - x1) / length, (y2 - y1) / length
            d.line(x1 + 18 * ux, y1 + 18 * uy, x2 - 18 * ux, y2 - 18 * uy, color=FAINT, width=0.7)
for x, count, color, words, symbol in COLUMNS:
    heights = places(count)
    for y in heights:
        d.circle(x, y, 17, color=color, width=2.2)
        if color == BLUE:
            d.polyline([(x - 10, y + 5), (x, y + 5), (x + 9, y - 7)], color=BLUE, width=2)
    if count > 1:
        for k in (-1, 0, 1):
            d.circle(x, (heights[-2] + heights[-1]) / 2 + 8 * k, 1.6, color=color, fill=color)
    d.text(x, 28, symbol, color=INK, size=20, italic=True)
    d.text(x, 352, words, color=color, size=16)
d.text(165, 380, "W, b", color=GREEN, size=16, italic=True)
d.text(335, 380, "W′, b′", color=GREEN, size=16, italic=True)
d.text(502, 380, "c, b″", color=GREEN, size=16, italic=True)
d.text(335, 48, "hidden layers", color=BLUE, size=16, bold=True)
d.save(__file__)
