"""Replies to our mail: our own sentences in five languages, and real bounces and auto-replies from the folder."""

from __future__ import annotations

import email
import json
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import yaml

from comity.ai.offline import replies
from tests.evals.score import Score

OURS = Path(__file__).with_name("replies.yaml")
AWAY = frozenset({"vacation"})
NO_BOUNCE = frozenset({"feedback", "vacation", "delivered"})


def tasks(folder: Path) -> Iterator[Score]:
    """The held half of our own sentences a language, then machines' mails."""
    cases = yaml.safe_load(OURS.read_text("utf-8"))
    for language, kinds in cases["held"].items():
        yield _ours(language, kinds)
    labels = folder / "email/bounces/labels.json"
    if labels.exists():
        yield _machines(labels)


def _ours(language: str, kinds: dict[str, list[str]]) -> Score:
    score = Score("replies", "evals/replies.yaml held", language=language, note="weights were looked at with `fit`")
    for kind, texts in kinds.items():
        for text in texts:
            found = replies.classify(text)
            good = found.kind == kind
            score.cases += 1
            score.right += good
            score.missed += not good
            score.extra += not good
            score.certain.append((found.confidence, good))
    return score


def _machines(labels: Path) -> Score:
    """A bounce must be called one, an auto-reply must be called away; complaints count as neither."""
    score = Score("bounces and auto-replies", "email/bounces", language="all", note="nothing was fitted on them")
    for name, rows in json.loads(labels.read_text("utf-8")).items():
        reason = rows[0]["reason"]
        message = email.message_from_bytes((labels.parent / name).read_bytes())
        found = replies.classify(_text(message), str(message["subject"] or ""), {k: str(v) for k, v in message.items()})
        wanted = "out_of_office" if reason in AWAY else "" if reason in NO_BOUNCE else "bounce"
        if not wanted:
            continue
        good = found.kind == wanted
        score.cases += 1
        score.right += good
        score.missed += not good
        score.extra += not good
        score.certain.append((found.confidence, good))
    return score


def _text(message: Message) -> str:
    for part in message.walk():
        if part.get_content_maintype() == "text":
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes):
                return (
                    raw.decode(part.get_content_charset("utf-8") or "utf-8", "replace")
                    if _known(part)
                    else raw.decode("utf-8", "replace")
                )
    return ""


def _known(part: Message) -> bool:
    try:
        "".encode(part.get_content_charset("utf-8") or "utf-8")
    except LookupError:
        return False
    return True
