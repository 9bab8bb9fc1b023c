"""Market search as a server function, in the shape the old app called: search-market.  seed: AG17"""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from comity.packs.market import search
from comity.platform.functions import Call, Function, function


class MarketQuestion(BaseModel):
    """What one wants to know."""

    query: str = Field(min_length=1, max_length=500)


class MarketQuote(BaseModel):
    """What a source says, when and where."""

    quote: str
    title: str
    url: str
    source: str
    published_at: datetime | None
    read_at: datetime


class MarketAnswer(BaseModel):
    """`found` is false when the organisation's sources do not speak of it; then nothing is made up."""

    query: str
    found: bool
    answers: list[MarketQuote]
    engine: str = "search"


@function("search-market", per_minute=60)
async def search_market(call: Call, given: MarketQuestion) -> MarketAnswer:
    """Answers out of the pages and feeds the organisation named, each with its words, source and date."""
    async with call.tx() as tx:
        quotes = await search.ask(tx, given.query)
    answers = [MarketQuote(**{name: getattr(one, name) for name in MarketQuote.model_fields}) for one in quotes]
    return MarketAnswer(query=given.query, found=bool(answers), answers=answers)


FUNCTIONS: tuple[Function, ...] = (search_market,)
