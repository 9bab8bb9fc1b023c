"""Every operator setting, with its help and default; read once, frozen.

A setting is a flag (`--web`), a variable (`COMITY_WEB`) or a default, in that order. `comity settings` lists them.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs


class Misconfigured(Exception):
    """A setting that cannot be used; the message says which and what to do."""


def _setting(default: Any, help_text: str, variable: str | None = None, secret: bool = False) -> Any:
    return field(default=default, metadata={"help": help_text, "variable": variable, "secret": secret})


def _own_home() -> Path:
    return Path(platformdirs.user_data_dir("comity", appauthor=False))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The operator's settings. Fields are documented by their metadata: help, variable, secret."""

    home: Path = field(default_factory=_own_home, metadata={"help": "Folder of the database, files and secrets."})
    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.")
    database_url: str | None = _setting(None, "A Postgres 18 of your own, instead of the embedded one.")
    database_prepare: bool = _setting(True, "Keep statements prepared; false behind a pooler that forgets them.")
    web: int = _setting(1, "Number of web processes.")
    pool: int = _setting(10, "Database connections of each web process.")
    trusted_proxies: str = _setting("127.0.0.1", "Addresses whose X-Forwarded-For and -Proto are believed.")
    log_level: str = _setting("info", "debug, info, warning or error.")
    log_format: str = _setting("auto", "json, text, or auto: text on a terminal.")
    dev: bool = _setting(False, "For developers: templates change while running, the component gallery is served.")
    statement_timeout: float = _setting(30.0, "Seconds after which a statement of a web request is stopped.")

    rest_schemas: str = _setting("public", "Schemas exposed over REST, comma-separated.")
    rest_extra_search_path: str = _setting("public", "Schemas added to the search path of every REST request.")
    rest_max_rows: int | None = _setting(None, "Most rows one REST answer may have.")
    rest_anon_role: str = _setting("anon", "Role of a request without any key.")
    rest_aggregates: bool = _setting(False, "Allow aggregate functions in select.")
    rest_plan: bool = _setting(False, "Allow the execution plan to be asked for.")
    rest_tx_end: str = _setting("commit", "commit, commit-allow-override, rollback or rollback-allow-override.")
    rest_pre_request: str | None = _setting(None, "A function called at the start of every REST request.")

    auth_autoconfirm: bool | None = _setting(None, "Accept addresses unconfirmed; default: until mail is configured.")
    auth_signup: bool = _setting(True, "Let anyone sign up; a sign-up without invitation gets its own organisation.")
    auth_anonymous: bool = _setting(False, "Let anyone sign in without an address.")
    auth_site_url: str | None = _setting(None, "The app's address in mailed links; default http://HOST:PORT.")
    jwt_secret: str | None = _setting(None, "Secret that signs tokens; default: made at first start.", secret=True)
    jwt_keys: str | None = _setting(None, "Signing keys as a JSON array of JWKs.", secret=True)
    jwt_expiry: int = _setting(3600, "Seconds an access token is good for.")
    smtp_url: str | None = _setting(
        None, "smtp://user:password@host:587?from=... Without it mail waits in the outbox page.", secret=True
    )

    gemini_api_key: str | None = _setting(None, "Google Gemini.", variable="GEMINI_API_KEY", secret=True)
    openai_api_key: str | None = _setting(None, "OpenAI.", variable="OPENAI_API_KEY", secret=True)
    openai_base_url: str | None = _setting(None, "Any OpenAI-compatible server.", variable="OPENAI_BASE_URL")
    anthropic_api_key: str | None = _setting(None, "Anthropic.", variable="ANTHROPIC_API_KEY", secret=True)
    ai_models: str | None = _setting(None, "Models to try in order, e.g. openai:gpt-5-mini,anthropic:claude-haiku-4-5.")
    transcriber_url: str | None = _setting(None, "An OpenAI-compatible /audio/transcriptions address for recordings.")
    transcriber_key: str | None = _setting(None, "Its key.", secret=True)
    transcriber_model: str = _setting("whisper-1", "Its model.")

    @property
    def site_url(self) -> str:
        """The app's own address, as people and links write it."""
        if self.auth_site_url:
            return self.auth_site_url.rstrip("/")
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether people reach the app over HTTPS."""
        return urlsplit(self.site_url).scheme == "https"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the app."""
        return self.host in ("127.0.0.1", "::1", "localhost")

    @property
    def autoconfirm(self) -> bool:
        """Whether a new address counts as confirmed at once."""
        return self.smtp_url is None if self.auth_autoconfirm is None else self.auth_autoconfirm


def load(flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of flags, environment and defaults. Raises Misconfigured."""
    values: dict[str, Any] = {}
    for setting in dataclasses.fields(Settings):
        given = (flags or {}).get(setting.name)
        if given is None:
            given = environ.get(variable(setting)) or None
        if given is not None:
            values[setting.name] = _parse(setting, given)
    settings = Settings(**values)
    _check(settings)
    return settings


def variable(setting: dataclasses.Field[Any]) -> str:
    """The environment variable of a setting."""
    return setting.metadata.get("variable") or f"COMITY_{setting.name.upper()}"


def _parse(setting: dataclasses.Field[Any], given: Any) -> Any:
    kind = str(setting.type).removesuffix(" | None")
    if not isinstance(given, str):
        return given
    try:
        match kind:
            case "bool":
                return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[given.lower()]
            case "int":
                return int(given)
            case "float":
                return float(given)
            case "Path":
                return Path(given).expanduser().absolute()
            case _:
                return given
    except (KeyError, ValueError):
        wanted = {"bool": "true or false", "int": "a whole number", "float": "a number"}[kind]
        raise Misconfigured(f"{variable(setting)} must be {wanted}, not {given!r}.") from None


def _check(settings: Settings) -> None:
    if not 0 <= settings.port <= 65535:
        raise Misconfigured(f"COMITY_PORT must be between 0 and 65535, not {settings.port}.")
    if settings.web < 1:
        raise Misconfigured(f"COMITY_WEB must be at least 1, not {settings.web}.")
    if settings.jwt_secret is not None and len(settings.jwt_secret) < 32:
        raise Misconfigured("COMITY_JWT_SECRET must have at least 32 characters.")
    known = ("super-secret-jwt-token-with-at-least-32-characters-long", "your-super-secret-jwt-token")
    if not settings.loopback and settings.jwt_secret and settings.jwt_secret.startswith(known):
        raise Misconfigured(
            "COMITY_JWT_SECRET is a published example: anyone could sign in. Leave it unset, or choose your own."
        )
