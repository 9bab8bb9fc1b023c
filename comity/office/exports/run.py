"""Writing an export: the list's own query, streamed under the asker's rights, names instead of ids."""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from comity.core import work
from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import P2, Work
from comity.office import jobs as tray
from comity.office.exports import jobs
from comity.office.exports.jobs import Export
from comity.office.exports.writers import Format, writer
from comity.office.files import place
from comity.office.imports.targets import registry
from comity.platform.rest import inprocess as rest
from comity.web import i18n
from comity.web.i18n import gettext as _

BATCH = 2_000
_TELL_SECONDS = 0.5
_INTERNAL = frozenset(
    {"org_id", "search", "sort_name", "team_id", "assignee_ids", "created_by", "deleted_at", "organization_id",
     "tenant_id", "preview", "integration_id", "source_id"}
)  # fmt: skip


class Stopped(Exception):
    """The export was cancelled while it was being written."""


class Shape:
    """Which columns a file gets, and how ids in them are written as names."""

    def __init__(
        self, columns: Mapping[str, str], select: Sequence[str], names: Mapping[str, Mapping[UUID, str]]
    ) -> None:
        self.columns = columns
        self.select = select
        self._names = names

    @classmethod
    async def of(cls, tx: Tx, relation: str, wanted: Sequence[str]) -> Shape:
        """Columns the list showed, in its order, or all that mean something to people."""
        known = [column for column in rest.describe(relation).columns if not column.computed]
        offered = [column.name for column in known]
        plain = [column.name for column in known if not column.generated and column.name not in _INTERNAL]
        custom = await _custom(tx, relation) if "custom" in offered else {}
        keys = [key for key in wanted if key in offered or key in custom] or [*plain, *custom]
        named = await _names(tx, relation)
        headings = {"owner_id": "owner", "tag_ids": "tags"} | {key: heading for key, (heading, _of) in named.items()}
        headings |= custom
        columns = {key: headings.get(key, key) for key in keys if key != "custom"}
        if "custom" in wanted:
            columns |= custom
        select = [key for key in columns if not key.startswith("custom.")]
        if len(select) < len(columns):
            select.append("custom")
        names: dict[str, Mapping[UUID, str]] = {key: of for key, (_heading, of) in named.items() if key in columns}
        if "owner_id" in columns:
            names["owner_id"] = {row["id"]: row["name"] for row in await tx.rows(jobs.q.members)}
        if "tag_ids" in columns:
            names["tag_ids"] = {row["id"]: row["name"] for row in await tx.rows(jobs.q.tags)}
        return cls(columns, select, names)

    def row(self, values: dict[str, Any]) -> dict[str, Any]:
        """A row with names in it."""
        for key, names in self._names.items():
            value = values.get(key)
            if isinstance(value, list):
                values[key] = [names[one] for one in value if one in names]
            elif value is not None:
                values[key] = names.get(value, value)
        for key, value in (values.get("custom") or {}).items():
            values[f"custom.{key}"] = f"{value['amount']} {value['currency']}" if _is_money(value) else value
        return values


async def _custom(tx: Tx, relation: str) -> dict[str, str]:
    for target in registry:
        if target.relation == relation:
            return {field.name: str(field.label) for field in await target.custom_fields(tx)}
    return {}


async def _names(tx: Tx, relation: str) -> Mapping[str, tuple[str, Mapping[UUID, str]]]:
    for target in registry:
        if target.relation == relation:
            return await target.names(tx)
    return {}


def _is_money(value: Any) -> bool:
    return isinstance(value, dict) and {"amount", "currency"} <= value.keys()


async def write(
    db: Database, who: Who, relation: str, query: str, wanted: Sequence[str], form: Format, path: Path, told: Any = None
) -> int:
    """Writes the list to a file; how many rows it has. `told(rows)` is awaited now and then, and may raise Stopped."""
    rows, last = 0, time.monotonic()
    async with db.acting(who) as tx:
        shape = await Shape.of(tx, relation, wanted)
        asked = rest.only(query, ("select", "limit", "offset", "after"))
        full = "&".join(part for part in (asked, urlencode({"select": ",".join(shape.select)})) if part)
        out = writer(form, path, shape.columns, relation)
        try:
            # closed here, not when memory is tidied up: its cursor must be gone before the connection is anyone else's
            stream = cast(AsyncGenerator[list[dict[str, Any]], None], rest.stream(tx, relation, full, batch=BATCH))
            async with aclosing(stream) as batches:
                async for batch in batches:
                    await asyncio.to_thread(_put, out, shape, batch)
                    rows += len(batch)
                    if told is not None and time.monotonic() - last > _TELL_SECONDS:
                        await told(rows)
                        last = time.monotonic()
        finally:
            out.close()
    return rows


def _put(out: Any, shape: Shape, batch: Sequence[dict[str, Any]]) -> None:
    for values in batch:
        out.row(shape.row(values))


async def export(db: Database, who: Who, export_id: UUID) -> Export:
    """Does what was asked for. Safe to be called again: the file is written anew and shown once it is whole."""
    with i18n.speaking(who.language, who.timezone):
        async with db.acting(who) as tx:
            asked = await jobs.get(tx, export_id)
            if await tx.value(jobs.q.begin, id=export_id) is None:
                return asked
        try:
            rows = await _written(db, who, asked)
            await _finish(db, who, asked, "done", rows)
        except Stopped:
            place.remove(jobs.folder(who.org_id, export_id))
        except (Problem, OSError) as error:
            await _failed(db, who, asked, error.sentence if isinstance(error, Problem) else why(error))
        async with db.acting(who) as tx:
            return await jobs.get(tx, export_id)


def why(error: OSError) -> str:
    """What is said of a file that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return str(_("The disk is full: there was no room for the file."))
    return str(_("The file could not be written: {why}.").format(why=error.strerror or error))


async def _written(db: Database, who: Who, asked: Export) -> int:
    async def told(rows: int) -> None:
        async with db.acting(who) as tx:
            await tx.run(jobs.q.quietly)
            status = await tx.value(jobs.q.progress, id=asked.id, rows=rows)
            state = None
            if asked.background_job_id:
                state = await tray.update(tx, asked.background_job_id, done=rows, state=None)
            if state == "cancelled" and status == "running":
                await tx.run(jobs.q.cancel, id=asked.id)
        if "cancelled" in (status, state):
            raise Stopped

    path = asked.path(who.org_id)
    place.made(path.parent)
    draft = path.with_name(path.name + ".part")
    rows = await write(db, who, asked.relation, asked.query, asked.columns, asked.format, draft, told)
    draft.rename(path)
    return rows


async def _finish(db: Database, who: Who, asked: Export, status: jobs.Status, rows: int, message: str = "") -> None:
    size = asked.path(who.org_id).stat().st_size if status == "done" else 0
    async with db.acting(who) as tx:
        ended = {"status": status, "rows": rows, "size": size, "message": message}
        if await tx.value(jobs.q.finish, id=asked.id, **ended) is None:
            return
        if asked.background_job_id:
            end: tray.End = "done" if status == "done" else "failed"
            await tray.finish(tx, asked.background_job_id, end, message=message, result_url="/exports")
    if status == "done":
        said = {"rows": rows, "format": asked.format, "query": asked.query, "user_id": str(who.user_id)}
        async with db.acting(Who.service(who.org_id, agent="export")) as tx:
            await tx.run(jobs.q.told, relation=asked.relation, id=asked.id, said=said)


async def _failed(db: Database, who: Who, asked: Export, said: str) -> None:
    place.remove(jobs.folder(who.org_id, asked.id))
    await _finish(db, who, asked, "failed", 0, said)


async def export_in_background(running: Work, export_id: str) -> None:
    """The worker's way."""

    async def all_of_it() -> str:
        return (await export(running.db, running.who, UUID(export_id))).status

    try:
        await running.step("write", all_of_it)
    except work.Lost as lost:
        with i18n.speaking(running.who.language, running.who.timezone):
            async with running.tx() as tx:
                asked = await jobs.get(tx, UUID(export_id))
            await _failed(running.db, running.who, asked, i18n.why(lost))


WORKFLOW = work.workflow("exports.write", priority=P2)(export_in_background)
