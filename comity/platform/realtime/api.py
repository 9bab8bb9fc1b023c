"""POST /realtime/v1/api/broadcast and .../broadcast/{topic}/events/{event}: without a socket (wire.md 3.5)."""

from __future__ import annotations

from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from comity.core.who import Who
from comity.platform.realtime import limits
from comity.platform.realtime.endpoint import Websocket
from comity.platform.realtime.frames import Said
from comity.platform.realtime.joining import yes
from comity.platform.realtime.limits import Rate
from comity.platform.realtime.rooms import name_of
from comity.platform.realtime.server import Realtime

_KINDS: Final = ("application/json", "application/octet-stream")
_rates: dict[str, Rate] = {}


async def broadcast(request: Request) -> Response:
    """A batch: `{messages: [{topic, event, payload, private}]}`."""
    who: Who = request.state.who
    if (refused := _unnamed(request) or _limited(who, 1)) is not None:
        return refused
    body = await _body(request)
    if body is None:
        return _unprocessable({"payload": ["is too large"]}, 413)
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _unprocessable({"messages": ["is invalid"]})
    messages = given.get("messages") if isinstance(given, dict) else None
    if not isinstance(messages, list) or not messages:
        return _unprocessable({"messages": ["can't be blank"]})
    errors = [_errors(message) for message in messages]
    if any(errors):
        return _unprocessable({"messages": errors})
    if (refused := _limited(who, len(messages))) is not None:
        return refused
    realtime: Realtime = request.state.realtime
    allowed: dict[str, bool] = {}
    for message in messages:  # what a private channel's policies forbid is dropped silently, as upstream does
        meta = {"id": message["id"]} if message.get("id") else None
        said = Said(message["event"], orjson.dumps(message["payload"]), True, meta)
        await _say(realtime, who, message["topic"], said, yes(message.get("private")), allowed)
    return Response(status_code=202)


async def broadcast_one(request: Request) -> Response:
    """One message, JSON or bytes, its topic and event in the path."""
    who: Who = request.state.who
    if (refused := _unnamed(request) or _limited(who, 1)) is not None:
        return refused
    body = await _body(request)
    if body is None:
        return _unprocessable({"payload": ["Payload size exceeds tenant limit"]})
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        return JSONResponse({"error": f"Unsupported Media Type. Use {' or '.join(_KINDS)}"}, 415)
    if kind == "application/json":
        try:
            orjson.loads(body)
        except orjson.JSONDecodeError:
            return _unprocessable({"payload": ["is invalid"]})
    said = Said(request.path_params["event"], body, kind == "application/json")
    private = request.query_params.get("private") == "true"
    if not await _say(request.state.realtime, who, request.path_params["topic"], said, private, {}):
        return JSONResponse({"message": "Unauthorized"}, 403)
    return Response(status_code=202)


async def _say(realtime: Realtime, who: Who, topic: str, said: Said, private: bool, allowed: dict[str, bool]) -> bool:
    """Whether it was said: the policies of a private channel may forbid it."""
    name = name_of(topic, who, private)
    if name.private:
        if topic not in allowed:
            allowed[topic] = await realtime.access.writing(who, topic, "broadcast")
        if not allowed[topic]:
            return False
    realtime.speaking.say(name, said)
    return True


def _errors(message: Any) -> dict[str, list[str]]:
    if not isinstance(message, dict):
        return {"message": ["is invalid"]}
    errors = {}
    for name, kind in (("topic", str), ("event", str), ("payload", dict)):
        value = message.get(name)
        if value is None or value == "":
            errors[name] = ["can't be blank"]
        elif not isinstance(value, kind):
            errors[name] = ["is invalid"]
    if not errors and len(orjson.dumps(message["payload"])) > limits.PAYLOAD_BYTES:
        errors["payload"] = ["Payload size exceeds tenant limit"]
    return errors


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limits.PAYLOAD_BYTES + 4096:
            return None
    return bytes(body)


def _unnamed(request: Request) -> Response | None:
    """Whoever shows no key at all may not speak."""
    who: Who = request.state.who
    named = request.headers.get("authorization") or request.headers.get("apikey") or "apikey" in request.query_params
    if named or who.role != "anon":
        return None
    return JSONResponse({"message": "Unauthorized"}, 401)


def _limited(who: Who, number: int) -> Response | None:
    if len(_rates) > 10_000:
        _rates.clear()
    rate = _rates.setdefault(f"{who.role} {who.user_id or who.address}", Rate(limits.MESSAGES_PER_SECOND))
    if rate.take(number):
        return None
    if number > 1:
        return JSONResponse({"message": "Too many messages to broadcast, please reduce the batch size"}, 429)
    return JSONResponse({"message": "You have exceeded your rate limit"}, 429)


def _unprocessable(errors: Any, status: int = 422) -> Response:
    return JSONResponse({"errors": errors}, status)


def routes() -> list[BaseRoute]:
    """Everything under /realtime/v1."""
    return [
        WebSocketRoute("/realtime/v1/websocket", Websocket()),
        Route("/realtime/v1/api/broadcast", broadcast, methods=["POST"]),
        Route("/realtime/v1/api/broadcast/{topic}/events/{event}", broadcast_one, methods=["POST"]),
    ]
