"""What heavy cells have made: kept when a page is run, so that a reader can go on from it without waiting for them.

A cell is heavy when its head says so, `lff: {heavy: 140}`, with the seconds that it takes in a reader's browser. Its
data are kept; what it defines and imports, the page does by itself (`Page.take` in book/_run/runner.py). A cell that
needs a package which the page does not have says `lacks` too; nothing of it is kept.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

from environment import ROOT

PLAIN_DATA = ROOT / "book" / "_run" / "plain_data.py"  # how they are written, and read again in the page
DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)  # what the runner's `take` runs

SOURCE = '''
def _show_kept():
    import importlib.util
    from IPython.display import display
    place = importlib.util.spec_from_file_location("plain_data", %r)
    plain_data = importlib.util.module_from_spec(place)
    place.loader.exec_module(plain_data)
    kept = plain_data.write({name: globals()[name] for name in %r})
    display({"text/plain": kept}, raw=True)  # not printed: a long line in a stream takes minutes to read


_show_kept()
del _show_kept
'''


def is_kept(cell: NotebookNode) -> bool:
    """Whether what a cell makes is kept."""
    facts = cell.metadata.get("lff") or {}
    return cell.cell_type == "code" and facts.get("heavy") is not None and not facts.get("lacks")


def keeping_cell(source: str) -> str:
    """A cell that, run after a heavy one, shows what it has made."""
    defined = {name for statement in ast.parse(source).body if isinstance(statement, DEFINITIONS)
               for name in bound(ast.unparse(statement))}
    return SOURCE % (str(PLAIN_DATA), [name for name in bound(source) if name not in defined])


def bound(source: str) -> list[str]:
    """The names that a cell makes, in order."""
    names: dict[str, None] = {}
    for statement in ast.parse(source).body:
        for node in _outside_functions(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names[node.id] = None
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                names[node.name] = None
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                names.update({(alias.asname or alias.name).split(".")[0]: None for alias in node.names})
    return list(names)


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what is in it, but for the bodies of functions, classes and comprehensions, whose names are theirs."""
    yield node
    if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp,
                             ast.GeneratorExp)):
        for child in ast.iter_child_nodes(node):
            yield from _outside_functions(child)
