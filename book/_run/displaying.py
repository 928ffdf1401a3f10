"""What a value looks like on the page: the richest form that it has, as in the built book."""

from __future__ import annotations

import base64
import io
import os
import pprint
import sys
import types
from collections.abc import Callable

import little_markdown

FORMS = ("html", "svg", "png", "markdown", "latex")  # the order in which the book's builder chooses
WIDTH = 79


class Shown:
    """A value that brings its one form along, as `IPython.display.HTML` and its like do."""

    form = ""

    def __init__(self, data: str):
        self.data = data


def _kind(form: str) -> type:
    return type(form.capitalize(), (Shown,), {"form": form, f"_repr_{form}_": lambda self: self.data})


HTML, Markdown, Latex = _kind("html"), _kind("markdown"), _kind("latex")
HTML.__name__ = "HTML"
SVG = type("SVG", (Shown,), {"form": "svg", "_repr_svg_": lambda self: self.data})
Math = type("Math", (Shown,), {"form": "latex", "_repr_latex_": lambda self: f"$${self.data}$$"})


def bare_tex(latex: str) -> str:
    r"""TeX without the dollars and the \displaystyle around it."""
    return latex.strip().strip("$").strip().removeprefix(r"\displaystyle").strip()


def output(value: object, alt: str | None = None) -> dict:
    """A value as an output of a cell."""
    for form in FORMS:
        method = getattr(value, f"_repr_{form}_", None)
        data = method() if callable(method) and not isinstance(value, type) else None
        if data is None:
            continue
        if form == "markdown":
            return {"kind": "html", "data": little_markdown.html(data), "alt": None}
        if form == "latex":
            return {"kind": "latex", "data": bare_tex(data), "alt": None}
        if form == "png":
            data = base64.b64encode(data).decode() if isinstance(data, bytes) else data
        return {"kind": form, "data": data, "alt": alt if form != "html" else None}
    return {"kind": "text", "data": plain(value), "alt": None}


def plain(value: object) -> str:
    """A value as text; a long tuple, list or dictionary with an entry on each line."""
    text = repr(value)
    if type(value) in (tuple, list, dict, set) and len(text) > WIDTH and len(text) < 100_000:
        return pprint.pformat(value, width=WIDTH, sort_dicts=False)
    return text


def show_figures() -> None:
    """What `plt.show` does; `stand_ins` says what that is."""


def figures(alt: str | None = None) -> list[dict]:
    """The figures that are open, drawn as SVG as the book's are, and closed."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    drawn = []
    try:
        for number in pyplot.get_fignums():
            file = io.StringIO()
            pyplot.figure(number).savefig(file, format="svg", metadata={"Date": None})
            drawn.append({"kind": "svg", "data": file.getvalue(), "alt": alt})
    finally:
        pyplot.close("all")
    return drawn


def stand_ins(display: Callable, glue: Callable, show: Callable) -> None:
    """Put modules in the place of those that a page does not load, with what cells use of them."""
    shown = types.ModuleType("IPython.display")
    for made in (HTML, Markdown, Latex, SVG, Math):
        setattr(shown, made.__name__, made)
    shown.display = display
    ipython = types.ModuleType("IPython")
    ipython.display, ipython.get_ipython, ipython.version_info = shown, lambda: None, (9, 0)
    myst_nb = types.ModuleType("myst_nb")
    myst_nb.glue = glue
    sys.modules.update({"IPython": ipython, "IPython.display": shown, "myst_nb": myst_nb})
    global show_figures
    show_figures = show
    os.environ.update(MPLBACKEND="module://page_backend", LFF_PROGRESS="0")
