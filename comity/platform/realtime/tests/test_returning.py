"""Who comes back is told from where they stopped: whatever their name's bytes, however often the line breaks."""

from __future__ import annotations

import psycopg
import pytest

from comity.core.db import Database
from comity.platform.realtime.changes import Changes
from comity.platform.realtime.feed import Feed
from comity.platform.realtime.hub import Hub
from comity.platform.realtime.returning import Returning
from comity.platform.realtime.rooms import Channel, Name, Wishes
from tests.world import World


@pytest.fixture
async def returning(db: Database) -> Returning:
    """A feed that has told everybody up to 1000."""
    feed, changes = Feed(db, Hub(), slot="polled_tests"), Changes(db)
    changes.position = 1000
    house = Returning(db, feed, changes)
    await house.opened(feed.slot)
    house.remembers()
    return house


def channel(world: World, fingerprint: bytes) -> Channel:
    name = Name("live", "", False)
    return Channel(None, "realtime:live", name, "1", Wishes(key="k"), world.rep, "", fingerprint=fingerprint)


@pytest.mark.parametrize("fingerprint", [bytes(range(16)), b"it's \\ 'quoted'\x00"])
async def test_a_broken_line_is_known_again_once(returning: Returning, world: World, fingerprint: bytes) -> None:
    before = channel(world, fingerprint)
    returning.came(before)
    await returning.note()
    returning.left(before, clean=False)
    await returning.note()
    assert await returning.since(channel(world, fingerprint)) == 1000
    assert await returning.since(channel(world, fingerprint)) is None


async def test_a_line_that_breaks_while_the_past_is_told_is_told_it_again(returning: Returning, world: World) -> None:
    before = channel(world, b"again")
    before.untold = 400
    returning.came(before)
    returning.left(before, clean=False)
    await returning.note()
    assert await returning.since(channel(world, b"again")) == 400


async def test_what_could_not_be_noted_is_noted_later(db: Database, returning: Returning, world: World) -> None:
    stays, leaves = channel(world, b"stays"), channel(world, b"leaves")
    returning.came(stays)
    returning.came(leaves)
    with psycopg.connect(db.url, autocommit=True) as admin:
        admin.execute("alter table app.realtime_listeners rename to elsewhere")
        try:
            await returning.note()
            returning.left(leaves, clean=True)
        finally:
            admin.execute("alter table app.elsewhere rename to realtime_listeners")
        await returning.note()
        held = "select count(*) from app.realtime_listeners where id = any (%s)"
        assert admin.execute(held, [[stays.listener]]).fetchone() == (1,)
        assert admin.execute(held, [[leaves.listener]]).fetchone() == (0,)
