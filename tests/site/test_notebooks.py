"""The button of each chapter leads to its notebook, which reads without running and needs no more than the site has."""

from __future__ import annotations

import re

import nbformat
import pytest

from conftest import SITE, built_pages, chapter_pages, name_of

FOLDER = SITE / "notebooks"


def chapters() -> list:
    return [page for page in chapter_pages() if not name_of(page).startswith("reference/")]


def test_the_button_leads_to_the_notebook():
    assert len(chapters()) >= 10
    for page in chapters():
        group = re.search(r'dropdown-download-buttons.*?</ul>', page.read_text("utf-8"), re.S)[0]
        assert re.findall(r'href="([^"]*\.ipynb)"', group) == [f"../notebooks/{page.stem}.ipynb"]
        for ending in ("", "-exercises", "-solutions"):
            assert (FOLDER / f"{page.stem}{ending}.ipynb").is_file()


def test_pages_that_are_no_chapters_offer_none():
    for page in set(built_pages()) - set(chapters()):
        assert not re.search(r'btn-download-notebook-button', page.read_text("utf-8")), name_of(page)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.ipynb")), ids=lambda file: file.stem)
def test_notebooks_are_valid_small_and_plain(file):
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    assert file.stat().st_size <= 1_000_100
    said = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    said += [output.data.get("text/markdown", "") for cell in notebook.cells for output in cell.get("outputs", [])
             if "data" in output]
    for text in said:
        assert not re.search(r"\{[\w:-]+\}`|^\s*`{3,}\{", text, re.M), text[:300]


def test_the_wheel_that_the_notebooks_name_is_there():
    wheel, = FOLDER.glob("*.whl")
    for file in FOLDER.glob("*.ipynb"):
        assert wheel.name in nbformat.read(file, as_version=4).cells[1].source
