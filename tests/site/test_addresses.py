"""An address that a reader may have kept goes on leading somewhere."""

from __future__ import annotations

import re

from conftest import ROOT, SITE, built_pages, name_of

KEPT = (ROOT / "tests" / "site" / "addresses.txt").read_text("utf-8").split()


def test_every_address_of_a_version_is_still_there():
    """A line of addresses.txt is never taken out; a page that moves gets an entry in `redirects` of _config.yml."""
    assert len(KEPT) >= 35
    assert [address for address in KEPT if not (SITE / address).is_file()] == []


def test_every_page_is_among_the_addresses_to_keep():
    """A new page is added to addresses.txt, and from then on stays."""
    names = {name_of(page) for page in built_pages()} - {"genindex", "py-modindex", "search"}
    assert {f"{name}.html" for name in names if not name.startswith("_modules/")} - set(KEPT) == set()


def test_a_redirect_leads_to_a_page():
    for page in built_pages():
        target = re.search(r'<meta http-equiv="refresh"[^>]*url=([^"#]+)', page.read_text("utf-8"))
        assert target is None or (page.parent / target[1]).resolve().is_file(), name_of(page)
