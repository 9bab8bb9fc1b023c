"""`or=(a.eq.1,and(b.gt.2,not.or(c.is.null,d.in.(1,2))))`."""

from __future__ import annotations

from typing import Literal

from comity.platform.rest import errors
from comity.platform.rest.parse.names import read_json_path
from comity.platform.rest.parse.operators import no_operator, read_operator, read_value
from comity.platform.rest.parse.scanner import Scanner
from comity.platform.rest.parse.syntax import Condition, Field, Filter, Logic

MAX_CONDITIONS = 2000
_ITEM = "field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)"


def read_logic(text: str, kind: str, negated: bool, values: list[str]) -> Logic:
    """The tree of one `and`/`or` parameter; its values are appended to `values`."""
    prefix = ("not." if negated else "") + kind
    scan = Scanner(prefix + text, "logic tree", shown=text)
    scan.at = len(prefix)
    return _read_group(scan, negated, "or" if kind == "or" else "and", values)


def _read_group(scan: Scanner, negated: bool, kind: Literal["and", "or"], values: list[str]) -> Logic:
    scan.deeper()
    scan.blank()
    scan.need("(")
    items: list[Condition] = []
    while True:
        scan.blank()
        items.append(_read_item(scan, values))
        if len(items) > MAX_CONDITIONS:
            raise errors.too_much("logic tree", MAX_CONDITIONS)
        scan.blank()
        if not scan.take(","):
            break
    scan.need(")", '"," or ")"')
    scan.blank()
    scan.depth -= 1
    return Logic(negated, kind, tuple(items))


def _read_item(scan: Scanner, values: list[str]) -> Condition:
    start = scan.at
    negated = scan.take("not.")
    kinds: tuple[Literal["and", "or"], ...] = ("and", "or")
    for kind in kinds:
        word = scan.at
        if scan.take(kind):
            scan.blank()
            if scan.peek("("):
                return _read_group(scan, negated, kind, values)
            scan.at = word
    scan.at = start
    if scan.done() or scan.text[scan.at] in "(),.":
        scan.fail(_ITEM)
    return _read_filter(scan, values)


def _read_filter(scan: Scanner, values: list[str]) -> Filter:
    field = Field(scan.name(), read_json_path(scan))
    scan.blank()
    scan.need(".", "delimiter (.)" if not scan.peek("(") else '"("')
    op = read_operator(scan)
    if op is None:
        no_operator(scan)
        raise AssertionError
    op, value = read_value(scan, op, inside=True)
    if value is None:
        return Filter(field, op, -1)
    values.append(value)
    return Filter(field, op, len(values) - 1)
