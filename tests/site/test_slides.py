"""The slides of each chapter: all on their slide, legible, from the chapter itself, alone, and for everybody."""

from __future__ import annotations

import re
from html import unescape

import pytest

from conftest import SITE, chapter_pages, name_of, thin_out, violations
from test_policy import LISTEN, policy_of

CHAPTERS = [page for page in chapter_pages() if not name_of(page).startswith("reference/")]
SAMPLE = 10  # slides of a deck that axe-core looks at

# Leaves a sample of the slides below each other. (To look at one after another takes axe-core minutes.)
SPREAD = """sample => {
  const slides = Reveal.getSlides(), kept = slides.filter((_, k) => k % Math.ceil(slides.length / sample) === 0);
  document.documentElement.style.overflow = document.body.style.overflow = "visible";
  const row = document.querySelector(".slides");
  row.style.cssText = "position: static; transform: none; height: auto; inset: auto";
  row.replaceChildren(...kept.map(slide => {
    const copy = slide.cloneNode(true);
    copy.style.cssText = "display: flex !important; position: static; transform: none; opacity: 1; visibility: visible";
    copy.className = "present"; copy.hidden = false; copy.removeAttribute("aria-hidden");
    for (const step of copy.querySelectorAll(".fragment")) step.classList.add("visible");
    return copy;
  }));
}"""

# What is larger than its slide, or smaller than 16 pixels. A formula's MathML, which is only read aloud, stands in a
# corner; its indices may be small, and so may the letters that are drawn in a picture.
MEASURE = """() => Reveal.getSlides().flatMap((slide, number) => {
  const {h, v} = Reveal.getIndices(slide), wrong = [];
  Reveal.slide(h, v ?? 0, 99);
  const box = slide.getBoundingClientRect();
  if (box.width !== 1280 || box.height !== 720) wrong.push(`slide of ${box.width} by ${box.height}`);
  for (const part of slide.querySelectorAll("*")) {
    if (part.closest(".notes, .katex-mathml") || part.parentElement.closest("svg")) continue;
    const {left, right, top, bottom, width} = part.getBoundingClientRect(), what = part.outerHTML.slice(0, 60);
    if (!part.closest(".katex-html") && (left < box.left || right > box.right + 1 || bottom > box.top + 700))
      wrong.push(`${number}: reaches to ${Math.round(right)}, ${Math.round(bottom)}: ${what}`);
    if (part.matches(".base") && right > box.right) wrong.push(`${number}: formula to ${Math.round(right)}: ${what}`);
    if (part.matches(".katex-html") || !part.closest(".katex"))
      if (width && part.textContent.trim() && parseFloat(getComputedStyle(part).fontSize) < 15.99)
        wrong.push(`${number}: letters of ${getComputedStyle(part).fontSize}: ${what}`);
    if (part.tagName === "IMG" && part.getBoundingClientRect().height < 200)
      wrong.push(`${number}: a picture ${part.getBoundingClientRect().height} high`);
  }
  return wrong;
})"""


def deck_of(chapter):
    return SITE / "slides" / f"{chapter.stem}.html"


@pytest.fixture(params=CHAPTERS, ids=lambda chapter: chapter.stem)
def chapter(request):
    return request.param


def opened(chromium, chapter, scheme="light", address=None, query=""):
    """A deck in Chromium once it is set, and what went wrong until then."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, color_scheme=scheme,
                                   reduced_motion="reduce")
    context.add_init_script(LISTEN)
    page = context.new_page()
    troubles = []
    page.on("pageerror", lambda e: troubles.append(str(e)))
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.on("requestfailed", lambda r: troubles.append(f"failed: {r.url}"))
    page.on("response", lambda r: troubles.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    start = "file:" if address is None else address
    page.on("request", lambda r: troubles.append(f"asks {r.url}") if not r.url.startswith((start, "data:")) else None)
    deck = deck_of(chapter)
    page.goto((deck.as_uri() if address is None else f"{address}slides/{deck.name}") + query)
    page.wait_for_selector(".reveal.ready", state="attached")
    return page, troubles


def test_each_chapter_has_a_deck_and_leads_to_it(chapter):
    assert deck_of(chapter).is_file()
    menu = re.search(r"dropdown-download-buttons.*?</ul>", chapter.read_text("utf-8"), re.S)[0]
    assert f'href="../slides/{chapter.stem}.html"' in menu
    assert f'href="../slides/{chapter.stem}.html"' in (SITE / "reference" / "teaching.html").read_text("utf-8")


def test_there_is_no_other_deck():
    assert {deck_of(chapter) for chapter in CHAPTERS} == set((SITE / "slides").glob("*"))


def test_a_deck_may_load_only_itself(chapter):
    text = deck_of(chapter).read_text("utf-8")
    policy = policy_of(text)
    assert policy["default-src"] == ["'none'"] and set(policy["script-src"]) == {"'self'", "file:"}
    assert not re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert not re.findall(r"<style\b|<[a-z][^<>]*\son[a-z]+=", text)
    loaded = re.findall(r'<(?:script|link|img)\b[^>]*?(?:src|href)="([^"]*)"', text)
    assert all((deck_of(chapter).parent / path).resolve().is_file() for path in loaded), loaded


def test_everything_on_a_slide_is_the_chapters(chapter):
    """Printed lines, numbers, formulas and pictures of a deck stand in the chapter as they are; none was typed."""
    page, deck = chapter.read_text("utf-8"), deck_of(chapter).read_text("utf-8")
    for pattern in (r'<span class="pasted-text">.*?</span>',
                    r'<annotation encoding="application/x-tex">.*?</annotation>',
                    r'<img [^>]*?\bsrc="([^"]*)"', r'<span class="caption-text">(.*?)</span>'):
        there, here = set(re.findall(pattern, page, re.S)), set(re.findall(pattern, deck, re.S))
        assert here or pattern.startswith("<span class=\"past"), pattern
        assert here <= there, (pattern, sorted(here - there)[:3])
    source = unescape(re.sub(r"<[^>]*>", "", page))
    printed = re.findall(r'<div class="highlight output"><pre>(.*?)</pre>', deck, re.S)
    lines = [line.rstrip() for pre in printed for line in unescape(re.sub(r"<[^>]*>", "", pre)).split("\n")]
    assert lines and not [line for line in lines if line not in source]


def test_a_deck_has_the_parts_of_its_chapter(chapter):
    """A title, every section of the chapter but the further reading, every figure, every exercise with its solution."""
    page, deck = chapter.read_text("utf-8"), deck_of(chapter).read_text("utf-8")
    page = page[page.index("<article"):page.index("</article>")]

    def words(found: list[str]) -> list[str]:
        return [re.sub(r"<[^>]*>", "", re.sub(r'<span class="section-number">.*?</span>|<a class="headerlink".*?</a>',
                                              "", title, flags=re.S)).strip() for title in found]

    titles = words(re.findall(r"<h2>(.*?)</h2>", deck, re.S))
    over = words(re.findall(r'<p class="within">(.*?)</p>', deck, re.S))  # stands over the titles of its subsections
    for title in words(re.findall(r"<h2>(.*?)</h2>", page, re.S)):
        missing = title not in titles + over
        assert missing == (title in ("Further reading", "Exercises")), title
    exercises = page.count('<div class="exercise admonition"')
    assert exercises >= 6
    assert sum(title.startswith("Exercise ") for title in titles) >= exercises
    assert sum(title.startswith("Solution to ") for title in titles) >= exercises
    assert set(re.findall(r'class="caption-number">(Fig[^<]*)', deck)) == set(
        re.findall(r'class="caption-number">(Fig[^<]*)', page))
    assert deck.count("<h1>") == 1 and "minutes to read" in deck


def test_formulas_are_drawn_and_pictures_described(chapter):
    deck = deck_of(chapter).read_text("utf-8")
    assert "<x-lifted" not in deck and "katex-error" not in deck and "$$" not in deck
    for formula in deck.split('class="math notranslate')[1:]:
        assert "<math" in formula[:700] or 'class="eqno"' in formula[:200], formula[:200]
    for tag in re.findall(r"<img\b[^>]*>", deck):
        assert len(re.search(r'\balt="([^"]*)"', tag)[1]) > 20, tag
    ids = re.findall(r'<[a-z][^<>]*?\sid="([^"]*)"', deck)
    assert len(ids) == len(set(ids)), "no id stands twice"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_slide_holds_its_content_and_can_be_read(chromium, chapter, scheme):
    """From a folder: every slide fits, and a sample has nothing that axe-core objects to."""
    page, troubles = opened(chromium, chapter, scheme)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    wrong = page.evaluate(MEASURE) if scheme == "light" else []
    count = page.evaluate("Reveal.getTotalSlides()")
    page.evaluate("Reveal.slide(0)")
    page.evaluate(SPREAD, SAMPLE)
    thin_out(page)
    objections = violations(page, "{preload: false}")
    refused = page.evaluate("refused")
    page.context.close()
    assert not wrong, "\n".join(wrong[:20])
    assert not objections, "\n".join(objections[:20])
    assert not refused and not troubles, (refused, troubles)
    assert count > 20


def test_a_deck_works_below_any_path(chromium, address, chapter):
    page, troubles = opened(chromium, chapter, address=address)
    page.keyboard.press("Space")
    assert page.evaluate("Reveal.getIndices().h + (Reveal.getIndices().v ?? 0)") == 1, "the keyboard goes on"
    page.context.close()
    assert not troubles, troubles


def test_the_notes_follow_in_a_second_window(chromium):
    page, _ = opened(chromium, CHAPTERS[2])
    with page.context.expect_page() as second:
        page.keyboard.press("s")
    notes = second.value
    notes.wait_for_selector(".reveal.ready", state="attached")
    for _ in range(3):
        page.keyboard.press("Space")
    notes.wait_for_selector(".speaker-notes p", state="attached")
    notes.wait_for_timeout(300)
    assert notes.evaluate("Reveal.getIndices()") == page.evaluate("Reveal.getIndices()")
    notes.keyboard.press("Space")
    page.wait_for_timeout(300)
    assert page.evaluate("Reveal.getIndices().v") == 2
    assert page.evaluate("Reveal.getIndices()") == notes.evaluate("Reveal.getIndices()")
    assert notes.locator(".speaker-notes").is_visible()
    page.context.close()


def test_a_deck_prints_a_slide_a_page(chromium):
    """`?print-pdf`: as many pages as slides, light even where the reader has it dark, steps of proofs shown."""
    chapter = next(page for page in CHAPTERS if page.stem == "gradient-descent")
    page, _ = opened(chromium, chapter, "dark", query="?print-pdf")
    page.wait_for_selector(".pdf-page", state="attached")
    slides = page.evaluate("document.querySelectorAll('.pdf-page').length")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    set_as = page.evaluate("""[...new Set([...document.querySelectorAll('.pdf-page > section')].map(slide => {
      const style = getComputedStyle(slide);
      return [style.display, style.paddingLeft, style.width, style.height].join(); }))]""")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    page.context.close()
    assert set_as == ["flex,72px,1280px,720px"], "as on the screen"
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == slides
    assert re.search(rb"/MediaBox\s*\[0 0 960 540\]", pdf), "1280 by 720 pixels"
    assert deck_of(chapter).read_text("utf-8").count('class="fragment"') > 5


def test_without_scripts_the_slides_stand_below_each_other(chromium):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(deck_of(CHAPTERS[2]).as_uri())
    for heading in page.locator("h2").all()[:10]:
        assert heading.is_visible()
    tops = [heading.bounding_box()["y"] for heading in page.locator("h2").all()[:10]]
    context.close()
    assert tops == sorted(tops) and len(set(tops)) == len(tops)
