"""The search page: a question's filters and its first records, and every kind of record the words occur in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.ai.agent import PlanUsed
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND
from comity.office.search import ask, find, reader, recents
from comity.office.search.ask import Answer
from comity.office.search.find import Found, Hit
from comity.office.search.noun import Noun
from comity.office.search.words import marked, split
from comity.platform.rest import inprocess as rest
from comity.web import formats, http, i18n, render
from comity.web.i18n import gettext as _
from comity.web.shell import plates

_LONGEST = 500
_SHOWN = 10
_MOST = 50


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
    ask_on: bool = False
    """whether a model is asked what the rules could not read"""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What a model read a question as, and what there is."""

    q: str
    answer: Answer | None
    records: Sequence[Hit]
    total: int | None
    not_understood: str
    model: str
    mark: object = marked


async def show(request: Request) -> Response:
    """GET /search?q="""
    typed = request.query_params.get("q", "").strip()[:_LONGEST]
    kinds = find.nouns(plates(request))
    async with http.tx(request) as tx:
        answer = await ask.ask(tx, kinds, typed, i18n.reader().language)
        if answer and not answer.reading.asks:
            answer = None
        records, total, problem = await _records(tx, answer)
        found = await find.find(tx, kinds, typed, limit=_SHOWN) if split(typed) and not answer else Found([])
        if typed:
            await recents.asked(tx, typed, answer, results=total if answer else found.count)
        history = await recents.history(tx)
    said = " ".join(part for part in (_not_understood(answer), problem) if part)
    on = reader.wanted(typed, answer) and await reader.available(request.state.db, http.who(request))
    page = SearchPage(typed, answer, _chips(answer), said, records, total, found, history, ask_on=on)
    return render.page(request, "office/search.html", page, block="results")


async def read(request: Request) -> Response:
    """GET /search/read?q=: what a model reads the question as, where the rules could not."""
    typed = request.query_params.get("q", "").strip()[:_LONGEST]
    db, who = request.state.db, http.who(request)
    kinds = find.nouns(plates(request))
    found, why_not = None, ""
    try:
        found = await reader.read(db, who, kinds, typed, i18n.reader().language) if typed else None
    except PlanUsed as used:
        why_not = str(_(used.sentence))
    if found is None:
        return render.fragment(request, "office/search_read.html", ReadPage(typed, None, [], None, why_not, ""))
    answer, model = found
    async with http.tx(request) as tx:
        records, total, problem = await _records(tx, answer)
        await recents.asked(tx, typed, answer, results=total, model=model)
    said = " ".join(part for part in (_not_understood(answer), problem) if part)
    return render.fragment(request, "office/search_read.html", ReadPage(typed, answer, records, total, said, model))


async def options(request: Request) -> Response:
    """GET /search/options/{noun}?q=: choices for a field that points at a record."""
    kinds = [noun for noun in find.nouns(plates(request)) if noun.name == request.path_params["noun"]]
    if not kinds or kinds[0].search is None:
        raise NOT_FOUND()
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


async def _records(tx: Tx, answer: Answer | None) -> tuple[list[Hit], int | None, str]:
    """The first records a question asks for, how many there are; or the sentence why it cannot be run."""
    if answer is None or not answer.noun.brief:
        return [], None, ""
    noun, columns = answer.noun, dict.fromkeys(("id", *answer.noun.brief))
    query = "&".join(part for part in (f"select={','.join(columns)}", answer.reading.query) if part)
    try:
        async with tx.savepoint():
            page = await rest.select(
                tx, None, noun.name, query, limit=min(answer.reading.limit or _SHOWN, _MOST), count=True
            )
    except rest.RestError as error:
        return [], None, error.sentence
    return [_hit(noun, row) for row in page.rows], page.total, ""


def _hit(noun: Noun, row: Mapping[str, Any]) -> Hit:
    title, *told = noun.brief
    line = _told([_worth(row, column) for column in told if column != "currency"])
    return Hit(noun, row["id"], str(row[title] or _("Without a name")), line, "", noun.href(row["id"]))


def _worth(row: Mapping[str, Any], column: str) -> Any:
    """An amount with the currency told beside it."""
    value = row[column]
    return formats.money(value, row["currency"]) if column == "amount" and row.get("currency") else value


def _told(values: Sequence[Any]) -> str:
    return " · ".join(_said(value) for value in values if value not in (None, ""))


def _said(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return formats.day(value)
    return formats.number(value) if isinstance(value, (int, float, Decimal)) else str(value)


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
    Route("/search/read", read, name="search-read"),
    Route("/search/options/{noun}", options, name="search-options"),
    Route("/search/history/clear", forget, methods=["POST"], name="search-forget"),
)
