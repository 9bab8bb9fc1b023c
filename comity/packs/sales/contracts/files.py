"""A contract's files: sealed in the storage's bucket of contracts, each belonging to its contract."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office.files import uploads
from comity.packs.sales.contracts.paper import MEDIA_TYPES, kind_of
from comity.platform.storage import buckets, names, objects
from comity.platform.storage.drafts import Whole
from comity.platform.storage.errors import Refusal
from comity.platform.storage.objects import Place
from comity.platform.storage.store import store
from comity.platform.storage.wire import begin
from comity.web.i18n import gettext as _

BUCKET: Final = "contracts"
MOST_BYTES: Final = 50_000_000
NO_FILE: Final = Problem("contract_missing", 422, _("Choose a PDF or a Word file."), field="file")
OTHER: Final = Problem("contract_form", 422, _("A contract is a PDF or a Word file (DOCX)."), field="file")
OLD: Final = Problem(
    "contract_old", 422,
    _("This is an old Word file, or one with a password. Save it as DOCX or PDF without one."), field="file",
)  # fmt: skip
EMPTY: Final = Problem("contract_empty", 422, _("This file is empty."), field="file")
LARGE: Final = Problem("contract_large", 413, _("A contract's file may have up to 50 MB."), field="file")


@dataclass(frozen=True, slots=True)
class Brought:
    """A file whose bytes are kept and whose version is still to be made."""

    name: str
    kind: str
    whole: Whole
    blob: str


async def bring(tx: Tx, name: str, source: BinaryIO) -> Brought:
    """Takes the bytes of somebody's upload; nothing is left of what is refused."""
    head = await asyncio.to_thread(source.read, 1024)
    await asyncio.to_thread(source.seek, 0)
    kind = kind_of(head)
    if kind not in MEDIA_TYPES:
        raise EMPTY() if not head else OLD() if kind == "old" else OTHER()
    try:
        whole = await store().take(uploads.pieces(source), MOST_BYTES)
    except Refusal as refusal:
        raise uploads.refused(refusal, LARGE) from refusal
    return Brought(
        names.shown(name)[:300] or f"contract.{kind}", kind, whole, await store().place(whole, tx.who.org_id)
    )


async def settle(tx: Tx, contract_id: UUID, brought: Brought) -> str:
    """The object of a contract's file, seen as the contract is; its name in the bucket."""
    await begin(tx, "object.upload")
    path = f"{tx.who.org_id}/contracts/{contract_id}/{brought.whole.sha256}.{brought.kind}"
    place = Place(
        await buckets.known(tx, BUCKET), path, str(tx.who.user_id) if tx.who.user_id else None, tx.who.org_id,
        mime=MEDIA_TYPES[brought.kind], user_metadata={"name": brought.name},
    )  # fmt: skip
    await objects.put(tx, store(), place, brought.whole, brought.blob)
    tx.after_commit(lambda: store().forget(brought.whole))
    return path


async def drop(brought: Brought) -> None:
    """Forgets a file that was here already."""
    await store().forget(brought.whole)


@asynccontextmanager
async def as_file(db: Database, who: Who, path: str) -> AsyncIterator[Path | None]:
    """A contract's file, unsealed for as long as the block lasts; None when its bytes are gone."""
    async with db.acting(who) as tx:
        row = await tx.row(objects.q.find, bucket=BUCKET, name=path)
    if row is None or row["blob"] is None:
        yield None
        return
    with tempfile.NamedTemporaryFile(prefix="comity-", suffix=Path(path).suffix) as file:
        async with store().open(row["blob"]) as opened:
            async for piece in opened.read(0, row["size"]):
                await asyncio.to_thread(file.write, piece)
        file.flush()
        yield Path(file.name)


async def found(tx: Tx, path: str) -> dict[str, Any] | None:
    """The object of a file, for whoever may see the contract."""
    return await tx.row(objects.q.find, bucket=BUCKET, name=path)
