"""A page of a contract with what was found on it; the riskiest of two findings on the same words gives the tone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from comity.packs.sales.contracts import words
from comity.web.marks import Mark, Piece, pieces

_RISKS: Final = ("none", "low", "medium", "high")
_TONES: Final = {"high": "danger", "medium": "warning"}


def page(text: str, starts: Sequence[int], number: int, found: Sequence[Mapping[str, Any]]) -> list[Piece]:
    """The words of page `number`, from 1."""
    first = starts[number - 1] if starts else 0
    last = starts[number] if number < len(starts) else len(text)
    return pieces(text, [_mark(one) for one in found], first, last)


def _mark(one: Mapping[str, Any]) -> Mark:
    title, risk = str(words.KINDS.get(one["kind"], one["kind"])), one.get("risk") or "none"
    return Mark(one["span_start"], one["span_end"], title, _TONES.get(risk, ""), _RISKS.index(risk))
