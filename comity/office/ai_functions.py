"""Agents on many records, by function: the price first, then the run for no more than that.  seed: AC05, AC08"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from comity.core.roles import ADMINS
from comity.office import ai_bulk
from comity.office.ai_bulk import Quote
from comity.platform.functions import Call, Function, function


class Asked(BaseModel):
    """What is to be done, to records since when, and whether to those done before too."""

    name: str = Field(max_length=100)
    since: date | None = None
    again: bool = False


class Ordered(Asked):
    """The same, and what it may cost: the price that was shown."""

    most_usd: float = Field(ge=0, le=1_000_000)


class Told(BaseModel):
    """What it does and costs in US dollars: to be expected, at most, and what is left of the month's budget."""

    records: int
    cached: int
    usd: float
    most_usd: float
    left_usd: float
    enough: bool
    engine: str
    model: str | None
    batched: bool
    plan_left: int | None
    """how many a model may still answer this month; the rules answer the others"""


class Begun(BaseModel):
    """The job in the tray."""

    job_id: UUID
    records: int


@function("price-bulk", roles=ADMINS, per_minute=30)
async def price_bulk(call: Call, given: Asked) -> Told:
    """What an agent on many records would cost; nothing is asked."""
    return _told(await ai_bulk.quote(call.db, call.who, given.name, given.since, given.again))


@function("run-bulk", roles=ADMINS, per_minute=5, methods=("POST",))
async def run_bulk(call: Call, given: Ordered) -> Begun:
    """Begins it, where it costs no more than `most_usd` and the month's budget bears it."""
    job, now = await ai_bulk.begin(call.db, call.who, given.name, given.most_usd, given.since, given.again)
    return Begun(job_id=job, records=len(now.records))


def _told(quote: Quote) -> Told:
    price = quote.price
    return Told(
        records=len(quote.records), cached=price.cached, usd=round(price.usd, 4), most_usd=round(price.most, 4),
        left_usd=round(price.left, 4), enough=price.enough, engine=price.engine, model=price.model,
        batched=price.batched, plan_left=price.plan_left,
    )  # fmt: skip


FUNCTIONS: tuple[Function, ...] = (price_bulk, run_bulk)
