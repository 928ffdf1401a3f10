"""The little Markdown that a derivation is written in, as HTML in which formulas stand as TeX.

Paragraphs, bold, slanted and code, links, lists, formulas in `$…$` and `$$…$$`. A formula becomes an element of the
class `math` with its TeX as text, for the page to set.
"""

from __future__ import annotations

import re
from html import escape

ITEM = re.compile(r"( *)(\d+\.|[-*]) +(.*)")
INLINE = re.compile(
    r"(?P<code>`+)(?P<text>.+?)(?P=code)|\$(?P<tex>[^$]+)\$|\*\*(?P<bold>.+?)\*\*|\*(?P<slanted>[^*]+)\*"
    r"|\[(?P<label>[^\]]*)\]\((?P<to>[^)\s]*)\)", re.DOTALL)


def formula(tex: str, display: bool) -> str:
    """An element that the page fills with a formula."""
    tag = "div" if display else "span"
    return f'<{tag} class="math">{escape(tex.strip(), quote=False)}</{tag}>'


def inline(text: str) -> str:
    """A run of text, with what is marked in it."""
    made, end = [], 0
    for match in INLINE.finditer(text):
        made.append(escape(text[end:match.start()], quote=False))
        end = match.end()
        if match["code"]:
            made.append(f"<code>{escape(match['text'].strip(), quote=False)}</code>")
        elif match["tex"]:
            made.append(formula(match["tex"], False))
        elif match["bold"]:
            made.append(f"<strong>{inline(match['bold'])}</strong>")
        elif match["slanted"]:
            made.append(f"<em>{inline(match['slanted'])}</em>")
        elif re.match(r"(https?|mailto):|[^:]*$", match["to"]):
            made.append(f'<a href="{escape(match["to"])}">{inline(match["label"])}</a>')
        else:
            made.append(inline(match["label"]))  # an address that would run something is no link
    return "".join([*made, escape(text[end:], quote=False)])


def html(text: str) -> str:
    """A whole text."""
    return _blocks(text.expandtabs(4).split("\n"))


def _blocks(lines: list[str]) -> str:
    made, at = [], 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.strip().startswith("$$"):
            tex, at = _formula(lines, at)
            made.append(formula(tex, True))
        elif ITEM.fullmatch(line):
            items, at = _list(lines, at)
            made.append(items)
        else:
            start = at
            while at < len(lines) and lines[at].strip() and not (
                    at > start and (ITEM.fullmatch(lines[at]) or lines[at].strip().startswith("$$"))):
                at += 1
            made.append(f"<p>{inline(' '.join(part.strip() for part in lines[start:at]))}</p>")
    return "\n".join(made)


def _formula(lines: list[str], at: int) -> tuple[str, int]:
    """The TeX between two pairs of dollars, and the line after it."""
    parts = [lines[at].strip()[2:]]
    while not parts[-1].rstrip().endswith("$$") and at + 1 < len(lines):
        at += 1
        parts.append(lines[at])
    return "\n".join(parts).rstrip().removesuffix("$$"), at + 1


def _list(lines: list[str], at: int) -> tuple[str, int]:
    """A list, with what is indented below each of its items, and the line after it."""
    first = ITEM.fullmatch(lines[at])
    tag = "ol" if first[2][0].isdigit() else "ul"
    begins = f' start="{int(first[2][:-1])}"' if tag == "ol" and first[2] != "1." else ""
    items: list[str] = []
    while at < len(lines) and (item := ITEM.fullmatch(lines[at])) and item[1] == first[1] and (
            item[2][0].isdigit() == (tag == "ol")):
        inside, at = [item[3]], at + 1
        indent = len(item[1])
        while at < len(lines) and (not lines[at].strip() or len(lines[at]) - len(lines[at].lstrip()) > indent):
            inside.append(lines[at].strip() if not ITEM.fullmatch(lines[at]) else lines[at][indent + 2:])
            at += 1
        tight = not any(not line.strip() for line in inside[:-1]) or not any(line.strip() for line in inside[1:])
        body = _blocks(inside)
        items.append(f"<li>{body[3:-4] if tight and body.count('<p>') == 1 and body.endswith('</p>') else body}</li>")
    return f"<{tag}{begins}>\n" + "\n".join(items) + f"\n</{tag}>", at
