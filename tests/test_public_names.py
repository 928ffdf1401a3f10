"""Names that chapters and readers' notebooks import stay. `public_names.txt` lists all that there ever were.

A name that moves keeps an alias in its old place, which warns (DeprecationWarning) and works. A new name is added to
the list: `python tests/test_public_names.py` writes it.
"""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path

import lff_names

LIST = Path(__file__).parent / "public_names.txt"


def there() -> set[str]:
    return set(lff_names.names())


def test_no_name_is_gone():
    gone = []
    for full in LIST.read_text("utf-8").split():
        module, _, name = full.rpartition(".")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # an alias may warn
            try:
                getattr(importlib.import_module(module), name)
            except (ImportError, AttributeError):
                gone.append(full)
    assert not gone, "give each an alias in its old place, which warns"


def test_every_name_is_on_the_list():
    assert there() <= set(LIST.read_text("utf-8").split()), "run python tests/test_public_names.py"


if __name__ == "__main__":
    before = set(LIST.read_text("utf-8").split()) if LIST.exists() else set()
    LIST.write_text("".join(f"{name}\n" for name in sorted(before | there())), "utf-8")
