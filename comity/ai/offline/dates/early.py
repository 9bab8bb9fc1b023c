"""Phrases later rules would break up: `November 19-20`, `from the 1st to the 17th`, `Wednesday evening next week`."""

from __future__ import annotations

from datetime import datetime

from comity.ai.offline.dates.days import nth_weekday_of, weekday_of_week
from comity.ai.offline.dates.pieces import hours, stretch, unit_of_unit
from comity.ai.offline.dates.reduce import Match, Now, rule
from comity.ai.offline.dates.values import PARTS, When, add, day, make, upcoming


def _days_of_month(m: Match, now: Now) -> When | None:
    """`November 19-20`, `9 to 12 of June`, `4-23 in next month`, `from April the ninth till the seventeenth`."""
    one, two = (int(tok.val) for tok in m.toks if tok.cat in "NO")
    if m.has("M"):
        year = m.num("Y") if m.has("Y") else None
        start = make(year, m.num("M"), one) if year else upcoming(now.reference, m.num("M"), one)
    elif not m.has("R"):
        start = upcoming_day(now.reference, one)
    else:
        relative = m.get("R")
        base = add(now.reference, "month", (relative.val > 0) - (relative.val < 0) if relative else 0)
        start = make(base.year, base.month, one)
    end = make(start.year, start.month, two) if start else None
    return stretch(start, end) if start and end and start < end else None


def upcoming_day(reference: datetime, number: int) -> datetime | None:
    """The next such day of a month."""
    first = day(reference).replace(day=1)
    for step in range(3):
        month = add(first, "month", step)
        if (found := make(month.year, month.month, number)) and found >= day(reference):
            return found
    return None


def _weekday_part_of_week(m: Match, now: Now) -> When | None:
    """`Wednesday evening next week`."""
    pieces = [tok for tok in m.toks if tok.cat != "P"]
    found = nth_weekday_of(Match(pieces), now) if m.has("O") else weekday_of_week(Match(pieces), now)
    part = m.get("P")
    return hours(found.start, *PARTS[part.val], "datetimerange") if found and found.start and part else None


RULES = [
    rule("[fb]? M [.]? d? [NO] [-t] d? [NO] (?! [-/:N]) (?: [,o]? Y )?", _days_of_month),
    rule(
        "[fb]? [dn]? (?: (?<=[fbdn]) U )? [NO] [.]? [-t] [dn]? U? [NO] [.]? (?: o? M | [io] d? R U ) (?: [,o]? Y )?",
        _days_of_month,
    ),
    rule("f? d? O [-t] d? O (?! [-/:NoiM])", _days_of_month),
    rule("b d? O a d? O (?! [-/:NoiM.])", _days_of_month),
    rule("b [dn]? [NO] [.]? a [dn]? [NO] [.]? (?: o? M | [io] d? R U ) (?: [,o]? Y )?", _days_of_month),
    rule("d? [OR] (?: 8? [UK] | 8 ) [oi] d? (?: R? U | U R )", unit_of_unit),
    rule("W [EQ]? P (?: [,io]* d? R U | U R )", _weekday_part_of_week),
    rule("d? O W P [oi] d? R U", _weekday_part_of_week),
]
