"""A transcript with marks on its words, turn by turn, as pages show it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.web.marks import Mark, Piece, pieces


@dataclass(frozen=True, slots=True)
class MarkedTurn:
    """One turn as the page shows it."""

    number: int
    speaker: str | None
    side: str
    at: str
    start: int
    pieces: Sequence[Piece]


def turns(text: str, segments: Sequence[Mapping[str, Any]], marks: Iterable[Mark]) -> list[MarkedTurn]:
    """All turns in order, each with the marks on its words."""
    ordered = sorted(marks, key=lambda mark: mark.start)
    first, out = 0, []
    for number, turn in enumerate(segments):
        start, end = turn["start"], turn["end"]
        while first < len(ordered) and ordered[first].end <= start:
            first += 1
        shown = pieces(text, _until(ordered, first, end), start, end)
        out.append(
            MarkedTurn(number, turn.get("speaker"), turn.get("side") or "unknown", clock(turn.get("at")), start, shown)
        )
    return out


def _until(ordered: Sequence[Mark], first: int, end: int) -> list[Mark]:
    found = []
    for mark in ordered[first:]:
        if mark.start >= end:
            break
        found.append(mark)
    return found


def clock(seconds: float | None) -> str:
    """`14:32`."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
