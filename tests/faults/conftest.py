"""The small book, once whole; and for each test, mended afterwards."""

from __future__ import annotations

import time

import pytest

import small_book


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> small_book.Book:
    """The small book, built once."""
    book = small_book.lay(tmp_path_factory.mktemp("faults") / "book 书")
    begin = time.monotonic()
    status, said = book.build()
    assert status == 0, said
    book.right, book.seconds = small_book.state(book.site), time.monotonic() - begin
    return book


@pytest.fixture
def book(whole):
    """The small book as it was built; what a test did to it is undone, and the next build must give the right site."""
    yield whole
    whole.mend()
    status, said = whole.build()
    assert status == 0 and whole.is_right(), said
