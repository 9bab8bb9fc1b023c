"""A transcript with evidence lit: turns cut where quotes begin and end, so that a page can jump to the words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from comity.ai.offline.transcript import Transcript

Span = tuple[int, int, str]
"""(start, end, what rests on it)"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words; `anchor` where evidence begins, `title` the criteria that rest on it."""

    text: str
    anchor: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class MarkedTurn:
    """One turn as the page shows it."""

    number: int
    speaker: str | None
    side: str
    at: str
    pieces: tuple[Piece, ...]


def turns(transcript: Transcript, spans: Sequence[Span]) -> list[MarkedTurn]:
    """Every turn in order, with what rests on its words."""
    out = []
    for number, turn in enumerate(transcript.turns):
        here = [span for span in spans if span[0] < turn.end and span[1] > turn.start]
        pieces = tuple(_pieces(transcript.text, turn.start, turn.end, here))
        out.append(MarkedTurn(number, turn.speaker, turn.side, clock(turn.at), pieces))
    return out


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int, str]]) -> list[Piece]:
    edges = {start, end} | {edge for first, last, _name in spans for edge in (max(start, first), min(end, last))}
    pieces = []
    for left, right in pairwise(sorted(edges)):
        over = [name for first, last, name in spans if first <= left and last >= right]
        begins = any(max(start, first) == left for first, _last, _name in spans)
        pieces.append(Piece(text[left:right], left if begins else None, " · ".join(dict.fromkeys(over))))
    return pieces


def clock(seconds: float | None) -> str:
    """`14:32`."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
