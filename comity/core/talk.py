"""What goes to Postgres and what comes back: statements, results, values and errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from psycopg import DataError, pq
from psycopg.abc import AdaptContext
from psycopg.adapt import PyFormat, Transformer
from psycopg.types.json import set_json_dumps, set_json_loads

from comity.core.calendar import lenient
from comity.core.errors import DatabaseError

set_json_dumps(lambda value: orjson.dumps(value, default=str))
set_json_loads(orjson.loads)
_TUPLES = pq.ExecStatus.TUPLES_OK


class Statement(NamedTuple):
    """One statement to send. Parameters travel as text; Postgres infers their types from the statement.

    `raw`: parameters are bytes (or None) already, and so are the values that come back, in Postgres's text form.
    """

    sql: str
    params: Sequence[Any] = ()
    prepare: bool = True
    raw: bool = False


@dataclass(slots=True)  # not frozen: making a frozen one costs three times as much
class Result:
    """One answer: columns and rows as Python values (psycopg's type rules), or the count of rows touched."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    count: int

    def dicts(self) -> list[dict[str, Any]]:
        columns = self.columns
        return [dict(zip(columns, row, strict=True)) for row in self.rows]


def dump(statement: Statement) -> list[Any] | None:
    """The parameters of a statement as libpq takes them."""
    params = statement.params
    if not params:
        return None
    try:
        if not statement.raw:
            return list(Transformer().dump_sequence(params, [PyFormat.TEXT] * len(params)))
        values = [value.encode() if type(value) is str else value for value in params]
    except (DataError, UnicodeError) as error:
        raise DatabaseError("22021", f"This text has a character that cannot be kept: {error}") from None
    if any([value is not None and b"\0" in value for value in values]):  # noqa: C419  a list: no generator to make
        raise DatabaseError("22021", "This text has a NUL character, which cannot be kept.")
    return values


def load(answer: pq.abc.PGresult, raw: bool) -> Result:
    """One answer of the database."""
    if answer.status != _TUPLES:
        return Result((), [], answer.command_tuples or 0)
    if raw:
        rows = raw_rows(answer)
        return Result((), rows, len(rows))
    columns = tuple((answer.fname(i) or b"").decode() for i in range(answer.nfields))
    if not answer.ntuples:
        return Result(columns, [], answer.command_tuples or 0)
    try:
        rows = _values(answer, None)
    except DataError:  # the rare answer with a day that Python has not
        rows = _values(answer, lenient())
    return Result(columns, rows, answer.command_tuples or len(rows))


def _values(answer: pq.abc.PGresult, context: AdaptContext | None) -> list[tuple[Any, ...]]:
    transformer = Transformer(context)
    transformer.set_pgresult(answer)
    return transformer.load_rows(0, answer.ntuples, tuple)


def raw_rows(answer: pq.abc.PGresult) -> list[tuple[bytes | None, ...]]:
    """Its rows as Postgres writes them."""
    get, fields, rows = answer.get_value, range(answer.nfields), answer.ntuples
    if rows == 1:  # what most answers of the wire are
        return [tuple([get(0, field) for field in fields])]
    return [tuple([get(row, field) for field in fields]) for row in range(rows)]


def error_of(answer: pq.abc.PGresult) -> DatabaseError:
    """Its refusal."""

    def text(what: pq.DiagnosticField) -> str | None:
        value = answer.error_field(what)
        return value.decode("utf-8", "replace") if value is not None else None

    field = pq.DiagnosticField
    return DatabaseError(
        text(field.SQLSTATE) or "XX000",
        text(field.MESSAGE_PRIMARY) or answer.get_error_message(),
        detail=text(field.MESSAGE_DETAIL),
        hint=text(field.MESSAGE_HINT),
        constraint=text(field.CONSTRAINT_NAME),
        table=text(field.TABLE_NAME),
        column=text(field.COLUMN_NAME),
    )
