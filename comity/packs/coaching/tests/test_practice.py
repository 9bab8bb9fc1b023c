"""Practice: personas of objections really heard, talks by rules and by a model, judged like calls.  seed: AG16"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from comity.ai.offline import partner as rules
from comity.comms import calls
from comity.comms.transcripts import understand
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import P1
from comity.packs.coaching import analyses, personas, roleplays, seeds
from tests.queries import q
from tests.street import keyed, streamed, street
from tests.world import World

PERSONA = {
    "name": "Ines", "role": "", "about": "She wants it done before summer.", "temper": "busy", "language": "en",
    "objections": [{"kind": "price", "text": "It is too dear."}, {"kind": "trust", "text": "We do not know you."}],
}  # fmt: skip
GOOD = "I understand that the price matters to you; it pays for itself within a year. What had you planned to spend?"


@pytest.fixture(scope="module")
async def lost(db: Database, world: World) -> UUID:
    """A lost deal with a call in which the price was held against us; the stranger's looks the same."""
    made = []
    for organisation in (world.theirs, world.ours):
        async with db.acting(world.service(organisation)) as tx:
            await seeds.seed(tx)
            await tx.run(q("select app.seed_pipeline(:org_id, app.uuid_of(:org_id, 'pipeline'), 'Sales')"))
        words = f"Rep: Hello.\nClaire: Honestly it is too expensive, dear {organisation.slug}."
        transcript = await understand(words, us=("Rep",), customers=("Claire",))
        async with db.acting(organisation.owner) as tx:
            lead = await tx.value(q(
                "insert into leads (title, pipeline_id, stage_id, status) select 'Villa', pipeline_id, id, 'lost'"
                " from stages where org_id = :org_id and kind = 'lost' returning id"
            ))  # fmt: skip
            call, _ = await calls.add(tx, calls.Facts(lead_id=lead, title="The end"), transcript=transcript)
            quote = f"Honestly it is too expensive, dear {organisation.slug}."
            start = transcript.text.index(quote)
            await tx.run(q(
                "insert into call_signals (call_id, lead_id, kind, value, confidence, engine, method, quote,"
                " span_start, span_end, turn, side) values (:call, :lead, 'objection', 'price', 0.9, 'offline',"
                " 'rules', :quote, :start, :end, 1, 'customer')"
            ), call=call, lead=lead, quote=quote, start=start, end=start + len(quote))  # fmt: skip
            made.append(call)
    return UUID(str(made[-1]))


async def said_back(db: Database, who: Who, talk: UUID, text: str) -> dict[str, Any]:
    """We say something; the whole of the answer."""
    async with db.acting(who) as tx:
        await roleplays.say(tx, talk, text)
    parts = [dict(part) async for part in roleplays.answer(db, who, talk)]
    return parts[-1]


async def test_personas_say_what_was_really_said(db: Database, world: World, lost: UUID) -> None:
    async with db.acting(world.rep) as tx:
        heard = await tx.rows(personas.q.heard)
        made = await personas.from_lost_calls(tx, personas.Facts("Dear"), ["price"])
        persona = await personas.find(tx, made)
    assert [(row["kind"], row["times"]) for row in heard] == [("price", 1)]
    assert persona["source"] == "lost_calls"
    assert [(one["call_id"], one["turn"]) for one in persona["objections"]] == [(str(lost), 1)]
    assert persona["objections"][0]["text"].endswith("dear maison-aurelle.")
    async with db.acting(world.rep) as tx:
        with pytest.raises(Problem) as refused:
            await personas.from_lost_calls(tx, personas.Facts("Nobody"), ["terms"])
    assert refused.value.code == "no_objections"
    async with db.acting(world.stranger) as tx:
        with pytest.raises(Problem):
            await personas.find(tx, made)
        theirs = await tx.rows(personas.q.heard)
    assert theirs[0]["latest"].endswith("dear maison-aurelle-2.")


def test_rules_bring_objections_up_and_let_them_go_when_answered() -> None:
    said: list[tuple[bool, str]] = [(False, rules.opening("en", "busy"))]

    def turn(text: str) -> str:
        said.append((True, text))
        answer = rules.reply(PERSONA, said)
        said.append((False, answer))
        return answer

    assert "It is too dear." in turn("Hello Ines, I would like to show you what we have for your house.")
    assert turn("Ok.") in rules.LINES["en"]["short"]
    assert "It is too dear." in turn("Our products are the very best there are.")
    assert "We do not know you." in turn(GOOD)
    assert turn(GOOD) == rules.LINES["en"]["content"][0]
    assert turn("Shall we meet?") == rules.LINES["en"]["vague"][0]
    assert turn("Let us meet on 12 March at ten.") == rules.LINES["en"]["agreed"][0]


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_rules_always_have_something_to_say(language: str) -> None:
    nobody = {**PERSONA, "language": language, "objections": [], "about": ""}
    for text in ("?", "Hm", "x" * 3000, "{about} {0} {objection}", "🙂 🙂 🙂", "Treffen wir uns am Montag?"):
        for persona in (nobody, {**PERSONA, "language": language}):
            assert rules.reply(persona, [(False, "Hello"), (True, text)]).strip()


async def test_a_talk_by_rules_is_kept_and_judged_like_a_call(db: Database, world: World, lost: UUID) -> None:
    async with db.acting(world.rep) as tx:
        persona = await tx.value(q("select id from roleplay_personas where org_id = :org_id and source = 'sample'"))
        talk = await roleplays.start(tx, persona)
    first = await said_back(db, world.rep, talk, "Good morning Claire, what matters most to you in this house?")
    assert first["engine"] == "offline" and "more than we wanted to spend" in first["done"]
    await said_back(db, world.rep, talk, GOOD)
    async with db.acting(world.rep) as tx:
        await roleplays.end(tx, talk)
        analysis = await analyses.ask_roleplay(tx, talk, "Claire")
    said = await analyses.judge(db, world.rep, analysis, P1)
    async with db.acting(world.rep) as tx:
        await analyses.keep(tx, analysis, said)
        row, scores = await analyses.find(tx, analysis), await tx.rows(analyses.q.scores, id=analysis)
        words = await roleplays.transcript(tx, talk)
        trend = await tx.rows(analyses.q.trend, person=world.rep.user_id)
    assert row["source"] == "roleplay" and row["score"] is not None
    assert {score["name"] for score in scores} >= {"Asks", "Answers doubts"}
    evidence = [one for score in scores for one in score["evidence"]]
    assert evidence and all(words.text[one["start"] : one["end"]] == one["quote"] for one in evidence)
    assert trend and all(line["practice"] is not None for line in trend)
    with pytest.raises(Problem) as over:
        async with db.acting(world.rep) as tx:
            await roleplays.say(tx, talk, "One more thing")
    assert over.value.code == "roleplay_over"


async def test_a_model_speaks_word_by_word(
    db: Database, world: World, lost: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.acting(world.rep) as tx:
        persona = await personas.typed(tx, personas.Facts("Tess"), ["It takes too long."])
        talk = await roleplays.start(tx, persona)
        await roleplays.say(tx, talk, "Hello Tess, may I ask what holds you back from going ahead?")
    async with street(openai=lambda: streamed("openai", "It ", "takes ", "too long.")) as here:
        keyed(monkeypatch, here, "openai:gpt-5-mini")
        parts = [dict(part) async for part in roleplays.answer(db, world.rep, talk)]
    assert "".join(part.get("text", "") for part in parts) == "It takes too long."
    assert parts[-1]["done"] == "It takes too long." and parts[-1]["engine"] != "offline"
    assert "It takes too long." in str(here.bodies[0])
    async with db.acting(world.rep) as tx:
        turns = await tx.rows(roleplays.q.turns, id=talk)
    assert [turn["side"] for turn in turns] == ["customer", "us", "customer"]


async def test_nobody_else_sees_or_speaks_in_a_talk(db: Database, world: World, lost: UUID) -> None:
    async with db.acting(world.rep) as tx:
        persona = await personas.typed(tx, personas.Facts("Alone"), [])
        talk = await roleplays.start(tx, persona)
    for who in (world.stranger, world.ours.other_rep, world.ours.technician):
        async with db.acting(who) as tx:
            with pytest.raises(Problem):
                await roleplays.say(tx, talk, "Let me in")
    async with db.acting(world.ours.manager) as tx:
        assert (await roleplays.find(tx, talk))["title"] == "Alone"
        with pytest.raises(Problem):
            await roleplays.say(tx, talk, "I speak for them")
    async with db.acting(world.rep) as tx:
        with pytest.raises(Problem) as refused:
            await roleplays.end(tx, talk)
    assert refused.value.code == "roleplay_short"
