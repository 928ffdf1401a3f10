"""What every page of this book shares: where executed pages are, a chapter's head, the settings of the site."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx import addnodes

import cells


def facts(path: Path) -> dict:
    """What the head of a page says to this book: the minutes it takes, what it needs, its givens; {} where nothing."""
    return cells.front_matter(path.read_text("utf-8")).get("lff") or {}


def configure(app, config):
    """Tell MyST-NB where book/_ext/execution.py has laid the executed pages."""
    config.nb_execution_cache_path = str(Path(app.srcdir).parent / "_build" / "jupyter_cache")


def link(app, label: str, text: str = "") -> nodes.Node:
    """A link to a label; without a text it reads as the title that stands there."""
    return addnodes.pending_xref(
        "", nodes.inline("", text or label), refdomain="std", reftype="ref", reftarget=label,
        refexplicit=bool(text), refwarn=True, refdoc=app.env.docname)


def add_head(app, doctree):
    """Under a chapter's title: the minutes it takes and the chapters before it."""
    path = Path(app.env.doc2path(app.env.docname))
    said = facts(path)
    if "minutes" not in said:
        return
    head = nodes.paragraph(classes=["chapter-head"])
    head += nodes.Text(f"{said['minutes']} minutes to read")
    for index, slug in enumerate(said.get("needs") or []):
        head += nodes.Text(", after " if index == 0 else " and ")
        head += link(app, slug)
    head += nodes.Text(".")
    title = next(doctree.findall(nodes.title))
    title.parent.insert(title.parent.index(title) + 1, head)


def setup(app):
    app.connect("config-inited", configure, priority=1)
    app.connect("doctree-read", add_head)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
