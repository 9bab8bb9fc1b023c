"""What record pages and forms need to know beside the record: members, tags, added fields, where one came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from starlette.requests import Request

from comity.core import sql
from comity.core.db import Tx
from comity.office.lists import state
from comity.office.lists.spec import ListSpec
from comity.people.custom_fields import CustomField
from comity.people.records import Row
from comity.platform.rest import inprocess as rest
from comity.web import query as dialect

q = sql.load(__file__)


@dataclass(frozen=True, slots=True)
class Around:
    """The organisation's own choices."""

    members: Sequence[tuple[str, str]]
    tags: Sequence[Mapping[str, Any]]
    fields: Sequence[CustomField]
    currency: str

    def tags_of(self, record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The tags a record bears, in the order it got them."""
        known = {tag["id"]: tag for tag in self.tags}
        return [known[each] for each in record["tag_ids"] if each in known]

    def member(self, user_id: UUID | None) -> str:
        """The name of a member."""
        return dict(self.members).get(str(user_id), "")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The records before and after this one in the list it was opened from."""

    previous: str = ""
    next: str = ""
    back: str = ""


async def load(tx: Tx, relation: str) -> Around:
    """Members, tags and added fields, in one round trip."""
    members, tags, fields, base = await tx.many(
        [(q.members, {}), (q.tags, {}), (q.fields, {"relation": relation}), (q.base, {})]
    )
    return Around(
        [(str(row["user_id"]), row["name"]) for row in members],
        tags,
        [CustomField(**row) for row in fields],
        base[0]["base_currency"] if base else "EUR",
    )


async def neighbours(request: Request, tx: Tx, spec: ListSpec, row: Row) -> Neighbours:
    """Previous and next in the list whose query is in `from`; in the list's own order without one."""
    came_from = request.query_params.get("from", "")
    typed = dict(dialect.pairs(came_from)).get("q", "")
    asked = state.asked(replace(spec, select="id", custom=False), came_from, typed)
    try:
        async with tx.savepoint() if came_from else nullcontext():  # the address may ask for what cannot be run
            after = await rest.select(
                tx, None, spec.relation, asked, limit=1, after=rest.cursor_of(spec.relation, asked, row)
            )
            before = await rest.select(
                tx, None, spec.relation, asked, limit=1, after=rest.cursor_before(spec.relation, asked, row)
            )
    except (rest.RestError, KeyError, ValueError):
        return Neighbours(back=spec.path)
    suffix = f"?{dialect.join([('from', came_from)])}" if came_from else ""
    return Neighbours(
        previous=f"{spec.path}/{before.rows[0]['id']}{suffix}" if before.rows else "",
        next=f"{spec.path}/{after.rows[0]['id']}{suffix}" if after.rows else "",
        back=f"{spec.path}?{came_from}" if came_from else spec.path,
    )
