"""The words of a web page, block by block, without what every page carries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Final

_SKIPPED: Final = frozenset(
    ("script", "style", "noscript", "template", "svg", "nav", "footer", "form", "iframe", "select")
)
_VOID: Final = frozenset(("br", "hr", "img", "input", "meta", "link", "wbr", "source", "area", "col", "embed", "track"))
_INLINE: Final = frozenset(
    ("a", "b", "i", "em", "strong", "span", "small", "sup", "sub", "u", "mark", "code", "abbr", "font", "time", "label")
)
MOST_CHARACTERS: Final = 200_000
MOST_CHANGES: Final = 200


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.blocks: list[str] = [""]
        self._skipping = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._in_title = tag == "title"
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag not in _INLINE and self.blocks[-1]:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if tag in _SKIPPED and self._skipping:
            self._skipping -= 1
        elif tag not in _INLINE and tag not in _VOID and self.blocks[-1]:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._skipping:
            self.blocks[-1] += data


def read(page: bytes, kind: str) -> tuple[str, str]:
    """`words_of` for a program apart, which is given bytes and what the page says it is."""
    said = re.search(r"charset=[\"']?([\w.-]+)", kind)
    try:
        return words_of(page.decode(said[1] if said else "utf-8", "replace"))
    except (LookupError, UnicodeError):
        return words_of(page.decode("utf-8", "replace"))


def words_of(html: str) -> tuple[str, str]:
    """(title, text): a line a sentence or block."""
    reader = _Reader()
    reader.feed(html[: 20 * MOST_CHARACTERS].replace("\0", ""))
    reader.close()
    lines: list[str] = []
    for block in reader.blocks:
        said = re.sub(r"\s+", " ", block).strip()
        lines += [
            piece.strip() for piece in re.split(r"(?<=[.!?])\s+(?=[A-ZÄÖÜÀ-Ý0-9])", said) if len(piece.strip()) > 2
        ]
    text = "\n".join(dict.fromkeys(lines))[:MOST_CHARACTERS]
    return re.sub(r"\s+", " ", reader.title).strip()[:300], text


def changes(before: str | None, now: str) -> list[tuple[str, str]]:
    """What is said that was not, and what is no more: ("added" | "removed", words). Nothing on the first reading."""
    if before is None:
        return []
    old, new = before.split("\n"), now.split("\n")
    known, stays = set(map(_plain, old)), set(map(_plain, new))
    added: Sequence[str] = [line for line in new if line and _plain(line) not in known]
    removed: Sequence[str] = [line for line in old if line and _plain(line) not in stays]
    return [("added", line[:1000]) for line in added[:MOST_CHANGES]] + [
        ("removed", line[:1000]) for line in removed[:MOST_CHANGES]
    ]


def _plain(line: str) -> str:
    """A line as compared: spacing, case and years in a footer make no difference."""
    return re.sub(r"\W+", " ", line).strip().casefold()
