"""Build the book: run what has changed, let Sphinx read everything, and put the finished site in its place.

Sphinx writes into `_build/work`; only a site without a single warning is moved to `_build/html`, in one step. So
`_build/html` is always one whole site: the new one, or the one before.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import execution
from environment import ROOT
from turns import one_at_a_time

WORK = ROOT / "_build" / "work"
SITE = ROOT / "_build" / "html"


def sphinx() -> int:
    """Run Jupyter Book strictly on the whole book; what it warns of is an error."""
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(execution.BOOK),
               "--path-output", str(WORK), "--all", "-W", "-n", "--keep-going", "-q"]
    execution.environment_of_kernels()
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, encoding="utf-8",
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.communicate()[0]
    if process.returncode:
        print(re.sub(r"\x1b\[[0-9;]*m", "", output), file=sys.stderr)
    return process.returncode


def put_in_place() -> None:
    """Swap the finished site in: two renames, so that no reader sees half of one and half of another."""
    old = ROOT / "_build" / "html.old"
    shutil.rmtree(old, ignore_errors=True)
    if SITE.exists():
        os.replace(SITE, old)
    os.replace(WORK / "_build" / "html", SITE)
    shutil.rmtree(old, ignore_errors=True)


def main() -> int:
    try:
        with one_at_a_time():
            return build()
    except OSError as error:
        print(f"The build could not write: {error.strerror} ({error.filename}).", file=sys.stderr)
        return 1


def build() -> int:
    """Build the site; 0, or the status to leave with after a word on what is wrong."""
    try:
        executed = execution.execute()
    except execution.ChapterFailed as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Pages that had finished are kept; run the same command to go on.", file=sys.stderr)
        return 130
    execution.fill_cache(executed)
    shutil.rmtree(WORK / "_build" / "html", ignore_errors=True)
    print(f"Reading and writing {len(execution.pages())} pages ...", flush=True)
    status = sphinx()
    if status:
        print("\nThe book was not built; the messages above say what to mend.", file=sys.stderr)
        return status
    put_in_place()
    slowest = sorted(executed.values(), key=lambda page: -page.seconds)[:3]
    print("Longest to run: " + ", ".join(f"{p.path.stem} {p.seconds:.0f} s" for p in slowest) + ".")
    print(f"The book is built. Open {Path(SITE, 'index.html').as_uri()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
