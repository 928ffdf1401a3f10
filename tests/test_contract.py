"""The checker of the chapter contract, checked: a good page passes, and each clause catches its bad example."""

from __future__ import annotations

import re

import pytest

import contract
import lff_names
from chapters import BOOK, Page

import answers
import cells

EXERCISE = """
```{exercise}
:label: ex-three-steps-K
What is the prediction?
```

```{solution-start} ex-three-steps-K
:class: dropdown
```
```{code-cell} ipython3
answer = 5.3
assert abs(answer - 5.3) < 1e-12
```
```{solution-end}
```
"""
GOOD = """---
file_format: mystnb
kernelspec:
  name: python3
lff:
  minutes: 20
  needs: [finding-a-function]
  givens: ["2003", "0.1", "19 × 19"]
---
(three-steps)=
# Three steps

How far off is a guess in 2003? With a rate of 0.1 and 19 × 19 fields.

```{code-cell} ipython3
:tags: [hide-input]
import numpy as np
from myst_nb import glue
from PACKAGE import FUNCTION
```

(sec-error)=
## The error

The error is {glue:text}`mae:.3f`, and $x_1 = 3$, `code 4`, [link 5](#sec-error), {cite}`KEY`,
{asserted}`seven of the ten worst days are holidays <worst-days>`.
1. One
2. Two

```{code-cell} ipython3
glue("mae", 1.5, display=False)
holidays = 7
assert holidays == 7, "worst-days"

def naive_error(a):
    return a + a

ours = naive_error(2.0)
theirs = FUNCTION(2.0)
assert np.allclose(ours, theirs)
```

```{code-cell} ipython3
---
tags: [hide-input]
mystnb:
  image: {alt: "A line in 2003."}
  figure: {name: fig-three-steps-line, caption: "The line."}
---
fig, ax = plotting.figure()
plt.show()
```

```{literalinclude} ../../code/lff/SOURCE
:pyobject: FUNCTION
```

## Where people go wrong

Look.

```{code-cell} ipython3
1 + 1
```

## Exercises
""" + "".join(EXERCISE.replace("K", str(k)) for k in range(1, 7)) + """
## Summary

- a
- b
- c

## Key terms

| English | 中文 | meaning |
|---|---|---|
| loss | 損失 | how bad |

## Further reading

{cite}`KEY`
"""


@pytest.fixture(scope="module")
def good() -> str:
    """The good page, with a function and a citation that exist today."""
    name = next(name for name in lff_names.names().values() if name.full.count(".") == 2 and name.short.islower())
    key = re.search(r"@\w+\{([^,\s]+)", (BOOK / "references.bib").read_text("utf-8"))[1]
    return (GOOD.replace("PACKAGE", name.full.rpartition(".")[0]).replace("SOURCE", name.path.name)
            .replace("FUNCTION", name.short).replace("KEY", key))


def found(text: str, name: str = "three-steps", rule: str | None = None) -> list[contract.Violation]:
    """What the contract finds in a chapter's text."""
    page = Page.parse(text, BOOK / "function" / f"{name}.md")
    return [v for v in contract.violations(page) if v.rule != "names_shown" and rule in (None, v.rule)]


def test_good_page_passes(good):
    assert [str(violation) for violation in found(good)] == []


# (clause, what is replaced, by what, a part of the message)
BAD = [
    ("front_matter", "file_format: mystnb\n", "", "file_format"),
    ("front_matter", "minutes: 20", "minutes: soon", "minutes"),
    ("front_matter", "  needs: [finding-a-function]\n", "", "needs"),
    ("front_matter", "needs: [finding-a-function]", "needs: [no-such-chapter]", "no chapter"),
    ("front_matter", "needs: [finding-a-function]", "needs: [backpropagation]", "does not stand before"),
    ("givens", '  givens: ["2003", "0.1", "19 × 19"]\n', "", "givens"),
    ("givens", '"0.1", ', '"0.1", "42", ', "'42' does not occur"),
    ("givens", '"0.1", ', '"0.1", 7, ', "in quotes"),
    ("givens", '"0.1", ', '"0.1", "0.1", ', "2 times"),
    ("chapter_label", "(three-steps)=\n", "", "(three-steps)="),
    ("chapter_label", "## The error", "# The error", "one title"),
    ("question", "How far off is a guess in 2003?", "A guess in 2003.", "question"),
    ("closing_sections", "## Where people go wrong", "## Pitfalls", "Where people go wrong"),
    ("closing_sections", "```{code-cell} ipython3\n1 + 1\n```\n", "", "code cell"),
    ("closing_sections", "- b\n- c\n", "", "three to six"),
    ("closing_sections", "## Summary", "## Sum", "Summary"),
    ("closing_sections", "## Key terms", "## Words", "Key terms"),
    ("closing_sections", "損失", "loss", "Chinese"),
    ("closing_sections", "| loss | 損失 | how bad |", "", "table"),
    ("closing_sections", "## Further reading", "## Further\n\n## Further reading\n\nNothing.\n\n## More", "cite"),
    ("closing_sections", "## Exercises", "## Tasks", "Exercises"),
    ("citations", "{cite}`", "{cite}`no-such-key,", "no-such-key"),
    ("exercises", EXERCISE.replace("K", "6"), "", "at least 6"),
    ("exercises", ":label: ex-three-steps-6\n", "", "`:label:`"),
    ("exercises", "{solution-start} ex-three-steps-6", "{solution-start} ex-three-steps-9", "has no solution"),
    ("exercises", "{solution-start} ex-three-steps-6", "{solution-start} ex-three-steps-9", "no exercise on this page"),
    ("exercises", ":class: dropdown\n", "", "fold"),
    ("exercises", "answer = 5.3\n", "result = 5.3\n", "assigns `answer`"),
    ("exercises", "assert abs(answer - 5.3) < 1e-12", "print(answer)", "asserts on `answer`"),
    ("exercises", "assert abs(answer - 5.3) < 1e-12", "assert holidays == 7", "asserts on `answer`"),
    ("exercises", "```{code-cell} ipython3\nanswer = 5.3\nassert abs(answer - 5.3) < 1e-12\n```\n", "", "no code cell"),
    ("exercises", "```{solution-end}\n```\n", "", "solution-end"),
    ("exercises", "## Summary", "```{solution} ex-three-steps-1\nx\n```\n\n## Summary", "never runs"),
    ("numbers", "Look.", "Look at 4.83 of them.", "'4.83'"),
    ("numbers", "Look.", "It was 20034.", "'20034'"),
    ("numbers", "Look.", "It was 2003.5 then.", "'2003.5'"),
    ("numbers", "Look.", "It was 10.1 then.", "'10.1'"),
    ("numbers", "Look.", "A ½ of it.", "'½'"),
    ("numbers", "Look.", "| a |\n|---|\n| 77 |\n", "'77'"),
    ("numbers", "Look.", ":::{note}\nSee 78 *of* them.\n:::\n", "'78'"),
    ("numbers", "Look.", ":::{admonition} See 79\nThat.\n:::\n", "'79'"),
    ("numbers", "Look.", "- see\n  81 times\n", "'81'"),
    ("numbers", "Look.", "> see 82", "'82'"),
    ("numbers", "Look.", "Seen[^n].\n\n[^n]: Or 83.\n", "'83'"),
    ("numbers", "Look.", "<p>84</p>\n", "'84'"),
    ("numbers", "Look.", "{abbr}`85 things (things)`", "'85'"),
    ("numbers", "A line in 2003.", "A line of 91.", "in the alt"),
    ("numbers", 'caption: "The line."', 'caption: "The line of 92."', "in the caption"),
    ("numbers", "What is the prediction?", "What is 93?", "'93'"),
    ("numbers", "## The error", "## The error of 94", "in the heading"),
    ("numbers", "Look.", "It was $95$ then.", "'95'"),
    ("numbers", "Look.", r"It was $-96.5\,\%$ then.", "'96.5'"),
    ("numbers", "Look.", r"It was $97\,000$ then.", "'97000'"),
    ("derived", "Look.", "$$\n\\frac{\\partial L}{\\partial w} = 2x\n$$\n", "is typed"),
    ("derived", "Look.", "$$\n\\frac{dL}{dw} = 2x\n$$ (eq-x)\n", "is typed"),
    ("derived", "Look.", "```{math}\n\\sigma'(z) = 1\n```\n", "is typed"),
    ("counts", "Look.", "Seven of the ten are holidays.", "Seven of the ten"),
    ("counts", "Look.", "Some twenty-one out of thirty.", "twenty-one out of thirty"),
    ("counts", "Look.", "This is half of it.", "half of"),
    ("counts", "Look.", "It is *twice* as far.", "twice as"),
    ("counts", "Look.", "It is three times\nas far.", "times as"),
    ("counts", "Look.", "Depth beats width.", "beats"),
    ("counts", "Look.", "The error falls to nothing.", "falls to"),
    ("counts", "Look.", "The error rises from there.", "rises from"),
    ("counts", "Look.", "Depth outperforms width.", "outperforms"),
    ("words", "Look.", "We delve into it.", "delve"),
    ("words", "Look.", "It is obviously so.", "obviously"),
    ("words", "Look.", "The landscape of learning.", "landscape"),
    ("words", "Look.", "It is worth\nnoting that.", "It is worth noting"),
    ("asserted", 'assert holidays == 7, "worst-days"', "assert holidays == 7", "0 assertions"),
    ("asserted", "holidays = 7\n", 'holidays = 7\nassert True, "worst-days"\n', "2 assertions"),
    ("asserted", " <worst-days>`", "`", "name the assertion"),
    ("labels", "(sec-error)=", "(three-steps)=", "already"),
    ("labels", "fig-three-steps-line", "sec-error", "already"),
    ("python", "1 + 1", "1 +", "no Python"),
    ("python", "```{code-cell} ipython3\n1 + 1\n```", "- a\n\n  ```{code-cell} ipython3\n  1 + 1\n  ```", "never runs"),
    ("python", "```{code-cell} ipython3\n1 + 1\n```",
     "````{note}\n```{code-cell} ipython3\n1 + 1\n```\n````", "never runs"),
    ("python", "1 + 1", ":tags: [skip-execution]\n1 + 1", "skip-execution"),
    ("glue", "{glue:text}`mae:.3f`", "{glue:text}`mse:.3f`", "no cell of this page glues 'mse'"),
    ("glue", "{glue:text}`mae:.3f`", "small", "not used"),
    ("glue", "holidays = 7\n", 'glue("mae", 2)\nholidays = 7\n', "already"),
    ("glue", 'glue("mae", 1.5', "glue(key, 1.5", "f-string"),
    ("figures", "image: {alt: \"A line in 2003.\"}", "image: {width: 3}", "image: alt"),
    ("figures", "name: fig-three-steps-line, ", "", "figure: name"),
    ("figures", "1 + 1\n", 'plotting.moving([], [], alt="A walk.")\n', "figure: name, figure: caption"),
    ("figures", "1 + 1\n", "plotting.moving([], [], slider='step')\n", "image: alt"),
    ("numbers", "1 + 1\n", 'plotting.moving([], [], alt="A walk of 98.")\n', "in the alt"),
    ("figures", ', caption: "The line."', "", "figure: caption"),
    ("figures", "Look.", "```{figure} ../no-such.svg\n:name: a\n:alt: b\n\nc\n```", "no file"),
    ("figures", "Look.", "```{figure} three-steps.md\n:name: a\n:alt: b\n```", "a caption"),
    ("figures", "Look.", "```{figure} three-steps.md\n:alt: b\n\nc\n```", "`:name:`"),
    ("figures", "Look.", "```{figure} three-steps.md\n:name: a\n\nc\n```", "`:alt:`"),
    ("figures", "Look.", "```{figure} a.svg\n:name: a\n:alt: A line in 2003.\n\nc\n```", "already"),
    ("redefinitions", "1 + 1", "def FUNCTION(z):\n    return z", "naive_"),
    ("redefinitions", "1 + 1", "FUNCTION = lambda z: z", "another name"),
    ("redefinitions", "1 + 1", "FUNCTION = 3", "another name"),
    ("redefinitions", "1 + 1", "class FUNCTION:\n    pass", "naive_"),
    ("naive", "assert np.allclose(ours, theirs)", "", "naive_error"),
    ("naive", "theirs = FUNCTION(2.0)", "theirs = 4.0", "naive_error"),
    ("naive", "1 + 1", "naive_other = lambda z: z", "naive_other"),
    ("source_shown", "../../code/lff/SOURCE", "../../code/lff/no_such.py", "no file"),
    ("source_shown", ":pyobject: FUNCTION", ":pyobject: NoSuch", "defines no NoSuch"),
    ("source_shown", ":pyobject: FUNCTION", ":lines: 1-3", "drift"),
]


@pytest.mark.parametrize(("clause", "old", "new", "message"), BAD)
def test_bad_page_is_caught(good, clause, old, new, message):
    shown = re.search(r":pyobject: (\w+)", good)[1]
    path = re.search(r"code/lff/(\w+\.py)", good)[1]
    old, new = (part.replace("FUNCTION", shown).replace("SOURCE", path) for part in (old, new))
    assert old in good, "the bad example does not change the good page"
    caught = found(good.replace(old, new), rule=clause)
    assert any(message in violation.message for violation in caught), [str(v) for v in found(good.replace(old, new))]


def test_every_clause_has_a_bad_example():
    clauses = {rule.__name__ for rule in contract.EVERY_PAGE + contract.CHAPTERS}
    assert clauses == {clause for clause, *_ in BAD} | {"names_shown"}  # names_shown: the test below


def test_unlisted_chapter_is_caught(good):
    text = good.replace("(three-steps)=", "(elsewhere)=")
    assert any("book/_toc.yml" in v.message for v in found(text, "elsewhere", "front_matter"))


def test_name_that_its_page_does_not_show_is_caught():
    name = next(name for name in lff_names.names().values() if name.label and name.path.suffix == ".py")
    text = f"({name.label})=\n# Title\n"
    pages = {shown: Page.parse(text + f"\n```{{code-cell}} ipython3\n{code}\n```\n", BOOK / "function" / "x.md")
             for shown, code in ((False, "1"), (True, f"import {name.full.rpartition('.')[0]}\n{name.full}"))}
    for shown, page in pages.items():
        missed = [v for v in contract.violations(page) if v.rule == "names_shown" and f" {name.full} " in v.message]
        assert bool(missed) is not shown


def test_lines_are_the_files_own(good):
    text = good.replace("1. One\n2. Two", "or 4.83,\nor *so* 77")
    lines = {violation.line for violation in found(text, rule="numbers")}
    expected = {n for n, line in enumerate(text.split("\n"), 1) if "4.83" in line or "so* 77" in line}
    assert lines == expected


def test_prose_may_say_what_is_not_about_results(good):
    for innocent in ("The first of the steps.", "The loss landscape.", "See https://x.org/2001/3.", "% 55 for us",
                     "<!-- 56 -->", "Twice we tried.", "Ask which falls.", "$$ a = 57 $$ (eq-three-steps-a)"):
        assert found(good.replace("Look.", innocent)) == [], innocent


def test_local_names_may_shadow_what_is_not_imported(good):
    assert found(good.replace("1 + 1", "dW = 3\n_history = 4\nx, y = 1, 2")) == []


# Altered answers

def check(source: str) -> dict:
    """Run a solution's cell and the alteration cell after it, as a kernel would."""
    namespace: dict = {}
    exec(source, namespace)
    before = set(namespace)
    exec(answers.alteration_cell(source, "ex-1"), namespace)
    assert set(namespace) == before, "the alteration cell leaves names behind"
    return namespace


CHECKED = [
    "answer = 3\nassert answer == 3",
    "answer = -100\nassert answer == -100",
    "answer = 0.0\nassert abs(answer) < 1e-9",
    "answer = True\nassert answer",
    "answer = 'a'\nassert answer == 'a'",
    "import numpy as np\nanswer = np.float64(2)\nassert np.isclose(answer, 2)",
    "import numpy as np\nanswer = np.bool_(False)\nassert not answer",
    "import numpy as np\nanswer = np.arange(3)\nassert (answer == [0, 1, 2]).all()",
    "import numpy as np\nanswer = np.array([-100.0])\nassert answer[0] == -100",
    "import numpy as np\nanswer = np.array([True, False])\nassert answer.tolist() == [True, False]",
    "import numpy as np\nanswer = np.array(['a', 'b'])\nassert answer.tolist() == ['a', 'b']",
    "answer = (1, [2.0, 'x'])\nassert answer == (1, [2.0, 'x'])",
    "answer = {'a': 1, 'b': (2, False)}\nassert answer['a'] == 1\nassert answer['b'] == (2, False)",
    "import collections\nanswer = collections.namedtuple('P', 'x y')(1, 2)\nassert answer.x == 1 and answer.y == 2",
    "import sympy\nx = sympy.Symbol('x')\nanswer = x**2\nassert answer - x**2 == 0",
    "import sympy\nanswer = sympy.eye(2)\nassert answer == sympy.eye(2)",
    "def answer(x):\n    return 2 * x\nassert answer(3) == 6",
    "answer = lambda x: (x, 1)\nassert answer(3)[0] == 3",
    "answer = 1\nanswer = 3\nhalf = answer / 2\nassert half == 1.5",
    "answer = 3\nfor k in range(3):\n    assert answer > k\n    assert answer - k <= 3",
    "import warnings\nanswer = 3\nwarnings.warn('loud') if answer != 3 else None\nassert answer == 3",
    "seen = []\nanswer = 3\nprint(answer)\nassert answer == 3",
]


@pytest.mark.parametrize("source", CHECKED)
def test_checked_answer_passes(source, capsys, recwarn):
    namespace: dict = {}
    exec(source, namespace)
    kept = namespace["answer"]
    capsys.readouterr()
    exec(answers.alteration_cell(source), namespace)
    assert namespace["answer"] is kept and capsys.readouterr() == ("", "") and not recwarn.list


UNCHECKED = [
    ("answer = 3\nassert answer", "still holds"),
    ("answer = 3\nassert isinstance(answer, (int, float))", "answer altered"),
    ("answer = 3\nassert abs(answer - 3) < 10", "still holds"),
    ("answer = (1, 2)\nassert answer[0] == 1", "answer[1] altered"),
    ("answer = {'a': 1, 'b': 2}\nassert answer['a'] == 1", "answer['b'] altered"),
    ("import numpy as np\nanswer = np.arange(3)\nassert answer.shape == (3,)", "still holds"),
    ("def answer(x):\n    return 2 * x\nassert answer(3)", "the output of answer"),
    ("answer = None\nassert answer is None", "NoneType cannot be altered"),
    ("answer = {1}\nassert answer == {1}", "set cannot be altered"),
    ("answer = ()\nassert answer == ()", "tuple cannot be altered"),
    ("answer = float('nan')\nassert answer != answer", "float cannot be altered"),
    ("answer = lambda: None\nassert answer() is None", "NoneType cannot be altered"),
    ("answer = 1\nassert [5, 6][answer] == 6", "stops with TypeError"),
    ("import numpy as np\nanswer = 1.0\nassert np.zeros(2) == answer * np.zeros(2) if answer != 1 else True",
     "stops with ValueError"),
    ("answer = 3\nprint(answer)", "has to assign"),
    ("result = 3\nassert result == 3", "has to assign"),
    ("count = [0]\nanswer = 3\ncount[0] += 1\nassert count[0] == 1 and answer == 3", "second time"),
]


@pytest.mark.parametrize(("source", "message"), UNCHECKED)
def test_unchecked_answer_is_reported(source, message):
    with pytest.raises(Exception, match=re.escape(message)) as caught:
        check(source)
    assert type(caught.value).__name__ == "AnswerUnchecked"


def test_what_the_checks_assign_and_change_is_put_back():
    namespace = check("box = [0]\nanswer = 3\nbox[0] = answer\nhalf = answer / 2\nassert half == 1.5 and box[0] == 3")
    assert namespace["box"] == [3] and namespace["half"] == 1.5 and namespace["answer"] == 3


def test_checks_see_an_altered_answer_through_earlier_functions():
    check("def twice():\n    return 2 * answer\nanswer = 3\nassert twice() == 6")


def test_glue_and_print_are_not_run_with_an_altered_answer():
    namespace = check("kept = {}\ndef glue(key, value):\n    kept[key] = value\n"
                      "answer = 3\nglue('x', answer)\nassert answer == 3")
    assert namespace["kept"] == {"x": 3}


def test_alteration_cell_leaves_a_broken_cell_to_fail_by_itself():
    assert answers.alteration_cell("answer = (") == "pass"


def test_solution_cells_counts_the_cells_that_run(good):
    found_cells = answers.solution_cells(good)
    assert [label for label, _ in found_cells] == [f"ex-three-steps-{k}" for k in range(1, 7)]
    all_cells = cells.code_cells(good)
    assert all("answer = 5.3" in all_cells[ordinal].source for _, ordinal in found_cells)
    two = good.replace("answer = 5.3\n", "step = 1\n```\nSo:\n```{code-cell} ipython3\nanswer = 5.3\n", 1)
    assert answers.solution_cells(two)[0] == (found_cells[0][0], found_cells[0][1] + 1)


def test_cell_lines_are_the_files_own(good):
    lines = good.split("\n")
    for cell in cells.code_cells(good):
        assert lines[cell.line - 1] == cell.source.split("\n")[0]
