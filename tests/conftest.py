"""Where the package is, for processes that tests start; and the pages, run beside the tests that do not need them.

Running every page takes most of the time that there is. So it begins in a process of its own as soon as it is known
that a test of pages has been chosen, and those tests come last.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT / "code"), os.environ.get("PYTHONPATH")]))
RUN = [sys.executable, str(ROOT / "book" / "_ext" / "execution.py")]


def pytest_collection_modifyitems(config, items):
    """Put the tests that look at what pages have run last, and begin to run the pages."""
    items.sort(key=lambda item: "pages_have_run" in item.fixturenames)
    if items and "pages_have_run" in items[-1].fixturenames and not config.option.collectonly:
        config.pages = subprocess.Popen(RUN, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def pages_have_run(request):
    """Waits until all pages have been run once; what failed then fails again, and says why, in the test."""
    request.config.pages.wait()


def pytest_unconfigure(config):
    """Leave no process behind."""
    if hasattr(config, "pages"):
        config.pages.terminate()
        config.pages.wait()
