"""Where a chapter's notebook opens without an install: Colab, Binder, and a dev container for the whole book.

Each needs the site to lie in a branch of a public repository, and the first two open the notebooks that lie in it. So
they are offered only where `_config.yml` has the repository's address and the site's own. `binder/` is written into
the site: that branch then holds all that Binder asks for, the package's wheel with it.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import notebooks
import package_wheel
from environment import ROOT

NEEDED = ("numpy", "matplotlib", "sympy", "scipy", "scikit-learn", "mlxtend", "ipykernel")
JUPYTERLAB = "4.6.6"  # what Binder opens them in; the book itself does not need it


def addresses(repository: str, branch: str, slug: str) -> dict[str, str]:
    """Where a chapter opens: the service's name and the address; nothing for a repository that they cannot read."""
    parts = urlsplit(repository)
    if parts.hostname != "github.com":
        return {}
    place, file = parts.path.strip("/").removesuffix(".git"), f"{notebooks.FOLDER}/{slug}.ipynb"
    return {"Colab": f"https://colab.research.google.com/github/{place}/blob/{quote(branch)}/{file}",
            "Binder": f"https://mybinder.org/v2/gh/{place}/{quote(branch, safe='')}?labpath={quote(file, safe='')}"}


def pinned(requirements: str) -> dict[str, list[str]]:
    """What requirements.txt pins, by package: `name==version`, a line for each range of Pythons if they differ."""
    lines: dict[str, list[str]] = {}
    for line, name in re.findall(r"^(([\w.-]+)==[^\\\n]+?)\s*\\?$", requirements, re.M):
        lines.setdefault(name, []).append(line)
    return lines


def binder_files() -> dict[str, str]:
    """What Binder reads: the packages of the notebooks in the book's own versions, and its Python."""
    versions = pinned((ROOT / "requirements.txt").read_text("utf-8"))
    lines = [line for name in NEEDED for line in versions[name]]
    lines += [f"jupyterlab=={JUPYTERLAB}", f"./{notebooks.FOLDER}/{package_wheel.name()}"]
    return {"requirements.txt": "\n".join(lines) + "\n", "runtime.txt": "python-3.11\n"}


def where(app) -> tuple[str, str]:
    """The repository, if the site has an address as well, and the branch that the site lies in."""
    repository = (app.config.html_theme_options or {}).get("repository_url") or ""
    return (repository if app.config.html_baseurl else ""), app.config.site_branch


def offer(app, page, template, context, doctree):
    """Give a chapter a button with the services that open it."""
    repository, branch = where(app)
    path = Path(app.env.doc2path(page)) if doctree is not None else None
    if not repository or path is None or not notebooks.is_chapter(path):
        return
    buttons = [{"type": "link", "url": url, "text": name, "tooltip": f"Open in {name}", "icon": "fas fa-rocket",
                "label": f"launch-{name.lower()}-button"} for name, url in addresses(repository, branch, path.stem).items()]
    if buttons:
        context.setdefault("header_buttons", []).insert(
            0, {"type": "group", "tooltip": "Open this chapter elsewhere", "icon": "fas fa-rocket", "buttons": buttons,
                "label": "launch-buttons"})


def write_files(app, exception):
    """Write Binder's files into the site."""
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir) / "binder"
    folder.mkdir(exist_ok=True)
    for name, text in binder_files().items():
        (folder / name).write_text(text, "utf-8")


class Elsewhere(SphinxDirective):
    """`{elsewhere}`: how to open the book without an install, or what the site lacks for it."""

    def run(self):
        repository, branch = where(self.env.app)
        if not (found := addresses(repository, branch, "three-steps")):
            text = ("This copy of the site does not say where its sources lie, so it can offer none of these. Whoever "
                    "publishes it sets two addresses in _config.yml, and a button with them appears on each chapter.")
            return [nodes.paragraph("", text)]
        item = nodes.paragraph("", "The rocket at the top of a chapter opens its notebook in ")
        for index, (name, url) in enumerate(found.items()):
            item += [nodes.Text(" or " if index else ""), nodes.reference("", name, refuri=url)]
        item += nodes.Text(". The whole book opens in ")
        item += nodes.reference("", "a dev container", refuri=(
            f"https://vscode.dev/redirect?url=vscode://ms-vscode-remote.remote-containers/cloneInVolume?url={repository}"))
        item += nodes.Text(". The links just given open the chapter on the three steps.")
        return [item]


def setup(app):
    app.add_config_value("site_branch", "gh-pages", "html", types=[str])
    app.add_directive("elsewhere", Elsewhere)
    app.connect("html-page-context", offer, priority=610)  # after the theme and notebooks have made their buttons
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
