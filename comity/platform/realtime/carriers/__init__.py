"""What carries words between processes: the database itself, or Redis or NATS where an operator names one (0096)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol
from urllib.parse import urlsplit

from comity.config import Misconfigured


class Carrier(Protocol):
    """Brings what one process says to all others. Raises OSError (or DatabaseError) when it cannot."""

    piece: int
    """Bytes that travel in one message."""

    async def say(self, pieces: Sequence[bytes]) -> None: ...

    def hear(self) -> AsyncIterator[bytes | None]:
        """Everything said, our own perhaps among it; None when connected, perhaps anew: something may be missed."""


def carrier_of(url: str, name: str) -> Carrier:
    """The carrier an operator asked for; `name` keeps installations that share it apart. Raises Misconfigured."""
    match urlsplit(url).scheme:
        case "redis" | "rediss":
            from comity.platform.realtime.carriers.redis import Redis

            return Redis(url, name)
        case "nats" | "tls":
            from comity.platform.realtime.carriers.nats import Nats

            return Nats(url, name)
    raise Misconfigured("COMITY_REALTIME_URL must begin with redis://, rediss://, nats:// or tls://.")
