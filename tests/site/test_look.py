"""The look: an accent that holds in light and dark, lines that can be read for hours, figures of one style."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT, SITE, built_pages, name_of

STYLE = (ROOT / "book" / "_static" / "look.css").read_text("utf-8")
CHAPTERS = ["function/three-steps", "classification/softmax", "backpropagation/chain-rule"]
LEAST_TEXT, LEAST_GRAPHICS = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
MOST_FONTS = 100_000  # bytes

LENGTHS = """() => {
  const lengths = [], range = document.createRange();
  for (const p of document.querySelectorAll(".bd-article section > p")) {
    if (p.className.startsWith("chapter-") || p.querySelector(".katex, code, img")) continue;
    const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
    let letters = 0, before = -1, node;
    while ((node = walker.nextNode())) {
      for (let i = 0; i < node.length; i++) {
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        const box = range.getClientRects()[0];
        if (!box || !box.width) continue;
        if (box.left < before) { lengths.push(letters); letters = 0; }  // the last line of a paragraph does not count
        letters++;
        before = box.left;
      }
    }
  }
  return lengths;
}"""


def luminance(color: str) -> float:
    """Relative luminance as WCAG defines it, of `#rrggbb` or of `rgb(r, g, b)`."""
    if color.startswith("#"):
        wide = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
        channels = [int(wide[i:i + 2], 16) for i in (0, 2, 4)]
    else:
        channels = [float(number) for number in re.findall(r"[\d.]+", color)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (c / 255 for c in channels)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def declared(theme: str) -> dict[str, str]:
    """The colors that the style sheet sets for light or for dark."""
    block = re.search(rf'html\[data-theme="{theme}"\] \{{([^}}]*)\}}', STYLE)[1]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def opened(chromium, name: str, width: int = 1280, scheme: str = "light"):
    page = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto((SITE / f"{name}.html").as_uri())
    page.evaluate("document.fonts.ready.then(() => 1)")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_accent_can_be_read_on_every_ground(chromium, theme):
    """As a link's text and as a line, on the page, on code and in boxes; the grounds are what Chromium paints."""
    page = opened(chromium, "function/three-steps", scheme=theme)
    grounds = [page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('--pst-color-{name}')").strip()
               for name in ("background", "surface", "on-background")]
    page.context.close()
    colors = declared(theme)
    for ground in [*grounds, colors["accent-ground"]]:
        assert contrast(colors["accent"], ground) >= LEAST_TEXT, f"{colors['accent']} on {ground}"


def test_the_accent_is_one_color():
    """Light and dark have the same hue, and so has the cover."""
    import colorsys

    def hue(color):
        return 360 * colorsys.rgb_to_hls(*(int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)))[0]

    assert abs(hue(declared("light")["accent"]) - hue(declared("dark")["accent"])) < 5
    cover = (ROOT / "figures" / "site" / "cover.svg").read_text("utf-8")
    assert f'fill="{declared("light")["accent"]}"' in cover


def test_the_cover_can_be_read():
    cover = (ROOT / "figures" / "site" / "cover.svg").read_text("utf-8")
    ground, *drawn = re.findall(r'(?:fill|stroke)="(#\w+)"', cover)
    assert len(set(drawn)) == 2
    for color in set(drawn):
        assert contrast(color, ground) >= LEAST_TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_painted_in_color_is_painted_in_the_accent(chromium, theme):
    """Links, the mark of the current page and the line beside an exercise."""
    page = opened(chromium, "function/three-steps", scheme=theme)
    painted = page.evaluate("""() => [
      [".bd-article p > a.internal:not(.to-glossary)", "color"], [".bd-sidebar-primary .current.active > a", "color"],
      [".exercise", "borderLeftColor"]].map(([which, what]) => getComputedStyle(document.querySelector(which))[what])""")
    page.context.close()
    accent = declared(theme)["accent"]
    assert [round(luminance(color), 4) for color in painted] == [round(luminance(accent), 4)] * 3, painted


@pytest.mark.parametrize("width", [1280, 1920])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_lines_are_65_to_75_letters_long(chromium, chapter, width):
    """Counted on the screen, letter by letter, blanks included; nine lines of ten keep within ten letters of 70."""
    page = opened(chromium, chapter, width)
    lengths = sorted(page.evaluate(LENGTHS))
    page.context.close()
    assert len(lengths) > 30
    assert 65 <= sum(lengths) / len(lengths) <= 75
    assert sum(60 <= length <= 80 for length in lengths) >= 0.9 * len(lengths)


def test_the_text_is_set_in_the_letters_of_the_book(chromium):
    page = opened(chromium, "function/three-steps")
    loaded = page.evaluate("""[...document.fonts].filter(f => f.status === "loaded")
      .map(f => [f.family.replaceAll('"', ""), f.weight, f.style].join(" "))""")
    size, height = page.evaluate("""() => {
      const s = getComputedStyle(document.querySelector(".bd-article section > p:not([class])"));
      return [parseFloat(s.fontSize), parseFloat(s.lineHeight)]; }""")
    page.context.close()
    assert {"Source Serif 4 400 normal", "Source Serif 4 600 normal"} <= set(loaded), loaded
    assert 17 <= size <= 20 and 1.45 <= height / size <= 1.7


def test_the_letters_are_light_and_have_their_license():
    fonts = SITE / "_static" / "fonts"
    named = set(re.findall(r'url\("fonts/([^"]*)"\)', STYLE))
    assert named == {path.name for path in fonts.glob("*.woff2")}
    assert sum((fonts / name).stat().st_size for name in named) <= MOST_FONTS
    assert "SIL Open Font License" in (fonts / "LICENSE.txt").read_text("utf-8")


def test_figures_share_one_palette():
    """A picture has the book's colors, and white as a halo around words; or shades of them, where color is a value."""
    from lff.plotting import COLORS

    known = {color.lower() for color in COLORS.values()} | {"#ffffff"}
    diagrams = (ROOT / "figures" / "drawing.py").read_text("utf-8")
    known |= {color.lower() for color in re.findall(r'"(#\w{6})"', diagrams)}
    shaded = []
    for picture in sorted((SITE / "_images").glob("*.svg")):
        if picture.name == "cover.svg":
            continue
        used = {color.lower() for color in re.findall(r"#[0-9a-fA-F]{6}\b", picture.read_text("utf-8"))}
        if len(used - known) > 20:
            shaded.append(picture.name)
        else:
            assert used <= known, f"{picture.name} has colors of its own: {sorted(used - known)}"
    assert len(shaded) <= 5, shaded


def test_no_picture_brings_its_own_ground():
    """A filled sheet behind a figure would shine in the dark."""
    for picture in sorted((SITE / "_images").glob("*.svg")):
        text = picture.read_text("utf-8")
        sheet = re.search(r'<g id="patch_1">.*?</g>', text, re.S)
        assert not sheet or "fill: none" in sheet[0] or "opacity: 0" in sheet[0], picture.name


def test_the_cover_is_on_the_first_page(chromium):
    """Beside the text where there is room, above it on a phone; its colors are the same in the dark."""
    for width, scheme in ((1280, "light"), (1280, "dark"), (360, "light")):
        page = opened(chromium, "index", width, scheme)
        box, look = page.evaluate("""() => { const i = document.querySelector("img.cover"), b = i.getBoundingClientRect();
          i.loading = "eager"; return [[b.left, b.right, b.width, b.height], getComputedStyle(i).filter]; }""")
        page.context.close()
        assert look == "none"
        assert box[1] <= width and 100 < box[2] < 300 and abs(box[3] / box[2] - 1.5) < 0.02, box


def test_every_page_has_a_description_of_its_own():
    said = {}
    for page in built_pages():
        found = re.findall(r'<meta name="description" content="([^"]+)"', page.read_text("utf-8"))
        assert len(found) == 1, name_of(page)
        assert found[0] not in said, f"{name_of(page)} and {said.get(found[0])} say the same"
        said[found[0]] = name_of(page)


def test_no_page_names_an_address_that_is_not_known():
    settings = (ROOT / "_config.yml").read_text("utf-8")
    if re.search(r'baseurl: ""', settings):
        for page in built_pages():
            assert not re.search(r'(property="og:|name="twitter:)', page.read_text("utf-8")), name_of(page)
