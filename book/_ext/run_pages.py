"""What a reader can run of each page: its cells in order, for the Python that starts in the page.

`described` makes the content of `_run/<slug>.json`; book/_run/runner.py reads it there.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import cells
import execution
import notebooks
from keeping import bound
from plain_cells import without_glue

UNSEEN = {"remove-cell", "remove-input"}  # tags of a cell whose source does not stand on the page
ASSERTED = re.compile(r"\{asserted\}`([^`]*?)\s*<([^<>`]+)>\s*`")


def pages() -> list[Path]:
    """The chapters, whose cells run in the page, in the book's order."""
    return [path for path in execution.pages() if notebooks.is_chapter(path)]


def asserted(text: str) -> dict[str, str]:
    """The words that an assertion of the page holds, by its name; those of two places are joined."""
    held: dict[str, list[str]] = {}
    for words, name in ASSERTED.findall(text):
        held.setdefault(name, []).append(" ".join(words.split()))
    return {name: "” and “".join(words) for name, words in held.items()}


class _Taken(ast.NodeVisitor):
    """The names that a cell takes from the cells before it: read where it has not made them itself."""

    def __init__(self):
        self.own: set[str] = set()
        self.taken: dict[str, None] = {}

    def visit_Name(self, node):  # noqa: N802: named as the node is
        if isinstance(node.ctx, ast.Load):
            if node.id not in self.own:
                self.taken[node.id] = None
        else:
            self.own.add(node.id)

    def visit_Assign(self, node):  # noqa: N802
        self._values_first(node.value, node.targets)

    def visit_AugAssign(self, node):  # noqa: N802
        if isinstance(node.target, ast.Name) and node.target.id not in self.own:
            self.taken[node.target.id] = None
        self._values_first(node.value, [node.target])

    def visit_For(self, node):  # noqa: N802
        self._values_first(node.iter, [node.target, *node.body, *node.orelse])

    def visit_Import(self, node):  # noqa: N802
        self.own.update((alias.asname or alias.name).split(".")[0] for alias in node.names)

    visit_ImportFrom = visit_Import  # noqa: N815

    def visit_ClassDef(self, node):  # noqa: N802
        self.own.add(node.name)
        self._within(node, set())

    def visit_FunctionDef(self, node):  # noqa: N802
        self.own.add(node.name)
        arguments = [a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)]
        stored = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        self._within(node, {*arguments, *stored})

    def visit_Lambda(self, node):  # noqa: N802
        self._within(node, {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)})

    def visit_ListComp(self, node):  # noqa: N802
        self._within(node, {n.id for made in node.generators for n in ast.walk(made.target) if isinstance(n, ast.Name)})

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp  # noqa: N815

    def _values_first(self, value, rest):
        for part in [value, *rest]:
            self.visit(part)

    def _within(self, node, local):
        before = self.own
        self.own = before | local
        self.generic_visit(node)
        self.own = before


def taken(source: str) -> list[str]:
    """The names that a cell needs from the cells before it, in order."""
    visitor = _Taken()
    visitor.visit(ast.parse(source))
    return list(visitor.taken)


def _needs(described: list[dict]) -> None:
    """Write into each cell the numbers of those without which it cannot run, since a package is lacking."""
    maker: dict[str, list[int]] = {}  # name -> the cells without which it is not there
    for number, cell in enumerate(described):
        needed = sorted({lacking for name in taken(cell["source"]) for lacking in maker.get(name, [])})
        cell["needs"] = needed
        for name in cell["gives"]:
            maker[name] = sorted({*needed, number}) if cell["lacks"] else needed


def described(path: Path) -> dict:
    """A page for the runner: its title, what its assertions hold, and its cells in order.

    A cell has its source, its line in the file, its tags, its `place` among the cells in sight (None out of sight),
    what of it the chapter's notebook has (`bare`; None where that is all), `heavy` (None where it is not marked, or the
    seconds it takes), the package that the page `lacks` for it or else what the build has `kept` of it, its figure's
    `alt`, the names that it `gives`, the numbers of the cells that it `needs` and that the page cannot run, and the
    solution it stands in.
    """
    text = path.read_text("utf-8")
    page = execution.stored(path)
    made, seen = [], 0
    for number, cell in enumerate(cells.code_cells(text)):
        hidden = bool(UNSEEN & set(cell.tags))
        bare = without_glue(cell.source)
        made.append({
            "source": cell.source,
            "line": cell.line,
            "bare": None if hidden or bare.strip() == cell.source.strip() else bare,
            "tags": cell.tags,
            "place": None if hidden else seen,
            "heavy": (cell.options.get("lff") or {}).get("heavy"),
            "lacks": (cell.options.get("lff") or {}).get("lacks"),
            "kept": page.kept.get(number) if page else None,
            "alt": ((cell.options.get("mystnb") or {}).get("image") or {}).get("alt"),
            "gives": bound(cell.source),
            "solution": cell.solution,
        })
        seen += not hidden
    _needs(made)
    title = re.search(r"^# (.+)$", text, re.MULTILINE)
    return {"slug": path.stem, "title": title[1].strip() if title else path.stem, "asserted": asserted(text),
            "cells": made}
