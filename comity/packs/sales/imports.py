"""Leads as the target of an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.office.imports.targets import Field, Loaded, Run
from comity.people.imports import contacts as people
from comity.people.imports import shared
from comity.web.i18n import gettext as _

q = sql.load(__file__)

_STATUSES = {
    "open": "open offen ouvert ouverte abierto new neu nouveau working active aktiv",
    "cold": "cold kalt ruhend froid frío paused onhold dormant",
    "won": "won closedwon gewonnen gagné gagnée ganado",
    "lost": "lost closedlost verloren perdu perdue perdido",
}
STATUS = Field("status", _("Status"), "choice", choices=shared.choices(_STATUSES) | {
    "closed won": "won", "closed lost": "lost", "on hold": "cold",
})  # fmt: skip


class Leads(shared.Records):
    """Deals: matched by external id, or name with company."""

    kind = "leads"
    title = _("Leads")
    one = _("lead")
    relation = "leads"
    href = "/leads/{id}"
    listed = "order=created_at.desc"
    fields = (
        Field("deal_name", _("Name of the lead"), most=200, words=("lead name", "name of the deal", "leadname")),
        Field("company", _("Company")),
        Field("company_domain", _("Company's domain"), "domain"),
        Field("email", _("Contact's e-mail"), "email", many=True, words=("contact e-mail",)),
        Field("full_name", _("Contact"), "name"),
        Field("pipeline", _("Pipeline"), most=100),
        Field("stage", _("Stage"), most=60, words=("deal stage name",)),
        STATUS,
        Field("amount", _("Amount"), "money"),
        Field("currency", _("Currency"), "currency"),
        Field("budget_min", _("Budget from"), "money"),
        Field("budget_max", _("Budget to"), "money"),
        Field("close_date", _("Close date"), "date", words=("expected close on", "expected close day")),
        Field("role", _("Role"), most=160),
        Field("location", _("Location"), most=160),
        Field("next_step", _("Next step"), most=1_000, words=("nächster schritt", "prochaine étape", "next action")),
        Field("lost_reason", _("Lost because"), most=1_000),
        Field("source", _("Source"), most=160),
        Field("description", _("Description"), many=True, most=100_000),
        Field("owner", _("Owner"), "person"),
        Field("tags", _("Tags"), "tags", many=True),
        Field("external_id", _("External id"), words=("deal id", "opportunity id")),
        Field("created_at", _("Created"), "moment"),
        Field("closed_at", _("Closed"), "moment", words=("closed on", "won on", "lost on")),
        Field("last_contact_at", _("Last contact"), "moment"),
    )
    needs = ("deal_name", "company", "email", "first_name", "last_name")
    needs_sentence = _("no name, company or contact")
    compare = q.differences

    async def match(self, tx: Tx, run: Run) -> None:
        await tx.run(q.forget, job=run.job_id)
        await shared.find_owners(tx, run)
        for query in (q.by_own_id, q.by_external_id, q.by_title):
            await tx.run(query, job=run.job_id)
        if run.fields & {"pipeline", "stage"}:
            await self._places(tx, run)
        if run.fields & {"email", "full_name"}:
            nobody = str(_("no contact of yours has this address or name; the lead comes without"))
            await tx.run(q.people, job=run.job_id, nobody=nobody)
        if run.fields & {"amount", "budget_min", "budget_max"}:
            await self._money(tx, run)
        await tx.run(q.repeated, job=run.job_id)
        await tx.run(q.unchanged, job=run.job_id, filling=run.filling, skipping=run.on_match == "skip")

    async def _places(self, tx: Tx, run: Run) -> None:
        stages, pipelines = await tx.value(q.stage_names), await tx.value(q.pipeline_names)
        no_stage = _("There is no such stage; there are: {names}.").format(names=stages)
        no_pipeline = _("There is no such pipeline; there are: {names}.").format(names=pipelines)
        await tx.run(q.places, job=run.job_id, no_stage=no_stage, no_pipeline=no_pipeline)

    async def _money(self, tx: Tx, run: Run) -> None:
        sentences = {
            "no_rate": _("There is no exchange rate for {currency}; add one in the settings."),
            "negative": _("A budget cannot be negative."),
            "crossed": _("The highest budget is below the lowest."),
        }
        await tx.run(q.wrong, job=run.job_id, **{name: str(said) for name, said in sentences.items()})

    async def prepare(self, tx: Tx, run: Run) -> Mapping[str, Sequence[UUID]]:
        await tx.run(q.tops, job=run.job_id)
        made = await people.prepare_companies(tx, run)
        return {"companies": made, "tags": await shared.prepare_tags(tx, run)}

    async def load(self, tx: Tx, run: Run, first: int, last: int) -> Loaded:
        span = {"job": run.job_id, "first": first, "last": last}
        # the owner's team, history, timeline and audit are written below, by statement
        await tx.run(shared.q.derived, state="on")
        await tx.run(q.insert_new, **span, owner=run.owner_id)
        await tx.run(shared.q.derived, state="off")
        parts = await tx.row(q.parts, **span, said=_("Imported from {name}").format(name=run.name))
        assert parts is not None
        changes = await tx.rows(q.change, **span, filling=run.filling) if run.matches else []
        changed = [row["record_id"] for row in changes if row["taken"]]
        if changed:
            await tx.run(q.tell, job=run.job_id, taken=changed, said=_("Updated by {name}").format(name=run.name))
        refused = [(row, _("another lead has this id")) for row in parts["refused"]]
        refused += [(row["row_no"], _("you may not change this record")) for row in changes if not row["taken"]]
        return Loaded(parts["created"], len(changed), refused)

    async def nudge(self, tx: Tx, record_id: UUID) -> None:
        await tx.run(shared.q.derived, state="on")
        await tx.run(q.nudge, id=record_id)

    async def touched(self, tx: Tx, relation: str, ids: Sequence[UUID]) -> Sequence[UUID]:
        query = {"leads": q.touched, "companies": q.companies_in_use, "tags": q.tags_in_use}.get(relation)
        own = await tx.values(query, ids=list(ids)) if query else ()
        return [*await shared.used(tx, relation, ids), *own]

    async def names(self, tx: Tx) -> Mapping[str, tuple[str, Mapping[UUID, str]]]:
        places: dict[str, dict[UUID, str]] = {"stage": {}, "pipeline": {}}
        for row in await tx.rows(q.places_named):
            places[row["kind"]][row["id"]] = row["name"]
        return {"stage_id": ("stage", places["stage"]), "pipeline_id": ("pipeline", places["pipeline"])}

    async def label(self, tx: Tx, relation: str, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        if relation != "leads":
            return {}
        return {row["id"]: row["label"] for row in await tx.rows(q.labels, ids=list(ids))}


TARGET = Leads()
