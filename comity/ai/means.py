"""What an organisation has to ask with: its own keys or the operator's, in its own order, with its own models.

seed: AC06, AC18, C06
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import UUID

import orjson

from comity.ai import keys
from comity.ai.agent import Complexity
from comity.ai.providers.base import Model
from comity.ai.providers.chain import chain, drawers, embedders
from comity.config import Settings
from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.who import Who
from comity.core.work import QUEUES, Priority

q = sql.load(__file__)
Assistants = Literal["off", "read", "propose", "act"]
PROVIDERS: Final = ("compatible", "anthropic", "openai", "gemini")
LASTS: Final = 30.0

TIERS: Final[Mapping[Priority, Mapping[Complexity, Complexity]]] = {
    "p0": {"fast": "fast", "balanced": "fast", "accurate": "balanced"},
    "p1": {"fast": "fast", "balanced": "balanced", "accurate": "accurate"},
    "p2": {"fast": "fast", "balanced": "balanced", "accurate": "accurate"},
    "p3": {"fast": "fast", "balanced": "fast", "accurate": "balanced"},
}
"""Which model answers, by how long somebody waits and how hard it is; an organisation may say otherwise."""


@dataclass(frozen=True)
class Taste:
    """An organisation's own settings."""

    providers: tuple[str, ...] = ()
    models: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tiers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    batch: bool = True
    assistants: Assistants = "propose"
    alert_below: int = 80

    def tier(self, priority: Priority, complexity: Complexity) -> Complexity:
        """The kind of model for a question."""
        wanted = self.tiers.get(priority, {}).get(complexity)
        return wanted if wanted in ("fast", "balanced", "accurate") else TIERS[priority][complexity]  # type: ignore[return-value]


@dataclass(frozen=True)
class Means:
    """Keys and taste of one organisation, as of a moment ago."""

    settings: Settings
    taste: Taste = Taste()
    _chains: dict[Complexity, tuple[Model, ...]] = field(default_factory=dict, compare=False)

    def models(self, priority: Priority, complexity: Complexity) -> tuple[Model, ...]:
        """Whom to ask, first to last; empty where there is no key."""
        tier = self.taste.tier(priority, complexity)
        if tier not in self._chains:
            self._chains[tier] = self._ordered(chain(self.settings, tier, own=self.taste.models))
        return self._chains[tier]

    def drawers(self) -> tuple[Any, ...]:
        """Those who make images."""
        return self._ordered(drawers(self.settings, self.taste.models))

    def embedders(self) -> tuple[Any, ...]:
        """Those who turn meaning into numbers."""
        return self._ordered(embedders(self.settings, self.taste.models))

    def _ordered(self, models: tuple[Any, ...]) -> tuple[Any, ...]:
        order = {name: number for number, name in enumerate(self.taste.providers)}
        return tuple(sorted(models, key=lambda model: order.get(model.provider, len(order))))


_known: dict[UUID, tuple[float, Settings, Means]] = {}


async def of(db: Database, who: Who, settings: Settings) -> Means:
    """What this organisation has; looked up anew every half minute."""
    if who.org_id is None:
        return Means(settings)
    known = _known.get(who.org_id)
    if known is None or known[0] < time.monotonic() or known[1] is not settings:
        own = await keys.settings_of(db, who, settings)
        known = (time.monotonic() + LASTS, settings, Means(own, await _taste(db, who.org_id)))
        _known[who.org_id] = known
    return known[2]


async def assistants(db: Database, who: Who) -> Assistants:
    """What assistants from outside may do, as of this very moment."""
    assert who.org_id is not None
    return (await _taste(db, who.org_id)).assistants


async def taste(tx: Tx) -> Taste:
    """The organisation's own settings, for those who show or change them."""
    return _read(await tx.row(q.settings))


async def save(tx: Tx, wanted: Taste) -> None:
    """Keeps them; other processes know within half a minute."""
    await tx.run(
        q.save, **{**dataclasses.asdict(wanted), "providers": list(wanted.providers),
                   "models": orjson.dumps(wanted.models).decode(), "tiers": orjson.dumps(wanted.tiers).decode()},
    )  # fmt: skip
    org_id = tx.who.org_id
    tx.after_commit(lambda: forget(org_id))


def forget(org_id: UUID | None) -> None:
    """Its keys or settings have changed, as this process knows."""
    keys.forget(org_id)
    if org_id is not None:
        _known.pop(org_id, None)


async def _taste(db: Database, org_id: UUID) -> Taste:
    rows = await db.once(Who.service(org_id, agent="ai"), q.settings)
    return _read(rows[0] if rows else None)


def _read(row: Mapping[str, Any] | None) -> Taste:
    return Taste(**{**row, "providers": tuple(row["providers"])}) if row else Taste()


assert set(TIERS) == set(QUEUES)
