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

q = sql.load(__file__)
MOST = 6
LEADING = ("owner", "admin", "manager")


@dataclass(frozen=True, slots=True)
class Attention:
    """The deals, the worst first; `mine` when only the caller's own are meant."""

    leads: Sequence[Mapping[str, Any]]
    mine: bool


async def load(request: Request, tx: Tx, subject_id: UUID | None) -> Attention:
    """The caller's own deals; for those who lead, everybody's."""
    mine = tx.who.org_role not in LEADING
    owner = tx.who.user_id if mine else None
    return Attention(await tx.rows(q.attention, owner_id=owner, most=MOST), mine)


PANEL = Panel(on="home", template="sales/home_attention.html", load=load, order=20)
