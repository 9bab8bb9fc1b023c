"""GET /realtime/v1/websocket: the handshake. A refusal is plain HTTP with a JSON body (wire.md 3.1)."""

from __future__ import annotations

from typing import Final, cast
from urllib.parse import parse_qs

import orjson
import structlog
from starlette.types import Receive, Scope, Send

from comity.core.errors import DatabaseDown, Problem
from comity.core.who import Who
from comity.platform.realtime import bearer, limits
from comity.platform.realtime.frames import VERSIONS, Version
from comity.platform.realtime.protocol import EXTENSION, SocketProtocol
from comity.platform.realtime.server import Realtime
from comity.platform.realtime.socket import Socket

log = structlog.get_logger(__name__)
_DEFAULT: Final[Version] = "1.0.0"


class Websocket:
    """The endpoint, as ASGI: the request ends with the handshake, the socket lives on."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        house: Realtime = scope["state"]["realtime"]
        wire = scope.get("extensions", {}).get(EXTENSION)
        await receive()  # websocket.connect
        asked = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
        headers = dict(scope["headers"])
        key = (headers.get(b"x-api-key") or headers.get(b"apikey") or b"").decode("latin-1") or asked.get("apikey", "")
        version = asked.get("vsn", _DEFAULT)
        try:
            who = await self._who(house, key)
            if len(house.sockets) >= limits.SOCKETS:
                raise Problem("ConnectionRateLimitReached", 429, "Too many connected users")
            if version not in VERSIONS:
                raise Problem("UnsupportedVersion", 403, f"Unsupported version {version[:20]}")
            if wire is None:
                raise Problem("ErrorConnectingToWebsocket", 500, "Error connecting to Realtime")
        except Problem as problem:
            await _refuse(send, problem)
            return
        await send({"type": "websocket.accept"})
        socket = Socket(house, cast(SocketProtocol, wire), cast(Version, version), who, key)
        house.sockets[socket] = None
        wire.take_over(socket)

    @staticmethod
    async def _who(house: Realtime, key: str) -> Who:
        if not key:
            raise Problem("MissingAPIKey", 401, "API key is missing")
        try:
            who, _ = await bearer.of_token(house.identity, key)
        except DatabaseDown:
            raise Problem("UnableToConnectToProject", 500, "Error connecting to Realtime") from None
        except Problem as problem:
            raise Problem(problem.code, 401, _sentence(problem)) from None
        return who


def _sentence(problem: Problem) -> str:
    """What a handshake says: neither since when a token is no good, nor what else stands against its bearer."""
    if problem.sentence.startswith("Token has expired"):
        return "Token has expired"
    return problem.sentence if problem.code != "Unauthorized" else "The token provided is not a valid JWT"


async def _refuse(send: Send, problem: Problem) -> None:
    log.info(problem.code, reason=problem.sentence)
    body = orjson.dumps({"error": problem.sentence})
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "websocket.http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})
