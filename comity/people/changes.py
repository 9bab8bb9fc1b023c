"""What the audit log says of a record, in words: names for ids, a line for each added field, nothing derived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.people import words
from comity.people.around import Around
from comity.people.records import Row

_SILENT: Final = frozenset(
    {"id", "org_id", "created_at", "created_by", "team_id", "sort_name", "name", "full_name", "source_id"}
)
_CHOICES: Final[Mapping[str, words.Options]] = {
    "lifecycle": words.LIFECYCLES,
    "status": words.STATUSES,
    "size": words.SIZES,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One value before and after."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """Everything one person changed at one moment."""

    row: Row
    lines: Sequence[Line]


def told(entries: Sequence[Row], known: Around) -> list[Change]:
    """The entries with their values in words; entries that say nothing to a person are left out."""
    changes = [Change(row, list(_lines(row["old_values"] or {}, row["new_values"] or {}, known))) for row in entries]
    return [change for change in changes if change.lines or change.row["action"] != "update"]


def _lines(old: Mapping[str, Any], new: Mapping[str, Any], known: Around) -> Iterator[Line]:
    companies_named = "company_name" in old or "company_name" in new
    for column in dict.fromkeys([*old, *new]):
        if column in _SILENT or (column == "company_id" and companies_named):
            continue
        before, after = old.get(column), new.get(column)
        if column == "custom":
            labels = {field.key: field.label for field in known.fields}
            yield from _inside(before, after, labels)
        elif column == "consent":
            yield from _inside(_states(before), _states(after), dict(words.CHANNELS))
        elif not (_empty(before) and _empty(after)):
            yield Line(words.field(column), _word(column, before, known), _word(column, after, known))


def _inside(before: Any, after: Any, labels: Mapping[str, str]) -> Iterator[Line]:
    old, new = before or {}, after or {}
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield Line(str(labels.get(key, key)), _plain(old.get(key)), _plain(new.get(key)))


def _states(consent: Any) -> dict[str, str]:
    states = dict(words.CONSENTS)
    return {channel: str(states.get(said.get("state", ""), "")) for channel, said in (consent or {}).items()}


def _word(column: str, value: Any, known: Around) -> str:
    if _empty(value):
        return ""
    if column in ("owner_id", "assignee_ids"):
        ids = value if isinstance(value, list) else [value]
        people = dict(known.members)
        return ", ".join(people.get(str(each), "…") for each in ids)
    if column == "tag_ids":
        tags = {str(tag["id"]): tag["name"] for tag in known.tags}
        return ", ".join(tags.get(str(each), "…") for each in value)
    if column in _CHOICES:
        return words.option(_CHOICES[column], value)
    if column == "country":
        return words.option(words.countries(), value)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(words.YES if value else words.NO)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(str(each) for each in value.values())
    return "" if value is None else str(value)


def _empty(value: Any) -> bool:
    return value in (None, "", [], {})
