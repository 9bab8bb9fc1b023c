"""A call is judged by the organisation's rubric: each score with words that stand in it, kept once, seen by few.

seed: AG04, D40, F08
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from comity.comms import calls
from comity.comms.transcripts import understand
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import P1, SPENT
from comity.packs.coaching import analyses, rubrics, seeds, workflows
from comity.packs.coaching.rubrics import Facts
from tests.queries import q
from tests.street import keyed, openai, street
from tests.working import Working, until
from tests.world import World

TEXT = """Remy Duval: Good morning Claire, this is Remy of Maison Aurelle. What brings you here, and what matters most?
Claire Fontaine: We lose orders because nobody sees the stock, it takes us hours every week.
Remy Duval: I see, that must be tiring. How do you decide on something like this, and who else has a say?
Claire Fontaine: I decide with my brother. But honestly, your price seems too high for us.
Remy Duval: I understand that the price is a worry. What did you expect to spend? It saves you a person's salary a year.
Claire Fontaine: About 40,000 euros. That does sound fair when you put it like that.
Remy Duval: Wonderful. I'll send you the proposal on Friday and we meet next Tuesday at ten.
Claire Fontaine: That works for me, thank you."""


@pytest.fixture(scope="module")
async def rubric(db: Database, world: World) -> rubrics.Rubric:
    for organisation in (world.theirs, world.ours):
        async with db.acting(world.service(organisation)) as tx:
            await seeds.seed(tx)
            await seeds.seed(tx)
            found = await rubrics.current(tx)
    assert found is not None
    return found


async def bring(db: Database, who: Who, text: str = TEXT, **facts: Any) -> UUID:
    transcript = await understand(text, us=("Remy Duval",), customers=("Claire Fontaine",))
    async with db.acting(who) as tx:
        return (await calls.add(tx, calls.Facts(title="First talk", source="paste", **facts), transcript=transcript))[0]


async def judged(db: Database, who: Who, call: UUID) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Judged as the workflow does it, without a worker."""
    async with db.acting(who) as tx:
        analysis = await analyses.ask(tx, call)
    said = await analyses.judge(db, who, analysis, P1)
    async with db.acting(who) as tx:
        await analyses.keep(tx, analysis, said)
        return await analyses.find(tx, analysis), await tx.rows(analyses.q.scores, id=analysis)


async def test_every_score_rests_on_words_that_were_said(db: Database, world: World, rubric: rubrics.Rubric) -> None:
    call = await bring(db, world.rep)
    row, scores = await judged(db, world.rep, call)
    async with db.acting(world.rep) as tx:
        text = (await calls.find(tx, call))["transcript"]
    by_name = {score["name"]: score for score in scores}
    assert set(by_name) == {"Listens", "Asks", "Keeps it short", "Understands", "Answers doubts", "Agrees what is next"}
    for score in scores:
        assert score["evidence"] and score["method"] == "rules" and score["reason"]
        for span in score["evidence"]:
            assert text[span["start"] : span["end"]] == span["quote"]
    assert by_name["Agrees what is next"]["score"] == 100 and by_name["Answers doubts"]["score"] == 100
    weighed = sum(score["score"] * score["weight"] for score in scores) / sum(score["weight"] for score in scores)
    assert row["state"] == "done" and row["engine"] == "offline" and abs(row["score"] - weighed) < 0.01


async def test_judging_again_replaces_what_was_and_not_before(
    db: Database, world: World, rubric: rubrics.Rubric
) -> None:
    call = await bring(db, world.rep, TEXT + "\nRemy Duval: Until Tuesday then.")
    first, scores = await judged(db, world.rep, call)
    asks = next(one for one in rubric.criteria if one.name == "Asks")
    async with db.acting(world.ours.manager) as tx:
        await rubrics.change(tx, asks.id, Facts("Asks well", asks.good, 5, None, ("what matters most",)))
    async with db.acting(world.rep) as tx:
        assert [s["name"] for s in await tx.rows(analyses.q.scores, id=first["id"])] == [s["name"] for s in scores]
    second, again = await judged(db, world.rep, call)
    assert second["id"] == first["id"] and len(again) == len(scores)
    asked = next(score for score in again if score["name"] == "Asks well")
    assert (asked["weight"], asked["score"], asked["reason"]) == (5, 100, "phrases")
    async with db.acting(world.ours.manager) as tx:
        await rubrics.change(tx, asks.id, Facts("Asks", asks.good, 2, "open_questions"))


async def test_a_model_judges_by_the_same_schema_and_cannot_invent_quotes(
    db: Database, world: World, rubric: rubrics.Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {
        "summary": "Warm and clear.",
        "scores": [
            {"criterion": 6, "score": 80, "why": "Names her.", "confidence": 0.9,
             "evidence": [{"quote": "Good morning Claire", "turn": 0}]},
            {"criterion": 5, "score": 99, "why": "Made up.", "evidence": [{"quote": "we shall sign tomorrow"}]},
            {"criterion": 44, "score": 10, "evidence": [{"quote": "Good morning Claire"}]},
        ],
    }  # fmt: skip
    call = await bring(db, world.rep, TEXT.replace("Good morning", "Good  morning").replace("40,000", "41,000"))
    async with street(openai=lambda: openai(told)) as here:
        keyed(monkeypatch, here, "openai:gpt-5-mini")
        row, scores = await judged(db, world.rep, call)
    by_name = {score["name"]: score for score in scores}
    assert row["engine"] in ("openai", "compatible") and row["summary"] == "Warm and clear."
    assert (by_name["Warmth"]["score"], by_name["Warmth"]["method"]) == (80, "model")
    assert by_name["Agrees what is next"]["method"] == "rules"  # the invented quote is gone, the rules' own stays
    question = here.bodies[0]["messages"][-1]["content"]
    assert "Names the person" in question and "We lose orders" in question


async def test_a_person_sees_their_own_a_manager_the_team_a_stranger_nothing(
    db: Database, world: World, rubric: rubrics.Rubric
) -> None:
    mine, _ = await judged(db, world.rep, await bring(db, world.rep, TEXT + "\nRemy Duval: Bye."))
    count = q("select count(*) as n from call_analyses where org_id = :org_id and id = :id")
    scores = q("select count(*) as n from analysis_scores where org_id = :org_id and analysis_id = :id")
    ours = world.ours
    sees = {"owner": 1, "admin": 1, "manager": 1, "rep": 1, "other_rep": 0, "technician": 0, "readonly": 0}
    for name, who in ours.people.items():
        for query in (count, scores):
            found = (await db.once(who, query, id=mine["id"]))[0]["n"]
            assert bool(found) == bool(sees[name]), name
    assert (await db.once(world.stranger, count, id=mine["id"]))[0]["n"] == 0
    other, _ = await judged(db, ours.other_rep, await bring(db, ours.other_rep, TEXT + "\nRemy Duval: Adieu."))
    assert (await db.once(ours.manager, count, id=other["id"]))[0]["n"] == 0  # of the other team
    with pytest.raises(Problem):
        async with db.acting(world.rep) as tx:  # nobody has a colleague judged
            await analyses.ask(tx, await bring(db, ours.other_rep, TEXT + "\nRemy Duval: Ciao."))


async def test_only_leaders_change_the_rubric(db: Database, world: World, rubric: rubrics.Rubric) -> None:
    one = rubric.criteria[0]
    for who in (world.rep, world.stranger):
        with pytest.raises(Problem):
            async with db.acting(who) as tx:
                await rubrics.change(tx, one.id, Facts("Taken over"))
    with pytest.raises(Problem) as refused:
        async with db.acting(world.owner) as tx:
            await rubrics.add(tx, Facts(" "))
    assert refused.value.code == "criterion_name"


async def test_a_call_without_words_and_one_with_few(db: Database, world: World, rubric: rubrics.Rubric) -> None:
    async with db.acting(world.rep) as tx:
        silent = await tx.value(q("insert into calls (title) values ('Silent') returning id"))
    with pytest.raises(Problem) as refused:
        async with db.acting(world.rep) as tx:
            await analyses.ask(tx, silent)
    assert refused.value.code == "call_without_words"
    row, scores = await judged(db, world.rep, await bring(db, world.rep, "Remy Duval: Hello?\nClaire Fontaine: Yes?"))
    assert row["state"] == "done" and row["score"] is None and scores == []


async def test_understood_calls_are_judged_by_themselves_where_that_is_wanted(
    db: Database, world: World, rubric: rubrics.Rubric
) -> None:
    async with db.acting(world.owner) as tx:
        await rubrics.rename(tx, rubric.id, rubric.name, automatic=True)

    async def analysis() -> Any:
        async with db.acting(world.rep) as tx:
            return await tx.row(analyses.q.for_call, call=call)

    async def is_judged() -> bool:
        row = await analysis()
        return bool(row and row["state"] == "done")

    handlers = {"comms.call_understood": [workflows.judge_understood]}
    async with Working(db, *workflows.WORKFLOWS, on=handlers):
        call = await bring(db, world.rep, TEXT + "\nClaire Fontaine: Wait, one thing.")
        async with db.acting(world.service(world.ours)) as tx:
            await calls.set_state(tx, call, "done")
        await until(is_judged)
    assert (await analysis())["score"] is not None
    told = q("select count(*) as n from notifications where org_id = :org_id and kind = 'coaching'")
    assert (await db.once(world.rep, told))[0]["n"] == 1


async def test_a_talk_that_could_not_be_judged_in_the_last_attempt_says_so_and_is_judged_later(
    db: Database, world: World, rubric: rubrics.Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = await bring(db, world.rep, TEXT + "\nClaire Fontaine: Another thing.")
    async with db.acting(world.rep) as tx:
        analysis = await analyses.ask(tx, call)
    async with Working(db, replace(workflows.judge, attempts=1)) as worker:
        with monkeypatch.context() as broken:
            broken.setattr("comity.core.work.STEP_PAUSES", ())
            broken.setattr(analyses, "judge", lambda *_: asyncio.to_thread(divmod, 1, 0))
            await worker.done(replace(workflows.judge, attempts=1), world.rep, analysis_id=analysis)
        async with db.acting(world.rep) as tx:
            row = await analyses.find(tx, analysis)
        assert (row["state"], row["problem"]) == ("failed", SPENT.sentence)
        await worker.done(workflows.judge, world.rep, analysis_id=analysis)
    async with db.acting(world.rep) as tx:
        row = await analyses.find(tx, analysis)
    assert (row["state"], row["problem"]) == ("done", None)
