"""A chapter's built page as blocks that a slide can hold, in order, each with an estimate of its height.

Formulas, code and pictures to move are lifted out of the page before it is parsed and set in again at the end. They
are most of its text, and nothing in them is changed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from bs4 import BeautifulSoup, Tag

from slides_source import MOST_CODE, cut

WIDE = 94           # characters in a line of text on a slide
LINE, CODE_LINE = 36, 26
SLIM = 1.8          # a picture's width to its height, below which sentences stand beside it
BESIDE_OUTPUT = 16  # lines of a cell that are shown together with what it prints
LIFTED = (("span", '<span class="katex"'), ("pre", "<pre>"), ("div", '<div class="moving"'),
          ("div", '<div id="sigmoid-to-move"'))
PLACE = re.compile(r'<x-lifted n="(\d+)"></x-lifted>')


@dataclass
class Block:
    """Something that stands on a slide: its HTML, how high it is about, and what it must stand together with."""

    kind: str                # text, points, code, output, math, figure, table, list, claim, step
    html: str
    height: int
    leads: bool = False      # introduces the next block
    beside: bool = False     # a picture that leaves room for sentences at its side
    prose: list[str] = field(default_factory=list)  # what the chapter says there, for the notes


class Page:
    """The article of a built page, parsed, with what has been lifted out of it."""

    def __init__(self, text: str):
        begin = text.index('<article class="bd-article"')
        self.lifted: list[str] = []
        self.article = BeautifulSoup(self._lift(text[begin:text.index("</article>", begin)]), "html.parser")
        for tag in self.article.select("a.headerlink, .cite-chapter"):
            tag.decompose()
        for tag in self.article.find_all(True):
            if tag.name == "a":
                if "to-glossary" in tag.get("class", []) and tag.parent.name == "em":
                    tag.parent["class"] = ["term"]  # where the chapter explains it
                tag.unwrap()  # a slide is for looking at; the chapter's page has the links
            for name in ("id", "title", "tabindex"):
                tag.attrs.pop(name, None)

    def _lift(self, text: str) -> str:
        made, done = [], 0
        while found := min(((text.find(start, done), name) for name, start in LIFTED if text.find(start, done) >= 0),
                           default=None):
            begin, name = found
            depth = 0
            for match in re.compile(rf"<{name}\b|</{name}>").finditer(text, begin):
                depth += -1 if match[0].startswith("</") else 1
                if depth == 0:
                    break
            made += [text[done:begin], f'<x-lifted n="{len(self.lifted)}"></x-lifted>']
            self.lifted.append(text[begin:match.end()])
            done = match.end()
        return "".join([*made, text[done:]])

    def whole(self, html: str) -> str:
        """HTML with everything set in again."""
        return PLACE.sub(lambda m: self.lifted[int(m[1])], html)

    def spoken(self, html: str) -> str:
        """The same for the notes: formulas as MathML alone, which browsers draw well enough to speak from."""
        def small(match: re.Match) -> str:
            formula = re.search(r"<math\b.*?</math>", self.lifted[int(match[1])], re.S)
            return re.sub(r"<annotation\b.*?</annotation>", "", formula[0], flags=re.S) if formula else ""

        return PLACE.sub(small, html)

    def plain(self, tag: Tag) -> str:
        """The words of a tag, with its code; a formula counts as its source, half as long."""
        def words(match: re.Match) -> str:
            inside = self.lifted[int(match[1])]
            source = re.search(r"<annotation[^>]*>(.*?)</annotation>", inside, re.S)
            return unescape("x" * (len(source[1]) // 2) if source else re.sub(r"<[^>]*>", "", inside))

        return re.sub(r"<[^>]*>", "", PLACE.sub(words, str(tag)))

    def formula_height(self, tag: Tag) -> int:
        """How high a displayed formula is, from the struts that KaTeX has set in it."""
        struts = [float(h) for n in PLACE.findall(str(tag))
                  for h in re.findall(r'class="strut" style="height:([\d.]+)em', self.lifted[int(n)])]
        return 20 + round(31 * max(struts, default=1))

    # Blocks

    def text(self, html: str, kind: str = "text", leads: bool = False) -> Block:
        words = self.plain(BeautifulSoup(html, "html.parser"))
        return Block(kind, html, LINE * math.ceil(len(words) / WIDE) + 10, leads)

    def code(self, pre: Tag, shown: str = "code") -> list[Block]:
        """A source or what was printed, in pieces that can be read on one slide."""
        inside = self.lifted[int(pre["n"])]
        lines = re.fullmatch(r"<pre>(?:<span></span>)?(.*?)\n*</pre>", inside, re.S)[1].split("\n")
        blocks = []
        for piece in cut(lines):
            self.lifted.append("<pre>" + "\n".join(piece).strip("\n") + "</pre>")
            html = f'<div class="highlight {shown}"><x-lifted n="{len(self.lifted) - 1}"></x-lifted></div>'
            blocks.append(Block(shown, html, CODE_LINE * len(piece) + 26))
        return blocks

    def figure(self, tag: Tag) -> Block:
        caption = self.plain(tag.figcaption) if tag.figcaption else ""
        picture = tag.img or {"width": 1, "height": 1}  # one to move has its key and its words, and is slim
        slim = 0 < int(picture.get("width", 0)) < SLIM * int(picture.get("height", 0))
        return Block("figure", str(tag), 350 + 24 * math.ceil(len(caption) / 130), beside=slim)

    def rows(self, table: Tag) -> list[Block]:
        """A table, in pieces under its head."""
        head = str(table.thead) if table.thead else ""
        pieces: list[list[tuple[str, int]]] = [[]]
        for row in table.tbody.find_all("tr", recursive=False):
            height = 40 * max(1, math.ceil(len(self.plain(row)) / 88))
            if pieces[-1] and sum(h for _, h in pieces[-1]) + height > 460:
                pieces.append([])
            pieces[-1].append((str(row), height))
        return [Block("table", f"<table>{head}<tbody>{''.join(r for r, _ in piece)}</tbody></table>",
                      60 + sum(h for _, h in piece)) for piece in pieces]

    def items(self, tag: Tag, kind: str = "list") -> list[Block]:
        """A list, an item at a time: they are put together again where they stand on one slide."""
        found = []
        for number, item in enumerate(tag.find_all("li", recursive=False), start=int(tag.get("start", 1))):
            height = sum(self.formula_height(m) for m in item.select("div.math"))
            for formula in item.select("div.math"):
                height -= LINE * len(self.plain(formula)) // WIDE
            height += LINE * math.ceil(len(self.plain(item)) / (WIDE - 4)) + 12
            start = f'<ol start="{number}">' if tag.name == "ol" else "<ul>"
            found.append(Block(kind, f"{start}{item}</{tag.name}>", height))
        return found


def blocks_of_cell(page: Page, cell: Tag, whole: bool) -> Iterator[Block]:
    """What a slide shows of a cell: its source if that is short or `whole` is wanted, and all that it shows."""
    shown = list(blocks_of_output(page, cell))
    pre = cell.select_one(":scope > .cell_input x-lifted")
    if pre is not None:
        lines = page.lifted[int(pre["n"])].count("\n")
        short = lines <= (BESIDE_OUTPUT if shown else MOST_CODE)
        proof = shown and shown[0].kind == "claim"  # the cell only names the proof
        says = shown or re.search(r">(?:def|class)<", page.lifted[int(pre["n"])])  # else it only prepares
        if (short and says and not proof) or whole:
            source = page.code(pre)
            source[-1].leads = bool(shown) and source[-1].height + shown[0].height < 520
            yield from source
    yield from shown


def blocks_of_output(page: Page, cell: Tag) -> Iterator[Block]:
    """What a cell shows: printed lines, figures, a proof step by step."""
    output = cell.select_one(":scope > .cell_output")
    for part in output.find_all(recursive=False) if output else ():
        if part.name == "figure":
            yield page.figure(part)
        elif part.name == "ol":
            yield from page.items(part, "step")
        elif "math" in part.get("class", []):
            yield Block("math", str(part), page.formula_height(part))
        elif part.name == "p":
            yield page.text(str(part), "claim", leads=True)
        else:
            for inside in part.select("x-lifted"):
                if page.lifted[int(inside["n"])].startswith("<pre"):
                    yield from page.code(inside, "output")
                else:
                    yield Block("figure", f"<figure>{part}</figure>", 450, beside=True)
