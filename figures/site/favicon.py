"""The book's mark, for the browser's tab: three of many guesses, faint, and the function that was looked for."""

import math
from pathlib import Path

SIDE, BLUE = 64, "#0b5c8c"


def curve(slope: float, middle: float) -> str:
    """A sigmoid across the square, as a path."""
    points = [(x, 52 - 40 / (1 + math.exp(-slope * (x - middle)))) for x in range(8, 57, 3)]
    return "M" + "L".join(f"{x} {y:.1f}" for x, y in points)


GUESSES = "".join(f'<path d="{curve(slope, middle)}" stroke-opacity=".38" stroke-width="3"/>'
                  for slope, middle in ((0.1, 30), (0.2, 20), (0.2, 46)))
PICTURE = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}">'
           f'<title>Looking for a Function</title><rect width="{SIDE}" height="{SIDE}" rx="13" fill="{BLUE}"/>'
           f'<g fill="none" stroke="#fff" stroke-linecap="round" stroke-linejoin="round">{GUESSES}'
           f'<path d="{curve(0.2, 33)}" stroke-width="6"/></g></svg>\n')

Path(__file__).with_suffix(".svg").write_text(PICTURE, "utf-8", newline="\n")
