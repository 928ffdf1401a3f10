"""The code cells of a page, read with MyST-NB's own parser, and the solution that each stands in."""

from __future__ import annotations

import ast
import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

import yaml
from docutils.parsers.rst.directives.misc import TestDirective
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.mdit import create_md_parser

FENCE = re.compile(r"\{([^}\s]+)\}\s*(.*)", re.DOTALL)


def front_matter(text: str) -> dict:
    """The YAML head of a page; {} where there is none."""
    match = re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)
    return deepcopy(_loaded(match[1])) if match else {}


@lru_cache(maxsize=1000)
def _loaded(head: str) -> dict:
    return yaml.safe_load(head) or {}


class _Anything(TestDirective):
    """A directive that accepts every option and any content: we read them, Sphinx judges them."""

    required_arguments, optional_arguments, final_argument_whitespace = 0, 1, True
    option_spec, has_content = {"any": str}, True


@dataclass(frozen=True)
class Cell:
    """A code cell: its source, the file's line of the first source line, its options, the solution it is in."""

    source: str
    line: int
    options: dict
    solution: str | None = None

    @property
    def tags(self) -> list[str]:
        """The cell's tags."""
        return list(self.options.get("tags", []))

    @property
    def tree(self) -> ast.Module:
        """The syntax tree; SyntaxError where it is not Python."""
        return ast.parse(self.source)


def directive(info: str, content: str, *, as_yaml: bool = False) -> tuple[str, str, dict, str, int]:
    """A fence's name, argument, options, body, and the number of content lines before the body."""
    name, argument = FENCE.match(info.strip()).groups()
    read = parse_directive_text(_Anything, "", content, validate_options=not as_yaml)
    return name, argument.strip(), read.options, "\n".join(read.body), read.body_offset


def is_directive(token) -> bool:
    """Whether a Markdown token is a directive's fence."""
    return token.type in ("fence", "colon_fence") and FENCE.match(token.info.strip()) is not None


def code_cells(text: str) -> list[Cell]:
    """The code cells of a page's text in order; a cell inside another block never runs and is left out."""
    config = MdParserConfig(enable_extensions={"colon_fence", "dollarmath"}, disable_syntax=["inline"])
    found, solution = [], None
    for token in create_md_parser(config, RendererHTML).parse(text + "\n"):
        if token.level or not is_directive(token):
            continue
        name, argument = FENCE.match(token.info.strip()).groups()
        if name == "solution-start":
            solution = argument.strip()
        elif name == "solution-end":
            solution = None
        elif name == "code-cell" and token.type == "fence":
            _, _, options, body, offset = directive(token.info, token.content, as_yaml=True)
            found.append(Cell(body, token.map[0] + 2 + offset, options, solution))
    return found


def assertions(cells: list[Cell]) -> list[tuple[str, int]]:
    """The names that assertions carry as their message, each with its line in the file."""
    found = []
    for cell in cells:
        try:
            tree = cell.tree
        except SyntaxError:
            continue  # the run of the page reports it
        found += [(node.msg.value, cell.line + node.lineno - 1) for node in ast.walk(tree)
                  if isinstance(node, ast.Assert) and isinstance(node.msg, ast.Constant)]
    return found
