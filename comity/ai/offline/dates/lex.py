"""Text -> tokens of one category letter each (words/__init__.py lists the letters), for the patterns beside us.

Letters beyond the tables: N number, Y year-like number, x day and month in digits, X full date, T clock time,
O ordinal, L duration, and `,` `-` `/` `.` `(` `)` for themselves; `_` is anything else and ends a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.ai.offline import numbers
from comity.ai.offline.dates.values import When, full_year, make
from comity.ai.offline.words import Words

TOKEN = re.compile(
    r"""
    (?P<url>(?:https?://|www\.)\S+|\S+@\S+\.\w+)
  | (?P<money>[$€£¥]\s?\d[\d.,]*\w*|\d[\d.,]*\s?(?:[$€£¥%]|k\b))
  | (?P<iso>(?<![\d.])\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2})?(?:[.]\d{1,6})?(?:z|[+-]\d{2}:?\d{2})?)
  | (?P<decade>(?<![\w.,])(?:1[5-9]|20)\d0(?:'?s\b|er\b(?:\sjahren?\b)?)|(?<![\w.,])\d0(?:er\sjahren?|ern)\b
      |(?:(?<!\w)'|(?<=\bthe\s)|(?<=\bearly\s)|(?<=\blate\s))\d0'?s\b)
  | (?P<short_year>(?<!\w)'\d{2}(?![\w']))
  | (?P<ymd>(?<![\d.])\d{4}(?P<gap>\s?[-/.]\s?)\d{1,2}(?P=gap)\d{1,2}(?![\d.]\d|\d))
  | (?P<dmy>(?<![\d.])\d{1,2}(?P<sep>[-/.])\d{1,2}(?:(?P=sep)|,)(?:\d{4}|\d{2})(?!\d|[.,/]\d))
  | (?P<clock12>(?<![\d.,])(?:[01]?\d|2[0-3])(?:[:.]\d{2}(?::\d{2})?)?(?:\s?[ap]\.\s?m\.|\s?[ap]\.?\s?m\b|[ap]\b))
  | (?P<ish>\b\d{1,2}ish\b)
  | (?P<clock24>(?<![\d.,])(?:[01]?\d|2[0-4])(?:[:]\d{2}(?::\d{2})?|h\d{2})(?![\d]))
  | (?P<dm>(?<![\d./])\d{1,2}/\d{1,2}(?![\d/.]))
  | (?P<compact>(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))
  | (?P<glued>(?<![\w.])\d{1,3}(?:d|w|h|y|hrs?|mins?)\b)
  | (?P<ord>\d{1,2}(?:st|nd|rd|th|er|ère|i?ème|eme|e|ª|º|°|o)\b|\d{1,2}[ªº°])
  | (?P<fiscal>\b[fs]y\s?'?(?:\d{4}|\d{2})(?:/\d{2})?\b)
  | (?P<qh>\b[qht][1-4]\b)
  | (?P<dotted>(?<![\d.])\d{1,2}\.(?:\d{1,2}\.?|\s\d{1,2}\.)(?![\d]))
  | (?P<num>\d+(?:[.,]\d+)*)
  | (?P<frac>½)
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)
  | (?P<punct>[^\w\s])
    """,
    re.X,
)


LONGEST = 15
"""Digits of a number that is still one; longer ones are no days and would cost."""


@dataclass(slots=True)
class Tok:
    """One token: where, which category, and what it means."""

    start: int
    end: int
    cat: str
    val: Any = None
    spelled: bool = False
    """a number written in letters: `ein`, `one`"""

    @property
    def when(self) -> When:
        """The value, where it is a phrase already read."""
        assert isinstance(self.val, When)
        return self.val


def lex(text: str, folded: str, words: Words, start: int = 0, end: int | None = None) -> list[Tok]:
    """All tokens of that stretch of the text, phrases and number words already joined."""
    tokens = list(_scan(text, folded, words, start, len(folded) if end is None else end))
    return _join_numbers(_join_phrases(tokens, folded, words), folded, words)


def _scan(text: str, folded: str, words: Words, first: int, last: int) -> Iterator[Tok]:
    for match in TOKEN.finditer(folded, first, last):
        kind, start, end = match.lastgroup, match.start(), match.end()
        if kind in ("sep", "gap"):
            kind = "dmy" if kind == "sep" else "ymd"
        piece = match.group()
        if kind == "word":
            yield _word(piece, start, end, text, words)
        elif kind == "punct":
            yield Tok(start, end, piece if piece in ",-/.()" else "-" if piece == "~" else "@" if piece == "@" else "_")
        elif kind in ("url", "money") or (start and folded[start - 1] in "#"):
            yield Tok(start, end, "_")
        else:
            yield _READERS[kind or ""](piece, start, end, words)


def _word(piece: str, start: int, end: int, text: str, words: Words) -> Tok:
    known = words.single.get(piece)
    if known is None and piece.endswith("'s") and piece[:-2] in words.single:
        known, end = words.single[piece[:-2]], end - 2
    if known is None and piece[:2] in ("l'", "d'") and piece[2:] in words.single:
        known, start = words.single[piece[2:]], start + 2
    if known is None:
        number = numbers.is_number_word(piece, words)
        if number is None:
            return _compound(piece, start, end, words)
        return Tok(start, end, {"n": "N", "s": "1", "o": "O"}[number[0]], number[1], spelled=True)
    letter, value = known
    if letter in "mw" and text[start].isupper() and start and not _opens_sentence(text, start):
        letter = letter.upper()
    return Tok(start, end, letter, clock(value) if letter == "T" else value, spelled=True)


def _opens_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip()[-1:]
    return not before or before in ".?!:\n\"'"


def _compound(piece: str, start: int, end: int, words: Words) -> Tok:
    """German glues weekday and part of the day: `Montagnachmittag`."""
    for day_name, number in words.extra.get("glue_days", {}).items():
        if piece.startswith(day_name) and (part := words.extra["glue_parts"].get(piece[len(day_name) :])):
            return Tok(start, end, "J", (number, part))
    if piece == "anderthalb" or piece.endswith("einhalb"):
        whole = numbers.german(piece.removesuffix("einhalb")) if piece != "anderthalb" else 1
        return Tok(start, end, "r", (whole or 0) + 0.5)
    return Tok(start, end, "_", piece)


def _ymd(piece: str, start: int, end: int, words: Words) -> Tok:
    year, month, number = (int(part) for part in re.split(r"\s?[-/.]\s?", piece))
    return _full(start, end, year, month, number)


def _dmy(piece: str, start: int, end: int, words: Words) -> Tok:
    one, two, three = (int(part) for part in re.split(r"[-/.,]", piece))
    month, number = (two, one) if (words.day_first or one > 12 or "." in piece) and two <= 12 else (one, two)
    return _full(start, end, full_year(three) or three, month, number)


def _full(start: int, end: int, year: int, month: int, number: int) -> Tok:
    found = make(year, month, number) or make(year, number, month)
    return Tok(start, end, "X", When("date", found, sure_year=True)) if found else Tok(start, end, "_")


def _dm(piece: str, start: int, end: int, words: Words) -> Tok:
    one, two = (int(part) for part in re.split(r"[/.]", piece.rstrip("."))[:2])
    if (one, two) == (24, 7):
        return Tok(start, end, "_")
    month, number = (two, one) if (words.day_first or one > 12) and two <= 12 else (one, two)
    fine = 1 <= month <= 12 and 1 <= number <= 31
    return Tok(start, end, "x" if fine else "_", (month, number))


def _dotted(piece: str, start: int, end: int, words: Words) -> Tok:
    """`22.04.` is a date where days come first; elsewhere a decimal that only context makes a date or a clock."""
    whole, part = (int(bit) for bit in piece.rstrip(".").split("."))
    if " " in piece and not (words.day_first and 1 <= part <= 12 and 1 <= whole <= 31):
        return Tok(start, end, "_")
    if words.day_first and 1 <= part <= 12 and 1 <= whole <= 31:
        return Tok(start, end, "x", (part, whole))
    stop = end - 1 if piece.endswith(".") else end
    return Tok(start, stop, "r", (whole, part, len(piece.rstrip(".").split(".")[1])))


def _clock(piece: str, start: int, end: int, words: Words) -> Tok:
    if words.language == "pt" and re.fullmatch("[2-6]a", piece):
        return Tok(start, end, "W", int(piece[0]) - 2, spelled=True)
    digits = [int(part) for part in re.findall(r"\d+", piece)]
    half = re.search(r"[ap]", piece)
    hour = digits[0]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    rest = [*digits[1:], 0, 0][:2]
    known = bool(half) or hour > 12 or piece.startswith("0") or "h" in piece
    if hour > 24 or rest[0] > 59:
        return Tok(start, end, "_")
    return Tok(start, end, "T", clock(hour, rest[0], rest[1], known))


def clock(hour: int, minute: int = 0, second: int = 0, known: bool = True) -> When:
    """A time of day without a day."""
    return When("time", datetime(1, 1, 1, hour % 24, minute, second), grain="second", sure_clock=known)


def _iso(piece: str, start: int, end: int) -> Tok:
    """`2026-12-24T10:30`, the zone left out."""
    try:
        found = datetime.fromisoformat(piece[:16])
    except ValueError:
        return Tok(start, end, "_")
    return Tok(start, end, "Z", When("datetime", found, grain="minute", sure_year=True, sure_clock=True))


def _decade(piece: str, start: int, end: int) -> Tok:
    """`the 1990s`, `in den 90er Jahren`."""
    digits = re.sub(r"\D", "", piece)
    year = int(digits) if len(digits) == 4 else int(digits) + (1900 if int(digits) >= 30 else 2000)
    decade = When("daterange", datetime(year, 1, 1), datetime(year + 10, 1, 1), grain="decade", sure_year=True)
    return Tok(start, end, "G", decade)


def _glued(piece: str, start: int, end: int, words: Words) -> Tok:
    count, unit = int(re.match(r"\d+", piece)[0]), piece.lstrip("0123456789")  # type: ignore[index]
    if unit == "h" and count <= 24 and (words.language in ("fr", "pt") or (words.language != "en" and count > 6)):
        return Tok(start, end, "T", clock(count))
    table: dict[str, tuple[str, float]] = {"d": ("day", 1), "w": ("week", 1), "y": ("year", 1)}
    name, size = table.get(unit) or ("second", 3600 if unit.startswith("h") else 60)
    return Tok(start, end, "L", When("duration", counts=((name, count * size),)))


def _number(piece: str, start: int, end: int, words: Words) -> Tok:
    if len(piece) > LONGEST:
        return Tok(start, end, "_")
    if piece.isdigit():
        value = int(piece)
        year_like = len(piece) == 4 and 1500 <= value <= 2199
        return Tok(start, end, "Y" if year_like else "N", value) if value < 10**7 else Tok(start, end, "_")
    try:
        return Tok(start, end, "r", float(piece.replace(",", ".")))
    except ValueError:
        return Tok(start, end, "_")


_READERS: dict[str, Callable[[str, int, int, Words], Tok]] = {
    "ymd": _ymd,
    "dmy": _dmy,
    "dm": _dm,
    "dotted": _dotted,
    "clock12": _clock,
    "clock24": _clock,
    "compact": lambda p, s, e, w: _full(s, e, int(p[:4]), int(p[4:6]), int(p[6:])),
    "ish": lambda p, s, e, w: Tok(s, e, "T", clock(int(p[:-3]), known=False)) if int(p[:-3]) <= 24 else Tok(s, e, "_"),
    "glued": _glued,
    "ord": lambda p, s, e, w: Tok(s, e, "O", int(re.match(r"\d+", p)[0])),  # type: ignore[index]
    "fiscal": lambda p, s, e, w: Tok(s, e, "C", 1),
    "iso": lambda p, s, e, w: _iso(p, s, e),
    "short_year": lambda p, s, e, w: Tok(s, e, "Y", full_year(int(p[1:]))),
    "decade": lambda p, s, e, w: _decade(p, s, e),
    "qh": lambda p, s, e, w: Tok(s, e, "q" if p[0] in "qt" else "H", int(p[1])),
    "num": _number,
    "frac": lambda p, s, e, w: Tok(s, e, "2", 0.5),
}


def _join_phrases(toks: list[Tok], folded: str, words: Words) -> list[Tok]:
    out: list[Tok] = []
    at = 0
    while at < len(toks):
        tok = toks[at]
        for parts, letter, value in words.phrases.get(folded[tok.start : tok.end], ()):
            run = toks[at : at + len(parts)]
            if len(run) == len(parts) and all(_is(t, p, folded) for t, p in zip(run, parts, strict=True)):
                if letter == "+" and folded.startswith(" than", run[-1].end):
                    continue
                end = run[-1].start + len(parts[-1])
                out.append(Tok(tok.start, end, letter, clock(value) if letter == "T" else value, spelled=True))
                at += len(parts)
                break
        else:
            out.append(tok)
            at += 1
    return out


def _is(tok: Tok, word: str, folded: str) -> bool:
    """Whether the token is that word, `year's` and `l'an` included, whose ends the token itself leaves out."""
    start = tok.start - 2 if folded.startswith(word, tok.start - 2) and word[1:2] == "'" else tok.start
    end = start + len(word)
    return folded.startswith(word, start) and not (end < len(folded) and (folded[end].isalnum() and word[-1].isalnum()))


def _join_numbers(toks: list[Tok], folded: str, words: Words) -> list[Tok]:
    out: list[Tok] = []
    at = 0
    while at < len(toks):
        run = _number_run(toks, at, folded)
        if len(run) < 2:
            out.append(toks[at])
            at += 1
            continue
        out.extend(_numbers_of(run))
        at += run[-1][1] - at + 1
    return out


def _number_run(toks: list[Tok], at: int, folded: str) -> list[tuple[Tok, int]]:
    """The number words from here on: [(token, index)], joined by nothing, a hyphen or the language's `and`."""
    run: list[tuple[Tok, int]] = []
    while at < len(toks) and toks[at].cat in "N1O" and not (run and run[-1][0].cat == "O"):
        if folded[toks[at].start].isdigit() and (run or toks[at].cat == "O"):
            break
        run.append((toks[at], at))
        at += 1
        if (
            at + 1 < len(toks)
            and toks[at].cat in "-a"
            and toks[at + 1].cat in "N1O"
            and _joins(run[-1][0], toks[at], toks[at + 1], folded)
        ):
            at += 1
    return run


def _joins(left: Tok, link: Tok, right: Tok, folded: str) -> bool:
    if folded[left.start].isdigit() or folded[right.start].isdigit():
        return False
    if link.cat == "-":
        return link.start == left.end and left.val in range(20, 100) and right.val in range(1, 10)
    return (left.val >= 100 and right.cat == "N") or (
        left.val in range(20, 100)
        and right.val in range(1, 10)
        and link.cat == "a"
        and folded[link.start : link.end] != "and"
    )


def _numbers_of(run: list[tuple[Tok, int]]) -> list[Tok]:
    """Split a run into the numbers it spells; an ordinal at the end makes the last one ordinal."""
    out: list[Tok] = []
    group: list[Tok] = []
    for tok, _ in run:
        trial = [*group, tok]
        if group and len(numbers.compose([_pair(t) for t in trial])) > 1:
            out.append(_spelled(group))
            trial = [tok]
        group = trial
    out.append(_spelled(group))
    return out


def _pair(tok: Tok) -> tuple[str, int]:
    return ("s" if tok.cat == "1" else "n"), tok.val


def _spelled(group: list[Tok]) -> Tok:
    value = numbers.compose([_pair(tok) for tok in group])[0]
    letter = "O" if group[-1].cat == "O" else "N"
    if letter == "N" and 1500 <= value <= 2199 and len(group) > 1:
        letter = "Y"
    return Tok(group[0].start, group[-1].end, letter, value, spelled=True)
