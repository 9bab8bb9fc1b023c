"""Recordings go when their call is gone for good, never before, and nobody else's with them."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

from comity.comms import recordings, upkeep
from comity.core.db import Database
from comity.core.who import Who
from tests.queries import q
from tests.world import World

ADD = q(
    "insert into calls (org_id, title, recording_file, recording_name, recording_type, recording_size,"
    " recording_sha256) values (:org, 'Kept', :file, :name, :kind, :size, :sha256) returning id"
)
TRASH = q("update calls set deleted_at = now() - interval '91 days' where id = :id returning id")


async def test_a_recording_outlives_the_trash_but_not_the_purge(db: Database, world: World, tmp_path: Path) -> None:
    org, house = world.ours.id, Who.service(agent="tests")
    assert org is not None
    kept = await recordings.keep(tmp_path, org, "kept.mp3", io.BytesIO(b"ID3" + b"k" * 50))
    lost = await recordings.keep(tmp_path, org, "lost.mp3", io.BytesIO(b"ID3" + b"l" * 50))
    young = await recordings.keep(tmp_path, org, "young.mp3", io.BytesIO(b"ID3" + b"y" * 50))
    other = await recordings.keep(tmp_path, world.theirs.id, "theirs.mp3", io.BytesIO(b"ID3" + b"k" * 50))
    for each in (kept, lost, other):
        os.utime(tmp_path / "files" / each.file, (time.time() - 3 * 86400,) * 2)
    async with db.acting(house) as tx:
        made = {}
        for owner, each in ((org, kept), (world.theirs.id, other)):
            made[each.file] = await tx.value(
                ADD, org=owner, file=each.file, name=each.name, kind=each.media_type, size=each.size, sha256=each.sha256
            )
        await tx.run(TRASH, id=made[kept.file])
    assert await upkeep.clear(db, tmp_path) == 1
    there = {each.file for each in (kept, lost, young, other) if (tmp_path / "files" / each.file).exists()}
    assert there == {kept.file, young.file, other.file}
    async with db.acting(house) as tx:
        await tx.run(q("select app.purge_trash(90)"))
    assert await upkeep.clear(db, tmp_path) == 1
    assert not (tmp_path / "files" / kept.file).exists() and (tmp_path / "files" / other.file).exists()
