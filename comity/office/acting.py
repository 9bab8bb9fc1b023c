"""Work that acts as a person while they are away: their rights as they are now, and none once they are gone."""

from __future__ import annotations

from uuid import UUID

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who

q = sql.load(__file__)


async def as_member(db: Database, org_id: UUID, user_id: UUID, agent: str) -> Who | None:
    """The member as the database knows them now, acting through `agent`; None when they are no member any more."""
    rows = await db.once(Who.service(org_id, agent=agent), q.member, person=user_id)
    if not rows:
        return None
    row = rows[0]
    return Who(
        role="authenticated",
        org_id=org_id,
        user_id=user_id,
        org_role=row["role"],
        team_id=row["team_id"],
        visibility=row["visibility"],
        email=row["email"],
        name=row["name"],
        agent=agent,
        language=row["language"] or "en",
        timezone=row["timezone"] or "UTC",
    )
