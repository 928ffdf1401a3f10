"""One page of the book as a reader of EPUB needs it: no script, nothing folded, pictures as files, formulas as MathML.

What the site folds stands open here, and later: solutions after the exercises, the code of the figures at the end.
"""

from __future__ import annotations

import posixpath
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field

import epub_formulas
import epub_pictures
from epub_xhtml import MATHML, SVG, XHTML, XML, classes, html, make, parents, parse, replace, with_class, words

NOT_ON_PAPER = ("controls", "knobs", "downloads-absent", "headerlink")
CODE_IS_FOLDED = "Show code cell source"


@dataclass
class Page:
    """A page on its way into the book."""

    name: str                                                   # "function/three-steps"
    root: ET.Element                                            # what stands on it
    drawn: dict[str, str] = field(default_factory=dict)         # pictures that stood in the page, by file name

    @classmethod
    def read(cls, name: str, text: str) -> Page:
        """The page in the text that Sphinx wrote, without the frame around it."""
        main = next(e for e in parse(text).iter(html("div")) if e.get("role") == "main")
        body = make("body")
        body[:] = list(main)
        return cls(name, body)

    @property
    def file(self) -> str:
        return f"{self.name}.xhtml"

    @property
    def slug(self) -> str:
        return posixpath.basename(self.name)

    @property
    def ids(self) -> set[str]:
        return {e.get("id") for e in self.root.iter() if e.get("id")}

    @property
    def title(self) -> str:
        return words(next(self.root.iter(html("h1"))))

    @property
    def main(self) -> ET.Element:
        """The outermost section; of a page without one, the page."""
        return next(iter(self.root.findall(html("section"))), self.root)

    def sections(self) -> list[tuple[str, str]]:
        """Id and title of each section, for the table of contents."""
        return [(e.get("id"), words(e.find(html("h2")))) for e in self.main.findall(html("section"))
                if e.get("id") and e.find(html("h2")) is not None]

    def prepare(self) -> None:
        """All steps that need no other page."""
        self.leave_out()
        self.gather_solutions()
        self.gather_folded_code()
        self.draw()
        for formula in list(self.root.iter(f"{{{MATHML}}}math")):
            epub_formulas.readable(formula)
        self.tidy()

    def leave_out(self) -> None:
        """Take away what only a screen with scripts has a use for."""
        above = parents(self.root)
        for element in list(self.root.iter()):
            if set(classes(element)) & set(NOT_ON_PAPER) or element.tag == html("script"):
                replace(above[element], element)

    def gather_solutions(self) -> None:
        """Solutions after the exercises, where no eye falls on one too early."""
        solutions = [e for e in with_class(self.root, "solution") if e.tag == html("details")]
        if not solutions:
            return
        above = parents(self.root)
        gathered = make("section", {"id": f"solutions-{self.slug}", "class": "solutions"}, make("h2", {}, "Solutions"))
        last = None
        for element in list(self.root.iter()):
            if "exercise" in classes(element):
                last = element
            elif element in solutions:
                summary = element.find(html("summary"))
                heading = make("h3", {}, make("a", {"href": f"#{last.get('id')}"}, words(summary)))
                section = make("section", {"class": "solution", "id": element.get("id")}, heading)
                element.remove(summary)
                section.extend(list(element))
                gathered.append(section)
                last.append(make("p", {"class": "turn"}, make("a", {"href": f"#{element.get('id')}"}, "Solution")))
                replace(above[element], element)
        place = last
        while above[place] not in (self.main, self.root):
            place = above[place]
        replace(above[place], place, place, gathered)

    def gather_folded_code(self) -> None:
        """Folded code at the end of the page, a link to it in its place; anything else that is folded, unfolded."""
        above = parents(self.root)
        gathered = make("section", {"id": f"code-{self.slug}", "class": "behind"}, make("h2", {}, "The code behind"),
                        make("p", {}, "What prepares, draws or measures, and would stand in the way of the text."))
        count = 0
        for fold in list(self.root.iter(html("details"))):
            summary = fold.find(html("summary"))
            said = next((words(p) for p in summary if "collapsed" in classes(p)), words(summary))
            fold.remove(summary)
            if said != CODE_IS_FOLDED:
                said = said.removeprefix("Show ").capitalize()
                replace(above[fold], fold, make("p", {"class": "turn"}, f"{said}:"), *fold)
                continue
            count += 1
            here, there = f"to-code-{count}", f"code-{count}"
            link = make("a", {"href": f"#{there}"}, f"Code {count}")
            replace(above[fold], fold, make("p", {"class": "turn", "id": here}, link))
            gathered.append(make("div", {"id": there}, make("p", {"class": "turn"}, make(
                "a", {"href": f"#{here}"}, f"Code {count}")), *fold))
        if count:
            self.main.append(gathered)

    def draw(self) -> None:
        """Drawings that stand in the page become files, which every reader can show, with the words for them as alt."""
        above = parents(self.root)
        for element in list(self.root.iter()):
            if element.tag.endswith("}svg") and not above[element].tag.startswith(f"{{{SVG}}}"):
                if above[element].tag == html("svg"):
                    continue
                name = f"{self.slug}-{len(self.drawn) + 1}.svg"
                said = " ".join((element.get("aria-label") or epub_pictures.said(element)).split())
                key = {"alt": said} if said else {"alt": "", "role": "presentation", "class": "swatch"}
                replace(above[element], element, make("img", {"src": self.to(f"images/{name}"), **key}))
                self.drawn[name] = epub_pictures.drawing(element)

    def to(self, file: str) -> str:
        """The address of a file of the book, from this page."""
        return posixpath.relpath(file, posixpath.dirname(self.name) or ".")

    def tidy(self) -> None:
        """Names that are used once, languages said in both ways, and no attribute that does nothing on paper."""
        seen: set[str] = set()
        for element in self.root.iter():
            if "id" in element.attrib and element.get("id") in seen:
                del element.attrib["id"]
            seen.add(element.get("id", ""))
            if element.get("lang"):
                element.set(f"{{{XML}}}lang", element.get("lang"))
            for name in [n for n in element.attrib if n.startswith("data-") or n in ("tabindex", "aria-label", "for")]:
                del element.attrib[name]
            if element.tag.startswith(f"{{{XHTML}}}") and element.tag != html("img"):
                for name in ("style", "role", "title"):
                    element.attrib.pop(name, None)
            if element.tag == html("img"):
                source = element.get("src")
                element.attrib.pop("style", None)
                if "_images/" in source:
                    element.set("src", self.to("images/" + posixpath.basename(source)))

    def link(self, resolve: Callable[[Page, str], str]) -> None:
        """Lead each link where `resolve` says. One that leads nowhere becomes words; a list of files says where."""
        for paragraph in self.root.iter(html("p")):
            links = paragraph.findall(html("a"))
            says_more = words(paragraph) != " ".join(words(a) for a in links)
            if not links or (says_more and not any("download" in a.attrib for a in links)):
                continue
            if not any(resolve(self, a.get("href")) for a in links):
                paragraph.text = (paragraph.text or "") + "on the site" + (links[-1].tail or "")
                paragraph[:] = []
        for anchor in list(self.root.iter(html("a"))):
            target = resolve(self, anchor.get("href", ""))
            anchor.attrib.pop("download", None)
            if target:
                anchor.set("href", target)
            else:
                anchor.tag = html("span")
                anchor.attrib.clear()
