"""The book's cover: one descent, from a straight line to the function that was looked for.

Beside the SVG it writes the same as PNG, for the readers of EPUB that show no other cover.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from poster import Poster  # noqa: E402

MARGIN = 130


def cover() -> Poster:
    poster = Poster(1600, 2400)
    for row, words in enumerate(("Looking", "for a", "Function")):
        poster.words(MARGIN - 10, 370 + 250 * row, words, 264, style="600-normal")
    poster.motif(top=1180, drop=44, rise=640, width=18)
    for row, words in enumerate(("Machine learning from a straight line", "to backpropagation and beyond")):
        poster.words(MARGIN, 2215 + 78 * row, words, 62, opacity=0.92)
    return poster


if __name__ == "__main__":
    here = Path(__file__)
    here.with_suffix(".svg").write_text(cover().svg("Looking for a Function"), "utf-8", newline="\n")
    here.with_suffix(".png").write_bytes(cover().png())
