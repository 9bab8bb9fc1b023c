"""The board: a pipeline's columns, more cards of one column, and where a dropped card goes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.errors import NOT_FOUND
from comity.packs.sales import board
from comity.packs.sales.board import Board, Card, Wanted
from comity.web import http, render

_ME = "me"


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The board as asked for: whose leads, matching which words."""

    board: Board | None
    owner: str
    q: str
    people: list[tuple[str, str]]

    @property
    def query(self) -> str:
        """What the columns' own requests carry on."""
        return urlencode({"owner": self.owner, "q": self.q})

    def href(self, **changes: str) -> str:
        """This board with something else asked for."""
        here = str(self.board.pipeline.id) if self.board else ""
        asked = {"pipeline": here, "owner": self.owner, "q": self.q, **changes}
        return f"/board?{urlencode({key: value for key, value in asked.items() if value})}"


@dataclass(frozen=True, slots=True)
class CardsPage:
    """The next cards of a column."""

    cards: list[Card]
    currency: str
    more: str


async def show(request: Request) -> Response:
    """GET /board?pipeline=&owner=&q="""
    owner, words = request.query_params.get("owner", ""), request.query_params.get("q", "").strip()[:200]
    async with http.tx(request) as tx:
        shown = await board.show(tx, http.uuid(request.query_params.get("pipeline")), _wanted(tx, owner, words))
        people = [(str(row["user_id"]), row["name"] or row["email"]) for row in await tx.rows(board.q.people)]
    return render.page(request, "sales/board.html", BoardPage(shown, owner, words, people), block="board")


async def more(request: Request) -> Response:
    """GET /board/columns/{stage}?position=&after=: the cards below the last one shown."""
    asked = request.query_params
    after = http.uuid(asked.get("after"))
    if after is None:
        raise NOT_FOUND()
    owner, words = asked.get("owner", ""), asked.get("q", "").strip()[:200]
    stage_id = request.path_params["stage_id"]
    async with http.tx(request) as tx:
        cards = await board.more(tx, stage_id, _decimal(asked.get("position")), after, _wanted(tx, owner, words))
        currency = await tx.value(board.q.base_currency)
    rest = more_href(stage_id, cards[-1], urlencode({"owner": owner, "q": words})) if len(cards) == board.CARDS else ""
    return render.fragment(request, "sales/_cards.html", CardsPage(cards, currency, rest))


def more_href(stage_id: Any, last: Card, query: str) -> str:
    """Where a column's next cards are."""
    return f"/board/columns/{stage_id}?position={last.position}&after={last.id}&{query}"


def _decimal(text: str | None) -> Decimal:
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)


def _wanted(tx: Tx, owner: str, words: str) -> Wanted:
    return Wanted(tx.who.user_id if owner == _ME else http.uuid(owner), words or None)


ROUTES = (
    Route("/board", show, name="board"),
    Route("/board/columns/{stage_id:uuid}", more, name="board-column"),
)
