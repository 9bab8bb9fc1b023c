"""The demo's coaching: some of its calls are judged once they are understood, and somebody has practised."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.core.who import Who
from comity.core.work import P3, Work, start, workflow
from comity.journeys.demo import load
from comity.journeys.demo.plan import Plan
from comity.packs.coaching import analyses, rubrics, workflows

q = sql.load(__file__)
EACH: Final = 3
"""Every third call is judged."""
PERSONA: Final = ("Henrik, who has time", "Owner of a vineyard", "He likes to compare, and hates to be hurried.")
OBJECTIONS: Final = (
    ("price", "The other offer is a good deal cheaper."),
    ("effort", "I don't want builders here during the harvest."),
)
TALK: Final = (
    ("customer", "Yes, hello? I have a few minutes. What is it about?"),
    ("us", "Good morning Henrik. You asked about the tasting room. What matters most to you in it?"),
    ("customer", "I see. One thing, though: The other offer is a good deal cheaper."),
    (
        "us",
        "I understand that you compare. What does their price include, and what would you miss if it were not there?",
    ),
    ("customer", "Good, that answers it. But I don't want builders here during the harvest."),
    ("us", "That is fair, nobody works between August and October. How long may it take after that?"),
    ("customer", "All right, you have answered what I was worried about. What would be next?"),
    ("us", "I will send you the plan on Friday, and we walk through it next Tuesday at ten."),
    ("customer", "Good, let's do that. Thank you."),
)


@workflow("demo.judge", priority=P3)
async def judge(work: Work, call_id: str) -> None:
    """A call of the demo that was understood is judged."""
    call = UUID(call_id)
    if call.hex[12:16] != "8de0" or call.int % EACH:
        return
    house = Who.service(work.who.org_id, agent="demo")
    async with work.db.acting(house) as tx:
        if await rubrics.current(tx) is not None:
            analysis = await analyses.ask(tx, call)
            await start(tx, workflows.judge, {"analysis_id": analysis}, key=work.id, who=house)


async def practise(tx: Tx, plan: Plan) -> None:
    """Whoever acts has practised once, a few days ago, and was judged."""
    if await rubrics.current(tx) is None:
        return
    seller, at, name = plan.sellers[0], plan.now - timedelta(days=4), PERSONA[0]
    persona, talk, analysis = plan.id(at), plan.id(at), plan.id(at)
    told = [{"kind": kind, "text": text} for kind, text in OBJECTIONS]
    team = {"team": seller.team_id}
    await tx.run(load.q.begin)
    await tx.run(
        q.persona, id=persona, name=name, role=PERSONA[1], about=PERSONA[2], objections=orjson.dumps(told).decode()
    )
    await tx.run(q.talk, id=talk, persona=persona, title=name, at=at, **team)
    for position, (side, text) in enumerate(TALK):
        await tx.run(q.turn, id=plan.id(at), talk=talk, position=position, side=side, text=text, at=at, **team)
    await tx.run(q.analysis, id=analysis, talk=talk, title=name, at=at, **team)
    await tx.run(load.q.go_on)
    await start(tx, workflows.judge, {"analysis_id": analysis}, who=Who.service(plan.org_id, agent="demo"))
