"""Decodes pgoutput messages (PostgreSQL documentation, "Logical Replication Message Formats", protocol version 1)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

_KINDS: dict[bytes, Literal["insert", "update", "delete"]] = {b"I": "insert", b"U": "update", b"D": "delete"}


@dataclass(frozen=True, slots=True)
class Relation:
    """A table as the stream announces it before the first change of it."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One changed row: the published columns in Postgres's text form; of a deleted row, its key."""

    kind: Literal["insert", "update", "delete"]
    table: str
    row: dict[str, str | None]


class Decoder:
    """Turns the stream into whole transactions: a list of changes at each commit."""

    def __init__(self) -> None:
        self._relations: dict[int, Relation] = {}
        self._pending: list[Change] = []

    def feed(self, message: bytes) -> list[Change] | None:
        """The changes of a transaction when `message` commits it, else None."""
        head = message[:1]
        if head == b"R":
            oid, relation = _relation(message)
            self._relations[oid] = relation
        elif head in _KINDS:
            self._pending.append(self._change(head, message))
        elif head == b"C":
            done, self._pending = self._pending, []
            return done
        return None

    def _change(self, head: bytes, message: bytes) -> Change:
        relation = self._relations[struct.unpack_from("!I", message, 1)[0]]
        position = 5
        if head == b"U" and message[position : position + 1] in (b"K", b"O"):
            _, position = _tuple(message, position + 1)
        values, _ = _tuple(message, position + 1)
        return Change(_KINDS[head], relation.name, dict(zip(relation.columns, values, strict=True)))


def transactions(messages: Iterable[bytes]) -> Iterator[list[Change]]:
    """The transactions of a finite recording, for tests."""
    decoder = Decoder()
    for message in messages:
        if (done := decoder.feed(message)) is not None:
            yield done


def _relation(message: bytes) -> tuple[int, Relation]:
    oid = struct.unpack_from("!I", message, 1)[0]
    end_of_schema = message.index(0, 5)
    end_of_name = message.index(0, end_of_schema + 1)
    name = message[end_of_schema + 1 : end_of_name].decode()
    count = struct.unpack_from("!H", message, end_of_name + 2)[0]  # after the replica identity byte
    position = end_of_name + 4
    columns = []
    for _ in range(count):
        end = message.index(0, position + 1)  # after the flags byte
        columns.append(message[position + 1 : end].decode())
        position = end + 1 + 8  # type oid and modifier
    return oid, Relation(name, tuple(columns))


def _tuple(message: bytes, position: int) -> tuple[list[str | None], int]:
    count = struct.unpack_from("!H", message, position)[0]
    position += 2
    values: list[str | None] = []
    for _ in range(count):
        kind = message[position : position + 1]
        position += 1
        if kind == b"t":
            size = struct.unpack_from("!I", message, position)[0]
            values.append(message[position + 4 : position + 4 + size].decode())
            position += 4 + size
        else:  # null, or a large value that did not change
            values.append(None)
    return values, position
