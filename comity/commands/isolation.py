"""comity verify-isolation: the stranger's attack on this home's own data, as a report."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import UTC, datetime

from comity.commands.home import at_home
from comity.office import isolation


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "verify-isolation", help="attack every table as another organisation; exit 1 on breach"
    )
    parser.add_argument("--database-url")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    """Prints what was tried and what held."""
    breaches = 0
    async with at_home(args) as (_, db, _):
        victims = await isolation.organisations(db)
        print(f"Isolation report, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {len(victims)} organisations.")
        for victim in victims:
            report = await isolation.attack(db, victim)
            breaches += len(report.breaches)
            said = Counter(verdict.verdict for verdict in report.verdicts)
            print(
                f"{victim}: {len(report.verdicts)} attempts on {report.rows_at_stake} rows: {said['held']} held by the"
                f" wall, {said['refused']} refused by other rules, {len(report.breaches)} breaches"
            )
            for breach in report.breaches:
                print(f"  BREACH {breach.verb} {breach.relation} as {breach.org_role}: {breach.detail}")
    print("BREACHED" if breaches else "ISOLATED")
    return 1 if breaches else 0
