"""Who is signed in on pages: the cookie, the way to the sign-in page, and no requests forged by other sites."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from comity.core.db import DatabaseDown
from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform.auth import callers
from comity.platform.auth.gateway import COOKIE, service_of, session_cookie, with_origin
from comity.web import http, i18n, problems

_SAFE: Final = ("GET", "HEAD", "OPTIONS")
_PUBLIC: Final = (
    "/sign-in", "/sign-up", "/sign-out", "/reset", "/verify", "/invitations", "/static", "/hooks", "/status",
    "/metrics",
)  # fmt: skip
_WITHOUT_ORGANISATION: Final = ("/organizations", "/settings/sessions", "/settings/account", "/preferences")
_PROOF: Final = {"factor": "/sign-in/code", "enrol": "/settings/account/factors", "sso": "/sign-in/sso"}
_MACHINES: Final = ("/hooks", "/metrics")
NO_PLACE: Final = "/organizations"
FORGED: Final = Problem("cross_site", 403, "This request came from another site and was not carried out.")


class Session:
    """Sets `state.who` for pages; the wire has its own gateway."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or service_of(scope["path"]) is not None:
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            refused = await _enter(request)
        except DatabaseDown as down:
            scope["state"].setdefault("who", Who.anonymous())
            refused = await problems.on_database(request, down)
        await (refused or self.app)(scope, receive, send)


async def _enter(request: Request) -> Response | None:
    """Finds out who asks. An answer, when the request goes no further."""
    headers = dict(request.scope["headers"])
    who = await _signed_in(request, headers)
    request.state.who = with_origin(who, request.scope, headers)
    _speak(request, who)
    if who.user_id is not None:
        structlog.contextvars.bind_contextvars(user=str(who.user_id), org=str(who.org_id))
    path = request.url.path
    if request.method not in _SAFE and not _under(path, _MACHINES) and not is_same_origin(request):
        return problems.error_page(request, FORGED.status, FORGED.sentence)
    if who.user_id is None:
        return None if _under(path, _PUBLIC) or _named_public(request) else to_sign_in(request)
    owed = _PROOF.get(str(who.claims.get(callers.DEMAND)))
    if owed is not None and not _may_prove(path, owed):
        return _to_proof(request, owed)
    if who.org_id is None and not (_under(path, _PUBLIC + _WITHOUT_ORGANISATION) or _named_public(request)):
        return http.go(request, NO_PLACE)
    return None


async def _signed_in(request: Request, headers: dict[bytes, bytes]) -> Who:
    cookie = session_cookie(headers[b"cookie"].decode("latin-1")) if b"cookie" in headers else None
    if not cookie or _under(request.url.path, ("/static",)):
        return Who.anonymous()
    return await callers.of_cookie(request.state.identity, cookie) or Who.anonymous()


def _may_prove(path: str, place: str) -> bool:
    """Where a session that still owes a proof may go: where it can give it, out, or in by another door."""
    return _under(path, (place,)) or (_under(path, _PUBLIC) and not _under(path, ("/reset/password",)))


def _to_proof(request: Request, place: str) -> Response:
    """To where the second factor is asked for, and from there back."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"code": "insufficient_aal", "message": "A second factor is missing."}, status_code=403)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wanted = path if request.method == "GET" and "hx-request" not in request.headers else "/"
    return http.go(request, place if wanted == "/" else f"{place}?next={quote(wanted, safe='/')}")


async def still_signed_in(request: Request, *, again: bool = False) -> bool:
    """Whether whoever opened this long answer may still have it: same session, same organisation; asked `again` now."""
    if again and (cookie := request.cookies.get(COOKIE)):
        callers.forget(request.state.identity, cookie=cookie)
    now = await _signed_in(request, dict(request.scope["headers"]))
    was: Who = request.state.who
    return (now.user_id, now.org_id) == (was.user_id, was.org_id)


def _speak(request: Request, who: Who) -> None:
    chosen = request.cookies.get("language", "")
    known = who.language if who.user_id else ""
    if chosen not in i18n.languages():
        chosen = known or i18n.negotiate(request.headers.get("accept-language", ""))
    i18n.use(known if known.startswith(f"{chosen}-") else chosen, who.timezone)


def is_same_origin(request: Request) -> bool:
    """Whether this comes from one of our own pages, or from no browser at all."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin") or request.headers.get("referer")
    if origin is None:
        return True
    return origin.split("//", 1)[-1].split("/", 1)[0] == request.headers.get("host")


def to_sign_in(request: Request) -> Response:
    """The way in, and back to where one wanted to go."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"code": "not_signed_in", "message": "Sign in first."}, status_code=401)
    wanted = _came_for(request)
    response = http.go(request, "/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted, safe='/')}")
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path="/")
    return response


def _came_for(request: Request) -> str:
    """The page that was asked for; where a form or a part of a page was, the page that it is on."""
    if request.method == "GET" and "hx-request" not in request.headers:
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    page = request.headers.get("hx-current-url") or request.headers.get("referer")
    return http.local_path(page, request) or "/"


def give_cookie(request: Request, response: Response, cookie: str, seconds: int) -> Response:
    """Signs this browser in: not readable by scripts, not sent by other sites.  seed: AU10"""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, cookie, max_age=seconds, path="/", httponly=True, samesite="lax", secure=secure)
    return response


def take_cookie(response: Response) -> Response:
    """Signs this browser out."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return response


def _under(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(place + "/") for place in places)


def _named_public(request: Request) -> bool:
    """Whether the route says that anyone may come: its name begins with `public:`."""
    for route in request.app.router.routes:
        match, _ = route.matches(request.scope)
        if match is Match.FULL:
            return str(getattr(route, "name", "") or "").startswith("public:")
    return False
