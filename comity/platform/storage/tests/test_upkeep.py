"""Upkeep: nothing named is ever swept, everything unnamed is once it is old; damage is found; what is over goes."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from comity.config import Settings
from comity.core.db import Database
from comity.core.sql import compile_named
from comity.core.who import Who
from comity.platform.storage import objects, upkeep
from comity.platform.storage import store as storage
from comity.platform.storage.backends.local import LocalBackend
from comity.platform.storage.buckets import Bucket
from comity.platform.storage.objects import Place
from comity.platform.storage.store import Store
from comity.platform.storage.wire import begin

SERVICE = Who.service(agent="tests")
BUCKET = Bucket("upkeep", False, None, None, None)
MAKE = compile_named("make", "A bucket.", "insert into storage.buckets (id, name) values (:id, :id)")
AGE = compile_named(
    "age", "Lets time pass.", "update storage.objects set stored_at = now() - interval '400 days' where id = :id"
)
KEEP = compile_named(
    "keep", "Rules.", "update storage.buckets set delete_after_days = :gone, cold_after_days = :cold where id = :id"
)


@pytest.fixture(scope="module")
async def made(db: Database) -> None:
    async with db.acting(SERVICE) as tx:
        await tx.run(MAKE, id="upkeep")


@pytest.fixture
def kept(tmp_path: Path, made: None) -> Store:
    return storage.setup(Settings(home=tmp_path))


async def bring(db: Database, kept: Store, content: bytes) -> UUID:
    """An object as the wire brings it."""

    async def pieces() -> AsyncIterator[bytes]:
        yield content

    whole = await kept.take(pieces())
    place = Place(BUCKET, f"{uuid4()}.bin", None, None)
    blob = await kept.place(whole, None)
    async with db.acting(SERVICE) as tx:
        await begin(tx, "object.upload")
        made = await objects.put(tx, kept, place, whole, blob)
    await kept.forget(whole)
    return made


def files(kept: Store) -> list[Path]:
    assert isinstance(kept.backend, LocalBackend)
    return [path for path in kept.backend.root.rglob("*") if path.is_file()]


async def remove(db: Database, *ids: UUID) -> None:
    async with db.acting(SERVICE) as tx:
        await begin(tx, "object.delete")
        query = compile_named("gone", "Removes.", "delete from storage.objects where id = any (:ids::uuid[])")
        await tx.run(query, ids=list(ids))


async def test_equal_bytes_are_kept_once_and_go_with_the_last_name(db: Database, kept: Store) -> None:
    content = secrets.token_bytes(1000)
    one, two = await bring(db, kept, content), await bring(db, kept, content)
    assert len(files(kept)) == 1
    await remove(db, one)
    assert await upkeep.sweep(db, kept, young=-1) == 0
    await remove(db, two)
    assert await upkeep.sweep(db, kept) == 0  # too young: its row might be on its way
    assert await upkeep.sweep(db, kept, young=-1) == 1
    assert files(kept) == []


async def test_a_sweep_between_placing_and_writing_down_takes_nothing(db: Database, kept: Store) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"late"

    whole = await kept.take(pieces())
    blob = await kept.place(whole, None)
    assert await upkeep.sweep(db, kept, young=-1) == 1  # as if an hour had passed
    async with db.acting(SERVICE) as tx:
        await begin(tx, "object.upload")
        made = await objects.put(tx, kept, Place(BUCKET, "late.bin", None, None), whole, blob)
        assert await upkeep.sweep(db, kept, young=-1) == 0  # waits its turn
    assert await kept.bytes_of(blob, 4) == b"late"
    await remove(db, made)


async def test_damage_is_found(db: Database, kept: Store) -> None:
    good, bad, gone = [await bring(db, kept, secrets.token_bytes(300_000)) for _ in range(3)]
    named = compile_named("blobs", "Where they lie.", "select id, blob from storage.objects where id = any (:ids)")
    rows = await db.once(SERVICE, named, ids=[bad, gone])
    paths = {row["id"]: kept.backend.root / row["blob"] for row in rows}  # type: ignore[attr-defined]
    with paths[bad].open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\1\2")
    paths[gone].unlink()
    found = await upkeep.scrub(db, kept)
    assert (found.checked, found.damaged) == (3, 2)
    assert (await upkeep.scrub(db, kept)).checked == 0  # not twice in a week
    await remove(db, good, bad, gone)


async def test_lifecycles(db: Database, kept: Store, tmp_path: Path) -> None:
    kept = replace(kept, cold=LocalBackend(tmp_path / "cold"))
    old, young = await bring(db, kept, b"old"), await bring(db, kept, b"young")
    async with db.acting(SERVICE) as tx:
        await tx.run(AGE, id=old)
        await tx.run(KEEP, id="upkeep", gone=None, cold=365)
    assert await upkeep.chill(db, kept) == 1
    named = compile_named("blob", "Where it lies.", "select blob from storage.objects where id = :id")
    rows = await db.once(SERVICE, named, id=old)
    assert rows[0]["blob"].startswith("cold:")
    assert await kept.bytes_of(rows[0]["blob"], 3) == b"old"
    assert await upkeep.sweep(db, kept, young=-1) == 1  # the warm copy
    async with db.acting(SERVICE) as tx:
        await tx.run(KEEP, id="upkeep", gone=90, cold=None)
    assert await upkeep.expire(db) == 1
    assert await upkeep.sweep(db, kept, young=-1) == 1
    assert len(files(kept)) == 1
    await remove(db, young)


async def test_drafts_nobody_works_on_are_forgotten(db: Database, kept: Store) -> None:
    draft = kept.draft()
    draft.write([b"x"])
    draft.close()
    assert await upkeep.forget_uploads(db, kept) == 0
    os.utime(draft.path, (time.time() - 3 * 86400,) * 2)
    assert await upkeep.forget_uploads(db, kept) == 1
    assert list(kept.drafts.iterdir()) == []
