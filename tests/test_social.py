"""What a page says of itself where it is shared: one card each, tags only where they can be right; and the cover."""

import io
import re
import sys

import pytest
from docutils.core import publish_doctree
from PIL import Image, ImageChops
from pages import ROOT
from sphinx.application import Sphinx

import cards  # from book/_ext, which pages puts on the path
import social

sys.path.append(str(ROOT / "figures" / "site"))
import cover  # noqa: E402
import favicon  # noqa: E402

ADDRESS = "https://example.org/book/"
MOST_BYTES = 40_000
CHAPTER = """---
lff: {minutes: 5, needs: [], givens: []}
---
# One & two

Some days are alike, $x < 1$ of them. With $\\\\hat y$ it is shorter. Which ones? And why?

After this chapter you can:

- ask.
"""


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def differs(one: Image.Image, other: Image.Image) -> int:
    """The largest difference between two pictures, of 255. (Libraries compress the same picture to other bytes.)"""
    return max(high for _, high in ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getextrema())


def test_the_cover_in_pixels_is_the_one_that_the_script_draws():
    kept = Image.open(ROOT / "figures" / "site" / "cover.png")
    assert kept.size == (1600, 2400)
    assert differs(kept, picture(cover.cover().png())) <= 8
    assert differs(kept, picture(favicon.mark(180).png()).resize(kept.size)) > 100, "or nothing is compared"


def test_the_motif_begins_straight_and_comes_closer_at_every_moment():
    """The lines are what they are said to be: a straight one, and what descent makes of it."""
    lines = cards.poster.descent()
    wanted = [y for _, y in cards.poster.descent(17)[-1]]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(lines[0], lines[0][1:])]
    assert max(slopes) - min(slopes) < 1e-12
    misses = [sum((y - w) ** 2 for (_, y), w in zip(line, wanted)) for line in lines]
    assert misses == sorted(misses, reverse=True) and misses[-1] < misses[0] / 5


@pytest.mark.parametrize("title, question, number", [
    ("Three steps", "A machine is to find a function that nobody can write down. Where does it begin?", "2"),
    ("A title so long that it will have to stand on two lines of the card", "And a question, " * 30, "22"),
    (cards.BOOK, "From a straight line on", "")])
def test_a_card_has_the_size_that_is_asked_for_and_is_light(title, question, number):
    card = cards.card(title, question, number)
    assert picture(card).size == (1200, 630)
    assert len(card) <= MOST_BYTES
    assert card == cards.card(title, question, number)


def test_cards_of_two_chapters_differ():
    assert differs(picture(cards.card("One", "Why?", "1")), picture(cards.card("Two", "Why?", "2"))) > 100


def test_the_description_is_whole_sentences_without_formulas():
    page = publish_doctree("One\n===\n\nIt is :math:`x` here. Then :math:`\\hat y` comes. Is it enough? We go on:\n\n"
                           "* no part of it\n\nThe end of the page, which comes after the list, stands here.\n")
    assert social.description(page) == (
        "It is x here. Is it enough? The end of the page, which comes after the list, stands here.")
    assert social.question(page) == "Is it enough?"


def test_what_the_build_puts_under_a_title_is_not_the_beginning():
    page = publish_doctree("One\n===\n\n.. class:: chapter-head\n\n40 minutes.\n\nThe text.\n")
    assert social.description(page) == "The text."


def test_a_long_beginning_is_cut_between_words():
    page = publish_doctree("Long\n====\n\n" + "word " * 200 + "end.\n")
    found = social.description(page)
    assert found.endswith("word …") and len(found) <= social.LONGEST + 2


def built(folder, address: str) -> tuple[str, list[str]]:
    """The page of a small book with this address, and the names of the cards."""
    source = folder / "source"
    source.mkdir()
    (source / "chapter.md").write_text(CHAPTER, "utf-8")
    settings = {"extensions": ["myst_parser", "social"], "myst_enable_extensions": ["dollarmath"], "project": cards.BOOK,
                "html_baseurl": address, "root_doc": "chapter", "html_theme": "basic"}
    app = Sphinx(source, None, folder / "html", folder / "trees", "html", settings, status=None, warning=io.StringIO())
    app.build()
    names = sorted(path.name for path in (folder / "html" / "_static" / "cards").glob("*"))
    return (folder / "html" / "chapter.html").read_text("utf-8"), names


def tags(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]*|description)" content="([^"]*)"', page))


@pytest.mark.parametrize("address", [ADDRESS, ADDRESS.rstrip("/")])
def test_a_site_with_an_address_has_a_card_and_tags_for_each_page(tmp_path, address):
    page, names = built(tmp_path, address)
    found = tags(page)
    assert names == ["chapter.png"]
    assert found["og:image"] == f"{ADDRESS}_static/cards/chapter.png"
    assert found["og:url"] == f"{ADDRESS}chapter.html"
    assert found["og:title"].replace("&amp;", "&") == "One & two" and found["og:site_name"] == cards.BOOK
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:description"] == found["description"]
    assert found["description"] == "Some days are alike, x &lt; 1 of them. Which ones? And why?"
    assert found["twitter:card"] == "summary_large_image"


def test_a_site_without_an_address_claims_none(tmp_path):
    page, names = built(tmp_path, "")
    assert list(tags(page)) == ["description"] and not names
