"""Objects: the verbs. A row is written only once its bytes are kept, so neither is ever there without the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from comity.core import sql
from comity.core.db import Tx
from comity.core.who import Who
from comity.platform.storage import errors, sniff
from comity.platform.storage.buckets import Bucket
from comity.platform.storage.drafts import Whole
from comity.platform.storage.store import Store

q = sql.load(__file__)
Row = dict[str, Any]
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object goes, who brings it, and what is said about it."""

    bucket: Bucket
    name: str
    owner: str | None
    org_id: UUID | None
    upsert: bool = False
    mime: str = "application/octet-stream"
    cache_control: str = "no-cache"
    user_metadata: Mapping[str, Any] | None = None
    robots: str = ""

    @property
    def apart(self) -> UUID | None:
        """The organisation whose bytes lie together with these."""
        first = self.name.partition("/")[0]
        return UUID(first) if self.bucket.reach and _ID.fullmatch(first) else self.org_id


async def may_put(tx: Tx, place: Place, size: int | None) -> None:
    """Whether the caller's rights, the name and the quota allow it: tried, and undone."""
    try:
        async with tx.savepoint():
            await tx.run(q.upsert if place.upsert else q.insert, **_row(place, uuid4(), size=size or 0))
            raise _Undone
    except _Undone:
        return


class _Undone(Exception):
    """It would have worked."""


async def put(tx: Tx, store: Store, place: Place, whole: Whole, blob: str) -> UUID:
    """The row of an object whose bytes were placed; its id."""
    backend, key = store.whereabouts(blob)
    await tx.run(q.hold_sweeps)
    if not await backend.touch(key):  # swept between placing and now
        await backend.put(whole.path, key)
    found = sniff.judge(whole.head, place.mime, place.name)
    metadata = {
        "eTag": f'"{whole.sha256[:32]}"',
        "size": whole.size,
        "mimetype": found,
        "cacheControl": place.cache_control,
        "lastModified": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}",
        "contentLength": whole.size,
        "httpStatusCode": 200,
        **({"xRobotsTag": place.robots} if place.robots else {}),
    }
    made = uuid4()
    row = _row(place, made, size=whole.size, blob=blob, sha256=whole.sha256, metadata=metadata)
    await tx.run(q.upsert if place.upsert else q.insert, **row)
    return made


def _row(place: Place, made: UUID, size: int, metadata: Row | None = None, **more: Any) -> Row:
    owner = place.owner or ""
    return {
        "id": made,
        "bucket": place.bucket.id,
        "name": place.name,
        "owner": UUID(owner) if _ID.fullmatch(owner) else None,
        "owner_id": place.owner,
        "org": place.org_id,
        "version": str(uuid4()),
        "metadata": metadata if metadata is not None else {"mimetype": place.mime, "contentLength": size},
        "user_metadata": dict(place.user_metadata) if place.user_metadata is not None else None,
        "size": size,
        "blob": None,
        "sha256": None,
        **more,
    }


async def find(tx: Tx, bucket: str, name: str) -> Row:
    """An object the caller may see."""
    row = await tx.row(q.find, bucket=bucket, name=name)
    if row is None or row["blob"] is None:
        raise errors.NO_OBJECT()
    return row


async def move(tx: Tx, source: tuple[str, str], target: tuple[str, str], owner: str | None) -> None:
    """The same object under another name, in the same or another bucket."""
    await find(tx, *source)
    count = await tx.run(
        q.move, bucket=source[0], name=source[1], to_bucket=target[0], to_name=target[1], version=str(uuid4())
    )
    if not count:
        raise errors.ACCESS_DENIED()


async def copy(tx: Tx, row: Row, place: Place, metadata: Row) -> UUID:
    """Another object of the same bytes. In another organisation's wall they would be its own: see `copy_of`."""
    made = uuid4()
    values = _row(place, made, size=row["size"], blob=row["blob"], sha256=row["sha256"], metadata=metadata)
    await tx.run(q.hold_sweeps)
    await tx.run(q.upsert if place.upsert else q.insert, **values)
    return made


async def remove(tx: Tx, bucket: str, wanted: list[str]) -> list[Row]:
    """Removes those the caller may; what was removed. The bytes follow when nothing names them any more."""
    return await tx.rows(q.remove, bucket=bucket, names=wanted)


def service(who: Who) -> bool:
    """Whether the caller is the house itself."""
    return who.role == "service_role"
