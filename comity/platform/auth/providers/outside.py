"""Asking a provider's server: briefly, without following redirects, and never more than a megabyte."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
import structlog

from comity.core.errors import Problem

if TYPE_CHECKING:
    import httpx

MOST = 1024 * 1024
AWAY = Problem("unexpected_failure", 500, "Unable to exchange external code: the provider did not answer as expected")
log = structlog.get_logger(__name__)


async def get(url: str, headers: Mapping[str, str] | None = None) -> Any:
    """What is published at an address, as JSON."""
    return await _ask("GET", url, headers=dict(headers or {}))


async def post(url: str, form: Mapping[str, str]) -> Any:
    """The answer to a form, as JSON."""
    return await _ask("POST", url, data=dict(form))


def _client() -> httpx.AsyncClient:
    import httpx

    return httpx.AsyncClient(timeout=10, follow_redirects=False)


async def _ask(method: str, url: str, **more: Any) -> Any:
    import httpx

    headers = {"accept": "application/json", "user-agent": "comity", **more.pop("headers", {})}
    try:
        async with _client() as client, client.stream(method, url, headers=headers, **more) as answer:
            content = b""
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > MOST:
                    raise AWAY()
        if answer.status_code != 200:
            log.warning("a provider refused", url=url, status=answer.status_code, said=content[:300].decode("latin-1"))
            raise AWAY()
        return orjson.loads(content)
    except (httpx.HTTPError, orjson.JSONDecodeError) as error:
        log.warning("a provider cannot be reached", url=url, error=str(error))
        raise AWAY() from error
