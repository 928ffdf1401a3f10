"""A chapter opens elsewhere: addresses that are right, offered only where they lead somewhere; Binder's and the container's files."""

import json
import os
import re
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

import yaml
from jupyter_book.config import get_final_config

from chapters import chapter_files
from pages import ROOT

import launching  # from book/_ext, which pages puts on the path
import notebooks
import package_wheel

REPOSITORY = "https://github.com/me/a-book"


def buttons(repository: str, address: str, page: str) -> list[dict]:
    """The buttons that a page of a site with these addresses gets."""
    config = SimpleNamespace(html_theme_options={"repository_url": repository}, html_baseurl=address, site_branch="pages/now")
    app = SimpleNamespace(config=config, env=SimpleNamespace(doc2path=lambda name: ROOT / "book" / f"{name}.md"))
    context = {}
    launching.offer(app, page, "page.html", context, object())
    return context.get("header_buttons", [])


def test_the_addresses_name_repository_branch_and_notebook():
    found = launching.addresses(f"{REPOSITORY}.git", "pages/now", "three-steps")
    assert urlsplit(found["Colab"]).path == "/github/me/a-book/blob/pages/now/notebooks/three-steps.ipynb"
    binder = urlsplit(found["Binder"])
    assert unquote(binder.path.rsplit("/", 1)[-1]) == "pages/now" and binder.path.startswith("/v2/gh/me/a-book/")
    assert parse_qs(binder.query) == {"labpath": ["notebooks/three-steps.ipynb"]}


def test_a_repository_that_they_cannot_read_has_none():
    assert launching.addresses("https://example.org/me/a-book", "pages", "three-steps") == {}


def test_a_button_stands_on_chapters_of_a_site_with_addresses_and_nowhere_else():
    group, = buttons(REPOSITORY, "https://example.org/", "function/three-steps")
    assert [button["text"] for button in group["buttons"]] == ["Colab", "Binder"]
    assert not buttons(REPOSITORY, "", "function/three-steps")
    assert not buttons("", "https://example.org/", "function/three-steps")
    assert not buttons(REPOSITORY, "https://example.org/", "reference/teaching")


def test_binder_installs_what_the_notebooks_import_in_the_books_versions():
    *lines, lab, wheel = launching.binder_files()["requirements.txt"].splitlines()
    assert wheel == f"./notebooks/{package_wheel.name()}" and re.fullmatch(r"jupyterlab==[\d.]+", lab)
    ours = [line.removesuffix("\\").strip() for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()]
    assert all(line in ours for line in lines)
    modules = {"sklearn": "scikit-learn"}
    wanted = {"numpy", "matplotlib", "sympy"}
    for path in chapter_files():
        if notebooks.is_chapter(path):
            found = re.findall(r"^\s*(?:import|from) (scipy|sklearn|mlxtend|autograd)\b", path.read_text("utf-8"), re.M)
            wanted |= {modules.get(name, name) for name in found}
    assert wanted <= {line.split("==")[0] for line in lines}


def test_the_addresses_in_the_settings_reach_the_pages():
    """Jupyter Book gives the theme what `repository` says, unless other settings of the theme replace it."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    settings["repository"]["url"], settings["html"]["baseurl"] = REPOSITORY, "https://example.org/"
    config, _ = get_final_config(user_yaml=settings, cli_config={"latex_individualpages": False})
    assert config["html_theme_options"]["repository_url"] == REPOSITORY
    assert config["html_theme_options"]["navbar_persistent"] == []
    assert config["html_baseurl"] == "https://example.org/"


def test_the_container_uses_commands_that_are_there():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    script = ROOT / container["onCreateCommand"].removeprefix("bash ")
    assert script.is_file() and os.access(script, os.X_OK)
    target = container["postCreateCommand"].removeprefix("make ")
    assert re.search(rf"^{re.escape(target)}:", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert f"bash {script.relative_to(ROOT)}" in (ROOT / ".ci" / "run").read_text("utf-8"), "CI installs the same"
