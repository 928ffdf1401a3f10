"""The theme's icons as pictures in the page, so that neither its script (half a megabyte) nor its font is loaded.

The shapes are read from the theme's own copy of Font Awesome while the book is built. Where the theme writes an
empty `<i class="fa-…">`, the page gets an inline SVG; where it draws a letter of the icon font before or after an
element, `icons.css` gives the element a mask in the color of its text.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

PLACE = re.compile(r'<(i|span) class="([^"]*?\bfa(?:s|-solid)\b[^"]*)"([^>]*)>\s*</\1>')
SHAPE = re.compile(r'[{,]"?([a-z][a-z0-9-]*)"?:\[(\d+),(\d+),\[[^\]]*\],"[0-9a-f]+","([^"]+)"\]')
SIZES = {"fa-lg", "fa-sm", "fa-solid", "fa-fw"}

# Letters of the icon font that the theme draws with CSS, by the selector that draws them.
DRAWN = {
    ".admonition > .admonition-title": "bell",
    ".admonition.exercise > .admonition-title": "pencil",
    ".admonition.note > .admonition-title": "circle-info",
    ".admonition.seealso > .admonition-title": "share",
    ".admonition.tip > .admonition-title": "lightbulb",
    ".admonition.hint > .admonition-title": "lightbulb",
    ".admonition.important > .admonition-title": "circle-exclamation",
    ".admonition.attention > .admonition-title": "circle-exclamation",
    ".admonition.caution > .admonition-title": "triangle-exclamation",
    ".admonition.warning > .admonition-title": "triangle-exclamation",
    ".admonition.danger > .admonition-title": "triangle-exclamation",
    ".admonition.error > .admonition-title": "circle-xmark",
}
DRAWN_BEFORE = {
    "a.reference.download": "download",
    "span.versionmodified": "circle-exclamation",
    "div#searchbox p.highlight-link a": "magnifying-glass-minus",
}


@cache
def shapes(script: Path) -> dict[str, tuple[str, str, str]]:
    """Width, height and path of every icon of the solid set, which stands last in the script."""
    found = SHAPE.findall(script.read_text("utf-8"))
    return {name: (width, height, path) for name, width, height, path in found}


def name_of(classes: str) -> str:
    """The icon that a class list asks for."""
    return next(c for c in classes.split() if c.startswith("fa-") and c not in SIZES).removeprefix("fa-")


def inline(text: str, script: Path) -> str:
    """A page with its icons drawn in it. They say nothing: the buttons around them have names of their own."""
    def drawn(match: re.Match) -> str:
        width, height, path = shapes(script)[name_of(match[2])]
        data = "".join(re.findall(r' data-[a-z]+="[^"]*"', match[3]))
        classes = " ".join(match[2].split()) + " svg-inline--fa"
        return (f'<svg class="{classes}"{data} viewBox="0 0 {width} {height}" aria-hidden="true" focusable="false">'
                f'<path fill="currentColor" d="{path}"></path></svg>')

    return PLACE.sub(drawn, text)


def mask(name: str, script: Path) -> str:
    """An icon as a CSS mask."""
    width, height, path = shapes(script)[name]
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><path d="{path}"/></svg>'
    return f'url("data:image/svg+xml,{quote(svg, safe=" =:/,<>")}")'.replace("<", "%3C").replace(">", "%3E")


def style(script: Path) -> str:
    """The style sheet of the icons."""
    after, before = (", ".join(f"{s}::{side}" for s in table)
                     for table, side in ((DRAWN, "after"), (DRAWN_BEFORE, "before")))
    lines = [
        "/* Written by book/_ext/icons.py. */",
        ".svg-inline--fa { display: inline-block; height: 1em; overflow: visible; vertical-align: -.125em; }",
        f"{after}, {before} {{ content: '' !important; background: currentColor; font: inherit; "
        "mask: var(--icon) center / contain no-repeat; }",
        f"{before} {{ display: inline-block; width: .8em; height: .8em; margin-right: .3em; }}",
    ]
    for table, side in ((DRAWN, "after"), (DRAWN_BEFORE, "before")):
        lines += [f"{selector}::{side} {{ --icon: {mask(name, script)}; }}" for selector, name in table.items()]
    return "\n".join(lines) + "\n"


def without_font(css: str) -> str:
    """The theme's style sheet without the icon font and the thousands of letters in it."""
    css = re.sub(r"@font-face\{[^}]*Font ?Awesome[^}]*\}", "", css)
    css = re.sub(r'@font-face\{[^}]*webfonts/fa-[^}]*\}', "", css)
    return re.sub(r'(?:\.fa-[\w-]+:before,?)+\{content:"[^"]*"\}', "", css)
