"""Pictures that a model makes: kept in the library with who made them and what they cost.  seed: AG18"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from comity.ai import coordinator
from comity.core.db import Database
from comity.core.errors import NOT_ALLOWED
from comity.core.who import Who
from comity.core.work import P1
from comity.office.files import uploads
from comity.packs.library import materials
from comity.packs.library.materials import Facts
from comity.platform.storage import buckets, objects
from comity.platform.storage.objects import Place
from comity.platform.storage.store import store
from comity.platform.storage.wire import begin


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is kept."""

    material_id: UUID
    media_type: str
    engine: str
    model: str
    cost_usd: float


async def draw(db: Database, who: Who, prompt: str, size: str) -> Picture:
    """Has a picture made and keeps it; a Problem in a sentence where nobody makes pictures."""
    if who.org_id is None or who.org_role == "readonly":
        raise NOT_ALLOWED()
    made = await coordinator.image(db, who, "library_picture", prompt, size=size, priority=P1)
    whole = await store().take(uploads.pieces(made.data))
    try:
        blob = await store().place(whole, who.org_id)
        material_id, suffix = uuid4(), {"image/jpeg": "jpg", "image/webp": "webp"}.get(made.media_type, "png")
        async with db.acting(who) as tx:
            await begin(tx, "object.upload")
            path = materials.path(who.org_id, material_id, f"picture.{suffix}")
            bucket = await buckets.known(tx, materials.BUCKET)
            place = Place(bucket, path, str(who.user_id), who.org_id, mime=made.media_type)
            await objects.put(tx, store(), place, whole, blob)
        async with db.acting(who) as tx:
            await materials.add(tx, Facts(
                title=prompt.strip().splitlines()[0][:120], description=prompt, kind="image", path=path,
                file_name=f"picture.{suffix}", media_type=made.media_type, size=whole.size, engine=made.engine,
                model=made.model, cost=made.cost_usd,
            ), material_id=material_id)  # fmt: skip
    finally:
        await store().forget(whole)
    return Picture(material_id, made.media_type, made.engine, made.model, made.cost_usd)
