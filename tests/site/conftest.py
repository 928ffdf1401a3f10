"""The built pages, opened in Chromium from the folder as a reader would open them, or from a sub-path of a host."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import package_wheel  # noqa: E402
import pdf_chromium  # noqa: E402
import running  # noqa: E402
import runtimes  # noqa: E402

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SITE = Path(os.environ.get("LFF_SITE", ROOT / "_build" / "html")).resolve()  # a trial build can be tested, too


def built_pages() -> list[Path]:
    """Every page of the built site. Slides are no pages: test_slides.py tests them."""
    return sorted(p for p in SITE.rglob("*.html") if p.relative_to(SITE).parts[0] not in ("_static", "slides"))


def chapter_pages() -> list[Path]:
    """The built pages that begin with the minutes they take."""
    return [page for page in built_pages() if 'class="chapter-head"' in page.read_text("utf-8")]


def name_of(page: Path) -> str:
    return page.relative_to(SITE).with_suffix("").as_posix()


def pytest_generate_tests(metafunc):
    if "page_file" in metafunc.fixturenames:
        pages = built_pages()
        if "chromium" in metafunc.fixturenames:
            # The highlighted sources of `lff` are all of one kind: in the browser, the longest stands for them.
            sources = [p for p in pages if "_modules" in p.parts]
            longest = max(sources, key=lambda p: p.stat().st_size, default=None)
            pages = [p for p in pages if p not in sources or p == longest]
        metafunc.parametrize("page_file", pages, ids=[name_of(p) for p in pages])


@pytest.fixture(scope="session")
def chromium():
    """A Chromium that may reach nothing but files."""
    with pdf_chromium.opened() as browser:
        yield browser


def load_pictures(page) -> None:
    """Have a page load even the pictures that wait for being near. (Polling would need `eval`, which is refused.)"""
    page.evaluate("""() => Promise.all([...document.images].map(image => {
      image.loading = "eager";
      return image.complete || new Promise(done => { image.onload = image.onerror = done; });
    }))""")


def violations(page, *arguments: str) -> list[str]:
    """What axe-core objects to on a page; the arguments are those of `axe.run`, in JavaScript."""
    page.evaluate(AXE.read_text("utf-8"))  # as a script tag the site's own policy would refuse it
    return page.evaluate(f"axe.run({', '.join(arguments)}).then("
                         "result => result.violations.map(v => v.id + ': ' + v.nodes[0].html))")


def thin_out(page) -> None:
    """Leave one of each kind of colored code and no more than one formula's drawing of each color.

    axe-core measures the contrast of every piece of text by itself, of thousands that look alike. Pieces are alike
    when they share class, color, opacity and ground. A formula's MathML, which is what a screen reader reads, stays.
    """
    page.evaluate("""() => {
      const seen = new Set(), again = [];
      for (const piece of document.querySelectorAll(".highlight pre span, .katex-html")) {
        let ground = piece;
        while (ground.parentElement && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)")
          ground = ground.parentElement;
        const style = getComputedStyle(piece);
        const kind = [piece.className, style.color, style.opacity, getComputedStyle(ground).backgroundColor].join();
        if (seen.has(kind)) again.push(piece); else seen.add(kind);
      }
      for (const piece of again)
        if (piece.matches(".katex-html")) piece.remove(); else piece.replaceWith(...piece.childNodes);
    }""")


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def served(root: Path, handler: type = QuietHandler):
    """The site served on this machine below /a/b/ of a folder; the address ends in a slash."""
    (root / "a").mkdir()
    (root / "a" / "b").symlink_to(SITE, target_is_directory=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/a/b/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """The site as it is, served."""
    with served(tmp_path_factory.mktemp("host")) as address:
        yield address


@pytest.fixture(scope="session")
def runtime(tmp_path_factory) -> Path:
    """A folder with a Pyodide: the loader of the npm package, and the wheels of the folder that the variable names."""
    wheels = os.environ.get("LFF_BROWSER_RUNTIME")
    if not wheels:
        pytest.skip("LFF_BROWSER_RUNTIME names no folder with the wheels of a Python for the browser")
    folder = tmp_path_factory.mktemp("runtime")
    subprocess.run([sys.executable, str(Path(wheels) / "assemble.py"), str(runtimes.NPM), str(folder)], check=True,
                   stdout=subprocess.DEVNULL)
    return folder


@pytest.fixture(scope="session")
def running_address(runtime, tmp_path_factory):
    """The site served as `make book RUNTIME=folder` would lay it out; all else in it is as it was built."""
    laid = tmp_path_factory.mktemp("laid")
    wheel = SITE / running.notebooks.FOLDER / package_wheel.name()
    (laid / "settings.json").write_text(json.dumps(running.settings(str(runtime), wheel)), "utf-8")
    runtimes.lay(str(runtime), laid)

    class Handler(QuietHandler):
        def translate_path(self, path):
            within = path.split("?")[0].partition(f"/{running.FOLDER}/")[2]
            return str(laid / within) if within and (laid / within).is_file() else super().translate_path(path)

    with served(tmp_path_factory.mktemp("host"), Handler) as address:
        yield address
