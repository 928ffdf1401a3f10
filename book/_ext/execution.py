"""Run the chapters: two at a time, each only when something it uses has changed.

An executed chapter is kept in `_build/executed/` under a name made from everything its output depends on: its
cells, the modules of `lff` it imports (and what these import), the data, the requirements and the Python version.
The build and the tests both take it from there, so a chapter runs once, and no output is ever stale. Files are
written whole or not at all: a run that is cut off goes on where it stopped.
"""

from __future__ import annotations

import ast
import asyncio
import functools
import hashlib
import json
import os
import re
import shutil
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import read_myst_markdown_notebook
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

import answers
import cells
import keeping
from environment import ROOT

BOOK = ROOT / "book"
PACKAGE = ROOT / "code" / "lff"
STORE = ROOT / "_build" / "executed"
CACHE = ROOT / "_build" / "jupyter_cache"  # where MyST-NB looks for executed notebooks
TIMEOUT = 300  # seconds for one cell; a chapter is meant to take at most 60
GLUE_PREFIX = "application/papermill.record/"


class ChapterFailed(Exception):
    """A cell failed; the text names the file, the cell and the line."""


@dataclass
class Executed:
    """One executed page."""

    path: Path
    notebook: nbformat.NotebookNode
    seconds: float
    solutions: list[str] = field(default_factory=list)  # labels of those whose altered answers did not pass
    kept: dict[int, str] = field(default_factory=dict)  # what heavy cells have made, by their number

    @property
    def glued(self) -> dict[str, object]:
        """The values that the page's cells gave to its prose, by key; of a formula, its LaTeX."""
        values = {}
        for cell in self.notebook.cells:
            for output in cell.get("outputs", []):
                key = output.get("metadata", {}).get("scrapbook", {}).get("name")
                if key is None:
                    continue
                data = {kind.removeprefix(GLUE_PREFIX): text for kind, text in output["data"].items()}
                values[key] = data["text/latex"] if "text/latex" in data else ast.literal_eval(data["text/plain"])
        return values


def pages() -> list[Path]:
    """Every page of the book, in the order of `_toc.yml`."""
    return [BOOK / f"{name}.md" for name in _listed((BOOK / "_toc.yml").read_text("utf-8"))]


@functools.lru_cache(maxsize=8)
def _listed(contents: str) -> tuple[str, ...]:
    """The names of the files that a table of contents lists, in order."""
    def files(entry):
        if isinstance(entry, dict):
            for key in ("root", "file"):
                if key in entry:
                    yield entry[key]
            for key in ("parts", "chapters", "sections"):
                yield from files(entry.get(key, []))
        elif isinstance(entry, list):
            for item in entry:
                yield from files(item)

    return tuple(files(yaml.safe_load(contents)))


def is_executable(path: Path) -> bool:
    """Whether a page is a notebook (its head says so) with cells to run."""
    text = path.read_text("utf-8")
    return cells.front_matter(text).get("file_format") == "mystnb" and "{code-cell}" in text


def read(path: Path) -> nbformat.NotebookNode:
    """The notebook that MyST-NB will see when Sphinx reads this page."""
    return read_myst_markdown_notebook(path.read_text("utf-8"), add_source_map=True, path=str(path))


# What a page depends on

@functools.cache
def imported(source: str) -> frozenset[str]:
    """Names of the modules that a piece of Python imports, `a.b` for `from a import b` as well."""
    names = set()
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return frozenset({"lff"})  # the page will fail, by name, when it runs
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


def module_files(name: str) -> list[Path]:
    """The files of a module of `lff`: the module's own, or all below a package; none for a name within a module."""
    path = ROOT / "code" / Path(*name.split("."))
    if name == "lff":
        return [path / "__init__.py"]
    if path.with_suffix(".py").is_file():
        return [path.with_suffix(".py")]
    return sorted(f for f in path.rglob("*") if f.is_file() and f.suffix != ".pyc") if path.is_dir() else []


def dependencies(source: str) -> list[Path]:
    """Files of the package, data included, that a page with this code depends on, through all imports."""
    found: set[Path] = set()
    todo = [source]
    while todo:
        for name in sorted(imported(todo.pop())):
            if name.split(".")[0] != "lff":
                continue
            for file in [*module_files("lff"), *module_files(name)]:
                if file not in found:
                    found.add(file)
                    if file.suffix == ".py":
                        todo.append(file.read_text("utf-8"))
    return sorted(found)


def key(notebook: nbformat.NotebookNode) -> str:
    """The name of an executed page: equal exactly when everything its output depends on is equal."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    digest.update(json.dumps([[c.source, c.metadata.get("tags", [])] for c in code_cells]).encode())
    code = "\n".join(cell.source for cell in code_cells)
    tools = [Path(module.__file__) for module in (sys.modules[__name__], answers, cells, keeping)]
    for file in [*dependencies(code), ROOT / "requirements.txt", *tools, keeping.PLAIN_DATA]:
        digest.update(os.path.relpath(file, ROOT).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


# Running

def client_for(path: Path, notebook: nbformat.NotebookNode) -> NotebookClient:
    """What runs the cells of one page, from the page's folder."""
    # A cell's printed lines may arrive in pieces; coalesced, they read as they were written.
    return NotebookClient(notebook, timeout=TIMEOUT, kernel_name="python3", allow_errors=False, coalesce_streams=True,
                          record_timing=False,  # times in the cells would make them others than the page's
                          resources={"metadata": {"path": str(path.parent)}})


def environment_of_kernels() -> None:
    """Set what kernels inherit: the package on the path, one thread each (two run at once), no progress bars."""
    os.environ["PYTHONPATH"] = str(ROOT / "code")
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    os.environ["LFF_PROGRESS"] = "0"
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # a debugger's warning on stderr would fail the page
    os.environ["JUPYTER_PLATFORM_DIRS"] = "1"
    os.environ.pop("MPLBACKEND", None)


def with_alterations(notebook: nbformat.NotebookNode, text: str) -> tuple[
        nbformat.NotebookNode, dict[int, str], dict[int, int]]:
    """A copy of a notebook with cells added: after each solution one that alters its answer, after each heavy cell one
    that keeps what it has made. Their places, with the solution's label and the heavy cell's number."""
    solution_of = {ordinal: label for label, ordinal in answers.solution_cells(text)}
    copy = nbformat.v4.new_notebook(metadata=notebook.metadata)
    added: dict[int, str] = {}
    keeps: dict[int, int] = {}
    ordinal = -1
    for cell in notebook.cells:
        copy.cells.append(cell)
        if cell.cell_type != "code":
            continue
        ordinal += 1
        if ordinal in solution_of:
            added[len(copy.cells)] = solution_of[ordinal]
            copy.cells.append(nbformat.v4.new_code_cell(answers.alteration_cell(cell.source)))
        if keeping.is_kept(cell):
            keeps[len(copy.cells)] = ordinal
            copy.cells.append(nbformat.v4.new_code_cell(keeping.keeping_cell(cell.source)))
    return copy, added, keeps


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def place(path: Path, notebook: nbformat.NotebookNode, cell: nbformat.NotebookNode, trace: str) -> str:
    """`file:line: cell k` for an error in a cell, from the line that the traceback names last."""
    index = next(i for i, c in enumerate(notebook.cells) if c is cell)
    within = [int(n) for n in re.findall(r"Cell In\[\d+\], line (\d+)", plain(trace))]
    start = notebook.metadata["source_map"][index]
    text = path.read_text("utf-8").splitlines()
    while start < len(text) and text[start].strip() != cell.source.split("\n", 1)[0].strip():
        start += 1  # over the cell's options
    number = 1 + sum(c.cell_type == "code" for c in notebook.cells[:index])
    line = start + (within[-1] if within else 1)
    return f"{os.path.relpath(path, ROOT)}:{line}: code cell {number}"


def failure(path: Path, notebook, client: NotebookClient, error: Exception) -> ChapterFailed:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    broken = next(((c, o) for c in code for o in c.get("outputs", []) if o.output_type == "error"), None)
    unfinished = broken[0] if broken else next((c for c in code if c.get("execution_count") is None), None)
    where = path.name if unfinished is None else place(path, notebook, unfinished, "")
    if isinstance(error, CellTimeoutError):
        return ChapterFailed(f"{where}: this cell had not ended after {TIMEOUT} seconds, and was stopped.")
    if isinstance(error, DeadKernelError):
        return ChapterFailed(f"{where}: the page's Python was ended from outside. Most often the machine ran out of memory.")
    if broken:
        cell, output = broken
        trace = plain("\n".join(output.traceback))
        return ChapterFailed(f"{place(path, notebook, cell, trace)}: {output.ename}: {output.evalue}\n{trace}")
    return ChapterFailed(f"{where}: {type(error).__name__}: {plain(str(error))[-2000:]}")


def run(path: Path, running: set[NotebookClient]) -> Executed:
    """Run one page from its first cell to its last, in a fresh kernel."""
    notebook = read(path)
    extended, added, keeps = with_alterations(notebook, path.read_text("utf-8"))
    client = client_for(path, extended)
    running.add(client)
    begin = time.perf_counter()
    try:
        asyncio.run(client.async_execute())
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        for index, label in added.items():
            for output in extended.cells[index].get("outputs", []):
                if output.output_type == "error":
                    before = extended.cells[index - 1]
                    raise ChapterFailed(f"{place(path, notebook, before, '')}: solution of {label}: {output.evalue}")
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        for index, number in keeps.items():
            for output in extended.cells[index].get("outputs", []):
                if output.output_type == "error":
                    raise ChapterFailed(f"{place(path, notebook, code[number], '')}: {output.evalue}")
        raise failure(path, notebook, client, error) from error
    finally:
        running.discard(client)
    notebook.metadata["language_info"] = extended.metadata["language_info"]  # names the lexer that colors the code
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                raise ChapterFailed(f"{place(path, notebook, cell, '')}: wrote to stderr: {output.text.strip()}")
    kept = {number: extended.cells[index].outputs[0].data["text/plain"] for index, number in keeps.items()}
    return Executed(path, notebook, time.perf_counter() - begin, list(added.values()), kept)


def stored(path: Path) -> Executed | None:
    """The executed page, if it has been run as it stands now."""
    notebook = read(path)
    file = STORE / f"{path.stem}-{key(notebook)}.run"
    if not file.is_file():
        return None
    seal, _, text = file.read_bytes().partition(b"\n")
    if seal.decode("ascii", "replace") != hashlib.sha256(text).hexdigest():  # damaged: the page runs again
        return None
    record = json.loads(text)
    run = nbformat.from_dict(record["notebook"])
    notebook.metadata["language_info"] = run.metadata["language_info"]
    for cell, old in zip((c for c in notebook.cells if c.cell_type == "code"), run.cells):
        cell.outputs, cell.execution_count = old.outputs, old.execution_count
    kept = {int(number): text for number, text in record["kept"].items()}
    return Executed(path, notebook, record["seconds"], record["solutions"], kept)


def keep(executed: Executed) -> None:
    """Store an executed page, whole or not at all, in place of its older forms."""
    STORE.mkdir(parents=True, exist_ok=True)
    path = executed.path
    name = f"{path.stem}-{key(read(path))}.run"
    code = nbformat.v4.new_notebook(cells=[c for c in executed.notebook.cells if c.cell_type == "code"],
                                    metadata={"language_info": executed.notebook.metadata["language_info"]})
    record = {"seconds": executed.seconds, "solutions": executed.solutions, "kept": executed.kept,
              "notebook": code}
    part = STORE / f"{name}.{os.getpid()}.part"
    text = json.dumps(record).encode()
    part.write_bytes(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
    for old in STORE.glob(f"{path.stem}-{'?' * 16}.run"):
        if old.name != name:
            old.unlink(missing_ok=True)
    os.replace(part, STORE / name)


def _seconds(file: Path) -> float:
    """What is written at the head of a kept page, which need not be read whole for it."""
    with file.open("rb") as kept:
        match = re.search(rb'"seconds": ([\d.]+)', kept.read(200))
    return float(match[1]) if match else 0.0


def expected(path: Path) -> float:
    """About how many seconds a page will take: what it took last, or else a guess from its cells."""
    if earlier := [_seconds(file) for file in STORE.glob(f"{path.stem}-{'?' * 16}.run")]:
        return max(earlier)
    code = cells.code_cells(path.read_text("utf-8"))
    heavy = sum((cell.options.get("lff") or {}).get("heavy") or 0 for cell in code)  # as slow as in a browser
    return heavy / 4 + len(code)


def execute(paths: list[Path] | None = None, *, workers: int = 2, report=print) -> dict[Path, Executed]:
    """Execute the pages that have changed (all pages unless told), two at a time, the longest first; return every one.

    Raises ChapterFailed when any fails, after all others have run, with every failure in its text.
    """
    paths = [p for p in (pages() if paths is None else paths) if is_executable(p)]
    done = {path: stored(path) for path in paths}
    todo = [path for path, executed in done.items() if executed is None]
    todo.sort(key=expected, reverse=True)  # the longest first, so that none is left alone at the end
    if not todo:
        return done
    report(f"{len(todo)} of {len(paths)} pages to run, {workers} at a time")
    environment_of_kernels()
    running: set[NotebookClient] = set()
    failures: list[str] = []
    lock = threading.Lock()
    begun = [0]

    def one(path: Path) -> Executed:
        with lock:
            begun[0] += 1
            report(f"  running {path.stem} ({begun[0]} of {len(todo)})")
        executed = run(path, running)
        keep(executed)
        return executed

    pool = ThreadPoolExecutor(workers)
    futures = {pool.submit(one, path): path for path in todo}
    try:
        for left, future in enumerate(as_completed(futures), start=1):
            path = futures[future]
            try:
                done[path] = future.result()
                report(f"  done    {path.stem} in {done[path].seconds:.1f} s, {len(todo) - left} left")
            except ChapterFailed as error:
                failures.append(str(error))
                report(f"  FAILED  {path.stem}, {len(todo) - left} left")
    except KeyboardInterrupt:
        pool.shutdown(wait=False, cancel_futures=True)
        for client in list(running):
            if client.km is not None and getattr(client.km, "provisioner", None) is not None:
                client.km.provisioner.process.kill()
        raise
    pool.shutdown()
    if failures:
        raise ChapterFailed("\n\n".join(sorted(failures)))
    return done


def fill_cache(executed: dict[Path, Executed]) -> None:
    """Lay the executed pages where MyST-NB looks for them, and nothing else."""
    shutil.rmtree(CACHE, ignore_errors=True)  # whatever a build that was cut off has left
    cache = get_cache(str(CACHE))
    for path, page in executed.items():
        cache.cache_notebook_bundle(
            CacheBundleIn(page.notebook, str(path), data={"execution_seconds": page.seconds}),
            check_validity=False, overwrite=True)


if __name__ == "__main__":
    try:
        execute([Path(p).resolve() for p in sys.argv[1:]] or None)
    except ChapterFailed as error:
        sys.exit(str(error))
