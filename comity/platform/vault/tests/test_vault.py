"""The vault: sealed per organisation, bound to its purpose, rotated, told to nobody.  seed: D33, C17, SC05"""

from __future__ import annotations

import os
from uuid import UUID

import psycopg
import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.sql import compile_named
from comity.core.who import Who
from comity.platform import vault
from comity.platform.vault import Field, Service, Unsealable, keep, keys
from tests.world import World

GONG = Service("gong", "Gong", (Field("access_key", "Key"), Field("region", "Region", secret=False, optional=True)))
KEY = "gong-key-1234567890abcdef"


@pytest.fixture(autouse=True)
def master() -> str:
    made = os.urandom(32).hex()
    vault.configure(made)
    return made


@pytest.fixture(autouse=True)
def emptied(database_url: str, world: World) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("delete from credentials")
        connection.execute("delete from app.vault_keys")


async def test_what_is_kept_is_read_by_the_house_and_by_nobody_else(
    db: Database, world: World, database_url: str
) -> None:
    await vault.put(db, world.ours.admin, GONG, {"access_key": f" {KEY} ", "region": "eu"})
    assert await vault.read(db, world.ours.rep, "gong") == {"access_key": KEY, "region": "eu"}
    assert await vault.read(db, world.stranger, "gong") is None
    async with db.acting(world.ours.admin) as tx:
        shown = (await vault.everything(tx))["gong"]
    assert shown["hint"] == "eu · …cdef" and KEY not in str(shown)
    for who in (world.ours.rep, world.ours.readonly, world.stranger):
        async with db.acting(who) as tx:
            assert await vault.everything(tx) == {}
    with psycopg.connect(database_url) as connection:
        stored = connection.execute("select sealed from credentials").fetchone()
        assert stored and KEY.encode() not in bytes(stored[0])
        audited = connection.execute("select count(*) from audit_logs where table_name = 'credentials'").fetchone()
        assert audited == (0,)


async def test_no_role_of_the_wire_reads_what_is_sealed(db: Database, world: World) -> None:
    await vault.put(db, world.owner, GONG, {"access_key": KEY})
    sealed = compile_named("sealed", "What is sealed.", "select sealed from credentials where org_id = :org_id")
    for who in (world.owner, world.ours.admin, world.rep, world.stranger):
        with pytest.raises(Problem) as refused:
            await db.once(who, sealed)
        assert refused.value.status == 403
    for who in (world.rep, world.ours.manager, world.ours.readonly):
        with pytest.raises(Problem) as refused:
            await vault.put(db, who, GONG, {"access_key": "mine"})
        assert refused.value.status == 403


async def test_printing_secrets_prints_none() -> None:
    secrets = vault.Secrets(access_key=KEY)
    assert KEY not in f"{secrets} {secrets!r}"


async def test_a_seal_holds_for_its_organisation_and_purpose_only(db: Database, world: World) -> None:
    ours, theirs = world.ours.id, world.theirs.id
    sealed = await vault.seal(db, ours, "hook:1", b"secret")
    assert await vault.opened(db, ours, "hook:1", sealed) == b"secret"
    damaged = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for org, purpose, what in ((theirs, "hook:1", sealed), (ours, "hook:2", sealed), (ours, "hook:1", damaged),
                               (ours, "hook:1", b""), (ours, "hook:1", b"\x01" * 60)):  # fmt: skip
        with pytest.raises(Unsealable):
            await vault.opened(db, org, purpose, what)
    assert await vault.seal(db, ours, "hook:1", b"secret") != sealed  # a nonce is never used twice


async def test_data_keys_rotate_and_everything_stays_readable(
    db: Database, world: World, database_url: str, master: str
) -> None:
    await vault.put(db, world.owner, GONG, {"access_key": KEY})
    old = await vault.seal(db, world.ours.id, "hook:1", b"old")
    new_key = await vault.rotate(db, world.ours.id)
    assert await vault.read(db, world.owner, "gong") == {"access_key": KEY}
    assert await keep.reseal(db, world.ours.id) == 1
    with psycopg.connect(database_url) as connection:
        row = connection.execute("select sealed from credentials").fetchone()
    assert row and UUID(bytes=bytes(row[0])[1:17]) == new_key
    vault.configure(master)  # a new process: nothing remembered
    assert await vault.read(db, world.owner, "gong") == {"access_key": KEY}
    assert await vault.opened(db, world.ours.id, "hook:1", old) == b"old"


async def test_the_master_key_changes_hands(db: Database, world: World, master: str) -> None:
    await vault.put(db, world.owner, GONG, {"access_key": KEY})
    new = "a passphrase an operator remembers"
    assert await vault.rewrap(db, keys.master_of(master), keys.master_of(new)) == 1
    vault.configure(new)
    assert await vault.read(db, world.owner, "gong") == {"access_key": KEY}
    vault.configure(master)
    assert await vault.read(db, world.owner, "gong") is None  # and the page says to enter them again
    async with db.acting(world.owner) as tx:
        assert "enter them again" in (await vault.everything(tx))["gong"]["last_error"]


async def test_use_and_failure_are_noted(db: Database, world: World) -> None:
    who: Who = world.owner
    await vault.put(db, who, GONG, {"access_key": KEY})
    await vault.failed(db, world.ours.id, "gong", "Gong answered 401.")
    async with db.acting(who) as tx:
        assert (await vault.everything(tx))["gong"]["last_error"] == "Gong answered 401."
    await vault.used(db, world.ours.id, "gong")
    async with db.acting(who) as tx:
        row = (await vault.everything(tx))["gong"]
        assert row["last_error"] is None and row["last_used_at"] is not None
        await keep.switch(tx, "gong", on=False)
    assert await vault.read(db, who, "gong") is None
    async with db.acting(world.stranger) as tx:
        with pytest.raises(Problem):
            await vault.forget(tx, "gong")


async def test_what_must_be_filled_in_is_asked_for(db: Database, world: World) -> None:
    with pytest.raises(Problem) as refused:
        await vault.put(db, world.owner, GONG, {"region": "eu"})
    assert refused.value.field == "access_key"
