"""`order=a.desc.nullslast,rel(b).asc,data->x`."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from comity.platform.rest.parse.names import read_field
from comity.platform.rest.parse.scanner import Scanner
from comity.platform.rest.parse.syntax import Field, Order


@lru_cache(maxsize=1024)
def read_order(text: str) -> tuple[Order, ...]:
    """The terms of one `order` parameter."""
    scan = Scanner(text, "order")
    terms = [_read_term(scan)]
    while scan.take(","):
        terms.append(_read_term(scan))
    if not scan.done():
        _unexpected(scan)
    return tuple(terms)


def _read_term(scan: Scanner) -> Order:
    field = read_field(scan)
    relation = None
    if scan.peek("(") and not field.path:
        opening = scan.at
        scan.at += 1
        inner = read_field(scan)
        if not scan.take(")"):
            scan.fail(
                'letter, digit, "-", "->>", "->", delimiter (.), "," or end of input', at=opening,
                unexpected="'('",
            )  # fmt: skip
        relation, field = field.name, inner
    return _read_modifiers(scan, field, relation)


def _read_modifiers(scan: Scanner, field: Field, relation: str | None) -> Order:
    descending: bool | None = None
    nulls: Literal["first", "last"] | None = None
    if scan.peek(".asc"):
        scan.at += 4
        descending = False
    elif scan.peek(".desc"):
        scan.at += 5
        descending = True
    if scan.take(".nullsfirst"):
        nulls = "first"
    elif scan.take(".nullslast"):
        nulls = "last"
    if nulls is None and scan.peek("."):
        _bad_modifier(scan, direction=descending is None)
    scan.blank()
    if not scan.done() and not scan.peek(","):
        _unexpected(scan)
    return Order(field, descending, nulls, relation)


def _bad_modifier(scan: Scanner, *, direction: bool) -> None:
    words = ("asc", "desc", "nullsfirst", "nullslast") if direction else ("nullsfirst", "nullslast")
    start = scan.at + 1
    rest = scan.text[start:]
    shared = max(_common(rest, word) for word in words)
    met = f'"{rest[shared]}"' if shared < len(rest) else "end of input"
    quoted = [f'"{word}"' for word in words]
    scan.fail(", ".join(quoted[:-1]) + " or " + quoted[-1], at=start, unexpected=met)


def _common(text: str, word: str) -> int:
    count = 0
    for a, b in zip(text, word, strict=False):
        if a != b:
            break
        count += 1
    return count


def _unexpected(scan: Scanner) -> None:
    scan.fail('"," or end of input', unexpected=f"'{scan.text[scan.at]}'")
