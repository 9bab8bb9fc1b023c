"""The rehearsal: every row is read, understood and compared with what is there; nothing is written yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.who import Who
from comity.office.imports import jobs, stage
from comity.office.imports.convert import Converter
from comity.office.imports.jobs import Import

q = sql.load(__file__)

MOST_ERRORS = 10_000


@dataclass(frozen=True, slots=True)
class Counts:
    """What would happen to the rows of a file."""

    new: int
    changed: int
    same: int
    repeated: int
    bad: int
    troubled: int
    rows: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it waits."""

    row_no: int
    action: str
    record_id: UUID
    matched: str | None
    twin: int | None
    data: Mapping[str, Any]
    problems: Sequence[Mapping[str, str]] | None


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that is wrong, and how often."""

    column_name: str
    reason: str
    weight: str
    times: int
    first_row: int
    example: str


async def converter(tx: Tx, job: Import) -> Converter:
    """Turns this file's rows into values, by its plan and the organisation's fields."""
    target = jobs.target_of(job)
    home = await tx.row(jobs.q.home_of)
    assert home is not None
    return Converter(
        job.reading().columns,
        job.mapping(),
        [*target.fields, *await target.custom_fields(tx)],
        needs=target.needs,
        needs_sentence=target.needs_sentence,
        zone=ZoneInfo(home["timezone"]),
        currency=home["base_currency"],
    )


async def check(db: Database, who: Who, job_id: UUID) -> Counts | None:
    """Stages and matches the file. None when it was cancelled meanwhile. Goes on where a crash left it."""
    async with db.acting(who) as tx:
        job = await jobs.get(tx, job_id)
        convert = await converter(tx, job)
    rows = await stage.stage(db, who, job, convert)
    async with db.acting(who) as tx:
        if await tx.value(jobs.q.status, id=job_id) != "checking":
            return None
        await _match(tx, job)
        found = await counts(tx, job_id)
        await tx.run(q.clear_errors, job=job_id)
        if found.troubled:
            await tx.run(q.write_errors, job=job_id, most=MOST_ERRORS)
        await tx.run(jobs.q.total, id=job_id, rows=rows)
        said = {"new": found.new, "changed": found.changed, "same": found.same}
        await tx.run(jobs.q.found, id=job_id, **said, repeated=found.repeated, bad=found.bad)
        await jobs.move(tx, job_id, "checked", "checking")
    return found


async def restore(db: Database, who: Who, job: Import) -> bool:
    """Fills and matches the waiting rows again, in the middle of loading: the database lost them in a crash."""
    async with db.acting(who) as tx:
        convert = await converter(tx, job)
    rows = await stage.stage(db, who, job, convert, during="loading")
    async with db.acting(who) as tx:
        if await tx.value(jobs.q.status, id=job.id) != "loading" or rows < job.total_rows:
            return False
        await _match(tx, job)
    return True


async def _match(tx: Tx, job: Import) -> None:
    await tx.run(stage.q.patience)
    target = jobs.target_of(job)
    await tx.run(q.analyse)
    if target.planned:
        await tx.run(q.analyse_targets)
    await tx.run(q.unmatch, job=job.id)
    await target.match(tx, job.run(tx.who.user_id))


async def counts(tx: Tx, job_id: UUID) -> Counts:
    """How many rows there are of each sort."""
    (found,) = await tx.into(Counts, q.counts, job=job_id)
    return found


async def page(tx: Tx, job_id: UUID, sort: str, after: int = 0, most: int = 50) -> list[Row]:
    """Rows of one sort: bad, troubled, new, changed, same, repeated, or all."""
    return await tx.into(Row, q.page, job=job_id, sort=sort, after=after, most=most)


async def causes(tx: Tx, job_id: UUID) -> list[Cause]:
    """What is wrong with the file, summed up."""
    return await tx.into(Cause, q.causes, job=job_id)


async def fix(tx: Tx, job_id: UUID, row: int, cells: Mapping[str, str]) -> None:
    """Corrects cells of a row; the file has to be checked again to see what that makes of it."""
    await tx.run(q.fix, job=job_id, row=row, cells=dict(cells))
    await tx.run(q.unread, job=job_id)
