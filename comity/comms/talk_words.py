"""What the offline engine says about a talk, in the reader's language: its lines of a rubric, and its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from comity.ai.offline import coaching
from comity.web import formats
from comity.web.i18n import gettext as _
from comity.web.i18n import ngettext

MEASURES: Mapping[str, str] = {
    "opening": _("Opens well"), "agenda": _("Says what the talk is for"), "discovery": _("Finds out what matters"),
    "open_questions": _("Asks open questions"), "talk_share": _("Lets the customer speak"), "listening": _("Listens"),
    "monologues": _("Holds no monologues"), "needs": _("Asks for needs"), "value": _("Says what it brings"),
    "objections": _("Answers objections"), "budget": _("Speaks of money"), "authority": _("Asks who decides"),
    "timeline": _("Asks by when"), "competition": _("Asks for alternatives"), "next_step": _("Agrees on a next step"),
    "clarity": _("Few filler words"), "pace": _("Speaks at an easy pace"), "tone": _("Leaves a good mood"),
    "summary": _("Sums up"), "closing": _("Ends with thanks"),
}  # fmt: skip
REASONS: Mapping[str, str] = {
    "no_sides": _("The transcript does not say who spoke for whom."),
    "no_times": _("The transcript has no times."),
    "too_short": _("Too little was said to tell."),
    "not_found": _("Nothing of it was heard."),
    "found": _("It was heard {count} times."),
    "share": _("We spoke {percent}% of the time; {low} to {high}% is best."),
    "questions": _("{open} of {count} questions were open."),
    "spread": _("{count} questions, spread over {parts} of five parts of the talk."),
    "monologues": _("{count} times we spoke for very long; the longest took {words} words."),
    "objections": _("{answered} of {count} objections were taken up."),
    "no_objections": _("No objection was raised."),
    "next_dated": _("A next step was agreed for {day}."),
    "next_loose": _("A next step was named, but no day."),
    "no_next": _("No next step was agreed."),
    "fillers": _("{rate} filler words in every hundred."),
    "pace": _("{pace} words a minute; 110 to 170 are easy to follow."),
    "topics": _("{count} of four were spoken of: {topics}."),
    "tone": _("The customer's tone went from {first} to {last}."),
    "phrases": _("{count} of {wanted} phrases were said."),
}
TOPICS: Mapping[str, str] = {
    "need": _("need"), "budget": _("budget"), "timeline": _("timing"), "authority": _("who decides"),
}  # fmt: skip

OBJECTIONS: Mapping[str, str] = {
    "price": _("Price"), "trust": _("Trust"), "concern": _("Worry"), "effort": _("Effort"),
    "missing_feature": _("Something missing"), "terms": _("Terms"),
}  # fmt: skip


def objection(kind: str) -> str:
    """What was held against us."""
    return str(OBJECTIONS.get(kind, kind))


def measures() -> list[tuple[str, str]]:
    """The lines the engine can judge by itself: (key, name)."""
    return sorted(((key, measure(key)) for key in coaching.CRITERIA), key=lambda pair: pair[1])


def measure(key: str) -> str:
    """A line's name."""
    return str(MEASURES.get(key, key))


def reason(code: str | None, values: Mapping[str, Any]) -> str:
    """Why the engine says so, in a sentence."""
    sentence = _counted(code or "", values.get("count")) or str(REASONS.get(code or "", ""))
    shown = {name: _shown(name, value) for name, value in values.items()}
    try:
        return sentence.format(**shown)
    except (KeyError, IndexError):
        return sentence


def _counted(code: str, count: Any) -> str:
    """A sentence whose words change with how many there are."""
    if not isinstance(count, int):
        return ""
    if code == "found":
        return ngettext("It was heard once.", "It was heard {count} times.", count)
    if code == "monologues":
        return ngettext(
            "Once we spoke for very long: {words} words.",
            "{count} times we spoke for very long; the longest took {words} words.",
            count,
        )
    return ""


def _shown(name: str, value: Any) -> str:
    if name == "topics":
        return ", ".join(str(TOPICS.get(topic, topic)) for topic in str(value).split(", ") if topic) or "–"
    if name == "day":
        return formats.day(date.fromisoformat(str(value)))
    return formats.number(value, 1) if isinstance(value, float) else str(value)
