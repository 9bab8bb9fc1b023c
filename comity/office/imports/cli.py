"""comity import: a file at the command line, through the same stages as on the pages, in this process."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import shutil
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from comity.config import Settings
from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import DatabaseDown, Problem
from comity.core.who import Who
from comity.office import members
from comity.office.files import place
from comity.office.imports import errors_file, flow, jobs
from comity.office.imports.jobs import Import
from comity.office.imports.mapping import plan as plans
from comity.office.imports.mapping.plan import Column, Given, Options, Plan
from comity.office.imports.readers import Choices
from comity.office.imports.targets import registry

q = sql.load(__file__)


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The arguments of surface.md, and what else a file may need."""
    parser = commands.add_parser("import", help="bring a file of people, companies, ... into an organisation")
    parser.add_argument("kind", nargs="?", help="contacts, companies, leads, ...")
    parser.add_argument("file", nargs="?", type=Path, help="CSV, XLSX, JSON or vCard")
    parser.add_argument("--org", metavar="SLUG", help="the organisation")
    parser.add_argument(
        "--as", dest="as_email", metavar="EMAIL", default="", help="the member to act as; else an owner"
    )
    parser.add_argument("--map", dest="map_file", type=Path, metavar="FILE", help="JSON: what columns become")
    parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
    parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object")
    parser.add_argument("--on-match", choices=["update", "fill", "skip"], help="for records that are there already")
    parser.add_argument("--country", help="where national phone numbers are from; else the organisation's")
    parser.add_argument("--encoding", help="of a text file; else found out")
    parser.add_argument("--delimiter", help="of a CSV file; else found out")
    parser.add_argument("--sheet", help="of a workbook, or a list of a JSON file; else the first or longest")
    parser.add_argument("--undo", metavar="ID", type=UUID, help="take an import back")
    parser.add_argument("--resume", metavar="ID", type=UUID, help="go on with an import that was interrupted")
    return parser


async def run(args: argparse.Namespace, db: Database, settings: Settings) -> int:
    """Imports, goes on or undoes; the exit status says whether it worked."""
    del settings
    began = time.monotonic()
    gc.freeze()  # rows come and go by the thousand: garbage is looked for seldom, and not in what stays
    gc.set_threshold(20_000, 20, 50)
    job_id, who = await _chosen(args, db)
    try:
        if args.undo:
            await _begin(db, who, job_id, "undoing")
            ended = await _walk(db, who, job_id, "undoing", args)
        else:
            ended = await _import(args, db, who, job_id)
    except DatabaseDown as error:
        sentence = f"The database went away; nothing is lost or half done: comity import --resume {job_id} goes on."
        raise Problem("database_away", 503, sentence) from error
    _say(args, ended, time.monotonic() - began, who)
    return 0 if ended.status in ("done", "undone", "checked") else 1


async def _chosen(args: argparse.Namespace, db: Database) -> tuple[UUID, Who]:
    """Which import, and as whom."""
    known = args.undo or args.resume
    if known:
        found = await db.once(Who.service(), q.owner_of_import, id=known)
        if not found:
            raise Problem("not_found", 404, "There is no such import.")
        return known, await members.who(db, found[0]["user_id"], found[0]["org_id"])
    if not (args.kind and args.file and args.org):
        raise Problem("usage", 422, "Say what to import: comity import KIND FILE --org SLUG.")
    registry[args.kind]
    if not args.file.is_file():
        raise Problem("no_file", 404, f"There is no file {args.file}.")
    found = await db.once(Who.service(), q.operator, slug=args.org, email=args.as_email)
    if not found:
        whom = f"member {args.as_email} in the organisation" if args.as_email else "organisation"
        raise Problem("not_found", 404, f"There is no {whom} {args.org}.")
    who = await members.who(db, found[0]["user_id"], found[0]["org_id"])
    return uuid4(), replace(who, agent="comity import")


async def _import(args: argparse.Namespace, db: Database, who: Who, job_id: UUID) -> Import:
    if not args.resume:
        await _take_in(args, db, who, job_id)
        await _begin(db, who, job_id, "checking")
        checked = await _walk(db, who, job_id, "checking", args)
        if args.dry_run or checked.status != "checked":
            return checked
        await _begin(db, who, job_id, "loading")
        return await _walk(db, who, job_id, "loading", args)
    async with db.acting(who) as tx:
        status = (await jobs.get(tx, job_id)).status
    turn: jobs.Status = "undoing" if status == "undoing" else "checking" if status == "checking" else "loading"
    if status not in jobs.BUSY:
        await _begin(db, who, job_id, turn)
    ended = await _walk(db, who, job_id, turn, args)
    if turn == "checking" and ended.status == "checked":
        await _begin(db, who, job_id, "loading")
        ended = await _walk(db, who, job_id, "loading", args)
    return ended


async def _take_in(args: argparse.Namespace, db: Database, who: Who, job_id: UUID) -> None:
    name = place.file_name(args.file.name)
    folder = flow.room_for(who.org_id, job_id)
    await asyncio.to_thread(shutil.copyfile, args.file, folder / name)
    choices = Choices(encoding=args.encoding, delimiter=args.delimiter, sheet=args.sheet)
    try:
        async with db.acting(who) as tx:
            job = await flow.begin(tx, args.kind, job_id, name, choices)
            given = plans.read_file(args.map_file.read_bytes()) if args.map_file else Given({}, {})
            plan = await _corrected(tx, args, job, given)
            await jobs.understand(tx, job_id, job.reading(), plan)
            await jobs.remember(tx, args.kind, job.reading().columns, plan)
    except BaseException:
        place.remove(folder)
        raise


async def _corrected(tx: Tx, args: argparse.Namespace, job: Import, given: Given) -> Plan:
    """The guess, with what the mapping file and the flags say; fields are created as asked for."""
    plan = plans.merged(job.mapping(), given)
    wanted = {column: (column, kind) for column, kind in given.create.items()}
    created = await flow.add_fields(tx, job.kind, wanted)
    columns = {**plan.columns, **{column: Column(field=field.name) for column, field in created.items()}}
    known = {field.name for field in await flow.fields_of(tx, job.kind)}
    strange = sorted({c.field for c in columns.values() if c.field} - known)
    if strange:
        sentence = f"There is no field {', '.join(strange)}; there are {', '.join(sorted(known))}."
        raise Problem("import_mapping", 422, sentence, field="map")
    flags = {"on_match": args.on_match, "country": args.country}
    options = plan.options.model_dump() | {name: value for name, value in flags.items() if value}
    return Plan(columns=columns, options=Options.model_validate(options))


async def _begin(db: Database, who: Who, job_id: UUID, to: jobs.Status) -> None:
    async with db.acting(who) as tx:
        await flow.turn(tx, job_id, to)


async def _walk(db: Database, who: Who, job_id: UUID, to: jobs.Status, args: argparse.Namespace) -> Import:
    """Works here, saying how far it is; Ctrl-C pauses."""
    loop = asyncio.get_running_loop()
    walking = asyncio.create_task(flow.walk(db, who, job_id, to))

    async def pause() -> None:
        async with db.acting(who) as tx:
            await jobs.move(tx, job_id, "paused" if to == "loading" else "cancelled", to)

    with contextlib.suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGINT, lambda: loop.create_task(pause()))
    try:
        while not walking.done():
            await asyncio.wait([walking], timeout=1.0)
            if not args.as_json and sys.stderr.isatty():
                async with db.acting(who) as tx:
                    await _progress(await jobs.get(tx, job_id))
        return await walking
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)


async def _progress(job: Import) -> None:
    done = job.processed_rows if job.status == "loading" else job.staged_rows
    sys.stderr.write(f"\r{job.status} {done:,} of {job.total_rows:,} rows ")
    sys.stderr.flush()


def _say(args: argparse.Namespace, job: Import, seconds: float, who: Who) -> None:
    facts = _facts(job, seconds, who)
    if args.as_json:
        sys.stdout.write(json.dumps(facts) + "\n")
        return
    lines = [f"{job.name}: {jobs.word(job.status)}" + (f": {job.message}" if job.message else "")]
    lines += [f"  {name.replace('_', ' '):<16} {value}" for name, value in facts.items()]
    lines += [f"  note: {note}" for note in job.reading().notes]
    left_out = [name for name, column in job.mapping().columns.items() if column.field is None]
    lines += [f"  columns left out: {', '.join(left_out)}"] if left_out else []
    sys.stdout.write("\n".join(lines) + "\n")


def _facts(job: Import, seconds: float, who: Who) -> dict[str, Any]:
    rehearsed = job.status == "checked"
    error_file = errors_file.path_of(who.org_id, job)
    return {
        "import_id": str(job.id),
        "status": job.status,
        "rows": job.total_rows,
        "created": job.new_count if rehearsed else job.created_count,
        "updated": job.changed_count if rehearsed else job.updated_count,
        "skipped": job.same_count + job.duplicate_count,
        "failed": job.error_count,
        "undone": job.undone_count,
        "kept": job.kept_count,
        "seconds": round(seconds, 3),
        "rows_per_second": round(job.total_rows / seconds, 1) if seconds else None,
        "error_file": str(error_file) if error_file.is_file() else None,
    }
