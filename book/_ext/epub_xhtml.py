"""XHTML as a tree: read from what Sphinx writes, changed in place, and written so that every reader understands it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
XML = "http://www.w3.org/XML/1998/namespace"
EPUB = "http://www.idpf.org/2007/ops"
PREFIXES = {XML: "xml", EPUB: "epub", "http://www.w3.org/1999/xlink": "xlink"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
TAG = re.compile(r"""<([a-zA-Z][\w:-]*)((?:\s+[^\s=<>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*(/?)>""")
BARE = re.compile(r"""(\s+[^\s=<>"'/]+)(\s*=\s*(?:"[^"]*"|'[^']*'))?""")


def _closed(match: re.Match) -> str:
    """A tag as XML wants it: a value for every attribute, and an end."""
    name, attributes, end = match.groups()
    if not end and name in VOID:
        end = "/"
    return f"<{name}{BARE.sub(lambda m: m[1] + (m[2] or '=' + chr(34) * 2), attributes)}{end}>"


def parse(text: str) -> ET.Element:
    """The tree of a page; parts that were written as HTML are closed first."""
    return ET.fromstring(TAG.sub(_closed, text))


def html(name: str) -> str:
    """The name of an element of XHTML in a tree."""
    return f"{{{XHTML}}}{name}"


def make(name: str, attributes: dict[str, str] | None = None, *content: str | ET.Element) -> ET.Element:
    """A new element of XHTML with text and elements in it."""
    element = ET.Element(html(name), attributes or {})
    for part in content:
        append(element, part)
    return element


def append(element: ET.Element, part: str | ET.Element) -> None:
    """Put text or an element last into an element."""
    if not isinstance(part, str):
        element.append(part)
    elif len(element):
        element[-1].tail = (element[-1].tail or "") + part
    else:
        element.text = (element.text or "") + part


def replace(parent: ET.Element, child: ET.Element, *content: ET.Element) -> None:
    """Put elements, or nothing, where a child stands; the text behind it stays."""
    place, tail = list(parent).index(child), child.tail or ""
    parent.remove(child)
    child.tail = None
    for offset, element in enumerate(content):
        parent.insert(place + offset, element)
    last = place + len(content) - 1
    if last >= 0:
        parent[last].tail = (parent[last].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def classes(element: ET.Element) -> list[str]:
    return element.get("class", "").split()


def with_class(root: ET.Element, *wanted: str) -> list[ET.Element]:
    """The elements that have all these classes, in the order of the page."""
    return [e for e in root.iter() if isinstance(e.tag, str) and set(wanted) <= set(classes(e))]


def parents(root: ET.Element) -> dict[ET.Element, ET.Element]:
    return {child: parent for parent in root.iter() for child in parent}


def words(element: ET.Element) -> str:
    """What an element says, on one line."""
    return " ".join("".join(element.itertext()).split())


def _written(element: ET.Element, outer: str) -> Iterator[str]:
    space, _, name = element.tag[1:].partition("}")
    yield f"<{name}" + (f' xmlns="{space}"' if space != outer else "")
    for key, value in element.attrib.items():
        where, _, key = key[1:].partition("}") if key.startswith("{") else ("", "", key)
        if where:
            key = f"{PREFIXES[where]}:{key}"
            yield f' xmlns:xlink="{where}"' if PREFIXES[where] == "xlink" else ""
        yield f' {key}="{escaped(value)}"'
    if space == XHTML and name in VOID:
        yield "/>"
    else:
        yield ">" + escaped(element.text or "")
        for child in element:
            yield from _written(child, space)
        yield f"</{name}>"
    yield escaped(element.tail or "")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def write(element: ET.Element, space: str = "") -> str:
    """The text of a tree that stands in a document of this namespace."""
    return "".join(_written(element, space)).strip()


def document(title: str, body: ET.Element, style: str) -> str:
    """A whole file of the book, with its style sheet at this address."""
    return ('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
            f'<html xmlns="{XHTML}" xmlns:epub="{EPUB}" lang="en" xml:lang="en">\n<head>\n'
            f'<meta charset="utf-8"/>\n<title>{escaped(title)}</title>\n'
            f'<link rel="stylesheet" type="text/css" href="{style}"/>\n</head>\n{write(body, XHTML)}\n</html>\n')
