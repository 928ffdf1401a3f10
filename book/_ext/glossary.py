"""The `key-terms` directive: every chapter's table of key terms, gathered and sorted. No term is typed twice."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

import execution

ROW = re.compile(r"^\|([^|]+)\|([^|]+)\|(.+)\|\s*$")


def terms(path: Path) -> list[tuple[str, str, str]]:
    """The (English, Chinese, meaning) rows under a chapter's `## Key terms`."""
    parts = re.split(r"^## Key terms\s*$", path.read_text("utf-8"), maxsplit=1, flags=re.M)
    if len(parts) < 2:
        return []
    rows = [match for line in parts[1].split("\n## ", 1)[0].splitlines() if (match := ROW.match(line))]
    return [tuple(cell.strip() for cell in row.groups()) for row in rows[2:]]  # the head and its rule come first


def gathered() -> list[tuple[str, str, str, list[str]]]:
    """Every term once, with the chapters that have it, sorted by its English name."""
    found: dict[str, tuple[str, str, str, list[str]]] = {}
    for path in filter(Path.is_file, execution.pages()):  # Sphinx names a page that is listed and not there
        for english, chinese, meaning in terms(path):
            entry = found.setdefault(english.lower(), (english, chinese, meaning, []))
            entry[3].append(path.stem)
    return [found[name] for name in sorted(found)]


class KeyTerms(SphinxDirective):
    """`{key-terms}`: the glossary's table."""

    def run(self):
        lines = ["| term | 中文 | meaning | chapter |", "|---|---|---|---|"]
        for english, chinese, meaning, chapters in gathered():
            links = ", ".join(f"{{ref}}`{slug}`" for slug in chapters)
            lines.append(f"| {english} | {chinese} | {meaning} | {links} |")
        for path in execution.pages():
            self.env.note_dependency(str(path))
        node = nodes.container(classes=["glossary-table"])
        self.state.nested_parse(StringList(lines, source="key-terms"), 0, node)
        return [node]


def setup(app):
    app.add_directive("key-terms", KeyTerms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
