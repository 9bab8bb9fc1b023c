"""Keeps the schema cache current: on `NOTIFY pgrst`, on demand, and when a request names what it does not know."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog

from comity.core.db import Database
from comity.core.errors import DatabaseError
from comity.platform.rest import errors
from comity.platform.rest.schema.load import current_version, load
from comity.platform.rest.schema.model import SchemaCache
from comity.platform.rest.settings import RestSettings

CHANNEL = "pgrst"
_LOOK_AT_MOST_EVERY = 1.0  # seconds between looks at the catalog's version that wrong requests can cause

log = structlog.get_logger(__name__)


class SchemaHolder:
    """The cache in use, and when to replace it."""

    def __init__(self, db: Database, settings: RestSettings) -> None:
        self._db = db
        self._settings = settings
        self._cache: SchemaCache | None = None
        self._lock = asyncio.Lock()
        self._looked = 0.0
        self.on_change: list[Callable[[], None]] = []

    @property
    def loaded(self) -> SchemaCache | None:
        return self._cache

    async def current(self) -> SchemaCache:
        """The cache; loaded by whoever asks first."""
        if self._cache is None:
            async with self._lock:
                if self._cache is None:
                    await self._load()
        assert self._cache is not None
        return self._cache

    async def reload(self) -> SchemaCache:
        """Reads the catalogs again."""
        async with self._lock:
            await self._load()
        return await self.current()

    async def refresh(self) -> bool:
        """Reloads if definitions changed since; true when it did. Cheap, and rare however often it is asked for."""
        now = time.monotonic()
        if now - self._looked < _LOOK_AT_MOST_EVERY:
            return False
        self._looked = now
        known = self._cache.version if self._cache is not None else ""
        try:
            if await current_version(self._db) == known:
                return False
        except DatabaseError as error:
            raise errors.no_schema_cache() from error
        await self.reload()
        return True

    async def listen(self) -> None:
        """Reloads on every `NOTIFY pgrst`, for as long as it runs."""
        async for payload in self._db.listen(CHANNEL):
            if payload in ("", "reload schema"):
                try:
                    await self.reload()
                except errors.RestError:
                    log.warning("the schema cache could not be reloaded; the old one stays in use")

    async def _load(self) -> None:
        try:
            self._cache = await load(self._db, self._settings)
        except DatabaseError as error:
            raise errors.no_schema_cache() from error
        self._looked = time.monotonic()
        for changed in self.on_change:
            changed()
