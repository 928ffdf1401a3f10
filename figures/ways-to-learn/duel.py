"""A generator makes fakes out of noise, and a discriminator tells them from real examples."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, RED, Drawing

d = Drawing(660, 250, "Noise goes into the generator, its fakes and real examples into the discriminator, and slopes come back")
d.text(48, 72, "noise", size=17)
d.arrow(80, 72, 124, 72)
d.box(128, 40, 150, 64, color=RED, line=2.4)
d.text(203, 72, "generator", color=RED, size=18, bold=True)
d.arrow(280, 72, 408, 104)
d.text(352, 66, "a fake", size=16)
d.box(128, 156, 150, 64, color=INK)
d.text(203, 188, "real examples", size=17)
d.arrow(280, 188, 408, 148)
d.text(342, 194, "a real one", size=16)
d.box(412, 92, 160, 68, color=BLUE, line=2.4)
d.text(492, 126, "discriminator", color=BLUE, size=18, bold=True)
d.arrow(574, 126, 606, 126)
d.text(634, 118, "real?", size=16)
d.text(634, 138, "fake?", size=16)
d.polyline([(634, 152), (634, 238), (492, 238)], color=BLUE, dashed=True)
d.arrow(492, 238, 492, 164, color=BLUE, dashed=True)
d.text(560, 224, "be right", color=BLUE, size=15)
d.polyline([(634, 100), (634, 16), (203, 16)], color=RED, dashed=True)
d.arrow(203, 16, 203, 37, color=RED, dashed=True)
d.text(440, 30, "make it say “real”", color=RED, size=15)
d.text(8, 240, "dashed: what each learns from", color=FAINT, size=14, anchor="start")
d.save(__file__)
