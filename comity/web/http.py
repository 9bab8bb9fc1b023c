"""Small helpers for page handlers: the transaction of the person asking, and where to send them next."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from comity.core.db import Tx
from comity.core.errors import NOT_ALLOWED
from comity.core.who import Who
from comity.web import htmx
from comity.web.htmx import Toast


def who(request: Request) -> Who:
    """Whoever is signed in here."""
    found: Who = request.state.who
    return found


def tx(request: Request) -> AbstractAsyncContextManager[Tx]:
    """A transaction that acts as the person asking."""
    opened: AbstractAsyncContextManager[Tx] = request.state.db.acting(request.state.who)
    return opened


def only(request: Request, circle: Sequence[str]) -> None:
    """A page for these roles (core.roles); a Problem for everybody else."""
    if who(request).org_role not in circle:
        raise NOT_ALLOWED()


def go(request: Request, url: str, *, toast: Toast | None = None) -> Response:
    """Send the browser to another page, with a toast to show there; works with and without HTMX."""
    if htmx.is_htmx(request):
        response = Response(status_code=204, headers={"HX-Redirect": url})
    else:
        response = RedirectResponse(url, status_code=303)
    if toast is not None:
        htmx.keep_toast(response, toast, secure=request.url.scheme == "https")
    return response


def back(request: Request, fallback: str, *, toast: Toast | None = None) -> Response:
    """Send the browser back where it came from when that was one of our pages."""
    return go(request, local_path(request.headers.get("referer"), request) or fallback, toast=toast)


def nothing(*, toast: Toast | None = None, events: dict[str, Any] | None = None) -> Response:
    """Done, and nothing to draw: 204 with an optional toast and events."""
    response = Response(status_code=204)
    if toast is not None:
        htmx.toast(response, toast)
    return htmx.trigger(response, events) if events else response


def uuid(text: object) -> UUID | None:
    """An id that came in a URL or a form; None where it is none, for addresses are typed by people too."""
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


def older(request: Request, rows: Sequence[Mapping[str, Any]], most: int) -> str:
    """Where what is older than these rows is: this address, `before` the last of them; empty where they are all."""
    if len(rows) < most:
        return ""
    return f"{request.url.path}?{urlencode({**request.query_params, 'before': str(rows[-1]['id'])})}"


def local_path(url: str | None, request: Request) -> str | None:
    """The path and query of a URL when it leads to this site, else None: no open redirects."""
    if not url or "\\" in url or any(ord(letter) < 32 for letter in url):
        return None
    origin = f"{request.url.scheme}://{request.url.netloc}"
    path = url.removeprefix(origin) if url.startswith(origin + "/") else url
    return path if path.startswith("/") and not path.startswith("//") else None
