"""Times of day and lengths of time: `half past three`, `7 pm`, `18 Uhr 12`, `two and a half hours`."""

from __future__ import annotations

from dataclasses import replace

from comity.ai.offline.dates.lex import clock
from comity.ai.offline.dates.reduce import Match, Now, rule
from comity.ai.offline.dates.values import LATE, When


def hour_minute(hour: int, minute: int = 0, known: bool = False) -> When | None:
    """A time of day; None where no clock shows it."""
    if not (0 <= hour <= 24 and 0 <= minute < 60):
        return None
    return clock(hour, minute, known=known or hour > 12 or hour == 0)


def with_half(time: When, afternoon: bool) -> When:
    """The same time, am or pm settled."""
    assert time.start is not None
    hour = time.start.hour
    if not time.sure_clock or hour < 12:
        hour = hour % 12 + (12 if afternoon else 0)
    return clock(hour, time.start.minute, time.start.second)


def _ampm(m: Match, now: Now) -> When | None:
    time = hour_minute(m.num("N"), m.num("N", 1) if m.get("N", 1) else 0)
    return with_half(time, m.num("A") == 1) if time else None


def _time_ampm(m: Match, now: Now) -> When | None:
    return with_half(m.when("T"), m.num("A") == 1)


def _oclock(m: Match, now: Now) -> When | None:
    minute = m.num("N", 1) if m.get("N", 1) else 0
    return hour_minute(m.num("N"), minute, known=m.get("N", 1) is not None)


def _and_minutes(m: Match, now: Now) -> When | None:
    """`às oito e quarenta e cinco`, `as sete e trinta pm`."""
    if m.num("N", 1) < 5 or not (m.has("A") or now.day_first):
        return None
    time = hour_minute(m.num("N"), m.num("N", 1))
    return with_half(time, m.num("A") == 1) if time and m.has("A") else time


def _hours_in_part(m: Match, now: Now) -> When | None:
    """Portuguese `8 horas da manhã`: the clock, not a length."""
    if m.num("u") != 3600 or not now.day_first:
        return None
    return _ampm(m, now) if m.has("A") else _in_part(m, now)


def _clock_hours(m: Match) -> When | None:
    """`às 8 horas e 30 minutos`: after `at` the hours are the clock's."""
    if m.num("u") != 3600:
        return None
    return hour_minute(m.num("N"), m.num("N", 1) if m.get("N", 1) else 0)


def _hour(time: When) -> int:
    assert time.start is not None
    return time.start.hour


def _past(m: Match, now: Now) -> When | None:
    """`quarter past eight`, `ten to five`: the relative word must be `past`, never `next`."""
    relative = m.get("RF")
    if relative is not None and relative.cat == "R" and relative.val != -2:
        return None
    quarter, half = m.get("U%"), m.get("2")
    minutes = 15 if quarter else 30 if half else m.num("N")
    if quarter is not None and quarter.cat == "U" and quarter.val != "quarter":
        return None
    last = m.toks[-1] if m.toks[-1].cat != "h" else m.toks[-2]
    hour = _hour(last.when) if last.cat == "T" else int(last.val)
    return hour_minute(hour, minutes) if relative is not None else hour_minute((hour - 1) % 12 or 12, 60 - minutes)


def _counts_down(m: Match) -> bool:
    """`20 to 2` is a clock time: as a range it would run backwards."""
    minutes, hour = m.num("N"), m.num("N", 1)
    return minutes in (5, 10, 15, 20, 25) and 1 <= hour <= 12 and hour < minutes


def _half_to(m: Match, now: Now) -> When | None:
    """German `halb drei` is 2:30 and `viertel drei` 2:15."""
    minute = 30 if m.has("?") else 15
    hour = m.num("N")
    return hour_minute(hour - 1 or 12, minute) if hour <= 24 else None


def _plus_half(m: Match, now: Now) -> When | None:
    """Spanish and Portuguese `las tres y media`."""
    time = m.when("T") if m.has("T") else hour_minute(m.num("N"))
    if time is None or time.start is None:
        return None
    return clock(time.start.hour, 30 if m.has("2?") else 15, known=time.sure_clock)


def _dotted(m: Match, now: Now) -> When | None:
    value = m.need("r").val
    if not isinstance(value, tuple) or value[2] != 2:
        return None
    time = hour_minute(value[0], value[1])
    return with_half(time, m.num("A") == 1) if time and m.has("A") else time


def _in_part(m: Match, now: Now) -> When | None:
    """A time with a part of the day: `7 in the evening`, `in the afternoon at 7`."""
    part = m.need("P").val
    time = m.when("T") if m.has("T") else hour_minute(m.num("N"), m.num("N", 1) if m.get("N", 1) else 0)
    if time is None or time.start is None or part == "tonight":
        return None
    if part in LATE | {"lunch", "forenoon"} and time.start.hour == 12:
        return clock(12 if part in ("afternoon", "lunch", "forenoon") else 0, time.start.minute)
    if part in ("night", "tonight") and time.start.hour < 5:
        return clock(time.start.hour, time.start.minute)
    return with_half(time, part in LATE or (part == "lunch" and time.start.hour < 5))


def amount(m: Match, letters: str = "N3") -> float:
    """How many: a number, `a few`, `a couple of`, halves added."""
    tok = m.get("Nr") or m.get("3", -1)
    base = float(tok.val) if tok is not None and not isinstance(tok.val, tuple) else 1.0
    if tok is not None and isinstance(tok.val, tuple):
        base = float(f"{tok.val[0]}.{tok.val[1]}")
    if (half := m.get("2?")) is not None:
        size = 0.5 if half.cat == "?" else float(half.val)
        one = tok is not None and tok.cat == "N" and tok.val == 1 and half.spelled and not m.has("a")
        base = base + size if m.has("N") and not one else size
    return base


def _duration(m: Match, now: Now) -> When | None:
    unit = m.get("UuK")
    assert unit is not None
    if (dash := m.get("-")) is not None and unit.start - m.toks[m.toks.index(dash) - 1].end > 1:
        return None
    if unit.cat == "K":
        return When("duration", counts=(("weekend", amount(m)),)) if m.has("N") else None
    name, size = (unit.val, 1.0) if unit.cat == "U" else ("second", float(unit.val))
    return When("duration", counts=((name, amount(m) * size),), grain="second" if unit.cat == "u" else name)


def _whole(m: Match, now: Now) -> When | None:
    unit = m.get("Uu")
    assert unit is not None
    return When("duration", counts=((unit.val, 1.0) if unit.cat == "U" else ("second", float(unit.val)),))


def _business(m: Match, now: Now) -> When | None:
    unit = m.get("U") or m.get("8")
    if unit is None or unit.val != "day":
        return None
    return When("duration", counts=(("day", amount(m)),), grain="business")


def _part_of_hour(m: Match, now: Now) -> When | None:
    """`a quarter of an hour`, `un quart d'heure`, `tres cuartos de hora`."""
    quarter, unit = m.need("%UO"), m.need("u")
    count = m.num("N") if m.has("N") and m.toks.index(m.need("N")) < m.toks.index(quarter) else 1
    if quarter.val not in (15, "quarter", 4) or unit.val != 3600 or not 1 <= count <= 3:
        return None
    return When("duration", counts=(("second", 900.0 * count),), grain="second")


def _less(m: Match, now: Now) -> When | None:
    """`huit heures moins le quart`, `las nueve menos diez`."""
    if m.has("u") and m.need("u").val != 3600:
        return None
    minutes = 15 if m.has("%") else int(m.toks[-1].val)
    hour = _hour(m.when("T")) if m.has("T") else m.num("N")
    return hour_minute((hour - 1) % 24, 60 - minutes) if 0 < minutes < 60 and hour <= 24 else None


def _near_half(m: Match, now: Now) -> When | None:
    """German `fünf nach halb drei`."""
    minutes, hour = m.num("N"), m.num("N", 1)
    if not 0 < minutes < 30 or not 1 <= hour <= 24:
        return None
    return hour_minute(hour - 1 or 12, 30 + minutes if m.has("F") else 30 - minutes)


def _between_hours(m: Match, now: Now) -> When | None:
    """`de 9 a 17 horas`."""
    first, last = hour_minute(m.num("N")), hour_minute(m.num("N", 1))
    if m.num("u") != 3600 or not now.day_first or first is None or last is None:
        return None
    return When("timerange", first.start, last.start, grain="minute", sure_clock=last.sure_clock)


def _more(m: Match, now: Now) -> When | None:
    left, right = m.when("L"), m.when("L", 1)
    if right.seconds >= left.seconds:
        return None
    if right.grain == left.grain and left.grain != "second":
        return None
    return replace(left, counts=left.counts + right.counts)


def _and_half(m: Match, now: Now) -> When | None:
    left = m.when("L")
    unit, count = left.counts[-1]
    size = 0.25 if m.has("U%") else 0.5
    return replace(left, counts=(*left.counts[:-1], (unit, count + (size if unit != "second" else size * count))))


RULES = [
    rule("[fb] @? N [ta] @? N u", _between_hours),
    rule("N u? [FB] \\? N h?", _near_half),
    rule("[NT] [hu]? z d? (?: % | N (?! [uU]))", _less),
    rule("(?: N | 3 )? [%UO] o? (?: 3 | N )? u", _part_of_hour),
    rule("@ N u a [?%]", lambda m, now: _plus_half(m, now) if m.num("u") == 3600 else None, strip="@"),
    rule("N N A", _ampm),
    rule("N -? N A", _ampm),
    rule("N A", _ampm),
    rule("T A", _time_ampm),
    rule("r A", _dotted),
    rule("N h a? N (?![uU/1])", _oclock),
    rule("T h", lambda m, now: m.when("T")),
    rule("r h", _dotted),
    rule("@ N a N A", _and_minutes, strip="@"),
    rule("N a N A", _and_minutes),
    rule("@ N a N (?! [Uu1A])", _and_minutes, strip="@"),
    rule("N u (?: A | o d? P )", lambda m, now: _hours_in_part(m, now)),
    rule("@ N u (?: a N u? )?", lambda m, now: _clock_hours(m), strip="@"),
    rule("N h", _oclock),
    rule("(?: N u? | 3? U | 2 | %) [RF] (?: N | T ) h?", _past),
    rule("(?: N u | 3? % | 3? U | 2 ) [tB] (?: d? N | T ) h? (?! [Uu])", _past),
    rule("(?<! [fb]) N B N h?", _past),
    rule("(?<! [fb]) N t N (?! [-uU/.:M])", lambda m, now: _past(m, now) if _counts_down(m) else None),
    rule("[?%] N h?", _half_to),
    rule("[NT] h? a 3? [?%]", _plus_half),
    rule("N u? @ N h? (?! [-uU/.:M])", lambda m, now: _past(m, now) if m.num("@") == 2 and _counts_down(m) else None),
    rule("N T", lambda m, now: m.toks[1].when if m.num("N") == 12 and isinstance(m.toks[1].val, When) else None),
    rule("@ [r] (?! [NUu1])", _dotted, strip="@"),
    rule("[fb] r (?= [-t])", _dotted, strip="fb"),
    rule(
        "N - N (?= [in]?d?D?P)", lambda m, now: hour_minute(m.num("N"), m.num("N", 1)) if m.num("N", 1) >= 10 else None
    ),
    rule("[NT] h? (?: [io]? d? P )", _in_part),
    rule("[in]? d? [EQl]? P [@6]? T", _in_part, strip=""),
    rule("(?: [io] d )? P @ N (?! [UuM])", _in_part, strip=""),
    rule("N 8 U | N U 8 | (?: N | 3 3? o? ) 8", _business),
    rule("N a 3? 2 [Uu]", _duration),
    rule("(?: 3? 3? | [Nr] ) [2?] -? d? 3? [Uu]", _duration),
    rule("(?: (?<!M) [Nr] -? | 3 3? o? ) [UuK]", _duration),
    rule(
        "L a 3? (?: [2?%] | U )",
        lambda m, now: _and_half(m, now) if m.has("2?%") or m.need("U").val == "quarter" else None,
    ),
    rule("\\* [dn]? [Uu] | [Uu] \\*", _whole),
    rule("d U y", lambda m, now: _whole(m, now) if now.day_first else None, strip="d"),
    rule("L (?: , | a )? L", _more),
    rule("L (?: , | a )? L", _more),
]
