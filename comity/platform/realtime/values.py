"""Values as the log writes them become JSON, and are compared with a filter's, as the database would do it."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import orjson

from comity.platform.realtime.bindings import Condition

_NUMBERS: Final = frozenset(("int2", "int4", "int8", "float4", "float8", "numeric", "oid"))
_TEXTS: Final = frozenset(("text", "varchar", "bpchar", "name", "citext", "uuid", "char"))
_DATES: Final = frozenset(("date", "timestamp", "timestamptz"))
_JSONS: Final = frozenset(("json", "jsonb"))
_NUMBER: Final = re.compile(rb"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_ARRAY: Final = re.compile(r'[{}]|,|"((?:[^"\\]|\\.)*)"|([^,{}"]+)')
_WORK: Final = 200_000
"""Steps a pattern may take here, where everybody waits for it."""
Value = str | None


def as_json(value: Value, kind: str, element: str | None = None) -> bytes:
    """What to_jsonb() would say of the value."""
    if value is None:
        return b"null"
    if kind in _NUMBERS:
        text = value.encode()
        return text if _NUMBER.fullmatch(text) else orjson.dumps(value)
    if kind == "bool":
        return b"true" if value == "t" else b"false"
    if kind in _JSONS:
        return value.encode()
    if kind in _DATES and kind != "date":
        return orjson.dumps(_iso(value))
    if element is not None:
        return _array(value, element)
    return orjson.dumps(value)


def _iso(text: str) -> str:
    """`2026-01-02 03:04:05.6+00` as `2026-01-02T03:04:05.6+00:00`."""
    text = text.replace(" ", "T", 1)
    return text + ":00" if len(text) > 3 and text[-3] in "+-" and "T" in text else text


def _array(text: str, element: str) -> bytes:
    if not text.startswith("{"):  # with bounds of its own
        return orjson.dumps(text)
    out: list[bytes] = []
    for match in _ARRAY.finditer(text):
        mark = match[0]
        if mark in "{},":
            out.append({"{": b"[", "}": b"]", ",": b","}[mark])
        elif match[1] is not None:
            out.append(as_json(re.sub(r"\\(.)", r"\1", match[1]), element))
        else:
            out.append(b"null" if mark == "NULL" else as_json(mark, element))
    return b"".join(out)


def holds(condition: Condition, value: Value, kind: str) -> bool | None:
    """Whether a condition holds for a value; None when only the database can say."""
    held = _held(condition, value, kind)
    return held if held is None or not condition.negated else not held


def _held(condition: Condition, value: Value, kind: str) -> bool | None:
    operator = condition.operator
    if operator == "is":
        return _is(condition.value, value)
    if operator == "isdistinct":
        return value is None or not _same(value, condition.value, kind)
    if value is None:
        return condition.negated  # unknown is not true, and its negation neither
    if operator == "in":
        return any(_same(value, one, kind) for one in condition.values)
    if operator in ("eq", "neq"):
        return _same(value, condition.value, kind) == (operator == "eq")
    if operator in ("like", "ilike"):
        if len(value) * len(condition.value) > _WORK:
            return None
        if operator == "ilike":
            return like(value.lower(), condition.value.lower())
        return like(value, condition.value)
    if operator in ("match", "imatch"):
        return None  # expressions are Postgres's own
    return _ordered(operator, value, condition.value, kind)


def _is(wanted: str, value: Value) -> bool:
    match wanted:
        case "null" | "unknown":
            return value is None
        case "not_null":
            return value is not None
    return value == ("t" if wanted == "true" else "f")


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _same(value: str, operand: str, kind: str) -> bool:
    if value == operand:
        return True
    if kind in _NUMBERS:
        left, right = _number(value), _number(operand)
        return left is not None and left == right
    if kind == "bpchar":
        return value.rstrip(" ") == operand.rstrip(" ")
    return False


def _ordered(operator: str, value: str, operand: str, kind: str) -> bool | None:
    left: Any = value
    right: Any = operand
    if kind in _NUMBERS:
        left, right = _number(value), _number(operand)
        if left is None or right is None or left.is_nan() or right.is_nan():
            return None
    elif kind in _DATES:
        if not (value[:4].isdecimal() and operand[:4].isdecimal() and value[4] == operand[4] == "-"):
            return None  # infinity, years of five digits
        if value.endswith(" BC") or operand.endswith(" BC"):
            return None
    else:
        return None  # order of text is the collation's
    return bool({"lt": left < right, "lte": left <= right, "gt": left > right, "gte": left >= right}[operator])


def like(value: str, pattern: str) -> bool:
    """SQL's LIKE, in time proportional to both lengths' product at worst."""
    tokens = _tokens(pattern)
    at = token = 0
    star, mark = -1, 0
    while at < len(value):
        if token < len(tokens) and tokens[token] in (("one", ""), ("is", value[at])):
            at, token = at + 1, token + 1
        elif token < len(tokens) and tokens[token] == ("any", ""):
            star, mark, token = token, at, token + 1
        elif star >= 0:
            mark += 1
            at, token = mark, star + 1
        else:
            return False
    return all(one == ("any", "") for one in tokens[token:])


def _tokens(pattern: str) -> list[tuple[str, str]]:
    tokens, position = [], 0
    while position < len(pattern):
        char = pattern[position]
        if char == "\\" and position + 1 < len(pattern):
            position += 1
            tokens.append(("is", pattern[position]))
        elif char in "%_":
            tokens.append(("any", "") if char == "%" else ("one", ""))
        else:
            tokens.append(("is", char))
        position += 1
    return tokens


PLAIN: Final = _NUMBERS | _TEXTS
"""Types whose values a filter writes as the database does, or that are compared by what they mean."""
