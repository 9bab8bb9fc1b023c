"""The engine alone at a bare root, on any Postgres (`comity rest`): tokens, roles and settings as PostgREST has them.

https://docs.postgrest.org/en/v14/references/configuration.html and /references/auth.html
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import structlog
from starlette.applications import Starlette

from comity.config import Misconfigured
from comity.core.db import Database, Result
from comity.platform.gateway.http import STATE, Exchange
from comity.platform.rest import errors, response
from comity.platform.rest.bare_tokens import Tokens
from comity.platform.rest.engine import Engine
from comity.platform.rest.errors import RestError
from comity.platform.rest.front import head_of, headers_of, raw_of, refusal, send
from comity.platform.rest.run import Caller, Context, Params
from comity.platform.rest.settings import RestSettings, names

log = structlog.get_logger(__name__)

_MAY_BE_FILES = {"db-uri", "jwt-secret"}  # `@/run/secrets/jwt`: secrets are kept out of the environment
_ALLOWED_HEADERS = ("Accept", "Accept-Language", "Content-Language")
_EXPOSED = (
    "Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, Transfer-Encoding,"
    " Range-Unit"
)


@dataclass(frozen=True, slots=True)
class BareSettings:
    """The PGRST_* settings that are known here."""

    url: str
    rest: RestSettings
    host: str = "127.0.0.1"
    port: int = 3000
    pool: int = 10
    anon_role: str | None = None
    jwt_secret: str | None = None
    jwt_secret_is_base64: bool = False
    jwt_audience: str | None = None
    role_claim: str = ".role"
    listens: bool = True
    prepare: bool = True
    pooler: bool = False
    app_settings: Mapping[str, str] = field(default_factory=dict)
    origins: tuple[str, ...] = ()
    trace_header: str | None = None


def load(flags: Mapping[str, str], environ: Mapping[str, str]) -> BareSettings:
    """The settings of flags and PGRST_* variables. Raises Misconfigured."""
    known = {
        name.removeprefix("PGRST_").lower().replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("PGRST_") and not name.startswith("PGRST_APP_SETTINGS_")
    }
    known.update(flags)
    for name in _MAY_BE_FILES & known.keys():
        if known[name].startswith("@"):
            known[name] = _read(known[name][1:])
    if "db-uri" not in known:
        raise Misconfigured("PGRST_DB_URI must say which database to serve.")
    try:
        return _settings(known, environ)
    except ValueError as error:
        raise Misconfigured(f"A PGRST_* setting has a value that cannot be used: {error}.") from None


def _settings(known: Mapping[str, str], environ: Mapping[str, str]) -> BareSettings:
    rest = RestSettings(
        schemas=names(known.get("db-schemas", known.get("db-schema", "public"))),
        extra_search_path=names(known.get("db-extra-search-path", "public")),
        max_rows=int(known["db-max-rows"]) if known.get("db-max-rows") else None,
        aggregates=_yes(known.get("db-aggregates-enabled", "false")),
        plan=_yes(known.get("db-plan-enabled", "false")),
        tx_end=known.get("db-tx-end", "commit"),
        pre_request=known.get("db-pre-request") or None,
        openapi=known.get("openapi-mode", "follow-privileges") != "disabled",
        openapi_all=known.get("openapi-mode") == "ignore-privileges",
        root=known.get("db-root-spec", "").rpartition(".")[2] or None,
        openapi_security=_yes(known.get("openapi-security-active", "false")),
        openapi_at=known.get("openapi-server-proxy-uri") or None,
        house=False,
    )
    prefix = "PGRST_APP_SETTINGS_"
    said = {"app.settings." + k.removeprefix(prefix).lower(): v for k, v in environ.items() if k.startswith(prefix)}
    return BareSettings(
        known["db-uri"],
        rest,
        known.get("server-host", "127.0.0.1").replace("!4", "0.0.0.0").replace("!6", "::"),
        int(known.get("server-port", "3000")),
        int(known.get("db-pool", "10")),
        known.get("db-anon-role") or None,
        known.get("jwt-secret") or None,
        _yes(known.get("jwt-secret-is-base64", "false")),
        known.get("jwt-aud") or None,
        known.get("jwt-role-claim-key", ".role"),
        _yes(known.get("db-channel-enabled", "true")),
        _yes(known.get("db-prepared-statements", "true")),
        _yes(known.get("db-pooler", "false")),
        said,
        names(known.get("server-cors-allowed-origins", "")),
        known.get("server-trace-header", "").strip().lower() or None,
    )


def _read(path: str) -> str:
    try:
        return Path(path).read_text().removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"The file {path}, which a PGRST_* setting names, cannot be read: {error}.") from None


def _yes(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes", "on", "enable")


_CLAIMS = "select from (select " + ", ".join(
    f"set_config('{name}', ${at}, true)"
    for at, name in enumerate(
        ("role", "request.jwt.claims", "request.method", "request.path", "request.headers", "request.cookies"), 1
    )
)


class BareDoor:
    """A database that is not ours: role, claims and request are set as PostgREST sets them, in the same round trip."""

    def __init__(self, db: Database, app_settings: Mapping[str, str]) -> None:
        self._db = db
        self._app_settings = app_settings

    async def send(
        self, caller: Caller, context: Context, statements: Sequence[tuple[str, Params]], *, rollback: bool
    ) -> list[Result]:
        claims = self._claims(caller, context)
        return (await self._db.once_raw(None, [claims, *statements], rollback=rollback))[1:]

    def stream(
        self, caller: Caller, context: Context, statements: Sequence[tuple[str, Params]]
    ) -> AsyncGenerator[list[tuple[bytes | None, ...]], None]:
        return self._db.stream_raw(None, [self._claims(caller, context), *statements])

    def _claims(self, caller: Caller, context: Context) -> tuple[str, Params]:
        params: list[str | bytes | None] = [
            caller.role,
            caller.claims,
            context.method,
            context.path,
            orjson.dumps(context.headers),
            orjson.dumps(context.cookies) if context.cookies else b"{}",
        ]
        sql = _CLAIMS
        others = {**context.settings, **self._app_settings}
        if others:
            places = range(len(params) + 1, len(params) + 2 * len(others), 2)
            sql += "".join(f", set_config(${at}, ${at + 1}, true)" for at in places)
            params += [part for pair in others.items() for part in pair]
        return f"{sql}) as s", params


class BareService:
    """Every path of the server (comity.platform.gateway.http)."""

    def __init__(self, engine: Engine, settings: BareSettings) -> None:
        self.engine = engine
        self.settings = settings
        self.max_body = engine.settings.max_body
        self._trace = settings.trace_header
        self.tokens = Tokens(
            settings.jwt_secret, settings.jwt_secret_is_base64, settings.jwt_audience, settings.role_claim
        )

    def takes(self, method: bytes, target: bytes) -> bool:
        return target.startswith(b"/")

    def too_large(self) -> tuple[int, bytes, bytes]:
        return refusal(errors.body_too_large(self.max_body))

    def broken(self) -> tuple[int, bytes, bytes]:
        return refusal(errors.broken())

    async def serve(self, exchange: Exchange) -> None:
        headers = headers_of(exchange)
        origin = headers.get("origin")
        trace = headers.get(self._trace) if self._trace is not None else None
        preflight = exchange.method == b"OPTIONS" and "access-control-request-method" in headers
        if origin is not None and preflight and self._admits(origin):
            exchange.reply(*_preflight(exchange, self._admitted(origin)))
            return
        try:
            caller = identify(headers.get("authorization"), self.tokens, self.settings)
            answer = await self.engine.answer(raw_of(exchange, 0, headers), caller)
        except RestError as error:
            answer = response.refused(error)
        if origin is not None and self._admits(origin):
            answer.headers.update(self._admitted(origin))
            answer.headers.setdefault("Access-Control-Expose-Headers", _EXPOSED)
        if trace is not None and self.settings.trace_header is not None:
            answer.headers[self.settings.trace_header] = trace
        await send(exchange, answer, head_of(answer))

    def _admits(self, origin: str) -> bool:
        return not self.settings.origins or origin in self.settings.origins

    def _admitted(self, origin: str) -> dict[str, str]:
        """What pages of an origin are told: everybody may read, or those the operator named, with credentials."""
        if not self.settings.origins:
            return {"Access-Control-Allow-Origin": "*"}
        return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}


def create(settings: BareSettings) -> Starlette:
    """The application: its lifespan opens the database; its one service takes every request."""
    return Starlette(routes=[], lifespan=lambda _: _lifespan(settings))


def _preflight(exchange: Exchange, admitted: Mapping[str, str]) -> tuple[int, bytes, bytes]:
    wanted = dict(exchange.headers).get(b"access-control-request-headers", b"").decode("latin-1")
    asked = [part.strip() for part in wanted.split(",") if part.strip()]
    headers = {
        **admitted,
        "Access-Control-Allow-Methods": "GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD",
        "Access-Control-Allow-Headers": ", ".join(("Authorization", *asked, *_ALLOWED_HEADERS)),
        "Access-Control-Max-Age": "86400",
        "Content-Length": "0",
    }
    return 200, head_of(response.Answer(200, headers)), b""


def identify(authorization: str | None, tokens: Tokens, settings: BareSettings) -> Caller:
    """The role and claims of a bearer's token; without one, the anonymous role, if there is one."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() == "bearer":
        claims, said = tokens.read(token.strip())
        role = tokens.role_of(claims) or settings.anon_role
        if role is None:
            raise errors.no_anonymous()
        if claims.get("role") != role:
            said = orjson.dumps({**claims, "role": role}).decode()
        return Caller(None, role, said, role != settings.anon_role)
    if settings.anon_role is None:
        raise errors.no_anonymous()
    return Caller(None, settings.anon_role, orjson.dumps({"role": settings.anon_role}).decode())


@asynccontextmanager
async def _lifespan(settings: BareSettings) -> AsyncIterator[dict[str, BareService]]:
    db = Database(settings.url, settings.pool, settings.prepare, settings.pooler, statement_timeout=30.0)
    engine = Engine(db, settings.rest, BareDoor(db, settings.app_settings))
    try:
        await engine.schema.current()
    except RestError as error:  # whoever asks is told to come again (503), and the first who can be answered is
        log.warning("the database does not answer yet", why=str(error.__cause__ or error))
    listening = asyncio.create_task(engine.schema.listen()) if settings.listens else None
    try:
        yield {STATE: BareService(engine, settings)}
    finally:
        if listening is not None:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
        await db.close()
