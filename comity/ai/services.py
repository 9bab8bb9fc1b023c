"""The AI providers whose keys an organisation may keep for itself, and how each is tried.  seed: D31"""

from __future__ import annotations

import os
from collections.abc import Mapping

from comity.ai.providers.chain import ANTHROPIC_URL, GEMINI_URL, OPENAI_URL
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform.outside import Outside
from comity.platform.vault import Field, Service


async def _models(db: Database, who: Who, service: str, url: str, headers: Mapping[str, str], theirs: bool) -> str:
    outside = Outside(db, who, service, seconds=10, theirs=theirs, tries=1)
    response = await outside.request("GET", url, headers=headers)
    if response.status_code != 200:
        raise Problem("key_refused", 422, f"{service} refused the key with {response.status_code}.")
    found = response.json()
    count = len(found.get("data") or found.get("models") or []) if isinstance(found, dict) else 0
    return f"{service}: {count}"


async def _openai(db: Database, who: Who, given: Mapping[str, str]) -> str:
    base = given.get("base_url") or OPENAI_URL
    headers = {"Authorization": f"Bearer {given['api_key']}"} if given.get("api_key") else {}
    return await _models(db, who, "openai", base.rstrip("/") + "/models", headers, theirs=bool(given.get("base_url")))


async def _anthropic(db: Database, who: Who, given: Mapping[str, str]) -> str:
    base = os.environ.get("ANTHROPIC_BASE_URL", ANTHROPIC_URL).rstrip("/")
    headers = {"x-api-key": given["api_key"], "anthropic-version": "2023-06-01"}
    return await _models(db, who, "anthropic", base + "/v1/models", headers, theirs=False)


async def _gemini(db: Database, who: Who, given: Mapping[str, str]) -> str:
    base = os.environ.get("GOOGLE_GEMINI_BASE_URL", GEMINI_URL).rstrip("/")
    headers = {"x-goog-api-key": given["api_key"]}
    return await _models(db, who, "gemini", base + "/v1beta/models", headers, theirs=False)


_KEY = Field("api_key", "API key", placeholder="sk-…")
SERVICES = (
    Service(
        "openai", "OpenAI", (
            Field("api_key", "API key", optional=True, placeholder="sk-…"),
            Field("base_url", "Address of another server that speaks its protocol", secret=False, optional=True),
        ), _openai, "models",
    ),
    Service("anthropic", "Anthropic", (_KEY,), _anthropic, "models"),
    Service("gemini", "Google Gemini", (_KEY,), _gemini, "models"),
)  # fmt: skip
