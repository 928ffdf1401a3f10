"""The last hand on every page: what the theme writes is made lighter, stricter and easier to use by keyboard.

Runs when Sphinx has written the site. Each step takes a page's text and gives it back. A page that still has a
script between its tags, or one in an attribute, fails the build, because the policy of the site would refuse it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from sphinx.errors import SphinxError

import icons
import pictures
import policy
import running
import runtimes

META = (
    '\n    <meta name="color-scheme" content="light dark" />'
    + '\n    <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />'
    + '\n    <meta name="theme-color" content="#121212" media="(prefers-color-scheme: dark)" />'
)

# A script or style sheet goes where the pattern is found, and nowhere else. A chapter's own script, `name.js`, goes
# where there is an element with the id `name-to-move`.
NEEDED = {
    "scripts/fontawesome.js": None,
    "design-tabs.js": r'class="[^"]*\bsd-tab-set\b',
    "sphinx-design.min.css": r'class="[^"]*\bsd-',
    "clipboard.min.js": r'<div class="highlight"',
    "copybutton.js": r'<div class="highlight"',
    "copybutton.css": r'<div class="highlight"',
    "katex/katex.min.css": r'class="katex',
    "exercise.css": r'class="[^"]*\b(?:exercise|solution)\b',
    "searchtools.js": r'id="search-results"',
    "language_data.js": r'id="search-results"',
    "searchindex.js": r'id="search-results"',
    "search-page.js": r'id="search-results"',
    "moving.js": r'<div class="moving"',
    "previews.js": r'class="[^"]*reference internal" href="[^"]*#(?:equation-|fig-|ex-|term-|id\d)',
    "slides.js": None,   # the decks load these two themselves
    "slides.css": None,
    "mode.js": None,  # stands where the theme's inline script stood
}
FONTS = " ".join(f"fonts/source-serif-4-latin-{style}" for style in ("400-normal", "600-normal", "400-italic"))
FORMULA_FONTS = " katex/fonts/KaTeX_Main-Regular katex/fonts/KaTeX_Math-Italic"
SITE_WIDE = {"accessibility.js", "buttons.js"}
LOADED = re.compile(r'[ \t]*<(?:script|link)\b[^>]*?(?:src|href)="(?:\.\./)*(?:_static/)?([^"?]+\.(?:js|css))'
                    r'(?:\?[^"]*)?"[^>]*>(?:</script>)?\n?')
INLINE = re.compile(r"[ \t]*<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>\n?", re.S)
HANDLERS = {"window.print()": "print", "toggleFullScreen()": "full-screen"}


def only_what_is_needed(text: str, own: set[str]) -> str:
    """Leave out each script and style sheet that does nothing on this page; the scripts that stay do not hold it up."""
    body = text[text.find("<body"):]

    def kept(match: re.Match) -> str:
        name = match[1]
        pattern = NEEDED.get(name, "")
        if name in own - SITE_WIDE and name not in NEEDED:
            pattern = f'id="{re.escape(Path(name).stem)}-to-move"'
        if pattern is None or not re.search(pattern, body):
            return ""
        if "<script" in match[0] and " defer" not in match[0]:
            return match[0].replace("<script", "<script defer", 1)
        return match[0]

    return LOADED.sub(kept, text)


def without_inline_scripts(text: str, root: str) -> str:
    """The theme's inline scripts: the one that sets light or dark becomes a file, the others are not needed."""
    def moved(match: re.Match) -> str:
        if "dataset.mode" in match[1]:
            fonts = FONTS + (FORMULA_FONTS if 'class="katex"' in text else "")
            return f'  <script src="{root}_static/mode.js" data-fonts="{fonts}"></script>\n'
        known = "DOCUMENTATION_OPTIONS." in match[1] or "Activate the search field" in match[1]
        return "" if known else match[0]

    text = re.sub(r"\s*<!--\s*this give us a css class.*?<noscript>.*?</noscript>", "", text, count=1, flags=re.S)
    text = INLINE.sub(moved, text)
    for call, action in HANDLERS.items():
        text = text.replace(f'onclick="{call}"', f'type="button" data-action="{action}"')
    return text


def easier_to_use(text: str) -> str:
    """Repairs that axe-core or a keyboard asks for, where the page can have them from the start."""
    # A label that differs from the words one sees confuses those who speak to their machine.
    seen = "search-button-field|theme-switch-button"
    text = re.sub(rf'(<button class="[^"]*(?:{seen})[^>]*?) aria-label="[^"]*"', r"\1", text)
    text = text.replace('data-bs-title="Color mode"', 'title="Color mode"')
    text = re.sub(r'(<summary\b[^>]*?) aria-label="[^"]*"', r"\1", text)
    # Roles that need a list around them, or that are deprecated; ids that stand on a page many times.
    text = re.sub(r'(<div class="citation(?:-list)?"[^>]*?) role="[^"]*"', r"\1", text)
    text = re.sub(r'<div role="list" class="citation-list">', '<div class="citation-list">', text)
    text = re.sub(r' id="(?:solution|exercise)-content"', "", text)
    # The corner of a table that has names on two sides is no heading.
    text = re.sub(r'<th class="head[^"]*"><p></p></th>', "<td></td>", text)
    # The list of chapters is a landmark; so that it can be told apart, it needs a name.
    text = text.replace('<div class="sidebar-primary-items__start', '<div role="region" aria-label="Book" '
                        'class="sidebar-primary-items__start', 1)
    # The theme's place for an advertisement.
    return re.sub(r'<div class="sidebar-primary-item">\s*<div id="ethical-ad-placement".*?</div>\s*</div>', "", text,
                  count=1, flags=re.S)


def head(text: str, policy_tag: str) -> str:
    """One line for the phone's width instead of three, and the policy before anything is loaded."""
    first, *others = re.findall(r'<meta name="viewport"[^>]*>', text) or [""]
    text = text.replace(first, "", 1) if first else text
    for tag in others:
        text = text.replace(tag, "", 1)
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1" />'
    return re.sub(r"<meta charset=[^>]*>", lambda m: f"{m[0]}\n    {policy_tag}{META}\n    {viewport}", text, count=1)


def finish_page(text: str, page: Path, site: Path, own: set[str], with_cells: dict[str, str]) -> str:
    """All steps on one page; `with_cells` is the policy where cells run."""
    depth = len(page.relative_to(site).parts) - 1
    text = only_what_is_needed(text, own)
    text = without_inline_scripts(text, "../" * depth)
    text = icons.inline(text, site / "_static" / "scripts" / "fontawesome.js")
    text = pictures.placed(text, page)
    return head(easier_to_use(text), policy.meta(with_cells) if 'class="run-bar"' in text else policy.meta())


def refused(text: str) -> list[str]:
    """What the policy would refuse on a page."""
    scripts = [m[0].strip()[:80] for m in INLINE.finditer(text) if "application/" not in m[0].split(">", 1)[0]]
    styles = re.findall(r"<style\b[^>]*>", re.sub(r"<svg\b.*?</svg>", "", text, flags=re.S))
    return scripts + styles + re.findall(r'<[a-z][^<>]*?\s(on[a-z]+="[^"]*")', text)


def finish(app, exception):
    """Go over every page of the site, then take away what no page needs."""
    if exception or app.builder.name != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    script = static / "scripts" / "fontawesome.js"
    own = {p.name for p in (Path(app.srcdir) / "_static").glob("*.js")}
    (static / "icons.css").write_text(icons.style(script), "utf-8")
    theme = static / "styles" / "pydata-sphinx-theme.css"
    theme.write_text(icons.without_font(theme.read_text("utf-8")), "utf-8")
    (static / "headers").mkdir(exist_ok=True)
    with_cells = running.policy_of(app)
    for name, content in policy.headers(runtimes.connections(running.runtime_of(app))).items():
        (static / "headers" / name).write_text(content, "utf-8")
    against = []
    for page in sorted(site.rglob("*.html")):
        text = page.read_text("utf-8")
        if static in page.parents or "Content-Security-Policy" in text:
            continue
        text = finish_page(text, page, site, own, with_cells)
        against += [f"{page.relative_to(site)}: {thing}" for thing in refused(text)]
        page.write_text(text, "utf-8")
    if against:
        raise SphinxError("the site's policy refuses\n" + "\n".join(against))
    for file in script.parent.glob("fontawesome.js*"):
        file.unlink()
    shutil.rmtree(static / "vendor" / "fontawesome", ignore_errors=True)


def setup(app):
    app.add_css_file("icons.css")
    app.connect("build-finished", finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
