"""The demo's rooms besides deals and calls: contracts, the library, the market, campaigns, demos, the qualifier.

Background work of the demo's own organisation, begun as soon as it is there, so that nobody waits for it.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from comity.ai.agent import NoAnswer
from comity.core import sql
from comity.core.db import Json, Tx
from comity.core.who import Who
from comity.core.work import P1, P3, Work, workflow
from comity.journeys.demo import load, papers
from comity.packs.library import materials
from comity.packs.library.materials import Facts
from comity.packs.market import reading, sources
from comity.packs.sales.demos import builder, drafting
from comity.packs.sales.personas import portraits
from comity.packs.sales.qualifier import talks
from comity.people import campaigns

q = sql.load(__file__)
EACH: Final = 4
"""Of every fourth call's buyer a persona is drawn."""
ACCENT: Final = "#1f5c63"


@lru_cache
def shelf() -> dict[str, Any]:
    """What stands there, from its file."""
    return tomllib.loads(Path(__file__).with_name("shelf.toml").read_text())


@workflow("demo.furnish", priority=P1)
async def furnish(work: Work) -> None:
    """Every room the demo's menu leads to, one transaction each, as its owner; nothing where it is gone again."""
    async with work.tx() as tx:
        if not await tx.value(load.q.is_own):
            return
    await work.change("library", _library)
    await work.change("market", _market)
    await work.change("campaigns", _campaigns)
    await work.change("demos", _demos)
    await work.change("contracts", lambda tx: papers.bring(tx, shelf()["standards"], datetime.now(UTC).date()))
    await _visitor(work)


async def _library(tx: Tx) -> None:
    for course in shelf()["courses"]:
        made = await tx.value(materials.q.collect, name=course["name"], description=course["description"])
        for one in course["materials"]:
            body = one["body"].strip()
            await materials.add(
                tx, Facts(title=one["title"], description=one["description"], collection=made, body=body)
            )
    await tx.run(q.progress)


async def _market(tx: Tx) -> None:
    now = datetime.now(UTC)
    for source in shelf()["market"]:
        made = await tx.value(sources.q.add, name=source["name"], url=source["url"], every=24)
        for one in source["texts"]:
            await tx.run(
                reading.q.keep, source=made, url=f"{source['url'].rsplit('/', 1)[0]}/{one['path']}", title=one["title"],
                body=one["body"], language="english", published=now - timedelta(days=one["days"]),
            )  # fmt: skip
        await tx.value(q.read_source, id=made)


async def _campaigns(tx: Tx) -> None:
    for one in shelf()["campaigns"]:
        made = await campaigns.add(
            tx, one["name"], one["kind"], code=one["code"], cost=Decimal(one["cost"]), currency="EUR"
        )
        await tx.value(q.campaign_dates, id=made)
        await tx.run(q.signups, campaign=made, source=one["source"], medium=one["medium"], many=one["signups"])


async def _demos(tx: Tx) -> None:
    """One that is written and shown by a link, and one that waits for what its call says."""
    said = shelf()["demo"]
    for number, lead in enumerate(await tx.rows(q.shown_leads)):
        amount = f"{lead['amount']:,.0f} {lead['currency']}"
        known = {"title": lead["title"], "first": lead["first_name"], "amount": amount}
        demo = await builder.create(tx, lead["id"], said["title"].format(**known))
        if number == 0:
            fields = await builder.fields(tx, demo)
            for key in builder.FIELDS:
                await builder.write(tx, demo, key, said[key].format(**known), fields[key]["version"])
            await builder.share(tx, demo, 30)


async def _visitor(work: Work) -> None:
    """A published page of questions, and one visitor who answered them."""
    said = shelf()["qualifier"]
    values = {
        "greeting": said["greeting"], "thanks": said["thanks"], "questions": Json({}), "budget_from": Decimal(500_000),
        "days_soon": 120, "hot_from": 70, "warm_from": 40, "accent": ACCENT, "is_public": True,
    }  # fmt: skip

    async def publish(tx: Tx) -> str:
        made = await tx.value(talks.q.create, name=said["name"])
        await tx.value(talks.q.change, id=made, name=said["name"], receiver_id=tx.who.user_id, **values)
        row = await tx.row(talks.q.page, id=made)
        assert row
        return str(row["key"])

    key = await work.change("qualifier", publish)
    await work.step("visitor", lambda: _talk(work, key, said["answers"]))


async def _talk(work: Work, key: str, answers: list[str]) -> None:
    page = await talks.page_of(work.db, key)
    token = await talks.begin(work.db, page, answers[0], "127.0.0.1", "en")
    by_topic = dict(zip(("need", "budget", "authority", "timeline", "name", "email"), answers, strict=True))
    chat = await talks.show(work.db, page, token)
    while not chat.done:
        chat = await talks.say(work.db, page, token, by_topic[chat.topic], "127.0.0.1")


@workflow("demo.portray", priority=P3)
async def portray(work: Work, call_id: str) -> None:
    """Once a call of the demo was understood: what its buyer is like, and the demo that waited for it."""
    call = UUID(call_id)
    if call.hex[12:16] != "8de0":
        return
    house = Who.service(work.who.org_id, agent="demo")
    async with work.db.acting(house) as tx:
        found = await tx.row(q.portray, id=call)
    if found is None or (call.int % EACH and found["demo_id"] is None):
        return
    try:
        await portraits.draw(work.db, house, found["lead_id"])
        if found["demo_id"]:
            await drafting.draft(work.db, house, found["demo_id"])
    except NoAnswer:
        return


WORKFLOWS = (furnish, portray)
