"""A Problem as a person sees it: a page, or a toast over what they were doing."""

import errno
from dataclasses import dataclass
from typing import Any, Final

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from comity.core.errors import DatabaseDown, DatabaseError, Problem
from comity.web import htmx, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

log = structlog.get_logger(__name__)

_TITLES: Final[dict[int, str]] = {
    0: _("You are offline"),
    400: _("We did not understand that"),
    403: _("This is not open to you"),
    404: _("There is nothing here"),
    405: _("That cannot be done here"),
    409: _("Something else happened first"),
    413: _("That is too large"),
    422: _("Something does not fit"),
    429: _("A little too fast"),
    503: _("One moment, please"),
    507: _("There is no space left"),
}
_SENTENCES: Final[dict[int, str]] = {
    404: _("The address may be wrong, or the record was deleted or is not yours to see."),
    405: _("This address does not take what was sent to it."),
    500: _("Something went wrong on our side. It has been written down; trying again may help."),
    503: _("The database is busy or starting. This page tries again by itself."),
}


DISK_FULL: Final = Problem("disk_full", 507, _("The disk is full. Nothing was saved; free some space and try again."))


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """What an error page shows."""

    status: int
    title: str
    sentence: str
    hint: str
    request_id: str
    signed_in: bool


def answer(request: Request, problem: Problem) -> Response:
    """The whole answer to a page request that ended in a Problem."""
    sentence = str(_(problem.sentence))
    toast = Toast(sentence, "danger", href=_where(problem))
    if htmx.wants_fragment(request):
        response = Response(status_code=problem.status, headers={"HX-Reswap": "none"})
        return response if _unasked(request, problem) else htmx.toast(response, toast)
    if request.method not in ("GET", "HEAD") and problem.status in (400, 409, 422):
        return http.back(request, "/", toast=toast)
    return error_page(request, problem.status, sentence, hint=problem.hint or "")


def _where(problem: Problem) -> str | None:
    """The page a Problem points to: the record that was there first, say."""
    return problem.details.get("href") if isinstance(problem.details, dict) else None


def _unasked(request: Request, problem: Problem) -> bool:
    """A part of the page that is not there is left as it is: nobody pressed anything."""
    return request.method == "GET" and problem.status == 404


def error_page(request: Request, status: int, sentence: str = "", *, hint: str = "") -> Response:
    """A full page for a status, with the way back."""
    who = getattr(request.state, "who", None)
    context = ProblemPage(
        status=status,
        title=str(_TITLES.get(status, _("Something went wrong"))),
        sentence=sentence or str(_SENTENCES.get(status, _SENTENCES[500])),
        hint=str(_(hint)) if hint else "",
        request_id=getattr(who, "request_id", None) or "",
        signed_in=bool(getattr(who, "user_id", None)),
    )
    headers = {"Refresh": "3"} if status == 503 and request.method == "GET" else {}
    return render.page(request, "problem/page.html", context, status=status or 200, headers=headers)


async def offline(request: Request) -> Response:
    """What the service worker keeps for when there is no connection."""
    return error_page(request, 0, str(_("There is no connection at the moment. What you typed is still where it was.")))


async def on_problem(request: Request, error: Exception) -> Response:
    """Any expected failure of a page."""
    assert isinstance(error, Problem)
    return _json(request, error) or answer(request, error)


async def on_http(request: Request, error: Exception) -> Response:
    """What Starlette itself refuses: unknown addresses, wrong methods."""
    assert isinstance(error, HTTPException)
    problem = Problem("http", error.status_code, str(_SENTENCES.get(error.status_code, error.detail)))
    if htmx.wants_fragment(request):
        return answer(request, problem)
    return _json(request, problem) or error_page(request, error.status_code)


async def on_database(request: Request, error: Exception) -> Response:
    """The database is away, or said something nobody has a sentence for."""
    down = isinstance(error, DatabaseDown)
    if not down:
        log.error("database_error", error=str(error), path=request.url.path)
    status = 503 if down else 500
    return await on_problem(request, Problem("database", status, str(_SENTENCES[status])))


async def on_disk(request: Request, error: Exception) -> Response:
    """A full disk, wherever it is noticed first; anything else with files is a mistake of ours."""
    if not isinstance(error, OSError) or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        raise error
    log.error("disk_full", error=str(error), path=request.url.path)
    return await on_problem(request, DISK_FULL)


async def on_crash(request: Request, error: Exception) -> Response:
    """A mistake of ours: logged by the server, told without details."""
    return await on_problem(request, Problem("internal", 500, str(_SENTENCES[500])))


handlers: Final[dict[Any, Any]] = {
    Problem: on_problem,
    HTTPException: on_http,
    DatabaseError: on_database,
    OSError: on_disk,
    Exception: on_crash,
}
"""What Starlette(exception_handlers=…) wants."""


def _json(request: Request, problem: Problem) -> Response | None:
    wanted = request.headers.get("accept", "")
    if "text/html" in wanted or ("*/*" in wanted and not request.url.path.startswith("/api/")):
        return None
    body = {"code": problem.code, "message": str(_(problem.sentence)), "hint": problem.hint, "details": problem.details}
    return JSONResponse(body, status_code=problem.status)
