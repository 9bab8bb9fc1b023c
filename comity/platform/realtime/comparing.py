"""Comparisons that only the database can make: its collations, its types, its regular expressions.

An expression is a stranger's program. Each has its own moment in a transaction of its own; one that takes longer twice
is left alone for a while, and all of them together hold nobody's changes up for long.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import Final, NamedTuple

import structlog

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import DatabaseDown, DatabaseError, Problem
from comity.core.who import Who

q = sql.load(__file__)
_SERVICE: Final = Who.service(agent="realtime")
_PATTERNS: Final = ("match", "imatch", "like", "ilike")
_TOGETHER: Final = 2
_REST: Final = 60.0
_ALL: Final = 1.0  # seconds that the expressions of one batch may take together
log = structlog.get_logger(__name__)


class Comparison(NamedTuple):
    """Whether a value stands so to an operand; or, negated, whether it does not."""

    kind: str
    operator: str
    value: str | None
    operand: str
    negated: bool = False


class Comparing:
    """Asks the database, together where it can be."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._failing: dict[tuple[str, str], float] = {}

    async def hold(self, asked: list[Comparison]) -> list[bool]:
        """Which of them hold. What cannot be found out does not, negated or not."""
        found: list[bool | None] = [None] * len(asked)
        plain = [at for at, one in enumerate(asked) if one.operator not in _PATTERNS]
        if plain:
            kinds, operators, values, operands, _ = zip(*(asked[at] for at in plain), strict=True)
            more = {"kinds": kinds, "operators": operators, "values": values, "operands": operands}
            rows = await self._db.once(_SERVICE, q.holds, **{name: list(column) for name, column in more.items()})
            for at, held in zip(plain, rows[0]["held"], strict=True):
                found[at] = held
        await self._expressions(asked, found)
        return [held is not None and held != one.negated for one, held in zip(asked, found, strict=True)]

    async def _expressions(self, asked: list[Comparison], found: list[bool | None]) -> None:
        places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for at, one in enumerate(asked):
            if one.operator in _PATTERNS:
                places[one.operator, one.operand].append(at)
        turn, until = asyncio.Semaphore(_TOGETHER), time.monotonic() + _ALL

        async def ask(pattern: tuple[str, str]) -> None:
            async with turn:
                if max(time.monotonic() - until, self._failing.get(pattern, 0.0) - time.monotonic()) > 0:
                    return
                answers = await self._matches(pattern, [asked[at].value for at in places[pattern]])
                for at, held in zip(places[pattern], answers, strict=True):
                    found[at] = held

        await asyncio.gather(*(ask(pattern) for pattern in places))

    async def _matches(self, pattern: tuple[str, str], values: list[str | None]) -> list[bool | None]:
        """Asked again when it took too long: a machine that stood still for a moment is no slow expression."""
        for last in (False, True):
            try:
                return await self._asked(pattern, values)
            except DatabaseDown:
                raise
            except (DatabaseError, Problem) as error:
                if not last and isinstance(error, Problem) and error.code == "too_slow":
                    continue
                log.warning("an expression failed: what it filters is not told", error=str(error))
                break
        if len(self._failing) > 10_000:
            self._failing.clear()
        self._failing[pattern] = time.monotonic() + _REST
        return [None] * len(values)

    async def _asked(self, pattern: tuple[str, str], values: list[str | None]) -> list[bool | None]:
        operator, expression = pattern
        async with self._db.acting(_SERVICE) as tx:
            await tx.run(q.hurry)
            more = {"pattern": expression, "operator": operator, "found": values}
            return list((await tx.rows(q.matches, **more))[0]["held"])
