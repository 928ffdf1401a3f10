"""The search finds a formula's name, a Chinese term and an identifier of the package; the index and the glossary too."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from conftest import SITE

FOUND = [
    ("sigmoid_derivative", {"reference/api", "reference/proof-ledger"}),
    ("mean_absolute_error", {"reference/api"}),
    ("softmax jacobian", {"reference/proof-ledger"}),
    ("chain rule", {"backpropagation/chain-rule"}),
    ("链式法则", {"backpropagation/chain-rule", "reference/glossary"}),
    ("反向传播", {"backpropagation/backpropagation", "reference/glossary"}),
    ("链式", {"reference/glossary"}),  # a part of a term
    ("Thanksgiving", {"function/looking-back"}),
]


def results(chromium, start: str, words: str) -> set[str]:
    """The pages that the search page lists for some words."""
    page = chromium.new_page()
    page.goto(f"{start}search.html?q={quote(words)}")
    page.locator("#search-results p").filter(has_text=re.compile("finished|did not match")).wait_for()
    links = page.eval_on_selector_all("#search-results li a", "links => links.map(a => a.href)")
    page.close()
    return {link.removeprefix(start).split(".html")[0] for link in links}


@pytest.mark.parametrize("words, pages", FOUND, ids=[words for words, _ in FOUND])
@pytest.mark.parametrize("where", ["host", "folder"])
def test_search_finds(chromium, address, where, words, pages):
    start = address if where == "host" else (SITE / "index.html").as_uri().removesuffix("index.html")
    found = results(chromium, start, words)
    assert pages <= found, f"{words!r} finds only {sorted(found)}"


def test_search_finds_nothing_where_there_is_nothing(chromium, address):
    assert not results(chromium, address, "鱼香肉丝")


def test_the_search_button_leads_to_results(chromium, address):
    """From a chapter, by keyboard alone."""
    page = chromium.new_page()
    page.goto(address + "function/three-steps.html")
    page.keyboard.press("Control+K")
    page.keyboard.type("loss")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li a")
    assert page.url.startswith(address + "search.html")
    page.close()


def test_index_and_glossary_lead_to_terms(chromium):
    """A key term stands in the index with the chapters that explain it; the glossary's lines can be linked to."""
    index = (SITE / "genindex.html").read_text("utf-8")
    assert "backpropagation/chain-rule.html#key-term-chain-rule" in index
    assert 'id="term-chain-rule"' in (SITE / "reference" / "glossary.html").read_text("utf-8")
    chapter = (SITE / "backpropagation" / "chain-rule.html").read_text("utf-8")
    assert 'href="../reference/glossary.html#term-chain-rule"' in chapter
    assert 'href="../genindex.html"' in chapter.split("<nav")[1]
