"""How often anybody may ask: counted over a sliding minute, shared by every process of this home.  seed: SC08, C20

A bucket is one moment: when it would be full again if nobody took any more (the generic cell rate algorithm). The
moments lie in a small file that all web processes map into memory, so that a request costs no question to anybody. Two
processes that take at the same instant may both be let in; a file that is lost lets everybody begin anew.
"""

from __future__ import annotations

import mmap
import time
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from comity.config import Misconfigured, Settings
from comity.core.who import Who

SLOTS = 1 << 16
_PROBES = 8
_HERE = frozenset(("127.0.0.1", "::1"))
_USUAL = "anon=100, authenticated=100"


class Rate(NamedTuple):
    """So many in so many seconds."""

    most: int
    seconds: float = 60.0


class Taken(NamedTuple):
    """What became of asking for one."""

    allowed: bool
    limit: int
    remaining: int
    reset: float  # seconds until the bucket is full again
    retry_after: float  # seconds until the next one, when this was refused

    def headers(self) -> list[tuple[bytes, bytes]]:
        """What a client is told."""
        said = [
            (b"x-ratelimit-limit", b"%d" % self.limit),
            (b"x-ratelimit-remaining", b"%d" % self.remaining),
            (b"x-ratelimit-reset", b"%d" % (self.reset + 0.999)),
        ]
        return said if self.allowed else [*said, (b"retry-after", b"%d" % (self.retry_after + 0.999))]


class Buckets:
    """The buckets of every key, in a file or, without one, in this process alone."""

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            self._map = mmap.mmap(-1, SLOTS * 16)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a+b") as opened:
                opened.truncate(SLOTS * 16)
                self._map = mmap.mmap(opened.fileno(), SLOTS * 16)
        self._keys = memoryview(self._map).cast("Q")
        self._full_at = memoryview(self._map).cast("d")

    def take(self, key: str, rate: Rate) -> Taken:
        """One from the bucket of this key, if there is one."""
        now = time.time()
        digest = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")
        place = self._place(digest, now)
        each = rate.seconds / rate.most
        full_at = self._full_at[place * 2 + 1] if self._keys[place * 2] == digest else 0.0
        if not now < full_at <= now + rate.seconds + each:  # full already, or from a clock that was set back
            full_at = now
        full_at += each
        wait = full_at - now - rate.seconds
        if wait > 1e-6:
            return Taken(False, rate.most, 0, full_at - each - now, wait)
        self._keys[place * 2] = digest
        self._full_at[place * 2 + 1] = full_at
        return Taken(True, rate.most, max(0, int((rate.seconds - (full_at - now)) / each + 1e-6)), full_at - now, 0.0)

    def _place(self, digest: int, now: float) -> int:
        """Where the key lies, else a full bucket's place, else that of the one soonest full."""
        places = [(digest + step) % SLOTS for step in range(_PROBES)]
        for place in places:
            if self._keys[place * 2] == digest:
                return place
        return min(places, key=lambda place: max(self._full_at[place * 2 + 1], now))


class ApiLimits:
    """The wire's limit: by key, else by person, else by address."""

    def __init__(self, buckets: Buckets, rates: Mapping[str, Rate], *, spared: frozenset[str] = frozenset()) -> None:
        self.buckets = buckets
        self._rates = rates
        self._spared = spared  # addresses nobody counts

    @classmethod
    def of(cls, settings: Settings) -> ApiLimits:
        """As the operator wants; where nothing was said, whoever asks from this machine itself is not counted."""
        said = settings.rate_api
        spared = _HERE if said is None else frozenset[str]()
        return cls(Buckets(settings.home / "cache" / "limits"), read_rates(said or _USUAL), spared=spared)

    def take(self, who: Who) -> Taken | None:
        """One request of the caller's; None where nobody counts."""
        rate = self._rates.get(who.role)
        if rate is None or who.address in self._spared:
            return None
        return self.buckets.take(_key(who), rate)


def _key(who: Who) -> str:
    if who.agent is not None:
        return f"key {who.agent} {who.user_id}"
    return f"person {who.user_id}" if who.user_id is not None else f"address {who.address}"


def read_rates(text: str) -> dict[str, Rate]:
    """`anon=100, authenticated=none`, or one number for all: requests a minute. Raises Misconfigured."""
    roles = ("anon", "authenticated", "service_role")
    rates: dict[str, Rate] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        role, equals, said = part.rpartition("=")
        named = [role.strip()] if equals else list(roles)
        if (equals and role.strip() not in roles) or (said.strip() != "none" and not said.strip().isdigit()):
            raise Misconfigured(f"COMITY_RATE_API must be like anon=100, authenticated=100, not {text!r}.")
        for name in named:
            if said.strip() in ("none", "0"):
                rates.pop(name, None)
            else:
                rates[name] = Rate(int(said))
    return rates
