"""What the book's labels are called where a page cannot link by itself: titles, numbers, equations, cited works."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from docutils.nodes import make_id
from pybtex.database import parse_file
from pybtex.plugin import find_plugin

from environment import ROOT

REFERENCES = ROOT / "book" / "references.bib"


@dataclass(frozen=True)
class Names:
    """Names by label, and addresses if the site has one. A label without a name is an error of the page."""

    titles: dict[str, str] = field(default_factory=dict)     # three-steps: Three steps
    numbers: dict[str, str] = field(default_factory=dict)    # fig-three-steps-data: Fig. 2.1
    equations: dict[str, str] = field(default_factory=dict)  # three-steps-mae: 2.2
    places: dict[str, str] = field(default_factory=dict)     # three-steps: function/three-steps.html#three-steps
    address: str = ""                                        # of the site; ends in a slash, or is empty

    def linked(self, text: str, label: str) -> str:
        """The text, as a link into the site if the site has an address."""
        return f"[{text}]({self.address}{self.places[label]})" if self.address and label in self.places else text


def of(app) -> Names:
    """The names that Sphinx gave, read when all pages have been."""
    env, config = app.env, app.config
    standard, numbers = env.get_domain("std"), {}
    places = {name: f"{page}.html#{place}" for name, (page, place) in standard.anonlabels.items()}
    for name, (page, place) in standard.anonlabels.items():
        for kind, counted in env.toc_fignumbers.get(page, {}).items():
            if place in counted and kind in config.numfig_format:
                numbers[name] = config.numfig_format[kind] % ".".join(map(str, counted[place]))
    equations = {}
    for name, (page, number) in env.get_domain("math").equations.items():
        place = make_id(f"equation-{name}")
        inside = env.toc_fignumbers.get(page, {}).get("displaymath", {}).get(place)
        equations[name] = ".".join(map(str, inside)) if config.math_numfig and config.numfig and inside else str(number)
        places.setdefault(name, f"{page}.html#{place}")
    address = (config.html_baseurl or "").rstrip("/")
    titles = {name: title for name, (_, _, title) in standard.labels.items()}
    return Names(titles, numbers, equations, places, f"{address}/" if address else "")


@cache
def _works():
    return parse_file(REFERENCES, "bibtex")


@cache
def _style():
    return find_plugin("pybtex.style.formatting", "plain")()


def is_known(key: str) -> bool:
    """Whether the bibliography has a work of this name."""
    return key in _works().entries


def authors(key: str) -> str:
    """The last names of a work's authors, as the pages cite them."""
    people = _works().entries[key].persons
    last = [" ".join(person.prelast_names + person.last_names).replace("{", "").replace("}", "")
            for person in people.get("author") or people["editor"]]
    return f"{last[0]} et al." if len(last) > 2 else " and ".join(last)


def year(key: str) -> str:
    """The year of a work."""
    return _works().entries[key].fields["year"]


def reference_list(keys: list[str]) -> list[str]:
    """What the works are, each as a line of Markdown."""
    entries = _style().format_bibliography(_works(), sorted(set(keys)))
    return [re.sub(r"\\([^\w\s*_\[\]`<])", r"\1", " ".join(entry.text.render_as("markdown").split())) for entry in entries]
