"""Pre-training: the same first layers, taught by a task that labels itself, then used for one with few labels."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, GREEN, INK, ORANGE, Drawing

d = Drawing(660, 280, "Two rows: a pretext task on many pictures without labels, then a downstream task on few with labels")
for row, (color, what, count, head, asked) in enumerate((
        (GREEN, "pretext", "many pictures, no labels", "last layer", "the hidden half"),
        (BLUE, "downstream", "few pictures, with labels", "new last layer", "which digit?"))):  # fmt: skip
    y = 62 + 138 * row
    d.text(8, y - 46, what, color=color, size=17, bold=True, anchor="start")
    d.text(8, y - 24, count, color=FAINT, size=15, anchor="start")
    if row == 0:
        d.box(20, y, 56, 56, color=INK)
        d.polygon([(48, y), (76, y), (76, y + 56), (48, y + 56)], fill="#80808060", color=INK)
    else:
        d.box(20, y, 56, 56, color=INK)
    d.text(34 if row == 0 else 48, y + 28, "3" if row else "(", size=34)
    d.arrow(80, y + 28, 130, y + 28, color=INK)
    d.box(134, y, 190, 56, color=ORANGE, line=2.4)
    d.text(229, y + 28, "first layers", color=ORANGE, size=17, bold=True)
    d.arrow(326, y + 28, 372, y + 28, color=INK)
    d.box(376, y, 136, 56, color=color, line=2.2)
    d.text(444, y + 28, head, color=color, size=16)
    d.arrow(514, y + 28, 534, y + 28, color=INK)
    d.text(539, y + 28, asked, size=15, anchor="start")
d.arrow(229, 122, 229, 194, color=ORANGE, width=2.4)
d.text(240, 158, "copied", color=ORANGE, size=16, anchor="start", bold=True)
d.save(__file__)
