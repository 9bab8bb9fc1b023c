"""A row's values as a line of COPY into app.import_rows, and what is wrong with it."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SAFE = re.compile(r"[\w@.+-]*\Z")
"""An address or a number that needs no quotes in an array of Postgres."""

CELL, ROW, NOTE = "cell", "row", "note"
"""How bad a problem is: a value was left out, the row cannot be taken, a value was kept as it was written."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One problem of one row."""

    column: str
    value: str
    reason: str
    weight: str = CELL

    def to_json(self) -> dict[str, str]:
        return {"column": self.column, "value": self.value[:200], "reason": self.reason, "weight": self.weight}


def new_ids(count: int) -> Iterator[bytes]:
    """UUIDs of version 7 (RFC 9562) in rising order: the row's number in the batch stands where others are at random.

    Made here, a batch at a time: Postgres asks the kernel for randomness once for each, which costs five times as much.
    """
    now, tail = int(time.time() * 1000), os.urandom(8 * count).hex()
    for begin in range(0, count, 4096):
        head = f"{now + (begin >> 12):012x}7"
        for i in range(begin, min(count, begin + 4096)):
            yield f"{head}{i - begin:03x}8{tail[i * 16 + 1 : i * 16 + 16]}".encode()


def line(head: bytes, record_id: bytes, number: int, data: Mapping[str, Any], troubles: Sequence[Trouble]) -> bytes:
    """One line of `copy app.import_rows (…)`; `head` is what all begin with."""
    addresses = digits = external_id = problems = b"\\N"
    action = b"n"
    if troubles:
        action = b"b" if any(trouble.weight == ROW for trouble in troubles) else b"n"
        problems = _json([trouble.to_json() for trouble in troubles])
    points = data.get("points")
    if points:
        said: dict[str, list[str]] = {"email": [], "phone": []}
        for point in points:
            said[point["kind"]].append(point["value"])
        addresses, digits = _array(said["email"]), _array(said["phone"])
    else:
        if "email" in data:
            addresses = _array([data["email"]])
        if "phone" in data:
            digits = _array([data["phone"]])
    external = data.get("external_id")
    if external:
        external_id = external.translate(_SPECIAL).encode("utf-8", "replace")
    return b"%b%b\t%d\t%b\t%b\t%b\t%b\t%b\t%b\n" % (
        head, record_id, number, action, addresses, digits, external_id, _json(data), problems,
    )  # fmt: skip


def _json(value: Any) -> bytes:
    try:
        raw = orjson.dumps(value)
    except TypeError:  # half a character, from a broken JSON file
        raw = orjson.dumps(orjson.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")))
    if b"\\" in raw:
        raw = raw.replace(b"\\u0000", b"").replace(b"\\", b"\\\\")
    return raw


def _array(values: list[str]) -> bytes:
    if not values:
        return b"\\N"
    if len(values) == 1 and _SAFE.match(values[0]):
        return b"{" + values[0].encode() + b"}"
    quoted = [v if _SAFE.match(v) else '"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values]
    return ("{" + ",".join(quoted) + "}").translate(_SPECIAL).encode("utf-8", "replace")
