"""Teams: managers edit their team's records, and visibility may stop at the team.  seed: A19"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint

q = sql.load(__file__)

on_constraint("teams_name_unique", Problem("team_exists", 409, "There is a team of this name.", field="name"))
on_constraint("teams_name_length", Problem("bad_name", 422, "A team's name has 1 to 100 letters.", field="name"))


async def everyone(tx: Tx) -> list[dict[str, Any]]:
    """All teams with the number of their members."""
    return await tx.rows(q.all)


async def create(tx: Tx, name: str) -> UUID:
    """A new team."""
    team_id: UUID = await tx.value(q.create, name=name.strip())
    return team_id


async def rename(tx: Tx, team_id: UUID, name: str) -> None:
    """Another name for a team."""
    await tx.touch(q.rename, id=team_id, name=name.strip())


async def dissolve(tx: Tx, team_id: UUID) -> None:
    """Ends a team; its members stay in the organisation."""
    await tx.touch(q.dissolve, id=team_id)
