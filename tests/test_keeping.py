"""What heavy cells have made is kept, and a page goes on from it as if they had run."""

from __future__ import annotations

import base64
import json
import os
import re
import sys
import zlib
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
from lff.datasets import births  # noqa: E402
from lff.network import Network  # noqa: E402
from lff.training import History  # noqa: E402

HEAD = "---\nfile_format: mystnb\nkernelspec: {name: python3, display_name: Python 3}\n---\n# A page\n\n"
HEAVY = "```{code-cell} ipython3\n---\ntags: [heavy]\nlff: {heavy: 140%s}\n---\n%s\n```\n\n"
PLAIN = "```{code-cell} ipython3\n%s\n```\n\n"


def kept_by(source: str) -> str:
    """What the added cell shows after a source has run."""
    namespace, shown = {"__name__": "kernel"}, []
    exec(source, namespace)
    with mock.patch("IPython.display.display", lambda data, raw: shown.append(data["text/plain"])):
        exec(keeping.keeping_cell(source), namespace)
    assert "_show_kept" not in namespace
    return shown[0]


@pytest.fixture
def plain_data(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_run"))
    import plain_data
    return plain_data


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


@pytest.mark.parametrize(("source", "told"), [
    ("train = lambda: 1", "train cannot be kept: the function <lambda> is no plain data"),
    ("import math\nm = math", "m cannot be kept: the module math is no plain data"),
    ("kinds = {3: int}", "kinds cannot be kept: the type int is no plain data"),
    ("class Row: pass\nrows = [Row()]", "rows cannot be kept: a Row is no plain data"),
    ("import numpy as np\nodd = np.array([{}], object)", "odd cannot be kept: an array of object is no plain data"),
    ("from lff.losses import LOSSES\nloss = LOSSES", "loss cannot be kept: the function"),
    ("from lff.optimizers import Adam\nmoves = Adam(.1)", "moves cannot be kept: a Adam is no record"),
])
def test_what_is_no_data_is_not_kept(source, told):
    with pytest.raises(TypeError, match=re.escape(told)):
        kept_by(source)


NETWORK = Network([2, 3, 1], activation="relu", rng=np.random.default_rng(0), dtype=np.float32)
KEPT = [
    None, True, -0.0, float("nan"), float("-inf"), 10**40, "Zeichen 字 \ud800", [], [1, [2.5, None]], (1, (2,)), {1, 2}, frozenset({3}), {},
    {("a", 1): [2], 3: {"b": ()}}, range(2, 11, 3), np.float32(0.1), np.bool_(True), np.datetime64("1969-07-20"),
    np.arange(6.0).reshape(2, 3)[:, ::-1], np.array(3), np.empty((0, 4), np.int8), np.array([True, False]),
    np.array([1 + 2j]), np.array(["1969-01-01", "NaT"], "datetime64[D]"), np.arange(3, dtype=">i4"),
    History(updates=3, epochs=1, train=np.array([0.1]), unseen=None, kept=1),
    births.Split(*np.arange(5.0).reshape(5, 1)), NETWORK,
]


@pytest.mark.parametrize("value", KEPT, ids=lambda value: type(value).__name__)
def test_what_is_written_is_read(plain_data, value):
    read = plain_data.read(plain_data.write({"x": value, "y": [value]}))
    assert list(read) == ["x", "y"] and alike(read["x"], value) and alike(read["y"], [value])


def alike(a: object, b: object) -> bool:
    """Whether two values are of one kind and equal throughout, to the bit."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (np.ndarray, np.generic)):
        return (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
    if isinstance(a, dict):
        return list(a) == list(b) and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, Network):
        return alike(a.__getstate__(), b.__getstate__()) and np.shares_memory(a.parameters["W1"], a.theta)
    return alike(vars(a), vars(b)) if isinstance(a, History) else repr(a) == repr(b)


def test_a_network_that_was_kept_learns_on(plain_data):
    again = plain_data.read(plain_data.write({"network": NETWORK}))["network"]
    X, y = np.arange(6.0).reshape(3, 2), np.arange(3.0)
    assert again.loss(X, y) == NETWORK.loss(X, y)
    again.theta[:] = 0
    assert again.loss(X, y) != NETWORK.loss(X, y), "its weights are its own, and what its layers use"


@pytest.mark.parametrize(("written", "told"), [
    ({"object": ["os", "system", "true"]}, "os.system is no class of lff"),
    ({"object": ["builtins", "eval", "1"]}, "builtins.eval is no class of lff"),
    ({"object": ["collections", "OrderedDict", {}]}, "collections.OrderedDict is no class of lff"),
    ({"object": ["lff.network", "np", {}]}, "lff.network.np is no class of lff"),
    ({"object": ["lff.training", "fit", {}]}, "lff.training.fit is no class of lff"),
    ({"object": ["lff.training", "Path", {}]}, "lff.training.Path is no class of lff"),
    ({"object": ["lffx", "A", {}]}, "lffx.A is no class of lff"),
    ({"array": ["|O", [1], "AAAAAAAAAAA="]}, "OBJECT"),
    ({"call": ["print"]}, "there are no data of the kind 'call'"),
])
def test_what_is_read_runs_nothing(plain_data, written, told):
    text = base64.b64encode(zlib.compress(json.dumps({"x": written}).encode())).decode()
    with pytest.raises(ValueError, match=re.escape(told)):
        plain_data.read(text)


@pytest.mark.parametrize("facts, kept", [({}, False), ({"lff": {"heavy": 3}}, True), ({"lff": {"givens": []}}, False),
                                         ({"lff": {"heavy": 3, "lacks": "mlxtend"}}, False)])
def test_which_cells_are_kept(facts, kept):
    assert keeping.is_kept(nbformat.v4.new_code_cell("a = 1", metadata=facts)) is kept


def test_pages_are_run_with_it(tmp_path, monkeypatch, plain_data):
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
    values = plain_data.read(page.kept[1])
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
