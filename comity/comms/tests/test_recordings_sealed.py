"""A recording lies sealed: nothing on the disk holds its sound; it opens for whoever may hear the call.  seed: ST01"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from comity.comms import calls, recordings
from comity.config import Settings
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.sql import compile_named
from comity.core.who import Who
from comity.platform.storage import store as storage
from comity.platform.storage import upkeep
from tests.world import World

SPOKEN = b"a sentence nobody else may hear"
SOUND = b"ID3\x04" + bytes(300_000) + SPOKEN * 40
GONE = compile_named("gone", "Gone for good.", "delete from calls where org_id = :org_id and id = :id")
PURGE = compile_named("purge", "As the clock does.", "select set_config('app.purge', 'on', true)")


def holding(home: Path) -> list[Path]:
    """Files below the home in which the sound can be read."""
    return [path for path in home.rglob("*") if path.is_file() and SPOKEN in path.read_bytes()]


def kept(home: Path) -> list[Path]:
    return [path for path in (home / "storage" / "blobs").rglob("*") if path.is_file()]


async def test_the_sound_lies_sealed_from_its_first_byte_to_its_last_day(
    db: Database, world: World, tmp_path: Path
) -> None:
    store = storage.setup(Settings(home=tmp_path))
    async with db.acting(world.rep) as tx:
        brought = await recordings.bring(tx, "visit.mp3", BytesIO(SOUND))
        assert holding(tmp_path) == []
        call_id, _ = await calls.add(tx, calls.Facts(title="Sealed"), recording=brought.recording)
        await recordings.settle(tx, call_id, brought)
    assert holding(tmp_path) == [] and len(kept(tmp_path)) == 1
    assert kept(tmp_path)[0].stat().st_mode & 0o077 == 0
    async with db.acting(world.rep) as tx:
        call = await calls.find(tx, call_id)
    async with recordings.as_file(db, world.rep, tmp_path, call) as path:
        assert path is not None and path.read_bytes() == SOUND
        assert tmp_path not in path.parents
    assert not path.exists()
    async with recordings.as_file(db, world.stranger, tmp_path, call) as path:
        assert path is None
    with pytest.raises(Problem):
        async with db.acting(world.stranger) as tx:
            await calls.find(tx, call_id)
    other = storage.setup(Settings(home=tmp_path, storage_key="ab" * 32))  # whoever has the disk and not the key
    async with db.acting(world.rep) as tx:
        row = await recordings.find(tx, call)
    assert row is not None
    with pytest.raises(storage.DAMAGED.__class__):
        await other.bytes_of(row["blob"], row["size"])
    async with db.acting(Who.service(world.ours.id, agent="tests")) as tx:
        await tx.run(PURGE)
        await tx.run(GONE, id=call_id)
    assert await upkeep.sweep(db, store, young=-1) == 1
    assert kept(tmp_path) == []
