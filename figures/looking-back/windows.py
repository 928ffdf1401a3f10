"""A row of days, and the window that slides over it: seven days go in, the day after them is the label."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, RED, Drawing

d = Drawing(600, 262, "Seven days in a row are the features, the day after them is the label; the window slides by a day")

SIZE, GAP, LEFT = 40, 6, 88
DAYS = "Mo Tu We Th Fr Sa Su Mo Tu We".split()


def left_of(day):
    return LEFT + day * (SIZE + GAP)


for day, name in enumerate(DAYS):
    d.text(left_of(day) + SIZE / 2, 18, name, size=16, color=INK)

for row in range(3):
    top = 42 + row * 62
    d.text(16, top + SIZE / 2, f"row {row + 1}", size=16, anchor="start")
    for day in range(len(DAYS)):
        x = left_of(day)
        lag = row + 7 - day
        if 1 <= lag <= 7:
            d.box(x, top, SIZE, SIZE, color=BLUE, line=2)
            d.text(x + SIZE / 2, top + SIZE / 2, f"x_{lag}", color=BLUE, size=17, italic=True)
        elif lag == 0:
            d.box(x, top, SIZE, SIZE, color=RED, line=3, radius=20)
            d.text(x + SIZE / 2, top + SIZE / 2, "y", color=RED, size=18, italic=True, bold=True)
        else:
            d.box(x, top, SIZE, SIZE, color=FAINT, line=0.8)

d.text(left_of(3) + SIZE / 2, 240, "seven features: one day back to seven days back", color=BLUE, size=16)
d.text(left_of(8) + SIZE / 2 + 10, 240, "the label", color=RED, size=16)
d.save(__file__)
