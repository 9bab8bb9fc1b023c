"""A list in groups of one column: what its records share, how many there are, and what they come to together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.core import sql
from comity.core.db import Tx
from comity.office.lists.spec import ListSpec
from comity.platform.rest import inprocess as rest
from comity.web import formats
from comity.web import query as dialect
from comity.web.grid import Group
from comity.web.i18n import gettext as _

q = sql.load(__file__)
MOST = 500
"""More groups than this stand in the list without their figures."""


def wanted(spec: ListSpec, params: Mapping[str, str]) -> str:
    """The column the URL groups by, when the list offers it."""
    key = params.get("group", "")
    return key if key in spec.groups else ""


def refused(spec: ListSpec, params: Mapping[str, str]) -> str:
    """What to say to a column this list cannot be grouped by; nothing else of the list changes."""
    key = params.get("group", "")
    if not key or key in spec.groups:
        return ""
    said = _("This list cannot be grouped by “{column}”.").format(column=key[:60])
    if not spec.groups:
        return said
    labels = {column.key: str(column.label) for column in spec.columns}
    return said + " " + _("It can be grouped by: {columns}.").format(columns=", ".join(labels[k] for k in spec.groups))


def ordered(spec: ListSpec, asked: str, key: str) -> str:
    """The same query with the groups one after the other, each in the list's own order."""
    if not key:
        return asked
    order = dict(dialect.pairs(asked)).get("order", "")
    if embed := spec.group_orders.get(key):
        select = dict(dialect.pairs(asked)).get("select", "*")
        asked = dialect.replaced(asked, select=f"{select},{embed}")
    rest_of_it = ",".join(part for part in order.split(",") if part and part.split(".")[0] != key)
    first = f"{embed}.asc,{key}.asc" if embed else f"{key}.asc.nullslast"
    return dialect.replaced(asked, order=f"{first},{rest_of_it}" if rest_of_it else first)


async def load(
    tx: Tx, spec: ListSpec, asked: str, key: str, query: str, labels: Mapping[str, Mapping[str, str]]
) -> dict[str, Group]:
    """Every group with its figures, by the value its records share."""
    figures = f"{key},n:count()" + (f",total:{spec.sum}.sum()" if spec.sum else "")
    text = dialect.replaced(asked, select=figures, order=None)
    page = await rest.select(tx, None, spec.relation, text, limit=MOST)
    currency = await tx.value(q.base_currency) if spec.sum else None
    names = next((labels.get(column.options, {}) for column in spec.columns if column.key == key), {})
    return {said(row[key]): _group(spec, key, row, query, names, currency) for row in page.rows}


def choices(spec: ListSpec, query: str) -> Sequence[tuple[str, str, str]]:
    """What the list can be grouped by: key, label and the address that does it."""
    label = {column.key: column.label for column in spec.columns}
    return [(key, label[key], f"{spec.path}?{dialect.replaced(query, group=key)}") for key in spec.groups]


def said(value: Any) -> str:
    """A value as the key of its group."""
    return "" if value is None else str(value)


def _group(
    spec: ListSpec, key: str, row: Mapping[str, Any], query: str, names: Mapping[str, str], currency: str | None
) -> Group:
    value = said(row[key])
    only = {key: f"eq.{value}" if row[key] is not None else "is.null"}
    total = row.get("total")
    return Group(
        label=str(names.get(value, value)) or str(_("None")),
        count=row["n"],
        total=formats.money(total, currency) if total else "",
        url=f"{spec.path}?{dialect.replaced(dialect.replaced(query, group=None), **only)}",
    )
