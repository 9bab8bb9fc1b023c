"""Cross-origin rules of the wire (wire.md 0): any site may ask, with a key or token it holds, never with our cookie."""

from __future__ import annotations

from starlette.types import Message, Send

Headers = list[tuple[bytes, bytes]]

_ALLOWED = (
    b"authorization, x-client-info, apikey, content-type, content-profile, accept-profile, prefer, range, range-unit, "
    b"x-supabase-api-version, x-region, x-upsert, x-metadata, cache-control, x-signature, tus-resumable, "
    b"upload-length, upload-offset, upload-metadata, x-retry-count, traceparent, tracestate, baggage"
)
_EXPOSED = (
    b"content-range, content-location, content-encoding, date, location, range-unit, server, transfer-encoding, "
    b"x-total-count, link, x-supabase-api-version, upload-length, upload-offset, upload-metadata, upload-expires, "
    b"tus-version, tus-resumable, tus-extension, tus-max-size, x-relay-error, sb-request-id, etag"
)
_METHODS = b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

ON_EVERY_ANSWER: Headers = [(b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", _EXPOSED)]


def allowed(wanted_headers: bytes | None) -> Headers:
    """What another site may send: everything it wants to."""
    return [
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-allow-headers", wanted_headers or _ALLOWED),
        (b"access-control-max-age", b"86400"),
        (b"vary", b"access-control-request-headers"),
        (b"content-length", b"0"),
    ]


async def preflight(wanted_headers: bytes | None, send: Send) -> None:
    """Answers whether another site may send this request: always."""
    await send({"type": "http.response.start", "status": 200, "headers": allowed(wanted_headers)})
    await send({"type": "http.response.body", "body": b""})


def answering(send: Send, request_id: str | None) -> Send:
    """A `send` that adds the headers to an answer unless it has its own."""
    extra = list(ON_EVERY_ANSWER)
    if request_id:
        extra.append((b"sb-request-id", request_id.encode()))
    return with_headers(send, extra)


def with_headers(send: Send, extra: Headers) -> Send:
    """A `send` that adds these headers unless the answer has them."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message.setdefault("headers", [])
            present = {name.lower() for name, _ in headers}
            message["headers"] = [*headers, *((name, value) for name, value in extra if name not in present)]
        await send(message)

    return sending
