"""What stands in the printed book before its pages: cover, title page, contents, and a page for each part."""

from __future__ import annotations

from html import escape

import citing
from environment import ROOT
from pdf_pages import ELSEWHERE, Book, Page

COVER = ROOT / "figures" / "site" / "cover.svg"
USUAL = {"Exercises", "Summary", "Key terms", "Further reading", "Where people go wrong", "References"}
STYLE = """
@page cover { margin: 0; @bottom-left { content: none } @bottom-right { content: none } }
@page bare { @bottom-left { content: none } @bottom-right { content: none } }
:root:root {
  .book-cover { page: cover; width: 210mm; height: 296.9mm; background: #0b5c8c; break-after: page; overflow: hidden; }
  .book-cover img { display: block; width: 100%; height: 100%; object-fit: cover; }
  .title-page { page: bare; height: 250mm; display: flex; flex-direction: column; break-after: page; }
  .title-page h1 { font-size: 34pt; line-height: 1.1; margin: 55mm 0 6mm; }
  .title-page .subtitle { font-size: 15pt; color: #444; max-width: 120mm; }
  .title-page .authors { font-size: 12pt; margin-top: 14mm; }
  .title-page .imprint { margin-top: auto; font-size: 9pt; color: #444; }
  .part-page { page: bare; padding-top: 62mm; }
  .part-page h1 { font-size: 28pt; margin-bottom: 8mm; padding-bottom: 5mm; border-bottom: .6mm solid #0b5c8c; }
  .contents h1 { margin-bottom: 6mm; }
  .contents .part { font-weight: 600; margin: 5mm 0 1mm; color: #0b5c8c; break-after: avoid; }
  .line { display: flex; gap: 2mm; align-items: baseline; break-after: avoid; margin-top: 1.2mm; }
  .line .dots { flex: 1; border-bottom: .3mm dotted #999; }
  .line .number { min-width: 7mm; } .line .page { min-width: 9mm; text-align: right; font-variant-numeric: tabular-nums; }
  .sections { margin: 0 14mm 1mm 9mm; font-size: 8.6pt; line-height: 1.4; color: #444; break-inside: avoid; }
  .sections > span { white-space: nowrap; } .sections .page { font-variant-numeric: tabular-nums; }
  .sections .page::before { content: "\\2002"; }
}
"""


def _line(page: Page, number: dict[str, int]) -> str:
    """A page's line in the contents."""
    heading = page.headings[0]
    return (f'<div class="line"><span class="number">{heading.number.rstrip(".")}</span>'
            f'<a href="{ELSEWHERE}{heading.anchor}">{heading.title}</a><span class="dots"></span>'
            f'<span class="page">{number.get(heading.anchor, 999)}</span></div>')


def _sections(page: Page, number: dict[str, int]) -> str:
    """The sections of a chapter, but for those that every chapter has, one after another."""
    shown = [f'<a href="{ELSEWHERE}{heading.anchor}">{heading.title}</a>'
             f'<span class="page">{number.get(heading.anchor, 999)}</span>'
             for heading in page.headings[1:] if heading.title not in USUAL]
    return f'<div class="sections">{" &emsp; ".join(shown)}</div>' if page.is_chapter and shown else ""


def front(book: Book, number: dict[str, int]) -> str:
    """Cover, title page and contents."""
    facts = citing.citation()
    title, _, subtitle = facts["title"].partition(": ")
    authors = " and ".join(person["name"] for person in facts["authors"])
    cover = f'<div class="book-cover"><img src="{COVER.as_uri()}" alt="{escape(title)}"></div>' if COVER.is_file() else ""
    where = f'<br><a class="external" href="{escape(book.address)}">{escape(book.address)}</a>' if book.address else ""
    lines = []
    for part, pages in book.parts:
        lines += [f'<div class="part">{escape(part)}</div>'] if part else []
        lines += [_line(page, number) + _sections(page, number) for page in pages]
    return (f'{cover}<div class="title-page"><h1>{escape(title)}</h1>'
            f'<p class="subtitle">{escape(subtitle[:1].upper() + subtitle[1:])}</p><p class="authors">{escape(authors)}</p>'
            f'<p class="imprint">Version {facts["version"]}, {facts["date-released"]}. Text CC BY 4.0, code MIT.<br>'
            "Printed from the book’s own pages: a formula shown is a formula proved, tested and run. Code that only draws "
            f"a picture is left out here; the site and the notebooks have it.{where}</p></div>"
            f'<article class="bd-article contents" id="contents"><h1>Contents</h1>{"".join(lines)}</article>')


def part_page(title: str, pages: list[Page], number: dict[str, int]) -> str:
    """The page that opens a part, with what is in it."""
    lines = "".join(_line(page, number) for page in pages)
    return f'<article class="bd-article part-page"><h1>{escape(title)}</h1>{lines}</article>'
