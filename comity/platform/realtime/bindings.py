"""What a client wants to hear of changes: `{event, schema, table, filter, select}` read and checked (wire.md 3.3)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from comity.platform.realtime import limits

OPERATORS: Final = (
    "eq", "neq", "lt", "lte", "gt", "gte", "in", "like", "ilike", "is", "match", "imatch", "isdistinct",
)  # fmt: skip
_CONDITION: Final = re.compile(r'\s*(?:"((?:[^"\\]|\\.)+)"|([^=\s"]+))\s*=(not\.)?([a-z]+)\.(.*)', re.DOTALL)
_BACK: Final = re.compile(r"\\[1-9]")
_IS: Final = ("null", "not_null", "true", "false", "unknown")


class BadBinding(Exception):
    """A wish that cannot be understood; the message is for the client."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`column=[not.]operator.value`; of `in`, its values."""

    column: str
    operator: str
    value: str
    values: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Binding:
    """One wish. Equal wishes have equal numbers, whoever has them."""

    number: int
    event: str
    schema: str
    table: str
    conditions: tuple[Condition, ...] = ()
    select: tuple[str, ...] | None = None


def number_of(given: Mapping[str, Any]) -> int:
    """The id of a wish, which the client finds again in every change."""
    text = orjson.dumps(given, option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(hashlib.blake2b(text, digest_size=4).digest()) & 0x7FFFFFF


def read(given: Any) -> Binding:
    """A wish as the client wrote it. Raises BadBinding."""
    if not isinstance(given, dict):
        raise BadBinding("Error parsing `postgres_changes` params: expected an object")
    event = str(given.get("event", "*")).upper()
    event = event if event in ("INSERT", "UPDATE", "DELETE") else "*"
    schema, table = given.get("schema"), given.get("table")
    if not isinstance(schema, str) and not isinstance(table, str):
        raise BadBinding(
            "No subscription params provided. Please provide at least a `schema` or `table` to subscribe to: "
            + orjson.dumps({key: given[key] for key in given if "token" not in key}).decode()
        )
    schema = schema if isinstance(schema, str) else "public"
    table = table if isinstance(table, str) else "*"
    select = _select(given.get("select"))
    if select and "*" in (schema, table):
        raise BadBinding(
            "Column selection is not supported for wildcard subscriptions. Provide an explicit schema and table name."
        )
    filters = given.get("filter")
    if isinstance(filters, str) and len(filters) > limits.FILTER_CHARACTERS:
        raise BadBinding(f"Error parsing `filter` params: more than {limits.FILTER_CHARACTERS} characters")
    conditions = conditions_of(filters) if isinstance(filters, str) else ()
    return Binding(number_of(given), event, schema, table, conditions, select)


def _select(given: Any) -> tuple[str, ...] | None:
    if isinstance(given, str):
        raise BadBinding(
            'Error parsing `select` params: expected a list of column name strings, e.g. select: ["col1", "col2"]'
        )
    if not isinstance(given, list):
        return None
    return tuple(name for name in given if isinstance(name, str)) or None


def conditions_of(text: str) -> tuple[Condition, ...]:
    """`a=eq.1,b=in.(2,3)`: conditions that must all hold. Raises BadBinding."""
    if not text.strip():
        return ()
    return tuple(_condition(part) for part in _split(text))


def _condition(text: str) -> Condition:
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise BadBinding(f"Error parsing `filter` params: {orjson.dumps([text.strip()]).decode()}")
    column, negated, operator, value = match[1] or match[2], bool(match[3]), match[4], match[5].strip()
    if operator not in OPERATORS:
        raise BadBinding(f"Error parsing `filter` params: {orjson.dumps([operator, value]).decode()}")
    if operator == "in":
        if not (value.startswith("(") and value.endswith(")")):
            raise BadBinding("`in` filter value must be wrapped by parentheses")
        return Condition(column, "in", value, tuple(_plain(one) for one in _split(value[1:-1]) if one.strip()), negated)
    if operator == "is" and value.lower() not in _IS:
        raise BadBinding("invalid value for is filter: must be null, true, false, or unknown")
    if operator in ("match", "imatch") and _is_costly(_plain(value)):
        raise BadBinding("invalid value for match filter: no back references, and at most 500 characters")
    return Condition(column, operator, value.lower() if operator == "is" else _plain(value), (), negated)


def _is_costly(expression: str) -> bool:
    """Whether an expression may take for ever: without back references Postgres takes steps in proportion."""
    return len(expression) > 500 or _BACK.search(expression.replace("\\\\", "")) is not None


def _plain(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value


def _split(text: str) -> list[str]:
    """Splits at commas outside of quotes and parentheses."""
    parts, current, depth, quoted, position = [], "", 0, False, 0
    while position < len(text):
        char = text[position]
        if quoted and char == "\\" and position + 1 < len(text):
            current += text[position : position + 2]
            position += 2
            continue
        if char == '"' and (quoted or not current.strip() or current[-1] in ".,("):
            quoted = not quoted
        elif not quoted and char in "()":
            depth += 1 if char == "(" else -1
        if char == "," and depth <= 0 and not quoted:
            parts.append(current)
            current = ""
        else:
            current += char
        position += 1
    return [*parts, current]
