"""Filter operators and their values (https://docs.postgrest.org/en/v14/references/api/tables_views.html#operators)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from comity.platform.rest.parse.scanner import Scanner
from comity.platform.rest.parse.syntax import Op

PLAIN = {
    "neq": "<>",
    "cs": "@>",
    "cd": "<@",
    "ov": "&&",
    "sl": "<<",
    "sr": ">>",
    "nxr": "&<",
    "nxl": "&>",
    "adj": "-|-",
}
QUANTIFIED = {
    "eq": "=",
    "gte": ">=",
    "gt": ">",
    "lte": "<=",
    "lt": "<",
    "like": "like",
    "ilike": "ilike",
    "match": "~",
    "imatch": "~*",
}
SEARCH = {
    "fts": "to_tsquery",
    "plfts": "plainto_tsquery",
    "phfts": "phraseto_tsquery",
    "wfts": "websearch_to_tsquery",
}
IS = {
    "null": "null",
    "not_null": "not null",
    "true": "true",
    "false": "false",
    "unknown": "unknown",
}
_LABEL = '"not" or operator (eq, gt, ...)'
_OPERATOR = "operator (eq, gt, ...)"
_HEAD = re.compile(r"([a-z]+)(?:\(([^()]*)\))?")
_LANGUAGE = re.compile(r"[\w $]+")
_PLAIN_VALUE = re.compile(r"[^,)]*")
_ARRAY = re.compile(r"\{[^{}]*\}")


@lru_cache(maxsize=2048)
def _head(text: str) -> Op | None:
    """The operator before the dot, `eq`, `eq(any)` or `fts(german)`; None when there is no such operator."""
    found = _HEAD.fullmatch(text)
    if found is None:
        return None
    name, modifier = found[1], found[2]
    if name in QUANTIFIED:
        quantifiers: dict[str | None, Literal["", "any", "all"]] = {None: "", "any": "any", "all": "all"}
        return Op(name, False, quantifiers[modifier]) if modifier in quantifiers else None
    if name in SEARCH:
        if modifier is None:
            return Op(name)
        return Op(name, False, "", modifier.strip(" ")) if _LANGUAGE.fullmatch(modifier) else None
    if modifier is None and (name in PLAIN or name in ("in", "is", "isdistinct")):
        return Op(name)
    return None


def read_operator(scan: Scanner) -> Op | None:
    """`not.eq(any).`, up to and with the dot before the value; None, at the same place, when it is none."""
    start = scan.at
    negated = scan.take("not.")
    dot = scan.text.find(".", scan.at)
    op = _head(scan.text[scan.at : dot]) if dot >= 0 else None
    if op is None:
        scan.at = start
        return None
    scan.at = dot + 1
    return op._replace(negated=True) if negated else op


def no_operator(scan: Scanner) -> None:
    """Refuses what stands where an operator should."""
    start = scan.at
    if scan.take("not."):
        scan.fail(_OPERATOR)
    at = start
    for wanted in "not":  # the letters it shares with `not` are not what is wrong
        if not scan.text.startswith(wanted, at):
            break
        at += 1
    met = f'"{scan.text[at]}"' if at < len(scan.text) else "end of input"
    scan.fail(_LABEL, at=start, unexpected=met)


def read_value(scan: Scanner, op: Op, *, inside: bool) -> tuple[Op, str | None]:
    """The operator's value as the database takes it; `inside` a logic tree it ends at a comma or parenthesis."""
    if op.name == "in":
        return op, read_list(scan)
    if op.name == "is":
        return op._replace(name="is." + _read_is(scan, inside=inside)), None
    value = _read_inside(scan) if inside else scan.text[scan.at :]
    if not inside:
        scan.at = len(scan.text)
    if op.name in ("like", "ilike"):
        value = value.replace("*", "%")
    return op, value


def _read_is(scan: Scanner, *, inside: bool) -> str:
    start = scan.at
    end = _PLAIN_VALUE.match(scan.text, start)
    word = (end[0] if inside and end else scan.text[start:]).strip().lower()
    if word not in IS:
        scan.fail("isVal: (null, not_null, true, false, unknown)")
    scan.at = end.end() if inside and end else len(scan.text)
    return word


def _read_inside(scan: Scanner) -> str:
    start = scan.at
    if scan.peek('"'):
        quoted = scan.quoted()
        if quoted is not None and _ends(scan):
            return quoted
        scan.at = start
    array = scan.match(_ARRAY)
    if array is not None:
        return array
    return scan.match(_PLAIN_VALUE) or ""


def _ends(scan: Scanner) -> bool:
    return scan.done() or scan.text[scan.at] in ",)"


def read_list(scan: Scanner) -> str:
    """`(1,"a,b",c)` as a Postgres array literal: any length is one parameter, and so one plan."""
    scan.blank()
    scan.need("(")
    scan.blank()
    items: list[str] = []
    while True:
        items.append(_read_element(scan))
        if scan.take(","):
            continue
        scan.need(")", '"," or ")"')
        scan.blank()
        return array_literal(items) if items != [""] else "{}"


def _read_element(scan: Scanner) -> str:
    start = scan.at
    if scan.peek('"'):
        quoted = scan.quoted()
        if quoted is not None and _ends(scan):
            return quoted
        scan.at = start
    return scan.match(_PLAIN_VALUE) or ""


def array_literal(items: list[str]) -> str:
    """Every element quoted, so that nothing in it is syntax."""
    return "{" + ",".join('"' + i.replace("\\", "\\\\").replace('"', '\\"') + '"' for i in items) + "}"
