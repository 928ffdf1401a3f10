"""Reports that begin with what one would be asked for, and errata that a test guards."""

from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import lff
from pages import ROOT

import reporting  # from book/_ext, which pages puts on the path


def page_context(repository: str) -> dict:
    app = SimpleNamespace(config=SimpleNamespace(html_theme_options={"repository_url": repository}),
                          env=SimpleNamespace(titles={"a/b": SimpleNamespace(astext=lambda: "B & C")}))
    context = {"body": "text"}
    reporting.add_link(app, "a/b", "page.html", context, object())
    return context


def test_a_report_names_page_and_version():
    asked = parse_qs(urlsplit(reporting.address("https://example.org/me/book/", "a/b", "B & C")).query)
    assert asked["title"] == ["B & C: "]
    assert "Page: a/b" in asked["body"][0] and f"Version: {lff.__version__}" in asked["body"][0]


def test_the_link_is_there_only_when_the_repository_has_an_address():
    assert page_context("") == {"body": "text"}
    body = page_context("https://example.org/me/book")["body"]
    assert 'href="https://example.org/me/book/issues/new?title=B+%26+C%3A+&amp;body=' in body


def test_every_erratum_names_a_test_that_exists():
    for entry in reporting.errata():
        assert set(entry) == {"what", "page", "version", "mended", "test"}, entry
        path, _, name = entry["test"].partition("::")
        assert f"def {name}(" in (ROOT / path).read_text("utf-8"), f"{entry['test']} is not there"
