"""The network that reads digits, cut in two: layers that make features, and a last layer that tells ten classes apart."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, RED, Drawing

d = Drawing(660, 330, "Sixty-four pixels, layers of sixty-four and thirty-two neurons, ten scores, ten shares")
MIDDLE = 150
COLUMNS = [(160, 190, FAINT, "64", "x"), (270, 190, BLUE, "64", "a_1"), (380, 110, BLUE, "32", "a_2"),
           (495, 60, RED, "10", "z"), (600, 60, RED, "10", "ŷ")]  # fmt: skip
ZERO = ["01111110", "11000011", "10000001", "10000001", "10000001", "10000001", "11000011", "01111110"]

for row, line in enumerate(ZERO):
    for column, ink in enumerate(line):
        x, y = 18 + 10 * column, MIDDLE - 40 + 10 * row
        d.polygon([(x, y), (x + 10, y), (x + 10, y + 10), (x, y + 10)], fill=INK if ink == "1" else "none",
                  color=FAINT, width=0.6)
d.arrow(106, MIDDLE, 142, MIDDLE, color=FAINT)
for (x1, h1, *_), (x2, h2, *_), words in zip(COLUMNS, COLUMNS[1:], ("W_1, b_1", "W_2, b_2", "W_3, b_3", "softmax")):
    d.line(x1 + 14, MIDDLE - h1 / 2, x2 - 14, MIDDLE - h2 / 2, color=FAINT, width=0.8)
    d.line(x1 + 14, MIDDLE + h1 / 2, x2 - 14, MIDDLE + h2 / 2, color=FAINT, width=0.8)
    d.arrow(x1 + 18, MIDDLE, x2 - 18, MIDDLE, color=FAINT)
    d.text((x1 + x2) / 2, MIDDLE - 17, words, color=INK, size=15, italic=words != "softmax")
for x, height, color, count, symbol in COLUMNS:
    d.box(x - 13, MIDDLE - height / 2, 26, height, color=color, line=2.2)
    d.text(x, MIDDLE - height / 2 - 17, symbol, size=19, italic=True)
    d.text(x, MIDDLE + height / 2 + 16, count, color=color, size=16)
for left, right, color, words in ((178, 394, BLUE, "feature extractor"), (406, 614, RED, "classifier, ten classes")):
    d.polyline([(left, 276), (left, 286), (right, 286), (right, 276)], color=color, width=1.8)
    d.text((left + right) / 2, 307, words, color=color, size=17, bold=True)
d.save(__file__)
