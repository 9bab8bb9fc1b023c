"""Whose keys a question is asked with: the organisation's own where it keeps any, else the operator's."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from comity.ai.providers.chain import OPENAI_URL
from comity.ai.services import SERVICES
from comity.config import Settings
from comity.core.db import Database
from comity.core.who import Who
from comity.platform import vault

if TYPE_CHECKING:
    import httpx

LASTS: Final = 30.0
LARGEST: Final = 64 * 1024 * 1024
"""Bytes of an answer: a picture of any size, and no more."""
_known: dict[UUID, tuple[float, dict[str, str | None]]] = {}


async def settings_of(db: Database, who: Who, settings: Settings) -> Settings:
    """The operator's settings with this organisation's keys in them; looked up anew every half minute."""
    if who.org_id is None:
        return settings
    known = _known.get(who.org_id)
    if known is None or known[0] < time.monotonic():
        known = (time.monotonic() + LASTS, await _own(db, who))
        _known[who.org_id] = known
    return dataclasses.replace(settings, **known[1]) if known[1] else settings  # type: ignore[arg-type]


def way_to(model: Any, settings: Settings) -> httpx.AsyncBaseTransport | None:
    """An address an organisation typed never leads into this network; the operator's own may."""
    url = str(getattr(model, "base_url", "")).rstrip("/")
    ours = (OPENAI_URL, (settings.openai_base_url or "").rstrip("/"))
    theirs = getattr(model, "provider", "") in ("openai", "compatible") and url not in ours
    if not theirs or settings.outside_private:
        return None
    from comity.platform.outside import transport

    return transport.bounded(LARGEST)


def own(model: Any, settings: Settings) -> bool:
    """Whether an organisation's own key or server is asked, which it pays for itself."""
    operators = (settings.openai_api_key, settings.anthropic_api_key, settings.gemini_api_key)
    url = str(getattr(model, "base_url", "")).rstrip("/")
    if getattr(model, "provider", "") == "compatible":
        return url != (settings.openai_base_url or "").rstrip("/")
    return model.key not in operators


def forget(org_id: UUID | None) -> None:
    """Its keys have changed, as this process knows."""
    if org_id is not None:
        _known.pop(org_id, None)


async def _own(db: Database, who: Who) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for service in SERVICES:
        keys: dict[str, str] = dict(await vault.read(db, who, service.name) or {})
        if not (keys.get("api_key") or keys.get("base_url")):
            continue
        found[f"{service.name}_api_key"] = keys.get("api_key") or None
        if service.name == "openai":  # a key and its server belong together: neither meets the operator's other half
            found["openai_base_url"] = keys.get("base_url") or None
    return found
