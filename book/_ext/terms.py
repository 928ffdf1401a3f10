"""Key terms as places: a line of the glossary to link to, an entry of the index, Chinese words marked as Chinese.

`` {term}`cross entropy` `` links to the glossary from anywhere. In a chapter, a term that stands in emphasis, where it
is introduced, links there by itself.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff][\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]*)")
LITERAL = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment)


def slug(term: str) -> str:
    return "term-" + re.sub(r"\W+", "-", term.lower()).strip("-")


def rows(table: nodes.Node) -> list[nodes.row]:
    """The rows of a table's body."""
    return [row for body in table.findall(nodes.tbody) for row in body.findall(nodes.row)]


def key_terms(doctree: nodes.document) -> list[nodes.row]:
    """The rows under a chapter's heading `Key terms`."""
    return [row for section in doctree.findall(nodes.section) if section[0].astext() == "Key terms"
            for row in rows(section)]


class Register(SphinxTransform):
    """Give the glossary's lines names to link to, and the chapters' terms entries in the index."""

    default_priority = 800  # before Sphinx gathers the index

    def apply(self, **kwargs):
        standard = self.env.get_domain("std")
        for container in self.document.findall(nodes.container):
            for row in rows(container) if "glossary-table" in container["classes"] else ():
                term = row[0].astext().strip()
                row["ids"].append(slug(term))
                standard._note_term(term, slug(term), location=row)
        for row in key_terms(self.document):
            term = row[0].astext().strip()
            place = f"key-{slug(term)}"
            row["ids"].append(place)
            row[0][0].insert(0, addnodes.index(entries=[("single", term, place, "", None)]))


def place_of(app, term: str) -> tuple[str, str] | None:
    """Page and id of a term's line in the glossary; a plural leads to the singular."""
    objects = app.env.get_domain("std")._terms
    return objects.get(term.lower()) or objects.get(term.lower().removesuffix("s"))


def link(app, docname: str, node: nodes.Element, place: tuple[str, str]) -> None:
    """Wrap what a node holds in a link to the glossary."""
    address = app.builder.get_relative_uri(docname, place[0]) + f"#{place[1]}"
    reference = nodes.reference("", "", internal=True, refuri=address, classes=["to-glossary"])
    content = [child for child in node.children if not isinstance(child, addnodes.index)]
    for child in content:
        node.remove(child)
    reference += content
    node += reference


def link_terms(app, doctree, docname):
    """In chapters: the key terms' names, and each term where it first stands in emphasis."""
    table = key_terms(doctree)
    if not table:
        return
    for row in table:
        if (place := place_of(app, row[0].astext().strip())) and not list(row[0].findall(nodes.reference)):
            link(app, docname, row[0][0], place)
    seen = set()
    for node in list(doctree.findall(nodes.emphasis)):
        place = place_of(app, node.astext())
        inside = node.parent
        while inside is not None and not isinstance(inside, (nodes.reference, nodes.title, nodes.table)):
            inside = inside.parent
        if place and inside is None and place not in seen:
            seen.add(place)
            link(app, docname, node, place)


def mark_chinese(app, doctree, docname):
    """Say of every Chinese word that it is Chinese, so that it is read aloud and set as such."""
    if app.builder.format != "html":
        return
    for text in list(doctree.findall(nodes.Text)):
        if not HAN.search(text) or any(isinstance(a, LITERAL) for a in ancestors(text)):
            continue
        parts = [nodes.inline("", part, classes=["language-zh"]) if HAN.match(part) else nodes.Text(part)
                 for part in HAN.split(text) if part]
        text.parent.replace(text, parts)


def ancestors(node: nodes.Node):
    while (node := node.parent) is not None:
        yield node


def setup(app):
    app.add_transform(Register)
    app.connect("doctree-resolved", link_terms)
    app.connect("doctree-resolved", mark_chinese)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
