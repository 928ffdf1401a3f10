"""The book's mark: three moments of the cover's descent, for the browser's tab and, as PNG, for a phone's screen."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from poster import GOLD, PAPER, Poster, descent  # noqa: E402


def mark(side: int, corner: int = 0) -> Poster:
    poster = Poster(side, side, corner=corner)
    unit = side / 64
    for which, top, width, color, opacity in ((0, 29, 3, PAPER, 0.5), (9, 38, 3, PAPER, 0.7), (14, 52, 6.5, GOLD, 1)):
        points = [(unit * (6 + 52 * x), unit * (top - 44 * (y - 0.3))) for x, y in descent()[which]]
        poster.line(points, color, unit * width, opacity)
    return poster


if __name__ == "__main__":
    here = Path(__file__)
    here.with_suffix(".svg").write_text(mark(64, corner=13).svg("Looking for a Function"), "utf-8", newline="\n")
    here.with_suffix(".png").write_bytes(mark(180).png())
