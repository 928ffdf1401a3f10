"""How long the book takes to build: as it stands, and a made one of small chapters; where the time goes; how it grows.

Everything is built in a copy, in a temporary folder. A build from nothing of the whole book takes minutes, so it is
not run here: its figures are read from `_build/reports/build.json`, which every build writes.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = {".git", ".venv", ".venv-bench", "node_modules", "_build", "__pycache__", "tests", ".pytest_cache"}
SIZES = (10, 32, 100)  # chapters of the made books
COLD, NO_RECORD = "all, cold", "no build from nothing is recorded in this folder: make clean, make book"
CHAPTER = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
lff: {{minutes: 5, needs: [], givens: []}}
---
({name})=
# Chapter {number}

What does chapter {number} show? It follows {{ref}}`{before}`. Its sum is {{glue:text}}`{name}_sum:.1f`.

```{{code-cell}} ipython3
import numpy as np
from myst_nb import glue

total = np.arange({number} + 10.0).sum()
glue("{name}_sum", float(total), display=False)
```

(sec-{name})=
## What it says

It costs $w^2$.

```{{code-cell}} ipython3
print(total)
```

## Key terms

| English | 中文 | meaning |
|---|---|---|
| sum {number} | 和 | what is added up |
"""


def copied(folder: Path) -> Path:
    """The book in another folder, with what its cells gave, if they have run."""
    shutil.copytree(ROOT, folder, ignore=lambda _, names: LEFT_OUT & set(names))
    for name in (".venv", "node_modules"):
        (folder / name).symlink_to(ROOT / name)
    if (ROOT / "_build" / "executed").is_dir():
        shutil.copytree(ROOT / "_build" / "executed", folder / "_build" / "executed")
    return folder


def made(folder: Path, chapters: int) -> Path:
    """A book of small chapters with the machinery of this one."""
    copied(folder)
    shutil.rmtree(folder / "_build", ignore_errors=True)
    book = folder / "book"
    for path in book.iterdir():
        if path.is_dir() and not path.name.startswith("_"):
            shutil.rmtree(path)
        elif path.suffix == ".md":
            path.unlink()
    names = [f"chapter-{number}" for number in range(1, chapters + 1)]
    (book / "part").mkdir()
    for number, (before, name) in enumerate(zip(["home", *names], names), start=1):
        text = CHAPTER.format(name=name, number=number, before=before)
        (book / "part" / f"{name}.md").write_text(text, "utf-8")
    (book / "index.md").write_text("(home)=\n# A made book\n\nHello.\n", "utf-8")
    (book / "glossary.md").write_text("(glossary)=\n# Glossary\n\n```{key-terms}\n```\n", "utf-8")
    listed = "".join(f"      - file: part/{name}\n" for name in names)
    (book / "_toc.yml").write_text(f"format: jb-book\nroot: index\nparts:\n  - caption: All\n    numbered: true\n"
                                   f"    chapters:\n{listed}      - file: glossary\n", "utf-8")
    return folder


def built(folder: Path) -> dict:
    """Build a book; the seconds by the clock, those of the cells that ran, and those of the stages."""
    report = folder / "_build" / "reports" / "build.json"
    report.unlink(missing_ok=True)
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "book/_ext/build.py"], cwd=folder, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    seconds = time.perf_counter() - begin
    if done.returncode:
        raise RuntimeError(done.stdout)
    (kind, told), = json.loads(report.read_text("utf-8")).items()
    return {"seconds": seconds, "kind": kind, "cells": told["cells"], "stages": told["stages"]}


def changed(path: Path, old: str, new: str) -> None:
    """Replace a text once in a file."""
    text = path.read_text("utf-8")
    if old not in text:
        raise ValueError(f"{path} has no {old!r}")
    path.write_text(text.replace(old, new, 1), "utf-8")


def told(name: str, builds: list[dict], what: str = "seconds") -> dict:
    """A row: median of some builds, and the least and the most where there are several."""
    values = [build[what] for build in builds]
    several = len(values) > 1
    return {"name": name, "median": statistics.median(values), "low": min(values) if several else None,
            "high": max(values) if several else None, "rounds": len(values)}


def over(of: str, base: str, builds: list[dict], whole: dict, most: float) -> dict:
    """A ratio of builds to another, with a goal."""
    ratios = [build["seconds"] / whole["seconds"] for build in builds]
    return {"of": of, "over": base, "middle": statistics.median(ratios), "low": min(ratios), "high": max(ratios),
            "most": most}


def own(of: str, builds: list[dict]) -> dict:
    """What a build takes beyond the cells that ran in it."""
    rest = [build["seconds"] - build["cells"] for build in builds]
    return {"of": of, "less": "its own cells", "unit": "s", "middle": statistics.median(rest),
            "low": min(rest) if len(rest) > 1 else None, "high": max(rest) if len(rest) > 1 else None, "most": 10.0}


def of_cells(whole: dict) -> dict:
    """The clock's seconds of a build from nothing over the cells' own, which run two at a time."""
    return {"of": "from nothing, by the clock", "over": "the sum of the cells' own time",
            "middle": whole["seconds"] / whole["cells"], "low": None, "high": None, "most": 0.6}


def stages(what: str, title: str, build: dict) -> dict:
    """The table of where the time of one build goes."""
    return {"kind": "table", "id": f"build-stages-{what}", "title": f"Where the time goes: {title}", "unit": "s",
            "rows": [{"name": stage, "median": seconds, "low": None, "high": None, "rounds": 1}
                     for stage, seconds in build["stages"].items()],
            "figures": [], "about": "One build; cells run two at a time, pages are written by two processes."}


def recorded() -> dict | None:
    """The last build from nothing of the whole book in this folder."""
    report = ROOT / "_build" / "reports" / "build.json"
    record = json.loads(report.read_text("utf-8")).get(COLD) if report.is_file() else None
    return record and {"seconds": record["wall"], "cells": record["cells"], "stages": record["stages"]}


def the_book(folder: Path) -> tuple[list[dict], list[dict]]:
    """The book as it stands: its table, and those of stages."""
    cold, again = recorded(), built(copied(folder))
    nothing = [built(folder) for _ in range(3)]
    chapter, words, cells = folder / "book" / "backpropagation" / "chain-rule.md", [], []
    for number in range(2):
        changed(chapter, "\n## Key terms", f"\nThis is said here {number + 1} times.\n\n## Key terms")
        words.append(built(folder))
        changed(chapter, "import itertools\n", "import itertools\n\n")  # changes nothing that comes out
        cells.append(built(folder))
    module = folder / "code" / "lff" / "splits.py"
    module.write_text(module.read_text("utf-8") + "\n# changed\n", "utf-8")
    function = built(folder)
    rows = [told("from nothing", [cold]) if cold else {"name": "from nothing", "missing": NO_RECORD},
            told("every page anew, no cell run", [again]), told("nothing changed", nothing),
            told("the words of a chapter changed", words), told("a cell of a chapter changed", cells),
            told("a module of the package changed", [function])]
    figures = [of_cells(cold), over("nothing changed", "from nothing", nothing, cold, 0.03)] if cold else []
    figures += [own("one chapter changed", cells), own("the words of one chapter changed", words)]
    table = {"kind": "table", "id": "build-book", "title": "The book as it stands", "unit": "s", "rows": rows,
             "figures": figures,
             "about": "Built in a copy, two pages' cells at a time. What was built from nothing is read from the record "
                      "of the last such build in this folder; the rest was run here. The chapter is the one on the chain "
                      "rule; the module is the one that divides samples into folds."}
    of_cold = [stages("cold", "the book from nothing", cold)] if cold else []
    return [table], [*of_cold, stages("cell", "a cell of a chapter changed", cells[-1])]


def the_made(folder: Path) -> tuple[list[dict], list[dict]]:
    """Made books of small chapters: the largest in a table, all in a series, and the stages."""
    points = []
    for size in SIZES:
        place = made(folder / str(size), size)
        cold = built(place)
        points.append((size, cold["seconds"]))
    nothing = [built(place) for _ in range(3)]
    chapter, cells = place / "book" / "part" / "chapter-50.md", []
    for number in range(2):
        changed(chapter, "print(", "print(0 + ")
        cells.append(built(place))
    table = {"kind": "table", "id": "build-made", "title": "A made book of small chapters", "unit": "s",
             "rows": [told("from nothing", [cold]), told("nothing changed", nothing),
                      told("a cell of a chapter changed", cells)],
             "figures": [of_cells(cold), over("nothing changed", "from nothing", nothing, cold, 0.03),
                         own("one chapter changed", cells)],
             "about": f"{SIZES[-1]} chapters, each with two cells that compute next to nothing, a glossary, and the "
                      "whole machinery of this book."}
    growth = {"kind": "series", "id": "build-growth", "title": "Building from nothing against the number of chapters",
              "x": "chapters", "y": "build", "unit": "s",
              "about": "Made books of small chapters, each built from nothing, once.",
              "points": [{"x": size, "median": seconds, "low": None, "high": None} for size, seconds in points],
              "slope": {"middle": slope(points), "low": None, "high": None}}
    return [table, growth], [stages("made", f"{SIZES[-1]} small chapters from nothing", cold)]


def slope(points: list[tuple[float, float]]) -> float:
    """The slope of the logarithms, by least squares."""
    x, y = ([math.log(point[axis]) for point in points] for axis in (0, 1))
    middle = statistics.mean(x)
    return sum((a - middle) * b for a, b in zip(x, y)) / sum((a - middle) ** 2 for a in x)


def results() -> list[dict]:
    """All tables and series."""
    with tempfile.TemporaryDirectory() as place:
        book, of_book = the_book(Path(place, "book"))
        made_books, of_made = the_made(Path(place))
    return [*book, made_books[0], *of_book, *of_made, made_books[1]]


if __name__ == "__main__":
    print(json.dumps(results(), indent=1, ensure_ascii=False))
