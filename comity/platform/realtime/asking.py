"""Row security asked for many rows at once: of each set of claims and table, which rows are seen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from comity.core.db import Database
from comity.core.errors import DatabaseDown, DatabaseError
from comity.core.who import Who
from comity.platform.realtime.tables import Row

_TOGETHER: Final = 4
_REQUEST: Final = '{"settings": {"statement_timeout": "1000"}}'
_REST: Final = 5.0  # seconds a policy that failed is left alone: it would hold up everyone else's changes
log = structlog.get_logger(__name__)
_failing: dict[tuple[str, str, str], float] = {}


@dataclass(frozen=True, slots=True)
class Question:
    """Which of these rows, by their key, does this caller see?"""

    who: Who
    schema: str
    table: str
    key: tuple[str, ...]
    rows: Sequence[Row]


async def ask(db: Database, questions: Sequence[Question]) -> list[list[bool]]:
    """An answer for every row of every question. What cannot be answered is not seen."""
    turn = asyncio.Semaphore(_TOGETHER)

    async def one(question: Question) -> list[bool]:
        named = (question.who.claims_json, question.schema, question.table)
        if _failing.get(named, 0.0) > time.monotonic():
            return [False] * len(question.rows)
        async with turn:
            try:
                return await _seen(db, question)
            except DatabaseDown:
                raise
            except DatabaseError as error:
                log.warning("a policy failed: its rows are not told", table=question.table, error=str(error))
                if len(_failing) > 1000:
                    _failing.clear()
                _failing[named] = time.monotonic() + _REST
                return [False] * len(question.rows)

    return list(await asyncio.gather(*(one(question) for question in questions)))


async def _seen(db: Database, question: Question) -> list[bool]:
    names = [_quoted(name) for name in question.key]
    rows = [tuple(row.get(name) for name in question.key) for row in question.rows]
    where = " and ".join(f"{name} = ${at + 1}" for at, name in enumerate(names))
    text = f"select exists (select from {_named(question)} where {where})"  # the key's index finds each
    distinct = list(dict.fromkeys(rows))
    results = await db.once_raw(question.who, [(text, row) for row in distinct], request=_REQUEST)
    seen = {row: result.rows[0][0] == b"t" for row, result in zip(distinct, results, strict=True)}
    return [seen[row] for row in rows]


def _named(question: Question) -> str:
    return f"{_quoted(question.schema)}.{_quoted(question.table)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
