"""What is built from a change is, byte for byte, what is built from nothing: the site that goes on is the whole one.

A book of three small chapters, a glossary and a page of the package. Each test changes it, builds, and
builds it again from nothing. The changes stay: each test begins with what the one before has left.
"""

from __future__ import annotations

import os
import shutil

import pytest

import small_book

CHAPTER = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
lff: {{minutes: 5, needs: [], givens: []}}
---
({name})=
# The {name}

What is the {name} for? It asks what a *slope* is. {text}

(sec-{name})=
## A first section

Its value is {{glue:text}}`{name}_value`.

```{{code-cell}} ipython3
from myst_nb import glue
glue("{name}_value", {value}, display=False)
print({value})
```

## Key terms

| English | 中文 | meaning |
|---|---|---|
| {term} | 词 | what it is |
"""
PAGES = {
    "index.md": "(home)=\n# A small book\n\nHello.\n",
    "part/alpha.md": CHAPTER.format(name="alpha", text="See {ref}`sec-beta`.", value=5, term="slope"),
    "part/beta.md": CHAPTER.format(name="beta", text="It follows {ref}`alpha`.", value=6, term="step"),
    "part/gamma.md": CHAPTER.format(name="gamma", text="It stands alone.", value=7, term="start"),
    "reference/glossary.md": "(glossary)=\n# Glossary\n\n```{key-terms}\n```\n",
    "reference/api.md": "(api)=\n# The package\n\n(regularization)=\n## Penalties\n\n"
                        "```{eval-rst}\n.. automodule:: lff.penalties\n   :members:\n```\n",
}
CONTENTS = """format: jb-book
root: index
parts:
  - caption: A part
    numbered: true
    chapters:
{chapters}  - caption: Reference
    chapters:
      - file: reference/glossary
      - file: reference/api
"""


def contents(*names: str) -> str:
    return CONTENTS.format(chapters="".join(f"      - file: part/{name}\n" for name in names))


class Book(small_book.Book):
    """The small book of these tests."""

    def put(self, page: str, text: str) -> None:
        (self.folder / "book" / page).write_text(text, "utf-8")

    def replace(self, page: str, old: str, new: str) -> None:
        path = self.folder / page
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def files(self) -> dict[str, bytes]:
        return {path.relative_to(self.site).as_posix(): path.read_bytes()
                for path in self.site.rglob("*") if path.is_file()}

    def must_build(self) -> str:
        status, said = self.build()
        assert status == 0, said
        return said

    def from_nothing(self) -> dict[str, bytes]:
        for name in ("good", "work", "html"):
            shutil.rmtree(self.folder / "_build" / name, ignore_errors=True)
        self.must_build()
        return self.files()


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    os.environ["SOURCE_DATE_EPOCH"] = "1700000000"
    book = Book(small_book.lay(tmp_path_factory.mktemp("renewing") / "book").folder)
    for old in ("first", "second"):
        (book.folder / "book" / "part" / f"{old}.md").unlink()
    (book.folder / "book" / "reference").mkdir()
    for page, text in PAGES.items():
        book.put(page, text)
    book.put("_toc.yml", contents("alpha", "beta"))
    book.must_build()
    yield book
    del os.environ["SOURCE_DATE_EPOCH"]




def prose(book):
    book.replace("book/part/alpha.md", "It asks what", "In other words it asks what")


def heading(book):
    book.replace("book/part/beta.md", "# The beta", "# The second letter")


def section(book):
    book.replace("book/part/beta.md", "## A first section", "## The very first section")


def section_more(book):
    book.replace("book/part/alpha.md", "## Key terms", "## A second section\n\nIt is new.\n\n## Key terms")


def term(book):
    book.replace("book/part/beta.md", "| step | 词", "| stride | 词")


def label(book):
    book.replace("book/part/beta.md", "## Key terms", "(sec-more)=\n## More\n\nMore of it.\n\n## Key terms")
    book.replace("book/part/alpha.md", "In other words", "{ref}`sec-more` has more. In other words")


def cell(book):
    book.replace("book/part/beta.md", "6, display", "60, display")


def docstring(book):
    book.replace("code/lff/penalties.py", '"""', '"""Changed. ')


def page_added(book):
    book.put("_toc.yml", contents("alpha", "gamma", "beta"))


def page_removed(book):
    book.put("_toc.yml", contents("gamma", "beta"))
    book.replace("book/part/beta.md", "It follows {ref}`alpha`.", "It follows.")


@pytest.mark.parametrize("change", [prose, heading, section, section_more, term, label, cell, docstring, page_added])
def test_a_change_gives_the_whole_site(book, change):
    change(book)
    said = book.must_build()
    assert ("what has changed of" in said) == (change is not page_added), said
    renewed = book.files()
    anew = book.from_nothing()
    assert sorted(renewed) == sorted(anew)
    assert [name for name in anew if renewed[name] != anew[name]] == []


def test_a_removed_page_is_gone(book):
    page_removed(book)
    book.must_build()
    names = set(book.files())
    assert not {"part/alpha.html", "slides/alpha.html", "notebooks/alpha.ipynb"} & names and "part/gamma.html" in names


def test_nothing_changed_is_said_and_a_damaged_site_is_laid_anew(book):
    whole = book.files()
    (book.site / "index.html").write_text("damaged", "utf-8")
    (book.site / "part" / "beta.html").unlink()
    (book.site / "more.html").write_text("not of the site", "utf-8")
    assert "Nothing has changed" in book.must_build()
    assert book.files() == whole


def test_what_was_kept_is_not_gone_on_from_when_it_is_damaged(book):
    whole = book.files()
    next((book.folder / "_build" / "good" / "_build" / "html").glob("part/*.html")).write_text("damaged", "utf-8")
    (book.site / "index.html").unlink()
    assert "Reading and writing" in book.must_build()
    assert book.files() == whole


def test_a_warning_is_not_lost(book):
    """A page with a warning fails the build, as often as it is tried, and whatever else is mended."""
    whole = book.files()
    good = (book.folder / "book" / "part" / "beta.md").read_text("utf-8")
    book.put("part/beta.md", good.replace("It follows", "{ref}`no-such-label` follows"))
    for text in ("It asks", "It still asks"):
        book.replace("book/part/gamma.md", "It asks" if text == "It still asks" else "It asks", text)
        status, said = book.build()
        assert status == 1 and "no-such-label" in said, said
        assert book.files() == whole
    book.put("part/beta.md", good)
    book.replace("book/part/gamma.md", "It still asks", "It asks")
    book.must_build()
    assert book.files() == whole


def test_a_warning_of_the_second_process_is_not_lost(book):
    """Formulas are rendered while pages are written, in a process of their own."""
    whole = book.files()
    good = (book.folder / "book" / "part" / "gamma.md").read_text("utf-8")
    book.put("part/gamma.md", good.replace("It stands", r"$\nosuchmacro{1}$ stands"))
    status, said = book.build()
    assert status == 1 and "nosuchmacro" in said and book.files() == whole, said
    book.put("part/gamma.md", good)
    book.must_build()


def test_a_label_that_others_use_cannot_go(book):
    """The page that loses its aim is not one that has changed; its warning comes all the same."""
    book.replace("book/part/gamma.md", "It stands alone.", "See {ref}`sec-beta`.")
    book.must_build()
    book.replace("book/part/beta.md", "(sec-beta)=\n", "")
    status, said = book.build()
    assert status == 1 and "sec-beta" in said, said
