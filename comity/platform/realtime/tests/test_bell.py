"""The bell of rights that end rings without the log: by the transaction that ended them."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from comity.core.db import Database
from comity.core.who import Who
from comity.platform.realtime.carriers.notify import Notify
from tests.network import PATIENCE
from tests.world import World


async def test_the_bell_names_whose_rights_changed(db: Database, world: World) -> None:
    bell = Notify(db)
    rung: asyncio.Queue[str] = asyncio.Queue()
    bell.standing = rung.put_nowait
    listening = asyncio.create_task(bell.run())
    try:
        assert await asyncio.wait_for(rung.get(), PATIENCE) == ""  # connected: some may have been missed
        rep, service = world.rep, Who.service()
        for statement, whose in (
            ("update org_members set role = 'manager' where user_id = $1", rep.user_id),
            ("update auth.users set banned_until = now() where id = $1", rep.user_id),
            ("update organizations set visibility = 'own' where org_id = $1", rep.org_id),
        ):
            async with db.acting(service) as tx:
                await tx.execute(statement, [whose])
            assert await asyncio.wait_for(rung.get(), PATIENCE) == str(whose)
        async with db.acting(service) as tx:  # nothing that matters to rights
            await tx.execute("update auth.users set last_sign_in_at = now() where id = $1", [rep.user_id])
            await tx.execute("update org_members set name = 'Remy' where user_id = $1", [rep.user_id])
            await tx.execute("select pg_notify('comity_standing', 'standing end')")
        assert await asyncio.wait_for(rung.get(), PATIENCE) == "end"
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
