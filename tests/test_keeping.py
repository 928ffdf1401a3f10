"""What heavy cells have made is kept, and a page goes on from it as if they had run."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from unittest import mock

import IPython.display  # noqa: F401: patched below, and put back after each test
import nbformat
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import execution  # noqa: E402
import keeping  # noqa: E402

HEAD = "---\nfile_format: mystnb\nkernelspec: {name: python3, display_name: Python 3}\n---\n# A page\n\n"
HEAVY = "```{code-cell} ipython3\n---\ntags: [heavy]\nlff: {heavy: 140%s}\n---\n%s\n```\n\n"
PLAIN = "```{code-cell} ipython3\n%s\n```\n\n"


def kept_by(source: str) -> str:
    """What the added cell shows after a source has run."""
    namespace, shown = {"__name__": "kernel"}, []
    exec(source, namespace)
    with mock.patch("IPython.display.display", lambda data, raw: shown.append(data["text/plain"])):
        exec(keeping.keeping_cell(source), namespace)
    assert not {"_keep", "_show_kept"} & namespace.keys()
    return shown[0]


@pytest.fixture
def runner(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_run"))
    for name in ("IPython", "IPython.display", "myst_nb"):
        monkeypatch.setitem(sys.modules, name, sys.modules.get(name))
    for name in ("MPLBACKEND", "LFF_PROGRESS"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    import runner
    return runner


def shown(runner, page):
    """What the second cell of a page shows, when the first was left out."""
    runner.prepare(json.dumps(page))
    runner.take(0)
    emitted = []
    runner.run(1, page["cells"][1]["source"], lambda output: emitted.append(json.loads(output)))
    return emitted


def test_a_page_goes_on_from_what_was_kept(runner):
    kept = kept_by("import_free = 3\nruns = {n: [m / n for m in range(3)] for n in (1, 3)}\nfor key in runs: pass")
    page = {"asserted": {}, "cells": [
        {"source": "1 / 0", "line": 1, "place": 0, "alt": None, "kept": kept},
        {"source": "runs[3], import_free, key", "line": 9, "place": 1, "alt": None, "kept": None}]}
    assert shown(runner, page) == [
        {"kind": "text", "data": "([0.0, 0.3333333333333333, 0.6666666666666666], 3, 3)", "alt": None}]


def test_what_a_heavy_cell_defines_is_defined_again(runner):
    source = "import math\ndef half(x):\n    return math.sqrt(x) / 2\ncalls = [half(4)]\nassert calls == [1]"
    page = {"asserted": {}, "cells": [
        {"source": source, "line": 1, "place": 0, "alt": None, "kept": kept_by(source)},
        {"source": "half(16), calls", "line": 9, "place": 1, "alt": None, "kept": None}]}
    assert shown(runner, page) == [{"kind": "text", "data": "(2.0, [1.0])", "alt": None}]


@pytest.mark.parametrize("source", ["train = lambda: 1", "import math\nm = math", "kind = int"])
def test_what_is_no_data_is_not_kept(source):
    with pytest.raises(TypeError, match="it is no data"):
        kept_by(source)


@pytest.mark.parametrize("facts, kept", [({}, False), ({"lff": {"heavy": 3}}, True), ({"lff": {"givens": []}}, False),
                                         ({"lff": {"heavy": 3, "lacks": "mlxtend"}}, False)])
def test_which_cells_are_kept(facts, kept):
    assert keeping.is_kept(nbformat.v4.new_code_cell("a = 1", metadata=facts)) is kept


def test_pages_are_run_with_it(tmp_path, monkeypatch):
    """A page keeps what its heavy cells made, is stored with it, and shows nothing of it."""
    monkeypatch.setattr(execution, "STORE", tmp_path / "store")
    path = tmp_path / "page.md"
    path.write_text(HEAD + PLAIN % "import numpy as np" + HEAVY % ("", "table = np.arange(3) / 3\nprint(table[1])")
                    + HEAVY % (", lacks: nothing", "lost = 1") + PLAIN % "table.sum()", "utf-8")
    execution.environment_of_kernels()
    execution.keep(execution.run(path, set()))
    page = execution.stored(path)
    assert list(page.kept) == [1]
    code = [cell for cell in page.notebook.cells if cell.cell_type == "code"]
    assert len(code) == 4 and code[1].outputs[0].text == "0.3333333333333333\n" and len(code[1].outputs) == 1
    import base64
    import pickle
    import zlib
    values = pickle.loads(zlib.decompress(base64.b64decode(page.kept[1])))
    assert list(values) == ["table"] and np.array_equal(values["table"], np.arange(3) / 3)


def test_what_cannot_be_kept_fails_the_page_by_its_place(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(HEAD + HEAVY % ("", "kind = int"), "utf-8")
    execution.environment_of_kernels()
    with pytest.raises(execution.ChapterFailed, match=r"page\.md:\d+: code cell 1: kind cannot be kept"):
        execution.run(path, set())
    path.write_text(HEAD + PLAIN % "class Row: pass" + HEAVY % ("", "rows = [Row()]"), "utf-8")
    with pytest.raises(execution.ChapterFailed, match=r"code cell 2: rows cannot be kept"):
        execution.run(path, set())
