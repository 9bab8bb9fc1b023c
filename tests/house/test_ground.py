"""The fixtures themselves: the door, the cast, and the wall between its two organisations."""

from comity.core.db import Database, Tx
from tests.world import World


async def test_tx(tx: Tx, world: World):
    r = await tx.execute("select count(*) from contacts")
    assert r.rows == [(3,)]


async def test_stranger(db: Database, world: World):
    r = await db.once_sql(world.stranger, "select org_id, count(*) from contacts group by 1")
    assert r.rows == [(world.theirs.id, 3)]
