"""The command palette's answers: recents, records, commands, and the list a typed question opens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from comity.ai.agent import PlanUsed
from comity.core.pack import Command, Pack
from comity.office.search import ask, commands, find, reader, recents
from comity.office.search.ask import Answer
from comity.office.search.find import Found
from comity.office.search.noun import Noun
from comity.office.search.words import marked, split
from comity.web import http, i18n, render
from comity.web.shell import plates

_LONGEST = 300
END = b"<!-- part -->"
"""Ends each part of a streamed answer: what stands before it can be shown."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A record opened lately, with its kind."""

    noun: Noun
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class PalettePage:
    """What the palette offers for what was typed."""

    q: str
    answer: Answer | None
    found: Found
    commands: Sequence[Command]
    opened: Sequence[Opened]
    asked: Sequence[str]
    first: Sequence[Command] = ()
    """commands whose title begins with what was typed: before everything else"""
    mark: object = marked
    tail: bool = True
    """whether it ends with the way to search everything"""
    missed: bool = False
    """whether nothing was found, and nothing else is offered"""
    model: str = ""
    """the model that read the question"""


async def show(request: Request) -> Response:
    """GET /palette?q="""
    typed = request.query_params.get("q", "").strip()[:_LONGEST]
    if request.query_params.get("stream") and split(typed):
        headers = {"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(_parts(request, typed), media_type="text/html; charset=utf-8", headers=headers)
    page = await _typed(request, typed) if split(typed) else await _empty(request, typed)
    return render.fragment(request, "office/palette.html", page)


async def _typed(request: Request, typed: str) -> PalettePage:
    kinds, rooms = find.nouns(plates(request)), plates(request)
    role = http.who(request).org_role or ""
    async with http.tx(request) as tx:
        answer = await ask.ask(tx, kinds, typed, i18n.reader().language)
        certain = answer is not None and answer.reading.named and bool(answer.reading.clauses)
        found = Found([]) if certain else await find.find(tx, kinds, typed)
    first, rest = _offered(rooms, role, typed)
    missed = not (certain or answer or found.groups or first or rest)
    return PalettePage(typed, answer, _sure(found, first), rest, (), (), first, missed=missed)


def _offered(rooms: Sequence[Pack], role: str, typed: str) -> tuple[list[Command], list[Command]]:
    """Commands that are meant, and those that might be."""
    matching = commands.matching(rooms, role, typed)
    first = [one for one in matching if commands.meant(one, typed)]
    return first, [one for one in matching if one not in first]


def _sure(found: Found, first: Sequence[Command]) -> Found:
    """What was found; guesses only where no command is meant."""
    return Found([]) if found.guessed and first else found


async def _parts(request: Request, typed: str) -> AsyncIterator[bytes]:
    """The same as it comes: what was understood, records, commands, and at last what a model reads.  seed: RT03"""
    kinds, rooms = find.nouns(plates(request)), plates(request)
    db, who, language = request.state.db, http.who(request), i18n.reader().language
    async with db.acting(who) as tx:
        answer = await ask.ask(tx, kinds, typed, language)
        certain = answer is not None and answer.reading.named and bool(answer.reading.clauses)
    first, rest = _offered(rooms, who.org_role or "", typed)
    yield _part(request, PalettePage(typed, answer, Found([]), (), (), (), first, tail=False))
    found = Found([])
    if not certain:
        async with db.acting(who) as tx:
            found = await find.find(tx, kinds, typed)
    missed = not (certain or answer or found.groups or first or rest)
    yield _part(request, PalettePage(typed, None, _sure(found, first), rest, (), (), missed=missed))
    if request.query_params.get("ask") and reader.wanted(typed, answer):
        try:
            read = await reader.read(db, who, kinds, typed, language)
        except PlanUsed:  # the page of everything says so
            read = None
        if read is not None:
            yield _part(request, PalettePage(typed, read[0], Found([]), (), (), (), tail=False, model=read[1]))


def _part(request: Request, page: PalettePage) -> bytes:
    return bytes(render.fragment(request, "office/palette.html", page).body) + END


async def _empty(request: Request, typed: str) -> PalettePage:
    kinds = {noun.name: noun for noun in find.nouns(plates(request))}
    role = http.who(request).org_role or ""
    async with http.tx(request) as tx:
        opened = [
            Opened(kinds[one.relation], one.title, kinds[one.relation].href(one.record_id))
            for one in await recents.recent(tx)
            if one.relation in kinds
        ]
        asked = [row["text"] for row in await recents.history(tx, 4)]
    offered = list(commands.offered(plates(request), role))[:12]
    return PalettePage(typed, None, Found([]), offered, opened, asked)


ROUTES = (Route("/palette", show, name="palette"),)
