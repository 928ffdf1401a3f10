"""The notebooks that readers take away: plain Markdown, plain Python, and cells that run where only `lff` is."""

import ast
import base64
import os
import re
import sys
import zipfile

import nbformat
import pytest
from nbclient import NotebookClient

from chapters import chapter_files
from pages import ROOT, Page

import execution  # from book/_ext, which pages puts on the path
import notebooks
import pieces
import package_wheel
from names import Names
from plain_cells import without_glue
from plain_markdown import NoPlainForm, Plain

MYST = re.compile(r"\{[\w:-]+\}`|^\s*(?:`{3,}|:{3,})\{|^:[\w-]+:|^\([\w-]+\)=$", re.M)
ALLOWED = {"numpy", "matplotlib", "sympy", "mpmath", "IPython", "scipy", "sklearn", "lff"} | set(sys.stdlib_module_names)
NAMES = Names(titles={"other": "Another page", "page": "A page"}, numbers={"fig-one": "Fig. 2.1", "ex-page-1": "Exercise 2.1"},
              equations={"eq-one": "2.1"}, places={"other": "part/other.html#other"})


class Anything(dict):
    """One value for every key, where only the form of a page is looked at."""

    def __init__(self, value):
        self.value = value

    def __contains__(self, key):
        return True

    def __missing__(self, key):
        return self.value


class Value(int):
    """A value that takes every format."""

    def __format__(self, form):
        return "1"


ANY = Names(*(Anything(name) for name in ("A title", "Fig. 1", "1", "page.html#place")))


def plain(text: str, values=None, names=NAMES, page=ROOT / "book" / "function" / "page.md") -> str:
    return Plain(page, names, values or {}).text(text)[0]


# Words

@pytest.mark.parametrize("myst, said", [
    ("{glue:text}`mae:.3f` thousand", "**0.123** thousand"),
    ("{glue:text}`n` days", "**1461** days"),
    ("{glue:text}`gain:+.1%`", "**+5.0%**"),
    ("{asserted}`seven of\nthe ten <worst>` are", "seven of the ten are"),
    ("see {ref}`other` and {ref}`that <other>`", "see Another page and that"),
    ("[the page](#other), [](#other), [out](https://example.org)", "the page, Another page, [out](https://example.org)"),
    ("{numref}`fig-one`, {numref}`the figure %s <fig-one>`", "Fig. 2.1, the figure 2.1"),
    ("{ref}`ex-page-1`", "Exercise 2.1"),
    ("by {eq}`eq-one`", "by (2.1)"),
    ("as in {cite}`lee2021`, {cite}`lee2021,boyd2004`", "as in [Lee, 2021], [Lee, 2021; Boyd and Vandenberghe, 2004]"),
    ("{cite:t}`rumelhart1986` wrote", "Rumelhart et al. [1986] wrote"),
    ("{term}`batch` and {math}`a^2`", "batch and $a^2$"),
    ("`{glue:text}` is code, and so is $x_{i}`$", "`{glue:text}` is code, and so is $x_{i}`$"),
    ("(sec-here)=\n## A heading\n\nText.", "## A heading\n\nText."),
    ("$$\nx + y\n$$ (eq-one)\n", "$$\nx + y \\tag{2.1}\n$$"),
    ("```\n{ref}`code`\n```", "```\n{ref}`code`\n```"),
])
def test_roles_become_words(myst, said):
    assert plain(myst, {"mae": 0.1234, "n": 1461, "gain": 0.05}) == said


def test_labels_become_links_where_the_site_has_an_address():
    names = Names(NAMES.titles, NAMES.numbers, NAMES.equations, NAMES.places, "https://example.org/b/")
    assert plain("{ref}`other`", names=names) == "[Another page](https://example.org/b/part/other.html#other)"
    assert plain("[that](#other)", names=names) == "[that](https://example.org/b/part/other.html#other)"


@pytest.mark.parametrize("myst, said", [
    ("```{glue:math} claim\n:label: eq-one\n```", "$$\n\\frac{1}{2} \\tag{2.1}\n$$"),
    ("```{math}\n:label: eq-one\na = b\n```", "$$\na = b \\tag{2.1}\n$$"),
    (":::{admonition} What we have\n:class: important\nA {ref}`other`.\n\n- one\n:::",
     "> **What we have**\n> \n> A Another page.\n> \n> - one"),
    ("```{note}\nMind the step.\n```", "> **Note**\n> \n> Mind the step."),
    ("```{code-block} python\nx = 1\n```", "```python\nx = 1\n```"),
])
def test_directives_become_text(myst, said):
    assert plain(myst, {"claim": r"$\frac{1}{2}$"}) == said


def test_source_that_is_shown_comes_along():
    said = plain("```{literalinclude} ../../code/lff/layers.py\n:pyobject: Linear.backward\n```")
    source = (ROOT / "code" / "lff" / "layers.py").read_text("utf-8")
    code = re.search(r"```python\n(def backward.*?)\n```$", said, re.S)[1]
    assert said.startswith("In `lff/layers.py`:\n\n") and all(line.strip() in source for line in code.splitlines())


def test_source_between_two_texts():
    said = plain('```{literalinclude} ../../code/lff/rules.py\n:start-at: "LINEAR = {"\n:end-before: "OTHERS = {"\n```')
    assert "\nLINEAR = {\n" in said and "np.sum: (" in said
    assert "ENTRYWISE = {" not in said and "OTHERS = {" not in said


@pytest.mark.parametrize("myst", ["{strange}`x`", "```{strange}\n```", "{cite}`nothing2020`", "{ref}`nowhere`", "{glue:text}`nothing`",
                                  "```{glue:math} nothing\n```"])
def test_what_has_no_plain_form_is_named(myst):
    with pytest.raises(NoPlainForm, match="strange|nowhere|nothing"):
        plain(myst)


# Cells

@pytest.mark.parametrize("source, left", [
    ("from myst_nb import glue\nimport numpy as np", "import numpy as np"),
    ('glue("a", 1, display=False)\nglue("b",\n     2)', ""),
    ('for n in (1, 2):\n    glue(f"a{n}", n)\nassert n == 2', "assert n == 2"),
    ('for n in (1, 2):\n    x = n\n    glue("a", n)\n    assert x == n', "for n in (1, 2):\n    x = n\n    assert x == n"),
    ('if n:\n    glue("a", n)\nelse:\n    x = 1', "if n:\n    pass\nelse:\n    x = 1"),
    ('# a comment\nx = 1  # stays\nglue("x", x)', "# a comment\nx = 1  # stays"),
])
def test_glue_is_taken_out_and_nothing_else(source, left):
    assert without_glue(source) == left


def test_glue_that_cannot_be_taken_out_is_named():
    with pytest.raises(ValueError, match="cannot be taken out"):
        without_glue("show = glue")


# A page

PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
lff:
  minutes: 7
  needs: [other]
---
(page)=
# A page

It begins {cite}`lee2021`.

```{code-cell} ipython3
---
tags: [hide-input]
mystnb:
  image: {alt: "A line."}
  figure: {name: fig-one, caption: "A line through {eq}`eq-one`."}
---
from lff import plotting
plotting.figure()
```

```{figure} line.svg
:name: fig-one
:alt: A line that rises.

It rises by {glue:text}`n`.
```

## Exercises

```{exercise}
:label: ex-page-1
How {glue:text}`n`?
```

```{solution-start} ex-page-1
:class: dropdown
```
So:

```{code-cell} ipython3
answer = 2
assert answer == 2
```
```{solution-end}
```

## Summary

Done.
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(PAGE, "utf-8")
    (tmp_path / "line.svg").write_text('<svg viewBox="0 0 1 1"><path d="M0 0L1 1"/></svg>', "utf-8")
    notebook = execution.read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    code[0].outputs = [
        nbformat.v4.new_output("display_data", {"application/papermill.record/text/plain": "3"},
                               metadata={"scrapbook": {"name": "n"}}),
        nbformat.v4.new_output("display_data", {"image/svg+xml": "<svg/>", "text/plain": "a figure"})]
    return execution.Executed(path, notebook, 0.0)


def test_a_page_becomes_a_notebook(page):
    made = notebooks.chapter_notebook(pieces.Chapter.read(page, NAMES))
    sources = [cell.source for cell in made.cells]
    assert sources[0].startswith("# A page\n\nFrom *Looking for a Function")
    assert "CC BY 4.0" in sources[0] and "7 minutes to read, after Another page." in sources[0]
    assert f"# pip install matplotlib {package_wheel.name()}" in sources[1]
    assert sources[2:] == [
        "It begins [Lee, 2021].",
        "from lff import plotting\nplotting.figure()",
        "**Fig. 2.1.** A line through (2.1).\n\n![A line that rises.](attachment:line.svg)\n\n"
        "**Fig. 2.1.** It rises by **3**.",
        "## Exercises", "### Exercise 2.1\n\nHow **3**?", "#### Solution", "So:", "answer = 2\nassert answer == 2",
        "## Summary\n\nDone.", made.cells[-1].source]
    assert "Hung-yi Lee" in sources[-1]
    drawing = base64.b64decode(made.cells[4].attachments["line.svg"]["image/svg+xml"]).decode()
    assert '<rect width="100%" height="100%" fill="#ffffff"/>' in drawing, "dark ink needs a ground in a dark notebook"
    code = made.cells[3]
    assert code.metadata == {"tags": ["hide-input"], "jupyter": {"source_hidden": True}}
    assert [list(output.data) for output in code.outputs] == [["image/svg+xml", "text/plain"]]
    again = notebooks.chapter_notebook(pieces.Chapter.read(page, NAMES))
    assert nbformat.writes(again) == nbformat.writes(made), "the same each time"


def test_exercises_are_sheets_of_their_own(page):
    chapter = pieces.Chapter.read(page, NAMES)
    without, with_solutions = ([cell.source for cell in notebooks.sheet(chapter, solutions).cells]
                               for solutions in (False, True))
    assert without[3:] == ["from lff import plotting\nplotting.figure()", "## Exercises", "### Exercise 2.1\n\nHow **3**?",
                           notebooks.ANSWER]
    assert with_solutions[5:] == ["### Exercise 2.1\n\nHow **3**?", "#### Solution", "So:", "answer = 2\nassert answer == 2"]


def test_the_first_cell_installs_from_the_site_where_it_has_an_address(page):
    names = Names(NAMES.titles, NAMES.numbers, NAMES.equations, {"page": "part/page.html#page", "other": "o.html#other"},
                  "https://example.org/b/")
    said, install = (cell.source for cell in notebooks.chapter_notebook(pieces.Chapter.read(page, names)).cells[:2])
    assert "https://example.org/b/part/page.html" in said
    assert f"%pip install --quiet matplotlib https://example.org/b/notebooks/{package_wheel.name()}" in install


def test_outputs_too_large_are_left_to_be_computed(page, monkeypatch):
    page.notebook.cells[1].outputs[1].data["image/svg+xml"] = "x" * notebooks.LARGEST
    made = notebooks.chapter_notebook(pieces.Chapter.read(page, NAMES))
    assert not [cell for cell in made.cells if cell.get("outputs")]
    assert len(nbformat.writes(made)) < notebooks.LARGEST


# Every chapter

def made_of(path):
    """The three notebooks of a chapter; its values and the names of its labels are not looked at."""
    page = execution.Executed(path, execution.read(path), 0.0)
    chapter = pieces.Chapter.read(page, ANY, Anything(Value()))
    return notebooks.chapter_notebook(chapter), notebooks.sheet(chapter, False), notebooks.sheet(chapter, True)


@pytest.mark.parametrize("path", chapter_files(), ids=lambda path: path.stem)
def test_every_chapter_is_plain(path):
    page = Page.read(path)
    whole, exercises, solutions = made_of(path)
    for notebook in (whole, exercises, solutions):
        nbformat.validate(notebook)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                assert not (found := MYST.search(cell.source)), f"{found[0]!r} in {cell.source[:300]}"
                continue
            if "install" in cell.metadata.get("tags", []):
                continue
            assert {name.split(".")[0] for name in execution.imported(cell.source)} <= ALLOWED, cell.source
            assert "glue" not in {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}

    def asserts(sources):
        return sum(isinstance(node, ast.Assert) for source in sources for node in ast.walk(ast.parse(source)))

    kept = [cell.source for cell in whole.cells if cell.cell_type == "code" and "%pip" not in cell.source]
    assert asserts(kept) == asserts(cell.source for cell in page.cells)
    asked = [directive for directive in page.directives if directive.name == "exercise"]
    assert sum(cell.source == notebooks.ANSWER for cell in exercises.cells) == len(asked)
    for notebook, answered in ((whole, len(asked)), (exercises, 0), (solutions, len(asked))):
        assert sum(cell.source == "#### Solution" for cell in notebook.cells) == answered


BLOCK = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("myst_nb", "myst_parser", "sphinx", "jupyter_book", "jupyter_cache", "autograd"):
            raise ModuleNotFoundError(f"{name} is not on a reader's machine", name=name)

sys.meta_path.insert(0, Blocked())
"""


@pytest.fixture(scope="module")
def readers_machine(tmp_path_factory):
    """A folder with the package as its wheel unpacks, and without what builds the book."""
    folder = tmp_path_factory.mktemp("reader")
    with zipfile.ZipFile(package_wheel.build(folder)) as wheel:
        wheel.extractall(folder)
    (folder / "sitecustomize.py").write_text(BLOCK, "utf-8")
    return folder


@pytest.mark.parametrize("slug, which", [("chain-rule", 0), ("generative-classifiers", 2)])
def test_a_notebook_runs_where_only_the_package_is(slug, which, readers_machine, monkeypatch):
    path = next((path for path in chapter_files() if path.stem == slug))
    execution.environment_of_kernels()
    monkeypatch.setenv("PYTHONPATH", str(readers_machine))
    notebook = made_of(path)[which]
    where = nbformat.v4.new_code_cell("import lff\nprint(lff.__file__)\ntry:\n    import myst_nb\nexcept ImportError:\n"
                                      "    print('blocked')", id="where")
    notebook.cells.append(where)
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", coalesce_streams=True,
                            resources={"metadata": {"path": str(readers_machine)}})
    client.execute()
    file, blocked = where.outputs[0].text.split()
    assert os.path.dirname(os.path.dirname(file)) == str(readers_machine) and blocked == "blocked"


def test_the_wheel_is_the_same_each_time_and_whole(tmp_path):
    first, second = (package_wheel.build(tmp_path / name).read_bytes() for name in ("a", "b") if not (tmp_path / name).mkdir())
    assert first == second
    with zipfile.ZipFile(tmp_path / "a" / package_wheel.name()) as wheel:
        held = {name for name in wheel.namelist() if name.startswith("lff/")}
    files = {path.relative_to(ROOT / "code").as_posix() for path in (ROOT / "code" / "lff").rglob("*")
             if path.is_file() and "__pycache__" not in path.parts}
    assert held == files
