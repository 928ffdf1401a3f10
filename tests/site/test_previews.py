"""What a link leads to, shown beside it: for pointers and for the keyboard, on the page and from other pages."""

from __future__ import annotations

import gzip
import re

import pytest

from conftest import SITE, built_pages, violations

PAGE = "backpropagation/backpropagation.html"
EQUATION = 'a[href="#equation-eq-backprop-delta"]'
FIGURE = 'a.reference[href="#fig-backpropagation-reversed"]'
TERM = 'a[href$="glossary.html#term-batch"]'
CITATION = 'a[href*="bibliography.html#id"]'
MOST_BYTES = 30_000


@pytest.fixture
def reader(chromium, address):
    """The page in a browser, served; what it asks for is written down."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.asked, page.troubles = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("console", lambda message: page.troubles.append(message.text) if message.type == "error" else None)
    page.goto(address + PAGE)
    yield page
    assert not page.troubles
    context.close()


def away(page, link: str):
    """The last link of a kind, at the middle of the screen, where what it leads to is out of sight."""
    found = page.locator(f".bd-article {link}").last
    found.evaluate("e => e.scrollIntoView({block: 'center'})")
    return found


def shown(page):
    page.locator("#preview").wait_for(state="visible")
    return page.locator("#preview")


def closed(page) -> bool:
    page.locator("#preview").wait_for(state="hidden")
    return True


def test_an_equation_is_shown_where_it_is_named(reader):
    link = away(reader, EQUATION)
    link.hover()
    assert shown(reader).locator(".katex").count() >= 1
    number = link.inner_text()
    assert number in shown(reader).inner_text(), "with its number"
    assert link.get_attribute("aria-describedby") == "preview"


def test_a_figure_is_shown_with_its_caption(reader):
    link = reader.locator(f".bd-article {FIGURE}").first
    reader.evaluate("document.querySelector('#fig-backpropagation-reversed').style.marginBottom = '2000px'")
    link.evaluate("e => e.scrollIntoView({block: 'center'})")
    link.hover()
    box = shown(reader)
    assert box.locator("img").evaluate("i => i.complete && i.naturalWidth > 0")
    assert "Forward above, backward below" in box.inner_text()


@pytest.mark.parametrize("link, words", [(TERM, r" · .* · "), (CITATION, r", (19|20)\d\d\.")],
                         ids=["a term", "a citation"])
def test_what_stands_on_another_page_is_fetched_when_it_is_asked_for(reader, link, words):
    before = len(reader.asked)
    found = away(reader, link)
    assert not [url for url in reader.asked[:before] if "glossary.html" in url or "bibliography.html" in url]
    found.hover()
    assert re.search(words, shown(reader).inner_text())
    assert found.get_attribute("href").split("#")[0].split("/")[-1] in " ".join(reader.asked[before:])


def test_the_keyboard_shows_it_and_escape_closes_it(reader):
    link = away(reader, EQUATION)
    link.evaluate("e => { const before = document.createElement('button'); e.before(before); before.focus(); }")
    reader.keyboard.press("Tab")
    shown(reader)
    reader.keyboard.press("Escape")
    assert closed(reader)
    assert reader.evaluate("document.activeElement.getAttribute('href')") == link.get_attribute("href")
    assert link.get_attribute("aria-describedby") is None


def test_it_goes_when_the_keyboard_moves_on(reader):
    link = away(reader, EQUATION)
    link.evaluate("e => { const before = document.createElement('button'); e.before(before); before.focus(); }")
    reader.keyboard.press("Tab")
    shown(reader)
    reader.keyboard.press("Shift+Tab")
    assert closed(reader)


def test_the_pointer_may_move_onto_it_and_away(reader):
    away(reader, EQUATION).hover()
    box = shown(reader).bounding_box()
    reader.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    reader.wait_for_timeout(700)
    assert reader.locator("#preview").is_visible()
    reader.mouse.move(5, 5)
    assert closed(reader)


def test_it_moves_nothing_and_adds_no_stop(reader):
    link = away(reader, EQUATION)
    places = "[...document.querySelectorAll('.bd-article p')].map(p => p.getBoundingClientRect().top)"
    before = reader.evaluate(places)
    link.hover()
    assert shown(reader).locator("a, button, [tabindex], [id]").count() == 0
    assert reader.evaluate(f"{places}.slice(0, {len(before)})") == before


def test_what_is_in_view_is_not_shown_twice(reader):
    reader.set_viewport_size({"width": 1200, "height": 1600})
    link = reader.locator(f".bd-article {FIGURE}").first
    link.evaluate("e => e.scrollIntoView({block: 'center'})")
    figure = reader.locator("#fig-backpropagation-reversed").bounding_box()
    assert 0 < figure["y"] and figure["y"] + figure["height"] < 1600, "the figure stands right above the words"
    link.hover()
    reader.wait_for_timeout(700)
    assert reader.locator("#preview").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_objects_to_nothing_while_it_is_open(reader, scheme):
    reader.emulate_media(color_scheme=scheme)
    away(reader, EQUATION).hover()
    shown(reader)
    assert not violations(reader, "'#preview'", "{preload: false}")


def test_a_finger_follows_the_link(chromium, address):
    context = chromium.new_context(viewport={"width": 400, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address + PAGE)
    away(page, EQUATION).tap()
    page.wait_for_timeout(500)
    hidden, place = page.locator("#preview").is_hidden(), page.evaluate("location.hash")
    context.close()
    assert hidden and place == "#equation-eq-backprop-delta"


def test_from_a_folder_the_page_shows_what_it_has_and_asks_for_nothing(chromium):
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    troubles = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.goto((SITE / PAGE).as_uri())
    away(page, TERM).hover()
    page.wait_for_timeout(600)
    assert page.locator("#preview").is_hidden()
    away(page, EQUATION).hover()
    shown(page)
    page.close()
    assert not troubles


def test_it_is_light_and_only_where_there_is_something_to_show():
    assert len(gzip.compress((SITE / "_static" / "previews.js").read_bytes())) <= MOST_BYTES
    with_script = [page for page in built_pages() if "previews.js" in page.read_text("utf-8")]
    assert SITE / PAGE in with_script and SITE / "search.html" not in with_script
    for page in with_script:
        assert any(sign in page.read_text("utf-8") for sign in ("#equation-", "#fig-", "#ex-", "#term-", "#id"))
