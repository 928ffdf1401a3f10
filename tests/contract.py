"""The chapter contract, each clause a function from a page to what breaks it: (line, what to do)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import contract_code
import contract_prose
import lff_names
from chapters import BOOK, ROOT, Page, chapter_files, is_chapter, table_of_contents

from answers import checks_of  # from book/_ext, which pages puts on the path

Found = Iterator[tuple[int, str]]
CJK = re.compile(r"[\u4e00-\u9fff]")
EXERCISES = 6


@dataclass(frozen=True)
class Violation:
    """A place in a file, and what to do there."""

    path: Path
    line: int
    message: str
    rule: str

    def __str__(self) -> str:
        try:
            path = self.path.relative_to(ROOT)
        except ValueError:
            path = self.path
        return f"{path}:{self.line}: {self.message} [{self.rule}]"


def front_matter(page: Page) -> Found:
    """Minutes, needs and givens are there; needs stand earlier in the book."""
    if page.front.get("file_format") != "mystnb" or "kernelspec" not in page.front:
        yield 1, "start the front matter with `file_format: mystnb` and a `kernelspec`, or no cell runs"
    minutes, needs = page.contract.get("minutes"), page.contract.get("needs")
    if not isinstance(minutes, int) or minutes <= 0:
        yield 1, "give `lff: minutes:` in the front matter, a whole number of minutes to read the chapter"
    if not isinstance(needs, list):
        yield 1, "give `lff: needs:` in the front matter, a list of the slugs of chapters to read before"
        needs = []
    order = [path.stem for _, path in table_of_contents()]
    if page.slug not in order:
        yield 1, f"list `{page.slug}` in book/_toc.yml"
    chapters = {path.stem for path in chapter_files()}
    for slug in needs:
        if slug not in chapters:
            yield 1, f"`needs` names {slug!r}, which is no chapter in book/_toc.yml"
        elif page.slug in order and order.index(slug) >= order.index(page.slug):
            yield 1, f"`needs` names {slug!r}, which does not stand before this chapter in book/_toc.yml"


def chapter_label(page: Page) -> Found:
    """The chapter opens with its slug as label, on its one title."""
    titles = [line for level, _, line in page.headings if level == 1]
    if len(titles) != 1:
        yield 1, f"give the chapter one title (`# ...`); it has {len(titles)}"
    elif not any(name == page.slug and line < titles[0] for name, line in page.labels):
        yield titles[0], f"put the label `({page.slug})=` right above the title"


def question(page: Page) -> Found:
    """Before its first section, the chapter asks the reader's question."""
    first = next((line for level, _, line in page.headings if level == 2), 0)
    opening = " ".join(block.text for block in page.prose if block.starts[0][1] < first and block.kind == "text")
    if not re.search("[?？]", opening):
        yield 1, "open the chapter, before its first section, with the question that the reader has"


def closing_sections(page: Page) -> Found:
    """Misconceptions with a cell, summary, bilingual key terms, further reading with citations."""
    found = {title: page.section(title) for title in
             ("Where people go wrong", "Exercises", "Summary", "Key terms", "Further reading")}
    for title, place in found.items():
        if place is None:
            yield 1, f"add a section `## {title}`"
    lines = page.text.split("\n")

    def body(title: str) -> list[str]:
        start, end = found[title]
        return lines[start:end]

    if found["Where people go wrong"]:
        start, end = found["Where people go wrong"]
        if not any(start < cell.line <= end for cell in page.cells):
            yield start, "show the misconception: put a code cell into `Where people go wrong`"
    if found["Summary"] and not 3 <= sum(line.startswith(("- ", "* ")) for line in body("Summary")) <= 6:
        yield found["Summary"][0], "sum the chapter up in three to six bullets"
    if found["Key terms"]:
        start = found["Key terms"][0]
        rows = [(start + n, line) for n, line in enumerate(body("Key terms"), 1) if line.lstrip().startswith("|")]
        if len(rows) < 3:
            yield start, "give the key terms as a table: English | 中文 | meaning"
        for number, row in rows[2:]:
            if not CJK.search(row):
                yield number, "give this key term in Chinese as well"
    if found["Further reading"]:
        start, end = found["Further reading"]
        if not any(start < line <= end for _, line in page.citations):
            yield start, "cite what to read with {cite}`key`, the key standing in book/references.bib"


def citations(page: Page) -> Found:
    """Every citation stands in the bibliography."""
    entries = (BOOK / "references.bib").read_text("utf-8") if (BOOK / "references.bib").exists() else ""
    keys = set(re.findall(r"@\w+\s*\{\s*([^,\s]+)", entries))
    for key, line in page.citations:
        if key not in keys:
            yield line, f"cite key {key!r} is not in book/references.bib: add the entry or mend the key"


def exercises(page: Page) -> Found:
    """At least six exercises, each followed by its solution, folded away, that ends in a checked answer."""
    asked = [d for d in page.directives if d.name == "exercise"]
    solved = {d.argument: d for d in page.directives if d.name == "solution-start"}
    if len(asked) < EXERCISES:
        place = page.section("Exercises")
        yield place[0] if place else 1, f"write at least {EXERCISES} exercises; there are {len(asked)}"
    labels = [d.options.get("label") for d in asked]
    for exercise, label in zip(asked, labels, strict=True):
        if not label:
            yield exercise.line, "give the exercise a `:label:`"
        elif label not in solved:
            yield exercise.line, f"exercise {label} has no solution: add {{solution-start}} {label} after it"
        elif solved[label].line < exercise.line:
            yield solved[label].line, f"the solution of {label} stands before its exercise"
    starts, ends = len(solved), sum(d.name == "solution-end" for d in page.directives)
    if starts != ends:
        yield 1, f"{starts} different solutions start and {ends} end: close each with {{solution-end}}"
    for label, start in solved.items():
        if label not in labels:
            yield start.line, f"no exercise on this page has the label {label!r}"
        if "dropdown" not in str(start.options.get("class") or ""):
            yield start.line, "fold the solution away with `:class: dropdown`"
        cells = [cell for cell in page.cells if cell.solution == label]
        if not cells:
            yield start.line, f"the solution of {label} has no code cell"
            continue
        try:
            checks = checks_of(cells[-1].source)
        except SyntaxError:
            continue  # contract_code says it
        if checks is None or not re.search(r"\banswer\b", checks):
            yield cells[-1].line, (f"end the solution of {label} with a cell that assigns `answer` "
                                   "and then asserts on `answer`")
    for directive in page.directives:
        if directive.name == "solution":
            yield directive.line, "use {solution-start} ... {solution-end}: a cell inside {solution} never runs"


EVERY_PAGE: tuple[Callable[[Page], Found], ...] = (
    contract_prose.numbers, contract_prose.givens, contract_prose.derived, contract_code.python, contract_code.glue,
    contract_code.figures, contract_code.names_shown, contract_prose.labels)
CHAPTERS: tuple[Callable[[Page], Found], ...] = (
    front_matter, chapter_label, question, closing_sections, citations, exercises, contract_prose.counts,
    contract_prose.words, contract_prose.asserted, contract_code.redefinitions, contract_code.naive,
    contract_code.source_shown)


def rules(path: Path) -> tuple[Callable[[Page], Found], ...]:
    """The clauses that hold for a page."""
    return EVERY_PAGE + CHAPTERS if is_chapter(path) else EVERY_PAGE


def violations(page: Page) -> list[Violation]:
    """All that breaks the contract in a page, in the order of its lines."""
    found = [Violation(page.path, line, message, rule.__name__)
             for rule in rules(page.path) for line, message in rule(page)]
    return sorted(found, key=lambda violation: violation.line)


def book_violations(pages: list[Page]) -> list[Violation]:
    """What no page shows alone: labels and alternative texts that stand twice, docstrings that point nowhere."""
    found, seen = [], {}
    for page in pages:
        for kind, values in (("label", page.labels), ("alternative text", contract_code.alternative_texts(page))):
            for value, line in values:
                first = seen.setdefault((kind, value), page)
                if first is not page:
                    found.append(Violation(page.path, line, f"the {kind} {value!r} stands in {first.path.name} "
                                           "already: each is unique in the book", "unique"))
    labels = {label for kind, label in seen if kind == "label"}
    for name in lff_names.names().values():
        if name.label is None:
            found.append(Violation(name.path, name.line, f"give the docstring of {name.short} a `Book:` with the label "
                                   "of the section that introduces it", "book_label"))
        elif name.label not in labels:
            found.append(Violation(name.path, name.line, f"`Book:` of {name.short} points at {name.label!r}, which no "
                                   "page has as a label", "book_label"))
    return found
