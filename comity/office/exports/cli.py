"""comity export: a list as a file at the command line."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from comity.config import Settings
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office import members
from comity.office.exports import run as exports
from comity.office.exports.writers import FORMATS
from comity.office.imports.cli import q
from comity.platform.rest import inprocess as rest


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The arguments of surface.md."""
    parser = commands.add_parser("export", help="write a list of an organisation to a file")
    parser.add_argument("kind", help="contacts, companies, leads, ...: any relation of the REST interface")
    parser.add_argument("--org", required=True, metavar="SLUG", help="the organisation")
    parser.add_argument(
        "--as", dest="as_email", metavar="EMAIL", default="", help="the member to act as; else an owner"
    )
    parser.add_argument("--query", default="", help="which ones, as in a list's address: city=eq.Paris&order=name")
    parser.add_argument("--columns", default="", help="comma-separated; else all")
    parser.add_argument("--format", choices=FORMATS, default="csv")
    parser.add_argument("--out", type=Path, metavar="FILE", help="else standard output")
    return parser


async def run(args: argparse.Namespace, db: Database, settings: Settings) -> int:
    """Writes the list; rows are counted on standard error."""
    del settings
    found = await db.once(Who.service(), q.operator, slug=args.org, email=args.as_email)
    if not found:
        raise Problem("not_found", 404, f"There is no organisation {args.org}, or no such member in it.")
    who = await members.who(db, found[0]["user_id"], found[0]["org_id"])
    wrong = rest.check(args.kind, args.query)
    if wrong:
        raise Problem("export_query", 422, f"{wrong[0].message}.", hint=wrong[0].hint)
    with tempfile.TemporaryDirectory(prefix="comity-export-") as folder:
        draft = Path(folder) / f"export.{args.format}"
        columns = [name for name in args.columns.split(",") if name]
        rows = await exports.write(db, who, args.kind, args.query, columns, args.format, draft)
        if args.out:
            await asyncio.to_thread(shutil.move, draft, args.out)
        else:
            with draft.open("rb") as file:
                await asyncio.to_thread(shutil.copyfileobj, file, sys.stdout.buffer)
                sys.stdout.buffer.flush()
    sys.stderr.write(f"{rows:,} rows\n")
    return 0
