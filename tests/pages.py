"""One page of the book as values: front matter, prose with its lines, code cells, directives, labels."""

from __future__ import annotations

import ast
import re
import sys
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import yaml
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"
sys.path.insert(0, str(BOOK / "_ext"))

from cells import Cell, code_cells, directive, front_matter, is_directive  # noqa: E402

HIDDEN = "\ufffc"                             # stands where a role, a formula, code or a link stood
NOT_PROSE = {"code-cell", "raw-cell", "code", "code-block", "literalinclude", "math", "mermaid", "eval-rst", "toctree",
             "tableofcontents", "contents", "bibliography", "solution-end", "glue", "glue:math", "raw", "include"}
PLAIN_NUMBER = re.compile(r"\s*[-+]?(\d+(?:(?:[.,]|\\,)\d+)*)(?:(?:\\,|\s)*\\%)?\s*")  # a formula that is nothing but a number
LINK_ROLES = re.compile(r"(glue|cite|py|prf)(:.*)?|ref|numref|eq|doc|any|math|code|kbd|download|func|meth|class|mod")
TARGETED = re.compile(r"(?s)(.*?)\s*<([^<>]+)>\s*")


@dataclass(frozen=True)
class Prose:
    """A run of prose with what is not prose hidden, and where each of its lines begins."""

    text: str
    starts: tuple[tuple[int, int], ...]       # (offset in the text, line of the file)
    kind: str = "text"                        # text, heading, caption, alt, title

    def line_at(self, position: int) -> int:
        """The file's line of a position in the text."""
        return self.starts[max(bisect_right(self.starts, (position, sys.maxsize)) - 1, 0)][1]


@dataclass(frozen=True)
class Directive:
    """A directive: name, argument, options, body, line of the fence, line of the body's first line."""

    name: str
    argument: str
    options: dict
    body: str
    line: int
    body_line: int


@dataclass
class Page:
    """What one page of the book says, in values."""

    path: Path
    text: str
    prose: list[Prose] = field(default_factory=list)
    asserted: list[tuple[str, str, int]] = field(default_factory=list)    # text, name, line
    glue_uses: list[tuple[str, int]] = field(default_factory=list)
    citations: list[tuple[str, int]] = field(default_factory=list)
    labels: list[tuple[str, int]] = field(default_factory=list)
    headings: list[tuple[int, str, int]] = field(default_factory=list)    # level, text, line
    directives: list[Directive] = field(default_factory=list)
    nested_cells: list[int] = field(default_factory=list)
    displays: list[tuple[str, int]] = field(default_factory=list)         # typed formulas on lines of their own

    @classmethod
    def read(cls, path: Path | str) -> Page:
        """The page in a file."""
        return cls.parse(Path(path).read_text("utf-8"), Path(path))

    @classmethod
    def parse(cls, text: str, path: Path | str = "page.md") -> Page:
        """The page that a text holds."""
        page = cls(Path(path).resolve(), text)
        page._blocks(text, 0)
        page.labels += [(name, cell.line) for cell in page.cells if (name := figure_options(cell).get("name"))]
        for cell in page.cells:
            page._cell_prose(cell)
        page.prose.sort(key=lambda block: block.starts[0][1])
        return page

    @cached_property
    def cells(self) -> list[Cell]:
        """The page's code cells."""
        return code_cells(self.text)

    @cached_property
    def front(self) -> dict:
        """The front matter; {} where there is none."""
        return front_matter(self.text)

    @property
    def contract(self) -> dict:
        """The `lff` block of the front matter."""
        found = self.front.get("lff")
        return found if isinstance(found, dict) else {}

    @property
    def slug(self) -> str:
        """The page's slug: its file name."""
        return self.path.stem

    def extent(self, line: int) -> tuple[int, int]:
        """First and last line of what a label at this line names: the section it heads, or the whole page."""
        end = self.text.count("\n") + 2
        for number, (level, _, start) in enumerate(self.headings, start=1):
            if line <= start <= line + 2:
                return line, next((h[2] for h in self.headings[number:] if h[0] <= level), end) - 1
        return 1, end

    def section(self, title: str) -> tuple[int, int] | None:
        """First and last line of the section with that title, or None."""
        end = (0, "", self.text.count("\n") + 2)
        for number, (level, text, line) in enumerate(self.headings, start=1):
            if text.casefold() == title.casefold():
                return line, next(after[2] for after in [*self.headings[number:], end] if after[0] <= level) - 1
        return None

    def _blocks(self, text: str, shift: int, kind: str = "text") -> None:
        """Read Markdown blocks whose first line is the file's line `shift` + 1."""
        line = shift + 1
        heading = 0
        for token in parser().parse(text + "\n"):
            if token.map:
                line = shift + token.map[0] + 1
            if token.attrs.get("id"):
                self.labels.append((token.attrs["id"], line))
            if token.type == "myst_target":
                self.labels.append((token.content, line))
            elif token.type in ("math_block", "math_block_label", "amsmath"):
                self.displays.append((token.content, line))
                if token.type == "math_block_label":
                    self.labels.append((token.info, line))
            elif token.type == "heading_open":
                heading = int(token.tag[1])
            elif token.type == "heading_close":
                heading = 0
            elif token.type == "inline":
                block = self._inline(token.children, line, "heading" if heading else kind)
                if heading:
                    self.headings.append((heading, block.text.strip(), line))
            elif token.type == "html_block":
                visible = re.sub(r"(?s)<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", " ", token.content)
                self._say(visible, line, kind)
            elif is_directive(token):
                self._directive(token, line)

    def _directive(self, token, line: int) -> None:
        name, argument, options, body, offset = directive(token.info, token.content)
        found = Directive(name, argument, options, body, line, line + 1 + offset)
        self.directives.append(found)
        if name == "code-cell":
            end = line + token.content.count("\n") + 2
            if not any(line < cell.line <= end for cell in self.cells):
                self.nested_cells.append(line)
            return
        self.labels += [(options[key], line) for key in ("name", "label") if options.get(key)]
        for key in ("alt", "caption", "title"):
            self._say(options.get(key) or "", line, "alt" if key == "alt" else "caption")
        if name.startswith("glue"):
            self.glue_uses.append((argument, line))
        if name == "math":
            self.displays.append((body or argument, line))
        if name in NOT_PROSE:
            return
        if name in ("admonition", "dropdown", "card", "table", "list-table", "csv-table", "exercise", "margin",
                    "sidebar", "topic") or name.startswith(("prf:", "grid", "tab")):
            self._blocks(argument, line - 1, "title")
        self._blocks(body, line + offset, "caption" if name in ("figure", "glue:figure") else "text")

    def _cell_prose(self, cell: Cell) -> None:
        start = cell.line - 1
        self._say(str(image_options(cell).get("alt") or ""), start, "alt")
        self._blocks(str(figure_options(cell).get("caption") or ""), start - 1, "caption")

    def _say(self, text: str, line: int, kind: str) -> None:
        if text.strip():
            self.prose.append(Prose(text, ((0, line),), kind))

    def _inline(self, tokens, line: int, kind: str) -> Prose:
        """One run of prose from inline tokens; roles, formulas, code and links' texts are hidden."""
        text, starts, link = "", [(0, line)], 0
        for token in tokens:
            if token.type in ("softbreak", "hardbreak"):
                line += 1
                text += " "
                starts.append((len(text), line))
            elif token.type in ("link_open", "link_close"):
                link += token.nesting
                text += HIDDEN if token.nesting > 0 else ""
            elif token.type == "myst_role":
                text += self._role(token.meta["name"], token.content, line)
                line += token.content.count("\n")
            elif token.type == "image":
                self._say(token.content, line, "alt")
                text += HIDDEN
            elif token.type == "text" and not link:
                text += token.content
            elif token.type == "math_inline" and (number := PLAIN_NUMBER.fullmatch(token.content)):
                text += number[1].replace(r"\,", "")
            elif token.type not in ("text", "html_inline") and not token.nesting:
                text += HIDDEN
                line += token.content.count("\n")
        block = Prose(re.sub(r"https?://\S+", HIDDEN, text), tuple(starts), kind)
        self.prose.append(block)
        return block

    def _role(self, name: str, content: str, line: int) -> str:
        if name == "asserted":
            match = TARGETED.fullmatch(content)
            self.asserted.append((*(match.groups() if match else (content, "")), line))
        elif name.split(":")[0] == "glue":
            key = content if name in ("glue", "glue:", "glue:any") else content.rsplit(":", 1)[0]
            self.glue_uses.append((key.strip(), line))
        elif name.split(":")[0] == "cite":
            self.citations += [(key.strip(), line) for key in content.split(",")]
        elif not LINK_ROLES.fullmatch(name):
            return content
        return HIDDEN


def figure_options(cell: Cell) -> dict:
    """The figure options of a code cell (name, caption)."""
    return (cell.options.get("mystnb") or {}).get("figure") or {}


def image_options(cell: Cell) -> dict:
    """The image options of a code cell (alt); a picture to move is told its alternative text by the code."""
    options = (cell.options.get("mystnb") or {}).get("image") or {}
    try:
        calls = [node for node in ast.walk(cell.tree) if isinstance(node, ast.Call)]
    except SyntaxError:
        return options
    told = [word.value.value for call in calls if ast.unparse(call.func) == "plotting.moving"
            for word in call.keywords if word.arg == "alt" and isinstance(word.value, ast.Constant)]
    return {"alt": told[0], **options} if told else options


@cache
def parser():
    """The Markdown parser with the extensions that the book's settings name."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    return create_md_parser(MdParserConfig(enable_extensions=set(settings["parse"]["myst_enable_extensions"])),
                            RendererHTML)
