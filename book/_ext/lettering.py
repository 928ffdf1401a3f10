"""The letters of the running text: Source Serif, in the files that the pages need, with its license."""

from __future__ import annotations

import shutil
from pathlib import Path

from environment import ROOT

PACKAGE = ROOT / "node_modules" / "@fontsource" / "source-serif-4"
FILES = ("latin-400-normal", "latin-400-italic", "latin-600-normal", "greek-400-normal")


def copy_fonts(app, exception):
    """Lay the fonts beside the style sheet that names them, look.css."""
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir) / "_static" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(PACKAGE / "files" / f"source-serif-4-{name}.woff2", folder)
    shutil.copy(PACKAGE / "LICENSE", folder / "LICENSE.txt")


def setup(app):
    app.connect("build-finished", copy_fonts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
