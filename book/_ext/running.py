"""Cells that run in the page: the button of a chapter, and what is loaded when a reader presses it.

A page without the press has one line of HTML more and loads nothing more. All that comes later lies in
`_static/run/`: the script, the frame that holds Python in, Python's own modules, each chapter's cells.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.errors import SphinxError

import bundling
import execution
import notebooks
import package_wheel
import policy
import renewing
import run_pages
import runtimes

FOLDER = "_static/run"
AFTER = re.compile(r'<p class="chapter-trust">.*?</p>\n|<p class="chapter-head">.*?</p>\n(?!<p class="chapter-trust">)',
                   re.S)
BAR = """<div class="run-bar" data-page="{root}{folder}/{slug}.json" data-here="{page}.html">
<button type="button" data-action="run">Run and change the code</button>
<span class="run-said" role="status">{said}</span>
</div>
"""
SAID = "Python starts on this page: {size} MB, once, from {host}. What you write stays here."


def runtime_of(app) -> str:
    """The setting: RUNTIME where it is set, or what _config.yml says."""
    return os.environ.get("RUNTIME") or app.config.runtime


def is_run(path: Path) -> bool:
    """Whether a page's cells run in the page."""
    return notebooks.is_chapter(path) and path in execution.pages()


def policy_of(app) -> dict[str, str]:
    """The policy of a page with the button."""
    return policy.with_cells(runtimes.connections(runtime_of(app)))


def offer(app, page, template, context, doctree):
    """Put the button under a chapter's head."""
    path = Path(app.env.doc2path(page)) if doctree is not None else None
    if app.builder.name != "html" or path is None or not is_run(path):
        return
    runtime = runtime_of(app)
    host = urlsplit(runtime).hostname if runtimes.is_public(runtime) else "this site"
    said = SAID.format(size=f"{'about ' if runtimes.is_public(runtime) else ''}{runtimes.size(runtime)}", host=host)
    bar = BAR.format(root="../" * page.count("/"), folder=FOLDER, slug=path.stem, page=page, said=said)
    context["body"] = AFTER.sub(lambda match: match[0] + bar, context["body"], count=1)


def frame() -> str:
    """The page in the frame: one script, whose checksum its policy names, and no way out."""
    script = (bundling.SOURCES / "frame.js").read_text("utf-8")
    tag = policy.tag(policy.of_frame(script))
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{tag}\n'
            f"<title>Python</title>\n<script>{script}</script>\n</head>\n</html>\n")


def settings(runtime: str, wheel: Path) -> dict:
    """What the script reads first."""
    modules = {path.name: path.read_text("utf-8") for path in sorted(bundling.SOURCES.glob("*.py"))}
    package = {"name": wheel.name, "path": f"../../{notebooks.FOLDER}/{wheel.name}",
               "integrity": runtimes.integrity(wheel.read_bytes())}
    return {**runtimes.described(runtime), "wheel": package, "modules": modules}


def write(target: Path, runtime: str, wheel: Path) -> None:
    """Lay the script, the frame, the settings and the runtime into a folder."""
    bundling.bundle(target)
    for name in ("worker.js", "run.css"):
        shutil.copy(bundling.SOURCES / name, target)
    (target / "frame.html").write_text(frame(), "utf-8")
    (target / "settings.json").write_text(json.dumps(settings(runtime, wheel)), "utf-8")
    runtimes.lay(runtime, target)


def write_files(app, exception):
    """Write what the button loads."""
    if exception or app.builder.name != "html":
        return
    target = Path(app.outdir, FOLDER)
    try:
        write(target, runtime_of(app), Path(app.outdir, notebooks.FOLDER, package_wheel.name()))
    except (runtimes.NoRuntime, bundling.NotBundled) as problem:
        raise SphinxError(str(problem)) from problem

    def describe(path: Path) -> None:
        (target / f"{path.stem}.json").write_text(json.dumps(run_pages.described(path)), "utf-8")

    anew = {Path(app.env.doc2path(page)) for page in renewing.written(app)}
    renewing.each(app, [path for path in run_pages.pages() if path in anew], describe)


def setup(app):
    app.add_config_value("runtime", "https://cdn.jsdelivr.net/", "html", types=[str])
    app.connect("html-page-context", offer)
    app.connect("build-finished", write_files, priority=600)  # after the wheel is there
    return {"parallel_read_safe": True, "parallel_write_safe": True}
