"""Ids that say they are the demo's: UUID version 8, time-ordered, `8de0` in the third group. app.is_demo knows them."""

from __future__ import annotations

from datetime import datetime
from random import Random
from uuid import UUID

_MARK = 0x8DE0


def new_id(random: Random, at: datetime) -> UUID:
    """An id for a row that came to be at this instant."""
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    return UUID(int=milliseconds << 80 | _MARK << 64 | 0b10 << 62 | random.getrandbits(62))
