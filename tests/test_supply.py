"""What the book is made of comes as it was pinned, under licenses that fit, and the package asks nobody for anything."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import lff_names
import pages  # noqa: F401  puts book/_ext on the path

import versions

ROOT = Path(__file__).resolve().parents[1]
# Words that the licenses state which may be used beside MIT code and CC BY text. A license is judged by its words.
FREE = {"MIT", "MIT-CMU", "BSD", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "ISCL", "Apache-2.0", "Apache 2.0",
        "Apache Software", "PSF-2.0", "Python Software Foundation", "Zlib", "CC0-1.0", "OFL-1.1",
        "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)"}  # the last two bind changes to their own files alone
READ_BY_HAND = {
    "docutils": "public domain, BSD and PSF; one file under the GPL, an editor's mode, is not installed",
    "pypdfium2": "BSD and Apache; the licenses of PDFium's parts, which it adds, are of their kind",
}


def is_free(stated: str) -> bool:
    parts = re.split(r"; |, | AND | OR ", stated)
    return all(part.removesuffix(" (ISCL)").removesuffix(" License") in FREE for part in parts)


def test_npm_packages_are_locked_with_their_hashes():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for name, entry in lock.items():
        assert name == "" or entry["integrity"].startswith("sha512-"), name


@pytest.mark.parametrize("library", versions.installed(versions.pinned()), ids=lambda library: library.name)
def test_licenses_fit(library):
    assert library.name in READ_BY_HAND or is_free(library.license), library


@pytest.mark.parametrize("library", versions.front_end(), ids=lambda library: library.name)
def test_licenses_of_the_front_end_fit(library):
    assert is_free(library.license), library


@pytest.mark.parametrize(("stated", "free"), [("MIT", True), ("MIT AND GPL-3.0", False), ("", False),
                                              ("BSD License; Apache Software License", True)])
def test_what_is_free(stated, free):
    assert is_free(stated) == free


def test_what_was_read_by_hand_still_has_to_be():
    assert all(not is_free(versions.license_of(name)) for name in READ_BY_HAND)


RUNS_DATA = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "ctypes"}
ASKS_HOSTS = {"socket", "socketserver", "ssl", "urllib", "http", "ftplib", "smtplib", "requests", "httpx", "asyncio"}
RUNS_TEXT = {"eval", "exec", "compile", "__import__", "read_pickle"}


def dangers(source: str) -> list[str]:
    """What in a source would run data as a program, or ask a host: (line) what it is."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found += [f"{node.lineno}: imports {name}" for name in names if name.split(".")[0] in RUNS_DATA | ASKS_HOSTS]
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in RUNS_TEXT or called.split(".")[-1] in RUNS_TEXT - {"compile"}:  # re.compile is harmless
                found.append(f"{node.lineno}: calls {called}")
            found += [f"{node.lineno}: reads pickles" for keyword in node.keywords if keyword.arg == "allow_pickle"
                      and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)]
    return found


@pytest.mark.parametrize("path", sorted(lff_names.PACKAGE.parent.rglob("*.py")), ids=lambda path: path.name)
def test_the_package_runs_no_data_and_asks_no_host(path):
    assert dangers(path.read_text("utf-8")) == []


@pytest.mark.parametrize("source", [
    "import pickle", "import os, urllib.request as there", "from http.client import HTTPConnection", "eval(text)",
    "import builtins; builtins.exec(text)", "compile(text, 'a', 'exec')", "np.load(path, allow_pickle=True)",
    "np.load(path, allow_pickle=trusted)", "def f():\n    import socket", "pd.read_pickle(path)",
])  # fmt: skip
def test_dangers_are_found(source):
    assert len(dangers(source)) == 1


def test_what_is_harmless_is_no_danger():
    assert dangers("import re; re.compile(text); np.load(path, allow_pickle=False)") == []


WATCHED = """
import sys
asked, forbidden = [], ("socket.", "urllib", "http", "ftplib", "smtplib", "subprocess", "os.system", "os.exec",
                        "os.posix_spawn", "os.fork", "pickle")

def watch(event, args):  # raises as well: nothing is asked, even where this test fails
    if event.startswith(forbidden) and "fc-list" not in str(args):  # by that matplotlib learns of fonts, once
        asked.append(event)
        raise PermissionError(event)

sys.addaudithook(watch)
import socket
try:
    socket.create_connection(("127.0.0.1", 9))
except PermissionError:
    asked.clear()
else:
    raise SystemExit("the watch does not work")
import importlib, pkgutil
import lff
for module in pkgutil.walk_packages(lff.__path__, "lff."):
    if not module.name.split(".")[-1].startswith("make_"):  # those are programs
        importlib.import_module(module.name)
import numpy as np
from lff.datasets import births, digits
from lff.network import Network
from lff.optimizers import Adam
from lff.training import fit
X, y, *_ = births.split(7)
digits.load()
rng = np.random.default_rng(0)
fit(Network([7, 5, 1], rng=rng), X, y, optimizer=Adam(0.01), epochs=1, batch_size=64, rng=rng)
print(asked)
"""


def test_neither_import_nor_training_asks_a_host_or_starts_a_process():
    ran = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0 and ran.stdout.strip() == "[]", ran.stdout + ran.stderr


WORKFLOWS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / ".github" / "workflows").glob("*")}


def steps(workflow: str, job: str) -> str:
    """Every command that a job runs."""
    return "\n".join(step.get("run", "") for step in WORKFLOWS[workflow]["jobs"][job]["steps"])


def test_every_python_from_the_oldest_on_is_tested():
    oldest = re.search(r'requires-python = ">=3.(\d+)"', (ROOT / "pyproject.toml").read_text("utf-8"))[1]
    minors = [int(version.removeprefix("3.")) for version in versions.tested_pythons()]
    assert minors == list(range(int(oldest), max(minors) + 1)) and max(minors) >= 14
    assert "make test" in steps("check", "pythons") and "bash .ci/run" in steps("check", "whole")


def test_what_rots_is_looked_at_every_week():
    weekly = WORKFLOWS["weekly"]
    assert set(weekly[True]) == {"schedule", "workflow_dispatch"}  # YAML takes `on` for a truth value
    assert set(weekly["jobs"]) == {"newest", "oldest", "audit", "links"}
    assert "make check" in steps("weekly", "newest") and "lowest-direct" in steps("weekly", "oldest")
    assert "pip-audit --requirement requirements.txt" in steps("weekly", "audit")
    assert "--builder linkcheck --path-output _build/links || true" in steps("weekly", "links")


def test_the_oldest_releases_are_those_that_the_package_claims_and_stay():
    claimed = re.findall(r'"(\w+)>=[\d.]+"', (ROOT / "pyproject.toml").read_text("utf-8").split("[project]")[1])
    commands = steps("weekly", "oldest")
    assert claimed == ["numpy", "matplotlib", "sympy"] and f"^({'|'.join(claimed)})==" in commands
    assert '".[plotting,symbolic]"' in commands
    named = re.findall(r"tests/test_\w+\.py", commands)
    assert len(named) > 5 and all((ROOT / name).is_file() for name in named)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_workflow_can_change_anything(name):
    workflow = WORKFLOWS[name]
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        used = {step["uses"].split("@")[0] for step in job["steps"] if "uses" in step}
        assert used <= {"actions/checkout", "actions/setup-python"}, "nobody else's programs run"
        assert "secrets." not in str(job) and "GITHUB_TOKEN" not in str(job)
