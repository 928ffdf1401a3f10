"""The `versions` directive: what this copy of the book was built with, each library with its version and license."""

from __future__ import annotations

import json
import platform
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from environment import ROOT

REQUIREMENTS, COMPILED = ROOT / "requirements.in", ROOT / "requirements.txt"
WORKFLOW = ROOT / ".github" / "workflows" / "check.yml"


@dataclass(frozen=True)
class Library:
    """A library that the book is built with or read by."""

    name: str
    version: str
    license: str


def license_of(name: str) -> str:
    """The license of an installed distribution, as it states it itself: an expression, classifiers or a line."""
    stated = metadata(name)
    classes = [c.split(" :: ")[-1] for c in stated.get_all("Classifier", []) if c.startswith("License :: ")]
    first_line = (stated.get("License") or "").strip().split("\n")[0]
    return stated.get("License-Expression") or "; ".join(classes) or first_line


def direct() -> list[str]:
    """The names in requirements.in."""
    return re.findall(r"(?m)^([A-Za-z][\w.-]*)", REQUIREMENTS.read_text("utf-8"))


def pinned() -> list[str]:
    """The names of all that requirements.txt installs, on some system or other."""
    return re.findall(r"(?m)^([A-Za-z][\w.-]*)==", COMPILED.read_text("utf-8"))


def installed(names: list[str]) -> list[Library]:
    """Those of them that are installed here."""
    found = []
    for name in names:
        try:
            found.append(Library(name, metadata(name)["Version"], license_of(name)))
        except PackageNotFoundError:
            pass  # for another system
    return found


def front_end() -> list[Library]:
    """The packages of package.json, those that readers' browsers get and those that tests use."""
    listed = json.loads((ROOT / "package.json").read_text("utf-8"))
    found = []
    for name in sorted(listed["dependencies"] | listed["devDependencies"]):
        stated = json.loads((ROOT / "node_modules" / name / "package.json").read_text("utf-8"))
        found.append(Library(name, stated["version"], stated["license"]))
    return found


def tested_pythons() -> list[str]:
    """The Pythons that every change is tested on."""
    return yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["pythons"]["strategy"]["matrix"]["python"]


def _table(libraries: list[Library]) -> list[str]:
    rows = [f"| `{each.name}` | {each.version} | {each.license} |" for each in libraries]
    return ["| Library | Version | License |", "|---|---|---|", *rows, ""]


class Versions(SphinxDirective):
    """`{versions}`: Python, its libraries and those of the browser, in tables."""

    def run(self):
        lines = [f"This copy was built with Python {platform.python_version()}. Changes are tested with Python "
                 f"{', '.join(tested_pythons())}.", "", *_table(installed(direct())),
                 "In the browser, and in the tests of it:", "", *_table(front_end())]
        for path in (REQUIREMENTS, COMPILED, WORKFLOW, ROOT / "package.json"):
            self.env.note_dependency(str(path))
        node = nodes.container(classes=["versions"])
        self.state.nested_parse(StringList(lines, source="versions"), 0, node)
        return [node]


def setup(app):
    app.add_directive("versions", Versions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
