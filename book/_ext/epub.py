"""The whole book as an EPUB: Sphinx writes its pages strictly, from the stored executions; here they are put together.

Run as a script with the path of the file to write. Needs what `make book` needs, and nothing else.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import yaml

import citing
import epub_package
import execution
from environment import ROOT
from epub_package import Entry, Facts
from epub_pages import Page
from epub_pictures import on_white
from epub_xhtml import document, make as element

WORK = ROOT / "_build" / "epub"
STYLE = Path(__file__).with_name("epub.css")
FONT = ROOT / "node_modules" / "@fontsource" / "stix-two-math" / "files" / "stix-two-math-latin-400-normal.woff2"
COVER = ROOT / "figures" / "site" / "cover.png"
OF_THE_SITE = {"reference/take-away"}  # pages that speak of the site's own buttons and files
THIS_FORM = ("In this form of the book, solutions stand after the exercises of a chapter. The code that draws its "
             "figures stands at its end. What moves on the book's site stands still here, in the frame that it begins "
             "with.")


class Failed(RuntimeError):
    """The book could not be made; the text says why."""


def settings() -> dict:
    return yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))


def sphinx(folder: str) -> int:
    """Write the pages with Sphinx's own builder, a warning being an error; called in a process of its own."""
    from jupyter_book.sphinx import build_sphinx

    # What Sphinx would pack itself is not used: that it knows no type for some file of the site is no fault.
    silent = [*settings()["sphinx"]["config"]["suppress_warnings"], "epub.unknown_project_files"]
    overrides = {"external_toc_path": str(execution.BOOK / "_toc.yml"), "latex_individualpages": False,
                 "nitpicky": True, "epub_show_urls": "no", "version": citing.citation()["version"],
                 "suppress_warnings": silent}
    return int(bool(build_sphinx(
        execution.BOOK, Path(folder) / "pages", noconfig=True, path_config=ROOT / "_config.yml", builder="epub",
        confoverrides=overrides, warningiserror=True, keep_going=True, quiet=True, force_all=True)))


def write_pages() -> Path:
    """Have Sphinx write the pages; the folder they are in."""
    execution.fill_cache(execution.execute())
    execution.environment_of_kernels()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), environment["PYTHONPATH"]])
    command = [sys.executable, "-c", f"import sys, epub; sys.exit(epub.sphinx({str(WORK)!r}))"]
    done = subprocess.run(command, cwd=ROOT, env=environment, text=True, encoding="utf-8",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        output = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
        raise Failed(f"The pages of the EPUB could not be written:\n{output}")
    return WORK / "pages"


def facts() -> Facts:
    """What the book says of itself, from CITATION.cff and the site's settings. Its moment is the day of the build."""
    cited = citing.citation()
    day = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()))
    return Facts(key=citing.BOOK_KEY, title=cited["title"], authors=[person["name"] for person in cited["authors"]],
                 version=cited["version"], issued=str(cited["date-released"]),
                 modified=time.strftime("%Y-%m-%dT00:00:00Z", day), rights="Text and figures: CC BY 4.0. Code: MIT.",
                 address=(settings()["html"].get("baseurl") or "").rstrip("/"))


def title_page(about: Facts) -> str:
    """The first page after the cover."""
    title, _, more = about.title.partition(": ")
    lines = [" and ".join(about.authors), f"Version {about.version}, {about.issued}", about.rights,
             "Formulas are set in STIX Two Math (SIL Open Font License 1.1)."]
    body = element("body", {"class": "title-page"}, element("h1", {}, title),
                   element("p", {"class": "subtitle"}, more.capitalize()), *(element("p", {}, line) for line in lines),
                   element("p", {"class": "form"}, THIS_FORM))
    return document(title, body, "style.css")


def lead_links(pages: list[Page], address: str) -> None:
    """Lead every link into the book, or to the site where that has an address; no link leads nowhere."""
    ids = {page.file: page.ids for page in pages}
    broken = []

    def resolve(page: Page, href: str) -> str:
        if re.match(r"[a-z]+:", href):
            return href
        path, _, fragment = href.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(page.name), path)) if path else page.file
        if file in ids:
            if fragment and fragment not in ids[file]:
                broken.append(f"{page.name}: {href}")
            return href
        return f"{address}/{file.replace('.xhtml', '.html')}{'#' if fragment else ''}{fragment}" if address else ""

    for page in pages:
        page.link(resolve)
    if broken:
        raise Failed("These links lead to no place in the book: " + ", ".join(broken))


def pictures(pages: list[Page], source: Path) -> dict[str, bytes]:
    """The pictures that the pages show, by their place in the book, each on a ground of its own."""
    files = {}
    for page in pages:
        files.update({f"images/{name}": svg.encode() for name, svg in page.drawn.items()})
    for page in pages:
        for image in page.root.iter("{http://www.w3.org/1999/xhtml}img"):
            place = posixpath.normpath(posixpath.join(posixpath.dirname(page.name), image.get("src")))
            if place not in files:
                file = source / posixpath.basename(place)
                files[place] = (on_white(file.read_text("utf-8")).encode() if file.suffix == ".svg"
                                else file.read_bytes())
    return files


def read_pages(folder: Path) -> tuple[list[Page], list[Entry]]:
    """The pages as they go into the book, and its table of contents."""
    pages, table = [], []
    for caption, names in epub_package.parts():
        level = table
        if caption:
            table.append(Entry(caption))
            level = table[-1].below
        for name in names:
            if name in OF_THE_SITE:
                continue
            page = Page.read(name, (folder / f"{name}.xhtml").read_text("utf-8"))
            page.prepare()
            pages.append(page)
            below = [Entry(title, f"{page.file}#{place}") for place, title in page.sections()]
            level.append(Entry(page.title, page.file, below))
    return pages, table


def put_together(folder: Path, target: Path) -> None:
    """The file, from the pages in a folder."""
    about = facts()
    pages, table = read_pages(folder)
    lead_links(pages, about.address)
    files = {"style.css": STYLE.read_bytes(), "stix-two-math.woff2": FONT.read_bytes(),
             "title.xhtml": title_page(about).encode(), "nav.xhtml": epub_package.contents(table).encode(),
             **pictures(pages, folder / "_images"),
             **{page.file: document(page.title, page.root, page.to("style.css")).encode() for page in pages}}
    spine, cover = ["title.xhtml", "nav.xhtml", *(page.file for page in pages)], ""
    if COVER.is_file():
        cover = "images/cover.png"
        shown = element("img", {"src": cover, "alt": f"The cover of {about.title.partition(':')[0]}"})
        files[cover] = COVER.read_bytes()
        files["cover.xhtml"] = document("Cover", element("body", {"class": "cover"}, shown), "style.css").encode()
        spine.insert(0, "cover.xhtml")
    epub_package.write(target, files, epub_package.package(about, files, spine, cover))


def make(target: Path) -> None:
    """Make the book and write it to `target`. Raises Failed, in words, where that cannot be done."""
    try:
        put_together(write_pages(), target)
    except (execution.ChapterFailed, OSError) as error:
        raise Failed(f"The EPUB could not be made: {error}") from error
    shutil.rmtree(WORK)


if __name__ == "__main__":
    try:
        make(Path(sys.argv[1]))
    except Failed as problem:
        sys.exit(str(problem))
