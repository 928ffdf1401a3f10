"""What of a chapter's prose stands on its slides: the sentences that the chapter itself marks."""

from __future__ import annotations

import re

from bs4 import NavigableString, Tag

from slides_reading import Block, Page

MOST_POINTS = 3  # sentences from the prose after a block
MARKS = ('class="asserted"', 'class="term"', "<strong>", 'class="pasted-text"')  # the first says most
END = re.compile(r"""[.?!…]["”’)]*\s+(?=["“‘(]?[^a-z\s])""")


def sentences(paragraph: Tag) -> list[str]:
    """The sentences of a paragraph as HTML. A sentence ends in the paragraph's own text, not inside of a tag."""
    made = [""]
    for child in paragraph.children:
        if not isinstance(child, NavigableString):
            made[-1] += str(child)
            continue
        text, done = str(child.output_ready(formatter="minimal")), 0
        for end in END.finditer(text + "X" if text[-1:].isspace() else text):
            made[-1] += text[done:end.end()]
            made.append("")
            done = end.end()
        made[-1] += text[done:]
    before = paragraph.find_previous_sibling()
    if before is not None and "math" in before.get("class", []) and re.match("[a-z]", made[0].lstrip()):
        made = made[1:]  # goes on with the sentence that the formula stands in
    return [one.strip() for one in made if one.strip()]


def marked(paragraphs: list[list[str]], most: int) -> list[str]:
    """The sentences that the chapter marks most, in their order."""
    every = [sentence for paragraph in paragraphs for sentence in paragraph]
    ranked = sorted((next((rank for rank, mark in enumerate(MARKS) if mark in sentence), len(MARKS)), place)
                    for place, sentence in enumerate(every))
    kept = [place for rank, place in ranked if rank < len(MARKS)][:most]
    return [every[place] for place in sorted(kept)]


def lead_of(paragraph: list[str]) -> str:
    """The sentence of a paragraph that leads to what follows: its last if it points there, else its first."""
    return paragraph[-1] if re.search(r"[:?]\W*$", re.sub(r"<[^>]*>", "", paragraph[-1])) else paragraph[0]


def prose_between(page: Page, paragraphs: list[Tag], before: list[Block], opened: bool) -> list[Block]:
    """What of the paragraphs before a block is shown: points on what stands before them, and the lead."""
    if not paragraphs:
        return []
    told, earlier = [sentences(p) for p in paragraphs], [str(p) for p in paragraphs[:-1]]
    lead = lead_of(told[-1]) if told[-1] else ""
    first = told[0][0] if told[0] and not opened else ""
    others = [[s for s in paragraph if s not in (lead, first)] for paragraph in told]
    points = marked(others, MOST_POINTS if opened else 2)
    shown = [page.text(f'<p class="first">{first}</p>', leads=True)] if first else []
    shown += [points_of(page, points, leads=not opened)] if points else []
    shown += [page.text(f'<p class="lead">{lead}</p>', leads=True)] if lead not in ("", first) else []
    for bearer in [*(block for block in shown if block.kind == "points"), *before[-1:], *shown][:1]:
        bearer.prose += earlier
    return shown


def prose_at_end(page: Page, paragraphs: list[Tag], before: list[Block]) -> list[Block]:
    """After the last block the marked sentences; where there is no block, the first sentence of each paragraph."""
    told, whole = [s for p in paragraphs if (s := sentences(p))], [str(p) for p in paragraphs]
    if before or not told:
        points = marked(told, MOST_POINTS)
        if not points:
            for block in before[-1:]:
                block.prose += whole
            return []
        made = [points_of(page, points)]
    else:
        rest = marked(told[1:], 5) or [paragraph[0] for paragraph in told[1:6]] or told[0][1:4]
        made = [page.text(f'<p class="first">{told[0][0]}</p>', leads=True), *([points_of(page, rest)] if rest else [])]
    made[-1].prose = whole
    return made


def points_of(page: Page, said: list[str], leads: bool = False) -> Block:
    blocks = [page.text(f"<li>{sentence}</li>") for sentence in said]
    html = f'<ul class="points">{"".join(block.html for block in blocks)}</ul>'
    return Block("points", html, sum(block.height for block in blocks), leads)
