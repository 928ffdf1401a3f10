"""Each chapter as a plain Jupyter notebook, which runs where only the package and its plotting are installed.

`chapter_notebook` and `sheet` make one from a chapter in pieces. The build writes them to `notebooks/`, with the
package as a wheel beside them, and the button of a chapter offers its own.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.util import logging

import citing
import execution
import house
import names as naming
import package_wheel
import renewing
from pieces import FOLDED, Chapter
from plain_markdown import NoPlainForm

LOG = logging.getLogger(__name__)
FOLDER = "notebooks"
LARGEST = 1_000_000  # bytes; beyond it the largest outputs are left to be computed
ANSWER = "answer = ..."


def is_chapter(path: Path) -> bool:
    """Whether a page is taken away as a notebook: it takes time to read, has cells, and stands in no back matter."""
    return "minutes" in house.facts(path) and path.parent.name != "reference" and execution.is_executable(path)


def head(chapter: Chapter, what: str = "") -> list[NotebookNode]:
    """The first two cells: what this is, and what it needs."""
    facts, book = chapter.facts, citing.citation()
    after = " and ".join(chapter.names.linked(chapter.names.titles[slug], slug) for slug in facts.get("needs") or [])
    text = (f"# {chapter.title}{what}\n\nFrom *{book['title']}*, version {book['version']}. "
            f"Text and figures: CC BY 4.0; code: MIT. {facts['minutes']} minutes to read"
            f"{f', after {after}' if after else ''}.")
    if chapter.names.address:
        text += f" The chapter's page: {chapter.names.address}{chapter.names.places[chapter.path.stem].split('#')[0]}"
    wheel, needed = package_wheel.name(), " ".join(chapter.requirements())
    if chapter.names.address:
        install = (f"# The book's package, `lff`, and what this notebook needs beside it.\n"
                   f"%pip install --quiet {needed} {chapter.names.address}{FOLDER}/{wheel}")
    else:
        install = (f"# This notebook needs the book's package, `lff`. Its wheel lies where the notebook lay, in the\n"
                   f"# folder `{FOLDER}` of the book's site. In that folder:\n# pip install {needed} {wheel}")
    return [new_markdown_cell(text), new_code_cell(install, metadata={"tags": ["install"]})]


def references(chapter: Chapter) -> list[NotebookNode]:
    """A last cell with the works that the chapter cites."""
    lines = [f"- {line}" for line in naming.reference_list(chapter.cited)] if chapter.cited else []
    return [new_markdown_cell("\n".join(["## References", "", *lines]))] if lines else []


def _finished(made: list[NotebookNode]) -> NotebookNode:
    """A valid notebook with names of cells that are the same each time, no larger than it may be."""
    for number, cell in enumerate(made, start=1):
        cell.id = f"cell-{number}"
    notebook = new_notebook(cells=made, metadata={
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"}})
    if len(nbformat.writes(notebook).encode()) > LARGEST:
        sized = sorted((c for c in made if c.get("outputs")), key=lambda c: len(nbformat.writes(new_notebook(cells=[c]))))
        while sized and len(nbformat.writes(notebook).encode()) > LARGEST:
            largest = sized.pop()
            largest.outputs, largest.execution_count = [], None
    nbformat.validate(notebook)
    return notebook


def chapter_notebook(chapter: Chapter) -> NotebookNode:
    """The whole chapter."""
    return _finished([*head(chapter), *(nbformat.from_dict(piece.cell) for piece in chapter.pieces),
                      *references(chapter)])


def sheet(chapter: Chapter, solutions: bool) -> NotebookNode:
    """The exercises, with a cell for each answer or with their solutions; before them the chapter's cells, folded."""
    made = head(chapter, ": solutions" if solutions else ": exercises")
    before = new_markdown_cell("## The chapter's own cells\n\nSome exercises go on from them. Run them once.")
    before.metadata[FOLDED] = True
    made.append(before)
    first = next((i for i, piece in enumerate(chapter.pieces) if piece.within == "exercise"), len(chapter.pieces))
    for piece in chapter.pieces[:first]:
        if piece.cell.cell_type == "code":
            made.append(new_code_cell(piece.cell.source, metadata={"jupyter": {"source_hidden": True}}))
    made.append(new_markdown_cell("## Exercises"))
    for piece in chapter.pieces[first:]:
        if piece.within == "exercise":
            made.append(nbformat.from_dict(piece.cell))
            made += [] if solutions else [new_code_cell(ANSWER)]
        elif piece.within == "solution" and solutions:
            made.append(nbformat.from_dict(piece.cell))
            made[-1].metadata.pop(FOLDED, None)
    return _finished(made)


def shown(app, path: Path) -> execution.Executed | None:
    """A page with the outputs that the site shows, from where MyST-NB took them; None where it has none."""
    try:
        _, merged = get_cache(app.config.nb_execution_cache_path).merge_match_into_notebook(execution.read(path))
    except KeyError:
        return None
    return execution.Executed(path, merged, 0.0)


def write_files(app, exception):
    """Write the notebooks of all chapters and the package's wheel."""
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    if renewing.has_changed(app, "code/") or not (folder / package_wheel.name()).is_file():
        package_wheel.build(folder)
    names = naming.of(app)

    def write(docname: str) -> None:
        path = Path(app.env.doc2path(docname))
        if (page := shown(app, path)) is None:
            return
        try:
            chapter = Chapter.read(page, names)
        except NoPlainForm as problem:
            LOG.warning("no notebook of this page can be made: %s", problem, location=docname, type="lff")
            return
        made = {"": chapter_notebook(chapter), "-exercises": sheet(chapter, False), "-solutions": sheet(chapter, True)}
        for ending, notebook in made.items():
            (folder / f"{path.stem}{ending}.ipynb").write_text(nbformat.writes(notebook) + "\n", "utf-8")

    renewing.each(app, [page for page in sorted(renewing.written(app)) if is_chapter(Path(app.env.doc2path(page)))], write)


def offer(app, page, template, context, doctree):
    """Put the notebook first among what a chapter's button downloads."""
    if doctree is None or not is_chapter(Path(app.env.doc2path(page))):
        return
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            address = f"{'../' * page.count('/')}{FOLDER}/{page.rsplit('/', 1)[-1]}.ipynb"
            group["buttons"].insert(0, {"type": "link", "url": address, "text": ".ipynb", "icon": "fas fa-code",
                                        "tooltip": "Download notebook", "label": "download-notebook-button"})


def setup(app):
    app.connect("html-page-context", offer, priority=600)  # after the theme has made its buttons
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
