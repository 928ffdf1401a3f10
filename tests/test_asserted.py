"""The role {asserted}: its words reach the page, and a page without the assertion does not build strictly."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from pages import BOOK, Page

HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n# Title\n"
SAID = "\nHere {asserted}`seven of the ten <worst-days>` stand.\n"
LINE = (HEAD + SAID).count("\n")
CELL = '\n```{code-cell} ipython3\nassert 7 == 7, "worst-days"\n```\n'
BAD = {
    "nothing": (SAID, "0 assertions on this page are named 'worst-days'"),
    "twice": (SAID + CELL + CELL, "2 assertions on this page are named 'worst-days'"),
    "elsewhere": (SAID + CELL.replace("worst-days", "worst"), "0 assertions on this page"),
    "unnamed": (SAID.replace(" <worst-days>", "") + CELL, "name the assertion"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of a small built book, and the warnings of the build."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("out")
    (source / "index.md").write_text(HEAD + SAID + CELL, "utf-8")
    for name, (text, _) in BAD.items():
        (source / f"{name}.md").write_text(HEAD.replace("---\n#", "orphan: true\n---\n#") + text, "utf-8")
    settings = ["extensions=myst_nb,asserted", "nb_execution_mode=off", "suppress_warnings=myst-nb.lexer"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-C", "--no-color", *(f"-D{setting}" for setting in settings),
         str(source), str(out)], text=True, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(BOOK / "_ext")})
    assert done.returncode == 0, done.stderr
    return out, done.stderr


def test_asserted_words_reach_the_page(built):
    span = re.search(r'<span class="asserted" data-assertion="worst-days" title="checked by a cell on this page">'
                     r"(.*?)</span>", (built[0] / "index.html").read_text("utf-8"))
    assert span[1] == "seven of the ten"
    assert "index.md" not in built[1]


@pytest.mark.parametrize("name", BAD)
def test_words_that_nothing_asserts_are_a_warning_at_their_line(built, name):
    warnings = [line for line in built[1].splitlines() if f"{name}.md" in line]
    assert len(warnings) == 1 and BAD[name][1] in warnings[0], built[1]
    line = int(re.search(rf"{name}\.md:(\d+):", warnings[0])[1])
    assert line - (LINE + 1) in (0, 1)  # the head has a line more (orphan); MyST-NB counts one too many


def test_checker_reads_the_role_as_sphinx_does():
    assert Page.parse(HEAD + SAID + CELL).asserted == [("seven of the ten", "worst-days", LINE)]
