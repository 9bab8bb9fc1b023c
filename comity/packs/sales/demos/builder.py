"""Demos: the verbs. A field is written against the version its writer saw; who comes second sees both values."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import NOT_ALLOWED, NOT_FOUND, Problem, on_constraint
from comity.core.who import Who
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
HOUSE: Final = Who.service(agent="demo")
FIELDS: Final[dict[str, str]] = {
    "headline": _("Headline"),
    "message": _("Message"),
    "section_1": _("First section"),
    "section_2": _("Second section"),
    "section_3": _("Third section"),
    "products": _("Products"),
    "figures": _("Figures"),
    "closing": _("Closing words"),
}
HINTS: Final[dict[str, str]] = {
    "section_1": _("The first line is its title."),
    "section_2": _("The first line is its title."),
    "section_3": _("The first line is its title."),
    "products": _("One a line; after a bar what to say of it: Ring No. 4 | handmade"),
    "figures": _("One a line: Delivery | 14 days"),
}
LONGEST_DAYS: Final = 365
LONG: Final = Problem("demo_field_long", 422, _("This field may have at most 20,000 characters."), field="value")
NO_FIELD: Final = Problem("demo_field", 404, _("A demo has no such field."))
on_constraint("demo_configs_lead", NOT_FOUND)
on_constraint(
    "demo_configs_title_length",
    Problem("demo_title", 422, _("A demo needs a name of at most 200 characters."), field="title"),
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody wrote first: their value, and the one that came second."""

    key: str
    mine: str
    theirs: str
    version: int
    by: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A demo as its reader sees it."""

    organisation: str
    demo: Row
    fields: dict[str, str]


async def find(tx: Tx, demo_id: UUID) -> Row:
    """One demo."""
    return await tx.found(q.find, id=demo_id)


async def create(tx: Tx, lead_id: UUID, title: str) -> UUID:
    """A new demo for a lead, its fields empty."""
    made: UUID = await tx.value(q.create, lead=lead_id, title=title.strip()[:200])
    await tx.run(q.lay_out, demo=made, keys=list(FIELDS))
    return made


async def fields(tx: Tx, demo_id: UUID) -> dict[str, Row]:
    """The fields by key."""
    return {row["key"]: row for row in await tx.rows(q.fields, demo=demo_id)}


async def write(tx: Tx, demo_id: UUID, key: str, value: str, version: int) -> Conflict | None:
    """The field's new value; or what came first, when somebody wrote since that version."""
    await find(tx, demo_id)
    if key not in FIELDS:
        raise NO_FIELD()
    if len(value) > 20_000:
        raise LONG()
    text = re.sub(r"[\x00-\x08\x0b-\x1f]", "", value.replace("\r\n", "\n"))
    if await tx.value(q.write, demo=demo_id, key=key, value=text, version=version) is not None:
        return None
    now = (await fields(tx, demo_id)).get(key)
    if now is None or now["version"] == version:
        raise NOT_ALLOWED()
    if now["value"] == text:
        return None
    return Conflict(key, text, now["value"], now["version"], now["by"] or "Comity")


async def draft(tx: Tx, demo_id: UUID, drafts: list[dict[str, Any]], engine: str) -> int:
    """Drafted values, where no person wrote; how many."""
    return len(await tx.values(q.draft, demo=demo_id, drafts=orjson.dumps(drafts).decode(), engine=engine))


async def rename(tx: Tx, demo_id: UUID, title: str) -> None:
    """Another title."""
    await _done(tx, demo_id, await tx.value(q.rename, id=demo_id, title=title.strip()))


async def trash(tx: Tx, demo_id: UUID) -> None:
    """Away with it; its links lead nowhere."""
    await _done(tx, demo_id, await tx.value(q.trash, id=demo_id))


async def restore(tx: Tx, demo_id: UUID) -> None:
    """Back again."""
    await tx.touch(q.restore, id=demo_id)


async def share(tx: Tx, demo_id: UUID, days: int) -> str:
    """A new link that holds so many days; told once, kept as a hash."""
    demo = await find(tx, demo_id)
    token = secrets.token_urlsafe(24)
    await tx.value(q.share, demo=demo_id, hash=_hash(token), days=max(1, min(days, LONGEST_DAYS)))
    await tx.value(q.announce, lead=demo["lead_id"], demo=demo_id, days=days)
    return token


async def revoke(tx: Tx, demo_id: UUID, share_id: UUID) -> None:
    """A link leads nowhere any more."""
    await _done(tx, demo_id, await tx.value(q.revoke, demo=demo_id, id=share_id))


async def shown(db: Database, token: str) -> Shown:
    """What a link shows to whoever has it; nothing once it expired or was taken back."""
    rows = await db.once(HOUSE, q.by_token, hash=_hash(token))
    if not rows:
        raise NOT_FOUND()
    house = Who.service(rows[0]["org_id"], agent="demo")
    async with db.acting(house) as tx:
        demo = await find(tx, rows[0]["demo_id"])
        values = {key: row["value"] for key, row in (await fields(tx, demo["id"])).items()}
        return Shown(await tx.value(q.organisation), demo, values)


async def _done(tx: Tx, demo_id: UUID, changed: Any) -> None:
    if changed is None:
        await find(tx, demo_id)
        raise NOT_ALLOWED()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
