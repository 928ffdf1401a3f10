"""The pages allow themselves what they need and nothing else, from a folder and from any sub-path of a host."""

from __future__ import annotations

import re

import pytest

import runtimes
from conftest import SITE, built_pages, load_pictures, name_of

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
PUBLIC = "https://cdn.jsdelivr.net/"
LISTEN = "window.refused = []; addEventListener('securitypolicyviolation', e => " \
         "refused.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));"


def policy_of(text: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in POLICY.search(text)[1].split(";"))}


def test_every_page_has_the_policy_before_it_loads_anything(page_file):
    text = page_file.read_text("utf-8")
    policy = policy_of(text)
    assert policy["default-src"] == ["'none'"] and policy["base-uri"] == ["'none'"]
    assert set(policy["script-src"]) == {"'self'", "file:"}, "no inline script, no eval, no other host"
    assert set(policy["style-src-elem"]) == {"'self'", "file:"}
    asked = list(runtimes.places(PUBLIC)) if 'class="run-bar"' in text else []  # test_running.py says when
    assert [v for values in policy.values() for v in values if "*" in v or v.startswith("http")] == asked
    assert set(policy["connect-src"]) == {"'self'", "file:", *asked} and ("frame-src" in policy) == bool(asked)
    before = text[:POLICY.search(text).start()]
    assert "<script" not in before and "<link" not in before


def test_no_page_has_scripts_between_its_tags(page_file):
    text = page_file.read_text("utf-8")
    assert not re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/)[^>]*>", text)
    assert not re.findall(r"<[a-z][^<>]*\son[a-z]+=", text)


@pytest.mark.parametrize("where", ["folder", "host"])
def test_nothing_is_refused(chromium, address, page_file, where):
    """No page asks for what its policy refuses, and every address works below /a/b/."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    context.add_init_script(LISTEN)
    page = context.new_page()
    troubles, asked = [], []
    page.on("pageerror", lambda e: troubles.append(str(e)))
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.on("request", lambda r: asked.append(r.url))
    page.on("response", lambda r: troubles.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.goto(page_file.as_uri() if where == "folder" else address + page_file.relative_to(SITE).as_posix())
    load_pictures(page)
    refused = page.evaluate("refused")
    context.close()
    start = "file:" if where == "folder" else address
    assert not refused, refused
    assert not troubles, troubles
    assert not [url for url in asked if not url.startswith((start, "data:", "blob:"))], asked


def test_the_policy_is_in_force(chromium, address):
    """A script between tags and a picture from elsewhere are refused, so the tag does what it says."""
    context = chromium.new_context()
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.goto(address + "index.html")
    refused = page.evaluate("""async () => {
      const script = document.createElement("script"); script.textContent = "window.broken = true";
      const image = new Image(); image.src = "http://127.0.0.2/x.png";
      document.body.append(script, image);
      await new Promise(done => setTimeout(done, 300));
      return [window.broken, ...refused];
    }""")
    context.close()
    assert refused[0] is None
    assert [r.split()[0] for r in refused[1:]] == ["script-src-elem", "img-src"], refused


def test_headers_for_hosts_say_what_the_pages_say():
    said = policy_of((SITE / "index.html").read_text("utf-8"))
    for name in ("_headers", "nginx.conf", "htaccess.txt"):
        text = (SITE / "_static" / "headers" / name).read_text("utf-8")
        for directive, values in said.items():
            line = " ".join([directive, *[value for value in values if value != "file:"]])
            assert line in text, f"{name} does not say {line}"
        assert "frame-ancestors 'self'" in text


def test_the_buttons_of_the_theme_still_work(chromium, address):
    """Their scripts stood in attributes; now they are called from a file."""
    page = chromium.new_page()
    page.add_init_script("window.print = () => { window.printed = true; };")
    page.goto(address + "index.html")
    page.click(".dropdown-download-buttons > button")
    page.click(".btn-download-pdf-button")
    assert page.evaluate("window.printed")
    page.click(".btn-fullscreen-button")
    page.wait_for_timeout(200)
    assert page.evaluate("document.fullscreenElement && document.exitFullscreen().then(() => true)")
    before = page.evaluate("document.documentElement.dataset.mode")
    page.click(".theme-switch-button")
    assert page.evaluate("document.documentElement.dataset.mode") != before
    page.close()


def test_no_page_is_forgotten():
    assert {"index", "search", "genindex"} <= {name_of(page) for page in built_pages()}
