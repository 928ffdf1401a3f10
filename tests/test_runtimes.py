"""Where the page's Python comes from: what a page is told, what a folder must have, what is laid into a site."""

import hashlib
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import policy  # noqa: E402
import running  # noqa: E402
import runtimes  # noqa: E402

PUBLIC = "https://example.org/mirror/"


@pytest.fixture
def folder(tmp_path):
    """A folder that looks like a runtime: each wheel holds its name; nobody needs the last one."""
    packages = {}
    for name, needs in {"numpy": [], "six": [], "matplotlib": ["numpy", "six"], "sympy": [], "pandas": ["numpy"]}.items():
        file = f"{name}-1-py3-none-any.whl"
        (tmp_path / file).write_text(name)
        packages[name] = {"name": name, "file_name": file, "depends": needs,
                          "sha256": hashlib.sha256(name.encode()).hexdigest()}
    for name in runtimes.EARLY:
        (tmp_path / name).write_text(name)
    (tmp_path / runtimes.LOCK).write_text(json.dumps({"info": {"python": "3.14"}, "packages": packages}))
    return tmp_path


def test_a_folder_is_told_with_its_checksums(folder):
    told = runtimes.described(str(folder))
    names = [file["name"] for file in told["files"]]
    assert names[:4] == list(runtimes.EARLY) and sorted(names[4:]) == [
        f"{name}-1-py3-none-any.whl" for name in ("matplotlib", "numpy", "six", "sympy")]
    for file in told["files"]:
        assert file["integrity"] == runtimes.integrity((folder / file["name"]).read_bytes())
        assert file["path"] == f"runtime/{file['name']}" and file["early"] == (file["name"] in runtimes.EARLY)
    assert set(told["lock"]["packages"]) == {"matplotlib", "numpy", "six", "sympy"}
    assert told["lock"]["info"] == {"python": "3.14"}
    assert runtimes.connections(str(folder)) == []


def test_what_is_needed_is_laid_into_the_site_and_no_more(folder, tmp_path):
    target = tmp_path / "site"
    runtimes.lay(str(folder), target)
    assert {p.name for p in (target / "runtime").iterdir()} == {
        *runtimes.EARLY, *(f"{name}-1-py3-none-any.whl" for name in ("matplotlib", "numpy", "six", "sympy"))}
    runtimes.lay(PUBLIC, tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("missing", [runtimes.LOCK, "pyodide.asm.wasm"])
def test_a_folder_that_is_no_runtime_is_told(folder, missing):
    (folder / missing).unlink()
    with pytest.raises(runtimes.NoRuntime, match=f"lacks {missing}"):
        runtimes.described(str(folder))


def test_a_package_that_is_lacking_is_named(folder):
    lock = json.loads((folder / runtimes.LOCK).read_text())
    del lock["packages"]["six"]
    (folder / runtimes.LOCK).write_text(json.dumps(lock))
    with pytest.raises(runtimes.NoRuntime, match="no package six"):
        runtimes.described(str(folder))


def test_a_mirror_of_the_public_distribution_is_one_setting():
    told = runtimes.described(PUBLIC)
    version = runtimes.version()
    assert {file["path"].rpartition("/")[0] for file in told["files"]} == {
        f"https://example.org/mirror/npm/pyodide@{version}", f"https://example.org/mirror/pyodide/v{version}/full"}
    assert runtimes.connections(PUBLIC) == list(runtimes.places(PUBLIC))


def test_the_book_and_the_page_have_the_same_numpy_and_sympy():
    """Another version might give other numbers; Matplotlib only draws."""
    lock = json.loads((runtimes.NPM / runtimes.LOCK).read_text("utf-8"))["packages"]
    pinned = (ROOT / "requirements.in").read_text("utf-8")
    for name in ("numpy", "sympy"):
        assert f"{name}=={lock[name]['version']}\n" in pinned


def test_the_frame_lets_nothing_in_or_out_but_its_script():
    text = running.frame()
    script = text.partition("<script>")[2].partition("</script>")[0]
    said = policy.of_frame(script)
    assert policy.tag(said) in text
    assert said["default-src"] == "'none'" and set(said) == {"default-src", "script-src", "worker-src"}
    assert runtimes.integrity(script.encode()) in said["script-src"]
    assert policy.of_frame(script + " ")["script-src"] != said["script-src"]
