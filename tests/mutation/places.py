"""Where in a module a line stands."""

import ast


def place(tree: ast.Module, line: int) -> str:
    """The function, class or table that a line stands in."""
    for node in tree.body:
        if node.lineno <= line <= node.end_lineno:
            if isinstance(node, ast.ClassDef):
                inside = [n.name for n in node.body if hasattr(n, "name") and n.lineno <= line <= n.end_lineno]
                return ".".join([node.name, *inside])
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", node)
            return getattr(node, "name", "") or ast.unparse(target).strip("()").split("(")[0]
    return ""
