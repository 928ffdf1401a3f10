"""Clauses of the chapter contract on what the cells do and show: glue, figures, package names, real source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import lff_names
from pages import Page, figure_options, image_options

from cells import Cell  # from book/_ext, which pages puts on the path

Found = Iterator[tuple[int, str]]
HIDDEN_OUTPUT = {"remove-cell", "remove-output"}


def _trees(page: Page) -> Iterator[tuple[Cell, ast.Module]]:
    for cell in page.cells:
        try:
            yield cell, cell.tree
        except SyntaxError:
            continue


def _top_level(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a tree outside the bodies of functions and classes."""
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            yield child
            yield from _top_level(child)


def _scope(page: Page) -> dict[str, str]:
    """What the page's cells call things of the package."""
    return {local: full for _, tree in _trees(page) for local, full in lff_names.imports(tree).items()}


def python(page: Page) -> Found:
    """Every cell is Python, runs, and stands where it runs."""
    for line in page.nested_cells:
        yield line, "this code cell stands inside another block, where it never runs: move it out"
    for cell in page.cells:
        try:
            cell.tree
        except SyntaxError as error:
            yield cell.line + (error.lineno or 1) - 1, f"this cell is no Python: {error.msg}"
        if "skip-execution" in cell.tags:
            yield cell.line, "every cell runs: take the tag skip-execution away"


def glue(page: Page) -> Found:
    """Every key used is glued, once, by a cell of the page; every key glued is used."""
    glued: dict[str, int] = {}   # a pattern for the keys -> line
    for cell, tree in _trees(page):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "glue":
                line = cell.line + node.lineno - 1
                pattern = _key_pattern(node.args[0]) if node.args else None
                if pattern is None:
                    yield line, "write the key of glue() as a text or an f-string"
                elif pattern in glued:
                    yield line, f"the key {pattern!r} is glued on line {glued[pattern]} already"
                else:
                    glued[pattern] = line
    for key, line in page.glue_uses:
        if not any(re.fullmatch(pattern, key) for pattern in glued):
            yield line, f"no cell of this page glues {key!r}: add glue({key!r}, ..., display=False)"
    for pattern, line in glued.items():
        if not any(re.fullmatch(pattern, key) for key, _ in page.glue_uses):
            yield line, f"the key {pattern!r} is glued and not used in the prose: use it or take it away"


def _key_pattern(node: ast.expr) -> str | None:
    """A regular expression for the keys that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value) if re.search(r"\W", node.value) else node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values)
    return None


def shows_figure(cell: Cell) -> bool:
    """Whether a cell puts a figure on the page."""
    if HIDDEN_OUTPUT & set(cell.tags):
        return False
    try:
        tree = cell.tree
    except SyntaxError:
        return False
    calls = {ast.unparse(node.func) for node in _top_level(tree) if isinstance(node, ast.Call)}
    local = {name for name, full in lff_names.imports(tree).items() if full == "lff.plotting.figure"}
    last = tree.body[-1] if tree.body else None
    ends = isinstance(last, ast.Expr) and isinstance(last.value, ast.Name) and last.value.id in ("fig", "figure")
    return ends or bool(calls & ({"plt.show", "plt.figure", "plt.subplots", "plotting.figure", "plotting.moving"} | local))


def alternative_texts(page: Page) -> list[tuple[str, int]]:
    """The alternative texts of the page's figures, each with its line."""
    return [(str(alt), cell.line) for cell in page.cells if (alt := image_options(cell).get("alt"))] + [
        (alt, d.line) for d in page.directives if d.name in ("figure", "image") and (alt := d.options.get("alt"))]


def figures(page: Page) -> Found:
    """Every figure has a name, a caption and an alternative text of its own."""
    for cell in page.cells:
        given = {"image: alt": image_options(cell).get("alt"), "figure: name": figure_options(cell).get("name"),
                 "figure: caption": figure_options(cell).get("caption")}
        missing = [what for what, value in given.items() if not value]
        if shows_figure(cell) and missing:
            yield cell.line, f"this cell shows a figure: give `mystnb:` options {', '.join(missing)}"
    for directive in page.directives:
        if directive.name not in ("figure", "image"):
            continue
        given = {"`:alt:`": directive.options.get("alt")}
        if directive.name == "figure":
            given |= {"`:name:`": directive.options.get("name"), "a caption": directive.body.strip()}
        missing = [what for what, value in given.items() if not value]
        if missing:
            yield directive.line, f"give the figure {', '.join(missing)}"
        if not (page.path.parent / directive.argument).is_file():
            yield directive.line, f"there is no file {directive.argument}: run `make figures`, or mend the path"
    seen: dict[str, int] = {}
    for alt, line in alternative_texts(page):
        if alt in seen:
            yield line, f"this alternative text stands on line {seen[alt]} already: say what this figure shows"
        seen.setdefault(alt, line)


@cache
def _public() -> dict[str, str]:
    return {name.short: full for full, name in lff_names.names().items()}


def redefinitions(page: Page) -> Found:
    """No cell defines a function or class of the package's name, nor assigns to a name that it imports from there."""
    public, imported = _public(), _scope(page)
    for cell, tree in _trees(page):
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and (node.name in public or node.name in imported):
                full = imported.get(node.name) or public[node.name]
                yield cell.line + node.lineno - 1, (f"{node.name} is {full}: import it, or call your version "
                                                    f"naive_{node.name} and assert that it equals the package's")
        named = {target.id: node.lineno for node in _top_level(tree) if isinstance(node, ast.Assign)
                 and isinstance(node.value, ast.Lambda) for target in node.targets if isinstance(target, ast.Name)}
        stored = {node.id: node.lineno for node in _top_level(tree)
                  if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in imported}
        for name, line in {**{k: v for k, v in named.items() if k in public}, **stored}.items():
            yield cell.line + line - 1, (f"{name} is {imported.get(name) or public[name]}: "
                                         "give what the cell makes another name")


def naive(page: Page) -> Found:
    """Every naive_ version is compared with the package's in an assertion."""
    defined: dict[str, int] = {}
    asserts, assigns = [], []
    for cell, tree in _trees(page):
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name.startswith("naive_"):
                defined[node.name] = cell.line + node.lineno - 1
            elif isinstance(node, ast.Assert):
                asserts.append(node.test)
            elif isinstance(node, (ast.Assign, ast.For, ast.AnnAssign)):
                assigns.append(node)
                targets = _stored(node)
                is_function = isinstance(getattr(node, "value", None), ast.Lambda)  # a for loop has no value
                if is_function and any(name.startswith("naive_") for name in targets):
                    defined |= {name: cell.line + node.lineno - 1 for name in targets}
    for name, line in defined.items():
        ours, theirs = _flow({name}, assigns), _flow(set(_scope(page)), assigns)
        if not any(ours & _loaded(test) and theirs & (_loaded(test) - {name}) for test in asserts):
            yield line, f"assert, in a cell, that {name} equals the package's"


def _stored(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}


def _loaded(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}


def _flow(names: set[str], assigns: list[ast.stmt]) -> set[str]:
    """The names, and those assigned from an expression that uses one of them, in the order of the cells."""
    found = set(names)
    for node in assigns:
        source = node.iter if isinstance(node, ast.For) else node.value
        if source is not None and found & _loaded(source):
            found |= _stored(node)
    return found


def source_shown(page: Page) -> Found:
    """Every literalinclude names a file and an object that are there."""
    for directive in page.directives:
        if directive.name != "literalinclude":
            continue
        target = (page.path.parent / directive.argument).resolve()
        pyobject = directive.options.get("pyobject")
        if not target.is_file():
            yield directive.line, f"there is no file {directive.argument} to show"
        elif target.suffix == ".py" and not pyobject and "lines" in directive.options:
            yield directive.line, "show source by `:pyobject:`, not by line numbers, which drift"
        elif pyobject and not lff_names.defines(target, pyobject):
            yield directive.line, f"{target.name} defines no {pyobject}"


def names_shown(page: Page) -> Found:
    """Every public name whose docstring points at a section of this page is called or shown in that section."""
    scope = _scope(page)
    shown: list[tuple[int, set[str]]] = [(cell.line, lff_names.uses(tree, scope)) for cell, tree in _trees(page)]
    for directive in page.directives:
        if directive.name == "literalinclude":
            target = (page.path.parent / directive.argument).resolve()
            if target.is_relative_to(lff_names.PACKAGE):
                module, pyobject = lff_names.module_name(target), directive.options.get("pyobject")
                shown.append((directive.line, {f"{module}.{pyobject.split('.')[0]}"} if pyobject else {
                    full for full in lff_names.names() if full.rpartition(".")[0] == module}))
    for label, line in dict(reversed(page.labels)).items():
        pointing = [full for full, name in lff_names.names().items() if name.label == label]
        if not pointing:
            continue
        first, last = page.extent(line)
        here = lff_names.with_given(set().union(*(names for at, names in shown if first <= at <= last)))
        for full in pointing:
            if full not in here:
                yield line, (f"the docstring of {full} points here: call it in a cell of this section, show it by "
                             "literalinclude, or point the docstring's `Book:` elsewhere")
