"""What somebody's answer to our mail means: interested, not now, somebody else, away, leave me alone, bounced, ..."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Literal, cast, get_args

from comity.ai.offline import contacts, cue, dates, sentences
from comity.ai.offline.text import fold

Kind = Literal[
    "interested", "not_now", "not_interested", "referral", "out_of_office", "unsubscribe", "bounce", "question",
    "objection", "other",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
READ = 6000
"""Characters of new words that are read."""
SHARP = 3.0
"""How steeply points become likelihoods; fitted on our own cases, see docs/evals.md."""
OTHER = 0.9
"""Points of having nothing to say: what a reply must beat."""
QUOTED = re.compile(
    r"^[ \t]{0,4}(?:>|\|)|^[ \t]{0,8}-{2,30}[ \t]*(?:original|forwarded|ursprüngliche|weitergeleitete"
    r"|message d'origine|mensaje original"
    r"|mensagem original)|^[ \t]{0,8}(?:on|am|le|el|em|il)[ \t].{6,160}?(?:wrote|schrieb|a écrit"
    r"|escribió|escreveu)[ ]?:?[ \t]{0,8}$"
    r"|^[ \t]{0,8}(?:from|von|de) ?:[ \t].{3,120}$|^_{8,80}[ \t]{0,8}$|^[ \t]{0,8}(?:sent from my"
    r"|gesendet von|envoyé de"
    r"|enviado desde|enviado do)\b",
    re.I | re.M,
)
SIGNATURE = re.compile(r"^-- ?$", re.M)
ROBOT = re.compile(r"mailer-daemon|postmaster|mail delivery|delivery status|multipart/report|x-failed-recipients", re.I)
AWAY = re.compile(r"^(?:auto-replied|auto-generated)|vacation|auto[- ]?repl|out of office", re.I)
RETURN = re.compile(
    r"(?:back|return|until|till|through|again|wieder|zurück|bis|retour|jusqu|vuelvo|regres|hasta|volt"
    r"|até|retorn)\w*[^.]{0,40}$"
)
UNDER = frozenset({"unsubscribe", "bounce", "out_of_office"})
"""Kinds that beat what is asked or wished beside them."""


QUIETER: tuple[tuple[Kind, Kind, float], ...] = (
    ("not_now", "not_interested", 0.55), ("not_now", "interested", 0.75), ("not_interested", "interested", 0.5),
    ("unsubscribe", "not_interested", 0.6), ("referral", "not_interested", 0.6), ("referral", "interested", 0.7),
    ("objection", "question", 0.6), ("interested", "question", 0.6), ("unsubscribe", "interested", 0.4),
    ("out_of_office", "not_now", 0.3), ("out_of_office", "interested", 0.3), ("out_of_office", "referral", 0.5),
    ("not_now", "objection", 0.7), ("bounce", "referral", 0.4), ("bounce", "question", 0.4),
)  # fmt: skip
"""(what was heard, what counts less beside it, by how much)"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What it is, how sure, and the words that tell it (offsets into the text given; -1 where the headers told it)."""

    kind: Kind
    confidence: float
    scores: Mapping[str, float]
    start: int
    end: int
    until: date | None
    referred_to: str | None
    language: str


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: Kind
    weight: float
    patterns: tuple[re.Pattern[str], ...]


@cache
def _cues() -> tuple[_Cue, ...]:
    raw = tomllib.loads((cue.FOLDER / "replies.toml").read_text("utf-8"))
    return tuple(
        _Cue(
            cast(Kind, each["kind"]),
            float(each["weight"]),
            tuple(re.compile(rf"(?<!\w)(?:{f})") if not f.startswith("\\?") else re.compile(f) for f in each["find"]),
        )
        for each in raw["cue"]
    )


def fresh(text: str) -> tuple[int, int]:
    """Where the new words stand: before quoted history and signature."""
    end = len(text)
    for pattern in (QUOTED, SIGNATURE):
        match = pattern.search(text, 0, end)
        if match and text[: match.start()].strip():
            end = match.start()
    start = len(text) - len(text.lstrip()) if text.strip() else 0
    return min(start, end), len(text[:end].rstrip()) if text[:end].strip() else end


def classify(
    text: str,
    subject: str = "",
    headers: Mapping[str, str] | None = None,
    language: str | None = None,
    received: datetime | None = None,
) -> Reply:
    """The kind of one reply; `received` makes the day of somebody's return a date."""
    start, end = fresh(text)
    end = min(end, start + READ)
    folded = fold(text)[start:end]
    spoken = language or sentences.language(text[start:end])
    points, spans = _heard(folded)
    _machines(points, fold(subject), headers or {}, folded)
    kind, scores = _decided(points)
    first, last = spans.get(kind, (-1 - start, -1 - start))
    return Reply(
        kind,
        round(scores[kind], 3),
        scores,
        start + first,
        start + last,
        _until(text[start:end], spoken, received) if kind in ("out_of_office", "not_now") and received else None,
        _other(text, start, end) if kind in ("referral", "out_of_office") else None,
        spoken,
    )


def _heard(folded: str) -> tuple[dict[Kind, float], dict[Kind, tuple[int, int]]]:
    """Points and the first telling words of each kind; what is said twice counts half again."""
    squeezed = folded.replace("\n", " ")
    points: dict[Kind, float] = {}
    spans: dict[Kind, tuple[int, int]] = {}
    for each in _cues():
        hits = [m.span() for pattern in each.patterns for m in pattern.finditer(squeezed)]
        if hits:
            early = 1.0 if min(hits)[0] < 400 else 0.8
            points[each.kind] = each.weight * early * (1 + 0.15 * min(len(hits) - 1, 3))
            spans[each.kind] = min(hits)
    return points, spans


def _machines(points: dict[Kind, float], subject: str, headers: Mapping[str, str], folded: str) -> None:
    """Subjects and headers say more than words where a machine writes; a short shout of `stop` is enough."""
    lines = {name.lower(): value for name, value in headers.items()}
    sender = " ".join(
        (
            lines.get("from", ""),
            lines.get("content-type", ""),
            lines.get("x-failed-recipients", "") and "x-failed-recipients",
        )
    )
    if ROBOT.search(sender):
        points["bounce"] = points.get("bounce", 0.0) + 3.5
    auto = lines.get("auto-submitted", "")
    if AWAY.search(auto) or AWAY.search(lines.get("x-autoreply", "") and "auto-reply"):
        points["out_of_office"] = points.get("out_of_office", 0.0) + 2.0
    for each in _cues():
        if each.kind in UNDER and any(pattern.search(subject) for pattern in each.patterns):
            points[each.kind] = points.get(each.kind, 0.0) + each.weight
    if "bounce" in points and "out_of_office" in points and points["bounce"] < 5:
        points["bounce"] *= 0.6
    for loud, quiet, share in QUIETER:
        if loud in points and quiet in points:
            points[quiet] *= share


def _decided(points: Mapping[Kind, float]) -> tuple[Kind, dict[str, float]]:
    raised: dict[Kind, float] = {kind: math.exp(SHARP * points.get(kind, 0.0)) for kind in KINDS if kind != "other"}
    raised["other"] = math.exp(SHARP * OTHER)
    total = sum(raised.values())
    scores = {str(kind): round(value / total, 4) for kind, value in raised.items()}
    return max(raised, key=lambda kind: raised[kind]), scores


def _until(text: str, language: str, received: datetime) -> date | None:
    """The day they are back, or want to hear from us."""
    found = dates.find(text, received, language)
    told = [each for each in found if RETURN.search(fold(text[max(0, each.start - 60) : each.start]))]
    for each in told or found:
        due = each.when.due()
        if due is not None and due >= received.date():
            return due
    return None


NAMED = re.compile(
    r"(?:contact|to|with|is|try|ask|an|mit|ist|à|avec|est|con|a|es|com|é|para)\s+(?:(?:my|our|the"
    r"|mein\w*|unser\w*|mon|ma|notre|mi|nuestr\w|meu|minha)\s+)?"
    r"(?:(?:[a-zà-ÿ-]+)\s+){0,2}?(?P<name>[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)+)"
)


def _other(text: str, start: int, end: int) -> str | None:
    """Whom we are sent to: an address, else a name."""
    mails = contacts.emails(text[start:end])
    if mails:
        return mails[0].value
    named = NAMED.search(text, start, end)
    return named["name"] if named else None
