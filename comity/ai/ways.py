"""Connections to providers, kept open: a handshake costs more than everything else we do for a question."""

from __future__ import annotations

import asyncio
import ssl
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from comity.ai import keys
from comity.config import Settings

if TYPE_CHECKING:
    import httpx

CONNECT: Final = 1.7
"""Seconds a provider has to take a connection: another is asked within two."""
MOST: Final = 400
MOST_IDLE: Final = 40
"""Connections at once, and those kept open for a while when nothing is asked."""
_open: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[bool, httpx.AsyncClient]] = WeakKeyDictionary()


def client(model: Any, settings: Settings) -> httpx.AsyncClient:
    """The connections a model is asked through. An address an organisation typed never leads into this network."""
    guarded = keys.way_to(model, settings)
    here = _open.setdefault(asyncio.get_running_loop(), {})
    kept = here.get(guarded is not None)
    if kept is None or kept.is_closed:
        import httpx  # loaded with the first question to a provider

        timeouts = httpx.Timeout(None, connect=CONNECT)
        limits = httpx.Limits(max_connections=MOST, max_keepalive_connections=MOST_IDLE, keepalive_expiry=30.0)
        if guarded is not None:
            kept = httpx.AsyncClient(timeout=timeouts, limits=limits, transport=guarded, trust_env=False)
        else:
            kept = httpx.AsyncClient(timeout=timeouts, limits=limits, verify=_certificates())
        here[guarded is not None] = kept
    return kept


async def close() -> None:
    """Ends what this loop holds open."""
    for kept in _open.pop(asyncio.get_running_loop(), {}).values():
        await kept.aclose()


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()
