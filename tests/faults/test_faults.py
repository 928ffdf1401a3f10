"""What goes wrong while the book is built; afterwards one more build gives the right site, always.

The fixture `book` makes that last build after every test, and compares each byte. Kernels run in groups of their own;
those of a build that is killed see their parent gone and end by themselves.
"""

from __future__ import annotations

import shutil
import sys
import time

import numpy as np
import pytest

from small_book import kill_all, state

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills groups of processes, which Windows has not")
MOMENTS = np.random.default_rng(9).uniform(0.05, 0.95, size=10)  # shares of a build's time


@pytest.mark.parametrize("share", MOMENTS.round(2))
def test_killed(book, share):
    """Whenever it is killed, readers see a whole site, or none yet where there was none."""
    shutil.rmtree(book.folder / "_build" / "executed")
    process = book.start()
    time.sleep(share * book.seconds)
    kill_all(process)
    assert not book.site.exists() or book.is_right()


def test_a_full_disk(book):
    """No file may grow beyond some kilobytes: the build ends with a sentence, and leaves the site as it was."""
    shutil.rmtree(book.folder / "_build" / "executed")
    status, said = book.build(limit="import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
                                    "resource.setrlimit(resource.RLIMIT_FSIZE, (500, resource.RLIM_INFINITY))")
    assert status == 1 and "could not write" in said and "Traceback" not in said, said
    assert book.is_right()


@pytest.mark.parametrize(("cell", "words"), [
    ("1 / 0", "code cell 1: ZeroDivisionError"),
    ("bytearray(1 << 62)", "code cell 1: MemoryError"),
    ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "most often the machine ran out of memory"),
])
def test_a_chapter_that_fails(book, cell, words):
    book.write("second", cell)
    status, said = book.build()
    assert status == 1 and "second.md" in said and words.lower() in said.lower(), said
    assert book.is_right(), "the site before it stays"


def test_a_chapter_that_never_ends(book):
    book.write("second", "while True:\n    pass")
    status, said = book.build(limit="import execution; execution.TIMEOUT = 3;")
    assert status == 1 and "had not ended after 3 seconds" in said, said
    assert book.is_right()


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied"])
def test_a_damaged_cache(book, damage):
    """What was kept of a page is damaged: the page runs again."""
    file = next((book.folder / "_build" / "executed").glob("second-*.run"))  # a build that was killed may have left a part
    whole = file.read_bytes()
    file.write_bytes({"cut": whole[: len(whole) // 2], "changed": whole.replace(b"5", b"6"), "emptied": b""}[damage])
    status, said = book.build()
    assert status == 0 and "running second" in said and book.is_right(), said


def test_a_damaged_data_file(book):
    """Numbers that are not those of the checksum are an error, and never a result."""
    data = book.folder / "code" / "lff" / "datasets" / "births.csv"
    whole = data.read_bytes()
    try:
        data.write_bytes(whole.replace(b"1", b"2", 1))
        status, said = book.build()
    finally:
        data.write_bytes(whole)
    assert status == 1 and "first.md" in said and "damaged or was edited" in said, said


def test_two_builds_at_once(book):
    shutil.rmtree(book.folder / "_build" / "executed")
    first, second = book.start(), book.start()
    said = [process.communicate(timeout=300)[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], said
    assert sum("waiting for it" in text for text in said) == 1, said
    assert book.is_right()


def test_two_builds_are_alike(book):
    """Built from nothing, the site is the same, byte for byte. (A page names the day, so not across midnight.)"""
    shutil.rmtree(book.folder / "_build")
    status, said = book.build()
    assert status == 0 and state(book.site) == book.right, said
