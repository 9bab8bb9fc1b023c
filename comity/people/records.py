"""What contacts and companies have in common: written from named values, refused when someone else was quicker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.people import problems as problems
from comity.web.i18n import gettext as _

q = sql.load(__file__)

Row = dict[str, Any]
Relation = Literal["contacts", "companies"]
_MEANWHILE: Final = _("Someone changed this while you were editing it. Nothing was overwritten.")


async def insert(tx: Tx, relation: str, values: Mapping[str, Any]) -> UUID:
    """A new record; columns that are not named take their defaults."""
    made: UUID = await tx.value(q.insert, relation=relation, given=plain(values))
    return made


async def change(tx: Tx, relation: str, record_id: UUID, changes: Mapping[str, Any], was: Mapping[str, Any]) -> None:
    """Changes named columns. `was` is what their editor saw: where it is no longer so, nothing is written."""
    conflicts = await tx.value(q.change, relation=relation, id=record_id, changes=plain(changes), was=plain(was))
    if conflicts:
        raise Problem("edited_meanwhile", 409, _MEANWHILE, details=conflicts)


async def trash(tx: Tx, relation: str, record_id: UUID) -> None:
    """Moves a record to the trash, where it stays 90 days."""
    await change(tx, relation, record_id, {"deleted_at": datetime.now().astimezone()}, {})


async def restore(tx: Tx, relation: str, record_id: UUID) -> None:
    """Takes a record out of the trash."""
    await change(tx, relation, record_id, {"deleted_at": None}, {})


async def history(tx: Tx, relation: str, record_id: UUID, *, most: int = 100, before: UUID | None = None) -> list[Row]:
    """Every change of one record, newest first, by whom."""
    return await tx.rows(q.history, relation=relation, id=record_id, most=most, before=before)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON the database can turn back into its own types."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case Mapping():
            return plain(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case str():
            return value.replace("\0", "")
        case _:
            return value
