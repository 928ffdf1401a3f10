"""The files to take away are laid into a built site once, the zip is that site, and the pages say where they are."""

import zipfile

import pytest

from pages import ROOT  # puts book/_ext on the path

import downloads

BUTTON = """<ul class="dropdown-menu">
      <li><a href="../notebooks/three-steps.ipynb" class="btn btn-download-notebook-button"
   title="Download notebook">
<span class="btn__text-container">.ipynb</span>
</a>
</li>
      <li><button type="button" data-action="print" class="btn">
<span class="btn__text-container">.pdf</span></button></li></ul>
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site of three pages, and makers that write their own names."""
    site = tmp_path / "html"
    for name, text in {"index.html": "<p>Home</p>", "function/three-steps.html": BUTTON,
                       "reference/take-away.html": '<h1>Take</h1>\n<p class="downloads-absent">Not\nhere.</p>\n<p>More.</p>'}.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, "utf-8")
    monkeypatch.setattr(downloads.epub, "make", lambda target: target.write_bytes(b"e" * 1_300_000))
    monkeypatch.setattr(downloads.pdf, "book", lambda target: target.write_text("book"))
    monkeypatch.setattr(downloads.pdf, "chapters", lambda folder: (folder / "three-steps.pdf").write_text("chapter"))
    return site


def test_the_pages_say_where_the_files_are(site):
    made = downloads.make(site)
    assert [path.relative_to(site / "downloads").as_posix() for path in made] == [
        "chapters/three-steps.pdf", *(f"looking-for-a-function.{end}" for end in ("epub", "pdf", "zip"))]
    page = (site / "reference" / "take-away.html").read_text("utf-8")
    assert 'href="../downloads/looking-for-a-function.epub" download>EPUB</a> (1.3 MB)' in page
    assert "downloads-absent" not in page and page.endswith("<p>More.</p>")
    chapter = (site / "function" / "three-steps.html").read_text("utf-8")
    assert 'href="../downloads/chapters/three-steps.pdf"' in chapter and 'title="Download PDF"' in chapter
    assert 'href="../notebooks/three-steps.ipynb"' in chapter
    assert chapter.count(">.pdf<") == 1 and ">Print<" in chapter
    assert (site / "index.html").read_text("utf-8") == "<p>Home</p>"


def test_the_zip_is_the_site_as_it_was_and_the_same_twice(site, tmp_path):
    before = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.html")}
    downloads.make(site)
    with zipfile.ZipFile(site / "downloads" / "looking-for-a-function.zip") as file:
        assert {name.split("/", 1)[1]: file.read(name) for name in file.namelist()} == before
    downloads.zipped(site, tmp_path / "one.zip")
    for path in site.rglob("*.html"):
        path.touch()
    downloads.zipped(site, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_it_says_what_to_do_when_there_is_nothing_to_do(site, tmp_path):
    with pytest.raises(downloads.NotReady, match="Run: make book"):
        downloads.make(tmp_path / "nowhere")
    downloads.make(site)
    with pytest.raises(downloads.NotReady, match="run: make downloads"):
        downloads.make(site)


def test_the_page_has_the_place_that_is_filled():
    assert downloads.LIST.search((ROOT / "book" / "reference" / "take-away.md").read_text("utf-8"))
