"""How much a page weighs when it is opened, and that nothing on it jumps while it loads."""

from __future__ import annotations

import gzip
from urllib.parse import unquote, urlsplit

import pytest

from conftest import ROOT, SITE, built_pages, name_of

MOST_BYTES = 400_000  # compressed, at first view
MOST_SHIFT = 0.02
REPORT = ROOT / "_build" / "reports" / "sizes.md"
KINDS = {".html": "page", ".css": "style", ".js": "scripts", ".woff2": "fonts", ".svg": "pictures", ".png": "pictures"}
WATCH = """
window.shift = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


def compressed(url: str) -> int:
    """What a file weighs on the way: compressed, unless it is already."""
    path = SITE / unquote(urlsplit(url).path).removeprefix("/a/b/")
    content = path.read_bytes()
    return len(content) if path.suffix in (".woff2", ".png") else len(gzip.compress(content, 6, mtime=0))


def opened(chromium, address, page_file) -> dict[str, int]:
    """Bytes by kind of all that a page asks for before one scrolls."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    asked = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(address + page_file.relative_to(SITE).as_posix(), wait_until="networkidle")
    context.close()
    weights = dict.fromkeys(["page", "style", "scripts", "fonts", "pictures"], 0)
    for url in sorted(set(url.split("?")[0].split("#")[0] for url in asked if url.startswith("http"))):
        weights[KINDS["." + url.rsplit(".", 1)[1]]] += compressed(url)
    return weights


def test_every_page_is_light(chromium, address):
    """At most 400 KB compressed at first view; the table is kept for whoever wants to know."""
    table = {name_of(page): opened(chromium, address, page) for page in built_pages() if "_modules" not in page.parts}
    lines = ["| page | all | page itself | style | scripts | fonts | pictures |", "|---" + "|---:" * 6 + "|"]
    for name, weights in sorted(table.items(), key=lambda item: -sum(item[1].values())):
        kilobytes = [f"{n / 1000:.1f}" for n in (sum(weights.values()), *weights.values())]
        lines.append(f"| {name} | " + " | ".join(kilobytes) + " |")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("Kilobytes that a page asks for when it is opened, before one scrolls; text compressed by gzip "
                      "at level 6.\n\n" + "\n".join(lines) + "\n", "utf-8")
    heavy = {name: sum(weights.values()) for name, weights in table.items() if sum(weights.values()) > MOST_BYTES}
    assert not heavy, heavy


def test_pictures_wait_in_a_place_that_is_kept_for_them(page_file):
    text = page_file.read_text("utf-8")
    for tag in text.split("<img")[1:]:
        tag = tag.split(">", 1)[0]
        assert 'loading="lazy"' in tag, tag
        assert "width=" in tag and "height=" in tag, tag


def test_the_icon_script_and_its_font_are_gone(page_file):
    text = page_file.read_text("utf-8")
    assert "fontawesome" not in text
    assert '<i class="fa' not in text and '<span class="fa' not in text


def test_no_file_of_the_icon_font_is_left():
    left = [p.name for p in SITE.rglob("*") if p.name.startswith(("fa-", "fontawesome")) and p.is_file()]
    assert not left
    assert "webfonts" not in (SITE / "_static" / "styles" / "pydata-sphinx-theme.css").read_text("utf-8")


def test_a_page_loads_only_scripts_that_it_uses(page_file):
    text = page_file.read_text("utf-8")
    for script, sign in (("searchindex.js", 'id="search-results"'), ("searchtools.js", 'id="search-results"'),
                         ("copybutton.js", '<div class="highlight"'), ("sigmoid.js", 'id="sigmoid-to-move"'),
                         ("moving.js", '<div class="moving"'), ("design-tabs.js", "sd-tab-set"), ("togglebutton.js", "no page")):
        assert (script in text) <= (sign in text), script


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("chapter", [p for p in built_pages() if "_modules" not in p.parts], ids=name_of)
def test_nothing_jumps(chromium, address, chapter, width):
    """Chromium's cumulative layout shift, while loading and while one scrolls to the end."""
    context = chromium.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(address + chapter.relative_to(SITE).as_posix(), wait_until="load")
    page.evaluate("""async () => {
      for (let y = 0; y < document.documentElement.scrollHeight; y += 1500) {
        window.scrollTo(0, y); await new Promise(done => setTimeout(done, 30));
      }
    }""")
    page.wait_for_timeout(100)
    shift = page.evaluate("window.shift")
    context.close()
    assert shift < MOST_SHIFT
