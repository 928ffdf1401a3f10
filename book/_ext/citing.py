"""How to cite: the book, each chapter and each page's place in it, for people and for reference managers.

Everything is made from `CITATION.cff` and the titles of the pages. The same reference is written three times, as
BibTeX, RIS and CSL-JSON, into `cite/` beside the pages, and into `<meta>` tags that Zotero reads.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import house
from environment import ROOT

BOOK_KEY = "looking-for-a-function"


@dataclass(frozen=True)
class Reference:
    """What is cited: the book, or a chapter of it."""

    key: str
    title: str
    book: str      # title of the book that this is a chapter of; "" for the book itself
    author: str
    date: str      # ISO
    version: str
    address: str   # "" while the site has none

    @property
    def year(self) -> str:
        return self.date[:4]

    def bibtex(self) -> str:
        """An entry for BibTeX and BibLaTeX; capitals stay as they are."""
        kind = "incollection" if self.book else "book"
        fields = [("author", f"{{{self.author}}}"), ("title", f"{{{self.title}}}")]
        fields += [("booktitle", f"{{{self.book}}}")] if self.book else []
        fields += [("year", self.year), ("note", f"Version {self.version}")]
        fields += [("url", self.address)] if self.address else []
        return f"@{kind}{{{self.key},\n" + "".join(f"  {name:9} = {{{value}}},\n" for name, value in fields) + "}\n"

    def ris(self) -> str:
        """A record of RIS, which every reference manager reads."""
        lines = [("TY", "CHAP" if self.book else "BOOK"), ("ID", self.key), ("TI", self.title), ("AU", f"{self.author},")]
        lines += [("T2", self.book)] if self.book else []
        lines += [("PY", self.year), ("DA", self.date.replace("-", "/")), ("ET", self.version), ("LA", "en")]
        lines += [("UR", self.address)] if self.address else []
        return "".join(f"{tag}  - {value}\r\n" for tag, value in [*lines, ("ER", "")])

    def csl(self) -> str:
        """CSL-JSON, a list of one."""
        item = {"id": self.key, "type": "chapter" if self.book else "book", "title": self.title,
                "author": [{"literal": self.author}], "edition": self.version, "language": "en",
                "issued": {"date-parts": [[int(part) for part in self.date.split("-")]]}}
        if self.book:
            item["container-title"] = self.book
        if self.address:
            item["URL"] = self.address
        return json.dumps([item], indent=2, ensure_ascii=False) + "\n"

    def tags(self) -> str:
        """The `<meta>` tags that reference managers look for on a page."""
        tags = [("title", self.title), ("author", self.author), ("publication_date", self.date.replace("-", "/")),
                ("language", "en")]
        tags += [("inbook_title", self.book)] if self.book else []
        tags += [("public_url", self.address)] if self.address else []
        return "".join(f'<meta name="citation_{name}" content="{escape(value)}" />\n' for name, value in tags)


FORMATS = {"bib": ("BibTeX", Reference.bibtex), "ris": ("RIS", Reference.ris), "json": ("CSL-JSON", Reference.csl)}


@cache
def citation() -> dict:
    """What CITATION.cff says."""
    return yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))


def reference(title: str = "", page: str = "", address: str = "") -> Reference:
    """The reference of the book, or of a chapter with this title on this page; `address` is the site's, if it has one."""
    facts = citation()
    author = " and ".join(person["name"] for person in facts["authors"])
    key = f"{BOOK_KEY}:{page.rsplit('/', 1)[-1]}" if page else BOOK_KEY
    where = f"{address.rstrip('/')}/{page + '.html' if page else ''}" if address else ""
    return Reference(key, title or facts["title"], facts["title"] if title else "", author,
                     str(facts["date-released"]), facts["version"], where)


def _fold(ref: Reference, root: str) -> str:
    """The fold "Cite this chapter", with the files to take away."""
    name = ref.key.partition(":")[2]
    files = ", ".join(f'<a href="{root}cite/{name}.{end}" download>{kind}</a>' for end, (kind, _) in FORMATS.items())
    return ('\n<details class="cite-chapter"><summary>Cite this chapter</summary>\n'
            '<div class="highlight-bibtex notranslate"><div class="highlight"><pre>'
            f'{escape(ref.bibtex())}</pre></div></div>\n<p>As a file: {files}.</p></details>\n')


def is_chapter(env, page: str) -> bool:
    """Whether a page is a chapter: its head says how long it takes to read."""
    return "minutes" in house.facts(Path(env.doc2path(page)))


def add_to_page(app, page, template, context, doctree):
    """Put the tags into a page's head, and the fold after a chapter's text."""
    if doctree is None:
        return
    address = app.config.html_baseurl or ""
    if page in (app.config.root_doc, "reference/cite"):
        context["metatags"] = context.get("metatags", "") + reference(address=address).tags()
    elif is_chapter(app.env, page):
        ref = reference(app.env.titles[page].astext(), page, address)
        context["metatags"] = context.get("metatags", "") + ref.tags()
        context["body"] = context.get("body", "") + _fold(ref, "../" * page.count("/"))


def write_files(app, exception):
    """Write the references of the book and of its chapters into `cite/`."""
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir) / "cite"
    folder.mkdir(exist_ok=True)
    address = app.config.html_baseurl or ""
    refs = {"book": reference(address=address)}
    for page in sorted(app.env.found_docs):
        if is_chapter(app.env, page):
            refs[page.rsplit("/", 1)[-1]] = reference(app.env.titles[page].astext(), page, address)
    for name, ref in refs.items():
        for end, (_, write) in FORMATS.items():
            (folder / f"{name}.{end}").write_bytes(write(ref).encode())


class BookCitation(SphinxDirective):
    """`{book-citation}`: the book's own reference as BibTeX, and links to its files."""

    def run(self):
        ref = reference(address=self.config.html_baseurl or "")
        block = nodes.literal_block(ref.bibtex(), ref.bibtex(), language="bibtex")
        links = ", ".join(f'<a href="../cite/book.{end}" download>{kind}</a>' for end, (kind, _) in FORMATS.items())
        return [block, nodes.raw("", f"<p>As a file: {links}.</p>", format="html")]


def setup(app):
    app.add_directive("book-citation", BookCitation)
    app.connect("html-page-context", add_to_page)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
