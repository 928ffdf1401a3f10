"""A weight is a wire: what flows in from the left, times what flows back from the right, is its slope."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, RED, Drawing

d = Drawing(660, 250, "A weight as a wire between its input and its weighted sum")
d.circle(90, 95, 34, width=2)
d.text(90, 95, "x_1", size=21, italic=True)
d.circle(90, 195, 34, width=2)
d.text(90, 195, "x_2", size=21, italic=True)
d.circle(340, 95, 34, width=2)
d.text(340, 95, "z", size=22, italic=True)
d.arrow(126, 95, 304, 95, width=3)
d.arrow(122, 182, 310, 113, color=FAINT, width=1.6)
d.text(215, 75, "w_1", size=20, italic=True)
d.text(215, 172, "w_2", color=FAINT, size=18, italic=True)
cloud = [(430, 70), (460, 50), (500, 60), (535, 46), (566, 66), (576, 95), (562, 124), (528, 138), (494, 128),
         (458, 140), (428, 120), (420, 95)]
d.polygon(cloud, color=FAINT, width=1.4)
d.text(498, 95, "all the rest", color=FAINT, size=19)
d.arrow(376, 95, 418, 95, color=FAINT)
d.arrow(578, 95, 606, 95, color=FAINT)
d.text(628, 95, "C", size=22, italic=True)
d.arrow(60, 34, 270, 34, color=BLUE, width=2.4)
d.text(60, 15, "forward: ∂z / ∂w_1 = x_1", color=BLUE, size=19, anchor="start")
d.arrow(628, 34, 390, 34, color=RED, width=2.4)
d.text(628, 15, "backward: ∂C / ∂z", color=RED, size=19, anchor="end")
d.text(290, 225, "∂C / ∂w_1  =", size=19, anchor="start", italic=True)
d.text(412, 225, "x_1", color=BLUE, size=19, anchor="start", italic=True)
d.text(445, 225, "·", size=19)
d.text(462, 225, "∂C / ∂z", color=RED, size=19, anchor="start", italic=True)
d.save(__file__)
