"""Who is us and who is the customer: by known names, by what the label says, and by how each one talks."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

from comity.ai.offline.text import fold
from comity.ai.offline.transcript.model import Side, Transcript


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    raw = tomllib.loads((Path(__file__).parent.parent / "cues" / "sides.toml").read_text("utf-8"))
    return {name: re.compile(rf"\b(?:{'|'.join(options)})\b") for name, options in raw.items()}


def with_sides(transcript: Transcript, us: tuple[str, ...] = (), customers: tuple[str, ...] = ()) -> Transcript:
    """Set every speaker's side; speakers nobody can place stay unknown."""
    names = transcript.speakers
    sides: dict[str, Side] = {name: _by_label(name, us, customers) for name in names}
    unknown = [name for name in names if sides[name] == "unknown"]
    if unknown:
        _by_talk(transcript, sides, unknown)
    if len(names) == 2:
        _complement(names, sides)
    return transcript.with_sides(sides)


def _by_label(name: str, us: tuple[str, ...], customers: tuple[str, ...]) -> Side:
    plain = fold(name)
    ours = max((_likeness(plain, fold(known)) for known in us), default=0)
    theirs = max((_likeness(plain, fold(known)) for known in customers), default=0)
    if ours or theirs:
        return "us" if ours > theirs else "customer" if theirs > ours else "unknown"
    if _patterns()["customer_label"].search(plain):
        return "customer"
    return "us" if _patterns()["us_label"].search(plain) else "unknown"


def is_role(label: str) -> bool:
    """`Sales Rep`, `Customer 2`, `Speaker 1`: what somebody is in the call, and not what they are called."""
    plain = fold(label)
    return any(_patterns()[name].search(plain) for name in ("us_label", "customer_label", "numbered_label"))


def _likeness(label: str, known: str) -> int:
    """How surely a label is that person: `Ann Smith` 3, `Ann` 2, `Smith` 1; `Ann Jones` is somebody else."""
    words = re.findall(r"\w+", known)
    left, right = set(re.findall(r"\w+", label)), set(words)
    if not left or not right or not (left <= right or right <= left):
        return 0
    return 3 if left == right else 2 if words[0] in left else 1


def _by_talk(transcript: Transcript, sides: dict[str, Side], unknown: list[str]) -> None:
    score: dict[str, int] = defaultdict(int)
    ways = _patterns()
    for turn in transcript.turns[:400]:
        if turn.speaker in unknown:
            words = fold(transcript.said(turn))
            score[turn.speaker] += len(ways["us_talk"].findall(words)) - len(ways["customer_talk"].findall(words))
    for name in unknown:
        if abs(score[name]) >= 2:
            sides[name] = "us" if score[name] > 0 else "customer"
    if (
        len(unknown) == 2
        and all(sides[name] == "unknown" for name in unknown)
        and score[unknown[0]] != score[unknown[1]]
    ):
        first, second = sorted(unknown, key=lambda name: score[name])
        sides[first], sides[second] = "customer", "us"


def _complement(names: list[str], sides: dict[str, Side]) -> None:
    known = [name for name in names if sides[name] != "unknown"]
    if len(known) == 1:
        other = names[0] if names[1] == known[0] else names[1]
        sides[other] = "customer" if sides[known[0]] == "us" else "us"
