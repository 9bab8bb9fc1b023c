"""Single days: `2 October`, `Friday the 13th`, `Monday of next week`, `in two days`, `three weeks from tomorrow`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from comity.ai.offline.dates.reduce import Match, Now, rule
from comity.ai.offline.dates.values import When, add, day, full_year, holiday, make, nth_weekday, period, upcoming


def one_day(when: datetime | None, sure_year: bool = False) -> When | None:
    """A date."""
    return When("date", day(when), sure_year=sure_year) if when else None


def dated(now: Now, month: int, number: int, year: int | None) -> When | None:
    """That day of that month, the next one where no year was said."""
    if year is not None:
        return one_day(make(year, month, number), sure_year=True) or unreal(month, number)
    return one_day(upcoming(now.reference, month, number)) or unreal(month, number)


def unreal(month: int, number: int) -> When | None:
    """`30 February`: said as a day, but no calendar has it."""
    return When("date") if 1 <= month <= 12 and 28 <= number <= 31 else None


def _year(m: Match) -> int | None:
    tok = m.get("Y")
    if tok is not None:
        return int(tok.val)
    values = [int(tok.val) for tok in m.toks if tok.cat == "N"]
    late = values[1:] if not m.has("O") else values
    if len(late) == 2:
        return late[0] * 100 + late[1] if 10 <= late[0] <= 29 else -1
    return full_year(late[-1]) if late else None


def _month_day(m: Match, now: Now) -> When | None:
    month = m.get("M")
    number = m.get("ON") or m.get("x")
    assert month is not None and number is not None
    year = _year(m) if m.toks[-1] is not number else None
    if m.has("R") and m.has("W") and year is None:
        year = now.reference.year
    return None if year == -1 else dated(now, int(month.val), int(number.val), year)


def _day_month(m: Match, now: Now) -> When | None:
    month, number = m.get("M"), m.get("ON")
    assert month is not None and number is not None
    if (unit := m.get("U")) is not None and unit.val != "day":
        return None
    index = list(m.toks).index(month)
    tail = [tok for tok in m.toks[index + 1 :] if tok.cat in "YN"]
    year = None
    if tail and tail[0].cat == "Y":
        year = int(tail[0].val)
    elif len(tail) == 2:
        year = tail[0].val * 100 + tail[1].val
    elif tail:
        year = full_year(int(tail[0].val))
    return dated(now, int(month.val), int(number.val), year)


def _mixed(m: Match, now: Now) -> When | None:
    """`2019/aug/01`, `23-2020-September`, `Sep-23-2020`: year, month and day in any order."""
    number = m.get("NO")
    assert number is not None
    return dated(now, m.num("M"), int(number.val), m.num("Y"))


def _short_year(m: Match, now: Now) -> When | None:
    """`24 Dec 26`: two digits behind a day and its month."""
    late = m.toks[-1]
    return _day_month(m, now) if not late.spelled and 13 <= late.val <= 99 else None


def _digits(m: Match, now: Now) -> When | None:
    tok = m.get("x")
    assert tok is not None
    month, number = tok.val
    year = m.get("Y")
    return dated(now, month, number, int(year.val) if year else None)


def _decimal(m: Match, now: Now) -> When | None:
    """`Friday 7.6`, `on 4-22`: digits that context makes a date."""
    tok = m.get("r")
    pair = tok.val[:2] if tok is not None and isinstance(tok.val, tuple) else (m.num("N"), m.num("N", 1))
    if tok is not None and not isinstance(tok.val, tuple):
        return None
    one, two = pair
    month, number = (two, one) if (now.day_first or one > 12) and two <= 12 else (one, two)
    found = dated(now, month, number, None) if 1 <= month <= 12 and 1 <= number <= 31 else None
    clashes = tok is None and found and m.has("W") and found.start and found.start.weekday() != m.num("W")
    return None if clashes else found


def _weekday_number(m: Match, now: Now) -> When | None:
    """`Friday the 13th`: this month's, where it is a Friday, else the next Friday that is a 13th."""
    weekday, number = m.num("W"), m.num("NO")
    if (plain := m.get("N")) is not None and plain.spelled and plain.val < 20:
        return None
    probe = day(now.reference).replace(day=1)
    for _ in range(60):
        found = make(probe.year, probe.month, number)
        if found and found.weekday() == weekday:
            return one_day(found)
        probe = add(probe, "month", 1)
    return None


def _by_ordinals(m: Match, now: Now) -> When | None:
    """German counts its months too: `Donnerstag, den siebten vierten`, `am 7. vierter`."""
    number, month = [tok for tok in m.toks if tok.cat in "NO"]
    if not now.day_first or not month.spelled or not 1 <= int(month.val) <= 12:
        return None
    return dated(now, int(month.val), int(number.val), m.num("Y") if m.has("Y") else None)


def _number_of_month(m: Match, now: Now) -> When | None:
    """`20th of next month`, `the 15th day of June`."""
    if m.has("U") and m.has("M") and m.need("U").val != "day":
        return None
    number = m.num("O") or m.num("N")
    relative = m.get("R")
    if m.has("M"):
        return dated(now, m.num("M"), number, m.num("Y") if m.has("Y") else None)
    unit = m.get("U", -1)
    if unit is None or unit.val != "month":
        return None
    start, _ = period("month", add(now.reference, "month", _step(relative.val) if relative else 0))
    return one_day(make(start.year, start.month, number), sure_year=True)


def _step(relative: int) -> int:
    return ((relative > 0) - (relative < 0)) * (2 if abs(relative) >= 20 else 1)


def nth_weekday_of(m: Match, now: Now) -> When | None:
    """`third Wednesday of next month`, `last Friday in March`."""
    nth = m.get("O") or m.get("R")
    assert nth is not None
    if m.has("M"):
        base = upcoming(now.reference, m.num("M"), 28) or now.reference
        start = datetime(m.num("Y") if m.has("Y") else base.year, m.num("M"), 1)
    else:
        relative = m.get("R", -1) if m.toks[-1].cat != "R" else m.toks[-1]
        shift = _step(int(relative.val)) if relative and relative is not nth else 0
        if m.get("U", -1) is None or m.need("U", -1).val != "month":
            return None
        start, _ = period("month", add(now.reference, "month", shift))
    return one_day(nth_weekday(start, m.num("W"), int(nth.val) if nth.cat == "O" else -1), sure_year=True)


def weekday_of_week(m: Match, now: Now) -> When | None:
    """`next week Monday`, `Friday of the following week`."""
    unit, relative = m.get("U"), m.get("R")
    if unit is None or unit.val != "week":
        return None
    start, _ = period("week", add(now.reference, "week", _step(relative.val) if relative else 0))
    return one_day(start + timedelta(days=m.num("W")), sure_year=True)


def _relative_weekday(m: Match, now: Now) -> When | None:
    relatives = [int(tok.val) for tok in m.toks if tok.cat == "R"]
    target = m.num("W")
    today = day(now.reference)
    kind = relatives[-1] if 2 in relatives or -2 in relatives else relatives[0]
    if kind == 2:
        return one_day(today + timedelta(days=(target - today.weekday() - 1) % 7 + 1), sure_year=True)
    if kind == -2:
        return one_day(today - timedelta(days=(today.weekday() - target - 1) % 7 + 1), sure_year=True)
    start, _ = period("week", add(today, "week", _step(kind)))
    return one_day(start + timedelta(days=target), sure_year=True)


def weekday(now: Now, number: int) -> datetime:
    """The next such weekday, today included."""
    today = day(now.reference)
    return today + timedelta(days=(number - today.weekday()) % 7)


def _offset(m: Match, now: Now) -> When | None:
    return one_day(day(now.reference) + timedelta(days=m.num("D")), sure_year=True)


def shift(now: Now, length: When, sign: int, base: datetime | None = None) -> When | None:
    """The reference moved by a duration: a day, or an instant where hours are counted."""
    at = base or now.reference
    fine = any(unit == "second" for unit, _ in length.counts)
    if length.grain == "business":
        at = add(at, "business", sign * length.counts[0][1])
    else:
        for unit, count in length.counts:
            at = add(at, unit, sign * count)
    if fine and base is None:
        return When("datetime", at.replace(microsecond=0), grain="second", sure_year=True)
    return one_day(at, sure_year=True)


def _from_base(m: Match, now: Now) -> When | None:
    """`two weeks after 3 May`, `three weeks from tomorrow`."""
    link = m.get("lFBf")
    assert link is not None
    if link.cat == "f" and link.val == 2:
        return None
    if link.cat == "l":
        return shift(now, m.when("L"), 1, day(now.reference) + timedelta(days=1 if link.val == 2 else 0))
    sign = -1 if link.cat == "B" else 1
    if any(unit == "second" for unit, _ in m.when("L").counts):
        return None
    base = m.when("X").start if m.has("X") else weekday(now, m.num("W"))
    return shift(now, m.when("L"), sign, base)


def _since_year(m: Match, now: Now) -> When | None:
    """`in two years since 2011`."""
    return shift(now, m.when("L"), 1, datetime(m.num("Y"), 1, 1)) if m.num("fF") == 2 else None


def _in(m: Match, now: Now) -> When | None:
    link = m.get("i")
    return None if link is not None and link.val in (2, 4) else shift(now, m.when("L"), 1)


def _later(m: Match, now: Now) -> When | None:
    link = m.get("l")
    if link is not None and link.val == 2:
        return shift(now, m.when("L"), 1, day(now.reference) + timedelta(days=1))
    return shift(now, m.when("L"), 1)


def _length_ahead(m: Match, now: Now) -> When | None:
    """`for three days from today`."""
    found = m.when("L")
    if m.num("l") != 1 or found.grain == "business" or any(unit == "second" for unit, _ in found.counts):
        return None
    end = day(now.reference)
    for unit, count in found.counts:
        end = add(end, unit, count)
    return When("daterange", day(now.reference), end, sure_year=True)


def _week_on(m: Match, now: Now) -> When | None:
    """`in two months on Tuesday`: that weekday of the week reached."""
    base = m.when("X").start
    assert base is not None
    start, _ = period("week", base)
    return one_day(start + timedelta(days=m.num("W")), sure_year=True)


def _holiday(m: Match, now: Now) -> When | None:
    name = m.need("j").val
    if m.has("Y"):
        return one_day(holiday(name, m.num("Y")), sure_year=True)
    if m.has("U"):
        relative = m.get("R")
        return one_day(holiday(name, now.reference.year + (_step(relative.val) if relative else 0)), sure_year=True)
    for year in (now.reference.year, now.reference.year + 1):
        if (found := holiday(name, year)) and found >= day(now.reference):
            return one_day(found)
    return None


def _number(m: Match, now: Now) -> When | None:
    """`on the 4th`: this month, or the next where it has passed."""
    number = m.num("NO")
    if (plain := m.get("N")) is not None and plain.spelled and not (now.day_first and plain.val > 1):
        return None
    probe = day(now.reference)
    for _ in range(13):
        found = make(probe.year, probe.month, number)
        if found and found >= day(now.reference):
            return one_day(found)
        probe = add(probe.replace(day=1), "month", 1)
    return None


def _next_to(m: Match, now: Now) -> When | None:
    """`the day after Christmas`, `the week before Easter`."""
    unit, link = m.need("U"), m.need("FB")
    base = m.when("X").start if m.has("X") else weekday(now, m.num("W"))
    if unit.val not in ("day", "week") or link.val == 2 or base is None:
        return None
    if unit.val == "day":
        return one_day(base + timedelta(days=1 if link.cat == "F" else -1), sure_year=True)
    start, end = period("week", base + timedelta(days=7 if link.cat == "F" else -7))
    return When("daterange", start, end, grain="week", sure_year=True)


def _a_day(m: Match, now: Now) -> When | None:
    unit = m.get("U")
    if unit is None or unit.val != "day":
        return None
    if m.has("F") or m.has("B"):
        return one_day(day(now.reference) + timedelta(days=1 if m.has("F") else -1), sure_year=True)
    relative = m.get("R")
    return one_day(day(now.reference) + timedelta(days=_step(relative.val) if relative else 0), sure_year=True)


SEP = "[-/.,]?"
RULES = [
    rule(f"(?: W ,? (?:n|d)? )? M {SEP} d? [NO] (?: [,o.i] )? (?: o? Y | N N (?![AuUh]) )", _month_day),
    rule(f"(?: W ,? d? )? [NO] U? [.]? o? M {SEP} [o,i]* (?: Y | N N (?![AuUh]))", _day_month),
    rule("(?: W ,? d? )? [NO] [.]? o? M [.,]? N (?! [-AuUh/:N%1] | [.] N)", _short_year),
    rule("Y [-/] M [-/] [NO]", _mixed),
    rule("(?: M [-/] (?: Y [-/] N | N [-/] Y ) | N [-/] (?: Y [-/] M | M [-/] Y ) | Y [-/] N [-/] M)", _mixed),
    rule("(?: W ,? n? )? \\(? x \\)? ,? Y", _digits),
    rule("(?: W ,? [nd]? ) \\(? x \\)?", _digits),
    rule("R? W ,? n? (?: r | N - N (?! [-A]))", _decimal),
    rule("n [r]", _decimal, strip="n"),
    rule("n N - N (?! [-ANuU])", _decimal, strip="n"),
    rule("x", _digits),
    rule("(?: d? [OR] W ,? [io] (?: d? R U | d U R | d U | o? (?<=o) U R? | M Y? ) )", nth_weekday_of),
    rule("(?: R? W (?: ,|-)? \\(? (?:n|d)? )? M [-/.,]? d? [NO] (?! [u:%N]) (?: o N (?! [AuUh/])) ?\\)?", _month_day),
    rule(
        "(?: R? W (?: ,|-)? \\(? (?:n|d)? )? M [-/.,]? d? [NO] (?! [u:%]) (?: (?<=O) N (?! [AuUh/NTt]))? \\)?",
        _month_day,
    ),
    rule("(?: R? W ,? d? )? [NO] U? [.]? o? M (?: [.,]? o? N (?! [AuUh/.:]))? ", _day_month),
    rule("(?: n? d? R U n? W | n? W ,? [oni]? d? R U R? | n? W ,? [oni]? d? U R | R? W R U )", weekday_of_week),
    rule("d? (?: [ON] [.]? U? [oi] d? | N [.] | (?<=[nd]) O ) (?: R U | U R | (?<=[oid]) U | M Y? )", _number_of_month),
    rule("n O R U | d [ON] f U R", _number_of_month, strip="n"),
    rule("(?: n? W ,? )? d? [NO] [.]? O (?! [UuW])(?: Y )?", _by_ordinals, strip="n"),
    rule("n? W ,? d? O", _weekday_number, strip="n"),
    rule("n? W ,? d N [.] (?! [NM])", _weekday_number, strip="n."),
    rule(
        "n? W ,? U N (?! [-tAuU/:.1hN])",
        lambda m, now: _weekday_number(m, now) if m.need("U").val == "day" else None,
        strip="n",
    ),
    rule("n? W d? N (?! [-tAuU/:.1hN]) ", _weekday_number, strip="n"),
    rule("(?: R R? W | W R )", _relative_weekday),
    rule("D", _offset),
    rule("R? j ,? (?: [oi]? Y | [oi]? d? R U | [oi]? d? U R)?", _holiday),
    rule("g L", lambda m, now: shift(now, m.when("L"), -1)),
    rule("L g", lambda m, now: shift(now, m.when("L"), -1)),
    rule("B L (?! [BF] )", lambda m, now: shift(now, m.when("L"), -1) if m.num("B") == 3 else None),
    rule("L (?: F | B | f ) [WX]", _from_base),
    rule("d? U [FB] [WX]", _next_to),
    rule("W ,? L l", lambda m, now: _week_of(m, now)),
    rule("6 L ,? l", _length_ahead),
    rule("i? L l", _later, strip=""),
    rule("i L [fF] (?: d? U )? Y", _since_year),
    rule("i L", _in),
    rule("X n W", _week_on),
    rule("U o d O", _number, strip="Uo"),
    rule("d U [FB] (?! [YXMNWD])", _a_day),
    rule("(?<=P) o d O (?! [a-zA-Z0-9_*])", _number, strip="o"),
    rule("n O (?! [a-zA-Z0-9_*])", lambda m, now: _number(m, now) if now.day_first else None, strip="n"),
    rule(
        "n? d? U N (?! [-t/:.,]? [a-zA-Z0-9_*%])",
        lambda m, now: _number(m, now) if m.need("U").val == "day" and now.day_first else None,
        strip="nd",
    ),
    rule("R [U]", _a_day),
    rule("(?: 6 | n | B | F | t | @ | ~ | f) d O (?! [a-zA-Z0-9_*])", _number, strip="6nBFt@~f"),
    rule("(?: n d? | [BF6] d ) N (?! [-t:/.,]? [a-zA-Z0-9_*%])", _number, strip="nBF6"),
    rule("d O (?= [^a-zA-Z0-9_*]|$)", lambda m, now: _number(m, now) if m.num("O") > 9 else None),
]


def _week_of(m: Match, now: Now) -> When | None:
    base = shift(now, m.when("L"), 1)
    if base is None or base.start is None:
        return None
    ahead = (m.num("W") - base.start.weekday()) % 7
    return replace(base, start=base.start + timedelta(days=ahead), kind="date")
