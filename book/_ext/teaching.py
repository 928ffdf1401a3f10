"""For teachers: the chapters in a table, what builds on what as a drawing, a course week by week. All of it is counted.

The chapters are those of `_toc.yml`, in its order; what stands in a plan and not there is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

import claims
import execution
import house
import notebooks
import trust

WIDTH, ROW, LEFT, TEXT = 360, 26, 112, 14  # of the drawing: as wide as a phone, so that its text stays legible there

LEDGER = re.compile(r"^(.+), in \{ref\}`([\w-]+)`$", re.M)  # a line of the proof ledger


@dataclass(frozen=True)
class Entry:
    """A chapter as a teacher sees it."""

    slug: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    exercises: int

    @classmethod
    def read(cls, path: Path) -> Entry:
        """The entry of the chapter in a file."""
        text, facts = path.read_text("utf-8"), house.facts(path)
        title = re.search(r"^# (.+)$", text, re.M)[1].strip()
        return cls(path.stem, title, facts["minutes"], tuple(facts.get("needs") or ()), text.count("```{exercise}"))


def entries() -> list[Entry]:
    """The chapters of the book, in order."""
    return [Entry.read(path) for path in execution.pages() if path.is_file() and notebooks.is_chapter(path)]


def direct_needs(chapters: Iterable[Entry]) -> dict[str, list[str]]:
    """What each chapter needs without what these need themselves, in the order of the book."""
    all_before: dict[str, set[str]] = {}
    direct = {}
    for chapter in chapters:
        known = [slug for slug in all_before if slug in chapter.needs]
        direct[chapter.slug] = [slug for slug in known if not any(slug in all_before[other] for other in known)]
        all_before[chapter.slug] = set(known).union(*(all_before[slug] for slug in known))
    return direct


def drawing(chapters: list[Entry]) -> str:
    """The dependencies as an SVG: chapters below each other, an arc from each to those that build on it."""
    direct, row = direct_needs(chapters), {chapter.slug: i for i, chapter in enumerate(chapters)}
    title = {chapter.slug: chapter.title for chapter in chapters}
    arcs = [(row[before], row[after]) for after, needed in direct.items() for before in needed]
    widest = max((after - before for before, after in arcs), default=1)
    said = "; ".join(f"{chapter.title} after {' and '.join(title[slug] for slug in direct[chapter.slug])}"
                     for chapter in chapters if direct[chapter.slug])

    def height(index: int) -> float:
        return ROW * (index + 0.5)

    paths = ""
    for before, after in arcs:
        # A cubic reaches three quarters of the way to its control points.
        out = LEFT - (LEFT - 8) * 4 / 3 * ((after - before) / widest) ** 0.6
        top, bottom = f"{height(before):g}", f"{height(after):g}"
        paths += f'<path d="M{LEFT} {top}C{out:.0f} {top} {out:.0f} {bottom} {LEFT} {bottom}"/>'
    dots = "".join(f'<circle cx="{LEFT}" cy="{height(i):g}" r="4"/>' for i in range(len(chapters)))
    words = "".join(f'<text x="{LEFT + 12}" y="{height(i) + TEXT * .35:g}">{escape(chapter.title)}</text>'
                    for i, chapter in enumerate(chapters))
    return (f'<svg class="dependency-graph" role="img" aria-labelledby="graph-title graph-words" fill="currentColor" '
            f'viewBox="0 0 {WIDTH} {ROW * len(chapters)}" width="{WIDTH}" height="{ROW * len(chapters)}" '
            f'font-size="{TEXT}" style="width: 100%; max-width: 28rem; height: auto">'
            f'<title id="graph-title">Which chapter builds on which</title><desc id="graph-words">{escape(said)}.</desc>'
            f'<g fill="none" stroke="currentColor" stroke-width="1.5" opacity=".6">{paths}</g>{dots}{words}</svg>')


class Generated(SphinxDirective):
    """A directive whose text is made from the chapters."""

    def markdown(self, lines: list[str]) -> list[nodes.Node]:
        """The lines, read as if they stood on the page."""
        for path in execution.pages():
            self.env.note_dependency(str(path))
        node = nodes.container()
        self.state.nested_parse(StringList(lines, source=self.name), 0, node)
        return node.children


def sheets(slug: str, docname: str) -> str:
    """Links to the files that a chapter's exercises can be taken away in."""
    folder = f"{'../' * docname.count('/')}{notebooks.FOLDER}"
    return (f'<a href="{folder}/{slug}-exercises.ipynb" download>sheet</a>, '
            f'<a href="{folder}/{slug}-solutions.ipynb" download>with solutions</a>')


def deck(slug: str, docname: str) -> str:
    """A link to a chapter's slides."""
    return f'<a href="{"../" * docname.count("/")}slides/{slug}.html">slides</a>'


class ChapterTable(Generated):
    """`{chapter-table}`: what each chapter takes and holds, and its exercises as files."""

    def run(self):
        self.env.note_reread()  # for its counts of proofs
        chapters = entries()
        direct, proofs = direct_needs(chapters), trust.proofs()
        lines = ["| chapter | minutes | directly after | proofs | exercises | to hand out | to show |",
                 "|---|--:|---|--:|--:|---|---|"]
        for chapter in chapters:
            after = ", ".join(f"{{ref}}`{slug}`" for slug in direct[chapter.slug]) or "–"
            lines.append(f"| {{ref}}`{chapter.slug}` | {chapter.minutes} | {after} | {proofs[chapter.slug]} | "
                         f"{chapter.exercises} | {sheets(chapter.slug, self.env.docname)} | "
                         f"{deck(chapter.slug, self.env.docname)} |")
        lines.append(f"| all | {sum(c.minutes for c in chapters)} | | {sum(proofs[c.slug] for c in chapters)} | "
                     f"{sum(c.exercises for c in chapters)} | | |")
        return self.markdown(lines)


class DependencyGraph(Generated):
    """`{dependency-graph}`: the drawing of what builds on what."""

    def run(self):
        return [nodes.raw("", drawing(entries()), format="html")]


class CoursePlan(Generated):
    """`{course-plan}`: weeks as YAML, each `read` (slugs of chapters) and `do` (what happens in class)."""

    has_content = True

    def run(self):
        book = {chapter.slug: chapter for chapter in entries()}
        lines = []
        for number, week in enumerate(yaml.safe_load("\n".join(self.content)), start=1):
            read = [book[slug] for slug in week["read"] if slug in book]
            chapters = " and ".join(f"{{ref}}`{chapter.slug}`" for chapter in read)
            takes = f"{sum(c.minutes for c in read)} minutes, {sum(c.exercises for c in read)} exercises"
            lines.append(f"{number}. {f'{chapters}: {takes}. ' if read else ''}In class: {' '.join(week['do'].split())}")
        return self.markdown(lines)


def titles_of_proofs() -> dict[str, list[str]]:
    """The titles of all proofs by chapter: from the proof ledger as it ran, or else each is proved here and now."""
    ledger = next((path for path in execution.pages() if path.stem == "proof-ledger" and path.is_file()), None)
    page = execution.stored(ledger) if ledger else None
    found: dict[str, list[str]] = {}
    for cell in page.notebook.cells if page else ():
        for output in cell.get("outputs", []):
            for title, slug in LEDGER.findall(output.get("data", {}).get("text/markdown", "")):
                found.setdefault(slug, []).append(title)
    if not found:
        from lff.witnesses import WITNESSES

        for witness in WITNESSES:
            found.setdefault(witness.chapter, []).append(witness.proof().title)
    return found


class WhatIsShown(Generated):
    """`{what-is-shown}`: the formulas that each chapter proves, and the claims that its experiments decide."""

    def run(self):
        self.env.note_reread()  # depends on results of many pages
        lines, proved = [], titles_of_proofs()
        for chapter in entries():
            titles = proved.get(chapter.slug, [])
            decided = [(claim, claims.decide(claim)[0]) for claim in claims.CLAIMS if claim.chapter == chapter.slug]
            if titles or decided:
                lines.append(f"{{ref}}`{chapter.slug}`")
                lines += [f": Proves: {'; '.join(titles)}.", ""] if titles else []
                lines += [f": Tries: {' '.join(f'*{claim.says}* ({verdict})' for claim, verdict in decided)}",
                          ""] if decided else []
        return self.markdown(lines)


def setup(app):
    app.add_directive("chapter-table", ChapterTable)
    app.add_directive("what-is-shown", WhatIsShown)
    app.add_directive("dependency-graph", DependencyGraph)
    app.add_directive("course-plan", CoursePlan)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
