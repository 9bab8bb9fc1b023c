"""The search page: a question's filters and its first records, and every kind of record the words occur in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.errors import NOT_FOUND
from comity.office.search import ask, find, recents
from comity.office.search.ask import Answer
from comity.office.search.find import Found, Hit
from comity.office.search.words import marked, split
from comity.web import http, i18n, render
from comity.web.i18n import gettext as _
from comity.web.shell import plates

_LONGEST = 500
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter a question became: its words, and the question without them."""

    words: str
    remove: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked, what it was taken for, and what there is."""

    q: str
    answer: Answer | None
    chips: Sequence[Chip]
    not_understood: str
    records: Sequence[Hit]
    total: int | None
    found: Found
    history: Sequence[dict[str, Any]]
    mark: object = marked


async def show(request: Request) -> Response:
    """GET /search?q="""
    typed = request.query_params.get("q", "").strip()[:_LONGEST]
    kinds = find.nouns(plates(request))
    async with http.tx(request) as tx:
        answer = await ask.ask(tx, kinds, typed, i18n.reader().language)
        if answer and not answer.reading.asks:
            answer = None
        records, total = await _records(tx, answer)
        found = await find.find(tx, kinds, typed, limit=_SHOWN) if split(typed) and not answer else Found([])
        if typed:
            await recents.asked(tx, typed, answer)
        history = await recents.history(tx)
    page = SearchPage(typed, answer, _chips(answer), _not_understood(answer), records, total, found, history)
    return render.page(request, "office/search.html", page, block="results")


async def options(request: Request) -> Response:
    """GET /search/options/{noun}?q=: choices for a field that points at a record."""
    kinds = [noun for noun in find.nouns(plates(request)) if noun.name == request.path_params["noun"]]
    if not kinds or kinds[0].search is None:
        raise NOT_FOUND
    typed = request.query_params.get("q", "").strip()[:_LONGEST]
    async with http.tx(request) as tx:
        found = await find.find(tx, kinds, typed, limit=8) if split(typed) else Found([])
    hits = [hit for group in found.groups for hit in group.hits]
    return render.fragment(request, "office/search_options.html", Options(hits))


@dataclass(frozen=True, slots=True)
class Options:
    """Choices of a combobox."""

    hits: Sequence[Hit]


async def forget(request: Request) -> Response:
    """POST /search/history/clear: forgets this person's searches."""
    async with http.tx(request) as tx:
        await recents.clear(tx)
    return http.go(request, "/search")


async def _records(tx: Tx, answer: Answer | None) -> tuple[list[Hit], int | None]:
    return [], None


def _chips(answer: Answer | None) -> list[Chip]:
    """The question's understood pieces; taking one away asks the question without its words."""
    if answer is None:
        return []
    asked = answer.reading.question
    return [
        Chip(
            clause.words, f"/search?{urlencode({'q': ' '.join((asked[: clause.start] + asked[clause.end :]).split())})}"
        )
        for clause in answer.reading.clauses
    ]


_WHY = {
    "word": _("“{words}” was not understood."),
    "no_field": _("“{words}”: {noun} have no such field."),
}


def _not_understood(answer: Answer | None) -> str:
    if answer is None:
        return ""
    parts = answer.reading.unknown
    return " ".join(_WHY[part.why].format(words=part.words, noun=answer.noun.title) for part in parts)


ROUTES = (
    Route("/search", show, name="search"),
    Route("/search/options/{noun}", options, name="search-options"),
    Route("/search/history/clear", forget, methods=["POST"], name="search-forget"),
)
