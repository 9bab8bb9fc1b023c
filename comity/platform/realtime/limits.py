"""How much one client may do, so that nobody else is slowed. Documented in docs/realtime.md."""

from __future__ import annotations

import time
from typing import Final

CHANNELS: Final = 100  # of one socket
JOINS_PER_SECOND: Final = 50  # of one socket
MESSAGES_PER_SECOND: Final = 1000  # of one socket, broadcasts
PRESENCE_EVENTS: Final = 100  # of one socket in PRESENCE_SECONDS
PRESENCE_SECONDS: Final = 30.0
SOCKETS: Final = 20_000  # of one process
PAYLOAD_BYTES: Final = 3000 * 1024  # of one broadcast
TRACK_BYTES: Final = 64 * 1024  # of what somebody shows about themselves
WAITING: Final = 256  # messages of a socket that wait for an earlier one; then we stop reading from it
WAITING_BYTES: Final = 4 * 1024 * 1024  # or so much of them
JOIN_BYTES: Final = 256 * 1024  # of one join
JOINED_BYTES: Final = 1024 * 1024  # of all joins of one socket that last
FILTER_CHARACTERS: Final = 16 * 1024  # of one filter
CHANGE_BYTES: Final = 1024 * 1024  # of one changed row
BINDINGS: Final = 100  # of one channel


class Rate:
    """At most `often` times in `seconds`; a bucket that fills steadily."""

    __slots__ = ("_at", "_left", "_often", "_seconds")

    def __init__(self, often: int, seconds: float = 1.0) -> None:
        self._often = often
        self._seconds = seconds
        self._left = float(often)
        self._at = time.monotonic()

    def take(self, number: int = 1) -> bool:
        """Whether this much is still allowed now."""
        now = time.monotonic()
        self._left = min(float(self._often), self._left + (now - self._at) * self._often / self._seconds)
        self._at = now
        if self._left < number:
            return False
        self._left -= number
        return True
