"""POST /live/here: this tab shows a record, perhaps with a field under somebody's hands; the answer says who else does.

Shown, never blocking: whoever saves last wins, and sees beforehand who else is at it.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.platform.realtime.pages import Pages
from comity.platform.rest import inprocess as rest
from comity.web.drawing import hue
from comity.web.formats import initials

_RECORDS: Final = ("leads", "contacts", "companies", "calls")
_LETTERS: Final = 80


async def here(request: Request) -> Response:
    """Notes the tab and answers with everyone else at the record."""
    form = await request.form()
    where, tab, field = (str(form.get(name) or "")[:_LETTERS] for name in ("where", "tab", "field"))
    who, pages = request.state.who, _pages(request)
    await _check(request, where)
    if not tab:
        raise Problem("bad_tab", 400, "Say which tab this is.")
    person = str(who.user_id)
    if form.get("gone"):
        pages.gone(who.org_id, where, person, tab)
    else:
        pages.here(who.org_id, where, person, tab, {"name": who.name or who.email or "", "field": field or None})
    return JSONResponse({"people": _others(pages, who.org_id, where, person)})


async def _check(request: Request, where: str) -> None:
    """Only who may see the record hears who else does."""
    table, _, record = where.partition(":")
    try:
        known = table in _RECORDS and UUID(record)
    except ValueError:
        known = False
    seen = await rest.one(request.state.db, request.state.who, table, f"id=eq.{record}&select=id") if known else None
    if seen is None:
        raise Problem("not_found", 404, "There is no such record.")


def _others(pages: Pages, org_id: UUID, where: str, me: str) -> list[dict[str, Any]]:
    found = []
    for person, tabs in pages.people(org_id, where).items():
        if person != me:
            name = tabs[-1]["name"]
            fields = sorted({tab["field"] for tab in tabs if tab["field"]})
            found.append({"name": name, "initials": initials(name), "hue": hue(name), "fields": fields})
    return sorted(found, key=lambda one: str(one["name"]))


def _pages(request: Request) -> Pages:
    pages: Pages = request.state.realtime.pages
    return pages


ROUTES = [Route("/live/here", here, methods=["POST"])]
