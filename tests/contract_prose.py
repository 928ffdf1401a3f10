"""Clauses of the chapter contract on what the prose says: numbers, counts, words, labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pages import Page

from cells import assertions  # from book/_ext, which pages puts on the path

Found = Iterator[tuple[int, str]]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[½¼¾⅓⅔⅛]")
UNIT = "one|two|three|four|five|six|seven|eight|nine"
COUNT = (rf"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:{UNIT}))?|{UNIT}|ten|eleven|twelve|"
         r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:a )?hundred|(?:a )?thousand|\d+)")
RESULTS = {
    "a count": rf"\b{COUNT} (?:out )?of (?:the |every |all )?{COUNT}\b",
    "a comparison": r"\bhalf of\b|\btwice as\b|\btimes as\b|\bbeats\b|\boutperform(?:s|ed)\b"
                    r"|\b(?:falls|fell|rises|rose) (?:to|from)\b",
}
DERIVATIVE = re.compile(r"\\partial|\\[dt]?frac\s*\{\s*d[^{}]*\}\s*\{\s*d|\b[a-z]+'\s*\(|\\[a-z]+'\s*\(")
UNWANTED = re.compile(
    r"\bdelv(?:e|es|ed|ing)\b|\bcrucial(?:ly)?\b|\bpivotal\b|\bleverag(?:e|es|ed|ing)\b|\bseamless(?:ly)?\b"
    r"|\brobust(?:ly|ness)?\b|\bsimply\b|\bobviously\b|\bit is worth noting\b|\bin this chapter,? we will\b"
    r"|\bin conclusion\b|(?<!loss )(?<!error )\blandscapes?\b", re.IGNORECASE)


def _occurrences(given: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a given stands in a text as a number of its own (2 is not in 2003, nor in 0.2)."""
    pattern = rf"(?<![\d])(?<!\d[.,]){re.escape(given)}(?!\d)(?![.,]\d)"
    return (match.span() for match in re.finditer(pattern, text))


def _givens(page: Page) -> list[str]:
    return [given for given in page.contract.get("givens") or [] if isinstance(given, str)]


def numbers(page: Page) -> Found:
    """Every number in the prose is a glue or a given."""
    for block in page.prose:
        covered = {position for given in _givens(page) for start, end in _occurrences(given, block.text)
                   for position in range(start, end)}
        for match in NUMBER.finditer(block.text):
            if not covered.issuperset(range(*match.span())):
                yield block.line_at(match.start()), (
                    f"the number {match[0]!r} stands in the {block.kind} (\"{_around(block.text, match)}\"): "
                    "glue it if a cell computes it, list it under `lff: givens:` if it is chosen or historical, "
                    "or set the formula it belongs to as $math$")


def givens(page: Page) -> Found:
    """The givens are texts, and each occurs in the prose."""
    listed = page.contract.get("givens")
    if not isinstance(listed, list):
        if listed is not None or page.contract:
            yield 1, "give `lff: givens:` in the front matter as a list of texts (`[]` if there are none)"
        return
    for given, times in Counter(map(str, listed)).items():
        if times > 1:
            yield 1, f"the given {given!r} is listed {times} times"
    for given in listed:
        if not isinstance(given, str):
            yield 1, f"write the given {given!r} in quotes"
        elif not any(True for block in page.prose for _ in _occurrences(given, block.text)):
            yield 1, f"the given {given!r} does not occur in the prose: strike it from the list"


def counts(page: Page) -> Found:
    """Words that count or compare results stand inside {asserted}."""
    for block in page.prose:
        for kind, pattern in RESULTS.items():
            for match in re.finditer(pattern, block.text, re.IGNORECASE):
                yield block.line_at(match.start()), (
                    f"\"{match[0]}\" is {kind}: write {{asserted}}`... <name>` around it, with a cell that says "
                    "`assert ..., \"name\"`, or put it in other words")


def asserted(page: Page) -> Found:
    """What the prose asserts, exactly one cell of the page asserts."""
    names = Counter(name for name, _ in assertions(page.cells))
    for _, name, line in page.asserted:
        if not name:
            yield line, "name the assertion: {asserted}`text <name>`"
        elif names[name] != 1:
            yield line, (f"{names[name]} assertions on this page are named {name!r}; exactly one cell has to say "
                         f"`assert ..., \"{name}\"`")


def words(page: Page) -> Found:
    """The words that the book does not use."""
    for block in page.prose:
        for match in UNWANTED.finditer(block.text):
            yield block.line_at(match.start()), f"the book does not say \"{match[0]}\": put it in other words"


def labels(page: Page) -> Found:
    """No label twice on a page."""
    seen: dict[str, int] = {}
    for label, line in page.labels:
        if label in seen:
            yield line, f"the label {label!r} stands on line {seen[label]} already: labels are unique"
        seen.setdefault(label, line)


def _around(text: str, match: re.Match) -> str:
    start, end = max(match.start() - 20, 0), match.end() + 20
    return text[start:end].replace("\ufffc", "…").replace("\n", " ").strip()


def derived(page: Page) -> Found:
    """A displayed equation on a derivative comes from a proof; only the name of a vector of derivatives is typed."""
    for formula, line in page.displays:
        bare = re.sub(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", "", formula, flags=re.DOTALL)
        if "=" in bare and DERIVATIVE.search(bare):
            yield line, ("this equation on a derivative is typed: glue it from a proof "
                         "(`glue(\"eq_name\", symbolic.….formula(), display=False)`) and show it by {glue:math}")
