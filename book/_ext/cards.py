"""The picture that stands beside a link to a page, where links are shown with one: number, title, question, motif."""

from __future__ import annotations

import sys

from environment import ROOT

sys.path.append(str(ROOT / "figures"))

import poster  # noqa: E402

WIDTH, HEIGHT, MARGIN = 1200, 630, 70
BOOK = "Looking for a Function"


def card(title: str, question: str, number: str = "") -> bytes:
    """A card as PNG, 1200 by 630: what every service that shows one asks for."""
    drawn = poster.Poster(WIDTH, HEIGHT)
    drawn.motif(top=430, drop=9, rise=150, width=7)
    above = f"{BOOK}  ·  Chapter {number}" if number else BOOK if title != BOOK else ""
    drawn.words(MARGIN, 88, above, 32, poster.GOLD)
    room = WIDTH - 2 * MARGIN
    one_line = len(poster.lines(title, 84, room, "600-normal")) == 1
    size, y = (84, 88) if one_line else (66, 88)
    for words in poster.lines(title, size, room, "600-normal")[:2]:
        y += 1.2 * size
        drawn.words(MARGIN - 3, y, words, size, style="600-normal")
    y += 18
    for words in poster.lines(question, 38, room)[:3 if one_line else 2]:
        y += 50
        drawn.words(MARGIN, y, words, 38, opacity=0.94)
    return drawn.png(colors=16)
