"""The command line: `comity serve` and its siblings."""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import os
import sys

COMMANDS = {
    "serve": ("serve",),
    "work": ("work",),
    "web": ("web",),
    "database": ("migrate", "settings", "status", "doctor"),
    "organisation": ("org", "signin-link"),
    "demo": ("demo",),
    "isolation": ("verify-isolation",),
    "rest": ("rest",),
    "types": ("types",),
    "files": ("import", "export"),
    "fx": ("fx",),
    "vault": ("vault",),
    "plan": ("plan",),
}
"""The modules of comity/commands, and the commands each brings. Only the module of the one asked for is loaded."""


def main(argv: list[str] | None = None) -> int:
    """Runs one command; its result is the exit status."""
    from comity.config import Misconfigured
    from comity.core.embedded import CannotStart
    from comity.core.errors import DatabaseDown, Problem
    from comity.core.migrate import CannotMigrate

    gc.disable()  # everything is being loaded and nothing let go: there is no garbage to look for
    given = sys.argv[1:] if argv is None else argv
    args = _parser(given[0] if given else "").parse_args(given)
    gc.freeze()
    gc.enable()
    try:
        status = int(_run(args))
        sys.stdout.flush()
        return status
    except (Misconfigured, CannotStart, CannotMigrate, DatabaseDown) as error:
        print(f"comity: {error}", file=sys.stderr)
    except Problem as problem:
        print(f"comity: {problem.sentence}" + (f" {problem.hint}" if problem.hint else ""), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever reads what we say has enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return 1


def _parser(asked: str) -> argparse.ArgumentParser:
    """The parser of one command; of all, where none of ours is asked for."""
    parser = argparse.ArgumentParser(prog="comity", description="The AI CRM that is one program on one Postgres.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    add = commands.add_parser

    def with_home(name: str, **kwargs: object) -> argparse.ArgumentParser:
        made = add(name, conflict_handler="resolve", **kwargs)  # type: ignore[arg-type]
        made.add_argument("--home", help="folder of the database, files and secrets")
        return made

    commands.add_parser = with_home  # type: ignore[method-assign]
    for name in [module for module, names in COMMANDS.items() if asked in names] or COMMANDS:
        importlib.import_module(f"comity.commands.{name}").add(commands)
    return parser


def _run(args: argparse.Namespace) -> int:
    try:
        import uvloop
    except ImportError:
        return asyncio.run(args.run(args))  # type: ignore[no-any-return]
    return uvloop.run(args.run(args))  # type: ignore[no-any-return]


if __name__ == "__main__":
    sys.exit(main())
