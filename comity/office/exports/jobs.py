"""Exports asked for: who may, how many an hour, where the file lies and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

from comity.core import sql, work
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND, Problem, on_constraint
from comity.core.work import Workflow
from comity.office import jobs as tray
from comity.office.exports.writers import FORMATS, Format
from comity.office.files import place
from comity.platform.rest import inprocess as rest
from comity.web.i18n import gettext as _

q = sql.load(__file__)

Status = Literal["queued", "running", "done", "failed", "cancelled", "expired"]

on_constraint(
    "export_jobs_limit",
    Problem("too_many_exports", 429, "You can export five lists an hour. Try again a little later."),
)


@dataclass(frozen=True, slots=True)
class Export:
    """A list as a file."""

    id: UUID
    user_id: UUID | None
    relation: str
    query: str
    columns: Sequence[str]
    format: Format
    name: str
    status: Status
    row_count: int
    file_size: int
    message: str
    background_job_id: UUID | None
    created_at: datetime
    completed_at: datetime | None
    expires_at: datetime

    def path(self, org_id: UUID | None) -> Path:
        """Where its file lies."""
        return place.within(folder(org_id, self.id), self.name)


def folder(org_id: UUID | None, export_id: UUID) -> Path:
    """Where the file of an export lies."""
    return place.folder("exports", org_id, export_id)


async def ask(
    tx: Tx, what: Workflow, relation: str, query: str, columns: Sequence[str] = (), form: str = "csv"
) -> UUID:
    """Writes the list down as wanted and starts the work; refuses lists that could not be read."""
    if form not in FORMATS:
        raise Problem("export_format", 422, str(_("Exports are made as CSV, JSON or Excel.")), field="format")
    wrong = rest.check(relation, rest.only(query, ("select", "limit", "offset")))
    if wrong:
        raise Problem("export_query", 422, wrong[0].message, field="query", hint=wrong[0].hint)
    name = f"{relation}-{datetime.now(UTC):%Y-%m-%d-%H%M}.{form}"
    export_id: UUID = await tx.value(
        q.create, relation=relation, query=query, columns=list(columns), format=form, name=name
    )
    shown = await tray.start(tx, "export", _("Exporting {relation}").format(relation=_(relation)))
    await tx.run(q.attach, id=export_id, job=shown)
    await work.start(tx, what, {"export_id": export_id}, key=f"export:{export_id}")
    return export_id


async def get(tx: Tx, export_id: UUID) -> Export:
    """The export, if it is the caller's."""
    found = await tx.into(Export, q.get, id=export_id)
    if not found:
        raise NOT_FOUND()
    return found[0]


async def recent(tx: Tx, most: int = 50) -> list[Export]:
    """Exports of the caller, newest first; admins see all."""
    return await tx.into(Export, q.recent, most=most)


async def cancel(tx: Tx, export_id: UUID) -> None:
    """Stops the work."""
    found = await get(tx, export_id)
    if await tx.value(q.cancel, id=export_id) is None:
        raise Problem("export_state", 409, str(_("This export has ended already.")))
    if found.background_job_id:
        await tray.finish(tx, found.background_job_id, "cancelled")


async def remove(tx: Tx, export_id: UUID) -> None:
    """Takes the file away."""
    await get(tx, export_id)
    if await tx.value(q.remove, id=export_id) is None:
        raise Problem("export_state", 409, str(_("This export is still being written.")))
    where = folder(tx.who.org_id, export_id)
    tx.after_commit(lambda: place.remove(where))
