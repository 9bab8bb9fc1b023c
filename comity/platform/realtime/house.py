"""What the parts of realtime know of the whole: its rooms, its doors, its people."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, Protocol

from comity.core.db import Database
from comity.core.who import Who
from comity.platform.auth.identity import Identity
from comity.platform.realtime.access import Access
from comity.platform.realtime.bindings import Binding
from comity.platform.realtime.changes import Changes
from comity.platform.realtime.frames import Message
from comity.platform.realtime.outbox import Outbox
from comity.platform.realtime.presence import Presences
from comity.platform.realtime.relay import Relay
from comity.platform.realtime.returning import Returning
from comity.platform.realtime.rooms import Channel, Name, Rooms


class House(Protocol):
    """Realtime of one process (server.Realtime)."""

    db: Database
    identity: Identity
    outbox: Outbox
    rooms: Rooms
    presences: Presences
    access: Access
    relay: Relay
    changes: Changes
    returning: Returning
    sockets: dict[Any, None]
    dropped: int

    def join(self, socket: Any, message: Message) -> Awaitable[None]: ...
    def refresh(self, channel: Channel, message: Message) -> Awaitable[None]: ...
    def broadcast(self, channel: Channel, message: Message) -> Awaitable[None] | None: ...
    def presence(self, channel: Channel, message: Message) -> Awaitable[None] | None: ...

    async def resolve(self, binding: Binding) -> Binding: ...
    def enter(self, channel: Channel) -> None: ...
    def follow(self, channel: Channel) -> None: ...
    def become(self, channel: Channel, who: Who, name: Name) -> None: ...
    def leave(self, channel: Channel, *, clean: bool) -> None: ...
    def shut(self, channel: Channel, reason: str) -> None: ...
