"""comity org create, comity signin-link."""

from __future__ import annotations

import argparse
import secrets

from comity.commands.home import at_home
from comity.office import organizations
from comity.platform.auth import accounts


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    family = commands.add_parser("org", help="organisations").add_subparsers(dest="verb", required=True)
    parser = family.add_parser("create", help="make an organisation and its owner")
    parser.add_argument("name")
    parser.add_argument("--owner", required=True, metavar="EMAIL")
    parser.add_argument("--home")
    parser.set_defaults(run=run_create)
    parser = commands.add_parser("signin-link", help="a one-time link that signs a person in")
    parser.add_argument("email")
    parser.set_defaults(run=run_link)


async def run_create(args: argparse.Namespace) -> int:
    """Makes the organisation; prints the owner's one-time sign-in link."""
    async with at_home(args) as (_, _, identity):
        password = secrets.token_urlsafe(12)
        person = await organizations.sign_up(
            identity, email=args.owner, password=password, name=args.owner.partition("@")[0], organization=args.name
        )
        print(f"organisation {person.org_id}")
        print(f"password {password}")
        print(await accounts.signin_link(identity, args.owner))
    return 0


async def run_link(args: argparse.Namespace) -> int:
    """Prints the link."""
    async with at_home(args) as (_, _, identity):
        print(await accounts.signin_link(identity, args.email))
    return 0
