"""A die chooses between two boxes of balls; what twelve throws bring."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, ORANGE, Drawing

d = Drawing(620, 326, "Twelve throws of a die: four draws from box one, three of them blue; eight from box two, two of them blue")

RADIUS = 13


def ball(x, y, blue):
    d.circle(x, y, RADIUS, color=BLUE if blue else ORANGE, fill=BLUE if blue else "none", width=2.4)


def box(top, name, blues):
    d.text(200, top - 16, name, size=16, bold=True)
    d.box(136, top, 128, 56)
    for i in range(4):
        ball(156 + 30 * i - 1, top + 28, i < blues)


def draws(top, count, blues):
    d.arrow(276, top + 28, 318, top + 28)
    for i in range(count):
        ball(344 + 35 * i, top + 28, i < blues)


d.text(50, 160, "a die", size=16, bold=True)
d.arrow(86, 146, 128, 102)
d.arrow(86, 174, 128, 216)
d.text(66, 106, "five, six", size=15)
d.text(62, 214, "one to four", size=15)
box(62, "box one", 3)
box(198, "box two", 1)
d.text(464, 34, "what twelve throws bring", size=16, bold=True)
draws(62, 4, 3)
draws(198, 8, 2)

# What is left of the twelve once the ball is known to be blue.
d.polyline([(326, 68), (326, 112), (432, 112), (432, 68), (326, 68)], color=FAINT, width=1.4, dashed=True)
d.polyline([(326, 204), (326, 248), (396, 248), (396, 204), (326, 204)], color=FAINT, width=1.4, dashed=True)
d.text(379, 130, "three blue", size=15)
d.text(361, 266, "two blue", size=15)
ball(150, 310, True)
d.text(170, 310, "blue", size=15, anchor="start")
ball(226, 310, False)
d.text(246, 310, "yellow", size=15, anchor="start")
d.save(__file__)
