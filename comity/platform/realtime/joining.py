"""Joining a channel: who is it, may they, what do they want to hear; and again with a new token (wire.md 3.2)."""

from __future__ import annotations

import hashlib
from typing import Any, Final
from uuid import uuid4

import orjson
import structlog

from comity.core.errors import DatabaseDown, DatabaseError, Problem
from comity.core.who import Who
from comity.platform.auth import callers
from comity.platform.realtime import bearer, bindings, limits, replay
from comity.platform.realtime.bindings import BadBinding, Binding
from comity.platform.realtime.frames import Message, Said, write
from comity.platform.realtime.house import House
from comity.platform.realtime.rooms import Channel, Refused, Wishes, name_of
from comity.platform.realtime.socket import Socket

_TOPIC: Final = "realtime:"
_DOWN: Final = "UnableToConnectToProject: House was unable to connect to the project database"
_UNTOLD: Final = "The past could not be told: please connect again"
_LATE: Final = "The stream of changes is not there yet. What was missed before it comes is not told: please read again."
_READ: Final = "You do not have permissions to read from this Channel topic: "
log = structlog.get_logger(__name__)


class Joining:
    """How clients come into channels."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def join(self, socket: Socket, message: Message) -> None:
        """Answers a join: the channel's state, or the reason why not."""
        try:
            channel = await self._admit(socket, message)
        except Refused as refused:
            socket.reply(message, "error", {"reason": str(refused)})
            return
        except DatabaseDown:
            socket.reply(message, "error", {"reason": _DOWN})
            return
        if socket.closed:
            return
        house = self._house
        known = socket.channels.get(message.topic)
        if known is not None:  # joined again: the former membership ends
            house.leave(known, clean=True)
            socket.put(write(socket.version, known.topic, "phx_close", {}, known.join_ref, known.join_ref))
        wishes = channel.wishes
        read, failed = await self._bindings(channel)
        channel.bindings = tuple(read)
        channel.fingerprint = _fingerprint(channel)
        try:
            missed = await house.returning.since(channel) if channel.bindings else None
        except TimeoutError:
            missed, failed = None, _LATE
        except (DatabaseError, Problem) as error:  # not as a newcomer: what was missed would never be told
            log.warning("whether somebody came back could not be looked up", error=str(error))
            socket.reply(message, "error", {"reason": _DOWN})
            return
        channel.untold = missed
        house.enter(channel)
        if missed is None:
            house.follow(channel)
        told = [{**given, "id": bindings.number_of(given)} for given in wishes.changes if isinstance(given, dict)]
        socket.reply(message, "ok", {"postgres_changes": told})
        try:
            await self._first_words(channel, failed, missed)
        except (DatabaseError, Problem) as error:  # it would be in the channel and deaf: it comes again
            log.warning("the past could not be told", error=str(error))
            socket.end(1011, _UNTOLD)

    async def _first_words(self, channel: Channel, failed: str | None, missed: int | None) -> None:
        house, wishes = self._house, channel.wishes
        if channel.presence and channel.sees:
            channel.push("presence_state", house.presences.state(channel.name))
        if wishes.replay is not None:
            await replay.tell(house.db, channel)
        if wishes.ready:
            channel.system("system", "ok", "Replication connection established")
        if missed is not None:
            await house.returning.tell(channel, missed)
            channel.untold = None
            house.follow(channel)
        if failed:
            channel.system("postgres_changes", "error", failed)
        elif wishes.changes:
            channel.system("postgres_changes", "ok", "Subscribed to PostgreSQL")

    async def _admit(self, socket: Socket, message: Message) -> Channel:
        topic = message.topic
        if not topic.startswith(_TOPIC) or len(topic) == len(_TOPIC) or isinstance(message.payload, Said):
            raise Refused("TopicNameRequired: You are trying to use Realtime without a topic name set")
        if len(socket.channels) >= limits.CHANNELS and topic not in socket.channels:
            raise Refused("ChannelRateLimitReached: Too many channels")
        asked = message.size + sum(one.size for one in socket.channels.values() if one.topic != topic)
        if message.size > limits.JOIN_BYTES or asked > limits.JOINED_BYTES:
            raise Refused("InvalidJoinPayload: Too much is asked for at once")
        wishes = _wishes(message.payload)
        token = _token(message.payload, socket.key)
        who, expires = await self._who(token)
        name = name_of(topic.removeprefix(_TOPIC), who, wishes.private)
        channel = Channel(socket, topic, name, message.join_ref, wishes, who, token, expires, presence=wishes.presence)
        channel.size = message.size
        if name.private:
            reading = await self._house.access.reading(who, name.topic)
            if not (reading.broadcast or (reading.presence and wishes.presence)):
                raise Refused(f"Unauthorized: {_READ}{name.topic}")
            channel.hears, channel.sees = reading
        if wishes.replay is not None:
            replay.check(wishes.replay, name, hears=channel.hears)
            channel.replayed = set()
        return channel

    async def _who(self, token: str) -> tuple[Who, float | None]:
        """Whoever bears the token, and until when. Raises Refused."""
        try:
            return await bearer.of_token(self._house.identity, token)
        except Problem as problem:
            raise Refused(f"{problem.code}: {problem.sentence}") from None

    async def _bindings(self, channel: Channel) -> tuple[list[Binding], str | None]:
        """The wishes as read and checked, and what is wrong with the first bad one."""
        found: list[Binding] = []
        for given in channel.wishes.changes:
            try:
                found.append(await self._house.resolve(bindings.read(given)))
            except BadBinding as bad:
                return [], str(bad)
            except (Problem, DatabaseError) as error:
                return [], f"Unable to subscribe to changes with given parameters. {error}"
        return found, None

    # -- a new token ------------------------------------------------------------------------------------------------

    async def refresh(self, channel: Channel, message: Message) -> None:
        """A client's new token: its rights are looked at again."""
        assert not isinstance(message.payload, Said)
        token = message.payload.get("access_token")
        if not isinstance(token, str) or token.startswith("sb_") or token == channel.token:
            return
        try:
            who, channel.expires = await self._who(token)
        except Refused as refused:
            self._house.shut(channel, str(refused).partition(": ")[2])
            return
        channel.token = token
        await self.changed(channel, who)

    async def recheck(self, channel: Channel) -> None:
        """Something about the bearer may have changed: is the token still good, and for what?"""
        callers.forget(self._house.identity, token=channel.token)
        try:
            who, _ = await self._who(channel.token)
        except Refused as refused:
            self._house.shut(channel, str(refused).partition(": ")[2])
            return
        await self.changed(channel, who)

    async def changed(self, channel: Channel, who: Who) -> None:
        """The channel goes on as somebody with other rights, or ends."""
        if who.claims_json == channel.who.claims_json:
            return
        if channel.who.org_id is not None and who.org_id != channel.who.org_id:
            self._house.shut(channel, "You are no longer a member of this organisation")
            return
        name = name_of(channel.name.topic, who, channel.wishes.private)
        if name.private:
            reading = await self._house.access.reading(who, name.topic)
            if (channel.hears and not reading.broadcast) or (
                channel.sees and channel.presence and not reading.presence
            ):
                topic = channel.name.topic
                self._house.shut(channel, f"You no longer have permission to read from this Channel topic: {topic}")
                return
            channel.hears, channel.sees = reading
        self._house.become(channel, who, name)


def _token(payload: dict[str, Any], key: str) -> str:
    for name in ("user_token", "access_token"):
        token = payload.get(name)
        if isinstance(token, str) and token and not token.startswith("sb_"):
            return token
    return key


def _wishes(payload: dict[str, Any]) -> Wishes:
    """What the client asked for; what cannot be understood is left at its default."""
    config = _dict(payload.get("config"))
    broadcast, presence = _dict(config.get("broadcast")), _dict(config.get("presence"))
    changes = config.get("postgres_changes")
    key = presence.get("key")
    if isinstance(key, (int, float)):
        key = orjson.dumps(key).decode()
    return Wishes(
        own=yes(broadcast.get("self")),
        ack=yes(broadcast.get("ack")),
        key=key[:255] if isinstance(key, str) and key else str(uuid4()),
        presence=yes(presence.get("enabled")),
        private=yes(config.get("private")),
        ready=bool(broadcast.get("replication_ready")),
        replay=broadcast.get("replay"),
        changes=tuple(one for one in changes if one is not None)[: limits.BINDINGS]
        if isinstance(changes, list)
        else (),
    )


def yes(value: Any) -> bool:
    """True, or the word for it: some clients write it as text."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _fingerprint(channel: Channel) -> bytes:
    """What is the same when a client comes back: the person, the session, the topic and the wishes."""
    who = channel.who
    said = [who.role, str(who.user_id), str(who.session_id), str(who.org_id), channel.topic]
    said.append(orjson.dumps(channel.wishes.changes).decode())
    return hashlib.blake2b("\0".join(said).encode(), digest_size=16).digest()
