"""POST /live/here: this tab shows a record, perhaps with a field under somebody's hands; the answer says who else does.

Whoever took a field first holds it until they leave it, close the tab, or fall silent: on other pages it is locked. It
is a courtesy of pages; what two programs write to one field is settled by the row, as ever.
"""

from __future__ import annotations

import time
from typing import Any, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.platform.realtime.pages import Pages
from comity.platform.rest import inprocess as rest
from comity.web import forms
from comity.web.drawing import hue
from comity.web.formats import initials

_RECORDS: Final = ("leads", "contacts", "companies", "calls", "contracts")
_LETTERS: Final = 80


async def here(request: Request) -> Response:
    """Notes the tab and answers with everyone else at the record. `turn` counts what a tab says: the newest holds."""
    form = await forms.sent(request)
    where, tab, field = (str(form.get(name) or "")[:_LETTERS] for name in ("where", "tab", "field"))
    who, pages = request.state.who, _pages(request)
    await _check(request, where)
    if not tab:
        raise Problem("bad_tab", 400, "Say which tab this is.")
    person, turn = str(who.user_id), str(form.get("turn") or "")
    turns = int(turn) if turn.isdecimal() and len(turn) < 12 else 0
    if form.get("gone"):
        pages.gone(who.org_id, where, person, tab, turns)
    else:
        before = pages.shown(who.org_id, where, person, tab)
        since = before["since"] if field and before.get("field") == field else time.time()
        shown = {"name": who.name or who.email or "", "field": field or None, "since": since if field else None}
        pages.here(who.org_id, where, person, tab, shown, turns)
    return JSONResponse({"people": _others(pages, who.org_id, where, person, tab)})


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


def _others(pages: Pages, org_id: UUID, where: str, me: str, tab: str) -> list[dict[str, Any]]:
    """Everyone else: which fields they have under their hands, and which of them they hold against this tab."""
    found, mine = [], pages.shown(org_id, where, me, tab)
    for person, tabs in pages.people(org_id, where).items():
        if person != me:
            name, taken = tabs[-1]["name"], [one for one in tabs if one["field"]]
            holds = {one["field"] for one in taken if not _before(mine, one)}
            said = {"name": name, "initials": initials(name), "hue": hue(name)}
            found.append({**said, "fields": sorted({one["field"] for one in taken}), "holds": sorted(holds)})
    return sorted(found, key=lambda one: str(one["name"]))


def _before(mine: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether this tab took the other's field first."""
    if mine.get("field") != other["field"]:
        return False
    return bool((mine["since"], mine["phx_ref"]) < (other["since"], other["phx_ref"]))


def _pages(request: Request) -> Pages:
    pages: Pages = request.state.realtime.pages
    return pages


ROUTES = [Route("/live/here", here, methods=["POST"])]
