"""Two ways to take turns with twenty days: at random, and in the order of time."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, RED, Drawing

d = Drawing(600, 372, "Random folds hold days out from all over the time line; time-ordered folds hold out what comes later")

SIZE, STEP, LEFT = 20, 24, 92
DAYS, TURNS = 20, 4
PART = [2, 0, 3, 1, 1, 3, 0, 2, 0, 2, 1, 3, 3, 0, 2, 1, 2, 1, 3, 0]  # which turn holds the day out, when shuffled


def cell(day, top, kind):
    x = LEFT + day * STEP
    if kind == "learned":
        d.box(x, top, SIZE, SIZE, color=BLUE, line=2, radius=3)
    elif kind == "held":
        d.box(x, top, SIZE, SIZE, color=RED, fill=RED, line=2, radius=10)
    else:
        d.box(x, top, SIZE, SIZE, color=FAINT, line=0.8, radius=3)


def block(top, title, kind):
    d.text(16, top, title, size=16, anchor="start", bold=True)
    for turn in range(TURNS):
        y = top + 18 + turn * 28
        d.text(16, y + SIZE / 2, f"turn {turn + 1}", size=15, anchor="start")
        for day in range(DAYS):
            cell(day, y, kind(turn, day))


def in_order(turn, day):
    start = (turn + 1) * DAYS // (TURNS + 1)
    return "learned" if day < start else "held" if day < start + DAYS // (TURNS + 1) else "unused"


block(14, "N-fold, at random", lambda turn, day: "held" if PART[day] == turn else "learned")
block(166, "in the order of time", in_order)
d.arrow(LEFT, 308, LEFT + DAYS * STEP - 4, 308, color=INK)
d.text(16, 308, "time", size=15, anchor="start")

for x, kind, words in ((92, "learned", "learned from"), (260, "held", "held out"), (400, "unused", "not used")):
    day = (x - LEFT) / STEP
    cell(day, 336, kind)
    d.text(x + SIZE + 10, 336 + SIZE / 2, words, size=15, anchor="start")
d.save(__file__)
