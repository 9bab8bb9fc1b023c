"""Which models are asked, in which order: what the operator named, else one of each key there is.  seed: C06"""

from __future__ import annotations

import os
from collections.abc import Mapping

from comity.ai.agent import Complexity
from comity.ai.providers.anthropic import Anthropic
from comity.ai.providers.base import Model
from comity.ai.providers.gemini import Gemini
from comity.ai.providers.openai import OpenAI
from comity.config import Misconfigured, Settings

OPENAI_URL = "https://api.openai.com/v1"
ANTHROPIC_URL = "https://api.anthropic.com"
GEMINI_URL = "https://generativelanguage.googleapis.com"
USUAL: Mapping[str, Mapping[Complexity, str]] = {
    "anthropic": {"fast": "claude-haiku-4-5", "balanced": "claude-haiku-4-5", "accurate": "claude-sonnet-4-5"},
    "openai": {"fast": "gpt-5-nano", "balanced": "gpt-5-mini", "accurate": "gpt-5"},
    "gemini": {"fast": "gemini-2.5-flash-lite", "balanced": "gemini-2.5-flash", "accurate": "gemini-2.5-pro"},
}
"""Names change: COMITY_AI_MODELS overrules them."""


Own = Mapping[str, Mapping[str, str]]
DRAWS: Mapping[str, str] = {"openai": "gpt-image-1", "gemini": "gemini-2.5-flash-image", "compatible": ""}
EMBEDS: Mapping[str, str] = {"openai": "text-embedding-3-small", "gemini": "gemini-embedding-001", "compatible": ""}
"""Those of a server of one's own are only asked where they are named."""


def chain(
    settings: Settings, complexity: Complexity, environ: Mapping[str, str] = os.environ, own: Own | None = None
) -> tuple[Model, ...]:
    """The models to ask, first to last. Empty where there is no key: then the offline engine answers."""
    named = {name: models.get(complexity, "") for name, models in (own or {}).items()}
    if settings.ai_models and not any(named.values()):
        entries = [entry.strip() for entry in settings.ai_models.split(",")]
        return tuple(_named(entry, settings, environ) for entry in entries if entry)
    models: list[Model] = []
    if settings.openai_base_url:
        models.append(_openai(named.get("compatible", ""), settings))
    if settings.anthropic_api_key:
        name = named.get("anthropic") or USUAL["anthropic"][complexity]
        models.append(_anthropic(name, settings.anthropic_api_key, environ))
    if settings.openai_api_key and not settings.openai_base_url:
        models.append(_openai(named.get("openai") or USUAL["openai"][complexity], settings))
    if settings.gemini_api_key:
        name = named.get("gemini") or USUAL["gemini"][complexity]
        models.append(_gemini(name, settings.gemini_api_key, environ))
    return tuple(models)


def drawers(settings: Settings, own: Own, environ: Mapping[str, str] = os.environ) -> tuple[OpenAI | Gemini, ...]:
    """The models that make images."""
    return _special(settings, {name: own.get(name, {}).get("image") or usual for name, usual in DRAWS.items()}, environ)


def embedders(settings: Settings, own: Own, environ: Mapping[str, str] = os.environ) -> tuple[OpenAI | Gemini, ...]:
    """The models that turn texts into vectors."""
    return _special(
        settings, {name: own.get(name, {}).get("embed") or usual for name, usual in EMBEDS.items()}, environ
    )


def _special(settings: Settings, names: Mapping[str, str], environ: Mapping[str, str]) -> tuple[OpenAI | Gemini, ...]:
    models: list[OpenAI | Gemini] = []
    mine = names["compatible" if settings.openai_base_url else "openai"]
    if mine and (settings.openai_base_url or settings.openai_api_key):
        models.append(_openai(mine, settings))
    if settings.gemini_api_key:
        models.append(_gemini(names["gemini"], settings.gemini_api_key, environ))
    return tuple(models)


def _named(entry: str, settings: Settings, environ: Mapping[str, str]) -> Model:
    """`anthropic:claude-haiku-4-5`."""
    provider, _, name = entry.partition(":")
    provider = {"google": "gemini", "compatible": "openai", "local": "openai"}.get(provider, provider)
    if provider == "openai" and (settings.openai_api_key or settings.openai_base_url):
        return _openai(name, settings)
    if provider == "anthropic" and settings.anthropic_api_key and name:
        return _anthropic(name, settings.anthropic_api_key, environ)
    if provider == "gemini" and settings.gemini_api_key and name:
        return _gemini(name, settings.gemini_api_key, environ)
    raise Misconfigured(
        f"COMITY_AI_MODELS names {entry!r}, but there is no key for it. It takes openai:, anthropic: and gemini: names."
    )


def _openai(name: str, settings: Settings) -> OpenAI:
    url = (settings.openai_base_url or OPENAI_URL).rstrip("/")
    return OpenAI(name, url, settings.openai_api_key, "compatible" if settings.openai_base_url else "openai")


def _anthropic(name: str, key: str, environ: Mapping[str, str]) -> Anthropic:
    return Anthropic(name, key, environ.get("ANTHROPIC_BASE_URL", ANTHROPIC_URL).rstrip("/"))


def _gemini(name: str, key: str, environ: Mapping[str, str]) -> Gemini:
    return Gemini(name, key, environ.get("GOOGLE_GEMINI_BASE_URL", GEMINI_URL).rstrip("/"))
