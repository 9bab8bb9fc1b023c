"""Companies as the target of an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.office.imports.targets import Field, Loaded, Run
from comity.people.imports import shared
from comity.web.i18n import gettext as _

q = sql.load(__file__)


class Companies(shared.Records):
    """Businesses: matched by external id, domain, or name."""

    kind = "companies"
    title = _("Companies")
    one = _("company")
    relation = "companies"
    href = "/companies/{id}"
    fields = (
        Field("name", _("Name")),
        Field("domain", _("Domain"), "domain"),
        Field("website", _("Website"), "url"),
        Field("industry", _("Industry")),
        Field("size", _("Employees"), "size", most=40),
        Field("year_founded", _("Founded"), "integer"),
        Field("annual_revenue", _("Annual revenue"), "money"),
        Field("email", _("E-mail"), "email", many=True),
        Field("phone", _("Phone"), "phone", many=True),
        *shared.PLACE,
        Field("linkedin_url", _("LinkedIn"), "url"),
        Field("source", _("Source")),
        *shared.BOOKKEEPING,
    )
    needs = ("name", "domain")
    needs_sentence = _("no name and no domain")
    compare = q.differences

    async def match(self, tx: Tx, run: Run) -> None:
        await shared.find_owners(tx, run)
        for query in (q.by_own_id, q.by_external_id, q.by_domain, q.by_name, q.repeated):
            await tx.run(query, job=run.job_id)
        await tx.run(q.unchanged, job=run.job_id, filling=run.filling, skipping=run.on_match == "skip")

    async def prepare(self, tx: Tx, run: Run) -> Mapping[str, Sequence[UUID]]:
        return {"tags": await shared.prepare_tags(tx, run)}

    async def load(self, tx: Tx, run: Run, first: int, last: int) -> Loaded:
        span = {"job": run.job_id, "first": first, "last": last}
        new = await tx.rows(q.insert_new, **span, owner=run.owner_id)
        changes = await tx.rows(q.change, **span, filling=run.filling) if run.matches else []
        refused = [(row["row_no"], _("another company has this domain or id")) for row in new if not row["taken"]]
        refused += [(row["row_no"], _("you may not change this record")) for row in changes if not row["taken"]]
        made = [row["record_id"] for row in new if row["taken"]]
        changed = [row["record_id"] for row in changes if row["taken"]]
        tagged = await tx.values(q.add_tags, **span, taken=[*made, *changed]) if "tags" in run.fields else []
        for taken, said in ((made, _("Imported from {name}")), (changed, _("Updated by {name}"))):
            if taken:
                await tx.run(q.tell, job=run.job_id, taken=taken, said=said.format(name=run.name))
        return Loaded(len(made), len(changed), refused, {"companies": made, "taggings": tagged})

    async def nudge(self, tx: Tx, record_id: UUID) -> None:
        await tx.run(shared.q.derived, state="on")
        await tx.run(q.nudge, id=record_id)

    async def touched(self, tx: Tx, relation: str, ids: Sequence[UUID]) -> Sequence[UUID]:
        return await shared.used(tx, relation, ids)

    async def label(self, tx: Tx, relation: str, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        if relation != "companies":
            return {}
        return {row["id"]: row["label"] for row in await tx.rows(q.labels, ids=list(ids))}


TARGET = Companies()
