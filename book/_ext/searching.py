"""Search that knows both languages: English words by their stems, Chinese ones by characters and pairs of them.

Chinese is written without spaces, so a word of it cannot be cut out without a dictionary. A pair of neighboring
characters can: every word that is searched for is a row of such pairs, and a page has to have them all.
"""

from __future__ import annotations

import re

from sphinx.search import languages
from sphinx.search.en import SearchEnglish

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


def setup(app):
    languages["en"] = SearchBothLanguages
    return {"parallel_read_safe": True, "parallel_write_safe": True}
