"""/imports/{id}: one import, as far as it is: its columns, its rehearsal, its progress, its result."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.errors import NOT_FOUND
from comity.office.imports import check, errors_file, flow, jobs, undo
from comity.office.imports.check import Cause, Counts, Row
from comity.office.imports.jobs import Import
from comity.office.imports.targets import Target
from comity.office.imports.undo import Kept
from comity.office.pages import import_columns
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

_SORTS = ("troubled", "new", "changed", "same", "repeated")


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """An import that is being worked on, or waits to go on."""

    job: Import
    target: Target
    word: str
    done: int
    total: int
    minutes_left: int | None


@dataclass(frozen=True, slots=True)
class RehearsalPage:
    """What would happen; some rows of one sort at a time."""

    job: Import
    target: Target
    counts: Counts
    sort: str
    rows: Sequence[Row]
    differences: Mapping[int, Mapping[str, Any]]
    causes: Sequence[Cause]
    strangers: Sequence[tuple[str, int]]
    members: Sequence[tuple[str, str]]
    labels: Mapping[str, str]
    after: int
    more: int | None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What happened."""

    job: Import
    target: Target
    word: str
    causes: Sequence[Cause]
    kept: Sequence[Kept]
    has_errors: bool
    seconds: float | None


async def show(request: Request) -> Response:
    """The page of wherever the import stands."""
    async with http.tx(request) as tx:
        job = await jobs.get(tx, request.path_params["id"])
        target = jobs.target_of(job)
        if job.status == "uploaded":
            return await import_columns.show(request, tx, job, target)
        if job.status == "checked":
            context: Any = await _rehearsal(request, tx, job, target)
            return render.page(request, "office/import_check.html", context, block="rows")
        if job.status in (*jobs.BUSY, "paused"):
            return render.page(request, "office/import_progress.html", _progress(job, target))
        context = await _result(tx, job, target)
        return render.page(request, "office/import_result.html", context)


async def progress(request: Request) -> Response:
    """The bar moves on; once there is something else to see, the page is opened again."""
    async with http.tx(request) as tx:
        job = await jobs.get(tx, request.path_params["id"])
    if job.status not in (*jobs.BUSY, "paused"):
        return _again(request)
    context = _progress(job, jobs.target_of(job))
    return render.fragment(request, "office/import_progress.html", context, block="progress")


def _progress(job: Import, target: Target) -> ProgressPage:
    done = job.staged_rows
    if job.status in ("loading", "paused"):
        done = job.processed_rows
    elif job.status == "undoing":
        done = job.undone_count + job.kept_count
    total = job.created_count + job.updated_count if job.status == "undoing" else job.total_rows
    left = None
    if job.started_at and 0 < done < total:
        spent = (datetime.now(UTC) - job.started_at).total_seconds()
        left = round(spent / done * (total - done) / 60)
    return ProgressPage(job, target, jobs.word(job.status), max(done, 0), total, left)


async def _rehearsal(request: Request, tx: Tx, job: Import, target: Target) -> RehearsalPage:
    wanted = request.query_params.get("sort", "")
    after = (
        int(request.query_params.get("after", "0") or 0) if request.query_params.get("after", "0").isdecimal() else 0
    )
    counts = await check.counts(tx, job.id)
    sizes = {"troubled": counts.troubled, "new": counts.new, "changed": counts.changed, "same": counts.same,
             "repeated": counts.repeated}  # fmt: skip
    sort = wanted if wanted in _SORTS else next((name for name in _SORTS if sizes[name]), "new")
    rows = await check.page(tx, job.id, sort, after, most=51)
    run = job.run(tx.who.user_id)
    differences: Mapping[int, Mapping[str, Any]] = {}
    if sort == "changed":
        differences = await target.differences(tx, run, [row.row_no for row in rows])
    fields = await flow.fields_of(tx, job.kind)
    return RehearsalPage(
        job=job,
        target=target,
        counts=counts,
        sort=sort,
        rows=rows[:50],
        differences=differences,
        causes=await check.causes(tx, job.id),
        strangers=await target.strangers(tx, run),
        members=[(str(row["user_id"]), row["name"] or row["email"]) for row in await tx.rows(jobs.q.members)],
        labels={field.name: str(field.label) for field in fields},
        after=after,
        more=rows[49].row_no if len(rows) > 50 else None,
    )


async def _result(tx: Tx, job: Import, target: Target) -> ResultPage:
    seconds = (job.completed_at - job.started_at).total_seconds() if job.completed_at and job.started_at else None
    return ResultPage(
        job=job,
        target=target,
        word=jobs.word(job.status),
        causes=await check.causes(tx, job.id),
        kept=await undo.kept(tx, job.id, target) if job.kept_count else (),
        has_errors=bool(job.error_count or job.duplicate_count) or errors_file.path_of(tx.who.org_id, job).is_file(),
        seconds=seconds,
    )


async def load(request: Request) -> Response:
    """Sends it to be loaded, or to go on after a pause."""
    return await _start(request, "loading")


async def take_back(request: Request) -> Response:
    """Sends it to be undone."""
    return await _start(request, "undoing")


async def _start(request: Request, to: jobs.Status) -> Response:
    async with http.tx(request) as tx:
        await flow.start(tx, request.path_params["id"], to)
    return _again(request)


async def pause(request: Request) -> Response:
    """Stops after the chunks at hand."""
    async with http.tx(request) as tx:
        await flow.pause(tx, request.path_params["id"])
    return _again(request)


async def cancel(request: Request) -> Response:
    """Stops for good."""
    async with http.tx(request) as tx:
        await flow.cancel(tx, request.path_params["id"])
    return _again(request)


async def discard(request: Request) -> Response:
    """Takes away an import that never loaded anything."""
    async with http.tx(request) as tx:
        await flow.discard(tx, request.path_params["id"])
    return http.go(request, "/imports", toast=Toast(str(_("The file was taken away.")), tone="neutral"))


async def fix(request: Request) -> Response:
    """Corrects cells and checks again. Fields are named fix:ROW:COLUMN; what is unchanged (was:…) is left alone."""
    job_id: UUID = request.path_params["id"]
    form = await forms.sent(request, max_fields=5_000)
    fixes: dict[int, dict[str, str]] = {}
    for key, value in form.items():
        kind, _colon, rest = key.partition(":")
        row, _colon, column = rest.partition(":")
        if kind == "fix" and row.isdecimal() and isinstance(value, str) and value != form.get(f"was:{rest}"):
            fixes.setdefault(int(row), {})[column] = value
    async with http.tx(request) as tx:
        await jobs.get(tx, job_id)
        for row_no, cells in fixes.items():
            await check.fix(tx, job_id, row_no, cells)
        if fixes:
            await flow.start(tx, job_id, "checking")
    return _again(request)


async def owners(request: Request) -> Response:
    """Says which members are meant by names that are nobody's address, and checks again."""
    form = await forms.sent(request, max_fields=1_000)
    said = {key.removeprefix("owner:"): str(value) or None for key, value in form.items() if key.startswith("owner:")}
    async with http.tx(request) as tx:
        await flow.name_owners(tx, request.path_params["id"], said)
    return _again(request)


async def errors(request: Request) -> Response:
    """The error file."""
    async with http.tx(request) as tx:
        job = await jobs.get(tx, request.path_params["id"])
        path = errors_file.path_of(tx.who.org_id, job)
        if not path.is_file() or job.status == "checked":
            found = await errors_file.write_errors(tx, job)
            if found is None:
                raise NOT_FOUND()
    name = f"{job.name.rpartition('.')[0] or job.name} - {_('errors')}.csv"
    await asyncio.sleep(0)
    return FileResponse(path, media_type="text/csv; charset=utf-8", filename=name)


def _again(request: Request) -> Response:
    return http.go(request, f"/imports/{request.path_params['id']}")


ROUTES = [
    Route("/imports/{id:uuid}", show),
    Route("/imports/{id:uuid}/progress", progress),
    Route("/imports/{id:uuid}/errors.csv", errors),
    *(
        Route(f"/imports/{{id:uuid}}/{verb}", handler, methods=["POST"])
        for verb, handler in (
            ("loading", load),
            ("pause", pause),
            ("cancellation", cancel),
            ("undoing", take_back),
            ("fixes", fix),
            ("owners", owners),
            ("removal", discard),
        )
    ),
    *import_columns.ROUTES,
]
