"""MyST into the Markdown that every notebook reads: roles become words, directives become text, figures go along.

What has no plain form raises `NoPlainForm`, so that a build says so and no notebook shows a directive.
"""

from __future__ import annotations

import base64
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from markdown_it.renderer import RendererHTML
from myst_nb.core.render import strip_latex_delimiters
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import parselinenos

import cells
import names as naming
from names import Names

BOXES = {"note", "tip", "hint", "important", "warning", "caution", "attention", "danger", "error", "seealso"}
TITLED_BOXES = {"admonition", "dropdown", "margin", "sidebar", "topic"}
NOTHING = {"bibliography"}                            # the works that are cited stand at the end of every notebook
TARGETED = re.compile(r"(.*?)\s*<([^<>]+)>\s*", re.S)
PIECE = r"(?:(?!\n[ \t]*\n).)+?"                      # no role, code or formula reaches over an empty line
INLINE = re.compile(rf"""
    (?P<escaped>\\.)
  | \{{(?P<role>[\w:.+-]+)\}}(?P<ticks>`+)(?P<content>{PIECE})(?P=ticks)(?!`)
  | (?P<code>(?P<fence>`+)(?!`){PIECE}(?<!`)(?P=fence)(?!`))
  | (?P<math>\$\${PIECE}\$\$|\$(?![\s$]){PIECE}(?<![\s\\])\$)
  | \[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\(\#(?P<target>[^()\s]+)\)
""", re.S | re.X)


class NoPlainForm(Exception):
    """A role or directive that this module does not know, or a label that nothing has."""


@dataclass
class Part:
    """A piece of a page: text, or where an exercise or a solution begins or ends."""

    text: str = ""
    kind: str = "text"  # text, heading, exercise, solution, end
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Plain:
    """What the plain text of one page is made from; `cited` gathers the works it cites."""

    page: Path
    names: Names
    values: Mapping[str, object]  # glued values by key
    cited: list[str] = field(default_factory=list)

    def parts(self, source: str) -> list[Part]:
        """The parts of a piece of MyST, in order."""
        lines, found, done = source.split("\n"), [], 0

        def say(upto: int) -> None:
            text = self.inline("\n".join(lines[done:upto])).strip("\n")
            if text.strip():
                found.append(Part(text))

        for token in _parser().parse(source + "\n"):
            if token.level or not token.map:
                continue
            if cells.is_directive(token):
                made = self._directive(token)
            elif token.type in ("myst_target", "myst_block_break", "myst_line_comment"):
                made = None
            elif token.type in ("math_block", "math_block_label"):
                made = Part(self._display(token.content, token.info))
            elif token.type in ("fence", "colon_fence", "code_block"):
                made = Part("\n".join(lines[token.map[0]:token.map[1]]).rstrip("\n"))  # code is code
            elif token.type == "heading_open":
                made = Part(self.inline("\n".join(lines[token.map[0]:token.map[1]])).strip(), "heading")
            else:
                continue
            say(token.map[0])
            done = token.map[1]
            found += [made] if made else []
        say(len(lines))
        return found

    def text(self, source: str) -> tuple[str, dict]:
        """A piece of MyST inside of another as one text, with its attachments."""
        parts = self.parts(source)
        return "\n\n".join(part.text for part in parts), {k: v for part in parts for k, v in part.attachments.items()}

    # Inline

    def inline(self, text: str) -> str:
        """Text with its roles and its links to labels put in words."""
        def word(match: re.Match) -> str:
            if match["role"]:
                return self._role(match["role"], match["content"].strip())
            if match["target"]:
                label = match["target"]
                return self.names.linked(self.inline(match["text"]) or self._name("titles", label), label)
            return match[0]

        return INLINE.sub(word, text)

    def _name(self, kind: str, label: str) -> str:
        try:
            return getattr(self.names, kind)[label]
        except KeyError:
            raise NoPlainForm(f"nothing is labelled {label!r}") from None

    def _role(self, role: str, content: str) -> str:
        explicit = TARGETED.fullmatch(content)
        text, target = explicit.groups() if explicit else ("", content)
        text = re.sub(r"\s+", " ", text)
        if role == "glue:text":
            key, _, form = content.partition(":")
            if key not in self.values:
                raise NoPlainForm(f"no cell has glued {key!r}")
            return f"**{format(self.values[key], form)}**"
        if role == "asserted":
            return self.inline(text)
        if role in ("ref", "doc"):
            label = target.rsplit("/", 1)[-1]
            named = self.names.numbers if label in self.names.numbers and label not in self.names.titles else None
            return self.names.linked(text or (named[label] if named else self._name("titles", label)), label)
        if role == "numref":
            number = self._name("numbers", target)
            return self.names.linked(text.replace("%s", number.split()[-1]) if text else number, target)
        if role == "eq":
            return self.names.linked(f"({self._name('equations', target)})", target)
        if role.split(":")[0] == "cite":
            return self._citation(role, [key.strip() for key in content.split(",")])
        if role == "math":
            return f"${content}$"
        if role == "term":
            return text or target
        raise NoPlainForm(f"the role {role!r} has no plain form")

    def _citation(self, role: str, keys: list[str]) -> str:
        for key in keys:
            if not naming.is_known(key):
                raise NoPlainForm(f"no work is named {key!r}")
        self.cited += keys
        if role == "cite:t":
            return ", ".join(f"{naming.authors(key)} [{naming.year(key)}]" for key in keys)
        return f"[{'; '.join(f'{naming.authors(key)}, {naming.year(key)}' for key in keys)}]"

    # Directives

    def _directive(self, token) -> Part | None:
        name, argument, options, body, _ = cells.directive(token.info, token.content)
        if name == "exercise":
            text, attachments = self.text(body)
            number = self._name("numbers", options["label"])
            heading = f"### {number}" + (f": {self.inline(argument)}" if argument else "")
            return Part(f"{heading}\n\n{text}", "exercise", attachments)
        if name in ("solution-start", "solution-end"):
            return Part("#### Solution", "solution") if name == "solution-start" else Part("", "end")
        if name == "figure":
            return self._figure(argument, options, body)
        if name == "literalinclude":
            return Part(self._source(argument, options))
        if name in ("math", "glue:math"):
            if name == "glue:math" and argument not in self.values:
                raise NoPlainForm(f"no cell has glued {argument!r}")
            tex = strip_latex_delimiters(str(self.values[argument])) if name == "glue:math" else body or argument
            return Part(self._display(tex, options.get("label") or options.get("name") or ""))
        if name in BOXES or name in TITLED_BOXES:
            title = self.inline(argument) if name in TITLED_BOXES else name.capitalize()
            text, attachments = self.text(body)
            text = f"**{title}**\n\n{text}" if title else text
            return Part(textwrap.indent(text, "> ", lambda line: True), attachments=attachments)
        if name in ("code-block", "code"):
            return Part(f"```{argument}\n{body}\n```")
        if name in NOTHING:
            return None
        raise NoPlainForm(f"the directive {name!r} has no plain form")

    def _display(self, tex: str, label: str) -> str:
        tag = f" \\tag{{{self._name('equations', label)}}}" if label else ""
        return f"$$\n{tex.strip()}{tag}\n$$"

    def _figure(self, argument: str, options: dict, body: str) -> Part:
        file = (self.page.parent / argument).resolve()
        drawing = file.read_text("utf-8")
        white = re.sub(r"(<svg\b[^>]*>)", r'\1<rect width="100%" height="100%" fill="#ffffff"/>', drawing, count=1)
        text, _ = self.text(body)
        picture = f"![{' '.join((options.get('alt') or '').split())}](attachment:{file.name})"
        coded = base64.b64encode(white.encode()).decode()
        return Part(f"{picture}\n\n{self.caption(options.get('name') or '', text)}",
                    attachments={file.name: {"image/svg+xml": coded}})

    def caption(self, label: str, text: str) -> str:
        """What stands under a figure."""
        return f"**{self.names.numbers[label]}.** {text}" if label in self.names.numbers else text

    def _source(self, argument: str, options: dict) -> str:
        file = (self.page.parent / argument).resolve()
        lines = file.read_text("utf-8").splitlines()
        if found := options.get("pyobject"):
            _, first, last = ModuleAnalyzer.for_file(str(file), file.stem).find_tags()[found]
            lines = lines[first - 1:last]
        if chosen := options.get("lines"):
            lines = [lines[index] for index in parselinenos(chosen, len(lines)) if index < len(lines)]
        if text := options.get("start-at"):
            lines = lines[next(index for index, line in enumerate(lines) if text in line):]
        if text := options.get("end-before"):
            lines = lines[:next(index for index, line in enumerate(lines) if text in line)]
        known = {"pyobject", "lines", "start-at", "end-before", "language", "name", "caption", "dedent"}
        if unknown := set(options) - known:
            raise NoPlainForm(f"literalinclude with {', '.join(sorted(unknown))} has no plain form")
        language = options.get("language") or ("python" if file.suffix == ".py" else "")
        code = textwrap.dedent("\n".join(lines)).strip("\n")
        return f"In `{'/'.join(file.parts[-2:])}`:\n\n```{language}\n{code}\n```"


@cache
def _parser():
    config = MdParserConfig(enable_extensions={"colon_fence", "dollarmath"}, disable_syntax=["inline"])
    return create_md_parser(config, RendererHTML)
