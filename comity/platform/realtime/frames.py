"""What travels over a socket: Phoenix messages, versions 1.0.0 and 2.0.0, as text and as bytes (wire.md 3.1).

A frame is made once for each version and sent to any number of sockets as it is: a server's frames carry no mask.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

Version = Literal["1.0.0", "2.0.0"]
VERSIONS: Final[tuple[Version, ...]] = ("1.0.0", "2.0.0")
USER_PUSH: Final = 3
USER_BROADCAST: Final = 4
_TEXT: Final = 0x81
_BINARY: Final = 0x82


class Malformed(Exception):
    """A message that is none; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Said:
    """A broadcast's content: bytes of JSON, or bytes of anything."""

    event: str
    content: bytes
    is_json: bool = True
    meta: dict[str, Any] | None = None
    whole: bool = False
    """The content is all of what members are told, as somebody wrote it in text: handed on word for word."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a client. `payload` is an object, or what was said in a broadcast."""

    topic: str
    event: str
    payload: dict[str, Any] | Said
    ref: str | None = None
    join_ref: str | None = None
    size: int = 0


def read_text(version: Version, text: str | bytes) -> Message:
    """A message in text. Raises Malformed."""
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed("invalid JSON") from error
    if version == "2.0.0":
        if not isinstance(said, list) or len(said) != 5:
            raise Malformed("expected [join_ref, ref, topic, event, payload]")
        join_ref, ref, topic, event, payload = said
    else:
        if not isinstance(said, dict):
            raise Malformed("expected an object")
        join_ref, ref, payload = said.get("join_ref"), said.get("ref"), said.get("payload")
        topic, event = said.get("topic"), said.get("event")
    if not isinstance(topic, str) or not isinstance(event, str):
        raise Malformed("topic and event must be strings")
    payload = {} if payload is None else payload
    if event == "broadcast":
        return Message(topic, event, Said("", orjson.dumps(payload), whole=True), _ref(ref), _ref(join_ref))
    if not isinstance(payload, dict):
        raise Malformed("payload must be an object")
    return Message(topic, event, payload, _ref(ref), _ref(join_ref), len(text))


def _ref(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    raise Malformed("references must be strings")


def read_binary(data: bytes) -> Message:
    """A client's broadcast in bytes (kind 3). Raises Malformed."""
    if len(data) < 7 or data[0] != USER_PUSH:
        raise Malformed("unknown kind of binary message")
    sizes, encoding = data[1:6], data[6]
    position, parts = 7, []
    for size in sizes:
        parts.append(data[position : position + size])
        position += size
    if position > len(data) or encoding not in (0, 1):
        raise Malformed("binary message cut short")
    try:
        join_ref, ref, topic, event, meta = (part.decode() for part in parts)
        content = data[position:]
        if encoding == 1:
            orjson.loads(content)  # receivers will read it as JSON
        known = orjson.loads(meta) if meta else None
    except (UnicodeDecodeError, orjson.JSONDecodeError) as error:
        raise Malformed("binary message holds invalid text") from error
    said = Said(event, content, encoding == 1, known if isinstance(known, dict) else None)
    return Message(topic, "broadcast", said, ref or None, join_ref or None)


def write(
    version: Version, topic: str, event: str, payload: Any, ref: str | None = None, join_ref: str | None = None
) -> bytes:
    """A server's message as a frame."""
    return write_raw(version, topic, event, orjson.dumps(payload), ref, join_ref)


def write_raw(
    version: Version, topic: str, event: str, payload: bytes, ref: str | None = None, join_ref: str | None = None
) -> bytes:
    """The same for a payload that is JSON already."""
    dumps = orjson.dumps
    if version == "2.0.0":
        parts: tuple[bytes, ...] = (
            b"[",
            dumps(join_ref),
            b",",
            dumps(ref),
            b",",
            dumps(topic),
            b",",
            dumps(event),
            b",",
            payload,
            b"]",
        )
    else:
        head = b'{"topic":' + dumps(topic) + b',"event":' + dumps(event) + b',"payload":'
        parts = (head, payload, b',"ref":', dumps(ref), b',"join_ref":', dumps(join_ref), b"}")
    return frame(_TEXT, b"".join(parts))


def write_broadcast(version: Version, topic: str, said: Said) -> bytes | None:
    """A broadcast as a frame; None where this version has no way to say it."""
    if said.whole:
        return write_raw(version, topic, "broadcast", said.content)
    if not said.is_json:
        return _user_broadcast(topic, said) if version == "2.0.0" else None
    meta = b',"meta":' + orjson.dumps(said.meta) if said.meta else b""
    body = b'{"type":"broadcast","event":' + orjson.dumps(said.event) + b',"payload":' + said.content + meta + b"}"
    return write_raw(version, topic, "broadcast", body)


def _user_broadcast(topic: str, said: Said) -> bytes | None:
    parts = [topic.encode(), said.event.encode(), orjson.dumps(said.meta) if said.meta else b""]
    if any(len(part) > 255 for part in parts):
        return None
    head = bytes([USER_BROADCAST, *(len(part) for part in parts), 1 if said.is_json else 0])
    return frame(_BINARY, b"".join([head, *parts, said.content]))


def frame(head: int, payload: bytes) -> bytes:
    """A WebSocket frame of a server (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((head, size)) + payload
    if size < 65536:
        return struct.pack("!BBH", head, 126, size) + payload
    return struct.pack("!BBQ", head, 127, size) + payload
