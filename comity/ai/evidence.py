"""Evidence or nothing: a value whose words do not stand in the transcript is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from comity.ai.offline.text import fold
from comity.ai.offline.transcript import Transcript, Turn
from comity.ai.schemas import ActionItem, Brief, CallSignals, Evidence, Person, Point, Signal

T = TypeVar("T", Signal, ActionItem, Person, Point)
SHORTEST = 4
"""Characters a quote must have: fewer prove nothing."""
PAGES: dict[str, str] = {
    name: f"/{name}" for name in ("calls", "contracts", "leads", "contacts", "companies", "demos", "playbooks")
}
"""Where sources are shown; a place in the text has the anchor `e-<start>`."""


class Words:
    """Looks words up in one text, blind to case, kinds of quotes and dashes, and spacing."""

    def __init__(self, text: str) -> None:
        squeezed: list[str] = []
        self._place: list[int] = []
        blank = True
        for at, character in enumerate(fold(text)):
            if character.isspace():
                if not blank:
                    squeezed.append(" ")
                    self._place.append(at)
                blank = True
            else:
                squeezed.append(character)
                self._place.append(at)
                blank = False
        self._text = "".join(squeezed)

    def find(self, quote: str) -> list[tuple[int, int]]:
        """Every place where the words stand; none for words too few to prove anything."""
        words = re.sub(r"\s+", " ", fold(quote)).strip(" \"'").removesuffix("...").strip()
        places: list[tuple[int, int]] = []
        at = self._text.find(words) if len(words) >= SHORTEST else -1
        while at >= 0 and len(places) < 50:
            places.append((self._place[at], self._place[at + len(words) - 1] + 1))
            at = self._text.find(words, at + 1)
        return places


class Finder:
    """Looks quotes up in one transcript."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self._words = Words(transcript.text)

    def locate(self, evidence: Evidence) -> Evidence | None:
        """The evidence with its true place, speaker and time; None where the words were never said."""
        found = self._nearest(evidence)
        if found is None:
            return None
        start, end = found
        number, turn = self._turn(start)
        if turn is None:
            return None
        start, end = max(start, turn.start), min(end, turn.end)
        if end - start < SHORTEST:
            return None
        return Evidence(
            quote=self.transcript.text[start:end][:1000],
            start=start,
            end=min(end, start + 1000),
            turn=number,
            speaker=turn.speaker,
            side=turn.side,
            at=turn.at,
        )

    def _nearest(self, evidence: Evidence) -> tuple[int, int] | None:
        """Of all places where the words stand, the one in the turn that was named, else the first."""
        places = self._words.find(evidence.quote)
        if not places:
            return None
        if evidence.turn is not None and 0 <= evidence.turn < len(self.transcript.turns):
            turn = self.transcript.turns[evidence.turn]
            return min(places, key=lambda place: abs(place[0] - turn.start))
        return places[0]

    def _turn(self, start: int) -> tuple[int | None, Turn | None]:
        for number, turn in enumerate(self.transcript.turns):
            if start < turn.end:
                return number, turn
        return None, None


@lru_cache(maxsize=8)
def finder(transcript: Transcript) -> Finder:
    """A finder, kept for the next agent that looks at the same call."""
    return Finder(transcript)


def kept(transcript: Transcript, values: Iterable[T]) -> tuple[list[T], int]:
    """(those whose words were said, how many were dropped)."""
    good: list[T] = []
    dropped = 0
    for value in values:
        said = value.evidence
        exact = said.start >= 0 and transcript.text[said.start : said.end] == said.quote
        evidence = said if exact and said.turn is not None else finder(transcript).locate(said)
        if evidence is None:
            dropped += 1
        else:
            good.append(value.model_copy(update={"evidence": evidence}))
    return good, dropped


def of_signals(transcript: Transcript, answer: CallSignals) -> tuple[CallSignals, int, int]:
    """(the answer that stands, values kept, values dropped)."""
    signals, a = kept(transcript, answer.signals)
    items, b = kept(transcript, answer.action_items)
    people, c = kept(transcript, answer.people)
    true = answer.model_copy(update={"signals": signals, "action_items": items, "people": people})
    return true, len(signals) + len(items) + len(people), a + b + c


def of_brief(transcript: Transcript, answer: Brief) -> tuple[Brief, int, int]:
    """The same for a brief; without any point that stands its headline goes too."""
    parts: dict[str, list[Point]] = {}
    dropped = 0
    for name in ("summary", "needs", "decisions", "questions"):
        parts[name], lost = kept(transcript, getattr(answer, name))
        dropped += lost
    count = sum(len(points) for points in parts.values())
    headline = answer.headline if count else ""
    return answer.model_copy(update={**parts, "headline": headline}), count, dropped


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """Where words stand in a plain text, blind to case, quotes, dashes and spacing; None where they do not."""
    found = Words(text).find(quote)
    return found[0] if found else None


def href(item: Mapping[str, Any]) -> str:
    """The page of an evidence item, at its very place; empty where there is none."""
    source, where = str(item.get("source") or ""), item.get("id")
    if source == "page" and str(item.get("url") or "").startswith(("https://", "http://")):
        return str(item["url"])
    page = PAGES.get(source)
    if page is None or not where:
        return ""
    start, turn = item.get("start"), item.get("turn")
    mark = f"#e-{start}" if isinstance(start, int) else f"#t-{turn}" if isinstance(turn, int) else ""
    return f"{page}/{where}{mark}"
