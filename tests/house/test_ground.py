"""The fixtures themselves: the door, the cast, the wall between the two organisations, no way out of the machine."""

import socket

import pytest

from comity.core.db import Database, Tx
from tests.network import LeftTheMachine
from tests.world import World


async def test_our_owner_sees_our_contacts(tx: Tx, world: World) -> None:
    assert (await tx.execute("select count(*) from contacts")).rows == [(3,)]


async def test_the_stranger_sees_namesakes_only(db: Database, world: World) -> None:
    found = await db.once_sql(world.stranger, "select org_id, count(*) from contacts group by 1")
    assert found.rows == [(world.theirs.id, 3)]


async def test_who_has_no_organisation_sees_nothing(db: Database, world: World) -> None:
    assert (await db.once_sql(world.nobody, "select count(*) from contacts")).rows == [(0,)]


def test_nothing_leaves_the_machine() -> None:
    with pytest.raises(LeftTheMachine), socket.socket() as probe:
        probe.connect(("192.0.2.1", 80))
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("comity.example", 80)
