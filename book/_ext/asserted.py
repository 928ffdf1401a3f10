"""The role {asserted}`seven of the ten <worst-days>`: words about a result, held by a named assertion of the page.

The name is the message of an assertion in one of the page's cells. Where there is no such assertion, or more than
one, the role warns, and a strict build fails.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

import cells

LOG = logging.getLogger(__name__)
TITLE = "checked by a cell on this page"


class asserted(nodes.Inline, nodes.TextElement):  # noqa: N801: docutils names nodes in lower case
    """Words that an assertion of the page holds."""


class Asserted(SphinxRole):
    """The role itself."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The words in a span, and a warning where nothing holds them."""
        text, _, name = self.text.rstrip().removesuffix(">").rpartition("<")
        if not text.strip() or not self.text.rstrip().endswith(">"):
            self._warn(f"name the assertion: {{asserted}}`{self.text} <name>`")
            text, name = self.text, ""
        elif (count := self._names().count(name)) != 1:
            self._warn(f"{count} assertions on this page are named {name!r}; exactly one cell has to say "
                       f"`assert ..., \"{name}\"`")
        node = asserted(self.rawtext, text.strip(), name=name)
        self.set_source_info(node)
        return [node], []

    def _warn(self, message: str) -> None:
        LOG.warning(message, location=self.get_location(), type="lff", subtype="asserted")

    def _names(self) -> list[str]:
        """The names of the page's assertions, read once for each page."""
        kept = self.env.temp_data
        if "lff_assertions" not in kept:
            source = Path(self.env.doc2path(self.env.docname)).read_text("utf-8")
            kept["lff_assertions"] = [name for name, _ in cells.assertions(cells.code_cells(source))]
        return kept["lff_assertions"]


def visit_html(self, node: asserted) -> None:
    """Open the span."""
    self.body.append(self.starttag(node, "span", "", CLASS="asserted", title=TITLE, **{"data-assertion": node["name"]}))


def depart_html(self, node: asserted) -> None:
    """Close the span."""
    self.body.append("</span>")


def skip(self, node: asserted) -> None:
    """Other formats show the words alone."""


def setup(app) -> dict[str, object]:
    """Register the role."""
    plain = (skip, skip)
    app.add_node(asserted, html=(visit_html, depart_html), latex=plain, text=plain, man=plain, texinfo=plain)
    app.add_role("asserted", Asserted())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
