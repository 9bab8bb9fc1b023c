"""An organisation that is gone for good leaves nothing in the store; its neighbour keeps everything."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image

from comity.config import Settings
from comity.core.db import Database
from comity.core.sql import compile_named
from comity.core.who import Who
from comity.platform.storage import buckets, ending, images, objects
from comity.platform.storage import store as storage
from comity.platform.storage.backends.local import LocalBackend
from comity.platform.storage.drafts import Draft
from comity.platform.storage.objects import Place
from comity.platform.storage.store import Store
from comity.platform.storage.wire import begin
from tests.world import World

HOUSE = Who.service(agent="tests")
OPEN = compile_named("open", "A bucket of anybody's.", "insert into storage.buckets (id, name) values ('any', 'any')")
BEGIN = compile_named("begin", "An upload under way.", """
insert into storage.resumable_uploads (id, bucket_id, name, org_id, role, size, expires_at)
values (:id, 'any', 'half.bin', :org, 'service_role', 100, now() + interval '1 day')""")  # fmt: skip
CLOSE = compile_named(
    "close", "Deleted long ago.", "update organizations set closed_at = now() - interval '31 days' where org_id = :org"
)
END = compile_named("end", "Gone for good.", "select app.end_organization(:org)")
LEFT = compile_named("left", "Rows the storage holds.", """
select (select count(*) from storage.objects where org_id = :org)
  + (select count(*) from storage.usage where org_id = :org)
  + (select count(*) from storage.resumable_uploads where org_id = :org) as n""")  # fmt: skip


@dataclass(frozen=True)
class Had:
    """What an organisation has in the store."""

    draft: Draft
    render: Path


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return storage.setup(Settings(home=tmp_path))


def picture() -> bytes:
    out = BytesIO()
    Image.effect_noise((80, 80), 90).save(out, "PNG")
    return out.getvalue()


async def bring(db: Database, kept: Store, bucket: str, name: str, content: bytes, org_id: UUID) -> dict[str, Any]:
    async def pieces() -> AsyncIterator[bytes]:
        yield content

    whole = await kept.take(pieces())
    async with db.acting(HOUSE) as tx:
        place = Place(await buckets.known(tx, bucket), name, None, org_id, mime="image/png")
        await begin(tx, "object.upload")
        await objects.put(tx, kept, place, whole, await kept.place(whole, place.apart))
        row = await objects.find(tx, bucket, name)
    await kept.forget(whole)
    return row


async def furnish(db: Database, kept: Store, org_id: UUID) -> Had:
    """A file of the house's, one of anybody's, one half brought, and a picture in another size."""
    row = await bring(db, kept, "training-materials", f"{org_id}/a.png", picture(), org_id)
    await bring(db, kept, "any", f"{org_id}-{secrets.token_hex(4)}.png", picture(), org_id)
    await images._made(row, images.Wanted(width=10), "image/png", f"ab{org_id.hex}")
    upload = uuid4()
    async with db.acting(HOUSE) as tx:
        await tx.run(BEGIN, id=upload, org=org_id)
    draft = kept.draft(upload)
    draft.write([b"half"])
    draft.keep()
    draft.close()
    return Had(draft, ending.renders_of(kept, org_id))


async def test_nothing_is_left_of_it_and_all_of_its_neighbour(db: Database, kept: Store, world: World) -> None:
    ours, theirs = world.ours.id, world.theirs.id
    async with db.acting(HOUSE) as tx:
        await tx.run(OPEN)
    mine, other = await furnish(db, kept, ours), await furnish(db, kept, theirs)
    assert isinstance(kept.backend, LocalBackend)
    blobs = kept.backend.root
    assert all(had.draft.path.exists() and list(had.render.rglob("*")) for had in (mine, other))
    before = {path for path in (blobs / str(theirs)).rglob("*") if path.is_file()}
    assert len(before) == 2 and await ending.forget(db, kept, ours) == 0  # nothing goes while it is there
    async with db.acting(HOUSE) as tx:
        await tx.run(CLOSE, org=ours)
        await tx.run(END, org=ours)
        assert (await tx.value(LEFT, org=ours), await tx.value(LEFT, org=theirs)) == (1, 4)
    assert await ending.forget(db, kept, ours) == 2
    assert not [path for path in (blobs / str(ours)).rglob("*") if path.is_file()]
    assert not mine.draft.path.exists() and not mine.render.exists()
    assert {path for path in (blobs / str(theirs)).rglob("*") if path.is_file()} == before
    assert other.draft.path.exists() and other.render.exists()
    async with db.acting(HOUSE) as tx:
        assert (await tx.value(LEFT, org=ours), await tx.value(LEFT, org=theirs)) == (0, 4)
