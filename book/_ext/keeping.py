"""What heavy cells have made: kept when a page is run, so that a reader can go on from it without waiting for them.

A cell is heavy when its head says so, `lff: {heavy: 140}`, with the seconds that it takes in a reader's browser. Its
data are kept; what it defines and imports, the page does by itself (`Page.take` in book/_run/runner.py). A cell that
needs a package which the page does not have says `lacks` too; nothing of it is kept.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)  # what the runner's `take` runs

SOURCE = '''
def _keep(names):
    import base64, pickle, types, zlib
    values = {name: globals()[name] for name in names}
    for name, value in values.items():
        if isinstance(value, (type, types.FunctionType, types.ModuleType)):
            raise TypeError(f"{name} cannot be kept: it is no data; define or import it, in the cell or before it")
    pickled = pickle.dumps(values, protocol=5)
    if b"__main__" in pickled:
        raise TypeError(f"{', '.join(names)} cannot be kept: among them is a thing whose class stands in a cell")
    return base64.b64encode(zlib.compress(pickled, 9)).decode()


def _show_kept():
    from IPython.display import display
    display({"text/plain": _keep(%r)}, raw=True)  # not printed: a long line in a stream takes minutes to read


_show_kept()
del _keep, _show_kept
'''


def is_kept(cell: NotebookNode) -> bool:
    """Whether what a cell makes is kept."""
    facts = cell.metadata.get("lff") or {}
    return cell.cell_type == "code" and facts.get("heavy") is not None and not facts.get("lacks")


def keeping_cell(source: str) -> str:
    """A cell that, run after a heavy one, shows what it has made."""
    defined = {name for statement in ast.parse(source).body if isinstance(statement, DEFINITIONS)
               for name in bound(ast.unparse(statement))}
    return SOURCE % ([name for name in bound(source) if name not in defined],)


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
