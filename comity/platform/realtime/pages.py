"""Who looks at which page and edits which field of it, for pages: presence without a socket, kept alive by beats."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from comity.platform.realtime.hub import Hub
from comity.platform.realtime.presence import Presences
from comity.platform.realtime.rooms import Name

LASTS: Final = 50.0  # a page says every 20 seconds that it is still there
_SWEEP: Final = 5.0
_MOST: Final = 50_000
_TOPIC: Final = "page"


@dataclass(slots=True)
class _Tab:
    shown: dict[str, Any]
    until: float


class Pages:
    """The tabs that this process was told of."""

    def __init__(self, presences: Presences, hub: Hub) -> None:
        self._presences = presences
        self._hub = hub
        self._tabs: dict[tuple[Name, str, str], _Tab] = {}
        self._turns: dict[tuple[Name, str, str], tuple[int, float]] = {}
        presences.watchers.append(self._changed)
        presences.moved = self._moved

    def here(self, org_id: UUID, where: str, person: str, tab: str, shown: dict[str, Any], turn: int = 0) -> None:
        """A tab shows a page, perhaps with a field under somebody's hands."""
        named = (_name(org_id, where), person, tab)
        known = self._tabs.get(named)
        if self._overtaken(named, turn) or (known is None and len(self._tabs) >= _MOST):
            return
        if known is None or known.shown != shown:
            self._presences.show(*named, shown)
        self._tabs[named] = _Tab(shown, time.monotonic() + LASTS)

    def gone(self, org_id: UUID, where: str, person: str, tab: str, turn: int = 0) -> None:
        """A tab was closed or shows something else."""
        named = (_name(org_id, where), person, tab)
        if self._overtaken(named, turn):
            return
        self._tabs.pop(named, None)
        self._presences.hide(*named)

    def shown(self, org_id: UUID, where: str, person: str, tab: str) -> dict[str, Any]:
        """What a tab shows, whichever node it told."""
        metas = self.people(org_id, where).get(person, [])
        return next((meta for meta in metas if meta["phx_ref"] == tab), {})

    def people(self, org_id: UUID, where: str) -> dict[str, list[dict[str, Any]]]:
        """Everyone at a page, on any node: by person, what each of their tabs shows."""
        state = self._presences.state(_name(org_id, where))
        return {person: entry["metas"] for person, entry in state.items()}

    async def run(self) -> None:
        """Forgets tabs that are silent, for ever."""
        while True:
            await asyncio.sleep(_SWEEP)
            now = time.monotonic()
            for named in [named for named, tab in self._tabs.items() if tab.until < now]:
                del self._tabs[named]
                self._presences.hide(*named)
            self._turns = {named: turn for named, turn in self._turns.items() if turn[1] > now}

    def _overtaken(self, named: tuple[Name, str, str], turn: int) -> bool:
        """Whether the tab has said something newer already: what it sends side by side comes in any order."""
        if turn and turn < self._turns.get(named, (0, 0.0))[0]:
            return True
        if turn and len(self._turns) < 2 * _MOST:
            self._turns[named] = (turn, time.monotonic() + LASTS)
        return False

    def _moved(self, name: Name, person: str, tab: str) -> None:
        self._tabs.pop((name, person, tab), None)

    def _changed(self, name: Name) -> None:
        kind, _, rest = name.topic.partition(":")
        if kind == _TOPIC:
            org, _, where = rest.partition(":")
            self._hub.nudge(org, {f"here:{where}"})


def _name(org_id: UUID, where: str) -> Name:
    return Name(f"{_TOPIC}:{org_id}:{where}", "", True)
