"""Who is there: of every channel, what its members show of themselves, on all nodes (wire.md 3.2).

Each entry belongs to the node whose member it is; a node tells the others of its own, and of nobody else's. What
changes within a moment goes out as one diff.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from comity.platform.realtime.rooms import Channel, Name, Rooms

GATHER: Final = 0.02
Meta = dict[str, Any]
_serial = itertools.count(int(time.time() * 1000) % 1_000_000_000)


@dataclass(slots=True)
class _Diff:
    joins: dict[str, dict[str, Meta]] = field(default_factory=dict)
    leaves: dict[str, dict[str, Meta]] = field(default_factory=dict)


class Presences:
    """Everyone shown in any channel."""

    def __init__(self, rooms: Rooms, node: str, relay: Callable[[dict[str, Any]], None]) -> None:
        self._rooms = rooms
        self._node = node
        self._relay = relay
        self._shown: dict[Name, dict[str, dict[str, Meta]]] = {}  # channel -> key -> node/reference -> what is shown
        self._due: dict[Name, _Diff] = {}
        self._apart: dict[tuple[Name, str, str], Meta] = {}  # shown by somebody who is no member of a channel
        self.moved: Callable[[Name, str, str], None] = lambda name, key, reference: None
        """Hears of somebody without a socket whom another node shows from now on."""
        self.watchers: list[Callable[[Name], None]] = []
        """Hear which channels' presence changed."""

    # -- this node's own --------------------------------------------------------------------------------------------

    def track(self, channel: Channel, payload: dict[str, Any]) -> None:
        """Shows something of a member, instead of what it showed before."""
        before = channel.presence_ref
        channel.presence_ref = f"{self._node[:6]}{next(_serial):x}"
        channel.shown = payload
        meta = {**payload, "phx_ref": channel.presence_ref}
        if before:
            meta["phx_ref_prev"] = before
            self._remove(channel.name, channel.wishes.key, f"{self._node}/{before}")
        self._add(channel.name, channel.wishes.key, f"{self._node}/{channel.presence_ref}", meta)
        self._relay({"do": "show", **_said(channel), "meta": meta, "before": before})

    def untrack(self, channel: Channel) -> None:
        """Shows nothing of a member any more."""
        if not channel.presence_ref:
            return
        self._remove(channel.name, channel.wishes.key, f"{self._node}/{channel.presence_ref}")
        self._relay({"do": "hide", **_said(channel), "before": channel.presence_ref})
        channel.presence_ref, channel.shown = "", None

    def show(self, name: Name, key: str, reference: str, payload: dict[str, Any]) -> None:
        """Shows somebody who is there without a socket."""
        meta = {**payload, "phx_ref": reference}
        self._remove(name, key, f"{self._node}/{reference}")
        self._apart[name, key, reference] = meta
        self._add(name, key, f"{self._node}/{reference}", meta)
        self._relay({"do": "show", "name": list(name), "key": key, "meta": meta, "before": reference, "apart": True})

    def hide(self, name: Name, key: str, reference: str) -> None:
        """The opposite of `show`; also where another node shows it."""
        self._drop(name, key, reference)
        self._relay({"do": "hide", "name": list(name), "key": key, "before": reference, "apart": True})

    def _drop(self, name: Name, key: str, reference: str) -> None:
        self._apart.pop((name, key, reference), None)
        self._remove(name, key, f"{self._node}/{reference}")

    def own(self) -> list[dict[str, Any]]:
        """All that this node shows, for a node that has just come."""
        members = [member for room in self._rooms for member in room.members if member.presence_ref]
        said = [
            {**_said(member), "meta": {**(member.shown or {}), "phx_ref": member.presence_ref}} for member in members
        ]
        said += [{"name": list(name), "key": key, "meta": meta} for (name, key, _), meta in self._apart.items()]
        return [{"do": "show", "before": "", **one} for one in said]

    # -- other nodes' -----------------------------------------------------------------------------------------------

    def heard(self, node: str, said: dict[str, Any]) -> None:
        """Another node's member shows something, or nothing any more."""
        name, before = Name(*said["name"]), said["before"]
        if before:
            self._remove(name, said["key"], f"{node}/{before}")
        if said.get("apart") and (name, said["key"], before) in self._apart:  # it speaks to another node now
            self._drop(name, said["key"], before)
            self.moved(name, said["key"], before)
        if said["do"] == "show":
            self._add(name, said["key"], f"{node}/{said['meta']['phx_ref']}", said["meta"])

    def forget(self, node: str) -> None:
        """A node has gone, and all it showed with it."""
        prefix = node + "/"
        for name, keys in list(self._shown.items()):
            for key, metas in list(keys.items()):
                for reference in [reference for reference in metas if reference.startswith(prefix)]:
                    self._remove(name, key, reference)

    # -- what members are told --------------------------------------------------------------------------------------

    def state(self, name: Name) -> dict[str, Any]:
        """Everyone in a channel."""
        return _grouped(self._shown.get(name, {}))

    def _add(self, name: Name, key: str, reference: str, meta: Meta) -> None:
        self._shown.setdefault(name, {}).setdefault(key, {})[reference] = meta
        self._diff(name).joins.setdefault(key, {})[reference] = meta

    def _remove(self, name: Name, key: str, reference: str) -> None:
        keys = self._shown.get(name, {})
        meta = keys.get(key, {}).pop(reference, None)
        if meta is None:
            return
        if not keys[key]:
            del keys[key]
        if not keys:
            del self._shown[name]
        # told even when its coming was not told yet: a newcomer may have met it in the state
        self._diff(name).leaves.setdefault(key, {})[reference] = meta

    def _diff(self, name: Name) -> _Diff:
        diff = self._due.get(name)
        if diff is None:
            if not self._due:
                asyncio.get_running_loop().call_later(GATHER, self._tell)
            diff = self._due[name] = _Diff()
        return diff

    def _tell(self) -> None:
        due, self._due = self._due, {}
        for name, diff in due.items():
            if diff.joins or diff.leaves:
                for watcher in self.watchers:
                    watcher(name)
            room = self._rooms.get(name)
            if room is not None and (diff.joins or diff.leaves):
                room.diff({"joins": _grouped(diff.joins), "leaves": _grouped(diff.leaves)})


def _grouped(keys: dict[str, dict[str, Meta]]) -> dict[str, Any]:
    return {key: {"metas": list(metas.values())} for key, metas in keys.items() if metas}


def _said(channel: Channel) -> dict[str, Any]:
    return {"name": list(channel.name), "key": channel.wishes.key}
