"""comity plan: what each plan holds a month, and which plan an organisation has."""

from __future__ import annotations

import argparse
import sys

from comity.commands.home import at_home
from comity.core.who import Who
from comity.office import plans

KEYS = {"analyses": "call_analyses", "searches": "searches", "beyond": "beyond"}
OPERATOR = Who.service(agent="operator")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("plan", help="show the plans, change what one holds, or give one to an organisation")
    parser.add_argument("plan", nargs="?", choices=list(plans.NAMES))
    parser.add_argument("--org", metavar="SLUG", help="give this organisation the plan")
    parser.add_argument(
        "--analyses", type=_number, default=argparse.SUPPRESS, metavar="N|any", help="calls a model analyses a month"
    )
    parser.add_argument(
        "--searches", type=_number, default=argparse.SUPPRESS, metavar="N|any", help="questions a model reads a month"
    )
    parser.add_argument(
        "--beyond", choices=["rules", "refuse"], default=argparse.SUPPRESS,
        help="past them: the rules answer, or nobody does",
    )  # fmt: skip
    parser.set_defaults(run=run)


def _number(text: str) -> int | None:
    if text == "any":
        return None
    if not text.isdigit() or len(text) > 9:
        raise argparse.ArgumentTypeError("a number, or any")
    return int(text)


async def run(args: argparse.Namespace) -> int:
    """Does what was asked and prints the plans as they are now."""
    given = {name: getattr(args, key) for key, name in KEYS.items() if key in args}
    if (given or args.org) and not args.plan:
        print("Name the plan: starter, growth, scale or enterprise.", file=sys.stderr)
        return 2
    async with at_home(args) as (_, db, _identity), db.acting(OPERATOR) as tx:
        if given:
            await plans.change(tx, args.plan, given)
        if args.org:
            name = await plans.give(tx, args.org, args.plan)
            if name is None:
                print(f"There is no organisation {args.org}.", file=sys.stderr)
                return 1
            print(f"{name} has the plan {args.plan}")
        for row in await plans.everything(tx):
            print(_line(row))
    return 0


def _line(row: dict[str, object]) -> str:
    held = (f"{'any' if row[name] is None else row[name]} {label}" for name, label in
            (("call_analyses", "analyses"), ("searches", "searches")))  # fmt: skip
    return f"{row['plan']:<11}{', '.join(held)} a month, then {row['beyond']}; {row['organisations']} organisations"
