"""What contacts and companies have in common when they are imported: owners, tags, custom fields, choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.office.imports import vocabulary
from comity.office.imports.targets import Field, Kind, Run, Target
from comity.people import custom_fields as custom
from comity.web.i18n import gettext as _

q = sql.load(__file__)

_KINDS: dict[str, Kind] = {
    "text": "text", "number": "number", "date": "date", "bool": "bool", "select": "choice", "multiselect": "choices",
    "url": "url", "money": "money",
}  # fmt: skip
_LIFECYCLES = {
    "subscriber": "subscriber newsletter abonnent abonné suscriptor other",
    "prospect": "prospect interessent marketingqualifiedlead mql prospecto evangelist",
    "lead": "lead salesqualifiedlead sql opportunity hot warm",
    "customer": "customer client kunde cliente bestandskunde",
    "former": "former lost churned ehemalig ancien antiguo",
}
_STATUSES = {
    "active": "active aktiv actif activo open new neu offen",
    "inactive": "inactive inaktiv inactif inactivo cold closed",
    "vip": "vip key premium",
    "blocked": "blocked gesperrt bloqué bloqueado unsubscribed",
}


def choices(words: Mapping[str, str]) -> dict[str, str]:
    """Every folded word of every language -> the value."""
    return {vocabulary.fold(word): value for value, said in words.items() for word in said.split()}


LIFECYCLE = Field("lifecycle", _("Lifecycle"), "choice", choices=choices(_LIFECYCLES) | {
    "marketing qualified lead": "prospect", "sales qualified lead": "lead",
})  # fmt: skip
STATUS = Field("status", _("Status"), "choice", choices=choices(_STATUSES))
PLACE = (
    Field("address", _("Address"), many=True, most=2_000),
    Field("postal_code", _("Postal code")),
    Field("city", _("City")),
    Field("region", _("Region")),
    Field("country", _("Country"), "country"),
    Field("timezone", _("Time zone")),
    Field("language", _("Language"), "language"),
    Field("currency", _("Currency"), "currency"),
)
BOOKKEEPING = (
    Field("description", _("Description"), many=True, most=10_000_000),
    LIFECYCLE,
    Field("owner", _("Owner"), "person"),
    Field("tags", _("Tags"), "tags", many=True),
    Field("external_id", _("External id")),
    Field("created_at", _("Created"), "moment"),
    Field("last_contact_at", _("Last contact"), "moment"),
)


async def custom_fields(tx: Tx, relation: str) -> list[Field]:
    """Fields the organisation added to a relation."""
    found = []
    for field in await custom.defined(tx, relation):
        known = {vocabulary.fold(option): option for option in field.options}
        found.append(
            Field(
                f"custom.{field.key}",
                field.label,
                _KINDS[field.type],
                most=100_000,
                choices=known,
                required=field.required,
                words=(field.key,),
            )
        )
    return found


async def add_field(tx: Tx, relation: str, label: str, kind: Kind) -> Field:
    """A new custom field, or the one that has this label already."""
    for field in await custom_fields(tx, relation):
        if vocabulary.fold(field.label) == vocabulary.fold(label):
            return field
    types = {kind: name for name, kind in _KINDS.items()}
    if kind not in types or kind in ("choice", "choices"):
        sentence = _("A new field cannot be of the kind “{kind}”.").format(kind=kind)
        raise Problem("field_kind", 422, sentence, field="create")
    await custom.create(tx, relation, label, types[kind], key=custom.key_of(vocabulary.fold(label)))
    return next(f for f in await custom_fields(tx, relation) if vocabulary.fold(f.label) == vocabulary.fold(label))


async def prepare_tags(tx: Tx, run: Run) -> Sequence[UUID]:
    """Links every tag that rows name, making those that are missing; the ids of the new ones."""
    if "tags" not in run.fields:
        return ()
    await tx.run(q.link_tags, job=run.job_id)
    made: list[UUID] = await tx.values(q.make_tags, job=run.job_id)
    return made


async def find_owners(tx: Tx, run: Run) -> None:
    """Resolves the owner column."""
    if "owner" in run.fields:
        await tx.run(q.owners, job=run.job_id, owners=dict(run.owners))


async def used(tx: Tx, relation: str, ids: Sequence[UUID]) -> Sequence[UUID]:
    """Of these imported records those that people have worked with since, or that others hang on."""
    query = {"contacts": q.touched, "companies": q.used_companies, "tags": q.used_tags}.get(relation)
    return await tx.values(query, ids=list(ids)) if query else ()


class Records(Target):
    """What imports of records have in common: fields the organisation added, owners, differences."""

    compare: sql.Query
    """Names what a file would change: row_no, field, old_value, new_value."""

    async def custom_fields(self, tx: Tx) -> Sequence[Field]:
        return await custom_fields(tx, self.relation)

    async def add_field(self, tx: Tx, label: str, kind: Kind) -> Field:
        return await add_field(tx, self.relation, label, kind)

    async def differences(self, tx: Tx, run: Run, rows: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        for row in await tx.rows(self.compare, job=run.job_id, rows=list(rows), filling=run.filling):
            found.setdefault(row["row_no"], {})[row["field"]] = [row["old_value"], row["new_value"]]
        return found

    async def strangers(self, tx: Tx, run: Run) -> Sequence[tuple[str, int]]:
        if "owner" not in run.fields:
            return ()
        return [(row["owner"], row["times"]) for row in await tx.rows(q.strangers, job=run.job_id)]
