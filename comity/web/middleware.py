"""What surrounds every request: an id, a line in the log, and the headers that keep a page safe.  seed: SC07, C32"""

from __future__ import annotations

import re
import secrets
import time
from typing import Final

import structlog
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comity.platform.auth.gateway import Gateway, service_of
from comity.web.session import Session

log = structlog.get_logger("comity.request")

SLOW: Final = 1.0
_ID: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{40,}")
"""An invitation's token is part of its address: whoever reads the log may not use it."""
_ALWAYS: Final = [(b"x-content-type-options", b"nosniff")]
_ON_PAGES: Final = [
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_YEAR: Final = b"max-age=31536000; includeSubDomains"


def shell_middleware() -> list[Middleware]:
    """Outermost first: context and headers, who is asking over the wire, who is signed in on pages."""
    return [Middleware(RequestContext), Middleware(Gateway), Middleware(Session)]


def content_security_policy(nonce: str) -> str:
    """Scripts and styles are ours, or carry this answer's nonce; style attributes alone are free (bars, columns)."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


class RequestContext:
    """Gives each request its id and nonce, closes what its forms held; logs pages, failures and whatever was slow."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        wire = service_of(scope["path"]) is not None
        request_id = _request_id(scope)
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        extra = [*_ALWAYS, (b"x-request-id", request_id.encode())]
        if not wire:
            nonce = state["nonce"] = secrets.token_urlsafe(16)
            extra += [*_ON_PAGES, (b"content-security-policy", content_security_policy(nonce).encode())]
        if scope["scheme"] in ("https", "wss"):
            extra.append((b"strict-transport-security", _YEAR))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message.setdefault("headers", [])
                present = {name.lower() for name, _ in headers}
                message["headers"] = [*headers, *((name, value) for name, value in extra if name not in present)]
            elif message["type"] == "websocket.accept":
                status = 101
            elif message["type"] == "websocket.http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            for form in state.get("forms", ()):
                await form.close()
            seconds = time.perf_counter() - began
            if not wire or status >= 500 or seconds > SLOW:
                _write(scope, status, seconds)


def _request_id(scope: Scope) -> str:
    """The id a proxy gave, when it is one, else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _ID.fullmatch(value):
            return str(value.decode())
    return secrets.token_hex(12)


def _write(scope: Scope, status: int, seconds: float) -> None:
    who = scope["state"].get("who")
    if scope["path"].startswith("/static/") and status < 400:
        return
    log.info(
        "request",
        method=scope.get("method", "WS"),
        path=_SECRET.sub("…", scope["path"]),
        status=status,
        ms=round(seconds * 1000, 1),
        org=str(who.org_id) if who and who.org_id else None,
        user=str(who.user_id) if who and who.user_id else None,
    )
