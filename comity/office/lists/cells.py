"""A cell edited in place: one column of one record, refused when someone else changed it meanwhile."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from comity.core.db import Tx
from comity.core.errors import NOT_ALLOWED, NOT_FOUND, Problem
from comity.office.lists.spec import ListSpec
from comity.platform.rest import inprocess as rest
from comity.web.grid import Column
from comity.web.i18n import gettext as _

_NOT_A_NUMBER = _("Please enter a number.")
_NOT_A_DATE = _("Please enter a date like 2026-11-20.")


async def edit(tx: Tx, spec: ListSpec, record_id: UUID, key: str, value: str, was: str) -> Any:
    """Writes the value; returns what the cell now holds. `was` is what the editor saw before."""
    column = next((each for each in spec.columns if each.key == key and each.edit), None)
    if column is None:
        raise Problem("not_editable", 422, str(_("This column cannot be edited here.")))
    wanted = parsed(column, value)
    query = f"select={key}&id=eq.{record_id}"
    row = await rest.one(tx, None, spec.relation, query)
    if row is None:
        raise NOT_FOUND
    if shown(row[key]) != was:
        sentence = _("Someone changed this to “{now}” meanwhile. Nothing was overwritten.").format(now=shown(row[key]))
        raise Problem("conflict", 409, str(sentence), details={"now": shown(row[key]), "yours": value})
    if not await rest.change(tx, spec.relation, f"id=eq.{record_id}", {key: wanted}):
        raise NOT_ALLOWED
    after = await rest.one(tx, None, spec.relation, query)
    return after[key] if after else wanted


def parsed(column: Column, value: str) -> Any:
    """What was typed as the column's value; empty is null."""
    text = value.strip()
    if not text:
        return None
    try:
        if column.kind in ("number", "money"):
            return str(Decimal(text.replace(" ", "").replace(" ", "").replace("'", "")))
        if column.kind == "date":
            return date.fromisoformat(text).isoformat()
        if column.kind == "instant":
            return datetime.fromisoformat(text).isoformat()
    except InvalidOperation:
        raise Problem("not_a_number", 422, str(_NOT_A_NUMBER)) from None
    except ValueError:
        raise Problem("not_a_date", 422, str(_NOT_A_DATE)) from None
    return text


def shown(value: Any) -> str:
    """A value as the page's data-value attribute has it."""
    return "" if value is None else str(value)
