"""The bell: notes to the person signed in.  seed: U14"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.office import notifications
from comity.web import forms, htmx, http, render

HERE = "/notifications"
PAGE = 50


@dataclass(frozen=True, slots=True)
class Notes:
    """Some notes, and how many are unread in all."""

    notes: Sequence[Mapping[str, Any]]
    unread: int
    older: str = ""
    whole: bool = False


async def show(request: Request) -> Response:
    """Every note."""
    before = request.query_params.get("before")
    found = await _notes(request, PAGE, http.uuid(before))
    return render.page(request, "office/notifications.html", found)


async def tray(request: Request) -> Response:
    """The latest, under the bell."""
    return render.fragment(request, "office/notifications.html", await _notes(request, 12), block="tray")


async def dot(request: Request) -> Response:
    """A dot on the bell while something is unread."""
    async with http.tx(request) as tx:
        count = await notifications.unread(tx)
    return render.fragment(request, "office/_bell.html", Notes((), count))


async def read(request: Request) -> Response:
    """Marks all as read, or one and goes where it leads."""
    note_id = request.path_params.get("id")
    form = await forms.sent(request)
    async with http.tx(request) as tx:
        await notifications.read(tx, note_id)
    if note_id is None and htmx.wants_fragment(request):
        return await tray(request)
    return http.go(request, http.local_path(str(form.get("next", "")), request) or HERE)


async def _notes(request: Request, most: int, before: UUID | None = None) -> Notes:
    async with http.tx(request) as tx:
        found = await notifications.mine(tx, before=before, most=most)
        unread = await notifications.unread(tx)
    older = f"{HERE}?before={found[-1]['id']}" if len(found) == most else ""
    return Notes(found, unread, older, whole=most == PAGE)


ROUTES = [
    Route(HERE, show),
    Route(f"{HERE}/tray", tray),
    Route(f"{HERE}/dot", dot),
    Route(f"{HERE}/read", read, methods=["POST"]),
    Route(f"{HERE}/{{id:uuid}}/read", read, methods=["POST"]),
]
