"""The shape: one text, and turns that point into it by character offsets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

Side = Literal["us", "customer", "unknown"]


class Unreadable(Exception):
    """The file cannot be a transcript. `code` and `values` let a door say it in the reader's language."""

    def __init__(self, code: str, sentence: str, **values: str) -> None:
        super().__init__(sentence.format(**values))
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said in one go. `start` and `end` point at the words, not at the name."""

    speaker: str | None
    side: Side
    start: int
    end: int
    at: float | None = None
    until: float | None = None

    def to_json(self) -> dict[str, Any]:
        """For `calls.segments`."""
        return {
            "speaker": self.speaker,
            "side": self.side,
            "start": self.start,
            "end": self.end,
            "at": self.at,
            "until": self.until,
        }

    @staticmethod
    def from_json(raw: dict[str, Any]) -> Turn:
        """Back from `calls.segments`."""
        return Turn(raw["speaker"], raw["side"], raw["start"], raw["end"], raw.get("at"), raw.get("until"))


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance while parsing: no offsets yet."""

    speaker: str | None
    text: str
    at: float | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words, who said them, and how the file was understood."""

    text: str
    turns: tuple[Turn, ...]
    format: str = "text"

    @property
    def speakers(self) -> list[str]:
        """Names in order of appearance."""
        return list(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker))

    @property
    def words(self) -> int:
        """How many words were said."""
        return sum(len(self.text[turn.start : turn.end].split()) for turn in self.turns)

    @property
    def mark(self) -> str:
        """The same for the same words: what a plan counts once, whichever agents are given them and however often."""
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()

    def said(self, turn: Turn) -> str:
        """The words of a turn."""
        return self.text[turn.start : turn.end]

    def with_sides(self, sides: dict[str, Side]) -> Transcript:
        """The same words, with every speaker's side set."""
        turns = tuple(replace(turn, side=sides.get(turn.speaker or "", turn.side)) for turn in self.turns)
        return replace(self, turns=turns)


def build(said: Iterable[Said], kind: str) -> Transcript:
    """One text of `Speaker: words` lines, and the turns pointing into it; neighbours by one speaker are joined."""
    parts: list[str] = []
    turns: list[Turn] = []
    length = 0
    for each in _joined(said):
        prefix = f"{each.speaker}: " if each.speaker else ""
        start = length + len(prefix)
        parts.append(prefix + each.text)
        turns.append(Turn(each.speaker, "unknown", start, start + len(each.text), each.at, each.until))
        length = start + len(each.text) + 1
    return Transcript("\n".join(parts), tuple(turns), kind)


def _joined(said: Iterable[Said]) -> list[Said]:
    out: list[Said] = []
    for each in said:
        text = " ".join(each.text.split())
        if not text:
            continue
        last = out[-1] if out else None
        if last and each.speaker and last.speaker == each.speaker and len(last.text) < 1200:
            out[-1] = replace(last, text=f"{last.text} {text}", until=each.until or last.until)
        else:
            out.append(replace(each, text=text))
    return out
