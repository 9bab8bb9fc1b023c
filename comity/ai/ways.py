"""Connections to providers, kept open: a handshake costs more than everything else we do for a question."""

from __future__ import annotations

import asyncio
import ssl
from functools import cache
from typing import Any, Final
from weakref import WeakKeyDictionary

import httpx

from comity.ai import keys
from comity.config import Settings

CONNECT: Final = 1.7
"""Seconds a provider has to take a connection: another is asked within two."""
MOST = httpx.Limits(max_connections=400, max_keepalive_connections=40, keepalive_expiry=30.0)
_open: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[bool, httpx.AsyncClient]] = WeakKeyDictionary()


def client(model: Any, settings: Settings) -> httpx.AsyncClient:
    """The connections a model is asked through. An address an organisation typed never leads into this network."""
    guarded = keys.way_to(model, settings)
    here = _open.setdefault(asyncio.get_running_loop(), {})
    kept = here.get(guarded is not None)
    if kept is None or kept.is_closed:
        timeouts = httpx.Timeout(None, connect=CONNECT)
        if guarded is not None:
            kept = httpx.AsyncClient(timeout=timeouts, limits=MOST, transport=guarded, trust_env=False)
        else:
            kept = httpx.AsyncClient(timeout=timeouts, limits=MOST, verify=_certificates())
        here[guarded is not None] = kept
    return kept


async def close() -> None:
    """Ends what this loop holds open."""
    for kept in _open.pop(asyncio.get_running_loop(), {}).values():
        await kept.aclose()


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()
