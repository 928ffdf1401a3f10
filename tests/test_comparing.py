"""The rule by which a page that was run is held to the book, and the list of what it lets pass."""

from __future__ import annotations

import fnmatch

import numpy as np
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


@pytest.mark.parametrize("end", ["_sd", "_spread", "_error"])
def test_a_stated_spread_is_how_far_a_value_may_be_off(end):
    book = {"x": 5.0, f"x{end}": 0.2, "y": 5.0}
    assert comparing.glued(book, {"x": 5.19, f"x{end}": 0.1, "y": 5.0}, NOTHING) == []
    assert comparing.glued(book, book | {"x": 5.21}, NOTHING) == ["x is 5.21, in the book 5.0"]
    assert comparing.glued(book, book | {"y": 5.19}, NOTHING) == ["y is 5.19, in the book 5.0"]
    assert comparing.glued(book, book | {f"x{end}": 0.79}, NOTHING) == []
    assert comparing.glued(book, book | {f"x{end}": 0.81}, NOTHING) == [f"x{end} is 0.81, in the book 0.2"]
    assert comparing.glued(book, book | {f"x{end}": 0.04}, NOTHING) == [f"x{end} is 0.04, in the book 0.2"]


def test_a_spread_of_nothing_is_a_value_like_others():
    assert comparing.glued({"test_error": 5.0}, {"test_error": 5.1}, NOTHING) == ["test_error is 5.1, in the book 5.0"]


def test_a_number_glued_as_a_text_is_a_number():
    book = {"gain": "+1.2", "gain_error": 0.3, "word": "two", "word_error": 0.3, "bare": "+1.2"}
    assert comparing.glued(book, book | {"gain": "+1.5"}, NOTHING) == []
    assert comparing.glued(book, book | {"gain": "+1.7", "word": "three", "bare": "+1.3"}, NOTHING) == [
        "bare is '+1.3', in the book '+1.2'", "gain is '+1.7', in the book '+1.2'", "word is 'three', in the book 'two'"]


def test_the_factor_of_two_spreads_is_that_of_five_draws():
    drawn = np.random.default_rng(0).normal(size=(2, 200_000, 5)).std(axis=2, ddof=1)
    beyond = np.mean(np.abs(drawn[0] - drawn[1]) > comparing.OFF * drawn.max(axis=0))
    square = comparing.FACTOR**2
    assert 2 * (1 + 3 * square) / (1 + square) ** 3 == pytest.approx(beyond, abs=0.001)


def test_the_list_lets_pass_what_it_names():
    allowed = comparing.Allowed.of("page", {"page": {"glued": {"clock_*": "…"}, "printed": {"seconds(": "…"}}})
    assert comparing.glued({"clock_1": 2.0, "x": 1.0}, {"clock_1": 9.0, "x": 1.1}, allowed) == [
        "x is 1.1, in the book 1.0"]
    assert allowed.lets_print("print(seconds(3))") and not allowed.lets_print("print(3)")
    assert not comparing.Allowed.of("other", {"page": {"glued": {"*": "…"}}}).lets_glue("clock_1")


@pytest.mark.parametrize("book, page, same", [
    ("a 1.5\nb 2", "a  1.5\nb 2 ", True), ("a 1.50", "a 1.51", False), ("a 1.50", "b 1.50", False),
    ("x 0.232 ± 0.011", "x 0.241 ± 0.015", True), ("x 0.232 ± 0.001", "x 0.241 ± 0.001", False),
    ("5 ± 0.1", "5 ± 0.4", True), ("5 ± 0.1", "5 ± 0.9", False), ("5 ± 0.9", "5 ± 0.1", False),
    ("x 0.232 ± 0.011, 5", "x 0.241 ± 0.015, 6", False), ("96.8 ± 0.4 %", "97.1 ± 0.3 %", True),
    ("90.00000000000007", "90.00000000000054", True), ("1e-16", "3e-16", True), ("n 20", "n 21", False),
    ("[1, 2]", "[1, 2, 3]", False), ("x1 and 2", "x2 and 2", False), ("−0.5", "0.5", False)])
def test_printed_numbers(book, page, same):
    assert (comparing.text(book, page) is None) is same


def test_outputs_are_of_the_same_kinds_in_the_same_order():
    text, picture = comparing.Output("text", "1"), comparing.Output("picture", "A line.")
    assert comparing.outputs([text, picture], [text, picture]) is None
    for other in ([picture, text], [text], [text, comparing.Output("picture", "A bar.")],
                  [comparing.Output("error", "1"), picture], [comparing.Output("text", "2"), picture]):
        assert comparing.outputs([text, picture], other)


def test_text_that_follows_text_is_one_in_both():
    shown = [{"kind": "text", "text": "a\n"}, {"kind": "text", "text": "2"}, {"kind": "html", "text": "b"}]
    assert comparing.in_page(shown) == [comparing.Output("text", "a\n\n2"), comparing.Output("html")]


def test_of_a_cell_of_which_nothing_is_claimed_only_the_kinds_count():
    one, other = comparing.Output("text", "1"), comparing.Output("text", "2")
    assert comparing.outputs([one], [other]) and comparing.outputs([one], [other], claimed=False) is None
    assert comparing.outputs([one], [comparing.Output("error", "1")], claimed=False)


@pytest.mark.parametrize("slug", LIST)
def test_the_list_names_what_there_is_and_says_why(slug):
    path = next(path for path in run_pages.pages() if path.stem == slug)
    described, book = run_pages.described(path), execution.stored(path)
    sources = [cell["source"] for cell in described["cells"] if cell["place"] is not None]
    assert LIST[slug].keys() <= {"glued", "printed"}
    for piece, why in LIST[slug].get("printed", {}).items():
        assert len(why.split()) > 2
        assert sum(piece in source for source in sources) == 1, f"{slug}: {piece!r} is in no cell, or in several"
    for pattern, why in LIST[slug].get("glued", {}).items():
        assert len(why.split()) > 2
        assert not book or fnmatch.filter(book.glued, pattern), f"{slug} glues no {pattern}"
