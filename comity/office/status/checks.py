"""Looking: each thing Comity leans on is really used for a moment, and the answer timed.  seed: MO09, AC17"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final

from comity.ai.providers import chain
from comity.config import Settings
from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.outside import Outside, OutsideFailure
from comity.platform.storage.store import store
from comity.web.i18n import gettext as _

q = sql.load(__file__)
HOUSE: Final = Who.service(agent="status")
BEHIND_SECONDS: Final = 300
PROBE: Final = b"Comity looks whether files can be kept and read.\n"
MINUTE, SELDOM = 60.0, 300.0
TITLES: Final = {
    "database": _("Database"), "storage": _("Files"), "work": _("Background work"), "anthropic": "Anthropic",
    "openai": "OpenAI", "gemini": "Google Gemini", "compatible": _("AI server"), "transcriber": _("Transcriber"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """How a component was found."""

    component: str
    up: bool
    ms: int
    detail: str = ""
    every: float = MINUTE


async def near(db: Database) -> list[Seen]:
    """The database, files and background work."""
    looks = (("database", _database(db)), ("storage", _storage()), ("work", _work(db)))
    return [await _timed(component, look) for component, look in looks]


async def far(db: Database, settings: Settings) -> list[Seen]:
    """Every AI provider there is a key for, asked for its list of models: that costs nothing."""
    return list(await asyncio.gather(*(_timed(name, look, SELDOM) for name, look in _providers(db, settings))))


async def _timed(component: str, look: Awaitable[None], every: float = MINUTE) -> Seen:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(20):
            await look
    except Exception as error:
        problem = error.problem if isinstance(error, OutsideFailure) else str(error) or type(error).__name__
        return Seen(component, up=False, ms=_ms(began), detail=problem, every=every)
    return Seen(component, up=True, ms=_ms(began), every=every)


async def _database(db: Database) -> None:
    await db.once(HOUSE, q.ping)


async def _storage() -> None:
    """A small file is taken, kept, and read back as it was."""
    whole = await store().take(_probe())
    try:
        blob = await store().place(whole, None)
        if await store().bytes_of(blob, len(PROBE)) != PROBE:
            raise RuntimeError("a file was not read back as it was kept")
    finally:
        await store().forget(whole)


async def _probe() -> AsyncIterator[bytes]:
    yield PROBE


async def _work(db: Database) -> None:
    waiting = (await db.once(HOUSE, q.waiting))[0]["seconds"]
    if waiting > BEHIND_SECONDS:
        raise RuntimeError(f"the oldest fact has waited {waiting} seconds")


def _providers(db: Database, settings: Settings) -> Iterator[tuple[str, Awaitable[None]]]:
    for provider, model in {model.provider: model for model in chain(settings, "fast")}.items():
        yield provider, _answers(db, provider, *_ADDRESS.get(provider, _openai)(model.base_url, model.key))


def _openai(base: str, key: str | None) -> tuple[str, dict[str, str]]:
    return f"{base}/models", {"Authorization": f"Bearer {key}"} if key else {}


_ADDRESS: Final[dict[str, Callable[[str, str | None], tuple[str, dict[str, str]]]]] = {
    "anthropic": lambda base, key: (f"{base}/v1/models", {"x-api-key": key or "", "anthropic-version": "2023-06-01"}),
    "gemini": lambda base, key: (f"{base}/v1beta/models", {"x-goog-api-key": key or ""}),
}


async def _answers(db: Database, provider: str, url: str, headers: dict[str, str]) -> None:
    response = await Outside(db, HOUSE, provider, seconds=10, tries=1).request("GET", url, headers=headers)
    if response.status_code >= 400:
        raise RuntimeError(f"answered {response.status_code}")


def _ms(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
