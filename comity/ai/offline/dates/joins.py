"""Pieces put together: day with time, from-to, before, after, by, every."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from comity.ai.offline.dates.clock import hour_minute, with_half
from comity.ai.offline.dates.days import weekday
from comity.ai.offline.dates.pieces import hours, stretch
from comity.ai.offline.dates.reduce import Match, Now, rule
from comity.ai.offline.dates.values import LATE, PARTS, When, add, day, make, period, shifted


def _weekday(m: Match, now: Now) -> When | None:
    return When("date", weekday(now, m.num("W")), grain="weekday")


def _said_twice(m: Match, now: Now) -> When | None:
    """`Friday, 15 June`: one day, where the weekday agrees."""
    first, second = m.when("X"), m.when("X", 1)
    if first.start is None or second.start is None:
        return None
    if first.grain == "weekday" and second.sure_year and len(m.toks) == 2 and m.toks[1].end - m.toks[1].start >= 8:
        return second
    if first.start.weekday() != second.start.weekday() or m.toks[0].end - m.toks[0].start >= 12:
        return None
    return second if second.sure_year or not first.sure_year else first


def _glued(m: Match, now: Now) -> When | None:
    number, part = m.need("J").val
    relative = m.get("R")
    if relative is not None:
        base, _ = period("week", add(now.reference, "week", (relative.val > 0) - (relative.val < 0)))
        return hours(base + timedelta(days=number), *PARTS[part], "datetimerange")
    return hours(weekday(now, number), *PARTS[part], "datetimerange")


def _base(m: Match, now: Now) -> datetime | None:
    if m.has("X"):
        return m.when("X").start
    return None


def _moment(base: When, time: When) -> When | None:
    if base.start is None or time.start is None:
        return None
    clock = time.start
    return When("datetime", base.at(clock.hour, clock.minute, clock.second), grain="minute",
                sure_year=base.sure_year, sure_clock=time.sure_clock)  # fmt: skip


def _day_time(m: Match, now: Now) -> When | None:
    time = m.when("T") if m.has("T") else hour_minute(m.num("N"))
    if time is None:
        return None
    if (part := m.get("P")) is not None:
        time = with_half(time, part.val in LATE)
    return _moment(m.when("X"), time)


def _tonight(m: Match, now: Now) -> When | None:
    time = m.when("T") if m.has("T") else hour_minute(m.num("N"))
    if time is None or time.start is None:
        return None
    if not time.sure_clock and 5 <= time.start.hour < 12:
        time = with_half(time, True)
    return _moment(When("date", day(now.reference)), time)


def _day_part(m: Match, now: Now) -> When | None:
    base = _base(m, now)
    part = m.get("P")
    assert part is not None
    first, last = PARTS[part.val]
    if m.has("E"):
        last = first + 2
    if m.has("Q"):
        first = last - 2
    return hours(base, first, last, "datetimerange") if base else None


def _this_part(m: Match, now: Now) -> When | None:
    """`this morning`, `tonight`, `last night`, `tomorrow's` left to the day rules."""
    relative, part = m.get("R"), m.get("P")
    base = day(now.reference)
    if relative is not None:
        base += timedelta(days=(relative.val > 0) - (relative.val < 0))
    name = part.val if part is not None else "night"
    if name == "last_night":
        base -= timedelta(days=1)
    first, last = PARTS[name]
    if m.has("E"):
        last = first + 2
    if m.has("Q"):
        first = last - 2
    return hours(base, first, last, "datetimerange")


def _time_range(m: Match, now: Now) -> When | None:
    """`from 3 to 5 pm`, `between 9 and 11:30`, `2:00-2:30 pm`: am or pm of the later one serves both."""
    ends = [tok for tok in m.toks if tok.cat in "TN"]
    if len(ends) != 2 or (m.has("F") and m.num("F") != 2):
        return None
    times = [tok.when if tok.cat == "T" else hour_minute(int(tok.val)) for tok in ends]
    first, last = times
    if first is None or last is None or first.start is None or last.start is None:
        return None
    part = m.get("P")
    if part is not None and not last.sure_clock:
        last = with_half(last, part.val != "morning")
    if last.sure_clock and not first.sure_clock and last.start is not None:
        late = with_half(first, True)
        first = late if last.start.hour >= 12 and late.start < last.start and late.start.hour >= 12 else first  # type: ignore[operator,union-attr]
    start, end = first.start, last.start
    assert start is not None and end is not None
    if end <= start and not last.sure_clock:
        end = end + timedelta(hours=12)
    return When("timerange", start, end, grain="minute", sure_clock=first.sure_clock or last.sure_clock)


def _on_day(m: Match, now: Now) -> When | None:
    base = m.when("X").start
    times = m.when("I")
    if base is None or times.grain == "meal":
        return None
    start = base.replace(hour=times.start.hour, minute=times.start.minute) if times.start else None
    end = base.replace(hour=times.end.hour, minute=times.end.minute) if times.end else None
    if part := m.get("P"):
        start, end = _half_of(start, part.val), _half_of(end, part.val)
    if start and end and end <= start:
        end += timedelta(days=1)
    return When("datetimerange", start, end, grain="minute", sure_clock=times.sure_clock)


def _half_of(when: datetime | None, part: str) -> datetime | None:
    return when + timedelta(hours=12) if when and part in LATE and when.hour < 12 else when


def _evening_range(m: Match, now: Now) -> When | None:
    """`tonight from 7 to 7:30`: the part says which half of the day."""
    part, times = m.when("V"), m.when("I")
    if part.start is None or times.start is None or times.end is None:
        return None
    late = part.start.hour >= 12
    start = part.start.replace(hour=times.start.hour, minute=times.start.minute)
    end = part.start.replace(hour=times.end.hour, minute=times.end.minute)
    if late:
        start = start + timedelta(hours=12) if start.hour < 12 else start
        end = end + timedelta(hours=12) if end.hour < 12 else end
    return When("datetimerange", start, end, grain="minute", sure_clock=True)


def _part_time(m: Match, now: Now) -> When | None:
    part = m.when("V")
    time = m.when("T") if m.has("T") else hour_minute(m.num("N"))
    if time is None or part.start is None:
        return None
    if part.start.hour >= 12 and not time.sure_clock:
        time = with_half(time, True)
    return _moment(When("date", day(part.start)), time)


def _from_to(m: Match, now: Now) -> When | None:
    """Two days or stretches with a link between: the range from the first's start to the second's start."""
    left = m.toks[[tok.cat in "XG" for tok in m.toks].index(True)]
    right = [tok for tok in m.toks if tok.cat in "XG"][-1]
    first, last = left.when, right.when
    if left is right or first.start is None or last.start is None:
        return None
    while first.start and last.start and first.start > last.start and not first.sure_year:
        first = shifted(first, -1)
    if last.sure_year and not first.sure_year and first.start and last.start and first.start < last.start:
        first = _nearest(first, last.start)
    if first.grain == "weekday" and first.start and first.start < day(now.reference):
        first, last = shifted(first, 1), shifted(last, 1)
    if first.start and last.start and first.start > last.start and not last.sure_year:
        last = shifted(last, 1)
    return stretch(first.end if first.closing else first.start, last.end if last.closing else last.start)


def _nearest(first: When, limit: datetime) -> When:
    while True:
        moved = shifted(first, 1)
        if moved.start is None or moved.start > limit:
            return first
        first = moved


def _day_to_number(m: Match, now: Now) -> When | None:
    first, number = m.when("X").start, m.num("NO")
    last = make(first.year, first.month, number) if first else None
    return stretch(first, last) if first and last and last > first else None


def _open(m: Match, now: Now) -> When | None:
    """`before Friday`, `by the end of March`, `since 2016`, `after Feb`, `until April 27th`."""
    link = m.toks[0]
    if link.cat == "i" and link.val != 4:
        return None
    inner = next(tok.when for tok in m.toks if tok.cat in "XGZTV")
    ranged = {"date": "daterange", "daterange": "daterange", "datetime": "datetimerange", "time": "timerange",
              "datetimerange": "datetimerange"}[inner.kind]  # fmt: skip
    if link.cat == "F" and link.val == 2 and inner.start and inner.start > now.reference and not inner.sure_year:
        inner = shifted(inner, -1)
    whole = inner.kind == "daterange"
    if (link.cat == "f" and link.val == 1 and whole) or (link.cat == "t" and link.val == 4 and inner.grain == "year"):
        return None
    if link.cat in "Bti":
        late = link.cat == "t" and link.val == 2
        end = inner.end if inner.end and inner.closing else inner.start
        if late and inner.kind == "date" and end:
            end += timedelta(days=1)
        return replace(inner, kind=ranged, start=None, end=end)
    since = link.cat == "f" or link.val == 2
    start = inner.start if since or not whole else inner.end
    return replace(inner, kind=ranged, start=start, end=None)


def _open_hour(m: Match, now: Now) -> When | None:
    """`after 10`, `by 5`: an hour, where nothing else follows."""
    number = m.need("N")
    time = hour_minute(int(number.val)) if number.val and 1 <= number.val <= 24 and not number.spelled else None
    if time is None:
        return None
    before = m.toks[0].cat in "Bt"
    return When("timerange", None if before else time.start, time.start if before else None, grain="minute")


def _or_later(m: Match, now: Now) -> When | None:
    inner = m.toks[0].when
    ranged = inner.kind if inner.kind.endswith("range") else inner.kind + "range"
    if m.num("+") < 0:
        return replace(inner, kind=ranged, start=None, end=inner.end or inner.start)
    return replace(inner, kind=ranged, end=None)


def _within(m: Match, now: Now) -> When | None:
    if m.need("i").val not in (2, 4):
        return None
    length = m.when("L")
    fine = any(unit == "second" for unit, _ in length.counts)
    end = now.reference if fine else day(now.reference)
    if length.grain == "business":
        return stretch(end, add(end, "business", int(length.counts[0][1])) + timedelta(days=1))
    for unit, count in length.counts:
        end = add(end, unit, count)
    if fine:
        return When("datetimerange", now.reference, end, grain="second")
    return stretch(day(now.reference), end)


def _now(m: Match, now: Now) -> When | None:
    return When("datetime", now.reference, grain="second", sure_clock=True)


def _end_of_day(m: Match, now: Now) -> When | None:
    base = m.when("X").start if m.has("X") else day(now.reference)
    return When("datetime", base.replace(hour=23, minute=59, second=59), grain="second") if base else None


def _day_clock(m: Match, now: Now) -> When | None:
    time = hour_minute(m.num("N"), m.num("N", 1)) if m.num("N", 1) >= 10 else None
    return _moment(m.when("X"), time) if time else None


def _moments(m: Match, now: Now) -> When | None:
    """`from 2pm till tomorrow 4:30pm`, `between 2:00 tomorrow and 4:00`."""
    ends = [tok for tok in m.toks if tok.cat in "ZT"]
    if {tok.cat for tok in ends} == {"T"}:
        return None
    first, last = (tok.when.start for tok in ends)
    if first is None or last is None:
        return None
    base = day(now.reference) if ends[0].cat == "T" else day(first)
    if ends[0].cat == "T":
        first = base.replace(hour=first.hour, minute=first.minute)
    if ends[1].cat == "T":
        last = base.replace(hour=last.hour, minute=last.minute)
    return When("datetimerange", first, last, grain="minute") if first < last else None


def _set(m: Match, now: Now) -> When | None:
    return When("set")


RULES = [
    rule("f [TN] 6 L | 6 L f [TN] (?! [uU/.:])", lambda m, now: _lasting(m)),
    rule(
        "(?: [fb]? T [-t] T | b T a T | f? [TN] [-t] T | [fbF] @? [TN] [-t] @? [TN] (?! [uU/.:M])"
        "| b @? [TN] a @? [TN] (?! [uU/.:M]) | f N t N (?! [uU/.:M]) ) (?: i? d? P )?",
        _time_range,
    ),
    rule("N [-t] N i d? P", _time_range),
    rule("y d? (?: O | N | R )? (?: [UuPK] | L | (?: W (?: a W )* )) (?: ,? [@n]? [TN] )?", _set),
    rule("y S | y [d@] W", _set),
    rule("N y [UuW]", lambda m, now: _set(m, now) if m.num("y") == 3 else None),
    rule("[y] D? T | T y | S (?: @? T )? | P y", _set),
    rule("y [WX]", _set),
    rule("[n]? R? J", _glued, strip="n"),
    rule("W", _weekday),
    rule(
        "X \\(? ,? X \\)?",
        _said_twice,
    ),
    rule("[io]? d? [EQ] R P | R [EQ]? P | d? [EQ]? R P", _this_part),
    rule("R U (?= [@ITN,~6fb])", lambda m, now: _this_part(m, now) if m.need("U").val == "night" else None),
    rule("(?: [TN] ,? P (?= [^a-zA-Z]|$) )", lambda m, now: _tonight(m, now) if m.need("P").val == "tonight" else None),
    rule("[e] o d? X | X? 0 X?", _end_of_day),
    rule("X (?: [,-] )? (?: [@~6oin] )* d? [EQ]? P ,? @ (?: T | N)", _day_time),
    rule("X (?: [,-] )? [@~6oin]* (?: T | (?<=[@~]) N (?! [-tuU:/.%M]) ) (?: [oin]? d? P )?", _day_time),
    rule("(?: @ )? ~? T [,]? [non6]? d? U? X (?: P )?", _day_time, strip=""),
    rule("@ N n? X", _day_time),
    rule("X @? N N", _day_clock),
    rule("X ,? [oin]* d? [EQ]? [oin]? d? P ,? I", lambda m, now: _on_day(m, now)),
    rule("(?: @ )? ~? T [,]? n? X P", _day_time),
    rule("E X n? P", _day_part),
    rule("X ,? [oin@]* d? [EQ]? P", _day_part),
    rule("X U", lambda m, now: _day_night(m, now)),
    rule("(?: [oin]? d? [EQ]? P [oni]? d? X )", _day_part),
    rule("X ,? [on@]? I P?", _on_day),
    rule("X ,? [on@]? (?: [fb]? N [-t] N | b N a N )(?! [uU/:] | [.] N )", lambda m, now: _numbers_on(m, now)),
    rule("I ,? [on]? X P?", _on_day),
    rule("(?<![fbB]) N [-t] N ,? [on]? X", lambda m, now: _numbers_on(m, now)),
    rule("R U", lambda m, now: _this_part(m, now) if m.need("U").val == "night" else None),
    rule("> L", lambda m, now: m.when("L")),
    rule(
        "R P | (?<![a-zA-Z]) R? [P]",
        lambda m, now: _this_part(m, now) if m.has("R") or m.need("P").val in ("tonight", "last_night") else None,
    ),
    rule("V ,? (?: @ | 6 | ~ )* (?: T | (?<=[@~]) N )", _part_time),
    rule("(?: @ | ~ )? (?: T ) ,? [on]? V", _part_time),
    rule("[fb]? [ZT] [-t] [ZT] | b [ZT] a [ZT]", _moments),
    rule("V ,? I", _evening_range),
    rule("I ,? [on]? V", _evening_range),
    rule("[fb]? [dn]? [escEQ]? [oi]? d? [XG] (?: [-t] (?: 5 )? ) [dn]? [escEQ]? [oi]? d? [XG]", _from_to),
    rule("b [dn]? [XG] a [dn]? [XG]", _from_to),
    rule("f? X [-t] [dn]? [NO] (?! [-t/:uU.])", _day_to_number),
    rule("i L", _within),
    rule("[XG] (?: B | F ) T", lambda m, now: _day_open_time(m, now)),
    rule("(?: [BFft] [dn@]? | i ) [escEQ]? [oi]? d? [ZXGTV]", _open),
    rule("[BFt] @? N (?! [-t/.:,]? [a-zA-Z%0-9*])", _open_hour),
    rule("[XGTZ] \\+", _or_later),
    rule("I n X", _on_day),
    rule("!", _now),
    rule("@ T", lambda m, now: m.when("T"), strip="@"),
    rule(
        "@ ~? N (?! [-t/.:,]? [a-zA-Z%0-9*_])",
        lambda m, now: hour_minute(m.num("N")) if 0 < m.num("N") <= 24 else None,
        strip="@~",
    ),
    rule("n [XZ]", lambda m, now: m.toks[1].when, strip="n"),
]


def _day_night(m: Match, now: Now) -> When | None:
    base = m.when("X").start
    return hours(base, *PARTS["night"], "datetimerange") if base and m.need("U").val == "night" else None


def _lasting(m: Match) -> When | None:
    """`from 9 for two hours`."""
    time = m.when("T") if m.has("T") else hour_minute(m.num("N"))
    length = m.when("L")
    if time is None or time.start is None or any(unit != "second" for unit, _ in length.counts):
        return None
    return When("timerange", time.start, time.start + timedelta(seconds=length.seconds), grain="minute")


def _numbers_on(m: Match, now: Now) -> When | None:
    first, last = hour_minute(m.num("N")), hour_minute(m.num("N", 1))
    base = m.when("X").start
    if first is None or last is None or base is None or m.num("N") > 24 or m.num("N", 1) > 24:
        return None
    a, b = m.num("N"), m.num("N", 1)
    if b <= a:
        b += 12
    start = base + timedelta(hours=a)
    return When("datetimerange", start, base + timedelta(hours=b if b > a else b + 12), grain="minute")


def _day_open_time(m: Match, now: Now) -> When | None:
    if not m.has("X"):
        return None
    link = m.get("BF")
    moment = _moment(m.when("X"), m.when("T"))
    if moment is None or link is None:
        return None
    start, end = (None, moment.start) if link.cat == "B" else (moment.start, None)
    return When("datetimerange", start, end, grain="minute")
