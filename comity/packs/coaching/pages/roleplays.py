"""/coaching/roleplays: whom one can practise with, a talk turn by turn, and its end, after which it is judged."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.work import start as start_work
from comity.packs.coaching import analyses, personas, roleplays, words, workflows
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/coaching/roleplays"


class PersonaForm(BaseModel):
    """A persona: of kinds of objections that were heard, or with objections typed one a line."""

    name: str = Field(max_length=100)
    role: str = Field(default="", max_length=200)
    about: str = Field(default="", max_length=2000)
    temper: Literal["friendly", "busy", "tough"] = "busy"
    language: Literal["en", "de"] = "en"
    kinds: list[str] = []
    objections: str = Field(default="", max_length=4000)


class Turn(BaseModel):
    """What one says; nothing asks for the answer to what was said."""

    text: str = Field(default="", max_length=4000)


@dataclass(frozen=True, slots=True)
class PractisePage:
    """Personas, what was heard in lost calls, and one's own talks."""

    personas: Sequence[Mapping[str, Any]]
    heard: Sequence[Mapping[str, Any]]
    talks: Sequence[Mapping[str, Any]]
    words: Any = words


@dataclass(frozen=True, slots=True)
class TalkPage:
    """One practice talk."""

    talk: Mapping[str, Any]
    persona: Mapping[str, Any]
    turns: Sequence[Mapping[str, Any]]
    mine: bool
    words: Any = words


async def index(request: Request) -> Response:
    """GET /coaching/roleplays"""
    async with http.tx(request) as tx:
        everybody, heard, talks = await tx.many([(personas.q.all, {}), (personas.q.heard, {}), (roleplays.q.mine, {})])
    return render.page(request, "coaching/roleplays.html", PractisePage(everybody, heard, talks))


async def add_persona(request: Request) -> Response:
    """POST /coaching/personas"""
    typed = await forms.read(request, PersonaForm)
    facts = personas.Facts(typed.name, typed.role, typed.about, typed.temper, typed.language)
    said = [line.strip() for line in typed.objections.splitlines() if line.strip()]
    async with http.tx(request) as tx:
        if typed.kinds:
            await personas.from_lost_calls(tx, facts, typed.kinds)
        else:
            await personas.typed(tx, facts, said)
    return http.go(request, HERE, toast=Toast(_("{name} is waiting for your call.").format(name=typed.name)))


async def move_persona(request: Request) -> Response:
    """POST /coaching/personas/{id}/trash and /restoration"""
    persona_id, gone = request.path_params["persona_id"], request.url.path.endswith("/trash")
    async with http.tx(request) as tx:
        await personas.move(tx, persona_id, gone=gone)
    undo = f"/coaching/personas/{persona_id}/restoration"
    return http.go(request, HERE, toast=Toast(_("Persona removed"), undo=undo) if gone else Toast(_("Back again")))


async def begin(request: Request) -> Response:
    """POST /coaching/personas/{id}/roleplays"""
    async with http.tx(request) as tx:
        made = await roleplays.start(tx, request.path_params["persona_id"])
    return http.go(request, f"{HERE}/{made}")


async def show(request: Request) -> Response:
    """GET /coaching/roleplays/{id}"""
    async with http.tx(request) as tx:
        talk = await roleplays.find(tx, request.path_params["roleplay_id"])
        persona = await personas.find(tx, talk["persona_id"])
        turns = await tx.rows(roleplays.q.turns, id=talk["id"])
    page = TalkPage(talk, persona, turns, talk["owner_id"] == http.who(request).user_id)
    return render.page(request, "coaching/roleplay.html", page)


async def say(request: Request) -> Response:
    """POST /coaching/roleplays/{id}/turns: the answer as a stream of events, or, without scripts, on the page."""
    roleplay_id, typed = request.path_params["roleplay_id"], await forms.read(request, Turn)
    if typed.text:
        async with http.tx(request) as tx:
            await roleplays.say(tx, roleplay_id, typed.text)
    answer = roleplays.answer(request.state.db, http.who(request), roleplay_id)
    if "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(_events(answer), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
    async for _part in answer:
        pass
    return http.go(request, f"{HERE}/{roleplay_id}#end")


async def end(request: Request) -> Response:
    """POST /coaching/roleplays/{id}/end: over, and judged."""
    async with http.tx(request) as tx:
        talk = await roleplays.end(tx, request.path_params["roleplay_id"])
        made = await analyses.ask_roleplay(tx, talk["id"], talk["title"])
        await start_work(tx, workflows.judge, {"analysis_id": made})
    return http.go(request, f"/coaching/analyses/{made}", toast=Toast(_("Well done. Your talk is being judged.")))


async def _events(parts: AsyncIterator[Mapping[str, Any]]) -> AsyncIterator[bytes]:
    try:
        async for part in parts:
            yield b"data: " + orjson.dumps(part) + b"\n\n"
    except Problem as problem:
        yield b"event: error\ndata: " + orjson.dumps({"message": str(problem.sentence)}) + b"\n\n"


_ONE, _PERSONA = HERE + "/{roleplay_id:uuid}", "/coaching/personas/{persona_id:uuid}"
ROUTES = (
    Route(HERE, index, methods=["GET"], name="roleplays"),
    Route("/coaching/personas", add_persona, methods=["POST"], name="persona-add"),
    Route(_PERSONA + "/trash", move_persona, methods=["POST"], name="persona-trash"),
    Route(_PERSONA + "/restoration", move_persona, methods=["POST"], name="persona-restore"),
    Route(_PERSONA + "/roleplays", begin, methods=["POST"], name="roleplay-begin"),
    Route(_ONE, show, methods=["GET"], name="roleplay"),
    Route(_ONE + "/turns", say, methods=["POST"], name="roleplay-say"),
    Route(_ONE + "/end", end, methods=["POST"], name="roleplay-end"),
)
