"""What an organisation asks of everyone who signs in to it; the wall that holds it is auth.demand (0039)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_ALLOWED

q = sql.load(__file__)


@dataclass(frozen=True, slots=True)
class Rules:
    """Everyone needs a second factor; everyone but owners comes by the organisation's identity provider."""

    second_factor: bool = False
    single_sign_on: bool = False


async def find(tx: Tx) -> Rules:
    """The rules of the caller's organisation."""
    found = await tx.into(Rules, q.find)
    return found[0] if found else Rules()


async def change(tx: Tx, rules: Rules) -> None:
    """Other rules; they hold for sessions that are open already, within seconds."""
    if not await tx.run(q.change, second_factor=rules.second_factor, single_sign_on=rules.single_sign_on):
        raise NOT_ALLOWED()
