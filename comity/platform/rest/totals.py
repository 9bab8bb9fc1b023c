"""Exact totals of lists and sums of boards, remembered until something they reckoned with changes.

Counting a quarter of a million rows costs more than reading a page of them, and between two views of a list usually
nothing changed. The change feed says when something did. Without a feed nothing is remembered; what is remembered is
good for a minute at most, in case the feed went silent. Who asks for what is just being counted waits for it.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from comity.core.roles import SEE_ALL
from comity.core.who import Who
from comity.platform.rest.schema.model import Table

_REMEMBERED = 5000
_SECONDS = 60.0
_OWNED = frozenset(("owner_id", "team_id", "assignee_ids"))

Stamp = tuple[int, ...]


class Change(Protocol):
    """A row that changed, as the feed tells it."""

    @property
    def table(self) -> str: ...

    @property
    def row(self) -> Mapping[str, str | None]: ...


class Count(NamedTuple):
    """A counting statement with its parameters, who it counts for, and the tables it depends on."""

    sql: str
    params: tuple[object, ...]
    seen_by: tuple[object, ...]
    org: str
    tables: tuple[str, ...]


class _Known(NamedTuple):
    answer: Any
    stamp: Stamp
    until: float


class Totals:
    """The totals one process remembers."""

    def __init__(self) -> None:
        self.live = False
        self._known: OrderedDict[Count, _Known] = OrderedDict()
        self._stamps: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._counting: dict[Count, asyncio.Future[None]] = {}

    def heard(self, changes: Iterable[Change]) -> None:
        """The feed's: these rows changed."""
        self.live = True
        for org, table in {(change.row.get("org_id") or "", change.table) for change in changes}:
            self._stamps[org, table] += 1

    def lost(self) -> None:
        """The feed's: something may have been missed, and until it speaks again nothing is remembered."""
        self.live = False
        self._known.clear()
        self._stamps.clear()

    def stamp(self, count: Count) -> Stamp:
        """Taken before counting; what changes while it is counted is not remembered."""
        return tuple(self._stamps.get((count.org, table), 0) for table in count.tables)

    def get(self, count: Count) -> Any:
        """The answer, if it still holds."""
        known = self._known.get(count)
        if known is None or known.stamp != self.stamp(count) or known.until < time.monotonic():
            return None
        self._known.move_to_end(count)
        return known.answer

    def keep(self, count: Count, stamp: Stamp, answer: Any) -> None:
        if not self.live or stamp != self.stamp(count):
            return
        self._known[count] = _Known(answer, stamp, time.monotonic() + _SECONDS)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    async def others(self, count: Count) -> bool:
        """Waits while another request counts this; false at once when none does, or when nothing is remembered."""
        counting = self._counting.get(count)
        if counting is None or not self.live:
            return False
        await asyncio.shield(counting)
        return True

    @contextmanager
    def counting(self, count: Count) -> Iterator[None]:
        """Says for the length of the block that this request counts it. Only for who has a connection already."""
        done = self._counting.setdefault(count, asyncio.get_running_loop().create_future())
        try:
            yield
        finally:
            if self._counting.get(count) is done:
                del self._counting[count]
            if not done.done():
                done.set_result(None)


def sees_all(who: Who) -> bool:
    """Whether the caller sees every record of the organisation, as auth.sees_all() has it."""
    return who.org_role in SEE_ALL or (who.visibility == "all-read" and who.org_role is not None)


def seen_by(who: Who, tables: Iterable[Table]) -> tuple[object, ...]:
    """What decides which rows are counted: the person, or the role alone where its people all see everything."""
    if sees_all(who) and all(table.columns.keys() >= _OWNED for table in tables):
        return who.role, who.org_id, who.org_role
    return who.role, who.org_id, who.org_role, who.team_id, who.visibility, who.user_id
