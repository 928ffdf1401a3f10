"""A neuron forward, and the same neuron backward: the wires stay, the bend becomes an amplifier."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, INK, RED, Drawing

d = Drawing(660, 400, "The triangle neuron: forward a bend, backward an amplifier")

# forward, above: z is bent into a, and a goes to both neurons of the next layer
d.text(20, 24, "forward", color=BLUE, size=20, anchor="start", bold=True)
d.circle(120, 110, 28, width=2)
d.text(120, 110, "z", size=21, italic=True)
d.arrow(150, 110, 208, 110, color=BLUE, width=2.2)
d.circle(245, 110, 35, width=2)
d.polyline([(220, 126), (232, 125), (240, 118), (245, 110), (250, 102), (258, 95), (270, 94)], color=BLUE, width=2.6)
d.text(245, 60, "σ", size=19, italic=True)
d.arrow(282, 110, 338, 110, color=BLUE, width=2.2)
d.text(362, 110, "a", size=21, italic=True)
for y, weight, name in ((62, "w_3", "z′"), (158, "w_4", "z″")):
    d.arrow(382, 110 + (8 if y > 110 else -8), 530, y, color=BLUE, width=2.2)
    d.text(452, 68 if y < 110 else 154, weight, size=18, italic=True)
    d.circle(560, y, 28, width=2)
    d.text(560, y, name, size=20, italic=True)

# what the forward pass leaves behind for the backward pass
d.arrow(120, 142, 228, 268, color=FAINT, width=1.6, dashed=True)
d.text(20, 208, "z is known now:", color=FAINT, size=17, anchor="start")
d.text(20, 230, "so σ′(z) is a number", color=FAINT, size=17, anchor="start")

# backward, below: the slopes come in from the right
d.text(20, 380, "backward", color=RED, size=20, anchor="start", bold=True)
for y, weight, name in ((262, "w_3", "∂C/∂z′"), (358, "w_4", "∂C/∂z″")):
    d.text(594, y, name, size=19, italic=True)
    d.arrow(552, y, 400, 310 + (8 if y > 310 else -8), color=RED, width=2.2)
    d.text(470, 268 if y < 310 else 354, weight, size=18, italic=True)
d.circle(380, 310, 18, width=2)
d.text(380, 310, "+", size=20)
d.arrow(360, 310, 294, 310, color=RED, width=2.2)
d.polygon([(292, 266), (292, 354), (200, 310)], color=INK, width=2.4)
d.text(262, 310, "× σ′(z)", size=16, italic=True)
d.arrow(198, 310, 136, 310, color=RED, width=2.2)
d.text(98, 310, "∂C/∂z", size=19, italic=True)
d.save(__file__)
