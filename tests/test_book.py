"""The chapter contract, held by every chapter: DESIGN.md says what it is, contract.py says it in code.

`python tests/chapters.py book/function/three-steps.md` prints what a chapter breaks, without running it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import contract
import contract_code
import lff_names
from chapters import ROOT, Page, chapter_files, is_chapter, page_files

import answers  # this and execution are in book/_ext, which pages puts on the path
import claims
import execution

AT_LEAST = 15  # chapters that the book has; a table of contents that loses some must not pass unseen
PAGES = [path for path in page_files() if path.is_file()]


def where(path: Path) -> str:
    """A page's file as messages name it."""
    return path.relative_to(ROOT).as_posix()


@cache
def page(path: Path) -> Page:
    """A page, read once."""
    return Page.read(path)


@cache
def executed() -> dict[Path, execution.Executed] | Exception:
    """Every page, executed (from the store where it has not changed), or what went wrong."""
    try:
        return execution.execute(PAGES)
    except execution.ChapterFailed as error:
        return error


def run_of(path: Path) -> execution.Executed | None:
    """The executed page; a failure of this page fails the test, a failure of another does not."""
    if not execution.is_executable(path):
        return None
    if isinstance(executed(), Exception):
        if f"{where(path)}:" in str(executed()) or execution.stored(path) is None:
            pytest.fail(str(executed()), pytrace=False)
        return execution.stored(path)
    return executed()[path]


def test_book_has_its_chapters():
    assert len(chapter_files()) >= AT_LEAST
    missing = [where(path) for path in page_files() if not path.is_file()]
    assert not missing, f"book/_toc.yml lists pages that are not there: {missing}"


def test_slugs_are_unique():
    assert len({path.stem for path in PAGES}) == len(PAGES)


@pytest.mark.parametrize(("path", "rule"), [
    pytest.param(path, rule, id=f"{path.stem}-{rule.__name__}") for path in PAGES for rule in contract.rules(path)])
def test_contract(path, rule):
    broken = [contract.Violation(path, line, message, rule.__name__) for line, message in rule(page(path))]
    assert not broken, "\n" + "\n".join(map(str, broken))


def test_labels_alternative_texts_and_docstrings():
    broken = contract.book_violations([page(path) for path in PAGES if path.is_file()])
    assert not broken, "\n" + "\n".join(map(str, broken))


def test_package_has_names_and_pages_have_prose():
    assert len(lff_names.names()) > 30
    for path in filter(is_chapter, PAGES):
        assert sum(len(block.text) for block in page(path).prose) > 3000, f"{where(path)}: hardly any prose was read"


@pytest.mark.usefixtures("pages_have_run")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
class TestRun:
    """What only the run of a page shows."""

    def test_runs_without_a_word_on_stderr(self, path):
        ran = run_of(path)
        for cell in ran.notebook.cells if ran else ():
            loud = [o for o in cell.get("outputs", []) if o.output_type == "error" or o.get("name") == "stderr"]
            assert not loud, f"{where(path)}: {cell.source}\n{loud}"
        if is_chapter(path):
            assert ran, f"{where(path)}: a chapter has cells to run"

    def test_altered_answers_are_caught(self, path):
        solutions = [label for label, _ in answers.solution_cells(page(path).text)]
        if not solutions:
            return
        missing = [label for label in solutions if label not in run_of(path).solutions]
        assert not missing, f"{where(path)}: the answers of {missing} were not altered"

    def test_every_glue_that_is_used_was_glued(self, path):
        ran = run_of(path)
        if ran:
            used = {key: line for key, line in page(path).glue_uses}
            unknown = {key: line for key, line in used.items() if key not in ran.glued}
            assert not unknown, f"{where(path)}: keys used that no cell glued, with their lines: {unknown}"

    def test_pictures_have_alternative_texts(self, path):
        ran = run_of(path)
        code = [cell for cell in ran.notebook.cells if cell.cell_type == "code"] if ran else []
        for cell, written in zip(code, page(path).cells, strict=bool(ran)):
            drawn = any(kind.startswith("image/") for output in cell.outputs for kind in output.get("data", {}))
            if drawn and not contract_code.HIDDEN_OUTPUT & set(written.tags):
                assert contract_code.image_options(written).get("alt"), (
                    f"{where(path)}:{written.line}: this cell draws a picture: give `mystnb:` options image: alt, "
                    "figure: name, figure: caption")


@pytest.mark.usefixtures("pages_have_run")
def test_seconds_are_reported(record_property, capsys):
    """Seconds that each page took when it last ran; they are told, never judged."""
    ran = executed()
    seconds = {} if isinstance(ran, Exception) else {path.stem: done.seconds for path, done in ran.items()}
    for name, value in sorted(seconds.items(), key=lambda item: -item[1]):
        record_property(name, round(value, 1))
        with capsys.disabled():
            print(f"\n  {value:6.1f} s  {name}", end="")


@pytest.mark.usefixtures("pages_have_run")
def test_claims_are_decided_by_what_the_chapters_found():
    """Each claim of the claims page finds its numbers, has one of the verdicts, and stands there once."""
    executed()
    ids = [claim.id for claim in claims.CLAIMS]
    assert len(ids) == len(set(ids)) and len(ids) >= 15
    for claim in claims.CLAIMS:
        verdict, shown = claims.decide(claim)
        assert verdict in (claims.HOLDS, claims.FAILS, claims.OPEN), claim.id
        assert "{" not in shown, claim.id
