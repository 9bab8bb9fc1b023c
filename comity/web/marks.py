"""Text with marks on it: cut where marks begin and end, so that a page can light words and links can arrive. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """Words from `start` to `end`. Without a title links arrive at them, but nothing is lit."""

    start: int
    end: int
    title: str = ""
    tone: str = ""
    weight: float = 0.0
    """Where marks lie on the same words, the heaviest gives the tone."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words under the same marks; `anchor` where one of them begins."""

    text: str
    anchor: int | None = None
    title: str = ""
    tone: str = ""


def pieces(text: str, marks: Sequence[Mark], start: int, end: int) -> list[Piece]:
    """The words from `start` to `end`."""
    here = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = {start, end} | {edge for mark in here for edge in (max(start, mark.start), min(end, mark.end))}
    return [_piece(text, here, left, right) for left, right in pairwise(sorted(edges))]


def _piece(text: str, marks: Sequence[Mark], left: int, right: int) -> Piece:
    over = [mark for mark in marks if mark.start <= left and mark.end >= right]
    lit = [mark for mark in over if mark.title]
    return Piece(
        text[left:right],
        left if any(mark.start == left for mark in over) else None,
        " · ".join(dict.fromkeys(mark.title for mark in lit)),
        max(lit, key=lambda mark: mark.weight).tone if lit else "",
    )
