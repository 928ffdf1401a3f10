"""Every cell of every chapter, run in its page in Chromium from first to last: it gives what the book shows.

Two chapters run at a time. Heavy cells are left out, as for a reader who presses "Run all": what was kept of them when
the book was built takes their place. With LFF_HEAVY=1 those that can run are run as well, after all others. What "the
same" means is said in tests/comparing.py; how long each chapter took is written to `_build/running.txt`.
"""

from __future__ import annotations

import ast
import os
import time

import pytest
from conftest import ROOT

import comparing
import execution  # from book/_ext, which conftest puts on the path
import run_pages

AT_A_TIME = 2
PATIENCE = 1800  # seconds for a chapter; a machine may have much else to do
REPORT = ROOT / "_build" / "running.txt"
PAGES = {path.stem: path for path in run_pages.pages()}

READ = """() => [...document.querySelectorAll("div.cell:has(.cell_input)")].map((cell) => ({
  state: cell.dataset.run ?? null,
  outputs: [...cell.querySelectorAll(`.cell_output :is(.output.stream, .output.text_plain, .output.traceback,
      .output.math, .output.text_html, .run-claim, img)`)]
    .filter((output) => !output.parentElement.closest(".output"))
    .map((output) => output.matches("img") ? { kind: "picture", text: output.alt }
      : output.matches(".math") ? { kind: "formula", text: "" }
      : output.matches(".text_html") ? { kind: "html", text: "" }
      : output.matches(".run-claim") ? { kind: "claim", text: output.textContent }
      : { kind: output.matches(".traceback") ? "error" : "text", text: output.textContent }),
}))"""
STATE = """() => ({
  bar: document.querySelector(".run-bar")?.dataset.state ?? null,
  words: document.querySelector(".run-bar")?.textContent ?? "",
  begun: document.querySelector("div.cell[data-run]") !== null,
  busy: document.querySelector("div.cell:is([data-run=waiting], [data-run=running])") !== null,
})"""


class Chapter:
    """A chapter that is run in a page of the browser, step by step, without waiting for it."""

    def __init__(self, browser, address: str, slug: str):
        self.slug, self.described = slug, run_pages.described(PAGES[slug])
        self._context = browser.new_context()
        self._page = self._context.new_page()
        self.troubles: list[str] = []
        self._page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self._page.goto(f"{address}{PAGES[slug].relative_to(execution.BOOK).with_suffix('.html').as_posix()}")
        self._page.click("[data-action=run]")
        self._begun = time.monotonic()
        self._asked = False
        self._heavy = [cell["place"] for cell in self.described["cells"] if cell["place"] is not None
                       and cell["heavy"] is not None and not cell["lacks"]] if os.environ.get("LFF_HEAVY") else []
        self.started = self.seconds = 0.0
        self.cells: list[dict] = []
        self.glued: dict = {}

    def step(self) -> bool:
        """Do what is to be done next; whether that was the last."""
        state = self._page.evaluate(STATE)
        passed = time.monotonic() - self._begun
        if state["bar"] == "failed" or passed > PATIENCE:
            self.troubles.append(f"after {passed:.0f} s: {state['words']}")
            return self._end()
        if state["bar"] != "ready" or state["busy"]:
            return False
        if not self._asked:
            self.started, self._asked = passed, True
            self._page.get_by_role("button", name="Run all", exact=True).click()
            return False
        if not state["begun"]:
            return False
        if self._heavy:
            place = self._heavy.pop(0)
            self._page.get_by_role("button", name=f"Run cell {place + 1}", exact=True).click()
            return False
        self.glued = self._page.evaluate("() => window.lffRunning.glued()")
        return self._end()

    def _end(self) -> bool:
        self.seconds = time.monotonic() - self._begun - self.started
        self.cells = self._page.evaluate(READ)
        self._context.close()
        return True


class Reader:
    """Runs chapters, as many at a time as may be, and keeps what came out of each."""

    def __init__(self, browser, address: str, slugs: list[str]):
        self._browser, self._address, self._waiting = browser, address, list(slugs)
        self._running: list[Chapter] = []
        self._done: dict[str, Chapter] = {}
        self._begun = time.monotonic()
        REPORT.write_text(f"{AT_A_TIME} chapters at a time\n", "utf-8")

    def chapter(self, slug: str) -> Chapter:
        """A chapter that has been run to its end."""
        while slug not in self._done:
            while self._waiting and len(self._running) < AT_A_TIME:
                self._running.append(Chapter(self._browser, self._address, self._waiting.pop(0)))
            for chapter in [chapter for chapter in self._running if chapter.step()]:
                self._running.remove(chapter)
                self._done[chapter.slug] = chapter
                with REPORT.open("a", encoding="utf-8") as report:
                    print(f"{chapter.slug:26s} ready {chapter.started:5.1f} s, cells {chapter.seconds:6.1f} s; so far "
                          f"{time.monotonic() - self._begun:.0f} s", file=report)
            time.sleep(0.2)
        return self._done[slug]


@pytest.fixture(scope="session")
def in_pages(request, chromium, running_address):
    """Runs the chapters that tests have been chosen for."""
    slugs = dict.fromkeys(item.callspec.params["slug"] for item in request.session.items
                          if "in_pages" in getattr(item, "fixturenames", ()))
    return Reader(chromium, running_address, list(slugs))


def glued_by(cell) -> list[str]:
    """The keys that an executed cell has glued."""
    named = (output.get("metadata", {}).get("scrapbook", {}).get("name") for output in cell.outputs)
    return [name for name in named if name]


@pytest.mark.parametrize("slug", PAGES)
def test_a_chapter_gives_in_its_page_what_the_book_shows(slug, in_pages):
    run, book = in_pages.chapter(slug), execution.stored(PAGES[slug])
    assert book is not None, "the chapter has not been run as it stands: make book"
    assert not run.troubles, "\n".join(run.troubles)
    allowed, differs = comparing.Allowed.of(slug), []
    executed = [cell for cell in book.notebook.cells if cell.cell_type == "code"]
    for cell, described in zip(executed, run.described["cells"], strict=True):
        place = described["place"]
        if place is None:
            continue
        shown = run.cells[place]
        if shown["state"] != "ok":
            if described["heavy"] is None or shown["state"] not in (None, "taken"):
                last = shown["outputs"][-1:]
                pytest.fail(f"cell {place + 1} was {shown['state'] or 'left out'}: {last}; " + "; ".join(differs))
            continue
        found = comparing.outputs(comparing.in_book(cell), comparing.in_page(shown["outputs"]),
                                  claimed=not allowed.lets_print(cell.source))
        if found:
            differs.append(f"cell {place + 1}: {found}")
    out = {key for cell, described in zip(executed, run.described["cells"])
           if described["needs"] or described["heavy"] is not None for key in glued_by(cell)}
    given = {key: value["latex"] if "latex" in value else ast.literal_eval(value["text"])
             for key, value in run.glued.items() if key not in out}
    differs += comparing.glued({key: value for key, value in book.glued.items() if key not in out}, given, allowed)
    if differs:
        with REPORT.open("a", encoding="utf-8") as report:
            print(slug, *differs, sep="\n  ", file=report)
    assert not differs, "\n".join(differs)
