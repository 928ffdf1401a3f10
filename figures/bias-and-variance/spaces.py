"""Two function spaces as sets: a small one that misses the truth, a large one that holds it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, RED, Drawing

WIDTH, HEIGHT = 640, 330
d = Drawing(WIDTH, HEIGHT, "A small set of functions beside the truth, and a large set around it")


def oval(x, y, across, down, color, width=1.8):
    """A set of functions, as an ellipse of straight pieces."""
    from math import cos, pi, sin
    turns = [2 * pi * k / 120 for k in range(120)]
    d.polygon([(x + across * cos(t), y + down * sin(t)) for t in turns], color=color, width=width)


def cloud(center, offsets):
    """What each world finds, and the mean of all."""
    for dx, dy in offsets:
        d.circle(center[0] + dx, center[1] + dy, 3.6, color=BLUE, fill=BLUE)
    x, y = center
    d.line(x - 8, y - 8, x + 8, y + 8, color=INK, width=2.6)
    d.line(x - 8, y + 8, x + 8, y - 8, color=INK, width=2.6)


def star(x, y):
    """The true function."""
    d.circle(x, y, 8, color=RED, width=2.4)
    d.circle(x, y, 3, color=RED, fill=RED)


NEAR = [(-15, 4), (-4, -17), (9, 11), (14, -6), (-9, 17), (2, 24), (-20, -12), (17, -20)]
FAR = [(-72, 22), (-34, -64), (46, 52), (84, 24), (-50, 66), (22, -84), (-96, -26), (62, -62),
       (10, 84), (-14, 40), (34, 10), (-38, -14)]

# left: a small space
oval(96, 196, 74, 64, FAINT)
d.text(96, 276, "all straight lines", color=INK, size=15)
mean_left, truth_left = (122, 180), (230, 96)
d.arrow(mean_left[0] + 9, mean_left[1] - 7, truth_left[0] - 9, truth_left[1] + 7, color=RED, width=2, dashed=True)
cloud(mean_left, NEAR)
star(*truth_left)
d.text(230, 72, "the truth", color=RED, size=15)
d.text(196, 150, "bias", color=RED, size=15, anchor="start")
d.text(160, 306, "small space", color=INK, size=16, bold=True)

# right: a large space around the same small one
oval(470, 166, 156, 122, FAINT)
oval(382, 208, 50, 44, FAINT, width=1.2)
d.text(382, 208, "lines", color=FAINT, size=14)
mean_right = (486, 158)
cloud(mean_right, FAR)
star(500, 146)
d.text(516, 134, "the truth", color=RED, size=15, anchor="start")
d.text(486, 306, "large space", color=INK, size=16, bold=True)
d.text(470, 28, "all curves of degree five", color=INK, size=15)

# the key
d.circle(22, 20, 3.6, color=BLUE, fill=BLUE)
d.text(34, 20, "what one world finds", color=BLUE, size=14, anchor="start")
d.line(16, 38, 28, 50, color=INK, width=2.4)
d.line(16, 50, 28, 38, color=INK, width=2.4)
d.text(34, 44, "their mean", color=INK, size=14, anchor="start")
d.save(__file__)
