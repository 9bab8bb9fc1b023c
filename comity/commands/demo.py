"""comity demo: a believable organisation to look around in, and its removal."""

from __future__ import annotations

import argparse
from uuid import UUID

from comity.app import opened, seeds
from comity.commands.home import at_home
from comity.config import Settings
from comity.core.db import Database
from comity.core.who import Who
from comity.journeys.demo import make, remove
from comity.office import identity as office_identity
from comity.platform.auth import accounts
from comity.platform.auth.identity import Identity
from comity.platform.rest import inprocess as rest


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("demo", help="make, or remove, a demo organisation")
    parser.add_argument("--remove", action="store_true", help="take everything away again")
    parser.add_argument("--org", metavar="SLUG", help="put the demo's records into this organisation instead")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    """Makes or removes the demo."""
    async with at_home(args) as (_, db, identity):
        if args.remove:
            gone = await (remove.from_organisation(db, args.org) if args.org else remove.everything(db))
            print(f"removed {gone} rows")
        elif args.org:
            await make.records(db, await _organisation(db, args.org))
            print(f"demo records are in {args.org}; comity demo --remove --org {args.org} takes them away")
        else:
            print("\n".join(await _made(identity)))
    return 0


async def welcome(settings: Settings) -> list[str]:
    """For `serve --demo` on an empty home: makes the demo; the lines to print. Nothing where somebody is already."""
    async with opened(settings) as db:
        async with db.acting(Who.service()) as tx:
            if await tx.value(remove.q.anybody):
                return []
        await rest.ready(db)
        return await _made(await office_identity.build(db, settings, seeds=seeds()))


async def _made(identity: Identity) -> list[str]:
    _, logins = await make.organisation(identity)
    link = await accounts.signin_link(identity, logins[0].email)
    people = [f"{one.name:<18} {one.role:<8} {one.email:<26} {one.password}" for one in logins]
    return ["The demo organisation Maison Solenne is ready. Sign in once with", f"  {link}", "or as", *people]


async def _organisation(db: Database, slug: str) -> UUID:
    async with db.acting(Who.service()) as tx:
        found = await tx.row(remove.q.by_slug, slug=slug)
    if found is None:
        raise remove.NO_SUCH()
    org_id: UUID = found["org_id"]
    return org_id
