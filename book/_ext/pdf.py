"""The book and each chapter as PDF, printed by Chromium from the built pages with the rules of `print.css`.

Each page is printed once, by itself, with the page numbers that it has in the book; the book is made of the prints.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from playwright.sync_api import Page as Tab

import citing
import pdf_front
import pdf_join
import pdf_pages
from build import SITE
from environment import ROOT
from pdf_chromium import NoPrint, print_file, tab
from pdf_join import Entry, Print
from pdf_pages import Book


@dataclass
class Printer:
    """Prints pages of the book one after another into a folder."""

    book: Book
    folder: Path
    tab: Tab
    numbers: dict[str, int] = field(default_factory=dict)

    def print(self, name: str, title: str, body: str, styles: list[str], first: int, foot: str = "") -> Print:
        """Print one file whose first page has the number `first`."""
        foot = foot.replace("\\", "").replace('"', "\\22 ")
        style = ("@page { size: A4; @bottom-left "
                 f'{{ content: "{foot}"; font: 8.5pt "Source Serif 4", serif; color: #555 }} }}\n'
                 f"@page:first {{ counter-set: page {first} }}\n{pdf_front.STYLE}")
        source = self.folder / f"{name}.html"
        source.write_text(pdf_pages.file(title, styles, body, style), "utf-8")
        made = print_file(self.tab, source)
        source.unlink()
        return Print(made, first)

    def page(self, page: pdf_pages.Page, first: int) -> Print:
        """Print one page of the site."""
        words = page.headings[0].words
        title = citing.citation()["title"].partition(":")[0]
        foot = title if words == title else f"{title} · {words}"
        article = self.book.article(page, self.numbers)
        made = self.print(page.slug, words, article, list(self.book.styles([page])), first, foot)
        self.numbers.update(made.numbers)
        return made

    def front(self, first: int = 1) -> Print:
        """Print cover, title page and contents with the numbers known so far."""
        return self.print("front", "Contents", pdf_front.front(self.book, self.numbers), self._all_styles, first)

    def part(self, title: str, pages: list[pdf_pages.Page], first: int) -> Print:
        """Print the page that opens a part."""
        body = pdf_front.part_page(title, pages, self.numbers)
        return self.print(f"part-{first}", title, body, self._all_styles, first)

    @property
    def _all_styles(self) -> list[str]:
        return list(self.book.styles(list(self.book.pages.values())))


@dataclass
class Prints:
    """Everything printed: the whole in its order, and each page's own print."""

    book: Book
    folder: tempfile.TemporaryDirectory
    whole: list[Print] = field(default_factory=list)
    outline: list[Entry] = field(default_factory=list)
    pages: dict[str, Print] = field(default_factory=dict)


@cache
def prints(site: Path = SITE) -> Prints:
    """Print the whole book, once."""
    if not (site / "index.html").is_file():
        raise NoPrint("There is no built site to print. Run: make book")
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    made = Prints(Book(site, settings["html"]["baseurl"] or ""), tempfile.TemporaryDirectory())
    with tab() as page:
        printer = Printer(made.book, Path(made.folder.name), page)
        front = printer.front()
        following = front.pages + 1

        def place(anchor: str) -> tuple[int, float]:
            return printer.numbers[anchor] - 1, tops[anchor]

        tops: dict[str, float] = {}
        for title, pages in made.book.parts:
            opens = following
            following += bool(title)
            inside, lines = [], []
            for each in pages:
                made.pages[each.slug] = one = printer.page(each, following)
                tops |= {anchor: top for anchor, (_, top) in one.places.items()}
                inside.append(one)
                lines += pdf_join.entries(each.headings, place)
                following += one.pages
            if title:
                inside.insert(0, printer.part(title, pages, opens))
                lines = [Entry(title, opens - 1, 842, lines)]
            made.whole += inside
            made.outline += lines
        contents = printer.front()
        if contents.pages != front.pages:
            raise NoPrint(f"The contents took {front.pages} pages without numbers and {contents.pages} with them.")
        made.whole.insert(0, contents)
    return made


def book(target: Path, site: Path = SITE) -> None:
    """Write the whole book as one PDF."""
    made = prints(site)
    pdf_join.together(made.whole, target, citing.citation()["title"], made.outline)


def chapters(folder: Path, site: Path = SITE) -> None:
    """Write each chapter as a PDF of its own, named as its page is."""
    made = prints(site)
    folder.mkdir(parents=True, exist_ok=True)
    title = citing.citation()["title"].partition(":")[0]
    for page in made.book.pages.values():
        if page.is_chapter:
            pdf_join.alone(made.pages[page.slug], folder / f"{page.slug}.pdf", f"{page.headings[0].words} – {title}",
                           page.headings, made.book.outside)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument("--site", type=Path, default=SITE, help="the built site")
    arguments = parser.parse_args()
    try:
        chapters(arguments.folder / "chapters", arguments.site.resolve())
        book(arguments.folder / "looking-for-a-function.pdf", arguments.site.resolve())
    except NoPrint as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
