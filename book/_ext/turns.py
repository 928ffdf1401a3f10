"""One build at a time in one folder: the second waits for the first.

The lock is the operating system's, held on an open file, so a build that is killed leaves none behind.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from environment import ROOT

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

LOCK = ROOT / "_build" / "lock"
PAUSE = 0.2  # seconds between two looks


def _taken(file) -> bool:
    try:
        if "fcntl" in globals():
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Within, no other build writes here."""
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("a") as file:
        if not _taken(file):
            print("Another build is at work in this folder; waiting for it ...", flush=True)
            while not _taken(file):
                time.sleep(PAUSE)
        yield
