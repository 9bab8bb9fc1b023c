"""POST /hooks/{provider}/{endpoint_id}: where outside services send to, by signature alone.  seed: WH01, C16"""

from __future__ import annotations

import time
from uuid import UUID

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from comity.core.db import DatabaseDown
from comity.core.errors import Problem
from comity.office.webhooks import inbox
from comity.office.webhooks.signatures import Message

log = structlog.get_logger(__name__)


async def receive(request: Request) -> Response:
    """Answers at once: 200 once it is stored, 401 or 403 where the signature fails, 404 where nobody listens."""
    db, provider = request.state.db, request.path_params["provider"]
    endpoint_id: UUID = request.path_params["id"]
    try:
        endpoint = await inbox.endpoint_of(db, provider, endpoint_id)
        body = await _body(request)
        headers = {name.lower(): value for name, value in request.headers.items()}
        message = Message(request.method, _url(request), headers, body, time.time())
        await inbox.receive(db, endpoint, message)
    except inbox.TooMany as flood:
        return JSONResponse({"message": "Too many."}, 429, {"Retry-After": str(int(flood.wait) + 1)})
    except Problem as problem:
        status = 403 if provider == "twilio" and problem == inbox.UNSIGNED else problem.status
        return JSONResponse({"message": problem.sentence}, status)
    except DatabaseDown:
        return JSONResponse({"message": "Try again in a moment."}, 503, {"Retry-After": "5"})
    said = inbox.read(headers.get("content-type", ""), body)
    if provider == "slack" and isinstance(said, dict) and said.get("type") == "url_verification":
        return PlainTextResponse(str(said.get("challenge", ""))[:500])
    return Response(status_code=200, media_type="application/json", content=b"{}")


async def _body(request: Request) -> bytes:
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > inbox.LARGEST:
                raise Problem("too_large", 413, "This message is too large.")
            chunks.append(chunk)
    except ClientDisconnect:
        raise Problem("cut_off", 400, "The message was cut off before its end.") from None
    return b"".join(chunks)


def _url(request: Request) -> str:
    """The address as the sender wrote it."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.state.settings.site_url}{request.url.path}{query}"


ROUTES = [Route("/hooks/{provider:str}/{id:uuid}", receive, methods=["POST"], name="public:hooks")]
