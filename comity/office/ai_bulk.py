"""One agent on many records at once: what it would cost is shown first, and nobody is asked for more than was shown.

A room offers what can be done to many (`bulk` of its plate). The run goes in lots: before each it is looked at whether
the month's budget still bears it, so a run that meets the end of the money stops with a sentence and leaves the rest.
seed: AC05, AC07, AC08
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from comity.ai import coordinator
from comity.ai.agent import Agent, NoAnswer
from comity.ai.coordinator import Answer, Price
from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.pack import Pack
from comity.core.who import Who
from comity.core.work import P3, Work, start, workflow
from comity.office import jobs
from comity.web import i18n
from comity.web.i18n import gettext as _

MOST: Final = 500
"""Records of one run."""
LOT: Final = 50
AIR: Final = 1.05
"""How much dearer it may have become between the page and the click."""
NOTHING = Problem("bulk_nothing", 422, _("There are no such records."))
TOO_DEAR = Problem(
    "bulk_too_dear", 409, _("This costs more than is left of this month's budget. Choose fewer, or raise the limit.")
)
DEARER = Problem(
    "bulk_dearer", 409, _("This would now cost more than the price you were shown. Look at the price again.")
)
UNKNOWN = Problem("not_found", 404, _("There is no such thing to do to many records."))


@dataclass(frozen=True, slots=True)
class Bulk:
    """What an agent can do to many records of one kind."""

    name: str
    title: str
    about: str
    agent: Agent[Any, Any]
    find: Callable[[Tx, date | None, bool, int], Awaitable[list[UUID]]]
    """the records since a day: those not done yet, or all again; so many at most"""
    given: Callable[[Tx, UUID], Awaitable[Any]]
    """what the agent is given of a record; None where there is nothing to ask"""
    keep: Callable[[Tx, UUID, Answer[Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Quote:
    """What a run would do, and cost."""

    records: tuple[UUID, ...]
    price: Price
    more: bool
    """there are more than one run takes"""


_known: dict[str, Bulk] = {}


def learn(plates: Iterable[Pack]) -> None:
    """What the plates offer."""
    for plate in plates:
        for one in plate.bulk:
            _known[one.name] = one


def offers() -> list[Bulk]:
    """Everything that can be done to many."""
    return sorted(_known.values(), key=lambda one: str(one.title))


def offer(name: str) -> Bulk:
    """One of them."""
    if name not in _known:
        raise UNKNOWN()
    return _known[name]


async def quote(db: Database, who: Who, name: str, since: date | None = None, again: bool = False) -> Quote:
    """What it would do and cost, before anything is asked."""
    one = offer(name)
    async with db.acting(who) as tx:
        found = await one.find(tx, since, again, MOST + 1)
        records = found[:MOST]
        pairs = [(each, await one.given(tx, each)) for each in records]
    kept = [(each, given) for each, given in pairs if given is not None]
    price = await coordinator.price(db, who, one.agent, [given for _id, given in kept])
    return Quote(tuple(each for each, _given in kept), price, len(found) > MOST)


async def begin(
    db: Database, who: Who, name: str, most_usd: float, since: date | None = None, again: bool = False
) -> tuple[UUID, Quote]:
    """Starts the run, where it costs no more than was shown and the budget bears it; the job in the tray."""
    now = await quote(db, who, name, since, again)
    if not now.records:
        raise NOTHING()
    if not now.price.enough:
        raise TOO_DEAR()
    if now.price.usd > most_usd * AIR + 0.005:
        raise DEARER()
    async with db.acting(who) as tx:
        job = await jobs.start(tx, "ai", str(offer(name).title), total=len(now.records))
        payload = {"name": name, "ids": [str(each) for each in now.records], "job": str(job)}
        await start(tx, run_bulk, payload)
    return job, now


@workflow("ai.bulk", priority=P3, attempts=10, at_once=2)
async def run_bulk(work: Work, name: str, ids: list[str], job: str) -> str:
    """Lot by lot: the price against the budget, the questions together where a provider takes them so, each kept."""
    i18n.use(work.who.language, work.who.timezone)
    async with jobs.shown(work, UUID(job)):
        return await _lots(work, name, ids, UUID(job))


async def _lots(work: Work, name: str, ids: list[str], tray: UUID) -> str:
    one, done = offer(name), 0
    for first in range(0, len(ids), LOT):
        lot = [UUID(each) for each in ids[first : first + LOT]]
        pairs = await _given(work, one, lot)
        if not (await coordinator.price(work.db, work.who, one.agent, [given for _id, given in pairs])).enough:
            said = str(_("The month's budget is used up: {n} of {m} are done.")).format(n=done, m=len(ids))
            await work.change("stopped", lambda tx, said=said: jobs.finish(tx, tray, "failed", message=said))  # type: ignore[misc]
            return "stopped"
        answers = await _asked(work, f"lot {first}", one, pairs)
        for record, answer in answers:
            await work.change(f"keep {record}", lambda tx, r=record, a=answer: one.keep(tx, r, a))  # type: ignore[misc]
        done, seen = done + len(answers), first + len(lot)
        state = await work.change(f"tell {first}", lambda tx, n=seen: jobs.update(tx, tray, done=n))  # type: ignore[misc]
        if state == "cancelled":
            return "cancelled"
    said = str(_("{n} of {m} are done.")).format(n=done, m=len(ids))
    await work.change("told", lambda tx: jobs.finish(tx, tray, "done", message=said))
    return "done"


async def _given(work: Work, one: Bulk, lot: Sequence[UUID]) -> list[tuple[UUID, Any]]:
    async with work.tx() as tx:
        pairs = [(each, await one.given(tx, each)) for each in lot]
    return [(each, given) for each, given in pairs if given is not None]


async def _asked(work: Work, name: str, one: Bulk, pairs: Sequence[tuple[UUID, Any]]) -> list[tuple[UUID, Answer[Any]]]:
    """The answers there are; a record nobody can say anything about is left as it is."""
    try:
        answers = await coordinator.batch(work, name, one.agent, [given for _id, given in pairs])
        return [(record, answer) for (record, _given), answer in zip(pairs, answers, strict=True)]
    except NoAnswer:
        found = []
        for record, given in pairs:
            try:
                found.append((record, await coordinator.run(work.db, work.who, one.agent, given, priority=P3)))
            except NoAnswer:
                continue
        return found
