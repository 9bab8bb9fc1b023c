"""The dates of a contract as tasks: once, and back again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from comity.core.db import Tx
from comity.core.errors import Problem
from comity.packs.sales.contracts import findings, records
from comity.people import tasks
from comity.web.i18n import gettext as _

Row = dict[str, Any]
MOST: Final = 20
AHEAD: Final = timedelta(days=14)
"""How long before a contract would renew or end somebody is to think of it."""
IS_TASK: Final = Problem("obligation_is_task", 409, _("This is a task already."))


async def make_tasks(tx: Tx, contract: Row, version_id: UUID) -> int:
    """Tasks of the dates still to come that are none yet; how many were made."""
    due = await tx.rows(findings.q.untasked, version=version_id, most=MOST)
    for row in due:
        await _make(tx, contract, row)
    return len(due)


async def make_task(tx: Tx, contract_id: UUID, obligation_id: UUID) -> None:
    """A task of one duty, with a date or without."""
    contract = await records.find(tx, contract_id)
    row = await tx.found(findings.q.obligation, contract=contract_id, id=obligation_id)
    await _make(tx, contract, row)


async def drop_tasks(tx: Tx, contract_id: UUID) -> int:
    """Takes the open ones back; how many."""
    await records.find(tx, contract_id)
    return await tx.run(findings.q.drop_tasks, contract=contract_id)


async def _make(tx: Tx, contract: Row, row: Row) -> None:
    task_id = await tasks.create(
        tx, subject=_subject(contract, row)[:1000], body=row["quote"], due_at=_due(row),
        assigned_to=contract["owner_id"] or tx.who.user_id, contact_id=contract["contact_id"],
        company_id=contract["company_id"], lead_id=contract["lead_id"],
        metadata={"contract": str(contract["id"]), "obligation": str(row["id"])},
    )  # fmt: skip
    if await tx.value(findings.q.became_task, id=row["id"], task=task_id) is None:
        raise IS_TASK()


def _subject(contract: Row, row: Row) -> str:
    said = {
        "notice": _("{title}: last day to stop its renewal"),
        "expiry": _("{title}: ends"),
        "effective": _("{title}: begins"),
    }
    if row["kind"] in said:
        return str(said[row["kind"]]).format(title=contract["title"])
    return f"{row['who']}: {row['what']}" if row["who"] else str(row["what"])


def _due(row: Row) -> datetime | None:
    day: date | None = row["due_on"]
    if day is None:
        return None
    today = datetime.now(UTC).date()
    ahead = day - AHEAD if row["kind"] in ("notice", "expiry") else day
    return datetime.combine(max(ahead, min(today, day)), time(17), UTC)
