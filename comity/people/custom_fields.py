"""Fields an organisation adds to its records: their definitions, and typed values from what was typed."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from comity.core import sql
from comity.core.db import Json, Tx
from comity.core.errors import Problem
from comity.people import problems as problems
from comity.web.i18n import gettext as _

q = sql.load(__file__)

TYPES: Final = ("text", "number", "date", "bool", "select", "multiselect", "url", "money")
RELATIONS: Final = ("contacts", "companies", "leads", "activities")


@dataclass(frozen=True, slots=True)
class CustomField:
    """A definition; values lie in the record's `custom` under `key`."""

    id: UUID
    relation: str
    key: str
    label: str
    type: str
    options: Sequence[str]
    required: bool
    help: str | None
    position: int


async def defined(tx: Tx, relation: str) -> list[CustomField]:
    """The fields of a relation in their order."""
    return await tx.into(CustomField, q.defined, relation=relation)


async def every(tx: Tx) -> list[CustomField]:
    """All fields of all relations."""
    return await tx.into(CustomField, q.every)


async def create(
    tx: Tx,
    relation: str,
    label: str,
    type_: str = "text",
    options: Sequence[str] = (),
    *,
    required: bool = False,
    help_: str | None = None,
    key: str | None = None,
) -> UUID:
    """A new field; its key is made from its label, and is another one where somebody has it."""
    label = label.strip()
    taken = {row["key"]: row["label"] for row in await tx.rows(q.taken, relation=relation)}
    made: UUID = await tx.value(
        q.create,
        relation=relation,
        key=_free(key or key_of(label), label, taken),
        label=label,
        type=type_,
        options=Json([option.strip() for option in options if option.strip()]),
        required=required,
        help=help_,
    )
    return made


async def change(
    tx: Tx, field_id: UUID, label: str, options: Sequence[str], *, required: bool, help_: str | None
) -> None:
    """Another label, other options; key and type stay, because the values do."""
    kept = Json([option.strip() for option in options if option.strip()])
    await tx.touch(q.change, id=field_id, label=label.strip(), options=kept, required=required, help=help_)


async def trash(tx: Tx, field_id: UUID) -> None:
    """The field is no longer shown; its values stay where they are."""
    await tx.touch(q.trash, id=field_id)


async def restore(tx: Tx, field_id: UUID) -> None:
    """The field is shown again, with the values it had."""
    await tx.touch(q.restore, id=field_id)


def key_of(label: str) -> str:
    """`Favourite colour` -> `favourite_colour`, `Größe` -> `grosse`; of letters that are not Latin, only `field`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", label.casefold()) if not unicodedata.combining(c))
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return (key if key[:1].isalpha() else f"field_{key}".rstrip("_"))[:60]


def _free(key: str, label: str, taken: Mapping[str, str]) -> str:
    """A key nobody has; a label that is there already has its own, and is refused with it."""
    same = next((known for known, other in taken.items() if other.casefold() == label.casefold()), None)
    numbered = (f"{key[:57]}_{number}" for number in itertools.count(2))
    return same or next(each for each in (key, *itertools.islice(numbered, len(taken))) if each not in taken)


def read(fields: Sequence[CustomField], typed: Mapping[str, Any], *, insist: bool = True) -> dict[str, Any]:
    """Typed values from a form's `custom[key]`; an empty field is null. Refused with the field's name."""
    values: dict[str, Any] = {}
    for field in fields:
        if field.key not in typed and field.type not in ("bool", "multiselect"):
            continue
        value = _read(field, typed.get(field.key))
        if value is None and field.required and insist:
            raise _refused(field, _("Please fill this in."))
        values[field.key] = value
    return values


def _read(field: CustomField, typed: Any) -> Any:
    if field.type == "bool":
        return typed in ("on", "true", "1", True)
    if field.type == "multiselect":
        many = typed if isinstance(typed, list) else str(typed or "").split("|")
        return [item for item in many if item] or None
    text = str(typed or "").strip()
    if not text:
        return None
    if field.type == "number":
        return _number(field, text)
    if field.type == "money":
        amount, _space, currency = text.partition(" ")
        return {"amount": _number(field, amount), "currency": currency.upper() or "EUR"}
    if field.type == "date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise _refused(field, _("Please enter a date.")) from None
    if field.type == "url" and "://" not in text:
        return f"https://{text}"
    return text


def _number(field: CustomField, text: str) -> int | float:
    try:
        number = Decimal(text.replace(" ", "").replace("'", ""))
    except InvalidOperation:
        raise _refused(field, _("Please enter a number.")) from None
    if not number.is_finite():
        raise _refused(field, _("Please enter a number."))
    return int(number) if number == number.to_integral() and abs(number) < 10**15 else float(number)


def _refused(field: CustomField, sentence: str) -> Problem:
    return Problem("custom_value", 422, sentence, field=f"custom[{field.key}]", details=field.key)
