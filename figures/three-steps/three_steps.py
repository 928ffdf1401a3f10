"""The three steps, with what each is for a line through the daily births, and the way back."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, GREEN, INK, RED, Drawing

d = Drawing(560, 452, "The three steps: model, loss, optimization; then unseen days, and back to the model")

LEFT, WIDE, HIGH, STEP = 96, 368, 84, 122
STEPS = [
    (BLUE, "1  Model", "a function with unknowns", "ŷ = b + w x"),
    (RED, "2  Loss", "one number: how bad is this (w, b)?", "L(w, b) = mean |ŷ − y|"),
    (GREEN, "3  Optimization", "the pair with the least loss", "(w*, b*) = arg min L"),
]
for k, (color, name, meaning, formula) in enumerate(STEPS):
    top = 12 + k * STEP
    d.box(LEFT, top, WIDE, HIGH, color=color, line=2.2)
    d.text(LEFT + 18, top + 24, name, color=color, size=19, anchor="start", bold=True)
    d.text(LEFT + WIDE - 18, top + 24, formula, color=INK, size=17, anchor="end", italic=True)
    d.text(LEFT + 18, top + 59, meaning, color=INK, size=16, anchor="start")
    if k < 2:
        d.arrow(LEFT + WIDE / 2, top + HIGH + 4, LEFT + WIDE / 2, top + STEP - 4, width=2.2)

middle = 12 + STEP + HIGH / 2
d.text(40, middle - 20, "days", size=16)
d.text(40, middle, "already", size=16)
d.text(40, middle + 20, "seen", size=16)
d.arrow(74, middle, LEFT - 4, middle, width=2.2)

bottom = 12 + 2 * STEP + HIGH
d.arrow(LEFT + WIDE / 2, bottom + 4, LEFT + WIDE / 2, bottom + 44, width=2.2)
d.box(LEFT, bottom + 48, WIDE, 52, color=FAINT, line=1.6)
d.text(LEFT + WIDE / 2, bottom + 74, "how far off on days never seen?", size=17)

right = LEFT + WIDE
d.polyline([(right, bottom + 74), (right + 38, bottom + 74), (right + 38, 54)], color=FAINT, width=1.8, dashed=True)
d.arrow(right + 38, 54, right + 5, 54, color=FAINT, width=1.8)
d.text(right + 66, 218, "too", color=INK, size=16)
d.text(right + 66, 238, "far?", color=INK, size=16)
d.save(__file__)
