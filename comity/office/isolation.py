"""Attacks the operator's own database as a stranger: every table, function, file and channel.  seed: A05, SC09

The attacker is a member, in every role, of an organisation that does not exist; everything is rolled back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from comity.core import sql
from comity.core.db import Database, Json
from comity.core.roles import ROLES
from comity.core.who import Who

q = sql.load(__file__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one attempt came to: held, refused (by another rule than the wall) or BREACH."""

    org_role: str
    relation: str
    verb: str
    verdict: str
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was tried on one organisation."""

    victim: UUID
    rows_at_stake: int
    verdicts: list[Verdict]

    @property
    def breaches(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.verdict == "BREACH"]


async def organisations(db: Database) -> list[UUID]:
    """Every organisation there is."""
    rows = await db.once(Who.service(agent="isolation"), q.organisations)
    return [row["org_id"] for row in rows]


async def attack(db: Database, victim: UUID) -> Report:
    """Tries every verb on every table of the victim, and every other door, in every role."""
    held, known = await _of(db, victim)
    verdicts: list[Verdict] = []
    for role in ROLES:
        stranger = Who(role="authenticated", org_id=uuid4(), user_id=uuid4(), org_role=role, agent="isolation")
        async with db.rehearsing(stranger) as tx:
            rows = await tx.rows(q.attack, victim=victim)
            rows += await tx.rows(q.attack_doors, victim=victim, slug=known["slug"], ids=Json(known["ids"]))
            verdicts += [Verdict(org_role=role, **row) for row in rows]
    return Report(victim, sum(row["held"] for row in held), verdicts)


async def _of(db: Database, victim: UUID) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """How much there is to take, and what an attacker may have overheard of it."""
    house = Who.service(agent="isolation")
    known = await db.once(house, q.overheard, victim=victim)
    return await db.once(house, q.holdings, victim=victim), known[0] if known else {"slug": "", "ids": {}}
