"""The rule by which a page that was run is held to the book, and the list of what it lets pass."""

from __future__ import annotations

import fnmatch

import pytest
import yaml

import comparing
import pages  # noqa: F401: puts book/_ext on the path
import execution
import run_pages

LIST = yaml.safe_load(comparing.LIST.read_text("utf-8"))
NOTHING = comparing.Allowed()


@pytest.mark.parametrize("book, page, same", [
    (1.0, 1.0 + 5e-9, True), (1.0, 1.0 + 5e-8, False), (1e6, 1e6 + 1e-3, True), (1e-12, 2e-12, True), (3, 4, False),
    (True, False, False), ("a", "b", False), ([1, 2], [1, 2], True), ([1, 2], [1, 3], False), ([1, 2], [1], False),
    ({"a": 1.0}, {"a": 2.0}, False), (float("nan"), float("nan"), True), (None, 0, False)])
def test_what_is_deterministic_agrees_to_eight_digits(book, page, same):
    assert (comparing.glued({"x": book}, {"x": page}, NOTHING) == []) is same


def test_keys_are_the_same():
    assert comparing.glued({"a": 1}, {"b": 1}, NOTHING) == ["a is not glued", "b is glued, and not in the book"]


def test_a_stated_spread_is_how_far_a_value_may_be_off():
    book = {"x": 5.0, "x_sd": 0.2, "y": 5.0}
    assert comparing.glued(book, {"x": 5.19, "x_sd": 0.1, "y": 5.0}, NOTHING) == []
    assert comparing.glued(book, {"x": 5.21, "x_sd": 0.2, "y": 5.0}, NOTHING) == ["x is 5.21, in the book 5.0"]
    assert comparing.glued(book, {"x": 5.0, "x_sd": 0.79, "y": 5.0}, NOTHING) == []
    assert comparing.glued(book, {"x": 5.0, "x_sd": 0.81, "y": 5.0}, NOTHING) == ["x_sd is 0.81, in the book 0.2"]
    assert comparing.glued(book, {"x": 5.0, "x_sd": 0.04, "y": 5.0}, NOTHING) == ["x_sd is 0.04, in the book 0.2"]
    assert comparing.glued(book, {"x": 5.0, "x_sd": 0.2, "y": 5.19}, NOTHING) == ["y is 5.19, in the book 5.0"]


def test_the_list_lets_pass_what_it_says_and_no_more():
    listed = [{"gain_*": "error", "why": "…"}, {"count": 0.1, "why": "…"}]
    allowed = comparing.Allowed.of("page", {"page": {"glued": listed}})
    book = {"gain_1": 2.0, "error": 0.5, "count": 20}
    assert comparing.glued(book, {"gain_1": 2.4, "error": 0.5, "count": 22}, allowed) == []
    assert comparing.glued(book, {"gain_1": 2.6, "error": 0.6, "count": 23}, allowed) == [
        "count is 23, in the book 20", "error is 0.6, in the book 0.5", "gain_1 is 2.6, in the book 2.0"]


@pytest.mark.parametrize("book, page, limit, same", [
    ("a 1.5\nb 2", "a  1.5\nb 2 ", None, True), ("a 1.50", "a 1.51", None, False), ("a 1.50", "b 1.50", None, False),
    ("x 0.232 ± 0.011", "x 0.241 ± 0.015", None, True), ("x 0.232 ± 0.001", "x 0.241 ± 0.001", None, False),
    ("5 ± 0.1", "5 ± 0.4", None, True), ("5 ± 0.1", "5 ± 0.9", None, False), ("5 ± 0.9", "5 ± 0.1", None, False),
    ("x 0.232 ± 0.011, 5", "x 0.241 ± 0.015, 6", None, False), ("96.8 ± 0.4 %", "97.1 ± 0.3 %", None, True),
    ("n 20", "n 23", 0.1, True), ("n 20", "n 24", 0.1, False), ("0.0008", "0.0007", 0.01, True),
    ("90.00000000000007", "90.00000000000054", None, True), ("1e-16", "3e-16", None, True),
    ("n 20", "m 90", "any", True),
    ("[1, 2]", "[1, 2, 3]", None, False), ("x1 and 2", "x2 and 2", None, False), ("−0.5", "0.5", None, False)])
def test_printed_numbers(book, page, limit, same):
    assert (comparing.text(book, page, limit) is None) is same


def test_outputs_are_of_the_same_kinds_in_the_same_order():
    text, picture = comparing.Output("text", "1"), comparing.Output("picture", "A line.")
    assert comparing.outputs([text, picture], [text, picture]) is None
    for other in ([picture, text], [text], [text, comparing.Output("picture", "A bar.")],
                  [comparing.Output("error", "1"), picture], [comparing.Output("text", "2"), picture]):
        assert comparing.outputs([text, picture], other)


def test_text_that_follows_text_is_one_in_both():
    shown = [{"kind": "text", "text": "a\n"}, {"kind": "text", "text": "2"}, {"kind": "html", "text": "b"}]
    assert comparing.in_page(shown) == [comparing.Output("text", "a\n\n2"), comparing.Output("html")]


@pytest.mark.parametrize("slug", LIST)
def test_the_list_names_what_there_is_and_says_why(slug):
    path = next(path for path in run_pages.pages() if path.stem == slug)
    described, book = run_pages.described(path), execution.stored(path)
    sources = [cell["source"] for cell in described["cells"] if cell["place"] is not None]
    for entry in LIST[slug].get("printed", []):
        assert len(entry.get("why", "").split()) > 2
        for piece in entry.keys() - {"why"}:
            assert sum(piece in source for source in sources) == 1, f"{slug}: {piece!r} is in no cell, or in several"
    for entry in LIST[slug].get("glued", []):
        assert len(entry.get("why", "").split()) > 2
        for pattern, limit in entry.items() if book else ():
            if pattern != "why":
                assert fnmatch.filter(book.glued, pattern), f"{slug} glues no {pattern}"
                assert not isinstance(limit, str) or limit == "any" or limit in book.glued, f"{slug} glues no {limit}"
