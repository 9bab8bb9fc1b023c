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
    database_pooler: bool = _setting(False, "A pooler in transaction mode stands before the database.")
    web: int = _setting(1, "Number of web processes.")
    pool: int = _setting(10, "Database connections of each web process.")
    trusted_proxies: str = _setting("127.0.0.1", "Addresses whose X-Forwarded-For and -Proto are believed.")
    log_level: str = _setting("info", "debug, info, warning or error.")
    log_format: str = _setting("auto", "json, text, or auto: text on a terminal.")
    dev: bool = _setting(False, "For developers: templates change while running, the component gallery is served.")
    statement_timeout: float = _setting(30.0, "Seconds after which a statement of a web request is stopped.")

    rest_schemas: str = _setting("public", "Schemas exposed over REST, comma-separated.")
    rest_extra_search_path: str = _setting("public", "Schemas added to the search path of every REST request.")
    rest_max_rows: str = _setting("anon=1000", "Most rows of one REST answer: a number, or role=number, ...; or none.")
    rest_timeout: str = _setting("anon=5, authenticated=15", "Seconds of one REST statement, for all or by role.")
    rest_max_body: str = _setting("anon=1, authenticated=16", "MiB of one REST request's body, for all or by role.")
    rest_max_depth: str = _setting(
        "anon=4, authenticated=8", "Levels of embeds in one REST request, for all or by role."
    )
    rest_max_embeds: str = _setting("anon=10, authenticated=30", "Embeds in one REST request, for all or by role.")
    rate_api: str | None = _setting(
        None, "Requests a minute by role; default anon=100, authenticated=100, from this machine none."
    )
    rest_anon_role: str = _setting("anon", "Who a REST request without a key is: anon, or none, which refuses it.")
    rest_aggregates: bool = _setting(False, "Allow aggregate functions in select.")
    rest_plan: bool = _setting(False, "Allow the execution plan to be asked for.")
    rest_tx_end: str = _setting("commit", "commit, commit-allow-override, rollback or rollback-allow-override.")
    rest_pre_request: str | None = _setting(None, "A function called at the start of every REST request.")

    auth_autoconfirm: bool | None = _setting(None, "Accept addresses unconfirmed; default: until mail is configured.")
    auth_signup: bool = _setting(True, "Let anyone sign up; a sign-up without invitation gets its own organisation.")
    auth_email: bool = _setting(True, "Let people come by address and password or mailed link, not by providers alone.")
    auth_anonymous: bool = _setting(False, "Let anyone sign in without an address.")
    auth_site_url: str | None = _setting(None, "The app's address in mailed links; default http://HOST:PORT.")
    auth_redirect_urls: str | None = _setting(
        None, "Where else sign-in may lead on to, comma-separated; https://app.example/** is everything below."
    )
    auth_phone: bool = _setting(False, "Let anyone sign up with a phone number and a password; numbers are not proven.")
    auth_manual_linking: bool = _setting(True, "Let users link further ways to sign in to their account.")
    auth_reauthentication: bool = _setting(False, "Ask for a mailed code before a new password, a day after sign-in.")
    auth_password_length: int = _setting(6, "Least letters of a new password over the wire; pages ask for eight.")
    auth_password_characters: str | None = _setting(
        None, "Letters of which a new password needs one of each group; groups parted by colons."
    )
    auth_pwned_url: str | None = _setting(
        None, "Refuse passwords that leaked: https://api.pwnedpasswords.com/range/ (only five letters of a hash leave)."
    )
    auth_session_hours: int | None = _setting(None, "Hours after which a session ends, whatever it does.")
    auth_idle_hours: int = _setting(168, "Hours without use after which a session ends.")
    auth_factors_guard_wire: bool = _setting(True, "Over the wire too, who has a second factor must have used it.")
    auth_google_client_id: str | None = _setting(None, "Sign-in with Google.")
    auth_google_secret: str | None = _setting(None, "Its secret.", secret=True)
    auth_azure_client_id: str | None = _setting(None, "Sign-in with Microsoft.")
    auth_azure_secret: str | None = _setting(None, "Its secret.", secret=True)
    auth_azure_tenant: str = _setting("common", "Whose Microsoft accounts: a directory's id, or common for all.")
    auth_linkedin_client_id: str | None = _setting(None, "Sign-in with LinkedIn.")
    auth_linkedin_secret: str | None = _setting(None, "Its secret.", secret=True)
    auth_github_client_id: str | None = _setting(None, "Sign-in with GitHub.")
    auth_github_secret: str | None = _setting(None, "Its secret.", secret=True)
    auth_github_url: str = _setting("https://github.com", "GitHub, or an Enterprise server of your own.")
    auth_oidc_client_id: str | None = _setting(None, "Sign-in with any OpenID Connect provider.")
    auth_oidc_secret: str | None = _setting(None, "Its secret.", secret=True)
    auth_oidc_issuer: str | None = _setting(None, "Its issuer, below which /.well-known/openid-configuration is found.")
    auth_oidc_name: str = _setting("Single sign-on", "What its button says.")
    auth_hook_access_token: str | None = _setting(
        None, "Who may change a token's claims: pg-functions://postgres/public/name, or python:name of a pack."
    )
    auth_hook_send_email: str | None = _setting(None, "Who sends account mail instead of us; the same forms.")
    auth_oauth_registration: bool = _setting(True, "Let programs (MCP clients) register themselves to ask for access.")
    jwt_secret: str | None = _setting(None, "Secret that signs tokens; default: made at first start.", secret=True)
    jwt_keys: str | None = _setting(None, "Signing keys as a JSON array of JWKs.", secret=True)
    jwt_expiry: int = _setting(3600, "Seconds an access token is good for.")
    smtp_url: str | None = _setting(
        None, "smtp://user:password@host:587?from=... Without it mail waits in the outbox page.", secret=True
    )
    mail_from: str | None = _setting(None, "The sender of all mail, e.g. Acme CRM <crm@acme.example>.")
    resend_api_key: str | None = _setting(None, "Send mail through Resend.", variable="RESEND_API_KEY", secret=True)
    sendgrid_api_key: str | None = _setting(None, "Or SendGrid.", variable="SENDGRID_API_KEY", secret=True)
    ses_region: str | None = _setting(None, "Or Amazon SES, in this region.")
    ses_access_key_id: str | None = _setting(None, "Its access key.")
    ses_secret_access_key: str | None = _setting(None, "And that key's secret.", secret=True)
    mail_api_url: str | None = _setting(None, "Where the mail provider's API is, if not at its usual address.")

    realtime_url: str | None = _setting(
        None, "redis://, rediss://, nats:// or tls://: carries channels between web processes; default: the database.",
        secret=True,
    )  # fmt: skip
    realtime_poll: bool = _setting(False, "Poll for changes even where the server grants logical replication.")

    storage_url: str | None = _setting(
        None, "Where files lie: s3://key:secret@bucket/prefix?region=...&endpoint=...; default: the home.", secret=True
    )
    storage_cold_url: str | None = _setting(None, "The same for files that have grown old.", secret=True)
    storage_key: str | None = _setting(
        None, "Key that seals files, 64 hexadecimal digits, older ones after commas; default: the home's.", secret=True
    )
    storage_max_bytes: int = _setting(5_000_000_000, "The largest file anyone may bring.")
    storage_org_bytes: int | None = _setting(None, "Bytes of files an organisation may keep.")
    storage_org_files: int | None = _setting(None, "Number of files an organisation may keep.")
    clamav_url: str | None = _setting(None, "unix:///run/clamav/clamd.ctl or tcp://host:3310: scans every upload.")

    master_key: str | None = _setting(
        None, "Wraps every organisation's keys: 64 hexadecimal digits or a passphrase; default: made at first start.",
        secret=True,
    )  # fmt: skip
    outside_private: bool = _setting(False, "Let webhooks and automations call addresses inside this network.")

    connect_apps: str | None = _setting(
        None, "Providers people connect accounts of: JSON, provider -> client_id, client_secret, issuer, ...",
        secret=True,
    )  # fmt: skip

    gemini_api_key: str | None = _setting(None, "Google Gemini.", variable="GEMINI_API_KEY", secret=True)
    openai_api_key: str | None = _setting(None, "OpenAI.", variable="OPENAI_API_KEY", secret=True)
    openai_base_url: str | None = _setting(None, "Any OpenAI-compatible server.", variable="OPENAI_BASE_URL")
    anthropic_api_key: str | None = _setting(None, "Anthropic.", variable="ANTHROPIC_API_KEY", secret=True)
    ai_models: str | None = _setting(None, "Models to try in order, e.g. openai:gpt-5-mini,anthropic:claude-haiku-4-5.")
    transcriber_url: str | None = _setting(None, "An OpenAI-compatible /audio/transcriptions address for recordings.")
    transcriber_key: str | None = _setting(None, "Its key.", secret=True)
    transcriber_model: str = _setting("whisper-1", "Its model.")

    operators: str | None = _setting(
        None, "Addresses of who speaks for this installation, comma-separated: they write on the status page."
    )
    status_public: bool = _setting(False, "Show the status page to everybody, also without signing in.")
    sentry_dsn: str | None = _setting(
        None, "Where errors of ours are reported: the DSN of any Sentry-compatible collector.", variable="SENTRY_DSN",
        secret=True,
    )  # fmt: skip
    sentry_environment: str = _setting("production", "How reports name this installation.")

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
    def mail_leaves(self) -> bool:
        """Whether mail is sent, by whichever provider."""
        return bool(self.smtp_url or self.resend_api_key or self.sendgrid_api_key or self.ses_region)

    @property
    def autoconfirm(self) -> bool:
        """Whether a new address counts as confirmed at once."""
        return not self.mail_leaves if self.auth_autoconfirm is None else self.auth_autoconfirm


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
    if settings.master_key is not None and len(settings.master_key) < 16:
        raise Misconfigured("COMITY_MASTER_KEY must have at least 16 characters.")
    known = ("super-secret-jwt-token-with-at-least-32-characters-long", "your-super-secret-jwt-token")
    if not settings.loopback and settings.jwt_secret and settings.jwt_secret.startswith(known):
        raise Misconfigured(
            "COMITY_JWT_SECRET is a published example: anyone could sign in. Leave it unset, or choose your own."
        )
