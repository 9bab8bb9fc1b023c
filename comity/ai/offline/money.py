"""Amounts of money in plain text: `$1.2 million`, `50-60k`, `fünftausend Euro`, `R$ 5.000,00`, with exact spans."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from comity.ai.offline import numbers, words
from comity.ai.offline.text import fold


@dataclass(frozen=True, slots=True)
class MoneySpan:
    """One amount or range. `currency` is an ISO code, "" where a bare dollar sign or nothing was said."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    currency: str
    sure: bool = True
    """a currency was written; False for a bare `50k`"""
    scale: Decimal = Decimal(1)
    """the multiple that was written with it"""

    @property
    def confidence(self) -> float:
        """How often such an amount is one: with a currency nearly always."""
        return 0.94 if self.sure else 0.7


NUMBER = r"\d{1,3}(?:(?:[.,' ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|(?:\d+)?(?:[.,]\d+)?)|\d+(?:[.,]\d+)?"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words" / "money.toml").read_text("utf-8"))


def _either(options: list[str]) -> str:
    return "|".join(re.escape(option).replace(r"\ ", r"\s?") for option in sorted(options, key=len, reverse=True))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    raw = _table()
    vocabulary = words.load(language)
    symbols, codes = _either(list(raw["symbols"])), _either(raw["codes"]["list"])
    names, nations = _either(list(raw["names"])), _either(list(raw["nations"]))
    multiples = _either([m for m in raw["multiples"] if m != "hundred"])
    small = [word for word, (letter, _) in vocabulary.single.items() if letter in "a2"]
    spoken = _either([*vocabulary.numbers, *vocabulary.scales, *small, "half", "a", "and", "quarter", "quarters"])
    if language == "de":
        spoken += "|[a-zäöüß]*(?:hundert|tausend|zig|einhalb)[a-zäöüß]*|anderthalb"
    before = _either([name for name in raw["names"] if name.isalpha() and len(name) > 2])
    unit = rf"(?:(?:{nations})[\s-])?(?:{names})(?!\w)"
    signs = _either([symbol for symbol in raw["symbols"] if len(symbol) == 1])
    multiple = (
        rf"(?:\s?-?\s?(?P<{{}}>{multiples})(?!\w)(?:\.(?=\s?(?:{names}|{codes}|{signs})))?"
        rf"(?:\s(?:of|de)(?=\s{unit})|\sd(?='{unit}))?)?"
    )
    return re.compile(
        rf"(?<![\w.])(?:"
        rf"(?P<pre>{symbols}|(?<!\w)m?(?:{codes})\s?)\s?(?P<n1>{NUMBER})(?:[.,]-+)?{multiple.format('m1')}"
        rf"|(?P<n2>{NUMBER})(?:[.,]-+)?{multiple.format('m2')}(?:\s?-?\s?|')(?P<post>[mt]?(?:{codes})(?!\w)|{unit}|t?(?:{signs}))"
        rf"{multiple.format('m4')}"
        rf"|(?P<spoken>(?:(?:{spoken})(?!\w)[\s-]?)+)(?:of\s|de\s|d')?\s?(?P<post2>{unit}|(?:{codes})(?!\w))"
        rf"|(?P<name>(?:(?:{nations})[\s-])?(?:{before}))\s(?P<n5>{NUMBER})(?=\s?(?:[.,;:!?)]|$))(?![.,]\d)"
        rf"|(?P<n3>{NUMBER})\s?(?P<m3>{multiples})(?![\w.]\w)(?!\w)"
        rf")"
    )


def find(text: str, language: str = "en") -> list[MoneySpan]:
    """Every amount in order; neighbouring amounts joined by `to`, `-`, `and` become one range."""
    folded = fold(text)
    matches = (match for match in _pattern(language).finditer(folded) if not _whispered(match, text))
    found = [_with_code(span, folded) for match in matches if (span := _read(match, folded, language))]
    whole = [_with_cents(span, folded, language) for span in _join_cents(found, folded)]
    return _join_ranges([_with_high(span, folded, language) for span in whole], folded, language)


def _whispered(match: re.Match[str], text: str) -> bool:
    """`try 5 things`, `php 8`: some codes are words too, and only count in capitals."""
    for name in ("pre", "post", "post2"):
        said = match[name]
        if said and said.strip() in _table()["codes"]["shouted"]:
            return not text[match.start(name) : match.end(name)].isupper()
    return False


def _with_code(span: MoneySpan, folded: str) -> MoneySpan:
    """`$500 MXN`: the code behind it says which dollar."""
    if span.currency or (match := CODE_BEHIND.match(folded, span.end)) is None:
        return span
    code = match[1]
    known = code in _table()["codes"]["list"]
    return replace(span, end=match.end(), currency=code.upper()) if known else span


def _with_high(span: MoneySpan, folded: str, language: str) -> MoneySpan:
    """`$10-20`: the second number is of the same money."""
    if span.low != span.high or span.scale > 1 or not span.sure or not folded[span.end - 1].isdigit():
        return span
    match = HIGH.match(folded, span.end)
    high = _amount(match[1], language) if match else None
    return replace(span, end=match.end(), high=high) if match and high and high > span.low else span


def _read(match: re.Match[str], folded: str, language: str) -> MoneySpan | None:
    group = match.groupdict()
    start, end = match.start(), match.end()
    if group["spoken"]:
        value = _spoken(group["spoken"], language)
        if value is None:
            return None
        currency, parts = _unit(group["post2"])
        start += len(group["spoken"]) - len(group["spoken"].lstrip())
        start = _skip_lead(folded, start, group["spoken"])
        return MoneySpan(start, end, value / parts, value / parts, currency)
    number = group["n1"] or group["n2"] or group["n3"] or group["n5"]
    currency, parts = _unit(group["pre"] or group["post"] or group["name"] or "")
    amount = _amount(number, language, grouped=currency in GROUPED)
    if amount is None:
        return None
    multiple = group["m1"] or group["m2"] or group["m3"] or group["m4"]
    if group["n3"] and _not_money(folded, match, multiple):
        return None
    size = Decimal(_table()["multiples"].get(multiple or "", 1))
    post = group["post"] or ""
    if post[:1] in ("m", "t") and (post[1:] in _table()["codes"]["list"] or post[1:] in _table()["symbols"]):
        size = Decimal(1_000_000 if post[:1] == "m" else 1_000)
    total = amount * size / parts
    return MoneySpan(start, end, total, total, currency, sure=not group["n3"], scale=size)


def _skip_lead(folded: str, start: int, spoken: str) -> int:
    """`a` and `and` may open the run only before a scale (`a million`)."""
    lead = re.match(r"(?:(?:and|und|et|y|e)\s+|a\s+(?!hundred|thousand|million|billion|half))+", spoken)
    return start + lead.end() if lead else start


def _not_money(folded: str, match: re.Match[str], multiple: str | None) -> bool:
    """A bare `50k users` or `5 m` is a count or a length."""
    if multiple in ("m", "b", "mil", "mille", "mm") or (multiple or "") in ("mn",):
        return True
    after = re.match(r"\W{0,2}(?:of\s+)?(?:\w+\s+)?(\w+)", folded[match.end() : match.end() + 40])
    near = set(re.findall(r"\w+", folded[match.end() : match.end() + 30])[:2])
    return bool(after and near & set(_table()["countable"]["list"]))


GROUPED = frozenset({"EUR", "BRL", "CHF"})
"""Money whose thousands are parted by dots where it is at home: `€50.000` is fifty thousand in any language."""
HIGH = re.compile(rf"-({NUMBER})(?![\w%€$£.,-]\w|\w|\s?-)")
CODE_BEHIND = re.compile(r"\s?([a-z]{3})(?!\w)")


def _amount(number: str, language: str, *, grouped: bool = False) -> Decimal | None:
    digits = number.replace(" ", "").replace("'", "")
    comma, dot = digits.rfind(","), digits.rfind(".")
    decimal = ","
    if comma >= 0 and dot >= 0:
        decimal = "," if comma > dot else "."
    elif comma >= 0 or dot >= 0:
        mark = "," if comma >= 0 else "."
        tail = len(digits) - max(comma, dot) - 1
        apart = mark != words_decimal(language) or grouped
        parted = digits.count(mark) > 1 or (tail == 3 and apart and digits[0] != "0")
        decimal = ("." if mark == "," else ",") if parted else mark
    plain = digits.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def words_decimal(language: str) -> str:
    """The decimal mark of a language."""
    return "." if language == "en" else ","


def _spoken(run: str, language: str) -> Decimal | None:
    vocabulary = words.load(language)
    pairs: list[tuple[str, int]] = []
    half = Decimal(0)
    pieces = re.findall(r"[^\W\d_]+", run)
    if pieces[-1:] == ["and"]:
        return None
    for at, piece in enumerate(pieces):
        halved = piece == "half" or vocabulary.single.get(piece, ("",))[0] == "2" or piece.endswith("einhalb")
        if halved or piece in ("anderthalb", "quarter", "quarters"):
            half = Decimal("0.5") if halved else Decimal("1.5") if piece == "anderthalb" else Decimal("0.25")
            half *= pairs.pop()[1] if piece.startswith("quarter") and pairs else 1
            if piece.endswith("einhalb"):
                pairs.append(("n", numbers.german(piece.removesuffix("einhalb")) or 0))
            elif halved and pairs and pieces[at - 1] in vocabulary.numbers and pieces[at - 1] in ARTICLES:
                pairs.pop()
            rest = [numbers.is_number_word(p, vocabulary) for p in pieces[at + 1 :]]
            scale = next((value for kind, value in filter(None, rest) if kind == "s"), 1)
            base = numbers.compose(pairs)[0] if pairs else 0
            return (Decimal(base) + half) * scale if scale > 1 else None
        word = numbers.is_number_word(piece, vocabulary)
        if word and word[0] in "ns":
            pairs.append(word)
    values = numbers.compose(pairs, french=language == "fr") if pairs else []
    return Decimal(values[-1]) if values and pairs else None


@cache
def _unit(label: str) -> tuple[str, int]:
    """(ISO code, parts of one whole) of a symbol, a code or a spoken unit."""
    raw = _table()
    label = re.sub(r"\s+", " ", label.strip())
    if label in raw["symbols"]:
        return raw["symbols"][label], 1
    if label[:1] == "t" and label[1:] in raw["symbols"]:
        return raw["symbols"][label[1:]], 1
    bare = label[1:] if label[:1] in ("m", "t") and label[1:] in raw["codes"]["list"] else label
    if bare in raw["codes"]["list"]:
        return {"rmb": "CNY"}.get(bare, bare.upper()), 1
    for nation, code in raw["nations"].items():
        if label.startswith((nation + " ", nation + "-")) and label not in raw["names"]:
            return code, 100 if label.endswith(("cents", "cent", "pence")) else 1
    code, parts = raw["names"].get(label, ("", 1))
    return code, parts


def _join_cents(found: list[MoneySpan], folded: str) -> list[MoneySpan]:
    """`3 dollars 50 cents` is one amount."""
    out: list[MoneySpan] = []
    for span in found:
        before = out[-1] if out else None
        gap = folded[before.end : span.start] if before else None
        small = re.search(r"(?:cents?|pence|mao)$", folded[span.start : span.end])
        if before and small and gap is not None and re.fullmatch(r"\s?(?:and|e|y|und)?\s?", gap) and span.low < 1:
            total = before.low + span.low
            out[-1] = replace(before, end=span.end, low=total, high=total)
        else:
            out.append(span)
    return out


@cache
def _small(language: str) -> re.Pattern[str]:
    """A number from 10 to 99 that ends what was said about the price."""
    known = words.load(language).numbers
    tens = _either([word for word, value in known.items() if 10 <= value <= 99])
    ones = _either([word for word, value in known.items() if 1 <= value <= 9])
    return re.compile(
        rf"\s(?:and\s|e\s|y\s|et\s|und\s)?(?P<cents>\d{{2}}"
        rf"|(?:{tens})(?:[\s-](?:{ones}))?)(?=\s?(?:[.,;!?)]|$)(?!\d)|\s(?:more|less)\b)"
    )


NAMED_UNIT = re.compile(r"[^\W\d_]{3,}$")


def _with_cents(span: MoneySpan, folded: str, language: str) -> MoneySpan:
    """`thirteen dollars forty five`, `15 dollars and 15`: the cents without their name."""
    said = folded[span.start : span.end]
    if span.low != span.high or span.low % 1 or span.scale > 1 or not NAMED_UNIT.search(said):
        return span
    match = _small(language).match(folded, span.end)
    cents = None if match is None else _amount(match["cents"], "en") or _spoken(match["cents"], language)
    if match is None or cents is None or not 10 <= cents <= 99:
        return span
    total = span.low + cents / 100
    return replace(span, end=match.end(), low=total, high=total)


LINK = re.compile(r"\s?(?:-|to|and|or|bis|à|a|e|y|et|und|até|hasta)\s?")
BARE = re.compile(
    rf"(?<![\w.,$€£])({NUMBER})\s?(k|mil|tausend|mille|thousand)?\s?(?:-|to|bis|à|a|até|or|oder|and|und|e|y|et)\s?$"
)
ARTICLES = frozenset({"a", "ein", "eine", "einen", "un", "una", "une", "um", "uma"})


def _join_ranges(found: list[MoneySpan], folded: str, language: str) -> list[MoneySpan]:
    """`between $50k and $60k`, `50 to 60k`, `$50-60k`."""
    out: list[MoneySpan] = []
    for span in found:
        before = out[-1] if out else None
        if before and before.low == before.high and _linked(before, span, folded):
            low = before.low * span.scale if before.scale == 1 and span.scale > 1 and before.low < 1000 else before.low
            if low < span.low:
                out[-1] = replace(span, start=before.start, low=low, currency=before.currency or span.currency,
                                  sure=before.sure or span.sure)  # fmt: skip
                continue
        out.append(_with_bare_low(span, folded, language))
    return out


def _linked(before: MoneySpan, span: MoneySpan, folded: str) -> bool:
    gap = folded[before.end : span.start]
    if not LINK.fullmatch(gap):
        return False
    if gap.strip() in ("and", "und", "e", "y", "et"):
        return bool(re.search(r"(?:between|zwischen|entre)\s$", folded[max(0, before.start - 10) : before.start]))
    return True


def _with_bare_low(span: MoneySpan, folded: str, language: str) -> MoneySpan:
    match = BARE.search(folded, max(0, span.start - 24), span.start)
    if not match or (
        re.search(r"(?:and|und|e|y|et)\s?$", match.group())
        and not re.search(r"(?:between|zwischen|entre)\s$", folded[max(0, match.start() - 10) : match.start()])
    ):
        return span
    low = _amount(match[1], language, grouped=span.currency in GROUPED)
    if low is None:
        return span
    low = low * Decimal(1000) if match[2] else low * span.scale if low < 1000 else low
    return replace(span, start=match.start(), low=low) if low < span.low else span
