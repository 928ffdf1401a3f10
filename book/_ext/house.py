"""What every page of this book shares: where executed pages are, a chapter's head, the settings of the site."""

from __future__ import annotations

from collections import Counter
from functools import cache
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


@cache
def proofs() -> Counter:
    """How many formulas of each chapter the proof ledger has."""
    from lff.witnesses import WITNESSES  # takes a second, because of sympy

    return Counter(witness.chapter for witness in WITNESSES)


def link(app, label: str, text: str = "") -> nodes.Node:
    """A link to a label; without a text it reads as the title that stands there."""
    return addnodes.pending_xref(
        "", nodes.inline("", text or label), refdomain="std", reftype="ref", reftarget=label,
        refexplicit=bool(text), refwarn=True, refdoc=app.env.docname)


def add_trust(app, head: nodes.paragraph, path: Path) -> None:
    """What holds a chapter up: how much of it is proved, computed and checked. Counted, never typed."""
    text = path.read_text("utf-8")
    proved, computed, checked = proofs()[path.stem], text.count("{glue:"), text.count("{asserted}")

    def many(count: int, one: str, more: str) -> str:
        return f"{count} {one if count == 1 else more}"

    parts = []
    if proved:
        parts.append([nodes.Text(many(proved, "formula on this page is ", "formulas on this page are ")),
                      link(app, "proof-ledger", "proved")])
    if computed:
        parts.append([nodes.Text(many(computed, "number in its text comes", "numbers in its text come")
                                 + " from its cells")])
    if checked:
        parts.append([nodes.Text(many(checked, "statement is", "statements are") + " checked by them")])
    for index, part in enumerate(parts):
        if index:
            head += nodes.Text(" and " if index == len(parts) - 1 else ", ")
        head += part
    if parts:
        head += nodes.Text(".")


def add_head(app, doctree):
    """Under a chapter's title: the minutes it takes, the chapters before it, and what holds it up."""
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
    trust = nodes.paragraph(classes=["chapter-trust"])
    add_trust(app, trust, path)
    for title in doctree.findall(nodes.title):
        title.parent.insert(title.parent.index(title) + 1, [head, trust] if trust.children else head)
        return


def setup(app):
    app.connect("config-inited", configure, priority=1)
    app.connect("doctree-read", add_head)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
