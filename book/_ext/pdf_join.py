"""Prints put together: one PDF of many, with its outline, its inner links, its tags and what it says of itself."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

import citing
from pdf_pages import ELSEWHERE, Heading

CELL = re.compile(rb"\(node\d{8}\)")


@dataclass
class Print:
    """A file that Chromium printed, and the number of its first page."""

    path: Path
    first: int

    @cached_property
    def pdf(self) -> Pdf:
        # Cells of tables call their headings by numbers that differ from run to run, and must not meet in the book.
        data = self.path.read_bytes()
        order = {name: index for index, name in enumerate(sorted(set(CELL.findall(data))))}
        self.path.write_bytes(CELL.sub(lambda match: b"(node%03d%05d)" % (self.first, order[match[0]]), data))
        return pikepdf.open(self.path)

    @property
    def pages(self) -> int:
        return len(self.pdf.pages)

    @cached_property
    def places(self) -> dict[str, tuple[int, float]]:
        """For each place that something links to, its page in this print (from 0) and its height there."""
        index = {page.objgen: number for number, page in enumerate(self.pdf.pages)}
        return {unquote(name[1:]): (index[where[0].objgen], float(where[3]))
                for name, where in self.pdf.Root.get("/Dests", {}).items()}

    @property
    def numbers(self) -> dict[str, int]:
        """The page number of each place."""
        return {anchor: self.first + page for anchor, (page, _) in self.places.items()}


@dataclass
class Entry:
    """A line of the outline and what stands under it."""

    title: str
    page: int  # from 0
    top: float
    under: list[Entry]


def entries(headings: list[Heading], place: Callable[[str], tuple[int, float]]) -> list[Entry]:
    """The outline of a page: its title, and its sections under it."""
    first, *others = headings
    return [Entry(first.words, *place(first.anchor), [Entry(each.words, *place(each.anchor), []) for each in others])]


def _items(lines: list[Entry]) -> Iterator[OutlineItem]:
    for line in lines:
        item = OutlineItem(line.title, line.page, "XYZ", left=0, top=line.top)
        item.children.extend(_items(line.under))
        yield item


def _links(pdf: Pdf) -> Iterator[tuple[pikepdf.Page, pikepdf.Object, str]]:
    """Links to other pages of the book: the page that has it, the link, and the place it leads to."""
    for page in pdf.pages:
        for note in list(page.obj.get("/Annots", [])):
            address = str(note.get("/A", {}).get("/URI", ""))
            if address.startswith(ELSEWHERE):
                yield page, note, unquote(address.removeprefix(ELSEWHERE))


def _tree(node: pikepdf.Object, key: str) -> Iterator[tuple[pikepdf.Object, pikepdf.Object]]:
    """The pairs of a tree of numbers (`/Nums`) or of names (`/Names`)."""
    items = list(node.get(key, []))
    yield from zip(items[::2], items[1::2], strict=True)
    for kid in node.get("/Kids", []):
        yield from _tree(kid, key)


def _tagged(book: Pdf, prints: list[Print]) -> None:
    """Put the trees of tags of the prints, whose pages are in the book already, under one root."""
    root = book.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = book.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, Lang=String("en"), K=Array()))
    numbers, names, offset, page = [], [], 0, 0
    for each in prints:
        tree = book.copy_foreign(each.pdf.Root.StructTreeRoot)
        part = tree.K
        part.S, part.P = Name.Part, document
        document.K.append(part)
        for _ in range(each.pages):
            own = book.pages[page].obj
            page += 1
            if "/StructParents" in own:
                own.StructParents = int(own.StructParents) + offset
            for note in own.get("/Annots", []):
                if "/StructParent" in note:
                    note.StructParent = int(note.StructParent) + offset
        for key, value in _tree(tree.ParentTree, "/Nums"):
            numbers += [int(key) + offset, value]
        if "/IDTree" in tree:
            names += _tree(tree.IDTree, "/Names")
        offset += int(tree.ParentTreeNextKey)
    names.sort(key=lambda pair: bytes(pair[0]))
    root.K, root.ParentTreeNextKey = document, offset
    root.ParentTree = book.make_indirect(Dictionary(Nums=Array(numbers)))
    if names:
        root.IDTree = book.make_indirect(Dictionary(Names=Array([part for pair in names for part in pair])))
    book.Root.StructTreeRoot = root


def _described(pdf: Pdf, title: str) -> None:
    """What the file says of itself; its date is the book's, so that two makes give the same bytes."""
    facts = citing.citation()
    author = " and ".join(person["name"] for person in facts["authors"])
    day = str(facts["date-released"]).replace("-", "")
    producer = str(pdf.docinfo.get("/Producer", "Skia/PDF"))
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    for key, value in {"Title": title, "Author": author, "Subject": facts["title"], "Creator": "Chromium",
                       "Producer": producer, "CreationDate": f"D:{day}000000Z", "ModDate": f"D:{day}000000Z"}.items():
        pdf.docinfo[f"/{key}"] = value
    pdf.Root.Lang, pdf.Root.PageMode = String("en"), Name.UseOutlines
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _saved(pdf: Pdf, target: Path, title: str, outline: list[Entry]) -> None:
    with pdf.open_outline() as lines:
        lines.root.extend(_items(outline))
    _described(pdf, title)
    pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def alone(each: Print, target: Path, title: str, headings: list[Heading], outside: Callable[[str], str]) -> None:
    """Write one print as a file of its own: links to other pages lead to the site's address, or are gone."""
    pdf = pikepdf.open(each.path)
    for page, note, anchor in _links(pdf):
        address = outside(anchor)
        if address:
            note.A.URI = String(address)
        else:
            page.obj.Annots.remove(note)
    _saved(pdf, target, title, entries(headings, each.places.__getitem__))


def together(prints: list[Print], target: Path, title: str, outline: list[Entry]) -> None:
    """Write all prints as one file, links between them led home."""
    book = Pdf.new()
    places = Dictionary()
    for each in prints:
        start = len(book.pages)
        with warnings.catch_warnings():  # the places that links lead to follow below
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
            book.pages.extend(each.pdf.pages)
        for name, where in each.pdf.Root.get("/Dests", {}).items():
            page = book.pages[start + each.places[unquote(name[1:])][0]].obj
            places[name] = Array([page, *list(where)[1:]])
    book.Root.Dests = places
    _tagged(book, prints)
    names = {unquote(name[1:]): name for name in places.keys()}
    for _, note, anchor in list(_links(book)):
        del note["/A"]
        note.Dest = Name(names.get(anchor) or names[anchor.partition(":")[0]])
    _saved(book, target, title, outline)
