"""What there is decides how a machine can be taught: five kinds of supply, and the way that goes with each."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, GREEN, INK, ORANGE, PURPLE, RED, Drawing

d = Drawing(660, 410, "Five kinds of supply on the left, and on the right the way to learn that goes with each")
d.text(150, 20, "What there is", color=FAINT, size=15)
d.text(520, 20, "The way", color=FAINT, size=15)
rows = (
    ("every x with its y", "", BLUE, "supervised"),
    ("a heap of x, and few y", "", GREEN, "self-supervised first"),
    ("a heap of x, a heap of y,", "and nobody knows the pairs", ORANGE, "adversarial"),
    ("nobody knows y,", "but anyone can tell who won", RED, "reinforcement"),
    ("five examples,", "and something learned before", PURPLE, "transfer, few-shot"),
)
for k, (first, second, color, way) in enumerate(rows):
    top = 38 + 74 * k
    d.box(8, top, 300, 60, color=INK)
    if second:
        d.text(158, top + 20, first, size=16)
        d.text(158, top + 41, second, size=16)
    else:
        d.text(158, top + 30, first, size=16)
    d.arrow(310, top + 30, 380, top + 30, color=color, width=2.2)
    d.box(384, top, 268, 60, color=color, line=2.2)
    d.text(518, top + 30, way, color=color, size=16, bold=True)
d.save(__file__)
