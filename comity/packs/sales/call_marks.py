"""A transcript with its signals lit, and a place to jump to wherever brief, items and reasons point. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from comity.packs.sales import call_words


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words under the same signals; `anchor` where one of them begins."""

    text: str
    anchors: tuple[int, ...] = ()
    tone: str = ""
    title: str = ""

    @property
    def marked(self) -> bool:
        """Whether any signal lies on it."""
        return bool(self.title)


@dataclass(frozen=True, slots=True)
class MarkedTurn:
    """One turn as the page shows it."""

    number: int
    speaker: str | None
    side: str
    at: str
    pieces: tuple[Piece, ...]
    start: int = 0


def turns(
    transcript: str,
    segments: Sequence[Mapping[str, Any]],
    signals: Sequence[Mapping[str, Any]],
    cited: Iterable[tuple[int, int]] = (),
) -> list[MarkedTurn]:
    """All turns in order; `cited` are spans that something points to without lighting them."""
    quiet = [{"span_start": start, "span_end": end} for start, end in dict.fromkeys(cited) if end > start]
    ordered = sorted([*signals, *quiet], key=lambda s: s["span_start"])
    out: list[MarkedTurn] = []
    first = 0
    for number, segment in enumerate(segments):
        start, end = segment["start"], segment["end"]
        while first < len(ordered) and ordered[first]["span_end"] <= start:
            first += 1
        here = [s for s in _until(ordered, first, end) if s["span_end"] > start]
        pieces = tuple(_pieces(transcript, start, end, here))
        out.append(
            MarkedTurn(
                number,
                segment.get("speaker"),
                segment.get("side") or "unknown",
                clock(segment.get("at")),
                pieces,
                start,
            )
        )
    return out


def _until(ordered: Sequence[Mapping[str, Any]], first: int, end: int) -> list[Mapping[str, Any]]:
    found = []
    for signal in ordered[first:]:
        if signal["span_start"] >= end:
            break
        found.append(signal)
    return found


def _pieces(text: str, start: int, end: int, signals: Sequence[Mapping[str, Any]]) -> list[Piece]:
    edges = {start, end}
    for signal in signals:
        edges |= {max(start, signal["span_start"]), min(end, signal["span_end"])}
    marks = sorted(edges)
    pieces = []
    for left, right in pairwise(marks):
        over = [s for s in signals if s["span_start"] <= left and s["span_end"] >= right]
        begins = (left,) if any(s["span_start"] == left for s in over) else ()
        lit = [s for s in over if "kind" in s]
        pieces.append(Piece(text[left:right], begins, _tone(lit), _title(lit)))
    return pieces


def _tone(over: Sequence[Mapping[str, Any]]) -> str:
    if not over:
        return ""
    return call_words.tone(max((s["polarity"] for s in over), key=abs))


def _title(over: Sequence[Mapping[str, Any]]) -> str:
    return " · ".join(dict.fromkeys(call_words.value_of(s["kind"], s["value"]) for s in over))


def clock(seconds: float | None) -> str:
    """`14:32`."""
    if seconds is None:
        return ""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
