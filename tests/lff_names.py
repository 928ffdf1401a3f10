"""What the package offers, read from its source without importing it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "code" / "lff"
BOOK_LABEL = re.compile(r"^\s*Book:\s*(?:\n\s*)?`{0,2}([\w-]+)`{0,2}", re.MULTILINE)

FACADES = ("lff.symbolic.", "lff.plotting.")  # of these, only what their __init__ hands on is public


@dataclass(frozen=True)
class Name:
    """A public function or class: its full name, where it is defined, its Book label."""

    full: str
    path: Path
    line: int
    label: str | None

    @property
    def short(self) -> str:
        """The name without its module."""
        return self.full.rpartition(".")[2]


@cache
def modules() -> dict[str, tuple[Path, ast.Module]]:
    """Every module of the package, the private ones left out: dotted name -> file and syntax tree."""
    files = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
    return {name: (path, ast.parse(path.read_text("utf-8"))) for name, path in files.items()
            if not any(part.startswith("_") for part in name.split("."))}


@cache
def handed_on() -> dict[str, str]:
    """What the packages within `lff` hand on from their modules: name there -> where it is defined."""
    found = {}
    for package, (path, tree) in modules().items():
        if path.stem != "__init__":
            continue
        for local, full in imports(tree, package).items():
            if local != "*":
                found[f"{package}.{local}"] = full
        for node in (node for node in tree.body if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"):
            module = _source(node, package)
            found |= {f"{package}.{name}": f"{module}.{name}" for name in _exported(module)}
    return found


def _exported(module: str) -> list[str]:
    """What `import *` takes from a module."""
    tree = modules()[module][1]
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return [entry.value for entry in ast.walk(node.value) if isinstance(entry, ast.Constant)]
    return [node.name for node in tree.body if not getattr(node, "name", "_").startswith("_")]


@cache
def names() -> dict[str, Name]:
    """Every public function and class by the full name of its definition (`lff.losses.mean_squared_error`)."""
    found, offered = {}, set(handed_on().values())
    for module, (path, tree) in modules().items():
        for node in tree.body:
            full = f"{module}.{getattr(node, 'name', '_')}"
            if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or node.name.startswith("_"):
                continue
            if module.startswith(FACADES) and full not in offered:
                continue
            label = BOOK_LABEL.search(ast.get_docstring(node) or "")
            found[full] = Name(full, path, node.lineno, label and label[1])
    return found


@cache
def gives() -> dict[str, frozenset[str]]:
    """The classes whose objects a function, a class or a table of the package hands out, by full name."""
    found = {}
    for module, (path, tree) in modules().items():
        scope = {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, ast.ClassDef)}
        scope |= imports(tree, module if path.stem == "__init__" else module.rpartition(".")[0])
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                found[f"{module}.{node.name}"] = _mentioned([node.returns], scope)
            elif isinstance(node, ast.ClassDef):
                fields = [entry.annotation for entry in node.body if isinstance(entry, ast.AnnAssign)]
                returned = [entry.returns for entry in node.body if isinstance(entry, ast.FunctionDef)]
                found[f"{module}.{node.name}"] = _mentioned(fields + returned, scope)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found[f"{module}.{node.target.id}"] = _mentioned([node.annotation], scope)
    return found


def _mentioned(annotations: list[ast.expr | None], scope: dict[str, str]) -> frozenset[str]:
    """Full names of what some annotations mention, quoted or not."""
    words = re.findall(r"\w+", " ".join(ast.unparse(annotation) for annotation in annotations if annotation))
    return frozenset(handed_on().get(scope[word], scope[word]) for word in words if word in scope)


def module_name(path: Path) -> str:
    """The dotted name of a module of the package."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.AST, package: str = "") -> dict[str, str]:
    """What the imports of a tree call things of `lff`: local name -> full name; `package` is where dots start."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "lff":
                    found[alias.asname or "lff"] = alias.name if alias.asname else "lff"
        elif isinstance(node, ast.ImportFrom):
            module = _source(node, package)
            if module.split(".")[0] == "lff":
                found |= {alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names}
    return found


def _source(node: ast.ImportFrom, package: str) -> str:
    """The module that a `from ... import` takes from."""
    above = package.split(".")[:len(package.split(".")) - node.level + 1] if node.level else []
    return ".".join([*above, *filter(None, [node.module])])


def uses(tree: ast.AST, scope: dict[str, str]) -> set[str]:
    """Full names of what a tree uses of the package, given what its imports call things."""
    found = set()
    for node in ast.walk(tree):
        chain, base = [], node
        while isinstance(base, ast.Attribute):
            chain.append(base.attr)
            base = base.value
        if isinstance(base, ast.Name) and base.id in scope:
            full = ".".join([scope[base.id], *reversed(chain)])
            prefixes = (full[:end.start()] for end in re.finditer(r"\.|$", full))
            found.update(handed_on().get(prefix, prefix) for prefix in prefixes)
    return found


def with_given(used: set[str]) -> set[str]:
    """The names used, and the classes whose objects they hand out."""
    found, waiting = set(), list(used)
    while waiting:
        full = waiting.pop()
        if full not in found:
            found.add(full)
            waiting += gives().get(full, ())
    return found


def defines(path: Path, pyobject: str) -> bool:
    """Whether a file defines what a literalinclude's `pyobject` names (`Linear.backward`)."""
    body = ast.parse(path.read_text("utf-8")).body
    for part in pyobject.split("."):
        node = next((entry for entry in body if getattr(entry, "name", None) == part), None)
        if node is None:
            return False
        body = getattr(node, "body", [])
    return True
