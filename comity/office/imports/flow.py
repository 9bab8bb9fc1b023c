"""An import's way: upload, check, load, pause, resume, cancel, undo.

Pages and the command line begin it; the worker or the command itself walks it; import_jobs says how far it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from comity.core import work
from comity.core.announce import announce
from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import P1, Work
from comity.facts.office import ImportFinished
from comity.office import jobs as tray
from comity.office.files import place
from comity.office.imports import check, jobs, load, readers, systems, undo, vocabulary
from comity.office.imports.errors_file import write_errors
from comity.office.imports.jobs import Import
from comity.office.imports.mapping import guess
from comity.office.imports.mapping.plan import Options, Plan
from comity.office.imports.readers import Choices, Layout
from comity.office.imports.targets import Field, registry
from comity.web import i18n
from comity.web.i18n import gettext as _

log = structlog.get_logger(__name__)

_SAMPLE_ROWS = 200
_TICK_SECONDS = 0.5


async def fields_of(tx: Tx, kind: str) -> list[Field]:
    """Everything a column can be, the organisation's own fields included."""
    target = registry[kind]
    return [*target.fields, *await target.custom_fields(tx)]


async def understood(tx: Tx, kind: str, path: Path, name: str, choices: Choices) -> tuple[Layout, Plan]:
    """How a file is read and mapped: as last time with these columns, else as guessed."""
    layout = await asyncio.to_thread(readers.sniff, path, name, choices, vocabulary.known())
    remembered = await jobs.recall(tx, kind, layout.columns)
    home = await tx.row(jobs.q.home_of)
    assert home is not None
    fields = await fields_of(tx, kind)
    names = {field.name for field in fields}
    if remembered is not None and remembered.fields() <= names:
        return layout, remembered
    rows = await asyncio.to_thread(sample, path, layout)
    return layout, guess.plan(layout.columns, rows, fields, Options(country=home["country"]))


def sample(path: Path, layout: Layout, most: int = _SAMPLE_ROWS) -> list[list[str]]:
    """The first rows."""
    batches = readers.read(path, layout, most)
    try:
        found = next(batches, None)
        return found.rows if found else []
    finally:
        batches.close()


async def begin(tx: Tx, kind: str, job_id: UUID, name: str, choices: Choices = readers.UNSAID) -> Import:
    """A file that lies in its folder becomes an import, read and mapped as far as can be guessed."""
    path = jobs.folder(tx.who.org_id, job_id) / name
    layout, plan = await understood(tx, kind, path, name, choices)
    source = systems.of(layout)
    await jobs.create(tx, job_id, kind, name, layout, plan, size=path.stat().st_size, source=source)
    return await jobs.get(tx, job_id)


async def start(tx: Tx, job_id: UUID, to: jobs.Status) -> None:
    """Sends an import on its way in the background: to checking, loading or undoing."""
    found = await turn(tx, job_id, to)
    title = {"checking": _("Checking {name}"), "loading": _("Importing {name}"), "undoing": _("Undoing {name}")}[to]
    shown = await tray.start(tx, "import", title.format(name=found.name), total=found.total_rows or None)
    await tx.run(jobs.q.attach, id=job_id, job=shown)
    await work.start(tx, WORKFLOW, {"import_id": job_id, "to": to}, key=f"import:{shown}")


async def turn(tx: Tx, job_id: UUID, to: jobs.Status) -> Import:
    """Changes the state; refused when the import is not where it could."""
    if to == "checking":
        await jobs.must_move(tx, job_id, "checking", "uploaded", "checked", "failed", "cancelled")
    elif to == "loading":
        await jobs.must_move(tx, job_id, "loading", "checked", "paused", "failed")
    else:
        await jobs.must_move(tx, job_id, "undoing", "done", "cancelled", "failed", "paused")
    return await jobs.get(tx, job_id)


async def pause(tx: Tx, job_id: UUID) -> None:
    """Stops after the chunks at hand; nothing is lost."""
    await jobs.must_move(tx, job_id, "paused", "loading")
    await _show(tx, job_id, "paused")


async def cancel(tx: Tx, job_id: UUID) -> None:
    """Stops for good; what has been loaded stays until it is undone."""
    await jobs.must_move(tx, job_id, "cancelled", "checking", "checked", "uploaded", "loading", "paused")
    found = await jobs.get(tx, job_id)
    if found.background_job_id:
        await tray.finish(tx, found.background_job_id, "cancelled", result_url=f"/imports/{job_id}")


async def _show(tx: Tx, job_id: UUID, state: tray.State) -> None:
    found = await jobs.get(tx, job_id)
    if found.background_job_id:
        await tray.update(tx, found.background_job_id, state=state)


async def walk(db: Database, who: Who, job_id: UUID, to: jobs.Status) -> Import:
    """Does the work, from wherever it stands, and ends it well or badly. Safe to be called again after any crash."""
    with i18n.speaking(who.language, who.timezone):
        try:
            async with _ticking(db, who, job_id):
                ended = await _walk(db, who, job_id, to)
            if ended:
                await _end(db, who, job_id, *ended)
        except Problem as problem:
            await _end(db, who, job_id, "failed", to, problem.sentence)
        async with db.acting(who) as tx:
            return await jobs.get(tx, job_id)


async def _walk(db: Database, who: Who, job_id: UUID, to: jobs.Status) -> tuple[jobs.Status, jobs.Status] | None:
    if to == "checking":
        await check.check(db, who, job_id)
        return ("checked", "checked")
    if to == "loading":
        return ("done", "loading") if await load.load(db, who, job_id) else None
    return ("undone", "undoing") if await undo.undo(db, who, job_id) else None


async def _end(
    db: Database, who: Who, job_id: UUID, status: jobs.Status, from_status: jobs.Status, message: str = ""
) -> None:
    async with db.acting(who) as tx:
        await tx.run(jobs.q.quietly)
        if from_status == "loading":
            await tx.run(jobs.q.progress, id=job_id)
    async with db.acting(who) as tx:
        if status not in ("checked",) and not await jobs.move(tx, job_id, status, from_status, message=message):
            return
        found = await jobs.get(tx, job_id)
        if status == "done":
            await announce(tx, ImportFinished(job_id, found.kind, found.created_count, found.updated_count))
        if found.background_job_id:
            end: tray.End = "failed" if status == "failed" else "done"
            said = message or summary(found)
            await tray.finish(tx, found.background_job_id, end, message=said, result_url=f"/imports/{job_id}")
    if status in ("done", "failed"):
        await asyncio.shield(_errors(db, who, job_id))


async def _errors(db: Database, who: Who, job_id: UUID) -> None:
    async with db.acting(who) as tx:
        await write_errors(tx, await jobs.get(tx, job_id))


def summary(found: Import) -> str:
    """One line for the tray."""
    if found.status in ("undoing", "undone"):
        return _("{undone:,} taken back, {kept:,} kept").format(undone=found.undone_count, kept=found.kept_count)
    if found.status in ("checking", "checked"):
        said = _("{new:,} new, {changed:,} changed, {bad:,} bad")
        return said.format(new=found.new_count, changed=found.changed_count, bad=found.error_count)
    said = _("{created:,} created, {updated:,} updated, {bad:,} failed")
    return said.format(created=found.created_count, updated=found.updated_count, bad=found.error_count)


@asynccontextmanager
async def _ticking(db: Database, who: Who, job_id: UUID) -> AsyncIterator[None]:
    """Tells pages and tray how far the work is, and hears from the tray whether to stop."""

    async def ticks() -> None:
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            try:
                await _tick(db, who, job_id)
            except Exception as error:  # progress is not worth failing for
                log.warning("import progress could not be told", import_id=str(job_id), error=str(error))

    ticking = asyncio.create_task(ticks())
    try:
        yield
    finally:
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking


async def _tick(db: Database, who: Who, job_id: UUID) -> None:
    async with db.acting(who) as tx:
        await tx.run(jobs.q.quietly)
        found = await jobs.get(tx, job_id)
        done = found.staged_rows
        if found.status == "loading":
            moved = await tx.row(jobs.q.progress, id=job_id)
            done = moved["processed_rows"] if moved else 0
        elif found.status == "undoing":
            done = found.undone_count + found.kept_count
        state = None
        if found.background_job_id and found.status in jobs.BUSY:
            state = await tray.update(tx, found.background_job_id, done=done, state=None)
    if state in ("paused", "cancelled") and found.status in jobs.BUSY:
        await _heard(db, who, found, state)


async def _heard(db: Database, who: Who, found: Import, state: str) -> None:
    async with db.acting(who) as tx:
        if state == "paused" and found.status == "loading":
            await jobs.move(tx, found.id, "paused", "loading")
        elif state == "cancelled":
            await jobs.move(tx, found.id, "cancelled", "checking", "loading")


async def walk_in_background(running: Work, import_id: str, to: jobs.Status) -> None:
    """The worker's way: one step whose lease is renewed while it runs; after a crash it goes on from its chunks."""

    async def all_of_it() -> str:
        ended = await walk(running.db, running.who, UUID(import_id), to)
        return ended.status

    try:
        await running.reached(f"row {await _got_to(running, UUID(import_id))}")
        await running.step("walk", all_of_it)
    except work.Lost as lost:
        with i18n.speaking(running.who.language, running.who.timezone):
            await _end(running.db, running.who, UUID(import_id), "failed", to, i18n.why(lost))


async def _got_to(running: Work, job_id: UUID) -> int:
    """How many rows were read, loaded or taken back so far."""
    async with running.tx() as tx:
        await tx.run(jobs.q.quietly)
        found = await jobs.get(tx, job_id)
        if found.status == "loading":
            await tx.run(jobs.q.progress, id=job_id)
            found = await jobs.get(tx, job_id)
    return found.staged_rows + found.processed_rows + found.undone_count + found.kept_count


WORKFLOW = work.workflow("imports.walk", priority=P1, attempts=20)(walk_in_background)
"""Twenty attempts without a row more in between; what cannot be loaded says so itself."""
WORKFLOWS: Sequence[Any] = (WORKFLOW,)


async def add_fields(tx: Tx, kind: str, create: dict[str, tuple[str, Any]]) -> dict[str, Field]:
    """Makes the fields that columns are to become: column -> (label, kind)."""
    target = registry[kind]
    return {column: await target.add_field(tx, label, of) for column, (label, of) in create.items()}


async def name_owners(tx: Tx, job_id: UUID, said: Mapping[str, str | None]) -> None:
    """Whom an owner column means where it names no member; the file is checked again."""
    found = await jobs.get(tx, job_id)
    plan = found.mapping()
    options = plan.options.model_copy(update={"owners": {**plan.options.owners, **said}})
    await jobs.understand(tx, job_id, found.reading(), plan.model_copy(update={"options": options}))
    await start(tx, job_id, "checking")


async def discard(tx: Tx, job_id: UUID) -> None:
    """Takes away an import that never loaded anything."""
    await jobs.forget(tx, job_id)


def room_for(org_id: UUID | None, job_id: UUID) -> Path:
    """The folder for the file of a new import."""
    return place.made(jobs.folder(org_id, job_id))
