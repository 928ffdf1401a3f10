"""Code cells that run where only the package is installed: without `glue`, which hands values to the page's prose."""

from __future__ import annotations

import ast
import re

BLOCKS = (ast.For, ast.While, ast.If, ast.With)


def only_glues(statement: ast.stmt) -> bool:
    """Whether a statement hands values to the prose, or imports what does, and does nothing else."""
    if isinstance(statement, ast.ImportFrom):
        return (statement.module or "").split(".")[0] == "myst_nb"
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return isinstance(statement.value.func, ast.Name) and statement.value.func.id == "glue"
    if isinstance(statement, BLOCKS):
        return all(only_glues(inner) for inner in [*statement.body, *getattr(statement, "orelse", [])])
    return False


def without_glue(source: str) -> str:
    """The source without its calls of `glue`; "" where nothing else was in it."""
    tree = ast.parse(source)
    lines: list[str | None] = list(source.splitlines())
    if all(only_glues(statement) for statement in tree.body):
        return ""

    def cut(body: list[ast.stmt], needs_one: bool) -> None:
        everything = needs_one and all(only_glues(statement) for statement in body)
        for index, statement in enumerate(body):
            if only_glues(statement):
                for line in range(statement.lineno - 1, statement.end_lineno):
                    lines[line] = None
                if everything and index == 0:
                    lines[statement.lineno - 1] = " " * statement.col_offset + "pass"
                continue
            for name in ("body", "orelse", "finalbody"):
                inner = getattr(statement, name, None)
                if isinstance(inner, list) and inner:
                    cut(inner, needs_one=True)

    cut(tree.body, needs_one=False)
    text = re.sub(r"\n{4,}", "\n\n\n", "\n".join(line for line in lines if line is not None)).strip("\n")
    left = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name) and node.id == "glue"]
    if left:
        raise ValueError(f"glue is used where it cannot be taken out:\n{text}")
    return text
