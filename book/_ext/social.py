"""What a page says of itself where it is not open: its description for search engines, its card where it is shared.

The description is the page's own beginning. The tags of Open Graph are written by sphinxext-opengraph; they need
addresses that begin with a host, so they are there, and cards are drawn, only when the site's address is set.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from urllib.parse import urljoin

from docutils import nodes

import cards
import house

LONGEST = 200  # letters of a description; what is longer is cut where it is shown
ENOUGH = 60
GENERATED = {"genindex": "Index", "py-modindex": "Index of modules", "search": "Search"}
CARDS = "_static/cards"


def paragraphs(doctree: nodes.document) -> list[str]:
    """The running text of a page. Formulas that read as code would are hidden; what hides one is not quoted."""
    found = []
    for paragraph in doctree.findall(nodes.paragraph):
        facts = any(name.startswith("chapter-") for name in paragraph["classes"])  # put under a title by the build
        if isinstance(paragraph.parent, nodes.section | nodes.document) and not facts:
            copy = paragraph.deepcopy()
            for formula in list(copy.findall(nodes.math)):
                text = formula.astext()
                formula.replace_self(nodes.Text("\ufffc" if re.search(r"[\\^_{}]", text) else text))
            found.append(" ".join(copy.astext().split()))
    return found


def sentences(text: str) -> list[str]:
    """The sentences of a text that can stand without a formula, and without what follows."""
    whole = re.split(r"(?<=[.?!])\s+(?=[A-Z\"“])", text)
    return [s for s in whole if s and "\ufffc" not in s and not s.endswith(":")]


def description(doctree: nodes.document) -> str:
    """Whole sentences from the beginning of a page, as many as fit."""
    out = ""
    for sentence in (s for text in paragraphs(doctree) for s in sentences(text)):
        if out and (len(out) >= ENOUGH and len(f"{out} {sentence}") > LONGEST or len(out) >= LONGEST):
            break
        out = f"{out} {sentence}".strip()
    return out if len(out) <= LONGEST + 60 else out[:LONGEST].rsplit(" ", 1)[0] + " …"


def question(doctree: nodes.document) -> str:
    """What a chapter asks: the first question of its first paragraph, or how it begins."""
    first = sentences(next(iter(paragraphs(doctree)), ""))
    return next((s for s in first if s.endswith("?")), first[0] if first else "")


def card_of(env, page: str, doctree: nodes.document) -> tuple[str, bytes]:
    """The file name of a page's card, and the card. Pages that are no chapters share the book's."""
    if "minutes" not in house.facts(Path(env.doc2path(page))):
        return "book.png", cards.card(cards.BOOK, "Machine learning from a straight line to backpropagation and beyond")
    number = ".".join(str(n) for n in env.toc_secnumbers.get(page, {}).get("", ()))
    return f"{page.rsplit('/', 1)[-1]}.png", cards.card(env.titles[page].astext(), question(doctree), number)


def add_to_page(app, page, template, context, doctree):
    """Describe a page, and where the site has an address draw its card and tell Open Graph about both."""
    if app.builder.name != "html":
        return
    words = description(doctree) if doctree else ""
    if not words:
        title = GENERATED.get(page) or re.sub(r"<[^>]*>", "", context.get("title") or "")
        kind = "the source, line by line, in" if page.startswith("_modules/") else "a page of"
        words = f"{title}: {kind} the book {cards.BOOK}."
    tags = f'<meta name="description" content="{escape(words)}" />\n'
    address = app.config.html_baseurl
    if doctree and address:
        name, content = card_of(app.env, page, doctree)
        file = Path(app.outdir) / CARDS / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        context["meta"] = {**(context.get("meta") or {}), "og:description": escape(words),
                           "og:image": urljoin(address.rstrip("/") + "/", f"{CARDS}/{name}"),
                           "og:image:alt": escape(f"{context['title']}: a card with its question"),
                           "og:image:width": str(cards.WIDTH), "og:image:height": str(cards.HEIGHT)}
        tags += '<meta name="twitter:card" content="summary_large_image" />\n'
    root = "../" * page.count("/")
    icon = f'<link rel="apple-touch-icon" href="{root}_static/apple-touch-icon.png" />\n'
    context["metatags"] = context.get("metatags", "") + tags + icon


def copy_icon(app, exception):
    """A mark for the screens of phones, which take no SVG."""
    if not exception and app.builder.name == "html":
        mark = cards.ROOT / "figures" / "site" / "favicon.png"
        (Path(app.outdir) / "_static" / "apple-touch-icon.png").write_bytes(mark.read_bytes())


def address_the_tags(app, config):
    config.ogp_site_url = config.html_baseurl.rstrip("/") + "/"
    config.ogp_social_cards = {"enable": False}  # the cards are our own
    config.ogp_enable_meta_description = False


def setup(app):
    if app.config.html_baseurl:
        app.setup_extension("sphinxext.opengraph")
        app.connect("config-inited", address_the_tags)
    app.connect("html-page-context", add_to_page, priority=400)  # before Open Graph's tags are written
    app.connect("build-finished", copy_icon)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
