"""Who is in which channel, and what is said there.

A public channel belongs to the organisation of whoever joins it (or to nobody's, without one): strangers who choose the
same name do not hear each other. A private one is what the policies on realtime.messages make of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from comity.core.who import Who
from comity.platform.realtime.bindings import Binding
from comity.platform.realtime.frames import Said, Version, write, write_broadcast

_REMEMBERED = 200
"""Messages remembered of a member that wanted a replay: some would arrive twice around its joining, and only then."""
EVERYWHERE = "*"
"""The scope of what the service role says on a public channel: everyone's channel of that name."""


class Refused(Exception):
    """Why somebody may not join, as `Code: sentence`."""


class Name(NamedTuple):
    """Which channel: its topic without "realtime:", whose it is, and whether policies guard it."""

    topic: str
    scope: str
    private: bool


def name_of(topic: str, who: Who, private: bool) -> Name:
    """The channel somebody means by a topic. What belongs to an organisation is always guarded."""
    private = private or topic.startswith("org:")
    if private:
        return Name(topic, "", True)
    if who.role == "service_role" and who.org_id is None:
        return Name(topic, EVERYWHERE, False)
    return Name(topic, str(who.org_id or ""), False)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a client asked for when it joined (wire.md 3.2)."""

    own: bool = False
    ack: bool = False
    key: str = ""
    presence: bool = False
    private: bool = False
    ready: bool = False
    replay: Any = None
    changes: tuple[Any, ...] = ()


@dataclass(eq=False, slots=True)
class Channel:
    """One client's membership in one channel."""

    socket: Any
    topic: str
    name: Name
    join_ref: str | None
    wishes: Wishes
    who: Who
    token: str
    expires: float | None = None
    hears: bool = True
    sees: bool = True
    speaks: bool | None = None
    shows: bool | None = None
    size: int = 0
    """Bytes of the join, which is kept as long as the membership lasts."""
    bindings: tuple[Binding, ...] = ()
    shown: dict[str, Any] | None = None
    presence_ref: str = ""
    presence: bool = False
    ended: bool = False
    after: int = -1
    """Changes up to this batch it was told when it came back."""
    untold: int | None = None
    """From where it is still being told what it missed."""
    listener: UUID | None = None
    fingerprint: bytes = b""
    replayed: set[str] | None = None
    """Of one that wanted messages again: the ids of those it was told, lately or by replay."""

    def push(self, event: str, payload: Any) -> None:
        """Sends something to this member alone."""
        self.socket.put(write(self.socket.version, self.topic, event, payload))

    def is_news(self, message: str) -> bool:
        """Whether a message was not told to this member yet; from now on it was."""
        told = self.replayed if self.replayed is not None else set()
        if message in told:
            return False
        if len(told) < _REMEMBERED:
            told.add(message)
        return True

    def system(self, extension: str, status: str, message: str) -> None:
        """Says how the channel itself fares."""
        self.push("system", {"extension": extension, "status": status, "message": message, "channel": self.name.topic})


@dataclass(eq=False, slots=True)
class Room:
    """The members of one channel in this process."""

    name: Name
    members: dict[Channel, None] = field(default_factory=dict)

    def tell(self, said: Said, sender: Channel | None = None) -> int:
        """A broadcast to everyone who may hear, except the sender if it does not want its own words; how many."""
        frames: dict[Version, bytes | None] = {}
        topic = "realtime:" + self.name.topic
        known = str(said.meta.get("id", "")) if said.meta else ""
        told = 0
        for member in self.members:
            if not member.hears or (member is sender and not member.wishes.own):
                continue
            if known and member.replayed is not None and not member.is_news(known):
                continue
            version = member.socket.version
            if version not in frames:
                frames[version] = write_broadcast(version, topic, said)
            frame = frames[version]
            if frame is not None:
                member.socket.put(frame)
                told += 1
        return told

    def diff(self, payload: dict[str, Any]) -> None:
        """A change of presence to everyone who may see it."""
        frames: dict[Version, bytes] = {}
        topic = "realtime:" + self.name.topic
        for member in self.members:
            if not (member.presence and member.sees):
                continue
            version = member.socket.version
            if version not in frames:
                frames[version] = write(version, topic, "presence_diff", payload)
            member.socket.put(frames[version])


class Rooms:
    """The channels of one process."""

    def __init__(self) -> None:
        self._rooms: dict[Name, Room] = {}
        self._by_topic: dict[str, set[Name]] = {}

    def enter(self, channel: Channel) -> Room:
        room = self._rooms.get(channel.name)
        if room is None:
            room = self._rooms[channel.name] = Room(channel.name)
            self._by_topic.setdefault(channel.name.topic, set()).add(channel.name)
        room.members[channel] = None
        return room

    def leave(self, channel: Channel) -> None:
        room = self._rooms.get(channel.name)
        if room is None:
            return
        room.members.pop(channel, None)
        if not room.members:
            del self._rooms[channel.name]
            names = self._by_topic[channel.name.topic]
            names.discard(channel.name)
            if not names:
                del self._by_topic[channel.name.topic]

    def get(self, name: Name) -> Room | None:
        return self._rooms.get(name)

    def meant(self, name: Name) -> Iterable[Room]:
        """The rooms a message is for: one, or, where the service role speaks in public, everyone's of that name."""
        if name.scope != EVERYWHERE:
            room = self._rooms.get(name)
            return [room] if room else []
        names = [other for other in self._by_topic.get(name.topic, ()) if not other.private]
        return [self._rooms[other] for other in names]

    def __iter__(self) -> Iterator[Room]:
        return iter(list(self._rooms.values()))
