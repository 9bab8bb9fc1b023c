"""A page of a contract in pieces: plain words, and words that something was found in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_RANKS = {"high": 3, "medium": 2, "low": 1, "none": 0}
_TONES = {"high": "danger", "medium": "warning"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a page; anchors are where links from findings arrive."""

    text: str
    marked: bool = False
    tone: str = ""
    title: str = ""
    anchor: str = ""


def pieces(
    text: str, page: tuple[int, int], found: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> list[Piece]:
    """The words from page[0] to page[1], cut where findings begin and end."""
    first, last = page
    spans = [(max(x["span_start"], first), min(x["span_end"], last), x) for x in found]
    spans = [(start, end, x) for start, end, x in spans if start < end]
    cuts = sorted({first, last, *(start for start, _e, _x in spans), *(end for _s, end, _x in spans)})
    seen = []
    for start, end in pairwise(cuts):
        here = [x for begins, ends, x in spans if begins <= start and end <= ends]
        if not here:
            seen.append(Piece(text[start:end]))
            continue
        risk = max((x.get("risk") or "none" for x in here), key=_RANKS.__getitem__)
        title = ", ".join(dict.fromkeys(str(names.get(x["kind"], x["kind"])) for x in here))
        starts = any(max(x["span_start"], first) == start for x in here)
        seen.append(Piece(text[start:end], True, _TONES.get(risk, ""), title, f"e-{start}" if starts else ""))
    return seen


def bounds(starts: Sequence[int], length: int, number: int) -> tuple[int, int]:
    """Where page `number`, from 1, begins and ends."""
    at = min(max(number, 1), max(1, len(starts))) - 1
    return (starts[at] if starts else 0), (starts[at + 1] if at + 1 < len(starts) else length)
