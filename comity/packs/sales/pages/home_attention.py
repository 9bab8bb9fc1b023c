"""Home: the open deals that need a person soon, and why.  seed: AN01"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request

from comity.core import sql
from comity.core.db import Tx
from comity.core.pack import Panel
from comity.core.roles import LEADERS
from comity.packs.sales import health
from comity.packs.sales.pages.health_card import moved

q = sql.load(__file__)
MOST = 6


@dataclass(frozen=True, slots=True)
class Attention:
    """The deals, the worst first; `mine` when only the caller's own are meant."""

    leads: Sequence[Mapping[str, Any]]
    mine: bool
    moved: Sequence[Mapping[str, Any]] = ()
    """deals whose health moved since yesterday"""


async def load(request: Request, tx: Tx, subject_id: UUID | None) -> Attention:
    """The caller's own deals; for those who lead, everybody's."""
    mine = tx.who.org_role not in LEADERS
    owner = tx.who.user_id if mine else None
    found, changed = await tx.many(
        [(q.attention, {"owner_id": owner, "most": MOST}), (health.q.moved, {"owner_id": owner, "most": 4})]
    )
    return Attention(found, mine, [{**row, "moved": moved(row["changed_reasons"], 2)} for row in changed])


PANEL = Panel(on="home", template="sales/home_attention.html", load=load, order=20)
