"""Reading by keyboard, on paper, in two languages, and the line that says what holds a chapter up."""

from __future__ import annotations

import re
from html import unescape

import pytest

import claims  # from book/_ext, which conftest puts on the path
from conftest import ROOT, SITE, name_of

CHAPTER = SITE / "function" / "three-steps.html"
HAN = re.compile(r"[\u4e00-\u9fff]")


def opened(chromium, path, **settings):
    page = chromium.new_context(**{"viewport": {"width": 1200, "height": 900}} | settings).new_page()
    page.goto(path.as_uri())
    return page


def test_the_first_stop_of_the_keyboard_is_the_link_to_the_text(chromium):
    page = opened(chromium, CHAPTER)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    page.wait_for_timeout(500)  # it glides
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0, "it comes into view"
    page.context.close()


def test_where_the_keyboard_is_can_be_seen(chromium):
    """Sixty stops, each in the page's order with an outline, a ring or a frame of its own."""
    page = opened(chromium, CHAPTER)
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        unseen += page.evaluate("""() => {
          const e = document.activeElement, ring = n => { const s = getComputedStyle(n);
            return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none"; };
          return e === document.body || ring(e) || ring(e.parentElement) ? [] : [e.outerHTML.slice(0, 120)];
        }""")
    page.context.close()
    assert not unseen, unseen


def test_what_scrolls_sideways_can_be_reached(chromium, page_file):
    page = opened(chromium, page_file, viewport={"width": 360, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_timeout(100)
    stuck = page.evaluate("""[...document.querySelectorAll('.bd-article *')].filter(e =>
      e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.tabIndex < 0)
      .map(e => e.outerHTML.slice(0, 120))""")
    page.context.close()
    assert not stuck, stuck


def test_solutions_fold_without_a_script(chromium):
    page = opened(chromium, CHAPTER, java_script_enabled=False)
    solution = page.locator("details.solution").first
    assert not solution.locator("pre").first.is_visible()
    solution.locator("summary").click()
    assert solution.locator("pre").first.is_visible()
    page.context.close()


def test_paper_shows_solutions_and_no_controls(chromium):
    """Folded code that only draws stays away, as in the PDF; all else that is folded stands open."""
    page = opened(chromium, CHAPTER, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    hidden = page.evaluate("""[...document.querySelectorAll('details:not(.above-input) > :not(summary) pre')].filter(
      e => !e.checkVisibility({contentVisibilityAuto: true}) || !e.getBoundingClientRect().height).length""")
    assert hidden == 0, f"{hidden} folded blocks stay hidden on paper"
    for selector in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".bd-header-article", ".prev-next-footer"):
        assert not page.locator(selector).first.is_visible(), selector
    filters = page.evaluate("[...document.querySelectorAll('.bd-content img')].map(i => getComputedStyle(i).filter)")
    assert filters and set(filters) == {"none"}
    page.context.close()


def test_languages_are_said(page_file):
    """The page is English; every Chinese word that is not code says that it is Chinese."""
    text = page_file.read_text("utf-8")
    assert '<html lang="en"' in text
    if "_modules" in page_file.parts:
        return
    body = re.sub(r"<(pre|code|math|svg|title|annotation)\b.*?</\1>", "", text[text.find("<body"):], flags=re.S)
    body = re.sub(r'<span lang="zh"[^>]*>[^<]*</span>', "", body)
    body = re.sub(r"<[^>]*>", "", body)
    unmarked = [body[max(0, m.start() - 20):m.end() + 20] for m in HAN.finditer(body)]
    assert not unmarked, f"{name_of(page_file)}: {unmarked[:5]}"


def test_key_terms_are_marked_as_chinese():
    text = (SITE / "reference" / "glossary.html").read_text("utf-8")
    assert len(re.findall(r'<span lang="zh">', text)) > 40


def test_light_and_dark_are_announced(page_file):
    text = page_file.read_text("utf-8")
    assert '<meta name="color-scheme" content="light dark"' in text
    assert text.count('<meta name="theme-color"') == 2
    assert text.count('<meta name="viewport"') == 1
    assert "favicon.svg" in text


def test_no_id_stands_twice(page_file):
    text = re.sub(r"<svg\b.*?</svg>", "", page_file.read_text("utf-8"), flags=re.S)
    ids = re.findall(r'<[a-z][^<>]*?\sid="([^"]*)"', text)
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, twice


def test_a_chapter_says_what_holds_it_up():
    """The count of proofs is that of the table that the tests and the ledger read."""
    from lff.witnesses import WITNESSES

    for source in sorted((ROOT / "book").glob("*/*.md")):
        page = SITE / source.parent.name / f"{source.stem}.html"
        proved = sum(witness.chapter == source.stem for witness in WITNESSES)
        if not page.is_file() or not proved or "minutes:" not in source.read_text("utf-8").split("\n---", 1)[0]:
            continue
        line = re.search(r'<p class="chapter-trust">(.*?)</p>', page.read_text("utf-8"), re.S)[1].replace("\N{NO-BREAK SPACE}", " ")
        assert "reference/proof-ledger.html" in line or "proof-ledger.html" in line
        assert re.match(rf"{proved} formulas? <a ", line), line
        heard = any(witness.chapter == source.stem and witness.function for witness in WITNESSES)
        assert ("(worst error " in line) == heard, line
        assert re.search(r"· \d+ assertions? · run in \d+ s · Python 3\.\d+\.\d+, NumPy [\d.]+, Matplotlib [\d.]+, SymPy [\d.]+ · "
                         r"\d+ \w+ \d{4}$", line), line


def test_teachers_see_what_each_chapter_proves_and_tries():
    from lff.witnesses import WITNESSES

    text = (SITE / "reference" / "teaching.html").read_text("utf-8")
    said = unescape(re.sub(r"<[^>]+>", "", text[text.index('id="sec-teaching-shown"'):])).replace("’", "'")
    assert [w.name for w in WITNESSES if w.proof().title.replace("’", "'") not in said] == []
    assert [claim.id for claim in claims.CLAIMS if claim.says.replace("’", "'") not in said] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_icons_are_to_be_seen(chromium, scheme):
    """Each button's picture has a size and the color of its text; so has the pencil of an exercise."""
    page = opened(chromium, CHAPTER, color_scheme=scheme)
    sizes = page.evaluate("""[...document.querySelectorAll('svg.svg-inline--fa')]
      .filter(e => e.checkVisibility() && e.closest('.bd-header-article, .bd-sidebar-primary, .prev-next-footer'))
      .map(e => { const b = e.getBoundingClientRect(); return Math.min(b.width, b.height); })""")
    assert len(sizes) >= 6 and min(sizes) >= 8, sizes
    pencil = page.evaluate("""() => { const s = getComputedStyle(document.querySelector(
      '.exercise > .admonition-title'), '::after');
      return [parseFloat(s.width), s.maskImage.slice(0, 18), s.backgroundColor, s.content]; }""")
    page.context.close()
    assert pencil[0] >= 12 and pencil[1].startswith('url("data:image/sv') and pencil[2] != "rgba(0, 0, 0, 0)", pencil
