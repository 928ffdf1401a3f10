"""Pictures of the EPUB: files of their own, dark on white, so that they hold where a reader turns the page black."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from epub_xhtml import SVG, words, write


def said(element: ET.Element) -> str:
    """What a drawing says of itself: its title and its description."""
    return ". ".join(words(e).rstrip(".") for e in element if e.tag.endswith(("}title", "}desc")))


def drawing(element: ET.Element) -> str:
    """A drawing of a page as a file of its own, dark on white."""
    for part in element.iter():
        part.tag = f"{{{SVG}}}{part.tag.rpartition('}')[2]}"
    for name in ("style", "role", "aria-label", "aria-hidden", "aria-labelledby", "class", "focusable"):
        element.attrib.pop(name, None)
    if element.get("viewBox"):
        _, _, width, height = element.get("viewBox").split()
        element.set("width", width)
        element.set("height", height)
    element.attrib.setdefault("font-family", "sans-serif")
    return on_white(write(element))


def on_white(svg: str) -> str:
    """A picture with a ground of its own: dark ink on none would be lost where the reader turns the page black.

    Matplotlib gives pictures that are alike the same id; XML wants each once.
    """
    seen: set[str] = set()
    svg = re.sub(r' id="([^"]*)"', lambda m: "" if m[1] in seen else seen.add(m[1]) or m[0], svg)
    svg = re.sub(r"<!DOCTYPE[^>]*>\s*", "", svg, count=1)
    head = re.search(r"<svg\b[^>]*>", svg)
    box = re.search(r'\bviewBox="([^"]*)"', head[0])
    x, y, width, height = re.split(r"[ ,]+", box[1].strip()) if box else ("0", "0", "100%", "100%")
    ground = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" style="fill: #ffffff; stroke: none"/>'
    return svg[:head.end()] + ground + svg[head.end():]
