"""What of a chapter stands on its slides, and on which: the content rule of the decks.

Figures, displayed formulas, proofs, sources, printed lines, tables, exercises, the summary and the key terms stand
there whole. Of the prose only what the chapter itself marks: the sentence that opens a section, the sentence that
leads to a block, and after it the sentences that a cell checks or that explain a term. All of it is in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from bs4 import Tag

from slides_prose import prose_at_end, prose_between, sentences
from slides_reading import Block, Page, blocks_of_cell

MOST = 600       # estimated pixels of content on one slide, under its title
MOST_CELLS = 500  # of two cells on one slide
LONG_PRINT = 150  # of printed lines
HEAVY = {"figure", "table"}
LEFT_OUT = {"Further reading"}


@dataclass
class Slide:
    """One slide: its title, the section that it belongs to where the title is another, its blocks, its notes."""

    title: str
    within: str
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def height(self) -> int:
        return sum(block.height for block in self.blocks)


@dataclass
class Deck:
    """A chapter's slides: what its first one says, and stacks of slides below each other."""

    number: str
    title: str
    question: str
    reading: str
    notes: str
    stacks: list[list[Slide]]


def classes(tag: Tag) -> set[str]:
    return set(tag.get("class", []))


class Layout:
    """The slides of one page."""

    def __init__(self, page: Page):
        self.page = page

    def deck(self) -> Deck:
        """The whole chapter."""
        body = self.page.article.section
        number = body.h1.find("span", class_="section-number")
        title = self.title(body.h1)
        paragraphs = [p for p in body.find_all("p", recursive=False) if not classes(p)]
        opening = sentences(paragraphs[0])
        asks = max((i for i, s in enumerate(opening) if re.search(r"\?\W*$", re.sub(r"<[^>]*>", "", s))), default=0)
        reading = body.find("p", class_="chapter-head")
        after = self.slides_of([t for t in self.own(body) if t is not paragraphs[0]], title, "", can_open=False)
        stacks = [after] if after else []
        for section in body.find_all("section", recursive=False):
            stacks += self.stacks_of(section)
        return Deck(number.get_text().strip(" .") if number else "", title, " ".join(opening[:asks + 1]),
                    reading.get_text().split(",")[0].rstrip("."), str(paragraphs[0]),
                    [stack for stack in stacks if stack])

    @staticmethod
    def title(heading: Tag) -> str:
        """A heading without its number."""
        return "".join(str(child) for child in heading.children
                       if not (isinstance(child, Tag) and "section-number" in classes(child))).strip()

    @staticmethod
    def own(section: Tag) -> list[Tag]:
        """What stands in a section outside of its subsections."""
        skipped = {"section", "h1", "h2", "h3"}
        return [child for child in section.find_all(recursive=False)
                if child.name not in skipped and not classes(child) & {"chapter-head", "chapter-trust"}]

    def stacks_of(self, section: Tag) -> list[list[Slide]]:
        """A section as a stack of slides; each exercise is a stack of its own, with its solution below."""
        title = self.title(section.find(["h2", "h3"], recursive=False))
        if title in LEFT_OUT:
            return []
        if section.select_one(":scope > .exercise") is not None:
            return list(self.exercises(section))
        stack = self.slides_of(self.own(section), title, "")
        for inner in section.find_all("section", recursive=False):
            stack += self.slides_of(self.own(inner), self.title(inner.h3 or inner.find(re.compile("h[2-6]"))), title)
        return [stack]

    def exercises(self, section: Tag) -> Iterator[list[Slide]]:
        """Each exercise, its statement whole, and whole on the slides below it what solves it."""
        stack: list[Slide] = []
        for part in self.own(section):
            kind = classes(part) & {"exercise", "solution"}
            if not kind:
                continue
            heading = part.select_one(".admonition-title")
            title = re.sub(r"\s+", " ", heading.get_text()).strip()
            content = part.section.find_all(recursive=False) if part.section else []
            if "exercise" in kind:
                if stack:
                    yield stack
                stack = []
            stack += self.packed([block for tag in content for block in self.blocks(tag, whole=True)], title, "")
        if stack:
            yield stack

    # From tags to blocks, from blocks to slides

    def blocks(self, tag: Tag, whole: bool = False) -> list[Block]:
        """The blocks of one element; a paragraph is one only where the `whole` is wanted."""
        names = classes(tag)
        if "cell" in names:
            return list(blocks_of_cell(self.page, tag, whole))
        if tag.name == "figure":
            return [self.page.figure(tag)]
        if tag.name in ("ul", "ol"):
            return self.page.items(tag)
        if (table := tag if tag.name == "table" else tag.find("table")) is not None:
            return self.page.rows(table)
        if "math" in names:
            return [Block("math", str(tag), self.page.formula_height(tag))]
        if any(name.startswith("highlight") for name in names):
            return self.page.code(tag.find("x-lifted"))
        if "admonition" in names:
            return [self.page.text(f'<div class="boxed">{tag.decode_contents()}</div>')]
        if tag.name == "p" and whole:
            return [self.page.text(str(tag), leads=self.page.plain(tag).strip().endswith(":"))]
        if tag.name in ("div", "section"):
            return [block for child in tag.find_all(recursive=False) for block in self.blocks(child, whole)]
        return []

    def slides_of(self, tags: list[Tag], title: str, within: str, can_open: bool = True) -> list[Slide]:
        """The slides of what stands under one heading. Several paragraphs that begin in bold divide it."""
        bold = [i for i, tag in enumerate(tags)
                if tag.name == "p" and tag.contents and tag.contents[0].name == "strong"]
        cuts = [0, *bold, len(tags)] if len(bold) > 1 else [0, len(tags)]
        blocks = [block for begin, end in pairwise(cuts) for block in self.part(tags[begin:end], can_open)]
        return self.packed(blocks, title, within)

    def part(self, tags: list[Tag], can_open: bool) -> list[Block]:
        """The blocks of one run of elements."""
        made: list[Block] = []
        waiting: list[Tag] = []  # paragraphs since the last block
        for tag in tags:
            if tag.name == "p":
                waiting.append(tag)
            elif found := self.blocks(tag):
                made += prose_between(self.page, waiting, made, bool(made) or not can_open)
                found[0].prose = [str(p) for p in waiting[-1:]]
                waiting = []
                made += found
        if waiting and not can_open and made:
            made[-1].prose += [str(p) for p in waiting]
        elif waiting and can_open:
            made += prose_at_end(self.page, waiting, made)
        return made

    def packed(self, blocks: list[Block], title: str, within: str) -> list[Slide]:
        """Blocks on slides, as many as fit; what leads to a block stands with it."""
        groups: list[list[Block]] = [[]]
        for block in blocks:
            groups[-1].append(block)
            if not block.leads:
                groups.append([])
        slides: list[Slide] = []
        for group in filter(None, groups):
            height = sum(block.height for block in group)
            # Sentences on what is seen, and what a cell prints, may squeeze a figure a little; what is new may not,
            # and under a long printout, which cannot be squeezed, there is no room either.
            printed = sum(block.height for block in slides[-1].blocks if block.kind == "output") if slides else 0
            room = MOST + 140 if group[0].kind in ("points", "output") and printed <= LONG_PRINT else MOST
            if not slides or slides[-1].height + height > room or self.full(slides[-1], group):
                slides.append(Slide(title, within))
            slides[-1].blocks += group
            slides[-1].notes += [said for block in group for said in block.prose]
        return slides

    @staticmethod
    def full(slide: Slide, group: list[Block]) -> bool:
        """Whether another group would make a slide hard to take in."""
        there, new = {b.kind for b in slide.blocks}, {b.kind for b in group}
        if "claim" in new and there - {"text"}:  # a proof begins on a slide of its own
            return True
        if {"code", "output"} & there and {"code", "output"} & new and group[0].kind != "output":
            return slide.height + sum(block.height for block in group) > MOST_CELLS
        return bool(there & HEAVY and new & (HEAVY | {"code"})) or bool(there & {"code"} and new & HEAVY)
