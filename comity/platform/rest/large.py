"""Answers of many rows: sent as they come from the database, the length of the whole said first (decision 0025)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from comity.core.errors import DatabaseDown, DatabaseError
from comity.platform.rest import errors, media
from comity.platform.rest.plan.types import Plan
from comity.platform.rest.query.compiler import Statement
from comity.platform.rest.request import Raw, Request
from comity.platform.rest.run import Caller, Door, Outcome, Params, context, first_of_all, refused_by
from comity.platform.rest.settings import RestSettings

Rows = AsyncGenerator[list[tuple[bytes | None, ...]], None]


class Large:
    """One large answer: what is known of it before its first byte, and its bytes."""

    def __init__(self, plan: Plan, rows: Rows, first: list[tuple[bytes | None, ...]]) -> None:
        self._rows, self._first = rows, first
        _, header, page, size, total, headers, status = first[0]
        self.outcome = Outcome(b"", int(total) if total is not None else None, int(page or 0), headers, status)
        self._open, self._between, self._close = _frame(plan, header)
        ends = len(self._open) + len(self._close)
        self.size = ends + int(size or 0) + len(self._between) * (self.outcome.page - 1)

    async def body(self) -> AsyncGenerator[bytes, None]:
        """A few rows at a time; whoever stops early stops the query."""
        async with aclosing(self._rows) as rows:
            yield self._open + self._joined(self._first)
            async for some in rows:
                yield self._between + self._joined(some)
        yield self._close

    def _joined(self, rows: list[tuple[bytes | None, ...]]) -> bytes:
        return self._between.join([row[0] or b"" for row in rows])


def _frame(plan: Plan, header: bytes | None) -> tuple[bytes, bytes, bytes]:
    """What stands before, between and behind the rows, as Postgres writes an array of them."""
    if plan.media.name == media.CSV:
        return (header or b"") + b"\n", b"\n", b""
    return b"[", b"," if plan.media.stripped else b", \n ", b"]"


async def run_large(
    door: Door, caller: Caller, raw: Raw, request: Request, plan: Plan, statement: Statement, settings: RestSettings
) -> Large | None:
    """Asks once more, for rows; None when meanwhile there are none."""
    params: Params = statement.params(request.query.values, None, caller.org)
    statements = [*first_of_all(settings), (statement.sql, params)]
    rows = door.stream(caller, context(raw, request, plan, settings), statements)
    try:
        first = await anext(rows, None)
    except DatabaseDown as error:
        raise errors.away(error) from error
    except DatabaseError as error:
        raise refused_by(error, request, signed_in=caller.signed_in) from error
    return Large(plan, rows, first) if first else None
