"""Request bodies: JSON, CSV and forms become one JSON parameter and the names of its columns.

The text itself goes to the database as it came; here only its keys are looked at
(https://docs.postgrest.org/en/v14/references/api/tables_views.html#bulk-insert).
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson

from comity.platform.rest import errors, media
from comity.platform.rest.media import Media

_KEYS = "All object keys must match"
_INVALID = "Empty or invalid json"


class Payload(NamedTuple):
    """What is written. `text` is JSON (or the raw body of a single-argument function); `keys` its columns."""

    text: bytes
    keys: tuple[str, ...] = ()
    single: bool = False
    form: tuple[tuple[str, str], ...] | None = None

    def shape(self) -> tuple[object, ...]:
        """What decides the statement."""
        return self.keys, self.single, None if self.form is None else tuple(name for name, _ in self.form)


def read_rows(body: bytes, content: Media, columns: tuple[str, ...] | None) -> Payload:
    """The body of an insert or update."""
    if content.name == media.JSON:
        return _json(body, columns)
    if content.name == media.CSV:
        return _csv(body, columns)
    if content.name == media.FORM:
        pairs = dict(_form(body))
        return Payload(orjson.dumps(pairs), columns or tuple(pairs), True)
    raise errors.bad_body(f"Content-Type not acceptable: {content.mime()}")


def read_arguments(body: bytes, content: Media, columns: tuple[str, ...] | None) -> Payload:
    """The body of a function call."""
    if content.name == media.JSON:
        return _json(body or b"{}", columns)
    if content.name == media.FORM:
        pairs = _form(body)
        return Payload(orjson.dumps(dict(pairs)), tuple(dict(pairs)), True, tuple(pairs))
    if content.name == media.CSV:
        return _csv(body, None)
    if content.name == media.OCTETS:
        return Payload(b"\\x" + body.hex().encode())
    if content.name in (media.TEXT, media.XML):
        if b"\0" in body:
            raise errors.nul_byte()
        return Payload(body)
    raise errors.bad_body(f"Content-Type not acceptable: {content.mime()}")


def _json(body: bytes, columns: tuple[str, ...] | None) -> Payload:
    if columns is not None:
        if b"\0" in body:  # parameters end at a zero byte, and so would the body
            raise errors.bad_body(_INVALID)
        return Payload(body, columns, body.lstrip(b" \t\r\n")[:1] == b"{")
    value = parse_json(body)
    if isinstance(value, dict):
        return Payload(body, tuple(value), True)
    if not isinstance(value, list) or not value:
        return Payload(b"[]")
    if not isinstance(value[0], dict):
        raise errors.bad_body(_KEYS)
    keys = value[0].keys()
    if not all(isinstance(row, dict) and row.keys() == keys for row in value):
        raise errors.bad_body(_KEYS)
    return Payload(body, tuple(keys))


def parse_json(body: bytes) -> Any:
    """The value of a JSON text; orjson first, the standard library for the numbers it does not hold."""
    try:
        return orjson.loads(body)
    except ValueError:
        pass
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise errors.bad_body(_INVALID) from None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _csv(body: bytes, columns: tuple[str, ...] | None) -> Payload:
    try:
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise errors.bad_body("parse error (not enough input)") from None
    rows = [row for row in rows if row]
    if not rows:
        raise errors.bad_body("parse error (not enough input)")
    header, *lines = rows
    if any(len(line) != len(header) for line in lines):
        raise errors.bad_body("All lines must have same number of fields")
    nulled = [[None if cell == "NULL" else cell for cell in line] for line in lines]
    text = orjson.dumps([dict(zip(header, line, strict=True)) for line in nulled])
    return Payload(text, columns or (tuple(header) if lines else ()))


def _form(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except (UnicodeDecodeError, ValueError):
        raise errors.bad_body("Empty or invalid form") from None
