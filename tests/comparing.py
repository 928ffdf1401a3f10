"""Whether a page that was run in a browser gives what the book shows: the one rule for it, and its exceptions.

A value is the same when it agrees to 1e-8. Everything deterministic does: no page says which of its values are
trained, it has to be shown that one may differ. It may by what the page itself states: it glues `x` and beside it `x_sd`
or `x_spread`, the standard deviation over random starts, or `x_error`, the standard error of a mean of them; or it prints
`1.2 ± 0.3`. Then the two may be apart by that, no more. No room is set in a test. What a page cannot state a spread of,
a time for one, is named in `trained.yml` with the reason, and nothing is claimed of it.
"""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

LIST = Path(__file__).with_name("trained.yml")
SAME = 1e-8
NUMBER = re.compile(r"(?<![\w.])[-+−]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?!\w)")
SPREADS = ("_sd", "_spread", "_error")

# A spread of a few starts is itself a draw. Suppose the worst: rounding makes the page's five trainings others than the
# book's. Then both spreads are of the form σ·√(χ²₄/4), and the square of their ratio has the distribution F with 4 and 4
# degrees of freedom, P(F > f) = (1 + 3f) / (1 + f)³. For f = 4² that is 1.0 percent, on either side; for 3² it would be
# 2.8, and with a hundred such spreads in the book that is too often for a test. A factor of four is a difference of three
# quarters of the larger. The book's spreads are of five starts or more; of ten, a factor of four comes once in 6000.
FACTOR = 4
OFF = 1 - 1 / FACTOR  # of the larger of two spreads


@dataclass
class Allowed:
    """What a page's entry in the list names: patterns of keys, and pieces of the sources of cells."""

    glued: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, slug: str, listed: dict | None = None) -> Allowed:
        """The entry of a page; reasons, which the file has for people, are left out."""
        entry = (yaml.safe_load(LIST.read_text("utf-8")) if listed is None else listed).get(slug) or {}
        return cls(*(list(entry.get(part) or {}) for part in ("glued", "printed")))

    def lets_glue(self, key: str) -> bool:
        """Whether nothing is claimed of a glued value."""
        return any(fnmatch.fnmatchcase(key, pattern) for pattern in self.glued)

    def lets_print(self, source: str) -> bool:
        """Whether nothing is claimed of what a cell prints."""
        return any(piece in source for piece in self.printed)


def near(a: float, b: float, room: float = SAME) -> bool:
    """Whether two numbers agree, relative to the larger of them and to 1."""
    return a == b or (a != a and b != b) or abs(a - b) <= room * max(1.0, abs(a), abs(b))


def leaves(value, place: str):
    """The numbers, texts and so on in a glued value, each with its place."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from leaves(entry, f"{place}[{key!r}]")
    elif isinstance(value, (list, tuple)):
        for index, entry in enumerate(value):
            yield from leaves(entry, f"{place}[{index}]")
    else:
        yield place, value


def glued(book: dict, page: dict, allowed: Allowed) -> list[str]:
    """What the page's cells have given to the prose otherwise than the book's."""
    found = [f"{key} is not glued" for key in book if key not in page] + [
        f"{key} is glued, and not in the book" for key in page if key not in book]
    for key in book.keys() & page.keys():
        theirs = dict(leaves(page[key], key))
        ours = dict(leaves(book[key], key))
        if ours.keys() != theirs.keys():
            found.append(f"{key} is {page[key]!r}, in the book {book[key]!r}")
            continue
        for place, value in ours.items():
            if not _agree(key, value, theirs[place], book, allowed):
                found.append(f"{place} is {theirs[place]!r}, in the book {value!r}")
    return sorted(found)


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _agree(key: str, ours, theirs, book: dict, allowed: Allowed) -> bool:
    if allowed.lets_glue(key):
        return True
    stated = next((abs(book[key + end]) for end in SPREADS if _is_number(book.get(key + end))), 0.0)
    if isinstance(ours, str) and isinstance(theirs, str):
        return text(ours, theirs, stated) is None
    if not (_is_number(ours) and _is_number(theirs)):
        return ours == theirs
    is_spread = any(key.endswith(end) and key.removesuffix(end) in book for end in SPREADS)
    return near(ours, theirs) or abs(ours - theirs) <= (
        OFF * max(abs(ours), abs(theirs)) if is_spread else stated)


def text(book: str, page: str, stated: float = 0.0) -> str | None:
    """Where two texts differ, in words; None where they are the same.

    Spaces do not count. Numbers agree to 1e-8. One before `±` may be off by the spread behind it and one more in its
    last digit, the spread itself by the factor; where a spread is `stated` elsewhere, it holds for each number.
    """
    if "".join(book.split()) == "".join(page.split()):
        return None
    ours, theirs = book.strip().splitlines(), page.strip().splitlines()
    if len(ours) != len(theirs):
        ours, theirs = [" ".join(ours)], [" ".join(theirs)]
    for our, their in zip(ours, theirs):
        alike = "".join(NUMBER.sub("#", our).split()) == "".join(NUMBER.sub("#", their).split())
        if not alike or not all(_may_be(a, b, stated) for a, b in zip(_printed(our), _printed(their))):
            return f"{their.strip()!r}, in the book {our.strip()!r}"
    return None


def _printed(line: str) -> list[tuple[float, float, float]]:
    """The numbers of a line, each with one in its last digit, and its spread where it is printed as `1.2 ± 0.3`."""
    found: list[tuple[float, float, float]] = []
    end = 0
    for match in NUMBER.finditer(line):
        value = float(match[0].replace("−", "-"))
        digits, _, power = match[0].lower().partition("e")
        last = 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))
        if line[end:match.start()].strip(" %") == "±" and found:
            found[-1] = (*found[-1][:2], abs(value))
            found.append((value, last, float("nan")))  # is a spread itself
        else:
            found.append((value, last, 0.0))
        end = match.end()
    return found


def _may_be(ours: tuple, theirs: tuple, stated: float) -> bool:
    (a, last, spread), (b, *_) = ours, theirs
    if spread != spread:  # is a spread itself
        spread = OFF * max(abs(a), abs(b))
    spread = max(spread, stated)
    return near(a, b) or abs(a - b) <= (spread and spread + last) * (1 + SAME)


@dataclass(frozen=True)
class Output:
    """What a cell in sight shows: its text, or a thing of another kind, a picture with its alternative text."""

    kind: str
    text: str = ""


def in_book(cell) -> list[Output]:
    """The outputs of an executed cell as the page has them: text that follows text is one."""
    found: list[Output] = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            _join(found, output.text)
        elif output.get("metadata", {}).get("scrapbook"):
            continue
        elif "image/svg+xml" in output.data:
            found.append(Output("picture", ((cell.metadata.get("mystnb") or {}).get("image") or {}).get("alt", "")))
        elif "text/html" in output.data or "text/markdown" in output.data:
            found.append(Output("html"))
        elif "text/latex" in output.data:
            found.append(Output("formula"))
        else:
            _join(found, output.data["text/plain"])
    return found


def in_page(outputs: list[dict]) -> list[Output]:
    """The outputs that a page showed, as `{"kind", "text"}`."""
    found: list[Output] = []
    for output in outputs:
        if output["kind"] == "text":
            _join(found, output["text"])
        else:
            found.append(Output(output["kind"], "" if output["kind"] in ("html", "formula") else output["text"]))
    return found


def _join(found: list[Output], more: str) -> None:
    if found and found[-1].kind == "text":
        found[-1] = Output("text", f"{found[-1].text}\n{more}")
    else:
        found.append(Output("text", more))


def outputs(book: list[Output], page: list[Output], *, claimed: bool = True) -> str | None:
    """Where the outputs of a cell differ, in words; None where they are the same. Unclaimed, only of their kinds."""
    if [o.kind for o in book] != [o.kind for o in page]:
        shown = " ".join(o.text for o in page)[:400]
        return f"{[o.kind for o in page]} {shown!r}, in the book {[o.kind for o in book]}"
    for ours, theirs in zip(book, page):
        if ours.kind == "text":
            if claimed and (differs := text(ours.text, theirs.text)):
                return differs
        elif " ".join(ours.text.split()) != " ".join(theirs.text.split()):
            return f"a {theirs.kind} {theirs.text!r}, in the book {ours.text!r}"
    return None
