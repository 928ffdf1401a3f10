"""The building of the book: what runs again, what a failure says, what is pinned, what is said once."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from jupyter_cache import get_cache

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "book" / "_ext"), str(ROOT / "figures")]

import build  # noqa: E402
import draw  # noqa: E402
import environment  # noqa: E402
import execution  # noqa: E402
import stamps  # noqa: E402

HEAD = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---
# A page

"""


def page(folder: Path, *cells: str, name: str = "page") -> Path:
    """A small page with these code cells."""
    text = HEAD + "".join(f"Text.\n\n```{{code-cell}} ipython3\n{cell}\n```\n\n" for cell in cells)
    path = folder / f"{name}.md"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package, which may be changed, that pages of the test depend on."""
    shutil.copytree(ROOT / "code", tmp_path / "code", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    monkeypatch.setattr(execution, "ROOT", tmp_path)
    return tmp_path / "code" / "lff"


# What runs again

def test_a_change_in_a_module_runs_the_pages_that_use_it_again(tmp_path, package):
    uses = page(tmp_path, "from lff.losses import mean_squared_error", name="uses")
    through = page(tmp_path, "from lff import network", name="through")
    other = page(tmp_path, "from lff.datasets import births", name="other")
    before = {p: execution.key(execution.read(p)) for p in (uses, through, other)}
    with (package / "losses.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    after = {p: execution.key(execution.read(p)) for p in (uses, through, other)}
    assert after[uses] != before[uses]
    assert after[through] != before[through], "network imports losses"
    assert after[other] == before[other], "births does not"


def test_a_change_in_the_data_runs_the_pages_that_use_it_again(tmp_path, package):
    uses = page(tmp_path, "from lff.datasets import births\nbirths.load()")
    other = page(tmp_path, "from lff.functions import sigmoid", name="other")
    before = execution.key(execution.read(uses)), execution.key(execution.read(other))
    data = package / "datasets" / "births.csv"
    text = data.read_text("utf-8")
    data.write_text(text[:-2] + ("1" if text[-2] != "1" else "2") + text[-1:], encoding="utf-8")
    after = execution.key(execution.read(uses)), execution.key(execution.read(other))
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_a_change_in_a_cell_runs_the_page_again_and_one_in_the_prose_does_not(tmp_path):
    path = page(tmp_path, "1 + 1")
    before = execution.key(execution.read(path))
    path.write_text(path.read_text("utf-8").replace("Text.", "Other text."), "utf-8")
    assert execution.key(execution.read(path)) == before
    path.write_text(path.read_text("utf-8").replace("1 + 1", "1 + 2"), "utf-8")
    assert execution.key(execution.read(path)) != before


# Running

@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "STORE", tmp_path / "store")
    return tmp_path / "store"


def test_an_executed_page_is_kept_and_not_run_again(tmp_path, store):
    path = page(tmp_path, "from myst_nb import glue\nglue('n', 2 + 3, display=False)\nprint('ran')")
    said = []
    first = execution.execute([path], report=said.append)[path]
    assert first.glued == {"n": 5}
    assert any("running page (1 of 1)" in line for line in said) and any("0 left" in line for line in said)
    said.clear()
    again = execution.execute([path], report=said.append)[path]
    assert said == [] and again.glued == {"n": 5}
    assert not list(store.glob("*.part"))


def test_the_build_finds_a_page_that_has_just_run(tmp_path, store, monkeypatch):
    """MyST-NB looks for a page by its cells; if it does not find them, it runs the page a second time."""
    monkeypatch.setattr(execution, "CACHE", tmp_path / "cache")
    path = page(tmp_path, "print(1)")
    execution.fill_cache(execution.execute([path], report=lambda line: None))
    assert get_cache(str(tmp_path / "cache")).match_cache_notebook(execution.read(path)).uri == str(path)


def test_failures_name_file_cell_and_line_and_the_others_still_run(tmp_path, store):
    bad = page(tmp_path, "x = 1", "y = 2\nx / 0", name="bad")
    loud = page(tmp_path, "import sys\nprint('!', file=sys.stderr)", name="loud")
    good = page(tmp_path, "1", name="good")
    with pytest.raises(execution.ChapterFailed) as caught:
        execution.execute([bad, loud, good], report=lambda line: None)
    text = str(caught.value)
    line = 1 + bad.read_text("utf-8").splitlines().index("x / 0")
    assert re.search(rf"bad\.md:{line}: code cell 2: ZeroDivisionError", text), text
    assert re.search(r"loud\.md:\d+: code cell 1: wrote to stderr: !", text), text
    assert execution.stored(good) is not None and execution.stored(bad) is None


def test_a_syntax_error_names_its_page(tmp_path, store):
    with pytest.raises(execution.ChapterFailed, match=r"page\.md:\d+: code cell 1: SyntaxError"):
        execution.execute([page(tmp_path, "x = = 1")], report=lambda line: None)


def test_a_solution_that_any_answer_passes_fails_the_page(tmp_path, store):
    text = HEAD + ("```{exercise}\n:label: ex-page-1\nHow much?\n```\n\n"
                   "```{solution-start} ex-page-1\n:class: dropdown\n```\n\n"
                   "```{code-cell} ipython3\nanswer = 2\nassert CHECK\n```\n\n```{solution-end}\n```\n")
    path = tmp_path / "page.md"
    path.write_text(text.replace("CHECK", "answer > 0"), "utf-8")
    with pytest.raises(execution.ChapterFailed, match="ex-page-1"):
        execution.execute([path], report=lambda line: None)
    path.write_text(text.replace("CHECK", "answer == 2"), "utf-8")
    assert execution.execute([path], report=lambda line: None)[path].solutions == ["ex-page-1"]


def test_the_site_is_replaced_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "GOOD", tmp_path / "_build" / "good")
    monkeypatch.setattr(build, "SITE", tmp_path / "_build" / "html")
    for folder, word in ((build.SITE, "old"), (build.GOOD / "_build" / "html", "new")):
        folder.mkdir(parents=True)
        (folder / f"{word}.html").write_text(word)
    build.put_in_place()
    assert [f.name for f in build.SITE.iterdir()] == ["new.html"]
    assert sorted(f.name for f in (tmp_path / "_build").iterdir()) == ["good", "html"]
    assert [f.name for f in (build.GOOD / "_build" / "html").iterdir()] == ["new.html"], "the next build goes on from it"


# What has changed

def stamp(sources: dict | None = None, results: dict | None = None, **surroundings) -> dict:
    three_steps = "book/function/three-steps.md"
    return {"sources": {three_steps: "1", "code/lff/linear.py": "1", "_config.yml": "1"} | (sources or {}),
            "surroundings": {"python": "3.11.7"} | surroundings,
            "results": {"digits-0123456789abcdef.run": [1, 1]} | (results or {})}


@pytest.mark.parametrize(("now", "renewed"), [
    (stamp(), {"files": [], "pages": []}),
    (stamp({"book/function/three-steps.md": "2"}),
     {"files": ["book/function/three-steps.md"], "pages": ["function/three-steps"]}),
    (stamp({"code/lff/linear.py": "2"}), {"files": ["code/lff/linear.py"], "pages": []}),
    (stamp({"code/lff/new.py": "2"}), {"files": ["code/lff/new.py"], "pages": []}),
    (stamp(results={"digits-0123456789abcdef.run": [1, 2]}), {"files": [], "pages": ["classification/digits"]}),
    (stamp({"_config.yml": "2"}), None),
    (stamp({"book/_ext/new.py": "1"}), None),
    (stamp({"book/function/not-listed.md": "1"}), None),
    (stamp(python="3.12.0"), None),
])
def test_what_is_renewed(now, renewed):
    assert build.to_renew(stamp(), now) == renewed


def test_what_is_edited_during_a_build_counts_as_changed(tmp_path, monkeypatch):
    """Put back as it was, too: nobody knows which of the two was read."""
    monkeypatch.setattr(build, "ROOT", tmp_path)
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("one")
    begun = {"sources": stamps.sources(tmp_path)}
    (tmp_path / "a.md").write_text("two")
    kept = build.as_read(begun)["sources"]
    (tmp_path / "a.md").write_text("one")
    assert [name for name, seen in stamps.sources(tmp_path).items() if seen != kept[name]] == ["a.md"]


def test_without_an_earlier_build_all_is_built():
    assert build.to_renew({}, stamp()) is None


def test_a_stamp_knows_contents_and_not_dates(tmp_path):
    for name in ("book/a.md", "tests/test_a.py", "_build/x", "code/lff/__pycache__/a.pyc", ".git/config", ".github/w.yml",
                 "_config.yml", "code/lff.egg-info/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    before = stamps.sources(tmp_path)
    assert sorted(before) == [".github/w.yml", "_config.yml", "book/a.md"]
    os.utime(tmp_path / "book/a.md", (1, 1))
    assert stamps.sources(tmp_path) == before
    (tmp_path / "book/a.md").write_text("two")
    assert {name for name, seen in stamps.sources(tmp_path).items() if seen != before[name]} == {"book/a.md"}


def test_a_site_that_was_touched_is_not_whole(tmp_path):
    (tmp_path / "a.html").write_text("one")
    (tmp_path / "b.html").write_text("one")
    whole = {"site": stamps.listing(tmp_path)}
    assert build.is_whole(whole, tmp_path) and not build.is_whole({}, tmp_path)
    (tmp_path / "a.html").write_text("two")
    assert not build.is_whole(whole, tmp_path)
    (tmp_path / "a.html").unlink()
    assert not build.is_whole(whole, tmp_path)


def test_the_longest_page_runs_first(tmp_path, store, monkeypatch):
    short, long = page(tmp_path, "1", name="short"), page(tmp_path, "import time\ntime.sleep(1)", name="long")
    said = []
    execution.execute([short, long], workers=1, report=lambda line: None)
    for path in (short, long):
        path.write_text(path.read_text("utf-8").replace("{code-cell} ipython3\n", "{code-cell} ipython3\n0\n"), "utf-8")
    execution.execute([short, long], workers=1, report=said.append)
    assert [line.split()[1] for line in said if "running" in line] == ["long", "short"]


# The environment

@pytest.mark.parametrize("output, word", [
    ("OSError: [Errno 28] No space left on device", "disk is full"),
    ("npm error code ENOTFOUND", "No network"),
    ("error: Failed to fetch: Temporary failure in name resolution", "No network"),
    ("ERROR: Could not find a version that satisfies numpy (from versions: none)", "No network"),
    ("ERROR: hash mismatch", "hash mismatch"),
])
def test_troubles_are_told_in_a_sentence(output, word):
    said = environment.explain("installing the Python packages", output)
    assert word in said and "Traceback" not in said


def test_a_python_that_is_too_old_is_told_so(monkeypatch):
    monkeypatch.setattr(environment, "OLDEST", (99, 0))
    with pytest.raises(environment.Trouble, match=r"needs Python 99\.0 or newer"):
        environment.make()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-uv.txt", "requirements-node.txt"])
def test_requirements_are_pinned_with_hashes(name):
    lines = (ROOT / name).read_text("utf-8").replace("\\\n", " ").splitlines()
    entries = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert entries
    for entry in entries:
        assert re.match(r"^[A-Za-z0-9_.-]+==\S+", entry) and "--hash=sha256:" in entry, entry[:80]


def test_direct_requirements_are_the_pinned_ones():
    pinned = dict(re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", (ROOT / "requirements.txt").read_text("utf-8"), re.M))
    for line in (ROOT / "requirements.in").read_text("utf-8").splitlines():
        name, _, version = line.split("#")[0].strip().partition("==")
        if name:
            assert name in pinned and (not version or pinned[name] == version), line


# Said once

def test_what_needs_an_address_is_shown_only_when_one_is_set():
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    if not config["repository"]["url"]:
        assert not config["html"]["use_repository_button"] and not config["html"]["use_issues_button"]


@pytest.mark.parametrize("script", draw.scripts(), ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_diagrams_are_what_their_scripts_draw(script, tmp_path):
    """Drawn again elsewhere, a diagram comes out byte for byte as it stands in the folder."""
    copy = tmp_path / "figures" / script.parent.name / script.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(script.read_bytes())
    for helper in (ROOT / "figures").glob("*.py"):
        (tmp_path / "figures" / helper.name).write_bytes(helper.read_bytes())
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")  # the letters of the cover
    subprocess.run([sys.executable, str(copy)], check=True)
    assert copy.with_suffix(".svg").read_bytes() == script.with_suffix(".svg").read_bytes()


def test_every_page_of_the_table_of_contents_exists():
    assert [p for p in execution.pages() if not p.is_file()] == []
