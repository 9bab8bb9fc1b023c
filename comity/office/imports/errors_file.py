"""The error file: the rows that were not taken as they stood, with all their columns and what is wrong with them.

A row of which values were left out is taken all the same; once it is, its line names its record, so that the mended
file brings the values to it and not a second record.
"""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.office.files import place
from comity.office.files.safe import safe
from comity.office.imports import jobs, readers, vocabulary
from comity.office.imports.jobs import Import
from comity.office.imports.readers import Batch
from comity.web.i18n import gettext as _

q = sql.load(__file__)

NAME = "errors.csv"
RECORD = "id"
"""The column of a record's own id, as our exports have it."""
_AT_ONCE = 10_000


def path_of(org_id: UUID | None, job: Import) -> Path:
    """Where the error file of an import lies."""
    return jobs.folder(org_id, job.id) / NAME


async def write_errors(tx: Tx, job: Import) -> Path | None:
    """Writes the file, a stretch of rows at a time; None when nothing is wrong or the uploaded file is gone."""
    source = place.within(jobs.folder(tx.who.org_id, job.id), job.file) if job.file else None
    target = path_of(tx.who.org_id, job)
    if source is None or not source.is_file() or not await tx.value(q.any_wrong, job=job.id):
        target.unlink(missing_ok=True)
        return None
    layout = job.reading()
    names_records = job.status == "done" and _nobody_names_records(job)
    batches = readers.read(source, layout, _AT_ONCE)
    written = 0
    with target.open("w", newline="", encoding="utf-8-sig") as file:
        out = csv.writer(file)
        added = [RECORD] if names_records else []
        out.writerow([*map(safe, layout.columns), *added, str(_("Row")), str(_("What is wrong"))])
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            span = {"first": batch.numbers[0], "last": batch.numbers[-1]}
            wrong = {row["row_no"]: row for row in await tx.rows(q.between, job=job.id, **span)}
            for line in _lines(batch, wrong, names_records):
                out.writerow(line)
                written += 1
    if not written:
        target.unlink()
        return None
    return target


def _nobody_names_records(job: Import) -> bool:
    """Whether no column of the file says already which record a row is."""
    plan = job.mapping()
    return "external_id" not in plan.fields() and not any(vocabulary.fold(column) == RECORD for column in plan.columns)


def _lines(batch: Batch, wrong: Mapping[int, Mapping[str, Any]], names_records: bool) -> Iterator[list[str]]:
    if not wrong:
        return
    for number, cells in zip(batch.numbers, batch.rows, strict=True):
        if number in wrong:
            row = wrong[number]
            added = [str(row["record_id"] or "")] if names_records else []
            yield [*map(safe, cells), *added, str(number), _said(row)]


def _said(row: Mapping[str, Any]) -> str:
    if row["action"] == "d":
        return _("repeats row {n}").format(n=row["twin"])
    said = []
    for problem in row["problems"] or ():
        where = f"{problem['column']}: " if problem["column"] else ""
        said.append(f"{where}{problem['reason']}")
    return "; ".join(said)
