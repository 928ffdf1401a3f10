"""Fold a strip of paper, snip once, unfold: each further fold doubles the holes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, RED, Drawing

d = Drawing(600, 330, "A strip folded none, one, two and three times, cut once, and the holes after unfolding")

LENGTH, LEFT, RIGHT, GAP = 232, 96, 360, 6
d.text(LEFT, 16, "folded, seen from the side", size=15, anchor="start", bold=True)
d.text(RIGHT, 16, "unfolded", size=15, anchor="start", bold=True)


def along_the_strip(folds):
    """The sheets' levels in the folded stack, in the order in which one meets them along the strip."""
    stack = [0]  # from the bottom up, the sheet's place along the strip
    for _ in range(folds):  # every sheet is halved, and its right half laid on top, upside down
        left = [2 * place + place % 2 for place in stack]
        right = [2 * place + 1 - place % 2 for place in stack]
        stack = left + right[::-1]
    return [stack.index(place) for place in range(len(stack))]


for folds in range(4):
    sheets, middle = 2**folds, 66 + 74 * folds
    width = LENGTH / sheets
    heights = [middle + GAP * (sheets - 1) / 2 - GAP * i for i in range(sheets)]
    order = along_the_strip(folds)
    points = [(LEFT, heights[0])]
    for i, level in enumerate(order):
        if i + 1 < sheets:
            away = 1.5 * (abs(order[i + 1] - level) - 1)  # an outer fold lies around the inner ones
            side = LEFT + width + away if i % 2 == 0 else LEFT - away
            points += [(side, heights[level]), (side, heights[order[i + 1]])]
        else:
            points.append((LEFT + width * (i % 2 == 0), heights[level]))
    d.polyline(points, color=BLUE, width=2.2)
    snip = LEFT + width / 2
    d.line(snip, heights[-1] - 12, snip, heights[0] + 12, color=RED, width=2, dashed=True)
    d.text(16, middle, f"{folds} fold{'' if folds == 1 else 's'}", size=15, anchor="start")
    d.arrow(RIGHT - 24, middle, RIGHT - 6, middle, color=FAINT)
    d.box(RIGHT, middle - 14, LENGTH - 20, 28, color=INK, radius=2)
    for hole in range(sheets):
        d.circle(RIGHT + (LENGTH - 20) * (hole + 0.5) / sheets, middle, 5, color=RED, fill=RED)
d.save(__file__)
