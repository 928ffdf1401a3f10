"""Docstrings of `lff` on the API page: a `Book:` section holds a label, and becomes a link to that section."""

from __future__ import annotations


def adapt(app, what, name, obj, options, lines):
    """Make a docstring ready for Sphinx. Runs before napoleon formats the sections."""
    for index, line in enumerate(lines):
        lines[index] = line.replace("|", "\\|")  # |x| is a magnitude here, never a substitution
    for index, line in enumerate(lines[:-1]):
        if line.strip() == "Book:":
            following = lines[index + 1]
            indent = following[: len(following) - len(following.lstrip())]
            lines[index + 1] = f"{indent}:ref:`{following.strip()}`"


def setup(app):
    app.connect("autodoc-process-docstring", adapt, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
