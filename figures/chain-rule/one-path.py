"""One path: w moves ŷ, ŷ moves C; the slopes on the way are multiplied."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, Drawing

d = Drawing(640, 190, "One path from w to C: two slopes, multiplied")
places = [(80, "w"), (320, "ŷ"), (560, "C")]
for x, name in places:
    d.circle(x, 85, 32, width=2)
    d.text(x, 85, name, size=22, italic=True)
for (x1, _), (x2, _), slope in zip(places, places[1:], ("∂ŷ / ∂w", "∂C / ∂ŷ")):
    d.arrow(x1 + 34, 85, x2 - 34, 85, width=2)
    d.text((x1 + x2) / 2, 60, slope, color=BLUE, size=20, italic=True)
for x, move, anchor in ((80, "moves by h", "middle"), (320, "by slope × h", "middle"),
                        (638, "by slope × slope × h", "end")):
    d.text(x, 147, move, color=FAINT, size=19, anchor=anchor)
d.save(__file__)
