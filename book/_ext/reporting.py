"""Something wrong here? A link to a prefilled report on every page, once the repository has an address; and the errata."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import urlencode

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

import citing
from environment import ROOT

ERRATA = ROOT / "book" / "errata.yml"


def address(repository: str, page: str, title: str) -> str:
    """The address of a new report that names the page and the book's version."""
    body = (f"Page: {page}\nVersion: {citing.citation()['version']}\n\nWhat it says, word for word:\n\n"
            "What it should say, and how one sees that:\n")
    return f"{repository.rstrip('/')}/issues/new?{urlencode({'title': f'{title}: ', 'body': body})}"


def add_link(app, page, template, context, doctree):
    """Put the link at the end of a page, if there is a repository to report to."""
    repository = (app.config.html_theme_options or {}).get("repository_url") or ""
    if doctree is not None and repository:
        link = escape(address(repository, page, app.env.titles[page].astext()))
        context["body"] = context.get("body", "") + f'\n<p class="report"><a href="{link}">Something wrong here?</a></p>\n'


def errata() -> list[dict]:
    """What was wrong in a version that had been published: `what`, `page`, `version`, `mended`, `test`."""
    return yaml.safe_load(ERRATA.read_text("utf-8")) or []


class Errata(SphinxDirective):
    """`{errata}`: each error with the version that had it, the one that mended it, and the test that now guards it."""

    def run(self):
        self.env.note_dependency(str(ERRATA))
        lines = [f"- {{ref}}`{entry['page']}`, {entry['version']}: {entry['what']} Mended in {entry['mended']}; guarded by "
                 f"`{entry['test']}`." for entry in errata()]
        node = nodes.container()
        text = lines or [f"None has been found since version {citing.citation()['version']}, the first, came out."]
        self.state.nested_parse(StringList(text, source="errata"), 0, node)
        return node.children


def setup(app):
    app.add_directive("errata", Errata)
    app.connect("html-page-context", add_link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
