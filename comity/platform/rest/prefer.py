"""The `Prefer` header (RFC 7240; https://docs.postgrest.org/en/v14/references/api/preferences.html)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_KNOWN = {
    "resolution": ("merge-duplicates", "ignore-duplicates"),
    "missing": ("default", "null"),
    "return": ("representation", "minimal", "headers-only"),
    "count": ("exact", "planned", "estimated"),
    "tx": ("commit", "rollback"),
    "handling": ("strict", "lenient"),
}


class Prefer(NamedTuple):
    """The preferences understood; the first of a kind wins."""

    resolution: str | None = None
    missing: str | None = None
    returning: str | None = None
    counting: str | None = None
    tx: str | None = None
    handling: str | None = None
    timezone: str | None = None
    max_affected: int | None = None
    invalid: tuple[str, ...] = ()

    @property
    def strict(self) -> bool:
        return self.handling == "strict"

    @property
    def counts(self) -> bool:
        """Whether rows are really counted."""
        return self.counting in ("exact", "estimated")

    @property
    def explains(self) -> bool:
        """Whether the planner's guess is asked for."""
        return self.counting in ("planned", "estimated")


@lru_cache(maxsize=1024)
def read_prefer(header: str, tx_allowed: bool = False) -> Prefer:
    """All `Prefer` headers of a request, joined by commas."""
    found: dict[str, str] = {}
    invalid: list[str] = []
    for item in (part.strip() for part in header.split(",")):
        kind, _, value = item.partition("=")
        if (kind in _KNOWN and value in _KNOWN[kind]) or (kind in ("timezone", "max-affected") and value):
            found.setdefault(kind, value)
        elif item:
            invalid.append(item)
    number = found.get("max-affected", "")
    return Prefer(
        found.get("resolution"),
        found.get("missing"),
        found.get("return"),
        found.get("count"),
        found.get("tx") if tx_allowed else None,
        found.get("handling"),
        found.get("timezone"),
        int(number) if number.isdigit() and len(number) < 19 else None,
        tuple(invalid),
    )


@lru_cache(maxsize=1024)
def applied(prefer: Prefer, *kinds: str) -> str | None:
    """The `Preference-Applied` header: those of these kinds that were given, in the fixed order."""
    said: dict[str, str | None] = {
        "resolution": prefer.resolution,
        "missing": prefer.missing,
        "return": prefer.returning,
        "count": prefer.counting,
        "tx": prefer.tx,
        "handling": prefer.handling,
        "timezone": prefer.timezone,
        "max-affected": str(prefer.max_affected) if prefer.strict and prefer.max_affected is not None else None,
    }
    words = [f"{kind}={value}" for kind, value in said.items() if value is not None and kind in kinds]
    return ", ".join(words) or None
