"""What a reader takes away: every file is where the pages say, and the zip is a whole site."""

from __future__ import annotations

import re
import zipfile

from conftest import SITE, built_pages, chapter_pages, name_of

FOLDER = SITE / "downloads"


def test_the_page_lists_the_files_with_their_sizes():
    text = (SITE / "reference" / "take-away.html").read_text("utf-8")
    listed = re.findall(r'href="\.\./downloads/([^"]+)" download>[^<]*</a> \(([\d.]+) MB\)', text)
    assert {name.rsplit(".", 1)[1] for name, _ in listed} == {"epub", "pdf", "zip"}
    for name, size in listed:
        assert abs((FOLDER / name).stat().st_size / 1e6 - float(size)) <= .051


def test_each_chapter_offers_its_own_pdf():
    with_notebook = [page for page in chapter_pages() if not name_of(page).startswith("reference/")]
    assert len(with_notebook) >= 10
    for page in with_notebook:
        assert f'href="../downloads/chapters/{page.stem}.pdf"' in page.read_text("utf-8")
        assert (FOLDER / "chapters" / f"{page.stem}.pdf").read_bytes().startswith(b"%PDF-")


def test_the_zip_opens_from_a_folder(chromium, tmp_path):
    with zipfile.ZipFile(FOLDER / "looking-for-a-function.zip") as file:
        names = {name.split("/", 1)[1] for name in file.namelist()}
        file.extractall(tmp_path)
    assert {f"{name_of(page)}.html" for page in built_pages()} <= names
    assert not any(name.startswith("downloads/") for name in names), "the zip does not hold itself"
    page = chromium.new_page()
    failed = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto((tmp_path / "looking-for-a-function" / "classification" / "softmax.html").as_uri())
    page.wait_for_load_state("load")
    assert page.locator("article h1").count() == 1 and page.locator(".katex").count() > 10
    page.close()
    assert not failed, failed


def test_binder_finds_its_files_in_the_site():
    lines = (SITE / "binder" / "requirements.txt").read_text("utf-8").splitlines()
    assert (SITE / lines[-1]).is_file(), "the wheel that Binder installs"
    assert all(re.match(r"[\w.-]+==[\d.]+", line) for line in lines[:-1])


def test_without_addresses_nothing_is_offered_that_would_not_open():
    text = (SITE / "reference" / "take-away.html").read_text("utf-8")
    assert "colab.research" not in text and "mybinder" not in text and "can offer none of these" in text
