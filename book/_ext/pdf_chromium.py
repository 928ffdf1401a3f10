"""Chromium as a printer: an HTML file goes in, what is too wide is set smaller, a PDF comes out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--no-first-run"]
WIDTH = 627  # CSS pixels between the margins of print.css: 166 mm
# What is too wide is set smaller, once its letters are there; what is too wide even then is told.
FIT = """async () => {
  await document.fonts.ready;
  const formulas = [...document.querySelectorAll("div.math .katex-display")];
  const lines = formulas.map(formula => [...formula.querySelectorAll(".katex-html")]);
  // Measured all at once: each change of style between two measures would lay out the page anew.
  const there = formulas.map(formula => formula.getBoundingClientRect().width);
  lines.flat().forEach(line => { line.style.display = "inline-block"; });
  const wanted = lines.map(inside => Math.max(...inside.map(line => line.getBoundingClientRect().width)));
  const long = [...document.querySelectorAll("span.math")].filter(span => span.getBoundingClientRect().width > 250);
  lines.flat().forEach(line => { line.style.display = ""; });
  formulas.forEach((formula, index) => {
    const share = there[index] / wanted[index];
    if (share < 1) formula.style.fontSize = `${Math.floor(980 * share) / 1000}em`;
  });
  long.forEach(span => { span.style.whiteSpace = "normal"; });
  for (const table of document.querySelectorAll("table")) {
    const room = table.parentElement.getBoundingClientRect().width;
    for (let size = 11; size >= 7 && table.getBoundingClientRect().width > room + 1; size -= 0.5)
      table.style.fontSize = `${size}px`;
  }
  const page = document.documentElement.clientWidth;
  return [...document.querySelectorAll("article *")].filter(element => {
    const box = element.getBoundingClientRect();
    return box.width && box.right > page + 2 && !element.closest("svg, .book-cover");
  }).map(element => element.outerHTML.slice(0, 160));
}"""


class NoPrint(RuntimeError):
    """A page cannot be printed; the text says why."""


@contextmanager
def opened() -> Iterator[Browser]:
    """A Chromium of our own, which reaches for nothing by itself."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise NoPrint("Chromium is needed here, and none is installed. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def tab(browser: Browser | None = None) -> Iterator[Tab]:
    """A page that looks as on paper, of a browser that is open or of one for this alone."""
    with nullcontext(browser) if browser else opened() as chromium:
        page = chromium.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="light")
        page.emulate_media(media="print")
        yield page
        page.close()


def print_file(page: Tab, source: Path) -> Path:
    """Print an HTML file into a PDF beside it."""
    page.goto(source.as_uri())
    if beyond := page.evaluate(FIT):
        raise NoPrint(f"{source.stem}: {len(beyond)} elements are wider than paper, even set small:\n"
                      + "\n".join(beyond[:5]))
    target = source.with_suffix(".pdf")
    page.pdf(path=target, prefer_css_page_size=True, print_background=True, tagged=True)
    return target
