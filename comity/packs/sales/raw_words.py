"""What a transcriber made of a recording, as JSON, for the house alone: beside the words in the call.  seed: ST02

Nobody reads it over the wire, whatever their rights; it goes with its call, and with whoever it is about.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final
from uuid import UUID, uuid4

import orjson

from comity.core.db import Database
from comity.core.who import Who
from comity.platform.storage import buckets, objects
from comity.platform.storage.errors import Refusal
from comity.platform.storage.objects import Place
from comity.platform.storage.store import store
from comity.platform.storage.wire import begin

BUCKET: Final = "call-transcripts"
MOST_BYTES: Final = 200_000_000


async def keep(db: Database, org_id: UUID, call_id: UUID, words: Mapping[str, Any], model: str) -> str | None:
    """Keeps them; their name in the bucket, or None where there is no room: the call has the words all the same."""

    async def pieces() -> AsyncIterator[bytes]:
        yield orjson.dumps({"model": model, **words})

    try:
        whole = await store().take(pieces(), MOST_BYTES)
    except Refusal:
        return None
    try:
        blob = await store().place(whole, org_id)
        path = f"{org_id}/calls/{call_id}/{uuid4()}.json"
        async with db.acting(Who.service(org_id, agent="transcriber")) as tx:
            await begin(tx, "object.upload")
            place = Place(await buckets.known(tx, BUCKET), path, None, org_id, mime="application/json")
            await objects.put(tx, store(), place, whole, blob)
    finally:
        await store().forget(whole)
    return path
