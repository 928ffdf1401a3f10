"""The built pages, opened in Chromium from the folder as a reader would open them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"


def built_pages() -> list[Path]:
    """Every page of the built site."""
    return sorted(p for p in SITE.rglob("*.html") if "_static" not in p.relative_to(SITE).parts)


def name_of(page: Path) -> str:
    return page.relative_to(SITE).with_suffix("").as_posix()


def pytest_generate_tests(metafunc):
    if "page_file" in metafunc.fixturenames:
        pages = built_pages()
        metafunc.parametrize("page_file", pages, ids=[name_of(p) for p in pages])


@pytest.fixture(scope="session")
def chromium():
    """A Chromium that may reach nothing but files."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("The site tests open the pages in Chromium, and none is installed (.ci/run installs it).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[
            "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--no-first-run"])
        yield browser
        browser.close()
