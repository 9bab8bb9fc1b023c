"""A circuit breaker: a service that failed again and again is left alone for a while, then tried by one."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

FAILURES = 5
OPEN_SECONDS = 30.0
MOST = 5000


@dataclass
class Circuit:
    """One service of one organisation, as this process knows it."""

    failures: int = 0
    opened_at: float | None = None
    trying: bool = False

    def wait(self, now: float) -> float:
        """Seconds until the service may be called; 0.0 lets the caller through, as the one who tries."""
        if self.opened_at is None:
            return 0.0
        left = self.opened_at + OPEN_SECONDS - now
        if left > 0 or self.trying:
            return max(left, 1.0)
        self.trying = True
        return 0.0

    def worked(self) -> None:
        self.failures, self.opened_at, self.trying = 0, None, False

    def broke(self, now: float) -> None:
        self.failures += 1
        self.trying = False
        if self.failures >= FAILURES:
            self.opened_at = now


@dataclass
class Breakers:
    """Every circuit of this process."""

    circuits: dict[str, Circuit] = field(default_factory=dict)

    def of(self, place: str) -> Circuit:
        """The circuit of a place."""
        if place not in self.circuits and len(self.circuits) > MOST:
            self.circuits = {name: one for name, one in self.circuits.items() if one.failures}
        return self.circuits.setdefault(place, Circuit())


def now() -> float:
    """The clock circuits go by."""
    return time.monotonic()
