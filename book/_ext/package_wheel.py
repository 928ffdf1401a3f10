"""The package as a wheel, which notebooks install from the site. Made without a network, the same bytes each time."""

from __future__ import annotations

import calendar
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import citing
from environment import ROOT

SOURCES = ("pyproject.toml", "README.md", "LICENSE")
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


def name() -> str:
    """The wheel's file name."""
    return f"lff-{citing.citation()['version']}-py3-none-any.whl"


def build(folder: Path) -> Path:
    """Build the wheel into a folder, from a copy: setuptools leaves its own files where it builds."""
    date = time.strptime(str(citing.citation()["date-released"]), "%Y-%m-%d")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(calendar.timegm(date))}
    with tempfile.TemporaryDirectory() as copy:
        for source in SOURCES:
            shutil.copy(ROOT / source, copy)
        shutil.copytree(ROOT / "code", Path(copy, "code"), ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        done = subprocess.run([sys.executable, "-c", BUILD, str(folder.resolve())], cwd=copy, env=environment,
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode or not (folder / name()).is_file():
        raise RuntimeError(f"the package's wheel could not be built:\n{done.stdout}")
    return folder / name()
