"""A cell edited in place: one column of one record, refused when someone else changed it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
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

Labels = Mapping[str, Mapping[str, str]]
_NOT_A_NUMBER = _("Please enter a number.")
_NOT_A_DATE = _("Please enter a date like 2026-11-20.")


async def edit(tx: Tx, spec: ListSpec, record_id: UUID, key: str, value: str, was: str, labels: Labels) -> Any:
    """Writes the value; returns what the cell now holds. `was` is what the editor saw before; `labels` name ids."""
    column = next((each for each in spec.columns if each.key == key and each.edit), None)
    if column is None:
        raise Problem("not_editable", 422, str(_("This column cannot be edited here.")))
    wanted = parsed(column, value)
    query = f"select={key}&id=eq.{record_id}"
    row = await rest.one(tx, None, spec.relation, query)
    if row is None:
        raise NOT_FOUND()
    if shown(row[key]) != was:
        raise _conflict(shown(row[key]), value, labels.get(column.options, {}))
    await _write(tx, spec, record_id, {key: wanted})
    after = await rest.one(tx, None, spec.relation, query)
    return after[key] if after else wanted


async def _write(tx: Tx, spec: ListSpec, record_id: UUID, changes: dict[str, Any]) -> None:
    if spec.write:
        await spec.write(tx, record_id, changes)
    elif not await rest.change(tx, spec.relation, f"id=eq.{record_id}", changes):
        raise NOT_ALLOWED()


def _conflict(now: str, yours: str, names: Mapping[str, str]) -> Problem:
    said = {"now": names.get(now, now) or "–", "yours": names.get(yours, yours) or "–"}
    sentence = _("Someone changed this to “{now}” meanwhile; you wrote “{yours}”. Nothing was overwritten.")
    return Problem("conflict", 409, str(sentence.format(**said)), details=said)


def parsed(column: Column, value: str) -> Any:
    """What was typed as the column's value; empty is null."""
    text = value.replace("\0", "").strip()
    if not text:
        return None
    try:
        if column.kind in ("number", "money"):
            number = Decimal(text.replace(" ", "").replace(" ", "").replace("'", ""))
            if not number.is_finite():
                raise InvalidOperation
            return str(number)
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
