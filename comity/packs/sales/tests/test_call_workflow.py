"""A call is understood: from its words to signals, items, brief and health, each with the words it rests on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.responses import JSONResponse

from comity.ai import coordinator
from comity.comms import calls, recordings
from comity.comms.tests.test_transcribing import SPOKEN, listener
from comity.comms.transcripts import understand
from comity.config import Settings
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import LOST, start
from comity.packs.sales import action_items, call_results, health, leads, seeds, workflows
from comity.platform.storage import store as storage
from tests.queries import q
from tests.working import Working
from tests.world import World

RAW = q("select name, size from storage.objects where bucket_id = 'call-transcripts' and name like '%' || :call || '%'")
LAST = q("update absurd.r_p1 set wake_event = '$lost' where task_id = :task")
PURGE = q("select set_config('app.purge', 'on', true)"), q("delete from calls where org_id = :org_id and id = :call")
TEXT = """Sales Rep: Hi Claire, this is Remy from Maison Aurelle. How are you today?
Claire Fontaine: Good, thanks. We're struggling with our current system, it takes us hours every week.
Sales Rep: I see. Do you have a budget in mind?
Claire Fontaine: Yes, the budget is approved, about $50,000. But your price seems high, and I need to talk to my CFO.
Sales Rep: I'll send you a revised proposal by Friday. Could we schedule a demo next Tuesday at 10 AM?
Claire Fontaine: That works for me. Let's go ahead."""


KINDS = "select kind from activities where org_id = :org_id and call_id = :call order by id"
SCORES = "select count(*) from deal_health_scores where org_id = :org_id and call_id = :call"
RUNS = "select agent, status, engine, evidence_kept, input_hash from ai_agent_runs where org_id = :org_id"


@pytest.fixture(scope="module")
async def lead(db: Database, world: World) -> UUID:
    async with db.acting(world.service(world.ours)) as tx:
        await seeds.seed(tx)
    async with db.acting(world.rep) as tx:
        return await leads.create(
            tx, leads.Facts(title="Fontaine: winter collection", contact_id=world.ours.contacts[0])
        )


def listening(db: Database) -> Working:
    """A worker that understands calls."""
    return Working(db, *workflows.WORKFLOWS, on={"comms.call_added": [workflows.process_call]})


async def settled(db: Database, who: Who, call: UUID, seconds: float = 120) -> dict[str, Any]:
    for _ in range(int(seconds / 0.05)):
        async with db.acting(who) as tx:
            row = await calls.find(tx, call)
        if row["state"] in ("done", "failed") or row["problem"]:
            return row
        await asyncio.sleep(0.05)
    return row


async def bring(db: Database, who: Who, lead: UUID | None, text: str = TEXT, **facts: Any) -> UUID:
    transcript = await understand(text, us=("Remy Duval",), customers=("Claire Fontaine",))
    async with db.acting(who) as tx:
        call, _ = await calls.add(
            tx, calls.Facts(lead_id=lead, title="First talk", source="paste", **facts), transcript=transcript
        )
    return call


async def test_a_call_is_understood(db: Database, world: World, lead: UUID) -> None:
    async with listening(db):
        call = await bring(db, world.rep, lead)
        row = await settled(db, world.rep, call)
    assert row["state"] == "done", row["problem"]
    async with db.acting(world.rep) as tx:
        found = await call_results.signals(tx, call)
        items = await action_items.of_call(tx, call)
        brief = await call_results.brief(tx, call)
        score = await health.of_call(tx, call)
        steps = await call_results.steps(tx, call)
        deal = await leads.find(tx, lead)
        timeline = await tx.rows(q(KINDS), call=call)
        scores = await tx.value(q(SCORES), call=call)
    states = {"transcribe": "skipped"}
    order = ("ingest", "transcribe", "signals", "brief", "health", "notify")
    assert [(s["step"], s["state"]) for s in steps] == [(step, states.get(step, "done")) for step in order]
    kinds = {(s["kind"], s["value"]) for s in found}
    assert {
        ("budget", "approved"),
        ("objection", "price"),
        ("authority", "needs_others"),
        ("next_step", "meeting"),
    } <= kinds
    for signal in found:
        assert row["transcript"][signal["span_start"] : signal["span_end"]] == signal["quote"]
    assert (items[0]["text"], items[0]["side"]) == ("Send Claire a revised proposal by Friday", "us")
    assert items[0]["due_on"] is not None
    assert brief is not None and brief["points"]["summary"] and brief["engine"] == "offline"
    assert score is not None and deal["health_score"] == score["score"] and scores == 1
    assert {t["kind"] for t in timeline} == {"call", "ai"}


async def test_the_same_words_are_the_same_call(db: Database, world: World, lead: UUID) -> None:
    first = await bring(db, world.rep, lead, TEXT + "\nSales Rep: One more thing.")
    again = await bring(db, world.rep, lead, TEXT + "\nSales Rep: One more thing.")
    assert first == again


async def test_every_run_is_written_down(db: Database, world: World, lead: UUID) -> None:
    runs = q(RUNS)
    seen = {row["agent"] for row in await db.once(world.owner, runs)}
    assert seen == {"call_signals", "call_brief"}
    assert await db.once(world.rep, runs) == []  # seed: B11
    assert await db.once(world.stranger, runs) == []


async def test_words_over_the_wire_are_understood_too(db: Database, world: World, lead: UUID) -> None:
    insert = q("insert into calls (lead_id, title, transcript) values (:lead, 'Over the wire', :text) returning id")
    async with listening(db):
        async with db.acting(world.rep) as tx:
            call = await tx.value(insert, lead=lead, text=TEXT.replace("$50,000", "$60,000"))
        row = await settled(db, world.rep, call)
    assert row["state"] == "done" and len(row["segments"]) == 6
    assert row["transcript"].startswith("Sales Rep: Hi Claire")


async def test_a_recording_without_transcriber_says_so(db: Database, world: World, lead: UUID) -> None:
    recording = calls.Recording(
        file=f"{world.ours.id}/recordings/{'a' * 64}.mp3",
        name="call.mp3",
        media_type="audio/mpeg",
        size=3,
        sha256="a" * 64,
    )
    async with listening(db):
        async with db.acting(world.rep) as tx:
            call, _ = await calls.add(tx, calls.Facts(lead_id=lead, title="Sound only"), recording=recording)
        row = await settled(db, world.rep, call)
        assert row["state"] == "waiting" and "transcript" in row["problem"]
        async with db.acting(world.rep) as tx:
            await calls.put_transcript(tx, call, await understand(TEXT.replace("Friday", "Monday")))
        for _ in range(2400):
            async with db.acting(world.rep) as tx:
                row = await calls.find(tx, call)
            if row["state"] == "done":
                break
            await asyncio.sleep(0.05)
    assert row["state"] == "done"


async def test_a_recording_is_written_down_and_understood(
    db: Database, world: World, lead: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = await recordings.keep(tmp_path, world.ours.id, "visit.mp3", BytesIO(b"ID3" + bytes(900)))
    asked: list[dict[str, Any]] = []
    storage.setup(Settings(home=tmp_path))
    async with listener(JSONResponse(SPOKEN), asked) as settings, listening(db):
        monkeypatch.setattr(coordinator, "_settings", replace(settings, home=tmp_path))
        async with db.acting(world.rep) as tx:
            call, _ = await calls.add(tx, calls.Facts(lead_id=lead, title="Spoken"), recording=recording)
        row = await settled(db, world.rep, call)
        async with db.acting(world.rep) as tx:
            found = await call_results.signals(tx, call)
    assert row["state"] == "done", row["problem"]
    assert len(asked) == 1 and asked[0]["name"] == "visit.mp3"
    assert ("budget", "approved") in {(s["kind"], s["value"]) for s in found}
    assert next(s for s in found if s["kind"] == "budget")["at_seconds"] == 1.5
    kept = await db.once(world.service(), RAW, call=str(call))  # seed: ST02
    assert len(kept) == 1 and kept[0]["name"].startswith(f"{world.ours.id}/calls/{call}/") and kept[0]["size"] > 50
    assert await db.once(world.owner, RAW, call=str(call)) == []  # the house's alone, whatever one's rights
    async with db.acting(world.service(world.ours)) as tx:
        await tx.rows(PURGE[0])
        await tx.run(PURGE[1], call=call)
    assert await db.once(world.service(), RAW, call=str(call)) == []


async def test_a_lost_recording_is_said_in_a_sentence(
    db: Database, world: World, lead: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = await recordings.keep(tmp_path, world.ours.id, "lost.mp3", BytesIO(b"ID3" + bytes(901)))
    async with listener(JSONResponse(SPOKEN), []) as settings, listening(db):
        monkeypatch.setattr(coordinator, "_settings", replace(settings, home=tmp_path / "elsewhere"))
        async with db.acting(world.rep) as tx:
            call, _ = await calls.add(tx, calls.Facts(lead_id=lead, title="Lost"), recording=recording)
        row = await settled(db, world.rep, call)
        async with db.acting(world.rep) as tx:
            steps = await call_results.steps(tx, call)
    assert row["state"] == "failed" and "not on this machine" in row["problem"]
    assert ("transcribe", "failed") in {(s["step"], s["state"]) for s in steps}


async def test_a_call_that_stopped_every_worker_says_so(db: Database, world: World, lead: UUID) -> None:
    """And is not listened to for ever; by hand it can be tried again."""
    call = await bring(db, world.rep, lead, TEXT.replace("winter", "spring") + " Until then.")
    async with db.acting(world.rep) as tx:
        task = await start(tx, workflows.process_call, {"call_id": call})
    await db.once(Who.service(), LAST, task=task)
    async with Working(db, *workflows.WORKFLOWS):
        row = await settled(db, world.rep, call)
    assert (row["state"], row["problem"]) == ("failed", LOST.sentence)


async def test_nobody_names_a_recording_of_another_organisation(db: Database, world: World) -> None:
    theirs = calls.Recording(
        file=f"{world.theirs.id}/recordings/{'a' * 64}.mp3",
        name="x.mp3",
        media_type="audio/mpeg",
        size=1,
        sha256="a" * 64,
    )
    with pytest.raises(Problem) as refused:
        async with db.acting(world.rep) as tx:
            await calls.add(tx, calls.Facts(title="Not ours"), recording=theirs)
    assert refused.value.code == "recording_place"


async def test_another_organisation_sees_nothing(db: Database, world: World, lead: UUID) -> None:
    for table in ("calls", "call_signals", "call_briefs", "action_items", "call_steps", "deal_health_scores"):
        ours = await db.once(world.rep, q(f"select count(*) as n from {table}"))
        theirs = await db.once(world.stranger, q(f"select count(*) as n from {table}"))
        assert ours[0]["n"] > 0 and theirs[0]["n"] == 0, table
