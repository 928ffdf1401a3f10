"""What one takes away: the book as EPUB and PDF, each chapter as PDF, the site as a zip; laid into the built site.

Made from the site as `make book` leaves it. The zip is that site, so what is made here does not lie in it; then the
pages say where the new files are.
"""

from __future__ import annotations

import re
import sys
import zipfile
from html import escape
from pathlib import Path

import build
import epub
import pdf
from turns import one_at_a_time

FOLDER = "downloads"
NAME = "looking-for-a-function"
LIST = re.compile(r'<p class="downloads-absent">.*?</p>', re.S)
NOTEBOOK = re.compile(r'[ \t]*<li><a href="((?:\.\./)*)notebooks/([\w-]+)\.ipynb"[^>]*>.*?</li>\n', re.S)


class NotReady(Exception):
    """The site is not there, or has its downloads already; the text says what to do."""


def zipped(site: Path, target: Path) -> None:
    """The site as one file, the same bytes for the same site."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for path in sorted(site.rglob("*")):
            inside = path.relative_to(site)
            if path.is_file() and inside.parts[0] != FOLDER:
                entry = zipfile.ZipInfo(f"{NAME}/{inside.as_posix()}")
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                file.writestr(entry, path.read_bytes())


def table(folder: Path) -> str:
    """The list of the files of the whole book, with their sizes."""
    kinds = (("epub", "EPUB", "for readers of electronic books"), ("pdf", "PDF", "for paper"),
             ("zip", "The site", "unpack it and open <code>index.html</code>; nothing else is needed"))
    rows = "".join(f'<li><a href="../{FOLDER}/{NAME}.{end}" download>{name}</a> '
                   f"({(folder / f'{NAME}.{end}').stat().st_size / 1e6:.1f} MB): {what}</li>\n" for end, name, what in kinds)
    return f'<ul class="simple downloads">\n{rows}</ul>'


def with_pdf(text: str, folder: Path) -> str:
    """A chapter's page whose button offers its PDF in place of the browser's own print."""
    if not (found := NOTEBOOK.search(text)) or not (folder / "chapters" / f"{found[2]}.pdf").is_file():
        return text
    root, slug = found.groups()
    item = found[0].replace(f"notebooks/{slug}.ipynb", f"{FOLDER}/chapters/{slug}.pdf").replace(".ipynb", ".pdf")
    item = item.replace("btn-download-notebook-button", "btn-download-chapter-button").replace("notebook", "PDF")
    text = text[:found.end()] + item + text[found.end():]
    return re.sub(r'(<button type="button" data-action="print".*?<span class="btn__text-container">)\.pdf', r"\1Print", text,
                  count=1, flags=re.S)


def advertise(site: Path) -> None:
    """Say on the pages where the files are."""
    for page in sorted(site.rglob("*.html")):
        text = page.read_text("utf-8")
        more = with_pdf(LIST.sub(lambda _: table(site / FOLDER), text), site / FOLDER)
        if more != text:
            page.write_text(more, "utf-8")


def make(site: Path = build.SITE) -> list[Path]:
    """Make every file and say so on the pages; the files."""
    page = site / "reference" / "take-away.html"
    if not page.is_file():
        raise NotReady("There is no built site to take away. Run: make book")
    if not LIST.search(page.read_text("utf-8")):
        raise NotReady("This site has its downloads already. To make them anew, run: make downloads")
    folder = site / FOLDER
    (folder / "chapters").mkdir(parents=True, exist_ok=True)
    for what, step in (("EPUB", lambda: epub.make(folder / f"{NAME}.epub")),
                       ("PDF of each chapter", lambda: pdf.chapters(folder / "chapters")),
                       ("PDF", lambda: pdf.book(folder / f"{NAME}.pdf")),
                       ("zip", lambda: zipped(site, folder / f"{NAME}.zip"))):
        print(f"Making the {what} ...", flush=True)
        step()
    advertise(site)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def main() -> int:
    try:
        with one_at_a_time():
            made = make()
    except (NotReady, RuntimeError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{len(made)} files, {sum(path.stat().st_size for path in made) / 1e6:.0f} MB, are in {build.SITE / FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
