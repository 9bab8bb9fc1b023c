"""The query string as a whole: which parameter is a filter, which a reserved word, which an argument."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from operator import itemgetter
from urllib.parse import quote, unquote_to_bytes

from comity.platform.rest import errors
from comity.platform.rest.parse.logic import read_logic
from comity.platform.rest.parse.names import read_columns, read_key, read_logic_key, read_path
from comity.platform.rest.parse.operators import no_operator, read_operator, read_value
from comity.platform.rest.parse.order import read_order
from comity.platform.rest.parse.scanner import Scanner
from comity.platform.rest.parse.select import read_select
from comity.platform.rest.parse.syntax import (
    ALL,
    NONE,
    Condition,
    Filter,
    Order,
    Path,
    Range,
    SelectItem,
)

MAX_PARAMS = 1000
_UNRESERVED = re.compile(r"[A-Za-z0-9_.~-]*")
_ANYWHERE = frozenset(("order", "limit", "offset", "and", "or"))


@dataclass(slots=True)
class Query:
    """A parsed query string. `values` are what its filters compare with, lifted out of them in order."""

    select: tuple[SelectItem, ...] = ()
    where: list[tuple[Path, Condition]] = field(default_factory=list)
    orders: list[tuple[Path, tuple[Order, ...]]] = field(default_factory=list)
    ranges: dict[Path, Range] = field(default_factory=dict)
    columns: tuple[str, ...] | None = None
    on_conflict: tuple[str, ...] | None = None
    arguments: list[tuple[str, str]] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    filter_keys: set[str] = field(default_factory=set)
    canonical: str = ""

    def range(self, path: Path = ()) -> Range:
        return self.ranges.get(path, ALL)


def decode(raw: str) -> list[tuple[str, str | None]]:
    """The pairs of a query string, `+` and `%xx` decoded."""
    if not raw:
        return []
    pairs = raw.split("&")
    if len(pairs) > MAX_PARAMS:
        raise errors.too_much("query parameters", MAX_PARAMS)
    return [_pair(pair) for pair in pairs if pair]


def _pair(pair: str) -> tuple[str, str | None]:
    key, equals, value = pair.partition("=")
    return text_of(key), text_of(value) if equals else None


def text_of(part: str) -> str:
    """A part of a query string, decoded."""
    if "+" in part:
        part = part.replace("+", " ")
    if "%" in part:
        try:
            part = unquote_to_bytes(part).decode()
        except UnicodeDecodeError:
            raise errors.not_utf8() from None
    if "\0" in part:
        raise errors.nul_byte()
    return part


def encode(pairs: list[tuple[str, str | None]]) -> str:
    """The canonical query string (the `Content-Location` header): sorted by key, values of one key side by side."""
    text, last = "", None
    for key, value in sorted(pairs, key=itemgetter(0)):
        text += between(key, last) + quoted(value or "")
        last = key
    return text


def between(key: str, last: str | None) -> str:
    """What stands before a value of this key in a canonical query string, behind one of `last`."""
    return "," if key == last else f"{'' if last is None else '&'}{quoted(key)}="


def quoted(text: str) -> str:
    """A part of a query string, encoded."""
    return text if _UNRESERVED.fullmatch(text) else quote(text, safe="")


def read_query(pairs: list[tuple[str, str | None]], *, arguments: bool = False) -> Query:
    """Parses the pairs; with `arguments` (a GET on a function) what is no filter is an argument."""
    query = Query()
    select: str | None = None
    limits: dict[Path, str] = {}
    offsets: dict[Path, str] = {}
    for key, value in pairs:
        if value is None:
            continue
        last = key.rpartition(".")[2]
        if last in _ANYWHERE:
            _read_reserved(query, key, last, value, limits, offsets)
        elif key == "select":
            select = value if select is None else select
        elif key == "columns":
            query.columns = query.columns or read_columns(value, "columns parameter")
        elif key == "on_conflict":
            query.on_conflict = query.on_conflict or read_columns(value, "on_conflict parameter")
        else:
            _read_filter(query, key, value, arguments)
    query.select = read_select("*" if select is None else select)
    query.ranges = _ranges(limits, offsets)
    return query


def _read_reserved(
    query: Query, key: str, word: str, value: str, limits: dict[Path, str], offsets: dict[Path, str]
) -> None:
    if word == "order":
        query.orders.append((read_path(key), read_order(value)))
    elif word == "limit":
        limits.setdefault(read_path(key), value)
    elif word == "offset":
        offsets.setdefault(read_path(key), value)
    else:
        path, negated, kind = read_logic_key(key)
        query.where.append((path, read_logic(value, kind, negated, query.values)))


def _read_filter(query: Query, key: str, value: str, arguments: bool) -> None:
    scan = Scanner(value, "filter")
    op = read_operator(scan)
    if op is None:
        if arguments:
            query.arguments.append((key, value))
            return
        no_operator(scan)
        raise AssertionError
    path, column = read_key(key)
    op, lifted = read_value(scan, op, inside=False)
    query.filter_keys.add(key)
    slot = -1
    if lifted is not None:
        slot = len(query.values)
        query.values.append(lifted)
    query.where.append((path, Filter(column, op, slot)))


def _ranges(limits: dict[Path, str], offsets: dict[Path, str]) -> dict[Path, Range]:
    ranges: dict[Path, Range] = {}
    for path in {**limits, **offsets}:
        limit, offset = _number(limits.get(path)), _number(offsets.get(path)) or 0
        if limit is None:
            ranges[path] = Range(offset, None)
        else:
            ranges[path] = NONE if limit == 0 else Range(offset, offset + limit - 1)
    return ranges


def _number(text: str | None) -> int | None:
    """What is not a number is as if it were not there."""
    if text is None or len(text) > 20:
        return None
    try:
        return int(text)
    except ValueError:
        return None
