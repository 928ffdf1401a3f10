"""The same numbers in any locale, time zone and folder, with any order of sets, on one core or two.

A program of the package's deterministic parts runs in processes that differ in one thing each. Texts have to be equal,
and numbers to 1e-9 of their size: sums are rounded in another order on another number of threads, or by other
instructions, and what is computed here loses at most some five of the sixteen digits to that.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "code" / "lff"
PROGRAM = Path(__file__).parent / "same_everywhere_program.py"
ELSEWHERE = {
    "sets in another order": {"PYTHONHASHSEED": "4711"},
    "plain letters only": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"},
    "a comma for the decimal point": {"LC_ALL": "de_DE.UTF-8"},
    "Chinese": {"LC_ALL": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8"},
    "another day already": {"TZ": "Pacific/Kiritimati"},
    "summer and winter time": {"TZ": "America/New_York"},
    "two threads": {"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"},
    "an older processor": {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512_SKX AVX2 FMA3"},
}


def found(code: Path, **environment: str) -> dict:
    plain = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    ran = subprocess.run([sys.executable, "-B", str(PROGRAM)], capture_output=True, text=True, encoding="utf-8",
                         timeout=300, env=os.environ | plain | {"PYTHONPATH": str(code)} | environment)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@functools.cache
def here() -> dict:
    return found(PACKAGE.parent)


def assert_same(there: dict) -> None:
    assert there["texts"] == here()["texts"]
    assert there["numbers"].keys() == here()["numbers"].keys()
    for name, values in here()["numbers"].items():
        values = np.array(values)
        np.testing.assert_allclose(there["numbers"][name], values, rtol=0, atol=1e-9 * np.abs(values).max(), err_msg=name)


def test_there_is_something_to_compare():
    assert len(here()["texts"]) >= 5 and len(here()["numbers"]) >= 10
    assert all(np.all(np.isfinite(values)) and np.any(values) for values in map(np.array, here()["numbers"].values()))


@pytest.mark.parametrize("what", ELSEWHERE)
def test_same(what):
    assert_same(found(PACKAGE.parent, **ELSEWHERE[what]))


def test_same_in_a_folder_of_another_script_that_cannot_be_written(tmp_path):
    place = tmp_path / "机器 learning, 第 1 本"
    shutil.copytree(PACKAGE, place / "lff", ignore=shutil.ignore_patterns("__pycache__"))
    for path in [*place.rglob("*"), place]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert_same(found(place))
    finally:
        for path in [place, *place.rglob("*")]:
            path.chmod(0o755)
