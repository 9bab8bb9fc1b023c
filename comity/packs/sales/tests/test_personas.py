"""Personas: drawn from calls, notes and facts with evidence, kept a week; nothing invented.  D06, F02"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from comity.ai.agent import NoAnswer
from comity.ai.coordinator import Answer
from comity.comms import calls
from comity.comms.transcripts import understand
from comity.core.db import Database
from comity.core.errors import NOT_FOUND, Problem
from comity.packs.sales import call_results
from comity.packs.sales.agents.heard import Heard
from comity.packs.sales.agents.signals import SIGNALS
from comity.packs.sales.personas import portraits
from comity.packs.sales.personas.drawer import DRAWER, Known, Persona, Proof, Source, Trait
from comity.people import activities
from comity.web import i18n
from tests.queries import q
from tests.world import World

SAID = """Remy: Hello Claire.
Claire: We are struggling with our current system. How long does it take?
Remy: Two weeks.
Claire: The price seems too high for us. Can we pay later?
Claire: I need to talk to my CFO first."""


AGE = "update personas set expires_at = now() - interval '1 hour' where org_id = :org_id and lead_id = :lead"


async def heard(db: Database, world: World, lead: UUID) -> None:
    """A call about the lead, understood."""
    transcript = await understand(SAID, us=("Remy",), customers=("Claire",))
    async with db.acting(world.rep) as tx:
        call, _new = await calls.add(tx, calls.Facts(lead_id=lead, title="First talk"), transcript=transcript)
        row = await calls.find(tx, call)
        given = Heard(transcript, row["started_at"].replace(tzinfo=None))
        answer = SIGNALS.check(given, SIGNALS.offline(given)).output
        await call_results.put_signals(tx, call, lead, Answer(answer, "offline", None, "ok"))


async def test_a_persona_is_drawn_with_evidence(db: Database, world: World, make: Any) -> None:
    lead = await make("Villa", world.rep, role="Head of retail", contact_id=world.ours.contacts[0])
    await heard(db, world, lead)
    async with db.acting(world.rep) as tx:
        await activities.log(tx, kind="email", lead_id=lead, body="Please write to me.", direction="inbound")
    row, traits = await portraits.draw(db, world.rep, lead)
    by_aspect = {trait["aspect"]: trait for trait in traits}
    assert {"part", "priorities", "worries", "decides", "channel"} <= set(by_aspect)
    assert by_aspect["part"]["text"] == "Role: Head of retail" and row["engine"] == "offline"
    for trait in traits:
        for one in trait["evidence"]:
            assert one["quote"] in (SAID if one["source"] == "calls" else "Head of retail Please write to me.")
            assert portraits.href(one, lead).startswith(("/calls/", "/leads/"))


async def test_a_budget_of_the_lead_is_a_fact_and_words_are_the_readers(db: Database, world: World, make: Any) -> None:
    lead = await make("Villa", world.rep, budget_min=Decimal(5000), currency="USD")
    await heard(db, world, lead)
    with i18n.speaking("de"):
        _row, traits = await portraits.draw(db, world.rep, lead)
    assert "Budget: 5,000 USD" in [trait["text"] for trait in traits]
    assert "Hat ein Problem, das wir lösen" in [trait["text"] for trait in traits]


async def test_it_is_kept_for_a_week(db: Database, world: World, make: Any) -> None:
    lead = await make("Villa", world.rep, role="Owner")
    first, _traits = await portraits.draw(db, world.rep, lead)
    assert (await portraits.draw(db, world.rep, lead))[0]["drawn_at"] == first["drawn_at"]
    await db.once(world.service(world.ours), q(AGE), lead=lead)
    later, _traits = await portraits.draw(db, world.rep, lead)
    assert later["drawn_at"] > first["drawn_at"]
    again, _traits = await portraits.draw(db, world.rep, lead, again=True)
    assert again["drawn_at"] > later["drawn_at"] and again["id"] == first["id"]


async def test_too_little_says_so(db: Database, world: World, make: Any) -> None:
    lead = await make("Nothing known", world.rep)
    with pytest.raises(NoAnswer, match="Too little") as refused:
        await portraits.draw(db, world.rep, lead)
    assert (refused.value.status, refused.value.code) == (422, "too_little_known")  # waiting does not help


async def test_the_stranger_draws_nothing(db: Database, world: World, make: Any) -> None:
    lead = await make("Villa", world.rep, role="Owner")
    await portraits.draw(db, world.rep, lead)
    with pytest.raises(Problem) as refused:
        await portraits.draw(db, world.stranger, lead)
    assert refused.value == NOT_FOUND
    async with db.acting(world.stranger) as tx:
        assert await portraits.of_lead(tx, lead) is None


def test_what_stands_nowhere_is_dropped() -> None:
    known = Known("Claire", (Source("leads", "x", "Head of retail", "Role", kind="role"),))
    invented = [
        Trait(aspect="money", text="Rich", evidence=[Proof(source=0, quote="owns a yacht")]),
        Trait(aspect="part", text="Leads retail", evidence=[Proof(source=0, quote="Head of retail")]),
        Trait(aspect="part", text="Elsewhere", evidence=[Proof(source=7, quote="Head of retail")]),
    ]
    checked = DRAWER.check(known, Persona(summary="x", traits=invented))
    assert [trait.text for trait in checked.output.traits] == ["Leads retail"] and checked.dropped == 2
