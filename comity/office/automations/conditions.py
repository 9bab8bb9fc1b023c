"""The If of an automation as people build and read it: conditions as lists have them, stored as the query they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from starlette.datastructures import FormData

from comity.core.db import Tx
from comity.core.pack import Pack
from comity.office import named
from comity.office.lists import state
from comity.platform.rest import inprocess as rest
from comity.web import filters, query
from comity.web.filters import Field, Filters

_KINDS: Final = {
    "text": "text", "character varying": "text", "date": "date", "timestamp with time zone": "instant",
    "boolean": "yesno", "integer": "number", "bigint": "number", "smallint": "number", "numeric": "number",
    "double precision": "number", "real": "number",
}  # fmt: skip
_OURS: Final = frozenset({"org_id", "deleted_at", "sort_name", "preview"})
"""Columns that mean nothing to people."""


async def fields_of(tx: Tx, plates: Iterable[Pack], relation: str) -> list[Field]:
    """What can be asked of these records: what their list asks first, then their other plain columns."""
    if relation not in rest.relations():
        return []
    rooms = list(plates)
    spec = next((spec for room in rooms for spec in room.lists if spec.relation == relation), None)
    own = state.fields(spec, await state.look_up(tx, spec)) if spec else []
    known, words = {field.column for field in own}, named.of(rooms)
    others = [
        Field(column.name, words.field(column.name), "choice" if column.enum else _KINDS[column.type],
              options=[(value, value) for value in column.enum])
        for column in rest.describe(relation).columns
        if column.name not in known | _OURS and (column.type in _KINDS or column.enum)
    ]  # fmt: skip
    return [*own, *sorted(others, key=lambda field: field.label)]


def built(fields: Sequence[Field], condition: str) -> Filters | None:
    """The condition for the editor; None where it has to stay text, for a part of it would be lost."""
    readable = len(query.conditions(condition)) == len(query.pairs(condition))
    return Filters(fields, condition, "") if fields and readable else None


def said(fields: Sequence[Field], condition: str) -> list[str]:
    """Each part of the condition in words; as it is stored where words would say less."""
    found = built(fields, condition)
    return [chip.text for chip in found.chips] if found else [condition] if condition else []


def read(form: FormData, fields: Sequence[Field], prefix: str = "") -> str:
    """The condition that was built in a form, or typed where it could not be built."""
    if f"{prefix}filter" not in form:
        return str(form.get(f"{prefix}condition") or "").replace("\0", "")
    texts = (str(one) for one in form.getlist(f"{prefix}kept"))
    kept: list[Any] = [item for text in texts for item in query.conditions(text)]
    return query.rebuilt("", [*filters.asked(form, fields, prefix), *kept]).replace("%00", "")
