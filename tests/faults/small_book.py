"""A small book with the real machinery, which may be killed, starved and damaged."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ("_config.yml", "package.json", "package-lock.json", "requirements.txt", "requirements.in", "pyproject.toml",
         "CITATION.cff", "LICENSE", "LICENSE-text", "README.md", ".github", "code", "figures",
         "book/_ext", "book/_run", "book/_static", "book/_templates", "book/references.bib", "book/errata.yml")
CONTENTS = """format: jb-book
root: index
parts:
  - caption: A part
    chapters:
      - file: part/first
      - file: part/second
"""
PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---
({name})=
# The {name}

```{{code-cell}} ipython3
{cell}
```
"""
CELLS = {"first": "from lff.datasets import births\nprint(births.load().counts.sum())", "second": "print(2 + 3)"}


@dataclass
class Book:
    """A folder with a small book in it, and the build that belongs to it."""

    folder: Path
    right: str = ""       # its site as one number
    seconds: float = 0.0  # that the first build took

    @property
    def site(self) -> Path:
        return self.folder / "_build" / "html"

    def write(self, name: str, cell: str) -> None:
        (self.folder / "book" / "part" / f"{name}.md").write_text(PAGE.format(name=name, cell=cell), "utf-8")

    def mend(self) -> None:
        for name, cell in CELLS.items():
            self.write(name, cell)

    def start(self, *, limit: str = "") -> subprocess.Popen:
        """Begin a build, in a group of processes of its own; `limit` is a line of Python that runs before it."""
        program = f"import runpy, sys; sys.path.insert(0, 'book/_ext'); {limit}\nrunpy.run_path('book/_ext/build.py', " \
                  "run_name='__main__')"
        return subprocess.Popen([sys.executable, "-c", program], cwd=self.folder, text=True, encoding="utf-8",
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)

    def build(self, **settings) -> tuple[int, str]:
        """A whole build: its status, and what it said."""
        process = self.start(**settings)
        said = process.communicate(timeout=300)[0]
        return process.returncode, said

    def is_right(self) -> bool:
        return state(self.site) == self.right


def state(site: Path) -> str:
    """All files of a site, names and bytes, as one number."""
    digest = hashlib.sha256()
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        digest.update(path.relative_to(site).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def kill_all(process: subprocess.Popen) -> None:
    """End a build at once, as when the power goes."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def lay(folder: Path) -> Book:
    """The machinery and two pages, in a new folder."""
    for name in FILES:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for name in (".venv", "node_modules"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "book" / "part").mkdir()
    (folder / "book" / "_toc.yml").write_text(CONTENTS, "utf-8")
    (folder / "book" / "index.md").write_text("(home)=\n# A small book\n\nHello.\n", "utf-8")
    book = Book(folder)
    book.mend()
    return book
