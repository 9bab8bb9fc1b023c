"""The organisation's own model of deal health: learned from its outcomes each night, kept, and handed to the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.packs.sales import health_backtest, health_learning, health_rules
from comity.packs.sales.health_backtest import BackTest, Outcome
from comity.packs.sales.health_learning import Learned, Scored, Seen, Stage

q = sql.load(__file__)
MOST_OUTCOMES = 5000


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned, and which row holds it; without a row it is the house's prior."""

    learned: Learned = field(default_factory=Learned)
    id: UUID | None = None
    at: datetime | None = None

    @property
    def points(self) -> Mapping[str, float]:
        """The points of every sign: the organisation's own where it has some."""
        return {**health_rules.PRIOR, **self.learned.points}


async def latest(tx: Tx) -> Model:
    """What was learned last."""
    row = await tx.row(q.latest)
    return Model(Learned.from_json(row), row["id"], row["created_at"]) if row else Model()


async def learned_now(tx: Tx) -> Learned:
    """What the outcomes of this moment teach."""
    deals, signs, scored, stages = await tx.many([(q.deals, {}), (q.signs, {}), (q.scored, {}), (q.stages, {})])
    return health_learning.learn(
        health_rules.PRIOR,
        [Seen(**row) for row in signs],
        [Scored(**row) for row in scored if row["stage_id"]],
        [Stage(**row) for row in stages],
        (deals[0]["won"], deals[0]["lost"]),
    )


async def learn(tx: Tx) -> bool:
    """Learns and keeps it; whether anything is new. Only the house may."""
    learned, before = await learned_now(tx), await latest(tx)
    if before.id is not None and learned == before.learned:
        return False
    text = orjson.dumps(learned.to_json()).decode()
    await tx.rows(q.keep, version=health_rules.VERSION, learned=text)
    await tx.run(q.tidy)
    return True


async def back_test(tx: Tx, days: int = 0) -> BackTest:
    """How scores of so many days before a deal closed foretold how it closed."""
    outcomes = [Outcome(**row) for row in await tx.rows(q.outcomes, days=days, most=MOST_OUTCOMES)]
    return health_backtest.walk(outcomes, [Stage(**row) for row in await tx.rows(q.stages)])
