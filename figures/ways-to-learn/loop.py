"""Acting: the policy sees a state and acts, the world answers with the next state and a reward."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, GREEN, INK, RED, Drawing

d = Drawing(660, 190, "A loop: the policy sends an action to the world, which sends back a state and a reward")
d.box(40, 56, 190, 78, color=RED, line=2.4)
d.text(135, 82, "policy", color=RED, size=18, bold=True)
d.text(135, 108, "chances of actions", size=15)
d.box(430, 56, 190, 78, color=BLUE, line=2.4)
d.text(525, 82, "world", color=BLUE, size=18, bold=True)
d.text(525, 108, "nobody knows its slopes", size=15)
d.polyline([(135, 54), (135, 24), (525, 24)], color=INK)
d.arrow(525, 24, 525, 52, color=INK)
d.text(330, 40, "action, drawn at random", size=16)
d.polyline([(470, 136), (470, 166), (190, 166)], color=INK)
d.arrow(190, 166, 190, 138, color=INK)
d.text(330, 150, "next state", size=16)
d.polyline([(572, 136), (572, 182), (90, 182)], color=GREEN, dashed=True)
d.arrow(90, 182, 90, 138, color=GREEN, dashed=True)
d.text(652, 160, "reward", color=GREEN, size=16, anchor="end", bold=True)
d.save(__file__)
