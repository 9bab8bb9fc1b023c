"""Topics and who listens to them: tells pages that something they show has changed, never what it says now.

Topics are "leads" (any lead of the organisation) and "leads:<id>" (that one, or anything that points at it). A page
that hears one of its topics fetches itself again under its reader's own rights, so nothing is told that row security
would hide.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import orjson

from comity.platform.realtime.pgoutput import Change

POINTS_AT = {
    "contact_id": "contacts",
    "company_id": "companies",
    "lead_id": "leads",
    "call_id": "calls",
    "user_id": "users",
    "import_id": "import_jobs",
}
Later = Callable[[], list[Change]]
"""Reads changes when somebody asks for them."""
SAID = "said:"  # followed by a channel of the organisation: what the house says there reaches pages too
STANDING = "standing:"  # followed by the id of a person or a session; told to the stream, not to the page
_MANY = 200  # records changed at once: beyond this only the table is named
_GATHER_SECONDS = 0.05
_REMEMBER_SECONDS = 60.0
_REMEMBER_CHANGES = 5000
_SAID_AT_MOST = 20


class Subscription:
    """One listener's topics, and those of them that changed since it last looked."""

    def __init__(self, topics: Iterable[str]) -> None:
        self.topics = frozenset(topics)
        self._changed: set[str] = set()
        self._said: deque[dict[str, Any]] = deque(maxlen=_SAID_AT_MOST)
        self._wake = asyncio.Event()

    def hear(self, payload: dict[str, Any]) -> None:
        self._said.append(payload)
        self._wake.set()

    def said(self) -> list[dict[str, Any]]:
        """What was said since the last time this was asked."""
        said = list(self._said)
        self._said.clear()
        return said

    def tell(self, topics: set[str]) -> None:
        heard = self.topics & topics
        if heard:
            self._changed |= heard
            self._wake.set()

    async def changes(self, patience: float) -> AsyncIterator[set[str]]:
        """Sets of changed topics, gathered for a moment; an empty set after `patience` seconds of silence."""
        while True:
            try:
                async with asyncio.timeout(patience):
                    await self._wake.wait()
            except TimeoutError:
                yield set()
                continue
            await asyncio.sleep(_GATHER_SECONDS)
            self._wake.clear()
            changed, self._changed = self._changed, set()
            yield changed


class Hub:
    """The listeners of one process."""

    def __init__(self) -> None:
        self._by_org: defaultdict[str, set[Subscription]] = defaultdict(set)
        self._recent: deque[tuple[float, str, set[str] | Later]] = deque(maxlen=_REMEMBER_CHANGES)
        self._began = time.monotonic()
        self.taps: list[Callable[[Sequence[Change]], None]] = []
        """Hear every change of every organisation, before anyone is told; of what nobody listens to only where."""
        self.gaps: list[Callable[[], None]] = []
        """Hear that changes may have been missed."""

    @contextmanager
    def subscribed(self, org_id: UUID, topics: Iterable[str], age: float = 0.0) -> Iterator[Subscription]:
        """Listens to topics of an organisation for the length of the block; `age` seconds of the past included.

        A page is older than its stream: what changed between its reading and its listening must not be lost.
        """
        subscription = Subscription(topics)
        self._recall(subscription, str(org_id), age)
        listeners = self._by_org[str(org_id)]
        listeners.add(subscription)
        try:
            yield subscription
        finally:
            listeners.discard(subscription)
            if not listeners:
                self._by_org.pop(str(org_id), None)

    def publish(self, changes: Sequence[Change], ago: float = 0.0) -> None:
        """Tells the listeners of each organisation which of their topics were touched, `ago` seconds ago."""
        for tap in self.taps:
            tap(changes)
        by_org: defaultdict[str, list[Change]] = defaultdict(list)
        for change in changes:
            org = change.row.get("org_id")
            if org is not None and change.schema == "public":
                by_org[org].append(change)
        for org, touched in by_org.items():
            topics = topics_of(touched)
            self._recent.append((time.monotonic() - ago, org, topics))
            for subscription in tuple(self._by_org.get(org, ())):
                subscription.tell(topics)

    def listens(self, org: str | None) -> bool:
        """Whether anybody of an organisation listens."""
        return org in self._by_org

    def remember(self, changes: Sequence[Change], later: Later) -> None:
        """Notes what nobody listens to: these tell its tables and organisations, `later` all of it."""
        for tap in self.taps:
            tap(changes)
        now = time.monotonic()
        for org in {change.row["org_id"] for change in changes}:
            if org is not None:
                self._recent.append((now, org, later))

    def _recall(self, subscription: Subscription, org: str, age: float) -> None:
        if age <= 0:
            return
        since = time.monotonic() - age
        full = len(self._recent) == _REMEMBER_CHANGES and self._recent[0][0] > since
        if age > _REMEMBER_SECONDS or since < self._began or full:
            subscription.tell(set(subscription.topics))
            return
        for at, whose, topics in reversed(self._recent):
            if at < since:
                break
            if whose == org:
                subscription.tell(topics if isinstance(topics, set) else topics_of(_of(org, topics())))

    def nudge(self, org: str, topics: set[str]) -> None:
        """Tells listeners of an organisation of something that is in no table."""
        for subscription in tuple(self._by_org.get(org, ())):
            subscription.tell(topics)

    def say(self, org: str, room: str, content: bytes) -> None:
        """Something the house says on a channel of an organisation, to the pages that follow that channel."""
        concerned = [one for one in self._by_org.get(org, ()) if f"{SAID}{room}" in one.topics]
        payload = orjson.loads(content) if concerned else None
        if isinstance(payload, dict):
            for subscription in concerned:
                subscription.hear(payload)

    def doubt(self, ids: set[str]) -> None:
        """Somebody's standing may have changed: whoever listens for them asks again who they are."""
        topics = {f"{STANDING}{one}" for one in ids}
        for listeners in self._by_org.values():
            for subscription in tuple(listeners):
                subscription.tell(topics)

    def knows_the_past(self) -> None:
        """What changed before this process began has been told to it as well: pages may ask for it."""
        self._began = float("-inf")

    def everything_may_have_changed(self) -> None:
        """After a gap in the feed: every listener looks again."""
        for gap in self.gaps:
            gap()
        for listeners in self._by_org.values():
            for subscription in tuple(listeners):
                subscription.tell(set(subscription.topics))


def _of(org: str, changes: list[Change]) -> list[Change]:
    return [change for change in changes if change.row.get("org_id") == org]


def topics_of(changes: list[Change]) -> set[str]:
    """The topics a transaction's changes belong to."""
    topics = {change.table for change in changes}
    if len(changes) > _MANY:
        return topics
    for change in changes:
        if "id" in change.row:  # of a flood only the table is told
            topics.add(f"{change.table}:{change.row['id']}")
        for column, table in POINTS_AT.items():
            if value := change.row.get(column):
                topics.add(f"{table}:{value}")
    return topics
