"""/meet/{key}: the public chat. Plain forms, no sign-in, no script; the token in the path is the visitor's talk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.packs.sales.qualifier import talks
from comity.packs.sales.qualifier.talks import Chat
from comity.web import forms, http, render
from comity.web.i18n import reader

DARK = 0.179
"""Below it white letters read better than black ones."""
HEADERS = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


class Message(BaseModel):
    """What a visitor says; `website` is a field people do not see and machines fill."""

    message: str = Field(default="", max_length=20_000)
    website: str = Field(default="", max_length=500)


@dataclass(frozen=True, slots=True)
class MeetPage:
    """The talk so far, and the question at hand."""

    page: Mapping[str, Any]
    greeting: str
    thanks: str
    chat: Chat
    action: str
    said: str
    problem: str

    @property
    def style(self) -> str:
        """The organisation's colour, and letters that can be read on it."""
        accent = self.page["accent"]
        if not accent:
            return ""
        ink = "#ffffff" if _light(accent) < DARK else "#000000"
        return f"--accent: {accent}; --accent-ink: {ink}; --accent-hover: {accent}"


async def show(request: Request) -> Response:
    """GET /meet/{key}"""
    page = await talks.page_of(request.state.db, request.path_params["key"])
    return _page(request, page, _first(page))


async def begin(request: Request) -> Response:
    """POST /meet/{key}"""
    page = await talks.page_of(request.state.db, request.path_params["key"])
    typed = await forms.read(request, Message)
    if typed.website:
        return _page(request, page, Chat((), "", True))
    try:
        token = await talks.begin(request.state.db, page, typed.message, _address(request), reader().language)
    except Problem as problem:
        return _page(request, page, _first(page), typed.message, problem)
    return http.go(request, f"/meet/{page['key']}/{token}#now")


async def talk(request: Request) -> Response:
    """GET /meet/{key}/{token}"""
    page = await talks.page_of(request.state.db, request.path_params["key"])
    return _page(request, page, await talks.show(request.state.db, page, request.path_params["token"]))


async def say(request: Request) -> Response:
    """POST /meet/{key}/{token}"""
    page = await talks.page_of(request.state.db, request.path_params["key"])
    token, typed = request.path_params["token"], await forms.read(request, Message)
    try:
        await talks.say(request.state.db, page, token, typed.message, _address(request))
    except Problem as problem:
        if problem.status == 404:
            raise
        return _page(request, page, await talks.show(request.state.db, page, token), typed.message, problem)
    return http.go(request, f"/meet/{page['key']}/{token}#now")


def _light(colour: str) -> float:
    """How light a colour is, from 0 to 1, as WCAG reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _first(page: Mapping[str, Any]) -> Chat:
    return Chat(({"from": "us", "topic": "need", "text": talks.question(page, "need")},), "need", False)


def _page(
    request: Request, page: Mapping[str, Any], chat: Chat, said: str = "", problem: Problem | None = None
) -> Response:
    greeting, thanks = page["greeting"] or str(talks.GREETING), page["thanks"] or str(talks.THANKS)
    wrong = str(problem.sentence) if problem else ""
    context = MeetPage(page, greeting, thanks, chat, request.url.path, said, wrong)
    status = problem.status if problem else 200
    return render.page(request, "sales/qualifier/meet.html", context, status=status, headers=HEADERS)


def _address(request: Request) -> str:
    return http.who(request).address or (request.client.host if request.client else "") or "unknown"


ROUTES = (
    Route("/meet/{key}", show, methods=["GET"], name="public:meet"),
    Route("/meet/{key}", begin, methods=["POST"], name="public:meet-begin"),
    Route("/meet/{key}/{token}", talk, methods=["GET"], name="public:meet-talk"),
    Route("/meet/{key}/{token}", say, methods=["POST"], name="public:meet-say"),
)
