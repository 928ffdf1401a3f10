"""The page for teachers: what builds on what is reduced and drawn right, and the plan leaves no chapter out."""

from xml.etree import ElementTree

import pytest
import yaml

from chapters import chapter_files
from pages import BOOK, Page

import teaching  # from book/_ext, which pages puts on the path

PAGE = Page.read(BOOK / "reference" / "teaching.md")
SVG = "{http://www.w3.org/2000/svg}"


def entry(slug: str, *needs: str) -> teaching.Entry:
    return teaching.Entry(slug, f"The {slug} & more", 10, needs, 6)


def weeks() -> list[dict]:
    plan, = (directive for directive in PAGE.directives if directive.name == "course-plan")
    return yaml.safe_load(plan.body)


@pytest.mark.parametrize("needs, direct", [
    ([], []), (["a"], ["a"]), (["a", "b", "c"], ["c"]), (["c", "a"], ["c"]), (["b", "x"], ["b"]),
])
def test_only_direct_needs_are_left(needs, direct):
    before = [entry("a"), entry("b", "a"), entry("c", "b")]
    assert teaching.direct_needs([*before, entry("d", *needs)])["d"] == direct


def test_the_drawing_has_every_chapter_and_says_itself_in_words():
    chapters = [entry("a"), entry("b", "a"), entry("c", "a", "b"), entry("d", "a")]
    drawing = ElementTree.fromstring(teaching.drawing(chapters).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))
    assert [text.text for text in drawing.iter(f"{SVG}text")] == [chapter.title for chapter in chapters]
    assert len(list(drawing.iter(f"{SVG}circle"))) == 4 and len(list(drawing.iter(f"{SVG}path"))) == 3
    said = drawing.find(f"{SVG}desc").text
    assert said == "The b & more after The a & more; The c & more after The b & more; The d & more after The a & more."


def test_every_chapter_has_an_entry():
    found = teaching.entries()
    assert [chapter.slug for chapter in found] == [path.stem for path in chapter_files()]
    for chapter in found:
        assert chapter.minutes > 0 and chapter.exercises >= 6 and chapter.title


def test_the_plan_has_fourteen_weeks_and_every_chapter_once_after_what_it_needs():
    assert len(weeks()) == 14
    read = [slug for week in weeks() for slug in week["read"]]
    assert len(read) == len(set(read))
    assert {path.stem for path in chapter_files()} <= set(read)
    assert set(read) <= {path.stem for path in BOOK.glob("*/*.md")}
    for chapter in teaching.entries():
        assert all(read.index(slug) < read.index(chapter.slug) for slug in chapter.needs), chapter.slug
    assert all(week["do"].strip().endswith((".", "?")) for week in weeks())
