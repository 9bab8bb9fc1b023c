"""Undoing an import: what it created goes to the trash, what it changed gets its old values back, and whatever people
have touched since is left alone and listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.who import Who
from comity.office.imports import jobs, stage
from comity.office.imports.targets import Target, registry
from comity.web.i18n import gettext as _

q = sql.load(__file__)

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that undo left alone."""

    relation: str
    record_id: UUID
    reason: str
    label: str = ""
    href: str = ""


async def undo(db: Database, who: Who, job_id: UUID) -> bool:
    """Goes on until everything is seen to; each batch is one transaction, so a crash costs at most one."""
    async with db.acting(who) as tx:
        target = jobs.target_of(await jobs.get(tx, job_id))
    for step in (_put_back, _take_back):
        while True:
            async with db.acting(who) as tx:
                if await tx.value(jobs.q.status, id=job_id) != "undoing":
                    return False
                await tx.run(stage.q.patience)
                if not await step(tx, job_id, target):
                    break
    return True


async def _put_back(tx: Tx, job_id: UUID, target: Target) -> bool:
    found = await tx.row(q.put_back, job=job_id, most=BATCH)
    if found is None or not found["looked_at"]:
        return False
    stayed = found["stayed"]
    if stayed:
        await _keep(tx, job_id, found["relation"], stayed, _("changed again since"))
    await _count(tx, job_id, found["looked_at"] - len(stayed), len(stayed))
    return True


async def _take_back(tx: Tx, job_id: UUID, target: Target) -> bool:
    found = await tx.row(q.next_created, job=job_id)
    if found is None:
        return False
    relation, ids = found["relation"], found["ids"]
    touched = set(await target.touched(tx, relation, ids))
    free = [one for one in ids if one not in touched]
    stayed = await tx.value(q.take_back, relation=relation, ids=free, loaded_at=found["loaded_at"]) or []
    await _keep(tx, job_id, relation, list(touched), _("people have worked with it since"))
    await _keep(tx, job_id, relation, stayed, _("changed since"))
    await tx.run(q.done_created, job=job_id, first=found["first_row"], relation=relation)
    if relation == target.relation:
        kept = len(touched) + len(stayed)
        await _count(tx, job_id, len(ids) - kept, kept)
    return True


async def _keep(tx: Tx, job_id: UUID, relation: str, ids: Sequence[UUID], reason: str) -> None:
    if ids:
        await tx.run(q.keep, job=job_id, relation=relation, ids=list(ids), reason=str(reason))


async def _count(tx: Tx, job_id: UUID, undone: int, kept: int) -> None:
    await tx.run(jobs.q.quietly)
    await tx.run(jobs.q.undo_progress, id=job_id, undone=undone, kept=kept)


async def kept(tx: Tx, job_id: UUID, target: Target, most: int = 500) -> list[Kept]:
    """What was left alone, the import's own kind first, each with the name and the page its kind gives it."""
    rows = await tx.rows(q.kept, job=job_id, most=most)
    found: list[Kept] = []
    for relation in sorted({row["relation"] for row in rows}, key=lambda one: (one != target.relation, one)):
        own = next((one for one in registry if one.relation == relation), target)
        mine = [row for row in rows if row["relation"] == relation]
        names = await own.label(tx, relation, [row["record_id"] for row in mine])
        href = own.href if own.relation == relation else ""
        found += [_kept(row, names, href) for row in mine]
    return found


def _kept(row: Mapping[str, Any], names: Mapping[UUID, str], href: str) -> Kept:
    record_id = row["record_id"]
    return Kept(
        row["relation"], record_id, row["reason"], names.get(record_id, ""), href.replace("{id}", str(record_id))
    )
