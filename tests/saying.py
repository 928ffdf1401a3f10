"""An error that says exactly these words."""

import contextlib
from collections.abc import Iterator

import pytest


@contextlib.contextmanager
def saying(kind: type[Exception], words: str) -> Iterator[None]:
    """Within, an error of that kind must come, and its message is these words and no others."""
    with pytest.raises(kind) as caught:
        yield
    assert (caught.type, str(caught.value)) == (kind, words), f"it says: {caught.value!r}"
