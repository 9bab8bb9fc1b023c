"""What tables, work, facts and columns are called by those who use them: asked of the rooms' plates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.core.pack import Pack
from comity.office.called import STEPS
from comity.web.i18n import gettext as _

FIELDS: Final[Mapping[str, str]] = {
    "action": _("Action"), "active": _("Active"), "answer": _("Answer"), "assigned_to": _("Assigned to"),
    "attempts": _("Tries"), "body": _("Text"), "color": _("Colour"), "company": _("Company"),
    "confidence": _("Confidence"), "contact_id": _("Contact"), "direction": _("Direction"), "done": _("Done"),
    "due_at": _("Due"), "due_on": _("Due"), "duration_seconds": _("Length in seconds"), "ends_at": _("Ends"),
    "engine": _("Read by"), "error": _("Problem"), "evidence": _("Evidence"), "expires_at": _("Ends"),
    "file_name": _("File"), "finished_at": _("Ended"), "headline": _("Headline"), "icon": _("Icon"),
    "items": _("Entries"), "key": _("Key"), "kind": _("Kind"), "label": _("Label"), "lead_id": _("Lead"),
    "media_type": _("Kind of file"), "method": _("How it was found"), "model": _("Model"),
    "normalised": _("As compared"), "note": _("Note"),
    "occurred_at": _("When"), "position": _("Place in the order"), "preview": _("Beginning"), "priority": _("Priority"),
    "problem": _("Problem"), "quote": _("Words"), "reason": _("Reason"), "role": _("Role"), "rules": _("Rules"),
    "score": _("Score"), "section": _("Part"), "sent_at": _("Sent"), "shared": _("Shared"), "started_at": _("Began"),
    "state": _("State"), "steps": _("Steps"), "subject": _("Subject"), "summary": _("Summary"), "team_id": _("Team"),
    "text": _("Text"), "transcript": _("Transcript"), "url": _("Web address"), "user_id": _("Person"),
    "value": _("Value"), "version": _("Version"), "visibility": _("Who sees it"), "is_primary": _("First choice"),
}  # fmt: skip
"""Columns that tables of several rooms have."""
_PERSON: Final = frozenset({"owner_id", "created_by", "assigned_to", "actor_id", "user_id", "decided_by", "asked_by"})
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBERED: Final = re.compile(rf"(?P<said>.+?) (?:{_ID.pattern}|(?P<number>\d+))")
_LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Named:
    """The words of every room together."""

    words: Mapping[str, str]
    fields: Mapping[str, str]

    def said(self, name: str) -> str:
        """What a table, a piece of work or a fact is called; its own name, readable, where nobody says."""
        if name.startswith("webhook."):
            return str(_("Webhook from %(name)s")) % {"name": name.partition(".")[2].capitalize()}
        return str(self.words.get(name) or self.words.get(name.partition("@")[0]) or _plain(name))

    def several(self, names: Iterable[str]) -> str:
        """What some of them are called, side by side."""
        return ", ".join(self.said(name) for name in names)

    def choices(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Them to choose from, by what they are called."""
        return sorted(((name, self.said(name)) for name in names), key=lambda pair: pair[1])

    def step(self, name: str) -> str:
        """What a step of work is called."""
        said, number = name, ""
        if found := _NUMBERED.fullmatch(name):
            said, number = found["said"], found["number"] or ""
        return f"{STEPS.get(said) or _plain(said)} {number}".strip()

    def field(self, column: str) -> str:
        """What a column is called."""
        return str(self.fields.get(column) or FIELDS.get(column) or _plain(column.removesuffix("_id")))

    def __contains__(self, name: str) -> bool:
        return name in self.words


def of(plates: Iterable[Pack]) -> Named:
    """Every room's words."""
    words: dict[str, str] = {}
    fields: dict[str, str] = {}
    for plate in plates:
        words.update(plate.words)
        fields.update(plate.fields)
    return Named(words, fields)


def value(column: str, given: Any, people: Mapping[str, str]) -> str:
    """A stored value as people read it: names for people, yes and no, lists side by side."""
    if given is None or given in ("", [], {}):
        return "–"
    if isinstance(given, bool):
        return str(_("yes") if given else _("no"))
    if isinstance(given, Mapping):
        return _short(", ".join(f"{_plain(str(key))}: {value(str(key), one, people)}" for key, one in given.items()))
    if isinstance(given, list):
        return _short(", ".join(value(column, one, people) for one in given))
    text = str(given)
    if column in _PERSON or column == "assignee_ids":
        return people.get(text, str(_("somebody who left")))
    return f"…{text[-6:]}" if _ID.fullmatch(text) else _short(text)


def _plain(name: str) -> str:
    return name.rpartition(".")[2].partition("@")[0].replace("_", " ").strip().capitalize()


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
