"""Sealed files in any store that speaks S3, by its URL: s3://bucket/prefix?region=...&endpoint=https://...

Only what is sealed leaves the house: the store sees neither names nor bytes. Keys come from the URL's user and
password, or from the AWS_* variables. GCS and Azure work by their gs:// and az:// URLs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import from_url

from comity.config import Misconfigured
from comity.platform.storage.backends.base import Gone, Kept
from comity.platform.storage.errors import STORE_DOWN

T = TypeVar("T")
PART = 8 << 20


class S3Backend:
    """A bucket of somebody else's store."""

    def __init__(self, url: str) -> None:
        self._store: Any = _opened(url)

    async def put(self, draft: Path, key: str) -> None:
        try:
            await obstore.put_async(self._store, key, draft, chunk_size=PART, max_concurrency=3)
        except BaseError as error:
            raise STORE_DOWN() from error

    @asynccontextmanager
    async def open(self, key: str) -> AsyncIterator[S3Source]:
        try:
            seen = await obstore.head_async(self._store, key)
        except FileNotFoundError:
            raise Gone(key) from None
        except BaseError as error:
            raise STORE_DOWN() from error
        yield S3Source(self._store, key, seen["size"])

    async def touch(self, key: str) -> bool:
        try:
            await obstore.head_async(self._store, key)
        except FileNotFoundError:
            return False
        except BaseError as error:
            raise STORE_DOWN() from error
        return True

    async def remove(self, key: str) -> None:
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return
        except BaseError as error:
            raise STORE_DOWN() from error

    async def every(self, within: str = "") -> AsyncIterator[list[Kept]]:
        now = datetime.now(UTC)
        async for batch in obstore.list(self._store, within or None, chunk_size=500):
            yield [Kept(one["path"], one["size"], (now - one["last_modified"]).total_seconds()) for one in batch]


class S3Source:
    """A file of the store, read range by range."""

    def __init__(self, store: Any, key: str, size: int) -> None:
        self._store = store
        self._key = key
        self.size = size

    at_once = None

    async def read(self, at: int, length: int, then: Callable[[memoryview], T]) -> T:
        try:
            found = await obstore.get_range_async(self._store, self._key, start=at, end=min(at + length, self.size))
        except BaseError as error:
            raise STORE_DOWN() from error
        return await asyncio.to_thread(lambda: then(memoryview(found)))


def _opened(url: str) -> Any:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if parts.username and parts.scheme == "s3":
        options["access_key_id"] = unquote(parts.username)
        options["secret_access_key"] = unquote(parts.password or "")
    plain = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    client = {"timeout": "60s", "connect_timeout": "10s"}
    if str(options.get("endpoint", "")).startswith("http://"):
        client["allow_http"] = "true"  # a store of one's own, in one's own network
    try:
        return from_url(plain, config=options, client_options=client)  # type: ignore[call-overload]
    except (BaseError, ValueError) as error:
        raise Misconfigured(f"COMITY_STORAGE_URL cannot be used: {error}") from error
