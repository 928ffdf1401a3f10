"""What reference managers find on the built pages, and the files that a reader takes away."""

from __future__ import annotations

import json
import re
from html import unescape

from pybtex.database import parse_file

from conftest import SITE, built_pages, chapter_pages, name_of

TAG = re.compile(r'<meta (?=[^>]*name="citation_(\w+)")[^>]*content="([^"]*)"')


def tags(page) -> dict[str, str]:
    return {name: unescape(value) for name, value in TAG.findall(page.read_text("utf-8"))}


def test_every_chapter_can_be_cited_by_itself():
    assert len(chapter_pages()) >= 10
    for page in chapter_pages():
        found, text = tags(page), page.read_text("utf-8")
        assert found["title"] in unescape(re.search(r"<title>(.*?)</title>", text, re.S)[1])
        assert found["inbook_title"] == tags(SITE / "index.html")["title"]
        assert re.fullmatch(r"\d{4}/\d\d/\d\d", found["publication_date"]) and found["author"]
        assert ('<details class="cite-chapter">' in text)
        (key, entry), = parse_file(SITE / "cite" / f"{page.stem}.bib").entries.items()
        assert key.endswith(f":{page.stem}") and entry.fields["title"] == f"{{{found['title']}}}"
        assert json.loads((SITE / "cite" / f"{page.stem}.json").read_text("utf-8"))[0]["title"] == found["title"]
        assert (SITE / "cite" / f"{page.stem}.ris").read_bytes().endswith(b"ER  - \r\n")


def test_pages_that_are_no_chapters_have_no_reference_of_their_own():
    citable = {name_of(page) for page in built_pages() if tags(page)}
    assert citable == {name_of(page) for page in chapter_pages()} | {"index", "reference/cite"}


def test_the_reference_unfolds_without_a_script(chromium):
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto((SITE / "function" / "three-steps.html").as_uri())
    fold = page.locator("details.cite-chapter")
    assert not fold.locator("pre").is_visible()
    fold.locator("summary").click()
    assert "@incollection{looking-for-a-function:three-steps," in fold.locator("pre").inner_text()
    page.context.close()
