"""Three functions nobody can write down: sound to words, picture to name, board to move."""

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, GREEN, INK, PURPLE, Drawing  # noqa: E402

ROW = 128
d = Drawing(640, 3 * ROW + 34, "Three boxes called f: sound to text, picture to class, board to move")

for x, words in ((122, "what goes in"), (320, "the function"), (520, "what comes out")):
    d.text(x, 14, words, color=FAINT, size=14)


def box(row, color, task):
    """The box of one row, with the arrows that lead in and out."""
    y = 34 + row * ROW + 54
    d.arrow(214, y, 252, y, color=INK)
    d.box(254, y - 31, 132, 62, color=color, line=2.2)
    d.text(320, y - 8, "f", color=color, size=22, italic=True)
    d.text(320, y + 17, task, color=FAINT, size=13)
    d.arrow(388, y, 426, y, color=INK)
    return y


# speech: a wave of air pressure in, a sentence out
y = box(0, BLUE, "speech")
wave = [(28 + 1.85 * t, y - 26 * math.exp(-(((t - 48) / 34) ** 2)) * math.sin(0.62 * t) * math.cos(0.047 * t))
        for t in range(100)]
d.polyline(wave, color=BLUE, width=1.3)
d.text(122, y + 44, "a sequence of air pressures", color=FAINT, size=13)
d.text(520, y - 4, "“how are you”", size=17)
d.text(520, y + 44, "a sentence: a structure", color=FAINT, size=13)

# image: a grid of ink in, one of ten names out
y = box(1, GREEN, "image")
FIVE = ["00111100", "00110000", "00110000", "00111100", "00000110", "00000110", "00100110", "00011100"]
SIDE = 9
for i, line in enumerate(FIVE):
    for j, mark in enumerate(line):
        d.box(86 + SIDE * j, y - 42 + SIDE * i, SIDE, SIDE, color=FAINT, line=0.5, radius=0,
              fill=INK if mark == "1" else "none")
d.text(122, y + 44, "a matrix of ink", color=FAINT, size=13)
for k in range(10):
    x = 439 + 18 * k
    if k == 5:
        d.circle(x, y - 4, 11, color=GREEN, width=2.2)
    d.text(x, y - 4, str(k), color=INK if k == 5 else FAINT, size=15, bold=k == 5)
d.text(520, y + 44, "one of ten classes", color=FAINT, size=13)

# Go: stones in, one of 361 crossings out
y = box(2, PURPLE, "Go")
STONES = {(3, 3): 1, (15, 15): 0, (15, 3): 1, (3, 15): 0, (16, 13): 1, (13, 16): 0, (5, 2): 0, (9, 15): 1, (2, 9): 0}


def board(left, top):
    """The nineteen lines each way of a board."""
    for k in range(19):
        d.line(left, top + 4.4 * k, left + 4.4 * 18, top + 4.4 * k, color=FAINT, width=0.6)
        d.line(left + 4.4 * k, top, left + 4.4 * k, top + 4.4 * 18, color=FAINT, width=0.6)


board(82, y - 43)
for (row, column), black in STONES.items():
    d.circle(82 + 4.4 * column, y - 43 + 4.4 * row, 3.4, color=INK, width=1, fill=INK if black else "#ffffff")
d.text(122, y + 47, "a matrix of stones", color=FAINT, size=13)
board(480, y - 43)
d.circle(480 + 4.4 * 13, y - 43 + 4.4 * 3, 4.4, color=PURPLE, fill=PURPLE)
d.text(520, y + 47, "one of 19 × 19 classes", color=FAINT, size=13)

d.save(__file__)
