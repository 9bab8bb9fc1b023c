"""Leads: the verbs of the thing in the pipeline. Stage, status, money and facts are kept by the table's own rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from comity.core import sql
from comity.core.db import Json, Tx
from comity.core.errors import NOT_ALLOWED, NOT_FOUND, Problem, on_constraint
from comity.web import given
from comity.web.i18n import gettext as _

q = sql.load(__file__)

Row = dict[str, Any]

ALREADY_CLOSED = Problem("lead_closed", 409, _("This lead is closed already."))
NOT_CLOSED = Problem("lead_not_closed", 409, _("This lead is open."))
CHANGED_MEANWHILE = Problem("lead_changed", 409, _("Someone changed this lead while you were editing it."))
on_constraint("lead_contacts_lead", NOT_FOUND)
_NO_STAGE = _("There is no such stage in this pipeline.")
_NO_RATE = _("There is no exchange rate for this currency. Add one under Settings, Exchange rates.")
_LONG = _("Please keep this under 160 characters.")
_LONGER = _("This text is too long.")
_SAID_BY_CONSTRAINT = (
    ("leads_stage_known", "stage_unknown", "stage_id", _NO_STAGE),
    ("leads_stage", "stage_unknown", "stage_id", _NO_STAGE),
    ("leads_pipeline", "pipeline_unknown", "pipeline_id", _("There is no such pipeline.")),
    ("leads_company", "company_unknown", "company_id", _("There is no such company.")),
    ("leads_contact", "contact_unknown", "contact_id", _("There is no such contact.")),
    ("lead_contacts_contact", "contact_unknown", "contact_id", _("There is no such contact.")),
    ("leads_title_length", "lead_title", "title", _("A lead needs a name of at most 200 characters.")),
    ("leads_budget_min_range", "lead_budget", "budget_min", _("A budget cannot be negative.")),
    ("leads_figures", "not_a_number", "amount", _("Please enter a number.")),
    ("leads_budget_order", "lead_budget", "budget_max", _("The highest budget is below the lowest.")),
    ("leads_currency_rate", "currency_rate_unknown", "currency", _NO_RATE),
    ("leads_currency_form", "currency_form", "currency", _("A currency is three letters, such as EUR.")),
    ("owner_is_member", "owner_unknown", "owner_id", _("The owner is not a member of this organisation.")),
    *((f"leads_{name}_length", "too_long", name, _LONG) for name in ("company", "role", "location", "source")),
    *((f"leads_{name}_length", "too_long", name, _LONGER) for name in ("next_step", "lost_reason", "description")),
    ("leads_probability_range", "lead_probability", "probability", _("A probability is between 0 and 100.")),
    ("leads_status_known", "lead_status", "status", _("A lead is open, cold, won or lost.")),
)
for _constraint, _code, _field, _sentence in _SAID_BY_CONSTRAINT:
    on_constraint(_constraint, Problem(_code, 422, _sentence, field=_field))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a person says about a lead."""

    title: str
    pipeline_id: UUID | None = None
    stage_id: UUID | None = None
    company_id: UUID | None = None
    company: str | None = None
    contact_id: UUID | None = None
    role: str | None = None
    location: str | None = None
    budget_min: Decimal | None = None
    budget_max: Decimal | None = None
    amount: Decimal | None = None
    currency: str | None = None
    expected_close_on: date | None = None
    source: str | None = None
    description: str | None = None
    next_step: str | None = None
    owner_id: UUID | None = None


async def find(tx: Tx, lead_id: UUID) -> Row:
    """One lead, with the names around it."""
    return await tx.found(q.find, id=lead_id)


async def create(tx: Tx, facts: Facts) -> UUID:
    """A new lead, on top of its column."""
    lead_id: UUID = await tx.value(q.create, **asdict(facts))
    return lead_id


async def change(tx: Tx, lead_id: UUID, facts: Facts, seen: datetime | None = None) -> None:
    """Rewrites a lead's facts; refuses when someone changed it since `seen`."""
    values = {key: value for key, value in asdict(facts).items() if key not in ("pipeline_id", "stage_id")}
    if await tx.row(q.change, id=lead_id, seen=seen, **values) is None:
        lead = await find(tx, lead_id)
        raise CHANGED_MEANWHILE() if seen and lead["updated_at"] > seen else NOT_ALLOWED()


async def move(
    tx: Tx,
    lead_id: UUID,
    stage_id: UUID,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
    from_stage_id: UUID | None = None,
    given: Mapping[str, Any] | None = None,
) -> Row:
    """Puts a lead into a stage, below one card or above another; asks for what the stage requires."""
    asked = Json(dict(given or {}))
    await tx.run(q.lock_column, stage_id=stage_id)
    (missing,), (place,) = await tx.many(
        [
            (q.missing_fields, {"id": lead_id, "stage_id": stage_id, "given": asked}),
            (q.place_between, {"id": lead_id, "stage_id": stage_id, "after": after, "before": before}),
        ]
    )
    if missing["missing"]:
        raise fields_needed(missing["missing"])
    row = await tx.row(
        q.move, id=lead_id, stage_id=stage_id, position=place["position"], from_stage_id=from_stage_id, given=asked
    )
    if row is None:
        raise await _too_late(tx, lead_id, from_stage_id)
    return row


async def put_back(tx: Tx, lead_id: UUID, stage_id: UUID, position: Decimal) -> None:
    """Takes a move back: to the stage and the place it had."""
    await tx.run(q.lock_column, stage_id=stage_id)
    await _done(tx, lead_id, await tx.row(q.put_back, id=lead_id, stage_id=stage_id, position=position))


async def close(
    tx: Tx, lead_id: UUID, outcome: Literal["won", "lost"], reason: str | None = None, amount: Decimal | None = None
) -> Row:
    """Won or lost: the lead moves to the pipeline's stage of that kind."""
    lead = await find(tx, lead_id)
    if lead["status"] == outcome:
        raise ALREADY_CLOSED()
    stage_id = await tx.value(q.stage_of_kind, id=lead_id, kind=outcome)
    given: dict[str, str] = {}
    if outcome == "lost" and reason:
        given["lost_reason"] = reason
    if amount is not None:
        given["amount"] = str(amount)
    return await move(tx, lead_id, stage_id, given=given)


async def reopen(tx: Tx, lead_id: UUID) -> None:
    """Takes a closure back: the lead returns to the open stage it came from."""
    if await tx.row(q.reopen, id=lead_id) is None:
        lead = await find(tx, lead_id)
        raise NOT_ALLOWED() if lead["status"] in ("won", "lost") else NOT_CLOSED()


async def assign(tx: Tx, lead_id: UUID, owner_id: UUID | None) -> None:
    """Gives a lead to somebody else, or to nobody."""
    await _done(tx, lead_id, await tx.row(q.assign, id=lead_id, owner_id=owner_id))


async def cool(tx: Tx, lead_id: UUID, cold: bool = True) -> None:
    """Marks an open lead as cold, or as warm again."""
    await _done(tx, lead_id, await tx.row(q.set_cold, id=lead_id, cold=cold))


async def trash(tx: Tx, lead_id: UUID) -> None:
    """Moves a lead to the trash."""
    await _done(tx, lead_id, await tx.row(q.trash, id=lead_id))


async def restore(tx: Tx, lead_id: UUID) -> None:
    """Takes a lead out of the trash."""
    await tx.touch(q.restore, id=lead_id)


async def add_contact(tx: Tx, lead_id: UUID, contact_id: UUID, part: str = "contact") -> None:
    """Adds a person to the buying group, or gives them another part in it."""
    await tx.run(q.add_contact, id=lead_id, contact_id=contact_id, part=part)


async def drop_contact(tx: Tx, lead_id: UUID, contact_id: UUID) -> None:
    """Takes a person out of the buying group."""
    await tx.touch(q.drop_contact, id=lead_id, contact_id=contact_id)


async def set_main_contact(tx: Tx, lead_id: UUID, contact_id: UUID) -> None:
    """Says who we mainly talk to."""
    await _done(tx, lead_id, await tx.row(q.main_contact, id=lead_id, contact_id=contact_id))


def fields_needed(fields: list[str]) -> Problem:
    """What a stage asks for before a lead may enter it."""
    return Problem(
        "stage_needs_fields", 422, _("This stage asks for a little more about the lead."), details={"fields": fields}
    )


async def _too_late(tx: Tx, lead_id: UUID, from_stage_id: UUID | None) -> Problem:
    lead = await find(tx, lead_id)
    last = await tx.row(q.last_move, id=lead_id)
    if last is None or from_stage_id in (None, lead["stage_id"]):
        return NOT_ALLOWED()
    sentence = _("{name} moved this lead to {stage} a moment ago.")
    return Problem(
        "lead_moved", 409, sentence.format(name=last["name"] or _("Someone"), stage=given.said(last["stage"]))
    )


async def _done(tx: Tx, lead_id: UUID, row: Row | None) -> None:
    """Nothing changed: either there is no such lead, or this person may not change it."""
    if row is None:
        await find(tx, lead_id)
        raise NOT_ALLOWED()
