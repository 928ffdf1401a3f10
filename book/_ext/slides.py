"""Each chapter as slides for a lecture, cut from its finished page and shown by reveal.js: `slides/<slug>.html`.

The decks are written last, from the pages as readers get them, so that nothing on a slide is typed a second time. No
deck has a script between its tags, and none asks another host for anything.
"""

from __future__ import annotations

import re
import shutil
from html import escape
from pathlib import Path

from sphinx.errors import SphinxError

import citing
import environment
import execution
import finishing
import notebooks
import policy
import renewing
from slides_layout import Deck, Layout, Slide
from slides_reading import Page

FOLDER = "slides"
REVEAL = environment.ROOT / "node_modules" / "reveal.js" / "dist"
SCRIPTS = {"moving": 'class="moving"', "sigmoid": 'id="sigmoid-to-move"'}  # a script, and what needs it

DECK = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
{meta}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name} – slides – {book}</title>
<link rel="icon" href="../_static/favicon.svg">
<link rel="stylesheet" href="../_static/reveal/reveal.css">
<link rel="stylesheet" href="../_static/katex/katex.min.css">
<link rel="stylesheet" href="../_static/pygments.css">
<link rel="stylesheet" href="../_static/slides.css">
<script src="../_static/reveal/reveal.js" defer></script>
<script src="../_static/slides.js"></script>{scripts}
</head>
<body>
<main><div class="reveal"><div class="slides">
<section class="title"><p class="within">{number}</p>
<h1>{title}</h1>
<div class="question">{question}</div>
<p>{reading}. <a href="../{place}">The chapter</a> in <cite>{book}</cite></p>
<p class="keys">Space: on. Esc: all slides. S: the notes, in a second window. <a href="?print-pdf">For printing</a></p>
<aside class="notes">{notes}</aside>
</section>
{stacks}
</div></div></main>
</body>
</html>
"""


def body_of(slide: Slide) -> str:
    """The blocks of a slide; items that were one list are one list again, and steps come one by one."""
    made, before = "", None
    for block, after in zip(slide.blocks, [*slide.blocks[1:], None]):
        html = block.html.replace("<li>", '<li class="fragment">', 1) if block.kind == "step" else block.html
        if block.beside and after is not None and after.kind == "points":
            html = f'<div class="beside">{html}'
        if block.kind == "points" and before is not None and before.beside:
            html += "</div>"
        made, before = f"{made}\n{html}", block
    return re.sub(r"</(ol|ul)>\n<\1(?: start=\"\d+\")?>", "", made)


def rendered(slide: Slide, page: Page) -> str:
    """A slide as HTML."""
    within = f'<p class="within">{slide.within}</p>' if slide.within else ""
    notes = f'\n<aside class="notes">{page.spoken("".join(slide.notes))}</aside>' if slide.notes else ""
    return f"<section>{within}<h2>{slide.title}</h2>{body_of(slide)}{notes}</section>"


def written(deck: Deck, page: Page, place: str) -> str:
    """The whole file of a deck."""
    stacks = []
    for stack in deck.stacks:
        slides = "\n".join(rendered(slide, page) for slide in stack)
        stacks.append(f"<section>\n{slides}\n</section>" if len(stack) > 1 else slides)
    everything = page.whole("\n".join(stacks))
    scripts = "".join(f'\n<script src="../_static/{name}.js" defer></script>'
                      for name, sign in SCRIPTS.items() if sign in everything)
    number = f"Chapter {deck.number}" if deck.number else ""
    return DECK.format(
        meta=policy.meta() + '\n<meta name="color-scheme" content="light dark">', scripts=scripts, place=place,
        name=escape(re.sub(r"<[^>]*>", "", deck.title)), book=escape(citing.citation()["title"]), number=number,
        title=page.whole(deck.title), question=page.whole(deck.question), reading=deck.reading,
        notes=page.spoken(deck.notes), stacks=everything)


def make(site: Path, chapters: list[Path] | None = None, each=map) -> list[Path]:
    """Write the decks of chapters of a built site (all unless told), and beside them what they run on; the decks."""
    static = site / "_static" / "reveal"
    static.mkdir(parents=True, exist_ok=True)
    for name in ("reveal.js", "reveal.css"):
        if not (REVEAL / name).is_file():
            raise SphinxError(f"reveal.js is not installed: {name} is missing in node_modules. Run `npm ci`.")
        text = (REVEAL / name).read_text("utf-8")
        (static / name).write_text(re.sub(r"\n//# sourceMappingURL=.*", "", text), "utf-8")
    folder = site / FOLDER
    folder.mkdir(exist_ok=True)

    def write_deck(source: Path) -> None:
        place = f"{source.parent.name}/{source.stem}.html"
        page = Page((site / place).read_text("utf-8"))
        text = written(Layout(page).deck(), page, place)
        if against := finishing.refused(text):
            raise SphinxError(f"slides of {source.stem}: the site's policy refuses {against}")
        (folder / f"{source.stem}.html").write_text(text, "utf-8")

    sources = [path for path in execution.pages() if path.is_file() and notebooks.is_chapter(path)
               and (chapters is None or path in chapters)]
    list(each(write_deck, sources))
    return [folder / f"{source.stem}.html" for source in sources]


def write(app, exception):
    """Write the decks when the pages are as readers get them."""
    if not exception and app.builder.name == "html":
        anew = [Path(app.env.doc2path(page)) for page in renewing.written(app)]
        make(Path(app.outdir), anew, lambda write_deck, sources: renewing.each(app, sources, write_deck) or [])


def offer(app, page, template, context, doctree):
    """Put the slides behind the notebook in what a chapter's button offers."""
    if doctree is None or not notebooks.is_chapter(Path(app.env.doc2path(page))):
        return
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            address = f"{'../' * page.count('/')}{FOLDER}/{page.rsplit('/', 1)[-1]}.html"
            group["buttons"].insert(1, {"type": "link", "url": address, "text": "Slides", "label": "slides-button",
                                        "icon": "fas fa-person-chalkboard", "tooltip": "Slides of this chapter"})


def setup(app):
    app.connect("html-page-context", offer, priority=610)  # behind the notebook
    app.connect("build-finished", write, priority=950)     # when finishing.py is done with the pages
    return {"parallel_read_safe": True, "parallel_write_safe": True}
