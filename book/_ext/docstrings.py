"""Docstrings of `lff` on the API page: a `Book:` section holds a label, and becomes a link to that section."""

from __future__ import annotations

import functools

import execution


@functools.cache
def package() -> list[str]:
    """Every module of the package: what is documented may be inherited, or only passed on, by where it stands."""
    return sorted(str(path) for path in execution.PACKAGE.rglob("*.py"))


def adapt(app, what, name, obj, options, lines):
    """Make a docstring ready for Sphinx. Runs before napoleon formats the sections."""
    for index, line in enumerate(lines):
        lines[index] = line.replace("|", "\\|")  # |x| is a magnitude here, never a substitution
    for index, line in enumerate(lines[:-1]):
        if line.strip() == "Book:":
            following = lines[index + 1]
            indent = following[: len(following) - len(following.lstrip())]
            lines[index + 1] = f"{indent}:ref:`{following.strip()}`"
    for path in package():
        app.env.note_dependency(path)


def setup(app):
    app.connect("autodoc-process-docstring", adapt, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
