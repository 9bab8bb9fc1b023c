"""One import from upload to undo: its record, the states it goes through, and the mapping remembered for the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND, Problem
from comity.office.files import place
from comity.office.imports.mapping import plan as plans
from comity.office.imports.mapping.plan import Plan
from comity.office.imports.readers import Layout
from comity.office.imports.targets import Run, Target
from comity.web.i18n import gettext as _

q = sql.load(__file__)

Status = Literal[
    "uploaded", "checking", "checked", "loading", "paused", "done", "failed", "cancelled", "undoing", "undone"
]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
BUSY: Final = ("checking", "loading", "undoing")


@dataclass(frozen=True, slots=True)
class Import:
    """A file on its way into the CRM."""

    id: UUID
    kind: str
    name: str
    source_system: str
    status: Status
    file: str | None
    file_size: int
    layout: Mapping[str, Any]
    plan: Mapping[str, Any]
    total_rows: int
    staged_rows: int
    processed_rows: int
    new_count: int
    changed_count: int
    same_count: int
    duplicate_count: int
    error_count: int
    created_count: int
    updated_count: int
    undone_count: int
    kept_count: int
    message: str
    background_job_id: UUID | None
    started_at: datetime | None
    completed_at: datetime | None
    owner_id: UUID | None
    created_at: datetime

    def reading(self) -> Layout:
        return Layout.from_json(self.layout)

    def mapping(self) -> Plan:
        return Plan.model_validate(self.plan)

    def path(self, org_id: UUID | None) -> Path:
        """Its file; refuses when that has been cleared away."""
        if self.file and (found := place.within(folder(org_id, self.id), self.file)).is_file():
            return found
        raise Problem("file_gone", 410, str(_("The file of this import is no longer kept. Upload it again.")))

    def run(self, user_id: UUID | None, matches: bool = True) -> Run:
        """What its target needs to know."""
        plan = self.mapping()
        options = plan.options
        return Run(
            job_id=self.id,
            name=self.name,
            on_match=options.on_match,
            fields=plan.fields() | ({"tags"} if options.tags else set()),
            owner_id=(self.owner_id or user_id) if options.owner == "me" else None,
            owners=options.owners,
            matches=matches,
        )


def folder(org_id: UUID | None, job_id: UUID) -> Path:
    """Where the file of an import and its error file lie."""
    return place.folder("imports", org_id, job_id)


async def create(
    tx: Tx, job_id: UUID, kind: str, name: str, layout: Layout, plan: Plan, *, size: int, source: str = "file"
) -> UUID:
    """Records a file that lies in its folder already."""
    await tx.run(
        q.create,
        id=job_id,
        kind=kind,
        name=name,
        source=source,
        file=name,
        size=size,
        layout=layout.to_json(),
        plan=plan.to_json(),
        rows=layout.rows,
    )
    return job_id


async def get(tx: Tx, job_id: UUID) -> Import:
    """The import, if the caller may see it."""
    found = await tx.into(Import, q.get, id=job_id)
    if not found:
        raise NOT_FOUND()
    return found[0]


async def recent(tx: Tx, most: int = 50) -> list[dict[str, Any]]:
    """Imports, newest first."""
    return await tx.rows(q.recent, most=most)


async def move(tx: Tx, job_id: UUID, to: Status, *from_states: Status, message: str = "") -> bool:
    """Changes the state if it is one of these; says whether it did."""
    moved = await tx.value(q.move, id=job_id, to=to, from_states=list(from_states), message=message)
    return moved is not None


async def must_move(tx: Tx, job_id: UUID, to: Status, *from_states: Status) -> None:
    """The same, refused with a sentence when it is in no such state."""
    if not await move(tx, job_id, to, *from_states):
        found = await get(tx, job_id)
        sentence = _("This import is {status}; that cannot be done now.").format(status=word(found.status))
        raise Problem("import_state", 409, sentence)


async def understand(tx: Tx, job_id: UUID, layout: Layout, plan: Plan) -> None:
    """Another reading or mapping of the file."""
    given = {"layout": layout.to_json(), "plan": plan.to_json(), "rows": layout.rows}
    if await tx.value(q.understand, id=job_id, **given) is None:
        raise Problem("import_state", 409, str(_("This import has begun; its mapping can no longer change.")))


async def remember(tx: Tx, kind: str, columns: Sequence[str], plan: Plan) -> None:
    """Files with these columns will be mapped the same way."""
    await tx.run(q.remember, kind=kind, fingerprint=plans.fingerprint(columns), plan=plan.to_json())


async def recall(tx: Tx, kind: str, columns: Sequence[str]) -> Plan | None:
    """The mapping last used for files with these columns, as far as it fits their spelling."""
    found = await tx.value(q.recall, kind=kind, fingerprint=plans.fingerprint(columns))
    if found is None:
        return None
    plan = Plan.model_validate(found)
    return plan if set(plan.columns) == set(columns) else None


async def forget(tx: Tx, job_id: UUID) -> None:
    """Takes away an import that never loaded anything, with its file."""
    if await tx.value(q.forget, id=job_id) is None:
        raise Problem("import_state", 409, str(_("An import that has loaded rows stays on record; undo it instead.")))
    where = folder(tx.who.org_id, job_id)
    tx.after_commit(lambda: place.remove(where))


def target_of(found: Import) -> Target:
    """What it imports into."""
    from comity.office.imports.targets import registry

    return registry[found.kind]


def word(status: Status) -> str:
    """A state in the reader's language."""
    return str(_WORDS[status])


_WORDS: Final[dict[Status, str]] = {
    "uploaded": _("waiting for its mapping"),
    "checking": _("being checked"),
    "checked": _("ready to load"),
    "loading": _("loading"),
    "paused": _("paused"),
    "done": _("done"),
    "failed": _("failed"),
    "cancelled": _("cancelled"),
    "undoing": _("being undone"),
    "undone": _("undone"),
}
