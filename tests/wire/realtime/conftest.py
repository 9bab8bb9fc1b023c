"""The running program, sockets to it, and tokens of everybody in the cast."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from comity.core.db import Database
from tests.tenancy.conftest import rest, tokens
from tests.wire.auth.conftest import Server, server
from tests.wire.realtime.raw import Raw, dial

__all__ = ["Server", "rest", "server", "tokens"]

Dial = Callable[..., Awaitable[Raw]]


@pytest.fixture
async def line(server: Server) -> AsyncIterator[Dial]:
    """`await line()`: a socket with the public key, closed at the end of the test."""
    opened: list[Raw] = []

    async def open_line(key: str | None = None, version: str = "2.0.0", **more: Any) -> Raw:
        raw = await dial(server.url, key or server.anon, version, **more)
        opened.append(raw)
        return raw

    yield open_line
    for raw in opened:
        with suppress(Exception):
            await raw.close()


@pytest.fixture
async def house(server: Server) -> AsyncIterator[Database]:
    """The program's database."""
    db = await Database.open(server.app.database_url, size=2)
    yield db
    await db.close()
