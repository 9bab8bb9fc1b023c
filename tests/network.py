"""No test leaves this machine: a connection to anywhere but loopback is an error at once.

And no test takes a slow answer for none: who names no time waits for a minute, where httpx alone would give up after
five seconds. What belongs to the house names its own times, so only tests are made patient.
"""

from __future__ import annotations

import ipaddress
import sys
from typing import Any, Final

from httpx._config import DEFAULT_TIMEOUT_CONFIG

PATIENCE: Final = 60.0
"""Seconds that something is waited for: far beyond what it takes, because a busy machine is no failure."""


class LeftTheMachine(RuntimeError):
    """A test tried to reach the network."""


def _loopback(host: object) -> bool:
    if host is None or host in ("", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not _loopback(address[0]):
            raise LeftTheMachine(f"a test connects to {address[0]}:{address[1]}")
    elif event == "socket.getaddrinfo" and not _loopback(arguments[0]):
        raise LeftTheMachine(f"a test looks up {arguments[0]}")


def pytest_configure() -> None:
    for name in ("connect", "read", "write", "pool"):
        setattr(DEFAULT_TIMEOUT_CONFIG, name, PATIENCE)
    sys.addaudithook(_watch)
