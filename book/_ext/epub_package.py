"""The file around the pages: what the book is, what is in it, in which order; the same bytes for the same book."""

from __future__ import annotations

import uuid
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import yaml

from environment import ROOT
from epub_xhtml import EPUB, document, escaped, make

TYPES = {".xhtml": "application/xhtml+xml", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png",
         ".woff2": "font/woff2"}
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
ACCESSIBILITY = (("accessMode", "textual"), ("accessMode", "visual"), ("accessModeSufficient", "textual"),
                 *(("accessibilityFeature", name) for name in (
                     "alternativeText", "MathML", "readingOrder", "structuralNavigation", "tableOfContents")),
                 ("accessibilityHazard", "none"),
                 ("accessibilitySummary", "Every picture has a text in its place, and every formula is MathML."))


@dataclass(frozen=True)
class Facts:
    """What the book says of itself."""

    key: str
    title: str
    authors: list[str]
    version: str
    issued: str    # the day that this version came out, ISO
    modified: str  # the moment that this file is of, ISO
    rights: str
    address: str = ""

    @property
    def identifier(self) -> str:
        """A name that stays from version to version, so that a reader's shelf knows the book again."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:{self.key}").urn


@dataclass
class Entry:
    """A line of the table of contents, with those below it; a part has no file."""

    title: str
    file: str = ""
    below: list[Entry] = field(default_factory=list)


def parts() -> list[tuple[str, list[str]]]:
    """The parts of the book and their pages, from `_toc.yml`; the first part has no title and holds the start page."""
    toc = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text("utf-8"))
    return [("", [toc["root"]]), *((part["caption"], [c["file"] for c in part["chapters"]]) for part in toc["parts"])]


def package(facts: Facts, files: dict[str, bytes], spine: list[str], cover: str = "") -> str:
    """The OPF: all files, and those that are read one after the other."""
    def properties(name: str) -> str:
        found = [word for word, holds in (("nav", name == "nav.xhtml"), ("cover-image", name == cover),
                                          ("mathml", name.endswith(".xhtml") and b"<math" in files[name])) if holds]
        return f' properties="{" ".join(found)}"' if found else ""

    def item(name: str) -> str:
        kind = TYPES[PurePosixPath(name).suffix]
        return f'<item id="{identifiers[name]}" href="{escaped(name)}" media-type="{kind}"{properties(name)}/>'

    identifiers = {name: f"item-{number}" for number, name in enumerate(sorted(files), start=1)}
    authors = "".join(f"<dc:creator>{escaped(name)}</dc:creator>\n" for name in facts.authors)
    said = "".join(f'<meta property="schema:{name}">{escaped(value)}</meta>\n' for name, value in ACCESSIBILITY)
    source = f"<dc:source>{escaped(facts.address)}</dc:source>\n" if facts.address else ""
    legacy = f'<meta name="cover" content="{identifiers[cover]}"/>\n' if cover else ""  # which shelves still look for
    return (f'<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
            f'unique-identifier="book-id" xml:lang="en">\n<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
            f'<dc:identifier id="book-id">{facts.identifier}</dc:identifier>\n'
            f"<dc:title>{escaped(facts.title)}</dc:title>\n"
            f'{authors}<dc:language>en</dc:language>\n<dc:date>{facts.issued}</dc:date>\n'
            f'<meta property="dcterms:modified">{facts.modified}</meta>\n<meta property="schema:version">'
            f'{escaped(facts.version)}</meta>\n<dc:rights>{escaped(facts.rights)}</dc:rights>\n{source}{legacy}{said}'
            f"</metadata>\n<manifest>\n{chr(10).join(item(name) for name in sorted(files))}\n</manifest>\n<spine>\n"
            + "".join(f'<itemref idref="{identifiers[name]}"/>\n' for name in spine) + "</spine>\n</package>\n")


def contents(entries: list[Entry]) -> str:
    """The table of contents, which is a page to read as well."""
    def listed(level: list[Entry]):
        items = []
        for entry in level:
            head = make("a", {"href": entry.file}, entry.title) if entry.file else make("span", {}, entry.title)
            items.append(make("li", {}, head, *([listed(entry.below)] if entry.below else [])))
        return make("ol", {}, *items)

    nav = make("nav", {f"{{{EPUB}}}type": "toc", "id": "contents"}, make("h1", {}, "Contents"), listed(entries))
    return document("Contents", make("body", {}, nav), "style.css")


def write(target: Path, files: dict[str, bytes], opf: str) -> None:
    """The file itself: nothing in it says when or where it was packed."""
    packed = {"META-INF/container.xml": CONTAINER.encode(), "book/content.opf": opf.encode(),
              **{f"book/{name}": content for name, content in files.items()}}
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w") as file:
        for name, content in [("mimetype", b"application/epub+zip"), *sorted(packed.items())]:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            file.writestr(entry, content, compresslevel=9)
    part.replace(target)
