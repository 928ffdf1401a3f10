"""What every page of this book shares: where executed pages are, a chapter's head, the settings of the site."""

from __future__ import annotations

from pathlib import Path

import yaml
from docutils import nodes
from sphinx import addnodes


def front_matter(path: Path) -> dict:
    """The YAML head of a page."""
    text = path.read_text("utf-8")
    return yaml.safe_load(text[4:].split("\n---", 1)[0]) or {} if text.startswith("---\n") else {}


def configure(app, config):
    """Tell MyST-NB where book/_ext/execution.py has laid the executed pages."""
    config.nb_execution_cache_path = str(Path(app.srcdir).parent / "_build" / "jupyter_cache")


def add_head(app, doctree):
    """Under a chapter's title: the minutes it takes and the chapters that come before it."""
    facts = front_matter(Path(app.env.doc2path(app.env.docname))).get("lff") or {}
    if "minutes" not in facts:
        return
    head = nodes.paragraph(classes=["chapter-head"])
    head += nodes.Text(f"{facts['minutes']} minutes to read")
    for index, slug in enumerate(facts.get("needs") or []):
        head += nodes.Text(", after " if index == 0 else " and ")
        head += addnodes.pending_xref(
            "", nodes.inline("", slug), refdomain="std", reftype="ref", reftarget=slug, refexplicit=False,
            refwarn=True, refdoc=app.env.docname)  # its text becomes the chapter's title
    head += nodes.Text(".")
    for title in doctree.findall(nodes.title):
        title.parent.insert(title.parent.index(title) + 1, head)
        return


def setup(app):
    app.connect("config-inited", configure, priority=1)
    app.connect("doctree-read", add_head)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
