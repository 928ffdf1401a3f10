"""Least squares as a shadow: the nearest point of a plane is straight below."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, GREEN, INK, RED, Drawing

d = Drawing(560, 320, "The label vector above a plane of all predictions, and its shadow on the plane")

d.polygon([(30, 292), (150, 178), (536, 178), (416, 292)], color=FAINT, width=1.6)
d.text(330, 282, "all predictions Xβ", color=INK, size=16, anchor="end")
start, top, foot = (128, 262), (338, 44), (338, 226)
d.arrow(*start, *top, color=BLUE, width=2.6)
d.arrow(*start, *foot, color=GREEN, width=2.6)
d.line(*top, *foot, color=RED, width=2.6, dashed=True)
d.polyline([(320, 228.8), (320, 210.8), (338, 208)], color=RED, width=1.4)
d.text(204, 132, "y", color=BLUE, size=20, italic=True, bold=True)
d.text(322, 40, "the labels, all days in one vector", color=BLUE, size=16, anchor="end")
d.text(348, 118, "what is", color=RED, size=16, anchor="start")
d.text(348, 138, "missed: y − ŷ", color=RED, size=16, anchor="start")
d.text(350, 232, "ŷ, the nearest", color=GREEN, size=16, anchor="start")
d.text(350, 252, "prediction", color=GREEN, size=16, anchor="start")

other = (500, 192)
d.circle(*other, 4, color=INK, fill=INK)
d.line(*top, *other, color=FAINT, width=1.4, dashed=True)
d.text(other[0] - 8, other[1] + 12, "farther", color=INK, size=15, anchor="end")
d.save(__file__)
