"""Contacts as the target of an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import DatabaseError, Tx
from comity.core.errors import Problem
from comity.office.imports.targets import Field, Loaded, Run
from comity.people.imports import shared
from comity.web.i18n import gettext as _

q = sql.load(__file__)

_TRIES = 5
_TAKEN = ("23505", "40P01")
"""Somebody had the address first, or another import wants ours while we want its."""


async def prepare_companies(tx: Tx, run: Run) -> Sequence[UUID]:
    """Links every company that rows name, making those that are missing; the ids of the new ones."""
    if not run.fields & {"company", "company_domain"}:
        return ()
    return list(dict.fromkeys(await tx.values(q.prepare_companies, job=run.job_id, owner=run.owner_id)))


class Contacts(shared.Records):
    """People: matched by external id, address, number with name, or name with company."""

    kind = "contacts"
    title = _("Contacts")
    one = _("contact")
    relation = "contacts"
    href = "/contacts/{id}"
    fields = (
        Field("first_name", _("First name")),
        Field("last_name", _("Last name")),
        Field("full_name", _("Full name"), "name"),
        Field("email", _("E-mail"), "email", many=True),
        Field("phone", _("Phone"), "phone", many=True),
        Field("company", _("Company")),
        Field("company_domain", _("Company's domain"), "domain"),
        Field("title", _("Job title")),
        *shared.PLACE,
        Field("birthday", _("Birthday"), "date"),
        Field("linkedin_url", _("LinkedIn"), "url"),
        Field("website", _("Website"), "url"),
        Field("is_decision_maker", _("Decides"), "bool"),
        shared.STATUS,
        Field("source", _("Source")),
        *shared.BOOKKEEPING,
    )
    needs = ("first_name", "last_name", "email", "phone", "company")
    needs_sentence = _("no name, e-mail, phone or company")
    planned = False
    compare = q.differences

    async def match(self, tx: Tx, run: Run) -> None:
        await shared.find_owners(tx, run)
        if "external_id" in run.fields:
            await tx.run(q.by_own_id, job=run.job_id)
            await tx.run(q.by_external_id, job=run.job_id)
        if await tx.value(q.any_contact):
            await tx.run(q.by_email, job=run.job_id)
            await tx.run(q.by_phone, job=run.job_id)
            await tx.run(q.by_name, job=run.job_id)
        await tx.run(q.repeated, job=run.job_id)
        await tx.run(q.repeated_plain, job=run.job_id)
        await tx.run(q.unchanged, job=run.job_id, filling=run.filling, skipping=run.on_match == "skip")

    async def prepare(self, tx: Tx, run: Run) -> Mapping[str, Sequence[UUID]]:
        return {"companies": await prepare_companies(tx, run), "tags": await shared.prepare_tags(tx, run)}

    async def load(self, tx: Tx, run: Run, first: int, last: int) -> Loaded:
        span = {"job": run.job_id, "first": first, "last": last}
        refused = await self._insert(tx, run, span)
        said = _("Imported from {name}").format(name=run.name)
        created = await tx.value(q.parts, **span, said=said, owner=run.owner_id)
        beside: dict[str, Sequence[UUID]] = {}
        changes = await tx.rows(q.change, **span, filling=run.filling) if run.matches else []
        taken = [row["record_id"] for row in changes if row["taken"]]
        refused += [(row["row_no"], _("you may not change this record")) for row in changes if not row["taken"]]
        if taken:
            beside["contact_points"] = await tx.values(q.add_points, **span, taken=taken)
            beside["taggings"] = await tx.values(q.add_tags, **span, taken=taken)
            await tx.run(q.tell, job=run.job_id, taken=taken, said=_("Updated by {name}").format(name=run.name))
        return Loaded(created, len(taken), refused, beside)

    async def _insert(self, tx: Tx, run: Run, span: Mapping[str, Any]) -> list[tuple[int, str]]:
        """Writes the new ones; the rows that were taken meanwhile, and why."""
        refused: list[tuple[int, str]] = []
        for attempt in range(_TRIES):
            try:
                async with tx.savepoint():
                    await tx.run(q.unchecked, job=run.job_id)
                    await tx.run(q.insert_new, **span, owner=run.owner_id)
                    break
            except (Problem, DatabaseError) as error:
                if getattr(error, "status", 0) != 409 and getattr(error, "sqlstate", "") not in _TAKEN:
                    raise
                if attempt == _TRIES - 1:
                    raise
                reason = _("someone else's record, or one in the trash, has this address or id")
                refused += [(row, reason) for row in await tx.value(q.taken, **span)]
        return refused

    async def nudge(self, tx: Tx, record_id: UUID) -> None:
        await tx.run(shared.q.derived, state="on")
        await tx.run(q.nudge, id=record_id)

    async def touched(self, tx: Tx, relation: str, ids: Sequence[UUID]) -> Sequence[UUID]:
        return await shared.used(tx, relation, ids)

    async def label(self, tx: Tx, relation: str, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        if relation != "contacts":
            return {}
        return {row["id"]: row["label"] for row in await tx.rows(q.labels, ids=list(ids))}


TARGET = Contacts()
