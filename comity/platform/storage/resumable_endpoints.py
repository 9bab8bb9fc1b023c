"""/upload/resumable: create, ask, append, give up; and the same by a signed URL under /upload/resumable/sign."""

from __future__ import annotations

import base64
import binascii
from email.utils import format_datetime
from functools import wraps
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.who import Who
from comity.platform.storage import errors, incoming, names, resumable, tickets, uploading, wire
from comity.platform.storage.errors import Refusal
from comity.platform.storage.objects import Place
from comity.platform.storage.resumable import Upload
from comity.platform.storage.store import store
from comity.platform.storage.upload_endpoints import signer
from comity.platform.storage.wire import Handler, caller, owner

VERSION = {"tus-resumable": "1.0.0"}
EXTENSIONS = "creation,creation-with-upload,termination,expiration"
BODY = "application/offset+octet-stream"
_UNSIGNED = Refusal("InvalidRequest", 400, "Missing x-signature header")
_WORDS = {errors.TOO_LARGE: "Maximum size exceeded\n", errors.BAD_TOKEN: "Invalid Compact JWS",
          errors.EXPIRED: '"exp" claim timestamp check failed'}  # fmt: skip
"""What upstream says here in other words than elsewhere."""


def protocol(handler: Handler) -> Handler:
    """Checks the version, and tells problems by their status and plain words, as TUS clients read and show them."""

    @wraps(handler)
    async def answering(request: Request) -> Response:
        if request.method != "OPTIONS" and request.headers.get("tus-resumable") != "1.0.0":
            return Response(status_code=412, headers={"tus-version": "1.0.0", **VERSION})
        try:
            response = await handler(request)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception as error:
            refusal = wire.as_refusal(error)
            if refusal == errors.INTERNAL:
                wire.log.exception("resumable upload failed", path=request.url.path)
            response = Response(_WORDS.get(refusal, refusal.sentence), refusal.status, media_type="text/plain")
        for name, value in VERSION.items():
            response.headers[name] = value
        return response

    return answering


@protocol
async def options(request: Request) -> Response:
    """OPTIONS: what this server can."""
    headers = {"tus-version": "1.0.0", "tus-extension": EXTENSIONS, "tus-max-size": str(store().most_bytes)}
    return Response(status_code=204, headers=headers)


@protocol
async def create(request: Request) -> Response:
    """POST: a new upload, with its first bytes where the client sends them along."""
    said = request.headers.get("upload-metadata", "")
    about = _metadata(said)
    size = _number(request, "upload-length")
    who, signed = _who(request)
    place = await _place(request, who, about)
    if signed and tickets.named(store().keys, "upload", _token(request)) != f"{place.bucket.id}/{place.name}":
        raise errors.BAD_SIGNATURE()
    upload = await resumable.start(request, who, place, size, said, signed=signed)
    headers = {"location": _location(request, upload), "upload-expires": _expires(upload)}
    if request.headers.get("content-type") == BODY or size == 0:
        headers["upload-offset"] = str(await resumable.take(request, who, upload, 0, incoming.body(request)))
    else:
        headers["upload-offset"] = "0"
    return Response(status_code=201, headers=headers)


async def _place(request: Request, who: Who, about: dict[str, str]) -> Place:
    name = names.key(about.get("objectName", ""))
    bucket = await uploading.bucket_of(request, about.get("bucketName", ""))
    claims = _claims(request)
    upsert = request.headers.get("x-upsert", "").lower() == "true" if claims is None else bool(claims.get("upsert"))
    age = about.get("cacheControl", "")
    return Place(
        bucket,
        name,
        owner(who) if claims is None else claims.get("owner"),
        who.org_id,
        upsert,
        mime=about.get("contentType") or "application/octet-stream",
        cache_control=f"max-age={age}" if age.isdecimal() else age or "no-cache",
        user_metadata=_own(about.get("metadata")),
    )


@protocol
async def ask(request: Request) -> Response:
    """HEAD: how far it has come."""
    upload, who = await _found(request)
    at = await resumable.offset(upload)
    if at == upload.size and upload.completed_at is None:
        await resumable.settle(request, who, upload)
    headers = {
        "cache-control": "no-store",
        "upload-offset": str(at),
        "upload-length": str(upload.size),
        "upload-expires": _expires(upload),
    }
    if upload.said:
        headers["upload-metadata"] = upload.said
    return Response(status_code=200, headers=headers)


@protocol
async def append(request: Request) -> Response:
    """PATCH: further bytes, where the last ones ended."""
    if request.headers.get("content-type") != BODY:
        raise Refusal("InvalidRequest", 415, "Invalid Content-Type", error="invalid_mime_type")
    upload, who = await _found(request)
    at = _number(request, "upload-offset")
    if upload.completed_at is not None:
        raise Refusal("InvalidRequest", 409, "Upload-Offset conflict")
    coming = request.headers.get("content-length", "")
    if coming.isdecimal() and at + int(coming) > upload.size:
        raise errors.TOO_LARGE()
    reached = await resumable.take(request, who, upload, at, incoming.body(request))
    return Response(status_code=204, headers={"upload-offset": str(reached), "upload-expires": _expires(upload)})


@protocol
async def give_up(request: Request) -> Response:
    """DELETE: forgets the upload."""
    upload, _ = await _found(request)
    async with resumable.alone(upload.id):
        await resumable.drop(request, upload)
    return Response(status_code=204)


async def _found(request: Request) -> tuple[Upload, Who]:
    who, signed = _who(request)
    url = tickets.named(store().keys, "upload", _token(request)) if signed else None
    return await resumable.find(request, request.path_params["id"], signed_url=url), who


def _who(request: Request) -> tuple[Who, bool]:
    """Whose upload it is: the caller's, or that of whoever signed the URL."""
    claims = _claims(request)
    return (caller(request), False) if claims is None else (signer(request, claims), True)


def _claims(request: Request) -> dict[str, Any] | None:
    if "/upload/resumable/sign" not in request.url.path:
        return None
    keys, token = store().keys, _token(request)
    if not token:
        raise _UNSIGNED()
    return tickets.check(keys, "upload", tickets.named(keys, "upload", token), token)


def _token(request: Request) -> str | None:
    return request.headers.get("x-signature")


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not value.isascii() or not value.isdecimal() or len(value) > 16:
        raise errors.bad_request(f"{header} must be a whole number")
    return int(value)


def _metadata(said: str) -> dict[str, str]:
    """Upload-Metadata: keys, each with its value in base64."""
    found: dict[str, str] = {}
    if len(said) > 16_384:
        raise errors.METADATA_LARGE()
    for pair in filter(None, (one.strip() for one in said.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError) as error:
            raise errors.bad_request("Upload-Metadata cannot be read") from error
    return found


def _own(text: str | None) -> dict[str, Any] | None:
    try:
        return wire.object_or_none(orjson.loads(text)) if text else None
    except orjson.JSONDecodeError:
        return None


def _location(request: Request, upload: Upload) -> str:
    return f"{request.url.replace(query='')}".rstrip("/") + f"/{upload.id}"


def _expires(upload: Upload) -> str:
    return format_datetime(upload.expires_at, usegmt=True)


_ID = "/{id:str}"
ROUTES = [
    Route(at + tail, handler, methods=[method])
    for at in ("/upload/resumable/sign", "/upload/resumable")
    for tail, handler, method in (
        ("", options, "OPTIONS"),
        ("/", options, "OPTIONS"),
        (_ID, options, "OPTIONS"),
        ("", create, "POST"),
        ("/", create, "POST"),
        (_ID, ask, "HEAD"),
        (_ID, append, "PATCH"),
        (_ID, give_up, "DELETE"),
    )
]
