"""Search that knows both languages: English words by their stems, Chinese ones by characters and pairs of them.

Chinese is written without spaces, so a word of it cannot be cut out without a dictionary. A pair of neighboring
characters can: every word that is searched for is a row of such pairs, and a page has to have them all.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from sphinx.search import languages
from sphinx.search.en import SearchEnglish

import renewing

HAN = "\u3400-\u9fff\uf900-\ufaff"
PIECES = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")

SPLIT_QUERY = r"""
function splitQuery(query) {
  const found = [];
  for (const [piece] of query.matchAll(/[HAN]+|[\p{Letter}\p{Number}_]+/gu)) {
    for (const part of piece.match(/[HAN]+|[^HAN]+/g)) {
      if (!/[HAN]/.test(part) || part.length === 1) found.push(part);
      else for (let i = 0; i + 1 < part.length; i++) found.push(part.slice(i, i + 2));
    }
  }
  return found;
}
""".replace("HAN", r"\u3400-\u9fff\uf900-\ufaff")


class SearchBothLanguages(SearchEnglish):
    """English, with Chinese in it."""

    js_splitter_code = SPLIT_QUERY

    def split(self, text: str) -> list[str]:
        """The words of a sentence; of a run of Chinese, its characters and its pairs."""
        words = []
        for piece in PIECES.findall(text):
            if "\u3400" <= piece[0] <= "\u9fff" or "\uf900" <= piece[0] <= "\ufaff":
                words += [*piece, *(piece[i:i + 2] for i in range(len(piece) - 1))]
            else:
                words.append(piece)
        return words


# What pages that are not written anew have in the index. Sphinx takes it from the index itself, and loses half of it.

def _file(app) -> Path:
    return Path(app.doctreedir) / "search.json"


def remember(app, exception) -> None:
    """Keep what each page has in the index."""
    index = getattr(app.builder, "indexer", None)
    if exception or app.builder.name != "html" or index is None:
        return
    pages = {page: {"title": title, "file": index._filenames[page], "titles": index._all_titles[page],
                    "entries": index._index_entries.get(page, []), "words": [], "title words": []}
             for page, title in index._titles.items()}
    for name, words in (("words", index._mapping), ("title words", index._title_mapping)):
        for word, having in words.items():
            for page in having:
                pages[page][name].append(word)
    _file(app).write_text(json.dumps(pages), "utf-8")


def recall(app) -> None:
    """Have the index of a partial build begin with what the other pages had in it."""
    if app.builder.name != "html":
        return
    def load(docnames) -> None:
        index = app.builder.indexer
        for page in sorted(set(app.env.all_docs) - set(docnames)):
            if (had := earlier.get(page)) is None:
                continue
            index._titles[page], index._filenames[page] = had["title"], had["file"]
            index._all_titles[page] = [tuple(title) for title in had["titles"]]
            index._index_entries[page] = [tuple(entry) for entry in had["entries"]]
            for name, words in (("words", index._mapping), ("title words", index._title_mapping)):
                for word in had[name]:
                    words.setdefault(word, set()).add(page)

    def dump() -> None:
        index = app.builder.indexer
        ordered = sorted(index._index_entries.items())
        index._index_entries.clear()
        index._index_entries.update(ordered)
        dump_index()

    dump_index = app.builder.dump_search_index
    app.builder.dump_search_index = dump
    if renewing.is_partial(app) and _file(app).is_file():
        earlier = json.loads(_file(app).read_text("utf-8"))
        app.builder.load_indexer = load


def setup(app):
    languages["en"] = SearchBothLanguages
    app.connect("env-before-read-docs", lambda app, env, pages: recall(app))
    app.connect("build-finished", remember)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
