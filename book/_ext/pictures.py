"""Pictures that load when they come near, in a place that is kept for them, so that nothing jumps."""

from __future__ import annotations

import re
import struct
from functools import cache
from pathlib import Path
from urllib.parse import unquote

IMAGE = re.compile(r"<img\b[^>]*>")
PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
LENGTH = re.compile(r"^([\d.]+)(px|pt|in|cm|mm|)$")


@cache
def size(picture: Path) -> tuple[int, int] | None:
    """Width and height of a picture in pixels, from its own head."""
    if picture.suffix == ".png" and picture.is_file():
        return struct.unpack(">II", picture.read_bytes()[16:24])
    if picture.suffix != ".svg" or not picture.is_file():
        return None
    head = re.search(r"<svg\b[^>]*>", picture.read_text("utf-8"))
    if head is None:
        return None
    found = {name: value for name, value in re.findall(r'\b(width|height|viewBox)="([^"]*)"', head[0])}
    lengths = [LENGTH.match(found.get(side, "")) for side in ("width", "height")]
    if all(lengths):
        width, height = (float(length[1]) * PIXELS[length[2]] for length in lengths)
    elif "viewBox" in found:
        width, height = (float(number) for number in found["viewBox"].replace(",", " ").split()[2:])
    else:
        return None
    return round(width), round(height)


def placed(text: str, page: Path) -> str:
    """A page whose pictures say how large they are and wait until they are near."""
    def told(match: re.Match) -> str:
        tag = match[0]
        source = re.search(r'\bsrc="([^"]*)"', tag)
        added = "" if "loading=" in tag else ' loading="lazy" decoding="async"'
        if source and not re.search(r"\bwidth=", tag):
            measured = size((page.parent / unquote(source[1].split("?")[0])).resolve())
            if measured:
                added += f' width="{measured[0]}" height="{measured[1]}"'
        return f"<img{added}{tag[4:]}"

    return IMAGE.sub(told, text)
