"""The pages of the book in order, which of them are chapters, and what breaks the contract in one.

`python tests/chapters.py book/function/three-steps.md` prints all that breaks the chapter contract in that file,
without running its code; without a file, in all pages.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from pages import BOOK, ROOT, Page

import execution  # from book/_ext, which pages puts on the path

__all__ = ["BOOK", "ROOT", "Page", "chapter_files", "is_chapter", "page_files", "table_of_contents"]

FRONT_PAGES = ("index", "how-to-use", "genindex")  # no chapters, nor is the reference part: the contract is not theirs
REFERENCE_PARTS = ("reference",)


@cache
def table_of_contents() -> tuple[tuple[str, Path], ...]:
    """(part, file) of every page in the order of book/_toc.yml; the part is the file's folder."""
    return tuple((path.parent.name, path) for path in execution.pages())


def page_files() -> list[Path]:
    """Every page of the book, in order."""
    return [path for _, path in table_of_contents()]


def is_chapter(path: Path) -> bool:
    """Whether the whole contract holds for a page: not for front pages and the reference part."""
    return path.stem not in FRONT_PAGES and path.parent.name not in REFERENCE_PARTS


def chapter_files() -> list[Path]:
    """Every chapter of the book, in order."""
    return [path for path in page_files() if is_chapter(path)]


def main(arguments: list[str]) -> int:
    """Print what breaks the contract in the files named, or in every page where none is."""
    import contract

    paths = [Path(name) for name in arguments] or [path for path in page_files() if path.is_file()]
    for path in paths:
        if not path.is_file():
            print(f"there is no file {path}")
            return 2
    pages = [Page.read(path) for path in paths]
    broken = [violation for page in pages for violation in contract.violations(page)]
    broken += [] if arguments else contract.book_violations(pages)
    for violation in broken:
        print(violation)
    print(f"{len(broken)} to mend" if broken else "nothing to mend")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
