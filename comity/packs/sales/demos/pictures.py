"""Pictures of a demo: drawn again before they are kept, seen as the lead is, and by whoever has a link.  seed: ST04"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from typing import Any, BinaryIO, Final
from uuid import UUID, uuid4

from comity.core import apart, sql
from comity.core.db import Database, Tx
from comity.core.errors import NOT_FOUND, Problem
from comity.core.who import Who
from comity.office.files import uploads
from comity.packs.sales.demos import builder
from comity.platform.storage import buckets, objects
from comity.platform.storage.errors import Refusal
from comity.platform.storage.objects import Place
from comity.platform.storage.store import store
from comity.platform.storage.wire import begin
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
BUCKET: Final = "demo-assets"
MOST: Final = 12
MOST_BYTES: Final = 15_000_000
ENDS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
NO_FILE: Final = Problem("picture_missing", 422, _("Choose a picture."), field="file")
NO_PICTURE: Final = Problem(
    "picture_unread", 422, _("This is no picture that can be shown. Bring a PNG, JPEG or WebP."), field="file"
)
LARGE: Final = Problem("picture_large", 413, _("A picture may have up to 15 MB and 60 million dots."), field="file")
ENOUGH: Final = Problem("pictures_enough", 409, _("A demo holds up to twelve pictures. Remove one first."))


async def of_demo(tx: Tx, demo_id: UUID) -> list[Row]:
    """The pictures, the logo first."""
    return await tx.rows(q.of_demo, demo=demo_id)


async def drawn(source: BinaryIO) -> Row:
    """What was brought, drawn again; before anything is written."""
    data = await asyncio.to_thread(source.read, MOST_BYTES + 1)
    if not data:
        raise NO_FILE()
    if len(data) > MOST_BYTES:
        raise LARGE()
    try:
        found = await apart.run("comity.packs.sales.demos.picture_bytes", "drawn", data, seconds=20)
    except apart.Unread as unread:
        raise (LARGE() if unread.why == "large" else NO_PICTURE()) from None
    return {**found, "bytes": base64.b64decode(found["bytes"])}


async def add(tx: Tx, demo_id: UUID, picture: Row, *, logo: bool = False, caption: str = "") -> UUID:
    """A picture of the demo; a logo takes the place of the one before."""
    demo = await builder.find(tx, demo_id)
    if logo:
        await tx.run(q.clear_logo, demo=demo_id)
    if await tx.value(q.count, demo=demo_id) >= MOST:
        raise ENOUGH()
    path = await _keep(tx, demo, picture)
    made: UUID = await tx.value(
        q.add, demo=demo_id, part="logo" if logo else "picture", caption=caption.strip()[:300], path=path,
        media_type=picture["media_type"], width=picture["width"], height=picture["height"],
    )  # fmt: skip
    return made


async def drop(tx: Tx, demo_id: UUID, picture_id: UUID) -> None:
    """Away with it: nobody is shown it any more; its bytes go when the bucket lets them go."""
    await builder.find(tx, demo_id)
    await tx.touch(q.drop, demo=demo_id, id=picture_id)


async def place(tx: Tx, demo_id: UUID, picture_id: UUID) -> Row:
    """Where the bytes are, for whoever may see the demo."""
    await builder.find(tx, demo_id)
    return await _object(tx, demo_id, picture_id)


async def shown(db: Database, token: str, picture_id: UUID) -> Row:
    """The same for whoever has a link that holds."""
    rows = await db.once(builder.HOUSE, q.of_token, hash=hashlib.sha256(token.encode()).hexdigest())
    if not rows:
        raise NOT_FOUND()
    async with db.acting(Who.service(rows[0]["org_id"], agent="demo")) as tx:
        return await _object(tx, rows[0]["demo_id"], picture_id)


async def _object(tx: Tx, demo_id: UUID, picture_id: UUID) -> Row:
    picture = await tx.found(q.find, demo=demo_id, id=picture_id)
    row = await tx.row(objects.q.find, bucket=BUCKET, name=picture["path"])
    if row is None or row["blob"] is None:
        raise NOT_FOUND()
    return row


async def _keep(tx: Tx, demo: Row, picture: Row) -> str:
    """The bytes, sealed in the bucket of demos, as a thing of the lead."""
    try:
        whole = await store().take(uploads.pieces(picture["bytes"]), MOST_BYTES)
    except Refusal as refusal:
        raise uploads.refused(refusal, LARGE) from refusal
    blob = await store().place(whole, tx.who.org_id)
    await begin(tx, "object.upload")
    path = f"{tx.who.org_id}/leads/{demo['lead_id']}/demo-{demo['id']}/{uuid4()}.{ENDS[picture['media_type']]}"
    owner = str(tx.who.user_id) if tx.who.user_id else None
    where = Place(await buckets.known(tx, BUCKET), path, owner, tx.who.org_id, mime=picture["media_type"])
    await objects.put(tx, store(), where, whole, blob)
    tx.after_commit(lambda: store().forget(whole))
    return path
