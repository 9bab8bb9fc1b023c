"""Whom `you` and `me` mean in what somebody is to do: a to-do is read by others, who were not spoken to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from comity.ai.offline.transcript.model import Side
from comity.ai.offline.transcript.sides import is_role

_REACHES: Final = (
    "send|call|email|mail|text|phone|ring|give|get|let|help|show|tell|ask|invite|introduce|connect|put|keep|pay|visit|meet|"
    "join|contact|see|bring|take|walk|guide|provide|remind|update|schedule|book|sign|set|copy|loop|add|transfer|"
    "for|to|with|at|from|about|of|by|on|around|between"
)
_ACTS: Final = (
    "have|had|are|were|want|wanted|need|needed|asked|sent|mentioned|gave|said|like|liked|did|do|can|could|will|would|should|"
    "may|might|just|also|already|requested|shared|chose|made|signed|picked"
)
YOURS: Final = re.compile(rf"(?<!\w)(?:your(?!\w)|you(?!\w|'|’)(?!\s(?:{_ACTS})\b))", re.I)
MINE: Final = re.compile(r"(?<!\w)(?:me|my)(?!\w)", re.I)
LEFT: Final = re.compile(r"(?<!\w)(?:you|yours|yourself|yourselves)(?!\w)", re.I)
BEFORE: Final = re.compile(rf"\b(?:{_REACHES})(?: (?:over|back|out|along|up))? $", re.I)
TITLES: Final = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "lady", "dame", "herr", "frau", "mme", "m")
)


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody is called in the middle of a sentence, and what is theirs; `known` by a name of their own."""

    name: str
    own: str
    known: bool = False

    def said(self, what: str, *, again: bool) -> str:
        """Their name or what is theirs, the second time by a pronoun."""
        own = what.lower() in ("your", "my")
        if again and self.name != "us":
            return "their" if own else "them"
        return self.own if own else self.name


def called(speaker: str | None, side: Side) -> Called | None:
    """By the first name; without one, by the side they are on. None where neither is known."""
    if speaker and not is_role(speaker):
        words = speaker.split()
        titled = words[0].rstrip(".").lower() in TITLES or "," in speaker
        name = speaker if titled else words[0]
        return Called(name, f"{name}'s", known=True)
    if side == "customer":
        return Called("the customer", "the customer's")
    return Called("us", "our") if side == "us" else None


def resolved(words: str, *, speaker: Called | None, listener: Called | None, asked: bool) -> str:
    """`Call you on Friday` -> `Call Sofia on Friday`; asked for, `Send me the list` -> `Send Hans the list`.

    Where one of them stays unclear, the words stay as they were said: half of it would mislead.
    """
    meant = speaker if asked else listener
    if meant is None:
        return words
    named = 0

    def name(match: re.Match[str]) -> str:
        nonlocal named
        word = match.group()
        if word.lower() == "you" and not BEFORE.search(words[: match.start()]):
            return word
        named += 1
        return meant.said(word, again=named > 1)

    out = (MINE if asked else YOURS).sub(name, words)
    return words if not asked and LEFT.search(out) else out
