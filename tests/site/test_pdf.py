"""The book and its chapters as PDF: complete, in order, led where they say, whole within the margins, the same each time."""

from __future__ import annotations

import collections
import os
import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import pypdfium2
import pytest

from conftest import ROOT, SITE, chapter_pages, name_of

import citing  # from book/_ext, which conftest puts on the path
import pdf
import pdf_chromium
import pdf_join
import pdf_pages

FOLDER = Path(os.environ.get("LFF_DOWNLOADS", SITE / "downloads")).resolve()
BOOK = FOLDER / "looking-for-a-function.pdf"
CHAPTERS = sorted((FOLDER / "chapters").glob("*.pdf"))
WIDTH, HEIGHT, LEFT, RIGHT, FOOT = 595, 842, 60, 535, 58  # points: A4, 22 mm from its sides, and above the number of the page


def plain(text: str) -> str:
    """Text without what a line's end does to it, and without spaces."""
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\u200b", "").replace("\ufffe", "")
    return re.sub(r"[\s\-‐]", "", text)


@pytest.fixture(scope="module")
def printed():
    with pypdfium2.PdfDocument(BOOK) as document:
        yield document


@dataclass
class Leaf:
    """What is printed on one page: its text, the box of each piece of it, and what stands at the foot, right."""

    text: str
    boxes: list[tuple[float, float, float, float]]  # left, bottom, right, top
    foot: str


def misplaced(text: pypdfium2.PdfTextPage) -> list[tuple[float, float, float, float]]:
    """Boxes beyond the paper of characters that are drawn on it.

    PDFium takes some apostrophes for others that are drawn elsewhere. The matrix of a character says where it is drawn.
    """
    found, drawn = [], pypdfium2.raw.FS_MATRIX()
    for index in range(text.count_chars()):
        box = text.get_charbox(index)
        pypdfium2.raw.FPDFText_GetMatrix(text.raw, index, drawn)
        if (box[2] > WIDTH or box[3] > HEIGHT) and LEFT <= drawn.e <= RIGHT and 0 <= drawn.f <= HEIGHT:
            found.append(box)
    return found


@pytest.fixture(scope="module")
def leaves(printed) -> list[Leaf]:
    found = []
    for page in printed:
        text = page.get_textpage()
        boxes = [text.get_rect(index) for index in range(text.count_rects())]
        if any(box[2] > WIDTH or box[3] > HEIGHT for box in boxes):
            boxes = [box for box in boxes if box not in misplaced(text)]
        foot = text.get_text_bounded(left=RIGHT - 60, right=WIDTH, bottom=0, top=FOOT).strip()
        found.append(Leaf(plain(text.get_text_range()), boxes, foot))
    return found


@pytest.fixture(scope="module")
def texts(leaves) -> list[str]:
    return [leaf.text for leaf in leaves]


@pytest.fixture(scope="module")
def whole():
    with pikepdf.open(BOOK) as document:
        yield document


@pytest.fixture(scope="module")
def site():
    return pdf_pages.Book(SITE)


@pytest.fixture(scope="module")
def outline(printed) -> list[tuple[int, str, int]]:
    """Level, title and page (from 0) of each line of the outline."""
    return [(line.level, line.get_title(), line.get_dest().get_index()) for line in printed.get_toc()]


def test_a_file_for_each_chapter():
    chapters = {page.stem for page in chapter_pages() if not name_of(page).startswith("reference/")}
    assert len(chapters) >= 10 and {file.stem for file in CHAPTERS} == chapters


def test_the_outline_holds_every_part_page_and_section_in_order(site, outline):
    expected = []
    for title, pages in site.parts:
        expected += [(0, title)] if title else []
        for page in pages:
            for heading in page.headings:
                expected.append((heading.level - 1 + bool(title), plain(heading.words)))
    assert [(level, plain(title) if level or title not in dict(site.parts) else title)
            for level, title, _ in outline] == expected
    pages = [page for *_, page in outline]
    assert pages == sorted(pages)


def test_the_outline_leads_to_the_headings(outline, texts):
    for _, title, page in outline:
        if "$" not in title:
            assert plain(title)[:60] in texts[page], (title, page + 1)


def test_no_heading_is_alone_at_the_foot_of_a_page(printed, leaves):
    for line in printed.get_toc():
        where = line.get_dest()
        top = where.get_view()[1][1]
        under = [box for box in leaves[where.get_index()].boxes if FOOT < box[1] and box[3] < top - 30]
        assert under, (line.get_title(), where.get_index() + 1)


def test_every_page_says_its_number(leaves, site, outline):
    bare = {page for level, title, page in outline if level == 0 and title in dict(site.parts)} | {0, 1}
    for number, leaf in enumerate(leaves):
        assert leaf.foot == ("" if number in bare else str(number + 1))


def test_the_contents_say_where_pages_begin(texts, site, outline):
    contents = "".join(texts[2:outline[0][2]])
    begins = [page for level, title, page in outline if level == 1 or level == 0 and title not in dict(site.parts)]
    pages = [page for _, pages in site.parts for page in pages]
    for page, begin in zip(pages, begins, strict=True):
        title = unescape(re.sub("<[^>]*>", "", page.headings[0].title))
        assert f"{plain(title)}{begin + 1}" in contents


@pytest.mark.parametrize("file", [BOOK, *CHAPTERS], ids=lambda file: file.stem)
def test_links_lead_to_places_that_exist(file):
    with pikepdf.open(file) as document:
        pages = {page.objgen for page in document.pages}
        places = document.Root.get("/Dests", {})
        inner = 0
        for page in document.pages:
            for note in page.obj.get("/Annots", []):
                if "/Dest" in note:
                    assert places[str(note.Dest)][0].objgen in pages
                    inner += 1
                else:
                    assert not str(note.A.URI).startswith((pdf_pages.ELSEWHERE, "file:")), note.A.URI
        assert inner >= (2000 if file == BOOK else 5)


def test_links_between_chapters_lead_home(whole, site):
    """Every place that one page of the site links to on another is linked in the book."""
    linked = {unquote(str(note.Dest)[1:]) for page in whole.pages for note in page.obj.get("/Annots", []) if "/Dest" in note}
    wanted = {target.removeprefix(pdf_pages.ELSEWHERE) for target in site.wanted}
    assert wanted and not {name for name in wanted - linked if not name.partition(":")[0] == "bibliography"}


def test_nothing_runs_off_the_page(leaves):
    for number, leaf in enumerate(leaves, 1):
        assert not [box for box in leaf.boxes if box[0] < LEFT or box[2] > RIGHT], number


def test_no_page_is_empty(leaves):
    for number, leaf in enumerate(leaves, 1):
        assert number == 1 or [box for box in leaf.boxes if box[1] > FOOT], number  # the cover is a drawing


def test_titles_formulas_and_chinese_terms_can_be_found(site, outline, texts):
    begins = [(title, page) for level, title, page in outline]
    for _, pages in site.parts:
        for page in pages:
            title = plain(page.headings[0].words)
            at = next(where for name, where in begins if plain(name) == title)
            assert title in texts[at]
    text = "".join(texts)
    assert "b+wx" in text and "∂L" in text and "SolutiontoExercise2.1Thelinetakes0.97ofyesterday" in text
    terms = re.findall(r'<span lang="zh">([^<]+)</span>', site.pages["reference/glossary"].article)
    assert len(terms) > 100
    assert not [term for term in terms if plain(term) not in text]


@pytest.mark.parametrize("file", [BOOK, *CHAPTERS], ids=lambda file: file.stem)
def test_letters_are_in_the_file(file):
    with pikepdf.open(file) as document:
        fonts = [thing for thing in document.objects
                 if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"]
        names = " ".join(str(font.get("/BaseFont", "")) for font in fonts)
        assert "SourceSerif4" in names and "KaTeX_Math" in names
        for font in fonts:
            if font.Subtype in ("/Type0", "/Type3"):  # letters of a Type 3 font are drawings in the file
                continue
            assert set(font.FontDescriptor.keys()) & {"/FontFile", "/FontFile2", "/FontFile3"}, font.BaseFont


def tags(document: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    return [thing for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == kind and "/P" in thing]


def test_every_figure_of_the_site_is_printed_with_its_alternative(whole, site):
    shown = collections.Counter(str(tag.Alt) for tag in tags(whole, "/Figure") if "/Alt" in tag)
    for page in site.pages.values():
        for image in re.findall(r"<img\b[^>]*>", page.article):
            words = unescape(re.search(r'\balt="([^"]*)"', image)[1])
            if words and 'class="cover"' not in image:
                assert shown[words] >= 1, (page.name, words)
                shown[words] -= 1


def test_figures_are_drawn_and_not_photographed(whole):
    """What Chromium cannot draw it prints as JPEG: shadows, filters."""
    assert not [thing for thing in whole.objects if isinstance(thing, pikepdf.Stream)
                and thing.get("/Subtype") == "/Image" and thing.get("/Filter") == "/DCTDecode"]


@pytest.mark.parametrize("file", [BOOK, *CHAPTERS], ids=lambda file: file.stem)
def test_the_file_says_what_it_is(file):
    facts = citing.citation()
    with pikepdf.open(file) as document:
        assert str(document.docinfo.Author) == facts["authors"][0]["name"]
        assert str(document.docinfo.CreationDate).startswith("D:" + str(facts["date-released"]).replace("-", ""))
        assert document.Root.Lang == "en" and document.Root.MarkInfo.Marked
        parents = [int(page.obj.StructParents) for page in document.pages]
        assert len(set(parents)) == len(parents)
        numbers = document.Root.StructTreeRoot.ParentTree
        known = {key for key, _ in pdf_join._tree(numbers, "/Nums")}
        assert set(parents) <= {int(key) for key in known}
        names = [str(tag.ID) for tag in tags(document, "/TH") if "/ID" in tag]
        assert len(set(names)) == len(names)


def test_two_prints_are_the_same_bytes(chromium, site, tmp_path):
    made = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        with pdf.tab(chromium) as tab:
            page = site.pages["reference/notation"]
            one = pdf.Printer(site, folder, tab).page(page, 7)
        pdf_join.together([one], folder / "whole.pdf", "Notation", pdf_join.entries(page.headings, one.places.__getitem__))
        made.append((folder / "whole.pdf").read_bytes())
    assert made[0] == made[1]


def test_what_is_too_wide_is_told(chromium, site, tmp_path):
    with pdf.tab(chromium) as tab, pytest.raises(pdf.NoPrint, match="wide: 1 elements are wider than paper"):
        pdf.Printer(site, tmp_path, tab).print("wide", "", '<article><div style="width: 300mm">x</div></article>', [], 1)


def test_without_chromium_the_error_says_so(monkeypatch):
    monkeypatch.setattr(pdf_chromium.shutil, "which", lambda name: None)
    with pytest.raises(pdf.NoPrint, match="Chromium is needed here, and none is installed"), pdf.tab():
        pass


def test_without_a_site_the_error_says_so(tmp_path):
    with pytest.raises(pdf.NoPrint, match="There is no built site to print. Run: make book"):
        pdf.book(tmp_path / "book.pdf", tmp_path)


def test_a_page_printed_from_the_browser_looks_alike(chromium, outline, tmp_path):
    """In dark mode, from the site: the article alone, solutions open, on about as many pages as in the book."""
    page = chromium.new_page(color_scheme="dark")
    page.goto((SITE / "function" / "three-steps.html").as_uri())
    page.pdf(path=tmp_path / "page.pdf", format="A4", prefer_css_page_size=True)
    page.close()
    begins = [number for level, _, number in outline if level <= 1]
    start = next(number for _, title, number in outline if title.endswith("Three steps"))
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as document:
        text = plain("".join(sheet.get_textpage().get_text_range() for sheet in document))
        assert abs(len(document) - (min(n for n in begins if n > start) - start)) <= 1
        assert "2.Threesteps" in text[:20] and "Theerroristhedistanceofthatfrom4.9" in text  # a solution
        assert "Searchthisbook" not in text and "Showcodecellsource" not in text and "previous" not in text[-2000:]
        corner = document[0].render(scale=1).to_pil().getpixel((300, 20))
    assert min(corner) > 250
