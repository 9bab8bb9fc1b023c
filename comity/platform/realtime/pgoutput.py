"""Decodes pgoutput messages (PostgreSQL documentation, "Logical Replication Message Formats", protocol version 1).

Version 1 sends a transaction once it is committed and says so at its beginning: changes are handed on as they come, and
nothing of a transaction is kept, however large it is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["insert", "update", "delete"]
_KINDS: Final[dict[int, Kind]] = {ord("I"): "insert", ord("U"): "update", ord("D"): "delete"}
_EPOCH_2000: Final = 946_684_800
_U32: Final = struct.Struct("!I")
_U16: Final = struct.Struct("!H")


@dataclass(frozen=True, slots=True)
class Relation:
    """A table as the stream announces it before the first change of it."""

    oid: int
    schema: str
    name: str
    columns: tuple[str, ...]
    types: tuple[int, ...]
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begin:
    """A committed transaction begins: where in the log it was committed, and when (the database's clock)."""

    position: int
    at: float


@dataclass(frozen=True, slots=True)
class Change:
    """One changed row: the published columns in Postgres's text form; of a deleted row, its key.

    `kept` names large values that an update left as they were: the log does not hold them.
    """

    kind: Kind
    table: str
    row: dict[str, str | None]
    schema: str = "public"
    old: dict[str, str | None] | None = None
    kept: tuple[str, ...] = ()
    relation: Relation | None = None


class Decoder:
    """Turns messages into what they say: Begin, Change; None for what needs no telling."""

    def __init__(self) -> None:
        self.relations: dict[int, Relation] = {}

    def feed(self, message: bytes) -> Begin | Change | None:
        head = message[0]
        if head in _KINDS:
            return self.change(message)
        if head == 66:  # B
            position, at, _ = struct.unpack_from("!QqI", message, 1)
            return Begin(position, at / 1_000_000 + _EPOCH_2000)
        if head == 82:  # R
            relation = _relation(message)
            self.relations[relation.oid] = relation
        return None

    def relation_of(self, message: bytes) -> Relation | None:
        """Of which table a change is, without reading the change."""
        return self.relations[_U32.unpack_from(message, 1)[0]] if message[0] in _KINDS else None

    def change(self, message: bytes) -> Change:
        return read(self.relations[_U32.unpack_from(message, 1)[0]], message)

    def first_of(self, message: bytes, column: str) -> str | None:
        """One column of a change without reading the rest: enough to know whom a flood of changes concerns."""
        relation = self.relations[_U32.unpack_from(message, 1)[0]]
        try:
            wanted = relation.columns.index(column)
        except ValueError:
            return None
        position = 6
        if message[0] == 85 and message[5] in (75, 79):
            _, position, _ = _tuple(message, 6)
            position += 1
        position += 2
        for index in range(wanted + 1):
            kind = message[position]
            position += 1
            if kind == 116:
                size = _U32.unpack_from(message, position)[0]
                if index == wanted:
                    return message[position + 4 : position + 4 + size].decode()
                position += 4 + size
        return None


def kind_of(message: bytes) -> Kind:
    """What happened to a row, without reading which."""
    return _KINDS[message[0]]


def read(relation: Relation, message: bytes) -> Change:
    """The change a message of this table tells."""
    head, position = message[0], 5
    old: dict[str, str | None] | None = None
    marker = message[position]
    if marker in (75, 79):  # K, O
        values, position, _ = _tuple(message, position + 1)
        old = dict(zip(relation.columns, values, strict=True))
        if marker == 75:
            old = {name: old[name] for name in relation.key}
    if head == 68:  # D
        return Change("delete", relation.name, old or {}, relation.schema, old, (), relation)
    values, _, kept = _tuple(message, position + 1)
    row = dict(zip(relation.columns, values, strict=True))
    names = tuple(relation.columns[i] for i in kept)
    return Change(_KINDS[head], relation.name, row, relation.schema, old, names, relation)


def changes(messages: Iterable[bytes]) -> Iterator[Change]:
    """The changes of a finite recording, for tests."""
    decoder = Decoder()
    for message in messages:
        said = decoder.feed(message)
        if isinstance(said, Change):
            yield said


def _relation(message: bytes) -> Relation:
    oid = _U32.unpack_from(message, 1)[0]
    end_of_schema = message.index(0, 5)
    schema = message[5:end_of_schema].decode() or "pg_catalog"
    end_of_name = message.index(0, end_of_schema + 1)
    name = message[end_of_schema + 1 : end_of_name].decode()
    count = _U16.unpack_from(message, end_of_name + 2)[0]  # after the replica identity byte
    position = end_of_name + 4
    columns, types, key = [], [], []
    for _ in range(count):
        end = message.index(0, position + 1)  # after the flags byte
        column = message[position + 1 : end].decode()
        columns.append(column)
        types.append(_U32.unpack_from(message, end + 1)[0])
        if message[position]:
            key.append(column)
        position = end + 1 + 8  # type oid and modifier
    return Relation(oid, schema, name, tuple(columns), tuple(types), tuple(key))


def _tuple(message: bytes, position: int) -> tuple[list[str | None], int, list[int]]:
    count = _U16.unpack_from(message, position)[0]
    position += 2
    values: list[str | None] = []
    kept: list[int] = []
    unpack = _U32.unpack_from
    for index in range(count):
        kind = message[position]
        position += 1
        if kind == 116:  # t
            end = position + 4 + unpack(message, position)[0]
            values.append(message[position + 4 : end].decode())
            position = end
        else:  # null, or a large value that did not change
            values.append(None)
            if kind == 117:  # u
                kept.append(index)
    return values, position, kept
