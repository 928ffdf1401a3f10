"""References as reference managers read them; what stands in them is written once, in CITATION.cff."""

import io
import json
import tomllib

import pytest
import yaml
from pybtex.database import parse_string

import lff
from pages import ROOT

import citing  # from book/_ext, which pages puts on the path

CHAPTER = citing.reference("Three steps", "function/three-steps", "https://example.org/book/")
BOOK = citing.reference()


def ris(text: str) -> dict[str, list[str]]:
    """The fields of one RIS record: two letters, two blanks, a hyphen, a blank, the value."""
    fields: dict[str, list[str]] = {}
    for line in io.StringIO(text, newline="").read().removesuffix("\r\n").split("\r\n"):
        tag, between, value = line[:2], line[2:6], line[6:]
        assert between == "  - " and tag.isupper(), line
        fields.setdefault(tag, []).append(value)
    assert list(fields)[0] == "TY" and list(fields)[-1] == "ER", "a record begins with TY and ends with ER"
    return fields


@pytest.mark.parametrize("ref", [BOOK, CHAPTER], ids=["book", "chapter"])
def test_the_three_formats_say_the_same(ref):
    (key, entry), = parse_string(ref.bibtex(), "bibtex").entries.items()
    record, (item,) = ris(ref.ris()), json.loads(ref.csl())
    assert key == item["id"] == record["ID"][0] == ref.key
    bare = {name: value.strip("{}") for name, value in entry.fields.items()}
    assert bare["title"] == item["title"] == record["TI"][0] == ref.title
    assert "".join(entry.persons["author"][0].last_names).strip("{}") == item["author"][0]["literal"] == ref.author
    assert record["AU"] == [f"{ref.author},"]
    assert bare["year"] == record["PY"][0] == str(item["issued"]["date-parts"][0][0]) == ref.date[:4]
    assert bare.get("booktitle", "") == item.get("container-title", "") == record.get("T2", [""])[0] == ref.book
    assert bare.get("url", "") == item.get("URL", "") == record.get("UR", [""])[0] == ref.address
    assert bare["note"] == f"Version {item['edition']}" == f"Version {record['ET'][0]}"


def test_kinds():
    assert BOOK.bibtex().startswith("@book{") and CHAPTER.bibtex().startswith("@incollection{")
    assert ris(BOOK.ris())["TY"] == ["BOOK"] and ris(CHAPTER.ris())["TY"] == ["CHAP"]
    assert json.loads(BOOK.csl())[0]["type"] == "book" and json.loads(CHAPTER.csl())[0]["type"] == "chapter"


def test_what_needs_an_address_is_not_there_without_one():
    assert CHAPTER.address == "https://example.org/book/function/three-steps.html"
    assert "citation_public_url" in CHAPTER.tags()
    for text in (BOOK.bibtex(), BOOK.ris(), BOOK.csl(), BOOK.tags()):
        assert "http" not in text


def test_tags_are_safe_html():
    tags = citing.reference('A "quoted" <title> & more', "a/b").tags()
    assert 'content="A &quot;quoted&quot; &lt;title&gt; &amp; more"' in tags


def test_citation_file_agrees_with_everything_else():
    facts = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert facts["cff-version"] == "1.2.0" and facts["message"]
    assert [person["name"] for person in facts["authors"]] == [config["author"]]
    assert [person["name"] for person in project["authors"]] == [config["author"]]
    assert facts["title"].startswith(config["title"] + ": ")
    assert facts["version"] == lff.__version__
    assert str(facts["date-released"])[:4] == config["copyright"]


def test_changelog_begins_with_this_version():
    text = (ROOT / "book" / "reference" / "changelog.md").read_text("utf-8")
    first = next(line for line in text.splitlines() if line.startswith("## "))
    assert first.startswith(f"## {lff.__version__}")
