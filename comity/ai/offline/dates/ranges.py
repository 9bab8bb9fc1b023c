"""Stretches of days: `this quarter`, `the last week of July`, `end of next month`, `2019 H2`, `weekends`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from comity.ai.offline.dates.pieces import (
    decade,
    half_of,
    hours,
    named,
    piece,
    sign,
    stretch,
    week_number,
    week_of,
    week_with,
    weekend_of,
)  # fmt: skip
from comity.ai.offline.dates.reduce import Match, Now, rule
from comity.ai.offline.dates.values import PARTS, When, add, day, period


def month(now: Now, number: int, year: int | None = None) -> When:
    """That month, the running or next one where no year was said."""
    if year is None:
        year = now.reference.year + (number < now.reference.month)
        return stretch(datetime(year, number, 1), add(datetime(year, number, 1), "month", 1), "month", sure=False)
    start = datetime(year, number, 1)
    return stretch(start, add(start, "month", 1), "month")


def _month(m: Match, now: Now) -> When | None:
    year = m.num("Y") if m.has("Y") else None
    relative = m.get("R")
    if relative is not None and year is None:
        number = m.num("M")
        base = now.reference.year
        ahead = number > now.reference.month if relative.val < 0 else number <= now.reference.month
        step = 0 if relative.val == 0 else sign(relative.val) if ahead else 0
        return month(now, number, base + step)
    return month(now, m.num("M"), year)


def _digit_month(m: Match, now: Now) -> When | None:
    number = m.num("N")
    return month(now, number, m.num("Y")) if 1 <= number <= 12 else None


def _year(m: Match, now: Now) -> When | None:
    start = datetime(m.num("Y"), 1, 1)
    return stretch(start, add(start, "year", 1), "year")


def _relative_unit(m: Match, now: Now) -> When | None:
    """`next week`, `this quarter`, `the week after next`."""
    unit, relative = m.get("UK"), m.get("R")
    assert unit is not None
    name = named(unit)
    if name in ("day", "night"):
        return None
    step = sign(int(relative.val)) if relative else 0
    if relative and m.has("FB"):
        step += 1 if m.has("F") else -1
    if unit.cat == "K":
        start, end = period(name, add(now.reference, "week", step))
        return stretch(start, end, "weekend")
    start, end = period(name, add(now.reference, name, step))
    return stretch(start, end, name)


def _relative_count(m: Match, now: Now) -> When | None:
    """`the next two weeks`, `last 3 months and 2 weeks`, `next 4 business days`."""
    return _counted(int(m.need("R").val), m.when("L"), now)


def _counted(relative: int, length: When, now: Now) -> When | None:
    if relative == 0:
        return None
    today = day(now.reference)
    unit, count = length.counts[0]
    if unit == "second":
        end = add(now.reference, "second", sign(relative) * length.seconds)
        pair = (now.reference, end) if relative > 0 else (end, now.reference)
        return When("datetimerange", *pair, grain="second")
    if unit in ("quarter", "decade", "century"):
        start, end = period(unit, add(today, unit, 1 if relative > 0 else -count))
        return stretch(start, add(start, unit, count), unit)
    if length.grain == "business":
        return _business(today, sign(relative) * int(count))
    start = today + timedelta(days=1) if relative > 0 else today
    end = start
    for each, number in length.counts:
        end = add(end, each, sign(relative) * number)
    return stretch(start, end) if relative > 0 else stretch(end, start)


def _business(today: datetime, count: int) -> When:
    if count > 0:
        first = add(today, "business", 1)
        return stretch(first, add(first, "business", count - 1) + timedelta(days=1))
    return stretch(add(today, "business", count), today)


def _quarter(m: Match, now: Now) -> When | None:
    tok = m.get("qH")
    assert tok is not None
    size = 3 if tok.cat == "q" else 6
    first = (int(tok.val) - 1) * size + 1
    if first > 12:
        return None
    return _part_of_year(m, now, first, size)


def _quarter_words(m: Match, now: Now) -> When | None:
    unit = m.get("U")
    nth = m.num("O")
    size = {"quarter": 3, "half": 6}.get(str(unit.val) if unit else "", 0)
    if not size or not 1 <= nth <= 12 // size:
        return None
    return _part_of_year(m, now, (nth - 1) * size + 1, size)


def _month_of_year(m: Match, now: Now) -> When | None:
    """`March of next year`, `März nächsten Jahres`."""
    if m.need("U").val != "year":
        return None
    return month(now, m.num("M"), now.reference.year + sign(m.num("R")))


def _edge_of_part(m: Match, now: Now) -> When | None:
    """`en fin de matinée`, `en début d'après-midi`."""
    first, last = PARTS[m.need("P").val]
    pair = (first, first + 2) if m.has("s") else (last - 2, last)
    return hours(datetime(1, 1, 1), *pair, "timerange") if last - first > 2 else None


def _part_of_year(m: Match, now: Now, first: int, size: int) -> When:
    year = m.num("Y") if m.has("Y") else None
    if relative := m.get("R"):
        year = now.reference.year + sign(int(relative.val))
    sure = year is not None
    if year is None:
        year = now.reference.year + (first + size - 1 < now.reference.month)
    start = datetime(year, first, 1)
    return stretch(start, add(start, "month", size), "quarter" if size == 3 else "year", sure)


def _season(m: Match, now: Now) -> When | None:
    first = m.num("v")
    relative = m.get("R")
    year = m.num("Y") if m.has("Y") else now.reference.year + (first + 2 < now.reference.month)
    if relative is not None and not m.has("Y"):
        year = now.reference.year + (sign(relative.val) if (first <= now.reference.month) == (relative.val > 0) else 0)
    start = datetime(year, first, 1)
    return stretch(start, add(start, "month", 3), "season", m.has("Y"))


def _piece(m: Match, now: Now) -> When | None:
    """`end of March`, `early next week`, `mid 1989`."""
    which = m.get("escEQ")
    outer = m.when("G")
    if which is None or outer.start is None or outer.end is None:
        return None
    return piece(which.cat, outer)


def _end_of(m: Match, now: Now) -> When | None:
    """`end of the month`, `eoq`, `rest of the year`: from today (or half-way through a year) to its end."""
    tok = m.get("7")
    which = m.get("escEQ9")
    if tok is not None:
        kind = tok.val[0]
        if kind == "ytd":
            return stretch(datetime(now.reference.year, 1, 1), day(now.reference))
        name, cat = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}[kind], "e"
    else:
        unit = m.get("U")
        if unit is None or which is None or unit.val in ("day", "night"):
            return None
        name, cat = str(unit.val), which.cat
    if (relative := m.get("R")) is not None:
        return piece(cat, stretch(*period(name, add(now.reference, name, sign(int(relative.val)))), name))
    start, end = period(name, now.reference)
    if cat in "e9" or (cat == "Q"):
        if name == "year" and cat != "9":
            return replace(stretch(datetime(start.year, 7, 1), end, "month"), closing=True)
        first = day(end - timedelta(days=10)) if name == "month" and cat != "9" else day(now.reference)
        return replace(stretch(min(first, end), end, name), closing=True)
    return piece(cat, stretch(start, end, name))


def _part(m: Match, now: Now) -> When | None:
    """`in the evening`, `mornings`, `late afternoon`."""
    part = m.need("P").val
    if part in ("tonight", "last_night"):
        return None
    first, last = PARTS[part]
    if m.has("E"):
        last = first + 2
    if m.has("Ql"):
        first = last - 2
    return hours(datetime(1, 1, 1), first, last, "timerange")


def _rest(m: Match, now: Now) -> When | None:
    """`later this year`, `earlier in the month`."""
    link, unit = m.toks[0], m.get("U")
    if (
        unit is None
        or unit.val in ("day", "night")
        or (link.cat == "g" and link.val != 2)
        or (link.cat == "l" and link.val == 2)
    ):
        return None
    start, end = period(str(unit.val), now.reference)
    if link.cat == "g":
        return stretch(start, max(day(now.reference), start + timedelta(days=1)), unit.val)
    half = day(start + (end - start) / 2)
    return stretch(datetime(start.year, 7, 1) if unit.val == "year" else half, end, unit.val)


def _count_relative(m: Match, now: Now) -> When | None:
    unit = m.get("Uu")
    assert unit is not None
    if unit.val == "night" or (unit.cat == "u" and not now.day_first):
        return None
    name, size = (unit.val, 1) if unit.cat == "U" else ("second", unit.val)
    length = When("duration", counts=((name, float(m.num("N") * size)),))
    relative = m.get("R")
    assert relative is not None
    return _counted(int(relative.val), length, now)


def _next_hour(m: Match, now: Now) -> When | None:
    unit, relative = m.get("u"), m.get("R")
    assert unit is not None and relative is not None
    return _counted(int(relative.val), When("duration", counts=(("second", float(unit.val)),)), now)


def _length_from(m: Match, now: Now) -> When | None:
    """`three days starting next Monday`."""
    start, length = m.when("X").start, m.when("L")
    if start is None or any(unit == "second" for unit, _ in length.counts):
        return None
    end = start
    for unit, count in length.counts:
        end = add(end, unit, count)
    return stretch(start, end)


def _century(m: Match, now: Now) -> When | None:
    unit = m.get("U")
    if unit is None or unit.val != "century":
        return None
    first = (m.num("NO") - 1) * 100
    return (
        stretch(datetime(max(first, 1), 1, 1), datetime(first + 100, 1, 1), "century") if 0 <= first <= 9800 else None
    )


def _meal(m: Match, now: Now) -> When | None:
    first, last = (int(part) for part in m.need("p").val.split("-"))
    found = hours(datetime(1, 1, 1), first, last, "timerange")
    link = m.toks[0].cat
    if link == "F":
        return replace(found, start=found.end, end=None, grain="meal")
    return replace(found, start=None, end=found.start, grain="meal") if link == "B" else replace(found, grain="meal")


def _fiscal(m: Match, now: Now) -> When | None:
    """A fiscal or school year: a stretch, but which days only the organisation knows."""
    return When("daterange", grain="year")


def _beyond(m: Match, now: Now) -> When | None:
    """`year greater than 2012`."""
    return stretch(datetime(m.num("Y") + 1, 1, 1), None) if m.need("U").val == "year" else None


def _all_week(m: Match, now: Now) -> When | None:
    unit = m.get("U")
    if unit is None or unit.val not in ("week", "month", "quarter", "year"):
        return None
    start, end = period(unit.val, now.reference)
    return stretch(start, end, unit.val)


RULES = [
    rule("(?: d? R )? C (?: [o]? (?: R? Y | R U ) | R )?", _fiscal, strip="d"),
    rule("O U [oi]? d? (?: R U | U R | Y )", lambda m, now: _quarter_words(m, now)),
    rule("(?: R? O U (?: o? Y )? )", _quarter_words),
    rule("[qH] [-,o]? (?: Y | R U )? | Y - ? [qH]", _quarter),
    rule("M [-/.,]* [oi]? Y", _month),
    rule("Y [-/] N (?! [-/:])", _digit_month),
    rule("N [-/] Y", _digit_month),
    rule("(?: d? R M | M R )", _month),
    rule("O U [oi] (?= M)", lambda m, now: None),
    rule("(?: d? [R] L )", _relative_count, strip="d"),
    rule("N R [Uu]", _count_relative),
    rule("R u", _next_hour),
    rule("M [oi]? d? (?: R U | U R )", _month_of_year),
    rule("d? U [FB] R | d? U R R", lambda m, now: _relative_unit(m, now) if m.has("FB") else None),
    rule("d k U?", lambda m, now: decade(1900 + m.num("k")), strip="d"),
    rule("[gl] [oi]? d? (?: R U | U )", _rest),
    rule("d? (?: R [UK] (?! [oi] d? [GMYR]) | [UK] R)", _relative_unit, strip="d"),
    rule("[io] d U (?! [oiNYO] )", _all_week, strip="io"),
    rule("[6]? d? U [f] n? d? X", week_with, strip="6"),
    rule("[L] f X", _length_from),
    rule("[NO] [.]? U", lambda m, now: _century(m, now)),
    rule("[io]? [es] o? d? P", _edge_of_part),
    rule("[escEQ] [o] [d5]? U | 7 R? | 9 [d5]? U", _end_of),
    rule("d? U d? N (?: [o,]? Y | o d? (?: R U | U R | G ) )?", week_number, strip="d"),
    rule("U Y", _year, strip=""),
    rule("R? v (?: o? Y | R )?", _season),
    rule("U F Y", _beyond),
    rule("Y", _year),
    rule("M", _month),
    rule("d? (?: O | R ) 8? [UK] [oi] d? G", week_of),
    rule("d? O 2 [oi] d? [GU]", half_of, strip="d"),
    rule("d? U o X", week_with),
    rule("d? K o X | X K Y?", weekend_of),
    rule("d? [escEQ] [-o]? d? G | d? [EQ] i d? G", _piece),
    rule("[no6iBFtf] d? K", _relative_unit, strip="no6idBFtf"),
    rule("[6] d U", _all_week, strip="6"),
    rule("[io]? d? [EQl] [io]? d? P | [io] d? P | (?<![a-zA-Z]) P", _part, strip="o"),
    rule("n P", _part, strip="n"),
    rule("[FB~@6n] d? p", _meal),
]
