"""Whatever stands behind the `?` or the `#` of an address, a page shows itself and runs nothing of it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import SITE

PAGES = ["index.html", "search.html", "function/three-steps.html", "reference/glossary.html", "genindex.html",
         "slides/three-steps.html"]
MARKUP = ["<img src=x onerror=harm()>", "<script>harm()</script>", "\"><svg onload=harm()>", "'-harm()-'", "javascript:harm()",
          "</title><script>harm()</script>", "<iframe srcdoc='<script>parent.harm()</script>'>", "{{harm()}}", "${harm()}"]
KEYS = ["q", "highlight", "check_keywords", "area", "print-pdf", "notes", "next"]
SET_UP = "window.harmed = 0; window.harm = () => { window.harmed += 1; };"


def ways(markup: str):
    """Tails of addresses with a piece of markup wherever a script may look, written as browsers do and as it stands."""
    for text in (quote(markup), markup):
        yield f"?{'&'.join(f'{key}={text}' for key in KEYS)}#{text}"
    yield f"#/{quote(markup)}/2:~:text={quote(markup)}"


class Watched:
    """A page, the troubles that its scripts told of, and whom it asked."""

    def __init__(self, chromium, address: str):
        self.context = chromium.new_context()
        self.context.add_init_script(SET_UP)
        self.page, self.address = self.context.new_page(), address
        self.troubles, self.asked = [], []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.troubles.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def visit(self, name: str, tail: str) -> None:
        """Open a page with a tail of an address, and hold that nothing of it came to life."""
        self.troubles.clear()
        self.asked.clear()
        if tail.startswith("#"):
            self.page.goto("about:blank")  # or a new fragment alone would not load the page
        self.page.goto(f"{self.address}{name}{tail}", wait_until="load")
        if name == "search.html" and "?q=" in tail:
            self.page.wait_for_timeout(50)  # the results are written one by one
        found = self.page.evaluate("""() => ({harmed, title: document.title,
            made: [...document.querySelectorAll("[onerror], [onload], [srcdoc], script:not([src]):not([type])")]
                .map(e => e.outerHTML)})""")
        assert found["harmed"] == 0 and not found["made"], (name, tail, found)
        assert not self.troubles, (name, tail, self.troubles)
        assert all(url.startswith((self.address, "data:", "blob:", "about:")) for url in self.asked), (name, tail, self.asked)


@pytest.fixture(scope="module")
def watched(chromium, address):
    made = Watched(chromium, address)
    yield made
    made.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_markup_in_an_address_stays_text(watched, name):
    assert (SITE / name).is_file()
    for markup in MARKUP:
        for tail in ways(markup):
            watched.visit(name, tail)


TAILS = st.lists(st.one_of(st.sampled_from([*MARKUP, *KEYS, "?", "#", "&", "=", "/", "%00", "%", "%ff", "..", "\\", "#/-1/999"]),
                           st.text(max_size=6)), min_size=1, max_size=8).map("".join)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(name=st.sampled_from(PAGES), tail=TAILS, mark=st.sampled_from("?#"))
def test_any_tail_of_an_address_leaves_a_page_whole(watched, name, tail, mark):
    watched.visit(name, mark + tail.encode("utf-8", "replace").decode())


def test_the_watch_sees_what_comes_to_life(chromium, tmp_path_factory, address):
    """A page that writes its address into itself is caught."""
    watch = Watched(chromium, address)
    watch.page.route("**/naive.html*", lambda route: route.fulfill(content_type="text/html", body="<body></body>"))
    watch.page.goto(f"{address}naive.html#x")
    watch.page.evaluate("document.body.innerHTML = decodeURIComponent('%3Cimg src=x onerror=harm()%3E')")
    watch.page.wait_for_function("harmed == 1")
    watch.context.close()
