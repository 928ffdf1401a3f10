"""Build the book: run what has changed, let Sphinx read and write what that touches, and put the site in its place.

Nothing has changed: nothing is done; a stamp in `_build/good` says what the site was made from and what it consists of.
Pages or the package have changed: Sphinx goes on from `_build/good`, what it had at the end of the last build without
a single warning. Anything else has changed: Sphinx begins anew. It writes into `_build/work`, which becomes `_build/good`
when all went well, and only then the site is copied to `_build/html`, in one step. So a build that fails or is cut
off leaves nothing behind that the next could go on from, and `_build/html` is always one whole site.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import execution
import stamps
from environment import ROOT
from turns import one_at_a_time

WORK = ROOT / "_build" / "work"
GOOD = ROOT / "_build" / "good"
SITE = ROOT / "_build" / "html"
REPORT = ROOT / "_build" / "reports" / "build.json"
JOBS = 2  # processes that write pages


def read_and_write(renew: dict) -> int:
    """Run Sphinx strictly, as Jupyter Book does; what it warns of is an error. Called in a process of its own."""
    from jupyter_book.sphinx import build_sphinx

    overrides = {"external_toc_path": str(execution.BOOK / "_toc.yml"), "latex_individualpages": False,
                 "nitpicky": True, "renew": renew, "renew_jobs": JOBS}
    return int(bool(build_sphinx(
        execution.BOOK, WORK / "_build" / "html", noconfig=True, path_config=ROOT / "_config.yml", builder="html",
        confoverrides=overrides, warningiserror=True, keep_going=True, quiet=True)))


def sphinx(renew: dict) -> int:
    """Have the pages read and written: all, or what `renew` says."""
    execution.environment_of_kernels()
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), environment["PYTHONPATH"]])
    environment["LFF_RENEW"] = json.dumps(renew)
    command = [sys.executable, "-c",
               "import json, os, sys, build; sys.exit(build.read_and_write(json.loads(os.environ['LFF_RENEW'])))"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, encoding="utf-8",
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.communicate()[0]
    if process.returncode:
        print(re.sub(r"\x1b\[[0-9;]*m", "", output), file=sys.stderr)
    return process.returncode


# What has changed

def made_from() -> dict:
    """All that the site is made from, as checksums."""
    return {"sources": stamps.sources(ROOT), "surroundings": stamps.surroundings()}


def to_renew(before: dict, now: dict) -> dict | None:
    """The changed files, and the pages that have changed themselves or in their results; None: begin anew."""
    if not before or before["surroundings"] != now["surroundings"]:
        return None
    old, new = before["sources"], now["sources"]
    files = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    of_pages = {path.relative_to(ROOT).as_posix(): path.relative_to(execution.BOOK).with_suffix("").as_posix()
                for path in execution.pages()}
    if any(name not in of_pages and not name.startswith("code/") for name in files):
        return None
    pages = {of_pages[name] for name in files if name in of_pages}
    run_anew = {name[:-21] for name, entry in now["results"].items() if before["results"].get(name) != entry}
    pages |= {page for page in of_pages.values() if page.rsplit("/", 1)[-1] in run_anew}
    return {"files": files, "pages": sorted(pages)}


def as_read(stamp: dict) -> dict:
    """A stamp in which files that changed while they were built from count as changed, whatever becomes of them."""
    later = stamps.sources(ROOT)
    names = stamp["sources"].keys() | later.keys()
    moved = {name: "changed meanwhile" for name in names if stamp["sources"].get(name) != later.get(name)}
    return stamp | {"sources": stamp["sources"] | moved}


def is_whole(stamp: dict, site: Path) -> bool:
    """Whether a site is, file for file, as it was when it was finished."""
    return bool(stamp) and stamps.listing(site) == stamp["site"]


def results() -> dict:
    """The executed pages as they lie there."""
    return {name: entry for name, entry in stamps.listing(execution.STORE).items() if name.endswith(".run")}


# Laying in place

def put_in_place() -> None:
    """Swap a copy of the finished site in: two renames, so that no reader sees half of one and half of another."""
    old, new = ROOT / "_build" / "html.old", ROOT / "_build" / "html.new"
    for folder in (old, new):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(GOOD / "_build" / "html", new)
    if SITE.exists():
        os.replace(SITE, old)
    os.replace(new, SITE)
    shutil.rmtree(old, ignore_errors=True)


def begin(renew: dict | None) -> None:
    """Lay out the folder in which Sphinx works: what it had at the end of the last good build, or nothing."""
    shutil.rmtree(WORK, ignore_errors=True)
    if renew is not None:
        shutil.copytree(GOOD, WORK)
        (WORK / stamps.STAMP).unlink()


def finish(stamp: dict) -> None:
    """What Sphinx has made is what the next build goes on from."""
    stamps.write(WORK, stamp | {"site": stamps.listing(WORK / "_build" / "html")})
    shutil.rmtree(GOOD, ignore_errors=True)
    os.replace(WORK, GOOD)


class Stages:
    """Seconds that each stage of a build took, for `_build/reports/build.json`."""

    def __init__(self):
        self.begun, self.seconds = time.perf_counter(), {}

    @contextmanager
    def stage(self, name: str):
        begun = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun

    def divide(self, whole: str, file: Path) -> None:
        """Put the parts of a stage, as they lie in a file, in its place; what is left is its beginning."""
        parts = json.loads(file.read_text("utf-8"))
        file.unlink()
        left = self.seconds.pop(whole) - sum(parts.values())
        self.seconds |= {f"{whole}: starting": left} | {f"{whole}: {part}": seconds for part, seconds in parts.items()}

    def report(self, **more) -> None:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        kinds = json.loads(REPORT.read_text("utf-8")) if REPORT.is_file() else {}
        kinds[more["kind"]] = {"wall": time.perf_counter() - self.begun, "stages": self.seconds, **more}
        part = REPORT.with_suffix(".part")
        part.write_text(json.dumps(kinds, indent=1), "utf-8")
        os.replace(part, REPORT)


def main() -> int:
    try:
        with one_at_a_time():
            return build()
    except OSError as error:
        print(f"The build could not write: {error.strerror} ({error.filename}).", file=sys.stderr)
        return 1


def build() -> int:
    """Build the site; 0, or the status to leave with after a word on what is wrong."""
    stages = Stages()
    with stages.stage("looking for changes"):
        before, now = stamps.read(GOOD), made_from()
        same = all(before.get(part) == now[part] for part in now) and before.get("results") == results()
        if same and not is_whole(before, SITE):
            same = is_whole(before, GOOD / "_build" / "html")
            if same:
                put_in_place()
    if same:
        stages.report(kind="nothing", cells=0.0, pages=0)
        print(f"Nothing has changed. Open {Path(SITE, 'index.html').as_uri()}")
        return 0
    return build_anew(before, now, stages)


def build_anew(before: dict, now: dict, stages: Stages) -> int:
    """Build what has changed, or all."""
    earlier = set(results())
    try:
        with stages.stage("running cells"):
            executed = execution.execute()
    except execution.ChapterFailed as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Pages that had finished are kept; run the same command to go on.", file=sys.stderr)
        return 130
    with stages.stage("laying out"):
        execution.fill_cache(executed)
        now["results"] = results()
        renew = to_renew(before, now) if is_whole(before, GOOD / "_build" / "html") else None
        begin(renew)
    count = len(execution.pages())
    print(f"Reading and writing {count if renew is None else f'what has changed of {count}'} pages ...", flush=True)
    with stages.stage("Sphinx"):
        status = sphinx(renew or {})
    if status:
        print("\nThe book was not built; the messages above say what to mend.", file=sys.stderr)
        return status
    stages.divide("Sphinx", WORK / "_build" / ".doctrees" / "stages.json")
    with stages.stage("putting in place"):
        finish(as_read(now))
        put_in_place()
    ran = [page for page in executed.values() if f"{page.path.stem}-{execution.key(page.notebook)}.run" not in earlier]
    kind = "all" if renew is None else "part"
    stages.report(kind=f"{kind}, cold" if len(ran) == len(executed) else kind, pages=len(ran),
                  cells=sum(page.seconds for page in ran))
    slowest = sorted(executed.values(), key=lambda page: -page.seconds)[:3]
    print("Longest to run: " + ", ".join(f"{p.path.stem} {p.seconds:.0f} s" for p in slowest) + ".")
    print(f"The book is built. Open {Path(SITE, 'index.html').as_uri()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
