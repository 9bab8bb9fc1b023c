"""comity types: the exposed schema as types for the official clients."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from comity.commands.home import at_home
from comity.platform.rest.house import engine_of
from comity.platform.rest.typing import python, typescript
from comity.platform.rest.typing.shapes import Described, describe

_WRITERS: dict[str, Callable[[list[Described]], str]] = {"python": python.write, "typescript": typescript.write}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("types", help="the schema as types for supabase-js or supabase-py, on standard output")
    parser.add_argument("language", choices=sorted(_WRITERS))
    parser.add_argument("--schema", action="append", help="only this schema; may be given again")
    parser.add_argument("--database-url")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    """Writes the module."""
    async with at_home(args) as (settings, db, _identity):
        engine = engine_of(db, settings)
        cache = await engine.schema.current()
        schemas = args.schema or list(engine.settings.schemas)
        print(_WRITERS[args.language]([describe(cache, schema) for schema in schemas]), end="")
    return 0
