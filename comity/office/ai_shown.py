"""What an agent was given and what it said, as somebody reads it; the data itself stays one click away."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.web.formats import number
from comity.web.i18n import gettext as _

LEADS: Final = ("text", "what", "criterion", "value", "title", "name", "key", "kind", "topic", "quote", "reason")
"""What says most of a finding, the best first."""
HIDDEN: Final = frozenset(
    {"start", "end", "at", "turn", "source", "span", "sha256", "confidence", "evidence", "method"}
)
NAMES: Final = {
    "summary": _("Summary"), "needs": _("Needs"), "objections": _("Objections"), "next_steps": _("Next steps"),
    "signals": _("Signals"), "items": _("Action items"), "scores": _("Scores"), "score": _("Score"),
    "reason": _("Reason"), "dates": _("Dates"), "duties": _("Duties"), "clauses": _("Clauses"), "law": _("Law"),
    "language": _("Language"), "findings": _("Findings"), "fields": _("Fields"), "traits": _("Traits"),
    "kind": _("Kind"), "level": _("Level"), "topic": _("Topic"), "value": _("Value"), "due": _("Due"),
    "who": _("Who"), "day": _("Day"), "risk": _("Risk"), "number": _("Number"), "heading": _("Heading"),
    "aspect": _("Side"), "speaker": _("Speaker"), "key": _("Field"), "subject": _("Subject"), "body": _("Text"),
    "renews": _("Renews by itself"), "quote": _("Words"), "tone": _("Tone"), "topics": _("Topics"),
}  # fmt: skip
_MARKS: Final = re.compile(r"</?material[^>]*>\s*")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing it said: the words, what they rest on, what else is known of it, and how sure it was."""

    lead: str
    quote: str
    rest: Sequence[tuple[str, str]]
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of an answer: a few words, or findings."""

    name: str
    value: str
    findings: Sequence[Finding]


def given(inputs: Any) -> str:
    """The words it was asked, without the marks that fence them; of long ones the beginning is kept."""
    question = inputs.get("question") if isinstance(inputs, Mapping) else None
    if isinstance(question, Mapping) and "begins" in question:
        left = str(_("… and so on: {n} characters in all, of which the beginning is kept."))
        return f"{_MARKS.sub('', str(question['begins']))}\n\n{left.format(n=number(question.get('chars')))}"
    return _MARKS.sub("", question).strip() if isinstance(question, str) else ""


def said(outputs: Any) -> list[Part]:
    """The answer part by part; nothing where it is no object."""
    if not isinstance(outputs, Mapping):
        return []
    return [
        _part(key, value) for key, value in outputs.items() if key not in HIDDEN and value not in (None, "", [], {})
    ]


def _part(key: str, value: Any) -> Part:
    if isinstance(value, list | tuple):
        return Part(_name(key), "", [_finding(one) for one in value])
    if isinstance(value, Mapping):
        return Part(_name(key), "", [_finding(value)])
    return Part(_name(key), _word(value), ())


def _finding(value: Any) -> Finding:
    if not isinstance(value, Mapping):
        return Finding(_word(value), "", (), None)
    evidence = value.get("evidence")
    proofs = [evidence] if isinstance(evidence, Mapping) else evidence if isinstance(evidence, list) else []
    quotes = [str(one.get("quote") or "") for one in proofs if isinstance(one, Mapping)]
    lead = next((key for key in LEADS if isinstance(value.get(key), str) and value[key]), "")
    quote = next(filter(None, [str(value.get("quote") or ""), *quotes]), "")
    rest = [
        (_name(key), _word(one)) for key, one in value.items()
        if key not in HIDDEN and key not in (lead, "quote") and isinstance(one, str | int | float) and one != ""
    ]  # fmt: skip
    sure = value.get("confidence")
    first = _word(value.get(lead))
    return Finding(first, quote if quote != first else "", rest, float(sure) if isinstance(sure, int | float) else None)


def _name(key: str) -> str:
    known = NAMES.get(key)
    return str(known) if known else key.replace("_", " ").capitalize()


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, int | float):
        return number(value)
    return "" if value is None else str(value)
