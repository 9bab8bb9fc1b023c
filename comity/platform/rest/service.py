"""`/rest/v1` in the house, straight off the socket: who asks, how often they may, and the engine's answer."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

import structlog
from uvicorn.middleware.proxy_headers import _TrustedHosts

from comity.config import Settings
from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform.auth import cors, gateway
from comity.platform.auth.identity import Identity
from comity.platform.gateway.http import Exchange
from comity.platform.gateway.limits import ApiLimits, Taken
from comity.platform.rest import errors, response
from comity.platform.rest.engine import Engine
from comity.platform.rest.errors import RestError
from comity.platform.rest.front import head_of, raw_of, refusal, send
from comity.platform.rest.house import caller_of
from comity.platform.rest.response import Answer

log = structlog.get_logger("comity.request")

ROOT = b"/rest/v1"
_SLOW = 1.0
_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_ALWAYS = b"".join([b"%b: %b\r\n" % pair for pair in (*cors.ON_EVERY_ANSWER, (b"x-content-type-options", b"nosniff"))])
_YEAR = b"strict-transport-security: max-age=31536000; includeSubDomains\r\n"


class RestService:
    """What the middleware of the wire does for other services, in one place for this one."""

    def __init__(self, engine: Engine, identity: Identity, settings: Settings, limits: ApiLimits) -> None:
        self.engine = engine
        self.identity = identity
        self.limits = limits
        self.max_body = engine.settings.largest_body
        self._proxies = _TrustedHosts(settings.trusted_proxies)

    def takes(self, method: bytes, target: bytes) -> bool:
        return target.startswith(ROOT) and target[8:9] in (b"", b"/", b"?")

    def too_large(self) -> tuple[int, bytes, bytes]:
        return refusal(errors.body_too_large(self.max_body), _ALWAYS)

    def broken(self) -> tuple[int, bytes, bytes]:
        return refusal(errors.broken(), _ALWAYS)

    async def serve(self, exchange: Exchange) -> None:
        began = time.perf_counter()
        headers = dict(exchange.headers)
        if exchange.method == b"OPTIONS" and b"access-control-request-method" in headers:
            exchange.reply(200, _lines(cors.allowed(headers.get(b"access-control-request-headers"))))
            return
        said = headers.get(b"x-request-id")
        request_id = said.decode() if said and _ID.fullmatch(said) else secrets.token_hex(12)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        who: Who | None = None
        taken: Taken | None = None
        client, secure = self._origin(exchange, headers)
        try:
            who = await self._who(exchange, headers, client, request_id)
            taken = self.limits.take(who)
            if taken is not None and not taken.allowed:
                raise errors.too_often()
            answer = await self._answer(exchange, who)
        except RestError as error:
            answer = response.refused(error, head=exchange.method == b"HEAD")
        more = b"x-request-id: %b\r\nsb-request-id: %b\r\n" % ((request_id.encode(),) * 2)
        if taken is not None:
            more += _lines(taken.headers())
        await send(exchange, answer, head_of(answer) + _ALWAYS + more + (_YEAR if secure else b""))
        seconds = time.perf_counter() - began
        if answer.status >= 500 or seconds > _SLOW:
            _write(exchange, answer.status, seconds, who)

    async def _who(
        self, exchange: Exchange, headers: dict[bytes, bytes], client: tuple[str, int] | None, request_id: str
    ) -> Who:
        target = exchange.target
        scope: dict[str, Any] = {
            "client": client,
            "query_string": target.partition(b"?")[2],
            "state": {"identity": self.identity, "request_id": request_id},
        }
        try:
            return await gateway.identify(scope, headers)
        except Problem as problem:
            raise _refused(problem) from problem

    async def _answer(self, exchange: Exchange, who: Who) -> Answer:
        most = self.engine.view(who.role).settings.max_body
        if len(exchange.body) > most:
            raise errors.body_too_large(most)
        return await self.engine.answer(raw_of(exchange, len(ROOT)), caller_of(self.engine, who))

    def _origin(self, exchange: Exchange, headers: dict[bytes, bytes]) -> tuple[tuple[str, int] | None, bool]:
        """Who asks from where, and whether over HTTPS, as trusted proxies say."""
        client, secure = exchange.client, exchange.protocol.scheme == "https"
        forwarded, proto = headers.get(b"x-forwarded-for"), headers.get(b"x-forwarded-proto")
        if (forwarded or proto) and client and client[0] in self._proxies:
            secure = secure if proto is None else proto.strip() == b"https"
            if forwarded:
                said = b", ".join([value for name, value in exchange.headers if name == b"x-forwarded-for"])
                host, port = self._proxies.get_trusted_client_address(said.decode("latin-1"))
                client = (host, port) if host else client
        return client, secure


def _refused(problem: Problem) -> RestError:
    headers = {}
    if problem.status == 401:
        said = problem.sentence.replace('"', '\\"')
        headers["WWW-Authenticate"] = f'Bearer error="invalid_token", error_description="{said}"'
    return RestError(problem.code, problem.status, problem.sentence, problem.details, problem.hint, headers=headers)


def _lines(headers: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join([b"%b: %b\r\n" % pair for pair in headers])


def _write(exchange: Exchange, status: int, seconds: float, who: Who | None) -> None:
    log.info(
        "request",
        method=exchange.method.decode("ascii"),
        path=exchange.target.partition(b"?")[0].decode("latin-1"),
        status=status,
        ms=round(seconds * 1000, 1),
        org=str(who.org_id) if who and who.org_id else None,
        user=str(who.user_id) if who and who.user_id else None,
    )
