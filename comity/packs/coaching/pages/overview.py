"""/coaching: how one's talks are going, by criterion and over time; for managers, the team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_FOUND
from comity.core.roles import LEADERS
from comity.packs.coaching import analyses, rubrics, words
from comity.web import http, render

MOST = 40


@dataclass(frozen=True, slots=True)
class Overview:
    """One person's talks, and for who leads the people beside them."""

    person: Mapping[str, Any]
    mine: bool
    trend: Sequence[Mapping[str, Any]]
    recent: Sequence[Mapping[str, Any]]
    people: Sequence[Mapping[str, Any]]
    has_rubric: bool
    may_change: bool
    words: Any = words


async def show(request: Request) -> Response:
    """GET /coaching and /coaching/people/{id}"""
    who = http.who(request)
    person: UUID | None = request.path_params.get("person_id", who.user_id)
    leads = who.org_role in LEADERS
    async with http.tx(request) as tx:
        about = await tx.row(analyses.q.person, person=person)
        if about is None or (person != who.user_id and not leads):
            raise NOT_FOUND()
        trend = await tx.rows(analyses.q.trend, person=person)
        recent = await tx.rows(analyses.q.recent, person=person, most=MOST)
        people = await tx.rows(analyses.q.people) if leads and person == who.user_id else []
        rubric = await rubrics.current(tx)
    page = Overview(about, person == who.user_id, trend, recent, people, rubric is not None, leads)
    return render.page(request, "coaching/overview.html", page)


ROUTES = (
    Route("/coaching", show, methods=["GET"], name="coaching"),
    Route("/coaching/people/{person_id:uuid}", show, methods=["GET"], name="coaching-person"),
)
