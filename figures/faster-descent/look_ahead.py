"""Momentum and Nesterov's variant: the same velocity, the slope asked for at two different places."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, RED, Drawing

CARRY, SLOPE_HERE, SLOPE_THERE = (120, -52), (40, 62), (18, 84)


def panel(d: Drawing, left: float, title: str, ahead: bool) -> None:
    """One walker at the lower left: carried by his velocity, and pushed by a slope."""
    x, y = left, 150
    cx, cy = x + CARRY[0], y + CARRY[1]
    slope = SLOPE_THERE if ahead else SLOPE_HERE
    d.text(left + 100, 24, title, bold=True)
    d.arrow(x, y, cx, cy, color=BLUE, width=2.4)
    d.text(x + 44, y - 42, "−ημv", color=BLUE, italic=True, anchor="end")
    d.arrow(cx, cy, cx + slope[0], cy + slope[1], color=RED, width=2.4)
    d.text(cx + slope[0] / 2 + 14, cy + slope[1] / 2 - 6, "−ηg", color=RED, italic=True, anchor="start")
    if not ahead:
        d.arrow(x, y, x + slope[0], y + slope[1], color=RED, width=2.4, dashed=True)
    d.arrow(x, y, cx + slope[0], cy + slope[1], color=INK, width=1.4)
    asked = (cx, cy) if ahead else (x, y)
    d.circle(*asked, 9, color=RED, width=2)
    d.circle(x, y, 3.5, fill=INK)
    if ahead:
        d.text(cx + 16, cy - 26, "slope asked for here", color=FAINT, size=14, anchor="middle")
    else:
        d.text(x, y + 86, "slope asked for here", color=FAINT, size=14, anchor="start")
        d.line(x - 2, y + 74, x - 2, y + 14, color=FAINT, width=1)


d = Drawing(600, 260, "Where momentum and Nesterov's variant ask for the slope")
panel(d, 50, "momentum", ahead=False)
panel(d, 350, "Nesterov", ahead=True)
d.save(__file__)
