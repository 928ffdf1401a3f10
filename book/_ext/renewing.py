"""Read and write only what has changed: what Sphinx has to be told so that the site comes out as if all were new.

The build says what has changed (`renew`); without that, all pages are read and written. A page is read again when its
source, its cells' results or a file it shows has changed, and where it gathers from others. All pages are written
again when anything has changed that one page takes from another: titles, numbers, labels, terms, names of the package,
works cited. Else only those that were read. Pages are written by two processes at a time.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

from sphinx.errors import SphinxError
from sphinx.util.parallel import ParallelTasks, parallel_available

import stamps
from environment import ROOT

KEPT_STATIC = ("run/*.json", "cards/*")  # written page by page; all else in _static is laid anew each time


def is_partial(app) -> bool:
    """Whether what was built before is there, and the build has said what has changed since."""
    return bool(app.config.renew) and hasattr(app.env, "lff_common")


def written(app) -> set[str]:
    """The pages that this build has written."""
    return app.__dict__.setdefault("lff_written", set())


def has_changed(app, folder: str) -> bool:
    """Whether a file below a folder has changed since the last build, as far as is known."""
    return not is_partial(app) or any(name.startswith(folder) for name in app.config.renew["files"])


def each(app, tasks: list, work) -> None:
    """Do the work for each of the tasks, in two processes if the build may."""
    tasks = list(tasks)
    if not (parallel_available and app.config.renew_jobs > 1 and len(tasks) > 1):
        for task in tasks:
            work(task)
        return
    pool = ParallelTasks(2)
    for half in (tasks[::2], tasks[1::2]):
        pool.add_task(lambda mine: [work(task) for task in mine] and None, half)
    pool.join()


# Reading

def outdated(app, env, added, changed, removed) -> set[str]:
    """The pages to read again beside those whose own file is younger."""
    if not is_partial(app):
        return set(env.found_docs) - added
    files = {os.path.realpath(ROOT / name) for name in app.config.renew["files"]}
    pages = set(app.config.renew["pages"])
    for page, shown in env.dependencies.items():
        if any(os.path.realpath(Path(app.srcdir, name)) in files for name in shown):
            pages.add(page)
    return pages & set(env.found_docs)


def one_reader(app, env, pages) -> None:
    """Some extensions cannot read in parallel: one process reads."""
    if app.config.renew_jobs:
        app.parallel = 1


def in_order(app, env) -> None:
    """Entries of the index as if all pages had been read now; then two may write."""
    entries = env.domaindata["index"]["entries"]
    ordered = sorted(entries.items())
    entries.clear()
    entries.update(ordered)
    if app.config.renew_jobs > 1:
        app.parallel = app.config.renew_jobs + 1  # Sphinx counts the one that deals out the pages


# Writing

def common(env) -> str:
    """All that a page may take from another when it is written, as one checksum."""
    cited: dict[str, set[str]] = {}
    cite = env.domaindata.get("cite", {"citations": [], "citation_refs": []})
    for reference in cite["citation_refs"]:
        cited.setdefault(reference.docname, set()).update(target.key for target in reference.targets)
    exercises = {label: (entry["docname"], entry["type"], entry["node"].attributes.get("label"),
                         entry["node"][0].astext() if len(entry["node"]) else "")
                 for label, entry in getattr(env, "sphinx_exercise_registry", {}).items()}
    parts = [
        {page: (title.astext(), env.longtitles[page].astext()) for page, title in env.titles.items()},
        env.toc_secnumbers, env.toc_fignumbers, env.toctree_includes, exercises,
        {page: sorted(keys) for page, keys in cited.items()},
        [(c.citation_id, c.key, c.formatted_entry.label) for c in cite["citations"]],
        *({key: value for key, value in env.domaindata[name].items() if isinstance(value, dict)}
          for name in ("std", "math", "py")),
    ]
    return stamps.checksum("\n".join(_plain(part) for part in parts).encode())


def _plain(value) -> str:
    """A value as text, the same for equal values in whatever order they came."""
    if isinstance(value, dict):
        return "{" + ", ".join(sorted(f"{_plain(k)}: {_plain(v)}" for k, v in value.items())) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_plain, value)) + "]"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(_plain, value))) + "}"
    return f"{type(value).__name__} {value}"


def to_write(app, env) -> set[str]:
    """The pages to write beside those that were read; the first page always, so that the site's own files are made."""
    partial, before = is_partial(app), getattr(env, "lff_common", None)
    env.lff_common = common(env)
    everything = not partial or env.lff_common != before
    if everything or has_changed(app, "code/"):
        shutil.rmtree(Path(app.outdir, "_modules"), ignore_errors=True)
    return set(env.found_docs) if everything else {app.config.root_doc}


def lay_bare(app) -> None:
    """Take away what every build lays anew, so that checksums of files are of those that a first build finds."""
    static = Path(app.outdir, "_static")
    kept = {path for pattern in KEPT_STATIC for path in static.glob(pattern)}
    for path in sorted(static.rglob("*"), reverse=True):
        if path.is_file() and path not in kept:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def note(app, doctree, page) -> None:
    """Remember that a page is being written."""
    written(app).add(page)


def take_away(app, exception) -> None:
    """Pictures of earlier forms of a page leave the site; a page may show no file that the build does not watch."""
    if exception or app.builder.name != "html" or not app.config.renew_jobs:
        return
    used = {name for _, name in app.env.images.values()}
    for picture in Path(app.outdir, app.builder.imagedir).glob("*"):
        if picture.name not in used:
            picture.unlink()
    for page, shown in app.env.dependencies.items():
        for name in shown:
            inside = os.path.relpath(Path(app.srcdir, name), ROOT).replace(os.sep, "/")
            if not inside.startswith(("../", "_build/", ".venv")) and not stamps.is_source(inside):
                raise SphinxError(f"{page} depends on {inside}, whose changes the build does not see: mend stamps.APART")


# Where the time goes

def moment(app, stage: str) -> None:
    """A stage ends now."""
    app.__dict__.setdefault("lff_moments", []).append((stage, time.perf_counter()))


def tell(app, exception) -> None:
    """Say how long each stage took, in a file that the build reads."""
    if not app.config.renew_jobs:
        return
    moment(app, "notebooks, slides, cells")
    moments = app.lff_moments
    seconds = {stage: now - before for (_, before), (stage, now) in zip(moments, moments[1:])}
    Path(app.doctreedir, "stages.json").write_text(json.dumps(seconds), "utf-8")


def setup(app):
    app.add_config_value("renew", {}, "")
    app.add_config_value("renew_jobs", 0, "")  # 0: another builder, or a build by hand
    app.connect("builder-inited", lambda app: app.builder.name == "html" and lay_bare(app))
    app.connect("env-get-outdated", outdated)
    app.connect("env-before-read-docs", one_reader)
    app.connect("env-updated", in_order, priority=900)
    app.connect("env-get-updated", to_write, priority=900)
    app.connect("doctree-resolved", note)
    app.connect("build-finished", take_away, priority=100)
    for event, stage, priority in (("builder-inited", "", 500), ("env-before-read-docs", "looking", 999),
                                   ("env-updated", "reading", 1), ("write-started", "numbering", 1),
                                   ("build-finished", "writing", 1)):
        app.connect(event, lambda app, *rest, stage=stage: moment(app, stage), priority=priority)
    app.connect("build-finished", tell, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
