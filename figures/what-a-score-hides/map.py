"""The score in the middle, and seven questions that it does not answer."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drawing import BLUE, FAINT, GREEN, INK, ORANGE, PURPLE, RED, Drawing

d = Drawing(680, 452, "A score in the middle, and seven questions around it that it does not answer")
QUESTIONS = (  # left edge, top, color, name, the question in two lines, the line's two ends
    (12, 14, RED, "Anomaly", ("Something it has never", "seen: will it say so?"), ((262, 172), (170, 100))),
    (238, 14, ORANGE, "Explanation", ("Which part of the", "picture did it look at?"), ((340, 172), (340, 100))),
    (464, 14, PURPLE, "Attack", ("Somebody changes the", "picture on purpose?"), ((418, 172), (510, 100))),
    (464, 183, BLUE, "Domain shift", ("Pictures that come", "from elsewhere?"), ((440, 226), (464, 226))),
    (12, 183, GREEN, "Learning to learn", ("How fast can it learn", "something new?"), ((240, 226), (216, 226))),
    (100, 352, INK, "Life-long learning", ("What is left when it", "learns the next thing?"), ((290, 280), (230, 352))),
    (376, 352, INK, "Compression", ("How much of it", "is needed?"), ((390, 280), (450, 352))),
)
for left, top, color, name, lines, (near, far) in QUESTIONS:
    middle = left + 102
    d.line(*near, *far, color=FAINT, width=1.4)
    d.box(left, top, 204, 86, color=color, line=2.2)
    d.text(middle, top + 19, name, color=color, size=17, bold=True)
    for row, words in enumerate(lines):
        d.text(middle, top + 44 + 22 * row, words, size=16)
d.box(240, 172, 200, 108, color=INK, line=2.6)
d.text(340, 194, "The score", size=19, bold=True)
for row, words in enumerate(("right answers on", "more pictures of", "the same heap")):
    d.text(340, 219 + 22 * row, words, size=16)
d.save(__file__)
