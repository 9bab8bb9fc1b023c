"""Words as a model's numbers: lower-case WordPiece over its own vocabulary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

PIECE = re.compile(r"\w+|[^\w\s]")
LONGEST = 100
"""Characters of a word that are still taken apart."""


class Vocabulary:
    """The pieces a model knows, by number."""

    def __init__(self, pieces: list[str]) -> None:
        self._number = {piece: number for number, piece in enumerate(pieces)}
        self.begin, self.end = self._number["[CLS]"], self._number["[SEP]"]
        self._unknown = self._number["[UNK]"]

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """From `vocab.txt`, one piece a line."""
        return cls(path.read_text("utf-8").split("\n"))

    def numbers(self, text: str, most: int) -> list[int]:
        """The text's pieces between the marks of beginning and end, at most so many."""
        out = [self.begin]
        for word in PIECE.findall(_plain(text[: most * 20])):
            if len(out) >= most - 1:
                break
            out += self._pieces(word)
        return [*out[: most - 1], self.end]

    def _pieces(self, word: str) -> Iterator[int]:
        if len(word) > LONGEST:
            yield self._unknown
            return
        found, start = [], 0
        while start < len(word):
            end = len(word)
            mark = "##" if start else ""
            while end > start and mark + word[start:end] not in self._number:
                end -= 1
            if end == start:
                yield self._unknown
                return
            found.append(self._number[mark + word[start:end]])
            start = end
        yield from found


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in parts if unicodedata.category(char) != "Mn")
