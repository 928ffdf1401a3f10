"""Three scores, three shares, one loss: every score is wired to every share, and the loss looks at one of them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, RED, Drawing

d = Drawing(660, 330, "From three scores through three shares to one loss")
rows, scores, shares, loss = (70, 165, 260), 110, 370, 580
for x, word in ((scores, "scores"), (shares, "shares"), (loss, "loss")):
    d.text(x, 20, word, color=FAINT, size=18)


def wire(x1: float, y1: float, x2: float, y2: float, **pen) -> None:
    """An arrow from rim to rim of two circles."""
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    d.arrow(x1 + 32 * ux, y1 + 32 * uy, x2 - 34 * ux, y2 - 34 * uy, **pen)


for start in rows[1:]:
    for end in rows:
        wire(scores, start, shares, end, color=FAINT, width=1.1, dashed=True)
for end in rows:
    wire(scores, rows[0], shares, end, color=BLUE, width=2.4)
wire(shares, rows[1], loss, rows[1], color=RED, width=2.4)
for k, y in enumerate(rows, start=1):
    d.circle(scores, y, 28, width=2)
    d.text(scores, y, f"z_{k}", color=BLUE if k == 1 else INK, size=21, italic=True)
    d.circle(shares, y, 28, width=2, color=RED if k == 2 else INK)
    d.text(shares, y, f"ŷ_{k}", size=21, italic=True)
d.circle(loss, rows[1], 28, width=2)
d.text(loss, rows[1], "L", size=21, italic=True)
d.text(475, 140, "−ln", color=RED, size=18)
d.text(475, 196, "the truth is 2", color=RED, size=17)
d.text(330, 314, "one score moves all the shares; the loss looks at one share", color=FAINT, size=17)
d.save(__file__)
