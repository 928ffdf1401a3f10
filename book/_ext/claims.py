"""The lectures' claims as values, and the `claims` directive that prints each with its number and its verdict.

A claim names the chapter and the glue key whose value decides it; its predicate reads that value and gives the
verdict. Nothing on the claims page is typed: a chapter that comes out otherwise changes the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

import execution

HOLDS, FAILS, OPEN = "holds here", "does not hold here", "undecided here"


@dataclass(frozen=True)
class Claim:
    """One sentence of the lectures and what decides it."""

    id: str
    says: str  # the claim, in our words
    source: str  # which notes or slides say it
    chapter: str  # the slug of the chapter with the experiment
    keys: tuple[str, ...]  # glue keys of that chapter that the verdict is read from
    verdict: Callable[..., str]  # takes their values, in order
    shown: str  # how the values are printed, a format string over the keys


def _either(holds: bool) -> str:
    return HOLDS if holds else FAILS


CLAIMS: tuple[Claim, ...] = ()


def decide(claim: Claim) -> tuple[str, str]:
    """The verdict of a claim and its values as text, from the chapter as it was executed last."""
    path = next(p for p in execution.pages() if p.stem == claim.chapter)
    page = execution.stored(path)
    if page is None:
        raise LookupError(f"{claim.chapter} has not been executed as it stands")
    glued = page.glued
    missing = [key for key in claim.keys if key not in glued]
    if missing:
        raise LookupError(f"{claim.chapter} glues no {', '.join(missing)}")
    values = [glued[key] for key in claim.keys]
    return claim.verdict(*values), claim.shown.format(**{k.replace("-", "_"): glued[k] for k in claim.keys})


class ClaimsTable(SphinxDirective):
    """`{claims}`: every claim with its verdict, linked to the chapter that decides it."""

    def run(self):
        lines = []
        for claim in CLAIMS:
            try:
                verdict, shown = decide(claim)
            except LookupError as error:
                return [self.state.document.reporter.warning(f"claim {claim.id}: {error}", line=self.lineno)]
            lines += [f"(claim-{claim.id})=", f"{claim.says} ({claim.source})",
                      f": **{verdict[0].upper()}{verdict[1:]}.** {shown} See {{ref}}`{claim.chapter}`.", ""]
            self.env.note_dependency(str(execution.STORE))
        node = nodes.container(classes=["claims"])
        self.state.nested_parse(StringList(lines, source="claims"), 0, node)
        return [node]


def setup(app):
    app.add_directive("claims", ClaimsTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
