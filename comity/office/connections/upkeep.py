"""Every hour: tokens that run out within a day are renewed, each account by work of its own.  seed: F20, J19"""

from __future__ import annotations

from uuid import UUID

from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import P2, Schedule, Work, start, workflow
from comity.office.connections import flow, tokens
from comity.office.connections.problems import RECONNECT

HOUSE = Who.service(agent="connections")


@workflow("office.refresh_oauth_token", priority=P2, attempts=2, at_once=5)
async def refresh_one(work: Work, account_id: str) -> None:
    """One account. What fails for now is tried again in an hour."""

    async def renew() -> str:
        try:
            return "renewed" if await tokens.refresh(work.db, work.who, UUID(account_id)) else "gone"
        except Problem as problem:
            if problem != RECONNECT:
                raise
            return "asked to connect again"

    await work.step("renew", renew)


@workflow("office.forget_connection", priority=P2)
async def forget_one(work: Work, account_id: str) -> None:
    """The account of somebody who left: forgotten, and the provider is told."""
    rows = await work.db.once(work.who, tokens.q.forget, id=UUID(account_id))
    if rows:
        await flow.revoke(work.db, work.who, rows[0]["provider"], bytes(rows[0]["sealed"]))


@workflow("office.refresh_oauth_tokens", priority=P2)
async def refresh_all(work: Work) -> None:
    """Finds what is due; who never came back from a provider is forgotten."""
    await work.db.once(HOUSE, flow.q.tidy)
    hour = (await work.db.once(HOUSE, tokens.q.hour))[0]["hour"]
    for row in await work.db.once(HOUSE, tokens.q.due):
        who = Who.service(row["org_id"], agent="connections")
        what = forget_one if row["left_us"] else refresh_one
        async with work.db.acting(who) as tx:
            await start(tx, what, {"account_id": str(row["id"])}, key=f"{what.name} {row['id']} {hour}")


WORKFLOWS = (refresh_one, forget_one, refresh_all)
SCHEDULE = (Schedule("25 * * * *", refresh_all),)
