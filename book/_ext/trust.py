"""What holds a chapter up, in small print under its title: counted, measured and dated by the build, never typed."""

from __future__ import annotations

import ast
import functools
import os
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from docutils import nodes

import claims
import execution
import house

DOT = "\N{NO-BREAK SPACE}· "  # no line begins with it
LIBRARIES = {"numpy": "NumPy", "matplotlib": "Matplotlib", "sympy": "SymPy"}


@functools.cache
def proofs() -> Counter:
    """How many formulas of each chapter the proof ledger has."""
    from lff.witnesses import WITNESSES  # takes a second, because of sympy

    return Counter(witness.chapter for witness in WITNESSES)


def worst_error(slug: str) -> str | None:
    """The worst relative error in the ledger of a chapter's formulas against their proofs; None where nothing is heard."""
    try:
        return claims.glued("proof-ledger").get(f"ledger_worst_{slug}")
    except LookupError:  # a page is being built by itself
        return None


def assertions(notebook) -> int:
    """How many assertions stand in the cells of a page, those of its solutions with them."""
    trees = (ast.parse(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    return sum(isinstance(node, ast.Assert) for tree in trees for node in ast.walk(tree))


def built_on() -> str:
    """The day of this build, in words; that of SOURCE_DATE_EPOCH where it is set, so that two builds can be compared."""
    day = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()))
    return f"{day.tm_mday} {time.strftime('%B %Y', day)}"


def many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def taken(slug: str) -> tuple[int, str | None]:
    """What the line of a chapter takes from elsewhere."""
    return proofs()[slug], worst_error(slug)


def outdated(app, env, added, changed, removed) -> list[str]:
    """The pages whose line would now be another."""
    return [page for page, had in getattr(env, "lff_trust", {}).items() if had != taken(page.rsplit("/", 1)[-1])]


def proved(app, slug: str) -> list[nodes.Node]:
    """How many of the page's formulas are proved, and how far the package is from the proofs."""
    if not (count := proofs()[slug]):
        return []
    error = worst_error(slug)
    return [nodes.Text(many(count, "formula ", "formulas ")), house.link(app, "proof-ledger", "proved"),
            nodes.Text(f" (worst error {error})" if error else "")]


def checked(text: str, page: execution.Executed | None) -> list[str]:
    """What comes out of the page's cells and is checked by them, and how they ran."""
    numbers, statements = text.count("{glue:"), text.count("{asserted}")
    said = [many(numbers, "number computed", "numbers computed")] if numbers else []
    said += [many(statements, "statement checked", "statements checked")] if statements else []
    if page is None:
        return said
    python = page.notebook.metadata["language_info"]["version"]
    versions = ", ".join([f"Python {python}", *(f"{name} {version(package)}" for package, name in LIBRARIES.items())])
    return [*said, many(assertions(page.notebook), "assertion", "assertions"),
            f"run in {max(1, round(page.seconds))} s", versions, built_on()]


def add_line(app, doctree):
    """Put the line under a chapter's head; a page without proofs and numbers has none."""
    path = Path(app.env.doc2path(app.env.docname))
    head = next(doctree.findall(lambda node: "chapter-head" in getattr(node, "attributes", {}).get("classes", [])), None)
    text = path.read_text("utf-8")
    if not hasattr(app.env, "lff_trust"):
        app.env.lff_trust = {}
    app.env.lff_trust[app.env.docname] = taken(path.stem)
    if head is None or not (proofs()[path.stem] or "{glue:" in text):
        return
    page = execution.stored(path) if execution.is_executable(path) else None
    line, first = nodes.paragraph(classes=["chapter-trust"]), proved(app, path.stem)
    line += first
    line += nodes.Text((DOT if first else "") + DOT.join(checked(text, page)))
    head.parent.insert(head.parent.index(head) + 1, line)


def setup(app):
    app.connect("env-get-outdated", outdated)
    app.connect("env-purge-doc", lambda app, env, page: getattr(env, "lff_trust", {}).pop(page, None))
    app.connect("doctree-read", add_line, priority=600)  # after house has made the head
    return {"parallel_read_safe": True, "parallel_write_safe": True}
