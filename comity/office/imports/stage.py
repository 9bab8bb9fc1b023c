"""From file to app.import_rows: read and converted in a thread while the database takes in the rows before."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office.imports import jobs, readers
from comity.office.imports.convert import Converter
from comity.office.imports.jobs import Import
from comity.office.imports.readers import Layout
from comity.office.imports.readers.layout import Batch
from comity.web.i18n import gettext as _

q = sql.load(__file__)

BATCH = 5_000
_COPY = (
    "copy app.import_rows (org_id, job_id, record_id, row_no, action, emails, phones, external_id, data, problems)"
    " from stdin"
)


async def stage(db: Database, who: Who, job: Import, converter: Converter, during: str = "checking") -> int:
    """Fills app.import_rows from where a crash left it; returns how many rows there are. Stops when the import is no
    longer in the state `during`.

    Rows are copied by the house (row security and COPY exclude each other) but only ever for who.org_id.
    """
    house = Who.service(who.org_id, agent=f"import:{job.id}")
    path, layout = job.path(who.org_id), job.reading()
    await asyncio.to_thread(_same, path, layout)
    async with db.acting(house) as tx:
        there = int(await tx.value(q.rows, job=job.id))
        if there != job.staged_rows:  # the database crashed: the table is unlogged and empty now
            await tx.run(q.clear, job=job.id)
            there = 0
        fixes = {row["row_no"]: row["cells"] for row in await tx.rows(q.fixes, job=job.id)}
    head = f"{who.org_id}\t{job.id}\t".encode()
    batches = _Ahead(_lines(path, layout, converter, head, fixes, skip=there))
    try:
        async for count, lines in batches:
            async with db.acting(house) as tx:
                if await tx.value(jobs.q.status, id=job.id) != during:
                    return there
                await tx.copy_in(_COPY, _once(lines))
                there += count
                await tx.run(q.quietly)
                await tx.run(jobs.q.staged, id=job.id, rows=there)
    finally:
        await batches.close()
    return there


def _same(path: Path, layout: Layout) -> None:
    """Refuses another file in the place of the one that was mapped."""
    if readers.changed(path, layout):
        sentence = _("The file is not the one any more whose columns were mapped; bring it again.")
        raise Problem("file_changed", 409, str(sentence), field="file")


def _lines(
    path: Path, layout: Layout, converter: Converter, head: bytes, fixes: Mapping[int, Mapping[str, str]], skip: int
) -> Iterator[tuple[int, bytes]]:
    """Rows as lines of COPY, leaving out those that are there already."""
    for batch in readers.read(path, layout, BATCH):
        if skip >= len(batch):
            skip -= len(batch)
            continue
        rest = Batch(batch.numbers[skip:], batch.rows[skip:], batch.faults) if skip else batch
        skip = 0
        yield len(rest), converter.lines(head, rest, fixes)


async def _once(piece: bytes) -> AsyncIterator[bytes]:
    yield piece


class _Ahead:
    """An iterator driven in a thread of its own, one step ahead of whoever consumes it."""

    def __init__(self, source: Iterator[tuple[int, bytes]]) -> None:
        self._source = source
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="import")
        self._context = contextvars.copy_context()
        self._next = self._start()

    def _start(self) -> asyncio.Future[tuple[int, bytes] | None]:
        return asyncio.get_running_loop().run_in_executor(self._thread, self._context.run, self._step)

    def _step(self) -> tuple[int, bytes] | None:
        return next(self._source, None)

    async def __aiter__(self) -> AsyncIterator[tuple[int, bytes]]:
        while (found := await self._next) is not None:
            self._next = self._start()
            yield found

    async def close(self) -> None:
        await asyncio.wait([self._next])
        close = getattr(self._source, "close", None)
        if close is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, close)
        self._thread.shutdown()
