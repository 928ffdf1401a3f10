"""A chapter as this book shows it, beside the same chapter in two themes where MathJax sets the formulas.

The others get the chapter's own notebook, as the book offers it for taking away, with all that its cells showed. They
are Jupyter Book as it comes, and the theme of QuantEcon with Sphinx and MyST-NB (it does not install beside Jupyter
Book, and needs a newer Python than the book does). Everything is served from this machine, compressed as most hosts do
it, to a Chromium whose cache is empty; MathJax comes from npm, and what is asked of other hosts is counted and refused
at once.
"""

import functools
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pdf_chromium
from environment import ROOT
from measuring import missing, ratio, rounds, row

SITE, CHAPTER = ROOT / "_build" / "html", "backpropagation/backpropagation"
THEMES, MATHJAX = ROOT / ".venv-themes", "mathjax@3.2.2"
SCRIPT = "../mathjax/tex-mml-chtml.js"  # seen from _static
QUANTECON = ("quantecon-book-theme==0.22.1", "myst-nb==1.4.0")
OURS, STOCK, THEIRS = "this book", "Jupyter Book as it comes", "QuantEcon's theme"
SMALLER = {".html", ".css", ".js", ".svg", ".json", ".mjs"}  # what a host compresses
FULL = """async () => {
  const next = () => new Promise(requestAnimationFrame);
  while (document.readyState === "loading") await next();
  if (document.querySelector('script[src*="mathjax" i]')) {
    while (!window.MathJax?.startup?.promise) await next();
    await MathJax.startup.promise;
  }
  await document.fonts.ready;
  await next(); await next();
  const text = performance.getEntriesByName("first-contentful-paint")[0];
  return [text ? text.startTime : performance.now(), performance.now()];
}"""


class NotHere(Exception):
    """A contender cannot be had; the text says why."""


class Compressing(SimpleHTTPRequestHandler):
    """Files, the ones of text compressed; `sent` counts what went out for each path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body, small = packed(path)
        self.server.sent.append((self.path, len(body)))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        if small:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@functools.cache
def packed(path: Path) -> tuple[bytes, bool]:
    """A file as it is sent, and whether that is compressed."""
    small = path.suffix in SMALLER
    return (gzip.compress(path.read_bytes(), 6, mtime=0) if small else path.read_bytes()), small


def said(command: list, folder: Path) -> None:
    """Run a program, and say the end of what it said if it fails."""
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(list(map(str, command)), cwd=folder, env=clean, capture_output=True, text=True)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise NotHere(f"{Path(command[0]).name} ended with {done.returncode}: {lines[-1][:160] if lines else 'no word'}")


def mathjax(home: Path) -> Path:
    """MathJax's folder, from npm."""
    if shutil.which("npm") is None:
        raise NotHere("MathJax comes from npm, and there is none here")
    said(["npm", "install", "--prefix", home, "--no-save", "--ignore-scripts", "--silent", MATHJAX], home)
    return home / "node_modules" / "mathjax" / "es5"


def book_to_be(folder: Path, scripts: Path) -> None:
    """The chapter's notebook as a book of one page, with MathJax beside it."""
    notebook = json.loads((SITE / "notebooks" / f"{Path(CHAPTER).name}.ipynb").read_text("utf-8"))
    folder.mkdir()
    (folder / "index.ipynb").write_text(json.dumps(notebook), "utf-8")
    shutil.copytree(scripts, folder / "beside" / "mathjax")  # in _static Jupyter Book would load all of it


def stock(folder: Path, scripts: Path) -> Path:
    """Built by Jupyter Book, with nothing set but where MathJax is and that no cell is to run."""
    book_to_be(folder, scripts)
    (folder / "_config.yml").write_text("title: A chapter\nexecute: {execute_notebooks: 'off'}\n"
                                        f"sphinx: {{config: {{mathjax_path: {SCRIPT}, html_extra_path: [beside]}}}}\n", "utf-8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n", "utf-8")
    said([Path(sys.executable).with_name("jupyter-book"), "build", folder], folder)
    return folder / "_build" / "html"


def newer_python() -> str:
    """A Python that the theme of QuantEcon installs with."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/3.1[2-4].*/bin/python3")
    for path in (sys.executable, *(f"python3.{minor}" for minor in (12, 13, 14)), *map(str, sorted(kept))):
        found = shutil.which(path)
        if found and subprocess.run([found, "-c", "import sys; sys.exit(sys.version_info < (3, 12))"],
                                    capture_output=True).returncode == 0:
            return found
    raise NotHere("its theme needs Python 3.12 or newer")


def quantecon(folder: Path, scripts: Path) -> Path:
    """Built by Sphinx in an environment of its own."""
    python, stamp = THEMES / "bin" / "python", THEMES / "complete"
    if not (stamp.exists() and stamp.read_text() == " ".join(QUANTECON)):
        said([newer_python(), "-m", "venv", "--clear", THEMES], folder.parent)
        said([python, "-m", "pip", "install", "--quiet", *QUANTECON], folder.parent)
        stamp.write_text(" ".join(QUANTECON))
    book_to_be(folder, scripts)
    (folder / "conf.py").write_text("project = 'A chapter'\nextensions = ['myst_nb']\nnb_execution_mode = 'off'\n"
                                    "html_theme = 'quantecon_book_theme'\nhtml_extra_path = ['beside']\n"
                                    "myst_enable_extensions = ['dollarmath', 'amsmath']\n"
                                    f"mathjax_path = '{SCRIPT}'\n", "utf-8")
    said([python, "-m", "sphinx", "-b", "html", folder, folder / "html"], folder)
    return folder / "html"


def opened_at(browser: object, site: Path, name: str, counted: dict) -> Callable[[], tuple[float, float]]:
    """What opens a page of a site and tells when its first text and all of its formulas were there, in seconds."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Compressing, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"

    def once() -> tuple[float, float]:
        server.sent, elsewhere = [], []
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.route(lambda url: not url.startswith((address, "data:", "blob:")),
                   lambda route: (elsewhere.append(route.request.url), route.abort()))
        page.goto(address + name, wait_until="commit")
        text, full = page.evaluate(FULL)
        page.wait_for_load_state("load")
        context.close()
        counted.update(KB=sum(size for _, size in server.sent) / 1000, requests=len(server.sent), elsewhere=len(elsewhere))
        return text / 1000, full / 1000

    once()
    return once


def results(seconds: float = 45.0) -> list[dict]:
    """Size, requests, first text and full formulas."""
    if not (SITE / f"{CHAPTER}.html").is_file():
        raise SystemExit("this benchmark opens the built site: run `make book` first")
    absent, counts, times = {}, {}, {}
    with tempfile.TemporaryDirectory() as home, pdf_chromium.opened() as browser:
        contenders = {OURS: (SITE, f"{CHAPTER}.html")}
        for name, build in ((STOCK, stock), (THEIRS, quantecon)):
            try:
                contenders[name] = build(Path(home) / build.__name__, mathjax(Path(home))), "index.html"
            except NotHere as error:
                absent[name] = str(error)
        counts = {name: {} for name in contenders}
        calls = {name: opened_at(browser, *where, counts[name]) for name, where in contenders.items()}
        both = rounds(calls, seconds)
    gone = [missing(name, why) for name, why in absent.items()]

    def counted(id: str, title: str, unit: str, key: str) -> dict:
        once = {name: [float(count[key])] for name, count in counts.items()}
        figures = [ratio(OURS, name, once) for name in once if name != OURS] if all(v[0] for v in once.values()) else []
        return {"kind": "table", "id": id, "title": title, "unit": unit, "figures": figures,
                "rows": [row(name, values, unit) for name, values in once.items()] + gone}

    def timed(id: str, title: str, which: int) -> dict:
        times = {name: [pair[which] for pair in pairs] for name, pairs in both.items()}
        return {"kind": "table", "id": id, "title": title, "unit": "ms",
                "rows": [row(name, values, "ms") for name, values in times.items()] + gone,
                "figures": [ratio(OURS, name, times) for name in times if name != OURS]}

    return [counted("page-size", "What comes from the page's own host, compressed", "KB", "KB"),
            counted("page-requests", "Requests to the page's own host", "requests", "requests"),
            counted("page-elsewhere", "Requests to other hosts", "requests", "elsewhere"),
            timed("page-text", "From the click to the first text", 0),
            timed("page-math", "From the click to the last formula", 1)]
