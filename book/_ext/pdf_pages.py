"""The pages of the built site as they are printed: ids that name their page, links led inside the book, no scripts."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape
from pathlib import Path

import yaml

from environment import ROOT

TAG = re.compile(r"<[a-zA-Z][^<>]*>")
ID = re.compile(r'(?<=\s)id="([^"]*)"')
OPENING = re.compile(r'(<section\b[^>]*?)\s+id="([^"]*)"([^>]*>)\s*((?:<span id="[^"]*"></span>\s*)*)<h([1-6])([^>]*>)')
ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.S)
# In one chapter's print, a link to another chapter leads here; whoever puts the prints together leads it home.
ELSEWHERE = "https://book.invalid/#"
# What paper has no use for: signs to click on, and formulas a second time, as MathML that is not drawn.
LEFT_OUT = [re.compile(pattern, re.S) for pattern in (
    r'<a class="headerlink".*?</a>',
    r'<a class="[^"]*" href="[^"]*"><span class="viewcode-link">.*?</a>',
    r"<script\b.*?</script>",
    r'<span class="katex-mathml">.*?</math></span>',
    r"<p>As a file: .*?</p>",
    r'<div class="genindex-jumpbox">.*?</div>',
    r'<details class="admonition hide above-input">.*?</details>',
    r'<em class="property">(?:(?!</em>).){400,}?</em>',  # a value that fills pages, in the list of names
)]


def toc() -> list[tuple[str, list[str]]]:
    """The parts of the book in order, each a title and its pages; the first has no title and holds the start page."""
    entries = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text("utf-8"))
    parts = [(part["caption"], [chapter["file"] for chapter in part["chapters"]]) for part in entries["parts"]]
    return [("", [entries["root"]]), *parts]


@dataclass(frozen=True)
class Heading:
    """The title of a page or of a section of it."""

    level: int
    anchor: str
    number: str
    title: str  # HTML

    @property
    def words(self) -> str:
        """Number and title without tags."""
        words = unescape(re.sub(r"<[^>]*>", "", self.title)).replace("\u200b", "").strip()
        return f"{self.number} {words}".strip()


@dataclass
class Page:
    """The article of one built page."""

    site: Path
    name: str  # as in the table of contents: "function/three-steps"

    @property
    def slug(self) -> str:
        return self.name.rsplit("/", 1)[-1]

    @property
    def file(self) -> Path:
        return self.site / f"{self.name}.html"

    @cached_property
    def article(self) -> str:
        """What stands on the page, without the site around it."""
        text = re.search(r'<article class="bd-article">(.*?)</article>', self.file.read_text("utf-8"), re.S)[1]
        for pattern in LEFT_OUT:
            text = pattern.sub("", text)
        # A section may begin on a page, and its heading stand on the next: what leads to it leads to the heading.
        return OPENING.sub(r'\1\3<h\5 id="\2"\6\4', text)

    @cached_property
    def anchors(self) -> dict[str, str]:
        """For each id of the page, where it leads in print: to itself, or to the heading that it stands for."""
        found = {name: f"{self.slug}:{name}" for tag in TAG.findall(self.article) for name in ID.findall(tag)}
        opened = r'<h([1-6]) id="([^"]*)"[^>]*>((?:<span id="[^"]*"></span>\s*)*)'
        for level, name, others in re.findall(opened, self.article):
            leads = self.slug if level == "1" else found[name]
            found |= dict.fromkeys([name, *ID.findall(others)], leads)
        return found

    @property
    def is_chapter(self) -> bool:
        """Whether the page begins with the minutes that it takes, and is not there to look things up."""
        return 'class="chapter-head"' in self.article and not self.name.startswith("reference/")

    @cached_property
    def headings(self) -> list[Heading]:
        """The page's title and the titles of its sections."""
        found = []
        for level, whole, title in re.findall(r"<h([12])\b([^>]*>(.*?))</h\1>", self.article, re.S):
            number = re.search(r'<span class="section-number">(.*?)</span>', title)
            title = re.sub(r'<span class="section-number">.*?</span>|<span id="[^"]*"></span>', "", title).strip()
            anchor = self.slug if level == "1" else self.anchors[ID.search(whole)[1]]
            found.append(Heading(int(level), anchor, number[1].strip() if number else "", title))
        return found


class Book:
    """All pages, and how they lead to one another. What is not in the book is linked at the site's address, if any."""

    def __init__(self, site: Path, address: str = ""):
        self.parts = [(title, [Page(site, name) for name in names]) for title, names in toc()]
        self.pages = {page.name: page for _, pages in self.parts for page in pages}
        self.address = address.rstrip("/")
        self.wanted = {target for page in self.pages.values() for href in re.findall(r'\bhref="([^"]*)"', page.article)
                       if (target := self.target(page, unescape(href))).startswith(ELSEWHERE)}

    def target(self, page: Page, href: str) -> str:
        """Where a link of a page leads to in print; "" where it leads nowhere."""
        if re.match(r"[a-z]+:", href):
            return href
        path, _, fragment = href.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(page.name), path)) if path else f"{page.name}.html"
        there = self.pages.get(file.removesuffix(".html"))
        if there:
            anchor = there.anchors.get(fragment, there.slug)
            return f"#{anchor}" if there is page else f"{ELSEWHERE}{anchor}"
        return f"{self.address}/{file}{'#' if fragment else ''}{fragment}" if self.address else ""

    def outside(self, anchor: str) -> str:
        """The site's address of a place in the book, for a chapter printed alone; "" where the site has none."""
        slug, _, fragment = anchor.partition(":")
        page = next(page for page in self.pages.values() if page.slug == slug)
        return f"{self.address}/{page.name}.html{'#' if fragment else ''}{fragment}" if self.address else ""

    def article(self, page: Page, number: dict[str, int]) -> str:
        """A page's article for print; `number` is the page number of each place, which the index tells."""
        cited = {}

        def link(match: re.Match) -> str:
            attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', match[1]))
            href, text = unescape(attributes.get("href", "")), match[2]
            target = self.target(page, href) if href else ""
            if "reference/bibliography" in href and "title" in attributes:  # a citation: the chapter lists what it cites
                name = href.partition("#")[2]
                cited[name] = attributes["title"]
                target = f"#{page.slug}:cited-{name}"
            if page.name == "genindex" and target.startswith(ELSEWHERE):
                shown = number.get(target.removeprefix(ELSEWHERE), "")
                text = f"{shown}" if re.fullmatch(r"\[\d+\]", text) else f"{text}, {shown}"
            if not target:
                return f"<span>{text}</span>"
            return f'<a class="{attributes.get("class", "")}" href="{escape(target)}">{text}</a>'

        def tag(match: re.Match) -> str:
            text = ID.sub(lambda m: f'id="{page.slug}:{m[1]}"', match[0])
            if text.startswith("<img"):
                source = re.search(r'\bsrc="([^"]*)"', text)[1]
                file = (page.file.parent / unescape(source)).resolve()
                text = text.replace(f'src="{source}"', f'src="{escape(file.as_uri())}"').replace(' loading="lazy"', "")
            text = text.replace("url(#", f"url(#{page.slug}:")
            if text.startswith("<use"):
                text = text.replace('href="#', f'href="#{page.slug}:')
            return text.replace("<details", "<details open", 1)

        text = TAG.sub(tag, ANCHOR.sub(link, page.article))
        if cited:
            entries = "".join(f'<li id="{page.slug}:cited-{name}">{entry}</li>'
                              for name, entry in sorted(cited.items(), key=lambda item: item[1]))
            body, fold, cite = text.partition('<details open class="cite-chapter">')
            text = f'{body}<section class="cited"><h2>References</h2><ul>{entries}</ul></section>{fold}{cite}'
        # Chromium notes the places of those ids that something in the file links to.
        anchors = {heading.anchor for heading in page.headings} | {
            target.removeprefix(ELSEWHERE) for target in self.wanted
            if target.removeprefix(ELSEWHERE).partition(":")[0] == page.slug}
        links = "".join(f'<a href="#{escape(anchor)}"></a>' for anchor in sorted(anchors))
        return f'<article class="bd-article" id="{page.slug}">{text}</article><div hidden>{links}</div>'

    def styles(self, pages: list[Page]) -> Iterator[str]:
        """The style sheets that pages ask for, each once, in their order."""
        seen = set()
        for page in pages:
            for tag in re.findall(r"<link\b[^>]*>", page.file.read_text("utf-8").partition("</head>")[0]):
                if 'rel="stylesheet"' in tag:
                    path = re.search(r'href="([^"?]*)', tag)[1]
                    file = Path(os.path.normpath(page.file.parent / path)).resolve()
                    if file not in seen:
                        seen.add(file)
                        yield file.as_uri()


def file(title: str, styles: list[str], body: str, style: str) -> str:
    """An HTML file that Chromium prints."""
    sheets = "".join(f'<link rel="stylesheet" href="{escape(style)}">\n' for style in styles)
    return (f'<!DOCTYPE html>\n<html lang="en" data-theme="light" data-mode="light"><head><meta charset="utf-8">\n'
            f"<title>{escape(title)}</title>\n{sheets}<style>{style}</style></head>\n"
            f'<body><div class="bd-content"><div class="bd-article-container">\n{body}\n</div></div></body></html>\n')
