"""Materials: the verbs. The bytes are the storage's; what can be read in them is kept beside, for search to find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.platform.storage import names
from comity.web.i18n import gettext as _

q = sql.load(__file__)
BUCKET = "training-materials"
Kind = Literal["text", "document", "video", "audio", "image", "link"]
Row = dict[str, Any]
NOTHING = Problem("material_empty", 422, _("Choose a file, write something, or give an address."), field="title")
on_constraint(
    "training_materials_title_length",
    Problem("material_title", 422, _("A material needs a title of at most 200 letters."), field="title"),
)
on_constraint(
    "training_materials_url_form",
    Problem("material_url", 422, _("An address begins with https:// and is not too long."), field="url"),
)
on_constraint(
    "training_collections_name_length",
    Problem("collection_name", 422, _("A course needs a name of at most 100 letters."), field="name"),
)
on_constraint(
    "training_materials_collection", Problem("no_collection", 422, _("There is no such course."), field="collection")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a new material."""

    title: str
    kind: Kind = "text"
    description: str = ""
    collection: UUID | None = None
    url: str | None = None
    body: str | None = None
    path: str | None = None
    file_name: str | None = None
    media_type: str | None = None
    size: int | None = None
    reading: str = "ready"
    engine: str | None = None
    model: str | None = None
    cost: float | None = None


async def add(tx: Tx, facts: Facts, *, material_id: UUID | None = None) -> UUID:
    """A new material."""
    if not (facts.path or facts.url or (facts.body or "").strip()):
        raise NOTHING()
    values = {name: getattr(facts, name) for name in Facts.__dataclass_fields__}
    made: UUID = await tx.value(q.add, id=material_id, **values)
    return made


async def find(tx: Tx, material_id: UUID) -> Row:
    """One material."""
    return await tx.found(q.find, id=material_id)


async def change(tx: Tx, material_id: UUID, title: str, description: str, collection: UUID | None) -> None:
    """Other words for it, or another course."""
    await tx.touch(q.change, id=material_id, title=title, description=description, collection=collection)


async def trash(tx: Tx, material_id: UUID) -> None:
    """Into the trash; the bytes stay."""
    await tx.touch(q.trash, id=material_id)


async def restore(tx: Tx, material_id: UUID) -> None:
    """Back from the trash."""
    await tx.touch(q.restore, id=material_id)


async def reach(tx: Tx, material_id: UUID, at: float, of: float | None, *, done: bool = False) -> bool:
    """The caller has come that far; whether that is the end."""
    await find(tx, material_id)
    return await tx.value(q.reach, id=material_id, at=at, of=of, done=done) is not None


def kind_of(media_type: str) -> Kind:
    """What a file is to somebody who learns."""
    known: dict[str, Kind] = {"video": "video", "audio": "audio", "image": "image"}
    return known.get(media_type.partition("/")[0], "document")


def path(org_id: UUID, material_id: UUID, name: str) -> str:
    """Where its bytes lie."""
    return f"{org_id}/{material_id}/{names.fit(name)}"
