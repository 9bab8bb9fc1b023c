"""The export of the old app's localStorage, understood: names and shapes varied, so each is looked for. Pure.

Values of localStorage are strings, so a value may be JSON in JSON. Each item gets a fingerprint, by which it is brought
once however often the same export comes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

MOST_BYTES = 60_000_000
MOST_ITEMS = 20_000
KINDS = ("clients", "analyses", "materials", "campaigns", "signups")
_NAMES: Mapping[str, re.Pattern[str]] = {
    "analyses": re.compile(r"analys"),
    "materials": re.compile(r"material|training|document|librar"),
    "signups": re.compile(r"sign_?-?up"),
    "campaigns": re.compile(r"campaign"),
    "clients": re.compile(r"client|customer|contact"),
}
_DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+)?[^,]*;base64,")


class NotAnExport(Exception):
    """This is no export of the old app."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the export, with its fingerprint."""

    key: str
    said: Mapping[str, Any]

    def text(self, *names: str, most: int = 4000) -> str:
        """The first of these fields that says anything."""
        for name in names:
            value = self.said.get(name)
            if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
                return str(value).replace("\0", "").strip()[:most]
        return ""

    def moment(self, *names: str) -> datetime | None:
        """The first of these fields that is a moment: ISO, or milliseconds."""
        for name in names:
            value = self.said.get(name)
            try:
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
                if isinstance(value, str) and value:
                    found = datetime.fromisoformat(value.replace("Z", "+00:00"))
                    return found if found.tzinfo else found.replace(tzinfo=UTC)
            except (ValueError, OverflowError, OSError):
                continue
        return None

    def number(self, *names: str) -> float | None:
        """The first of these fields that is a number."""
        for name in names:
            value = self.said.get(name)
            try:
                if value is not None and not isinstance(value, (bool, dict, list)):
                    return float(value)
            except ValueError:
                continue
        return None

    def file(self) -> tuple[bytes, str] | None:
        """The bytes of a data URL in any field, and their type."""
        for value in self.said.values():
            if isinstance(value, str) and (found := _DATA.match(value)):
                try:
                    return base64.b64decode(value[found.end() :], validate=False), found[
                        1
                    ] or "application/octet-stream"
                except (binascii.Error, ValueError):
                    return None
        return None


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that was understood, and the keys that were not."""

    items: Mapping[str, Sequence[Item]]
    unknown: Sequence[str] = field(default_factory=tuple)

    @property
    def count(self) -> int:
        """How many things there are."""
        return sum(len(found) for found in self.items.values())


def read(text: str | bytes) -> Export:
    """The export; NotAnExport where nothing of it can be understood."""
    if len(text) > MOST_BYTES:
        raise NotAnExport("too large")
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAnExport("no JSON") from error
    whole = _opened(whole)
    if isinstance(whole, list):
        whole = {"clients": whole}
    if not isinstance(whole, dict):
        raise NotAnExport("no object")
    inner = _opened(whole.get("localStorage"))
    whole = inner if isinstance(inner, dict) else whole
    found: dict[str, list[Item]] = {kind: [] for kind in KINDS}
    unknown = []
    for name, value in whole.items():
        kind = next((kind for kind, pattern in _NAMES.items() if pattern.search(str(name).lower())), None)
        items = list(_items(_opened(value))) if kind else []
        if kind and items:
            found[kind] += [_item(kind, one) for one in items]
        else:
            unknown.append(str(name)[:100])
    kept = {kind: list({item.key: item for item in items}.values())[:MOST_ITEMS] for kind, items in found.items()}
    if not any(kept.values()):
        raise NotAnExport("nothing known in it")
    return Export(kept, tuple(unknown[:50]))


def _opened(value: Any) -> Any:
    """JSON in JSON."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _items(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        inner = value.values() if all(isinstance(one, (dict, str)) for one in value.values()) else [value]
        value = [one for one in map(_opened, inner) if isinstance(one, dict)] or [value]
    for one in value if isinstance(value, list) else []:
        opened = _opened(one)
        if isinstance(opened, dict) and opened:
            yield opened


def _item(kind: str, said: Mapping[str, Any]) -> Item:
    known = {name: said[name] for name in ("id", "_id", "uuid") if said.get(name)}
    seed = json.dumps([kind, known or said], sort_keys=True, default=str)
    return Item(f"old_app:{hashlib.sha256(seed.encode('utf-8', 'replace')).hexdigest()[:32]}", said)
