"""comity import, comity export."""

from __future__ import annotations

import argparse

from comity.commands.home import at_home
from comity.office.exports import cli as exports
from comity.office.imports import cli as imports


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for family in (imports, exports):
        parser = family.add_parser(commands)
        parser.set_defaults(run=run, family=family)


async def run(args: argparse.Namespace) -> int:
    """Works beside a running server and without one."""
    async with at_home(args) as (settings, db, _identity):
        result: int = await args.family.run(args, db, settings)
        return result
