"""What a reader of the built site is promised, tested on the pages themselves."""

from __future__ import annotations

import functools
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from conftest import SITE, built_pages, load_pictures, name_of, thin_out, violations

EXPECTED_CHAPTERS = 10


class Page(HTMLParser):
    """The links, ids, images and headings of one page."""

    def __init__(self, path: Path):
        super().__init__()
        self.ids, self.links, self.loads, self.images, self.headings = set(), [], [], [], []
        self.in_article = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.in_article |= tag == "article"  # the theme repeats the title, for print, before it
        if "id" in attrs:
            self.ids.add(attrs["id"])
        if tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        if tag == "img":
            self.images.append(attrs)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6") and self.in_article:
            self.headings.append(int(tag[1]))
        source = attrs.get("src") or (attrs.get("href") if tag == "link" and attrs.get("rel") != "canonical" else None)
        if source:
            self.loads.append(source)


@functools.cache
def parsed(path: Path) -> Page:
    return Page(path)


def test_the_site_is_built_and_whole():
    names = {name_of(page) for page in built_pages()}
    assert {"index", "search", "reference/proof-ledger", "reference/claims", "reference/corrections"} <= names
    chapters = [n for n in names if n.split("/")[0] in ("function", "optimization", "classification",
                                                        "backpropagation")] + ["start/before-you-start"]
    assert len(chapters) >= EXPECTED_CHAPTERS


def test_nothing_is_loaded_from_another_host(page_file):
    for address in parsed(page_file).loads:
        assert not urlsplit(address).netloc and not address.startswith("//"), f"{name_of(page_file)} loads {address}"


def test_links_inside_the_site_lead_somewhere(page_file):
    for link in parsed(page_file).links + parsed(page_file).loads:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or link.startswith(("mailto:", "data:")):
            continue
        target = (page_file.parent / unquote(parts.path)).resolve() if parts.path else page_file
        assert target.is_file(), f"{name_of(page_file)} links to {link}, which is not there"
        if parts.fragment and target.suffix == ".html":
            assert unquote(parts.fragment) in parsed(target).ids, f"{name_of(page_file)} links to {link}: no such place"


def test_images_say_what_they_show(page_file):
    for image in parsed(page_file).images:
        alt = image.get("alt")
        assert alt is not None, f"an image without alt text: {image.get('src')}"
        assert not alt.endswith((".svg", ".png")), f"a file name as alt text: {alt}"


def test_headings_are_in_order(page_file):
    levels = parsed(page_file).headings
    if name_of(page_file) != "search":  # the theme's own page, which has no article
        assert levels.count(1) == 1, f"{levels.count(1)} main headings"
    for before, after in zip(levels, levels[1:]):
        assert after <= before + 1, f"a heading jumps from level {before} to {after}"


def test_math_is_rendered_while_building(page_file):
    text = page_file.read_text("utf-8")
    assert not [address for address in parsed(page_file).loads if "mathjax" in address.lower()]
    assert "katex-error" not in text
    for formula in text.split('class="math notranslate')[1:]:
        assert "<math" in formula[:600] or 'class="eqno"' in formula[:200], formula[:200]


def test_no_cell_failed_and_no_glue_is_missing(page_file):
    text = page_file.read_text("utf-8")
    for sign in ("Traceback (most recent call last)", "output traceback", "Key not found"):
        assert sign not in text, f"{name_of(page_file)} shows {sign!r}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_opens_from_a_folder(chromium, page_file, scheme):
    """From file://, wide and narrow: no request to a host, none that fails, no script error, no broken image, no
    sideways scrolling at 360 pixels, nothing that axe-core objects to, nothing that moves for who asked for stillness
    (a fold that fades in is, for a moment, text without contrast)."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    requests, troubles = [], []
    page.on("request", lambda r: requests.append(r.url))
    page.on("requestfailed", lambda r: troubles.append(f"request failed: {r.url}"))
    page.on("pageerror", lambda e: troubles.append(f"script error: {e}"))
    page.on("console", lambda m: troubles.append(f"console: {m.text}") if m.type == "error" else None)
    page.goto(page_file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    load_pictures(page)
    broken = page.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)")
    moving = page.evaluate("document.getAnimations().map(a => a.animationName || a.transitionProperty)")
    page.set_viewport_size({"width": 360, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    theme = page.evaluate("document.documentElement.dataset.theme")
    page.set_viewport_size({"width": 1200, "height": 900})
    thin_out(page)
    objections = violations(page, "{preload: false}")
    context.close()
    assert not [u for u in requests if not u.startswith(("file:", "data:", "blob:"))], requests
    assert not troubles, troubles
    assert not broken, broken
    assert theme == scheme
    assert not moving, moving
    assert not objections, objections
    assert width <= 360, f"{width} pixels wide on a phone of 360"


def test_formulas_can_be_read_without_javascript(chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((SITE / "backpropagation" / "backpropagation.html").as_uri())
    box = page.locator(".katex-display").first.bounding_box()
    context.close()
    assert box and box["height"] > 10 and box["width"] > 20


@pytest.mark.parametrize("place, pictures", [("function/three-steps.html", "figure img"), ("reference/speed.html", ".speed img")])
def test_figures_are_turned_over_in_the_dark(chromium, place, pictures):
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((SITE / place).as_uri())
    looks = page.evaluate(f"[...document.querySelectorAll('{pictures}')].map(i => getComputedStyle(i)).map("
                          "s => [s.filter, s.backgroundColor])")
    context.close()
    assert looks and all("invert" in turned and ground == "rgba(0, 0, 0, 0)" for turned, ground in looks), looks
