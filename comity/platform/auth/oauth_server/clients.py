"""Programs that ask for access: registered by themselves (RFC 7591) or by an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.platform.auth import secrets
from comity.platform.auth.users import instant

q = sql.load(__file__)

NOT_FOUND = Problem("oauth_client_not_found", 404, "OAuth client not found")
_GRANTS = ("authorization_code", "refresh_token")
_METHODS = ("none", "client_secret_basic", "client_secret_post")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_NEVER = ("javascript", "data", "vbscript", "file", "about", "blob")

Row = dict[str, Any]


def bad(sentence: str) -> Problem:
    """What was said of a program cannot be."""
    return Problem("validation_failed", 400, sentence)


@dataclass(frozen=True, slots=True)
class Said:
    """What a registration says; None is not said."""

    redirect_uris: list[str] | None
    grant_types: list[str] | None
    name: str | None
    uri: str | None
    logo: str | None
    method: str | None
    kind: str | None


def said(body: Mapping[str, Any], *, new: bool) -> Said:
    """The parts of a registration, checked."""
    uris = body.get("redirect_uris")
    if new or uris is not None:
        _check_uris(uris)
    grants = body.get("grant_types")
    if grants is not None and (not isinstance(grants, list) or not grants or not set(map(str, grants)) <= set(_GRANTS)):
        raise bad("grant_types must only contain 'authorization_code' and/or 'refresh_token'")
    method = _short(body, "token_endpoint_auth_method", 64)
    if method is not None and method not in _METHODS:
        raise bad(f"token_endpoint_auth_method must be one of: {', '.join(_METHODS)}")
    kind = _short(body, "client_type", 16)
    if kind not in (None, "public", "confidential"):
        raise bad("client_type must be 'public' or 'confidential'")
    return Said(
        redirect_uris=uris,
        grant_types=grants,
        name=_short(body, "client_name", 1024),
        uri=_web(body, "client_uri"),
        logo=_web(body, "logo_uri"),
        method=method,
        kind=kind,
    )


async def add(tx: Tx, what: Said, registration: str) -> tuple[Row, str | None]:
    """A new program, and its secret when it can keep one; shown this once."""
    kind = what.kind or ("public" if what.method == "none" else "confidential")
    method = what.method or ("none" if kind == "public" else "client_secret_basic")
    if (kind == "public") != (method == "none"):
        raise bad("a public client authenticates by 'none', a confidential one does not")
    client_id, secret = uuid4(), None if kind == "public" else secrets.make()
    await tx.run(
        q.add,
        id=client_id,
        secret_hash=secrets.hex_digest(secret) if secret else None,
        registration=registration,
        redirect_uris=what.redirect_uris,
        grant_types=what.grant_types or list(_GRANTS),
        name=what.name,
        uri=what.uri,
        logo=what.logo,
        kind=kind,
        method=method,
    )
    return await find(tx, client_id), secret


async def find(tx: Tx, client_id: UUID | None) -> Row:
    """The program, or a Problem."""
    found = await tx.row(q.find, id=client_id) if client_id else None
    if found is None:
        raise NOT_FOUND()
    return found


def may_return_to(client: Row, uri: str) -> bool:
    """Whether an address is one of the program's own: letter by letter, but for a local port (RFC 8252, 7.3)."""
    return any(uri == known or _same_but_port(uri, known) for known in client["redirect_uris"])


def as_json(client: Row, secret: str | None = None) -> dict[str, Any]:
    """A program as upstream shows one."""
    shown = {
        "client_id": str(client["id"]),
        "client_secret": secret,
        "client_type": client["client_type"],
        "redirect_uris": client["redirect_uris"],
        "token_endpoint_auth_method": client["token_endpoint_auth_method"],
        "grant_types": client["grant_types"],
        "response_types": ["code"],
        "client_name": client["client_name"],
        "client_uri": client["client_uri"],
        "logo_uri": client["logo_uri"],
        "registration_type": client["registration_type"],
        "created_at": instant(client["created_at"]),
        "updated_at": instant(client["updated_at"]),
    }
    return {name: value for name, value in shown.items() if value is not None}


def _check_uris(uris: Any) -> None:
    if not isinstance(uris, list) or not uris:
        raise bad("redirect_uris is required")
    if len(uris) > 10:
        raise bad("redirect_uris cannot exceed 10 items")
    for uri in uris:
        parts = urlsplit(uri) if isinstance(uri, str) and len(uri) <= 2048 else None
        if parts is None or not parts.scheme or parts.fragment or parts.username or any(ord(one) < 33 for one in uri):
            raise bad("invalid redirect_uri")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise bad("invalid redirect_uri: plain http leads to this machine only")
        if parts.scheme in _NEVER or (parts.scheme in ("http", "https") and not parts.hostname):
            raise bad("invalid redirect_uri")


def _same_but_port(uri: str, known: str) -> bool:
    one, other = urlsplit(uri), urlsplit(known)
    if other.scheme != "http" or other.hostname not in _LOOPBACK:
        return False
    return (one.scheme, one.hostname, one.path, one.query, one.fragment, one.username) == (
        other.scheme, other.hostname, other.path, other.query, "", None,
    )  # fmt: skip


def _short(body: Mapping[str, Any], name: str, most: int) -> str | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or "\0" in value or len(value) > most:
        raise bad(f"{name} cannot exceed {most} characters")
    return value


def _web(body: Mapping[str, Any], name: str) -> str | None:
    value = _short(body, name, 2048)
    if value and urlsplit(value).scheme not in ("http", "https"):
        raise bad(f"{name} must be a valid URL")
    return value
