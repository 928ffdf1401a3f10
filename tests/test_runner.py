"""What runs the cells of a page in the page, tried here in CPython: outputs, tracebacks, what is out of sight."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

ROOT = Path(__file__).resolve().parents[1]
RUN = ROOT / "book" / "_run"
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import cells  # noqa: E402
import run_pages  # noqa: E402


@pytest.fixture
def runner(monkeypatch):
    """The module, with all that it puts in place of other modules put back afterwards, and no figure open."""
    plt.close("all")
    monkeypatch.syspath_prepend(str(RUN))
    for name in ("IPython", "IPython.display", "myst_nb"):
        monkeypatch.setitem(sys.modules, name, sys.modules.get(name))
    for name in ("MPLBACKEND", "LFF_PROGRESS"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    import runner
    return runner


class Reader:
    """A page made of cells, as (source, tags), and what running them emits."""

    def __init__(self, runner, *sources, asserted=None, alt=None):
        described, seen = [], 0
        for source in sources:
            hidden = source.startswith("# hidden")
            described.append({"source": source, "line": 10, "place": None if hidden else seen, "alt": alt})
            seen += not hidden
        self.runner, self.cells = runner, described
        runner.prepare(json.dumps({"cells": described, "asserted": asserted or {}}))

    def run(self, number=0, source=None):
        """The outputs of a cell; `self.ok` is whether it came to its end."""
        emitted = []
        text = self.cells[number]["source"] if source is None else source
        self.ok = json.loads(self.runner.run(number, text, lambda output: emitted.append(json.loads(output))))["ok"]
        return emitted


def one(outputs):
    assert len(outputs) == 1, outputs
    return outputs[0]


def test_the_last_value_is_shown_and_none_before_it(runner):
    assert one(Reader(runner, "a = 1\na + 1\na + 2").run()) == {"kind": "text", "data": "3", "alt": None}


@pytest.mark.parametrize("source", ["1;", "1;  # quiet", "None", "a = 1", "", "# nothing", "for i in range(3): i"])
def test_what_shows_nothing(runner, source):
    assert Reader(runner, source).run() == []


def test_a_semicolon_in_a_text_does_not_hide_it(runner):
    assert one(Reader(runner, "'a;'").run())["data"] == "'a;'"


def test_names_stay_from_cell_to_cell_and_underscore_is_the_last_value(runner):
    page = Reader(runner, "a = 20\na + 1", "_ * 2")
    page.run(0)
    assert one(page.run(1))["data"] == "42"
    again = Reader(runner, "a")
    assert one(again.run())["missing"] == "a"  # a page begun again has no names


def test_what_is_printed_comes_in_order_with_what_is_shown(runner):
    source = "import sys\nprint('a')\nprint('b', file=sys.stderr)\ndisplay(1)\nprint('c')\n2"
    assert [(o["kind"], o.get("name"), o.get("text", o.get("data"))) for o in Reader(runner, source).run()] == [
        ("stream", "stdout", "a\n"), ("stream", "stderr", "b\n"), ("text", None, "1"),
        ("stream", "stdout", "c\n"), ("text", None, "2")]


def test_what_a_running_cell_prints_arrives_while_it_runs(runner):
    source = "import time\nfor i in range(4):\n    print(i)\n    time.sleep(0.06)"
    outputs = Reader(runner, source).run()
    assert len(outputs) > 1 and "".join(o["text"] for o in outputs) == "0\n1\n2\n3\n"


def test_a_loop_that_prints_does_not_fill_the_memory(runner):
    outputs = Reader(runner, "for i in range(1000):\n    print('x' * 1000)").run()
    text = "".join(o["text"] for o in outputs)
    assert text.count("x") < 501_000 and text.endswith("left out here.\n")


def test_sympy_is_shown_as_a_formula_without_dollars(runner):
    output = one(Reader(runner, "import sympy\nsympy.Symbol('x')**2 / 2").run())
    assert output == {"kind": "latex", "data": r"\frac{x^{2}}{2}", "alt": None}


def test_a_proof_is_shown_as_html_with_its_formulas_to_set(runner):
    data = one(Reader(runner, "from lff import symbolic\nsymbolic.sigmoid_derivative()").run())["data"]
    from lff import symbolic
    proof = symbolic.sigmoid_derivative()
    assert f"<strong>{proof.title}.</strong>" in data and data.count("<li>") == len(proof.steps)
    assert data.count('<div class="math">') == len(proof.steps) + 1 and "$" not in data
    assert f'<div class="math">{proof.tex}</div>' in data


def test_figures_are_svg_with_the_text_for_those_who_do_not_see_them(runner):
    source = ("import numpy as np\nfrom lff import plotting\nfig, ax = plotting.figure()\n"
              "ax.plot([1, 2], [3, 4]);\nfig, ax = plotting.figure();")
    page = Reader(runner, source, "1;", alt="A line.")
    outputs = page.run()
    assert [(o["kind"], o["alt"]) for o in outputs] == [("svg", "A line.")] * 2
    assert outputs[0]["data"].rstrip().endswith("</svg>") and 'width="460.8pt"' in outputs[0]["data"]
    assert "<dc:date>" not in outputs[0]["data"]  # as in the book: the same bytes each time
    assert page.run(1) == []  # shown once


def test_a_figure_of_a_cell_that_fails_is_not_shown_by_the_next(runner):
    page = Reader(runner, "from lff import plotting\nplotting.figure()\n1 / 0", "2", "# hidden\nplotting.figure()", "3")
    assert [o["kind"] for o in page.run(0)] == ["error"]
    assert one(page.run(1))["data"] == "2"
    assert page.run(2) == []
    assert one(page.run(3))["data"] == "3"


def test_show_puts_the_figure_where_it_is_called():
    """In a process of its own: what draws is chosen when matplotlib is imported."""
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint('after')"
    program = f"""import json, sys
sys.path.insert(0, {str(RUN)!r})
import runner
runner.prepare(json.dumps({{"cells": [{{"source": "", "line": 1, "place": 0, "alt": None}}], "asserted": {{}}}}))
runner.run(0, {source!r}, lambda output: print(json.loads(output)["kind"], file=sys.__stdout__))"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == ["svg", "stream"], done.stderr


def test_html_is_shown_before_other_forms_and_a_class_as_text(runner):
    source = ("class Both:\n    def _repr_html_(self): return '<b>1</b>'\n    def _repr_latex_(self): return '$1$'\n"
              "display(Both())\nBoth")
    first, second = Reader(runner, source).run()
    assert first == {"kind": "html", "data": "<b>1</b>", "alt": None} and second["kind"] == "text"


def test_what_cells_take_from_ipython_is_there(runner):
    outputs = Reader(runner, "from IPython.display import HTML, Markdown, Math, display\n"
                             "display(HTML('<i>a</i>'), Markdown('*b* $c$'), Math('d'))").run()
    assert [o["data"] for o in outputs] == ["<i>a</i>", '<p><em>b</em> <span class="math">c</span></p>', "d"]


def test_a_traceback_begins_at_the_cell_and_shows_its_lines(runner):
    page = Reader(runner, "def f(x):\n    return 1 / x", "a = 0\nf(a)")
    page.run(0)
    error = one(page.run(1))
    assert not page.ok and error["kind"] == "error" and error["name"] == "ZeroDivisionError"
    lines = [line.strip() for line in error["text"].splitlines() if set(line.strip()) - set("^~")]
    assert lines == ["Traceback (most recent call last):", 'In "<cell 2>", line 2, in <module>', "f(a)",
                     'In "<cell 1>", line 2, in f', "return 1 / x", "ZeroDivisionError: division by zero"]


def test_code_that_is_no_python_is_told_with_its_line(runner):
    error = one(Reader(runner, "a = 1\nb = = 2").run())
    assert error["name"] == "SyntaxError" and 'In "<cell 1>", line 2' in error["text"] and "b = = 2" in error["text"]
    assert "runner.py" not in error["text"]


@pytest.mark.parametrize("source, name, missing", [
    ("nothing", "NameError", "nothing"), ("import no_such_thing", "ModuleNotFoundError", "no_such_thing"),
    ("exit(1)", "SystemExit", None), ("raise KeyboardInterrupt", "KeyboardInterrupt", None),
    ("def f(): f()\nf()", "RecursionError", None), ("input('? ')", "RuntimeError", None)])
def test_what_stops_a_cell_stops_that_cell_alone(runner, source, name, missing):
    page = Reader(runner, source, "1")
    error = one(page.run(0))
    assert (error["name"], error["missing"]) == (name, missing)
    assert one(page.run(1))["data"] == "1"


def test_glued_values_can_be_read_out(runner):
    from lff import symbolic
    page = Reader(runner, "from myst_nb import glue\nfrom lff import symbolic\nglue('a', 0.1 + 0.2, display=False)\n"
                          "glue('f', symbolic.sigmoid_derivative().formula(), display=False)\nglue('b', 'x')")
    assert one(page.run())["data"] == "'x'"  # shown unless told otherwise, as MyST-NB does
    assert json.loads(runner.glued()) == {"a": {"text": "0.30000000000000004"}, "b": {"text": "'x'"},
                                          "f": {"latex": f"$${symbolic.sigmoid_derivative().tex}$$"}}


def test_a_sentence_that_no_longer_holds_is_named_and_stops_nothing(runner):
    page = Reader(runner, "a = 1", "# hidden\nassert a == 1, 'a-is-one'\nassert a < 3\nb = a\nprint('unseen')\nb", "b",
                  asserted={"a-is-one": "It is one"})
    page.run(0)
    assert page.run(1) == [] and page.ok
    page.run(0, "a = 5")
    named, unnamed = page.run(1)
    assert page.ok and one(page.run(2))["data"] == "5"
    assert named == {"kind": "claim", "name": "a-is-one",
                     "text": "With what you changed, this no longer holds: “It is one”."}
    assert unnamed["name"] is None and unnamed["text"].endswith("no longer holds: assert a < 3")


def test_where_nothing_was_changed_the_machine_is_named(runner):
    page = Reader(runner, "# hidden\nassert False, 'always'", asserted={"always": "It is so"})
    assert one(page.run())["text"] == "On this machine, this no longer holds: “It is so”."


def test_a_cell_out_of_sight_that_cannot_run_says_so(runner):
    error = one(Reader(runner, "# hidden\na = lost").run())
    assert (error["kind"], error["missing"]) == ("error", "lost") and "runner.py" not in error["text"]


def test_a_claim_in_a_cell_in_sight_is_an_error_that_names_it(runner):
    error = one(Reader(runner, "assert 1 > 2, 'larger'", asserted={"larger": "is larger"}).run())
    assert error["kind"] == "error" and error["claim"] == "larger"


def test_markdown_that_a_derivation_does_not_use(runner):
    import little_markdown
    assert little_markdown.html("a & `b<c`\n* one\n* two [x](https://e.org) [y](javascript:z)") == (
        '<p>a &amp; <code>b&lt;c</code></p>\n<ul>\n<li>one</li>\n<li>two <a href="https://e.org">x</a> y</li>\n</ul>')


# What the pages say of their cells

@pytest.fixture(scope="module", params=run_pages.pages(), ids=lambda path: path.stem)
def page(request):
    return request.param


def test_every_cell_of_a_chapter_is_described(page):
    described, read = run_pages.described(page), cells.code_cells(page.read_text("utf-8"))
    assert [cell["source"] for cell in described["cells"]] == [cell.source for cell in read]
    places = [cell["place"] for cell in described["cells"] if cell["place"] is not None]
    assert places == list(range(len(places))) and places
    assert all("remove-cell" in cell["tags"] for cell in described["cells"] if cell["place"] is None)
    assert described["title"] and json.loads(json.dumps(described)) == described


def test_what_a_chapter_asserts_is_described(page):
    text = page.read_text("utf-8")
    names = {name for name, _ in cells.assertions(cells.code_cells(text))}
    asserted = run_pages.asserted(text)
    assert set(asserted) <= names
    assert sum(words.count("” and “") + 1 for words in asserted.values()) == text.count("{asserted}`")
    assert not [words for words in asserted.values() if not words or "{" in words]


def test_at_most_two_cells_are_too_heavy_and_say_their_seconds(page):
    heavy = [cell for cell in run_pages.described(page)["cells"] if "heavy" in cell["tags"] or cell["heavy"]]
    assert len(heavy) <= 2
    assert all("heavy" in cell["tags"] and isinstance(cell["heavy"], int) for cell in heavy)


def test_the_names_that_a_cell_gives():
    assert run_pages.bound("import a.b, c as d\nfrom e import f\ng, (h, *i) = 1, (2, 3)\nj: int = 1\n"
                           "for k in g:\n    l = [m for m in k]\nwith n as o: pass\ndef p(q): r = 1\nclass S: t = 1"
                           ) == ["a", "d", "f", "g", "h", "i", "j", "k", "l", "o", "p", "S"]


@pytest.mark.parametrize("source, names", [
    ("a = b + 1\nc = a", ["b"]), ("x = x", ["x"]), ("n += 1", ["n"]), ("n = 0\nn += m", ["m"]),
    ("for i in items: print(i, other)", ["items", "print", "other"]), ("[k for k in ks if k > low]", ["ks", "low"]),
    ("def f(x, *, y=z):\n    w = x + y + free\n    return w", ["z", "free"]), ("f = lambda q: q + r", ["r"]),
    ("import os\nos.name", []), ("class A:\n    b = c", ["c"]), ("a[0] = b.c", ["b", "a"]), ("with o as p: p", ["o"])])
def test_the_names_that_a_cell_takes(source, names):
    assert run_pages.taken(source) == names


def test_every_cell_in_sight_runs_without_the_heavy_ones(page):
    left = [cell["place"] + 1 for cell in run_pages.described(page)["cells"]
            if cell["needs"] and cell["heavy"] is None and cell["place"] is not None]
    assert not left, f"these cells need what a heavy cell makes: {left}"
