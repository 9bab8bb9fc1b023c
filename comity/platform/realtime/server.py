"""Realtime of one process: everything below made into one, and the life of a membership."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Iterator
from dataclasses import replace
from typing import Any, Protocol

import orjson
import structlog

from comity.core.db import Database
from comity.core.who import Who
from comity.platform.auth.identity import Identity
from comity.platform.realtime import values
from comity.platform.realtime.access import Access
from comity.platform.realtime.bindings import BadBinding, Binding, Condition
from comity.platform.realtime.carriers import Carrier, carrier_of
from comity.platform.realtime.carriers.notify import Notify
from comity.platform.realtime.changes import Changes
from comity.platform.realtime.feed import POLLED, Batch, Feed
from comity.platform.realtime.frames import Message, Said, write
from comity.platform.realtime.hub import Hub
from comity.platform.realtime.joining import Joining
from comity.platform.realtime.outbox import Outbox
from comity.platform.realtime.pages import Pages
from comity.platform.realtime.pgoutput import Change
from comity.platform.realtime.presence import Presences
from comity.platform.realtime.relay import Relay
from comity.platform.realtime.returning import Returning
from comity.platform.realtime.rooms import EVERYWHERE, Channel, Name, Rooms
from comity.platform.realtime.socket import Socket
from comity.platform.realtime.speaking import Speaking
from comity.platform.realtime.standing import Standing
from comity.platform.realtime.tables import Table, q

log = structlog.get_logger(__name__)


class _Part(Protocol):
    async def run(self) -> None: ...


class Realtime:
    """Made once at start; `run` lives as long as the process serves."""

    def __init__(
        self, db: Database, identity: Identity, hub: Hub, carrier_url: str | None = None, *, poll: bool = False
    ) -> None:
        self.db = db
        self.hub = hub
        self.identity = identity
        self.outbox = Outbox()
        self.rooms = Rooms()
        self.access = Access(db)
        self.bell = Notify(db)
        self.carrier: Carrier = carrier_of(carrier_url, _installation(identity)) if carrier_url else self.bell
        self.relay = Relay(self.carrier)
        self.presences = Presences(self.rooms, self.relay.node, self.relay.say)
        self.pages = Pages(self.presences, hub)
        self.changes = Changes(db)
        self.feed = Feed(db, hub, poll_only=poll)
        self.returning = Returning(db, self.feed, self.changes)
        self.joining = Joining(self)
        self.speaking = Speaking(self)
        self.standing = Standing(db, self.channels, self.joining.recheck, self.shut)
        self.sockets: dict[Socket, None] = {}
        self.dropped = 0
        self.feed.take = self._take
        self.feed.follows = self.changes.follows
        self.feed.opened = self._opened
        self.feed.remembers = self._remembers
        self.feed.passed = self.changes.passed
        self.feed.missed = self.changes.lost = self._missed
        self.relay.heard = self._heard
        self.relay.came = self.presences.own
        self.relay.went = self.presences.forget
        self.standing.doubted = hub.doubt
        self.bell.standing = self.standing.rung
        hub.taps.append(self.standing.heard)

    async def run(self) -> None:
        """Until cancelled."""
        parts: list[_Part] = [self.feed, self.changes, self.relay, self.returning, self.standing, self.pages]
        parts += [self.bell] if self.carrier is not self.bell else []
        tasks = [asyncio.create_task(_kept_running(part)) for part in parts]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def channels(self) -> Iterator[Channel]:
        """Every membership of this process."""
        for socket in list(self.sockets):
            yield from list(socket.channels.values())

    async def _opened(self, slot: str) -> None:
        self.standing.polled = slot.startswith(POLLED)
        await self.returning.opened(slot)

    def _remembers(self) -> None:
        if not self.changes.position:  # whoever leaves before anything happens has missed nothing
            self.changes.position = self.feed.position
        self.returning.remembers()

    def _missed(self) -> None:
        for channel in self.channels():
            if channel.bindings:
                channel.system("postgres_changes", "error", "Changes may have been missed: please read again.")

    async def _take(self, batch: Batch) -> None:
        await self.standing.settle()
        for change in batch.changes:
            if change.schema == "realtime" and change.kind == "insert" and change.table.startswith("messages"):
                self._sent(change)
        await self.changes.take(batch)

    def _sent(self, change: Change) -> None:
        """A message was sent from SQL."""
        row = change.row
        if row.get("extension") != "broadcast" or row.get("topic") is None:
            return
        binary, payload = row.get("binary_payload"), row.get("payload")
        content = bytes.fromhex(binary[2:]) if binary else (payload or "{}").encode()
        said = Said(row.get("event") or "", content, binary is None, {"id": row["id"]})
        topic = row["topic"] or ""
        private = row.get("private") == "t" or topic.startswith("org:")
        scope = "" if private else (row.get("org_id") or EVERYWHERE)
        self.speaking.say(Name(topic, scope, private), said, everywhere=False)  # every node reads the log itself
        _, org, room = (*topic.split(":", 2), "", "")[:3]
        if topic.startswith("org:") and binary is None:
            self.hub.say(org, room, content)

    def _heard(self, node: str, said: dict[str, Any]) -> None:
        if said["do"] == "say":
            self.speaking.heard(said)
        else:
            self.presences.heard(node, said)

    # -- what sockets ask -------------------------------------------------------------------------------------------

    def join(self, socket: Socket, message: Message) -> Awaitable[None]:
        return self.joining.join(socket, message)

    def refresh(self, channel: Channel, message: Message) -> Awaitable[None]:
        return self.joining.refresh(channel, message)

    def broadcast(self, channel: Channel, message: Message) -> Awaitable[None] | None:
        return self.speaking.broadcast(channel, message)

    def presence(self, channel: Channel, message: Message) -> Awaitable[None] | None:
        return self.speaking.presence(channel, message)

    # -- the life of a membership -----------------------------------------------------------------------------------

    def enter(self, channel: Channel) -> None:
        channel.socket.channels[channel.topic] = channel
        self.rooms.enter(channel)
        if channel.bindings:
            self.returning.came(channel)

    def follow(self, channel: Channel) -> None:
        if channel.bindings and not channel.socket.closed:
            self.changes.follow(channel)

    def become(self, channel: Channel, who: Who, name: Name) -> None:
        """The same membership with other rights."""
        self.rooms.leave(channel)
        self.changes.unfollow(channel)
        channel.who, channel.name = who, name
        channel.speaks = channel.shows = None
        self.rooms.enter(channel)
        self.follow(channel)

    def leave(self, channel: Channel, *, clean: bool) -> None:
        channel.ended = True
        channel.socket.channels.pop(channel.topic, None)
        self.presences.untrack(channel)
        self.rooms.leave(channel)
        self.changes.unfollow(channel)
        self.returning.left(channel, clean=clean)

    def shut(self, channel: Channel, reason: str) -> None:
        """Ends a membership from our side, with the reason."""
        socket = channel.socket
        if socket.channels.get(channel.topic) is not channel:
            return
        channel.system("system", "error", reason)
        self.leave(channel, clean=True)
        socket.put(write(socket.version, channel.topic, "phx_close", {}, channel.join_ref, channel.join_ref))
        log.info("ChannelShutdown", reason=reason, who=str(channel.who.user_id))

    # -- what somebody wants to hear --------------------------------------------------------------------------------

    async def resolve(self, binding: Binding) -> Binding:
        """A wish checked against the schema, its values as the database writes them. Raises BadBinding."""
        rows = await self.db.once(Who.service(agent="realtime"), q.published, schema=binding.schema, name=binding.table)
        wild = "*" in (binding.schema, binding.table)
        table = None if wild else await self.changes.tables.get(binding.schema, binding.table)
        if not wild and (table is None or not (rows[0]["told"] or self.standing.polled)):
            raise BadBinding(
                "Unable to subscribe to changes with given parameters. Please check Realtime is enabled for the given "
                f"connect parameters: {_words(binding)}"
            )
        if table is None:
            return binding
        for name in (*(binding.select or ()), *(condition.column for condition in binding.conditions)):
            if name not in table.columns:
                raise BadBinding(
                    "Unable to subscribe to changes with given parameters. An exception happened so please check your "
                    f"connect parameters: {_words(binding)}. Exception: ERROR P0001 (raise_exception) invalid column "
                    f"for filter {name}"
                )
        conditions = [await self._canonical(table, condition) for condition in binding.conditions]
        return replace(binding, conditions=tuple(conditions))

    async def _canonical(self, table: Table, condition: Condition) -> Condition:
        kind = table.columns[condition.column].type
        if condition.operator in ("like", "ilike", "match", "imatch", "is") or kind in values.PLAIN:
            return condition
        tables = self.changes.tables
        try:
            if condition.operator == "in":
                found = [await tables.canonical(kind, value) or value for value in condition.values]
                return replace(condition, values=tuple(found))
            return replace(condition, value=await tables.canonical(kind, condition.value) or condition.value)
        except Exception as error:
            raise BadBinding(f"Unable to subscribe to changes with given parameters. Exception: {error}") from error


async def _kept_running(part: _Part) -> None:
    """Whatever goes wrong in one part, it goes on, and so do the others."""
    while True:
        try:
            await part.run()
        except Exception:
            log.exception("a part of realtime failed and is started again", part=type(part).__name__)
        await asyncio.sleep(0.5)


def _installation(identity: Identity) -> str:
    """Keeps installations apart that share a Redis or NATS: known to whoever has the same secret."""
    return "comity:" + hashlib.blake2b(identity.refresh_key, digest_size=12, person=b"carrier").hexdigest()


def _words(binding: Binding) -> str:
    """A wish in the words that upstream answers with."""
    filters = ", ".join(_condition_words(one) for one in binding.conditions)
    select = "nil" if binding.select is None else orjson.dumps(binding.select).decode().replace(",", ", ")
    named = f"event: {binding.event}, schema: {binding.schema}, table: {binding.table}"
    return f"[{named}, filters: [{filters}], select: {select}]"


def _condition_words(one: Condition) -> str:
    value = "{" + ",".join(one.values) + "}" if one.operator == "in" else one.value
    said = [orjson.dumps(each).decode() for each in (one.column, one.operator, value, one.negated)]
    return "{" + ", ".join(said) + "}"
