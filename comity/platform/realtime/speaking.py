"""What members say: broadcasts and presence, to everyone in the channel on every node (wire.md 3.2)."""

from __future__ import annotations

from base64 import b85decode, b85encode
from collections.abc import Awaitable
from typing import Any

import orjson

from comity.platform.realtime import limits
from comity.platform.realtime.frames import Message, Said
from comity.platform.realtime.house import House
from comity.platform.realtime.rooms import Channel, Name


class Speaking:
    """How members are heard."""

    def __init__(self, house: House) -> None:
        self._house = house

    def say(self, name: Name, said: Said, sender: Channel | None = None, *, everywhere: bool = True) -> int:
        """Tells a channel something, here and, unless it comes from there, on other nodes; how many heard it here."""
        told = sum(room.tell(said, sender) for room in self._house.rooms.meant(name))
        if everywhere and not self._house.relay.alone:
            content = said.content.decode() if said.is_json else b85encode(said.content).decode()
            self._house.relay.say(
                {
                    "do": "say",
                    "name": list(name),
                    "event": said.event,
                    "content": content,
                    "json": said.is_json,
                    "meta": said.meta,
                    "whole": said.whole,
                }
            )
        return told

    def heard(self, said: dict[str, Any]) -> None:
        """A broadcast of another node."""
        content = said["content"]
        raw = content.encode() if said["json"] else b85decode(content)
        heard = Said(said["event"], raw, said["json"], said["meta"], said.get("whole", False))
        self.say(Name(*said["name"]), heard, everywhere=False)

    def broadcast(self, channel: Channel, message: Message) -> Awaitable[None] | None:
        """A member's broadcast. What a private channel's policies forbid is dropped silently."""
        said = message.payload
        assert isinstance(said, Said)
        if channel.name.private and channel.speaks is None:
            return self._ask_and_say(channel, message, said)
        self._say(channel, message, said)
        return None

    async def _ask_and_say(self, channel: Channel, message: Message, said: Said) -> None:
        channel.speaks = await self._house.access.writing(channel.who, channel.name.topic, "broadcast")
        self._say(channel, message, said)

    def _say(self, channel: Channel, message: Message, said: Said) -> None:
        if channel.name.private and not channel.speaks:
            return
        if len(said.content) > limits.PAYLOAD_BYTES:
            if channel.wishes.ack:
                channel.socket.reply(message, "error", {"reason": "payload_size_exceeded"})
            return
        self.say(channel.name, said, channel)
        if channel.wishes.ack and message.ref is not None:
            channel.socket.reply(message, "ok", {})

    def presence(self, channel: Channel, message: Message) -> Awaitable[None] | None:
        """A member shows something of itself, or nothing any more."""
        assert not isinstance(message.payload, Said)
        event = str(message.payload.get("event", "")).lower()
        if event == "track" and channel.name.private and channel.shows is None:
            return self._ask_and_show(channel, message, event, message.payload)
        self._show(channel, message, event, message.payload)
        return None

    async def _ask_and_show(self, channel: Channel, message: Message, event: str, payload: dict[str, Any]) -> None:
        channel.shows = await self._house.access.writing(channel.who, channel.name.topic, "presence")
        self._show(channel, message, event, payload)

    def _show(self, channel: Channel, message: Message, event: str, payload: dict[str, Any]) -> None:
        house, socket = self._house, channel.socket
        if event == "untrack":
            house.presences.untrack(channel)
        elif event == "track":
            shown = payload.get("payload", {})
            if channel.name.private and not channel.shows:
                socket.reply(message, "error", {"reason": "Unauthorized"})
                return
            if not isinstance(shown, dict):
                socket.reply(message, "error", {"reason": "Presence track payload must be a map"})
                return
            if len(orjson.dumps(shown)) > limits.TRACK_BYTES:
                house.shut(channel, "Track message size exceeded")
                return
            channel.presence = True
            if shown != channel.shown or not channel.presence_ref:
                house.presences.track(channel, shown)
        elif event:
            socket.reply(message, "error", {})
            return
        socket.reply(message, "ok", {})
