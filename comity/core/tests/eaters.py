"""What hostile bytes make of a reader, as functions."""

from __future__ import annotations

from comity.core.apart import Unread


def spin(data: bytes) -> str:
    """Takes all time."""
    while True:
        pass


def eat(data: bytes) -> int:
    """Takes all memory."""
    return len(b"x" * 4_000_000_000)


def endless(data: bytes) -> str:
    """Says more than anybody wants to hear."""
    return "x" * 40_000_000


def refuse(data: bytes) -> str:
    """Says why not."""
    raise Unread("pictures")


def fall(data: bytes) -> str:
    """Fails as parsers do."""
    raise KeyError(data.decode())


def tell(data: bytes, word: str) -> list[str]:
    """An answer."""
    return [data.decode(), word]
