"""Two questions, in this order: is it bad on training data, and if not, is it bad on unseen data?"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, GREEN, INK, ORANGE, Drawing

d = Drawing(660, 400, "A decision tree: training data first, unseen data second, and the cures of each branch")
d.box(215, 14, 230, 62, color=INK, line=2.2)
d.text(330, 34, "Good on the data", size=17, bold=True)
d.text(330, 57, "it learned from?", size=17, bold=True)
d.box(375, 150, 200, 62, color=INK, line=2.2)
d.text(475, 170, "Good on data it", size=17, bold=True)
d.text(475, 193, "has never seen?", size=17, bold=True)
d.arrow(270, 78, 150, 146, color=BLUE, width=2.2)
d.text(180, 104, "no", color=BLUE, size=17, bold=True)
d.arrow(390, 78, 460, 146, color=INK, width=2.2)
d.text(450, 104, "yes", size=17, bold=True)

d.box(12, 150, 270, 170, color=BLUE, line=2.2)
d.text(147, 170, "It has not learned", color=BLUE, size=17, bold=True)
for row, words in enumerate(("other bends: ReLU, maxout", "a start of the right size", "another optimizer, another rate",
                             "normalization", "a larger network")):  # fmt: skip
    d.text(30, 198 + 24 * row, words, size=16, anchor="start")

d.arrow(440, 214, 390, 262, color=ORANGE, width=2.2)
d.text(388, 234, "no", color=ORANGE, size=17, bold=True)
d.arrow(540, 214, 590, 262, color=GREEN, width=2.2)
d.text(592, 234, "yes", color=GREEN, size=17, bold=True)
d.box(300, 266, 222, 122, color=ORANGE, line=2.2)
d.text(411, 286, "It has learned too much", color=ORANGE, size=17, bold=True)
for row, words in enumerate(("more data", "early stopping, a price", "dropout")):
    d.text(318, 314 + 24 * row, words, size=16, anchor="start")
d.box(540, 266, 108, 50, color=GREEN, line=2.2)
d.text(594, 291, "Done", color=GREEN, size=17, bold=True)
d.text(147, 345, "after each cure, ask again from the top", color=FAINT, size=15)
d.save(__file__)
