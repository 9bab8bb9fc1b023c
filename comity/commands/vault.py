"""comity vault: new keys for what is sealed. Everything stays readable while it runs, and if it is killed."""

from __future__ import annotations

import argparse
import os

from comity.commands.home import at_home
from comity.config import Misconfigured
from comity.core import secrets
from comity.core.who import Who
from comity.office.connections import tokens
from comity.platform import vault
from comity.platform.vault import keep, keys


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("vault", help="rotate the keys that seal outside services' keys")
    verbs = parser.add_subparsers(dest="verb", required=True)
    rotate = verbs.add_parser("rotate", help="a new data key for every organisation, and everything sealed anew")
    rotate.add_argument("--database-url")
    rotate.set_defaults(run=rotate_all)
    status = verbs.add_parser("status", help="whether every data key opens with the master key that is set")
    status.add_argument("--database-url")
    status.set_defaults(run=show)
    master = verbs.add_parser("rewrap", help="after COMITY_MASTER_KEY changed: data keys under the new one")
    master.add_argument("--database-url")
    master.add_argument("--from-variable", default="COMITY_OLD_MASTER_KEY", help="variable that holds the old one")
    master.set_defaults(run=rewrap)


async def rotate_all(args: argparse.Namespace) -> int:
    """A new data key for everybody."""
    async with at_home(args) as (_, db, _):
        rows = await db.once(Who.service(agent="vault"), keep.q.organisations)
        sealed = 0
        for row in rows:
            await vault.rotate(db, row["org_id"])
            sealed += await keep.reseal(db, row["org_id"]) + await tokens.reseal(db, row["org_id"])
        print(f"{len(rows)} data keys rotated, {sealed} sets of keys sealed anew")
    return 0


async def show(args: argparse.Namespace) -> int:
    """What there is to open, and whether it opens; 1 when something does not."""
    async with at_home(args) as (_, db, _):
        ours = keys.master_id(keys.master())
        (row,) = await db.once(Who.service(agent="vault"), keep.q.status, master=ours)
        print(f"master key {ours}")
        print(f"{row['current']} data keys in use, {row['retired']} retired, {row['others']} under another master key")
        print(f"{row['credentials']} sets of keys, {row['accounts']} connected accounts, {row['failing']} with trouble")
        if row["others"]:
            print("Run `comity vault rewrap` with the old master key in COMITY_OLD_MASTER_KEY.")
    return 1 if row["others"] else 0


async def rewrap(args: argparse.Namespace) -> int:
    """Data keys from the old master key to the new one. The home's own master key is the old one unless said."""
    async with at_home(args) as (settings, db, _):
        if not settings.master_key:
            raise Misconfigured("Set COMITY_MASTER_KEY to the new master key first.")
        old = os.environ.get(args.from_variable) or secrets.load(settings.home).master_key
        count = await vault.rewrap(db, keys.master_of(old), keys.master_of(settings.master_key))
        print(f"{count} data keys wrapped anew")
    return 0
