"""Leads: stage and status agree, money carries its rate, facts are told, the stranger gets nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.packs.sales import leads
from comity.packs.sales.leads import Facts
from comity.packs.sales.tests.conftest import Make
from tests.queries import q
from tests.world import World

FACTS = q("select kind, payload from app.facts where org_id = :org_id and subject = :id order by id")


async def show(db: Database, world: World, lead_id: UUID) -> dict[str, Any]:
    async with db.acting(world.owner) as tx:
        return await leads.find(tx, lead_id)


async def told(db: Database, world: World, lead_id: UUID) -> list[str]:
    return [row["kind"] for row in await db.once(world.service(world.ours), FACTS, id=lead_id)]


async def test_a_new_lead_stands_on_top_of_the_first_stage(db: Database, world: World, make: Make) -> None:
    first, second = await make("First"), await make("Second")
    one, two = await show(db, world, first), await show(db, world, second)
    assert (one["stage"], one["status"], one["probability"]) == ("New", "open", 10)
    assert two["position"] < one["position"]
    assert one["owner_id"] == world.owner.user_id
    assert await told(db, world, first) == ["sales.lead_created"]


async def test_winning_moves_to_the_won_stage_and_tells_it(db: Database, world: World, make: Make) -> None:
    lead_id = await make("Villa Azur", amount=Decimal(1000), contact_id=world.ours.contacts[0])
    async with db.acting(world.owner) as tx:
        await leads.close(tx, lead_id, "won", amount=Decimal(1200))
    lead = await show(db, world, lead_id)
    assert (lead["stage"], lead["status"], lead["probability"], lead["amount"]) == (
        "Won",
        "won",
        100,
        Decimal("1200.00"),
    )
    assert lead["closed_at"] and lead["weighted_base"] == lead["amount_base"]
    assert await told(db, world, lead_id) == ["sales.lead_created", "sales.lead_won"]
    line = await db.once(
        world.owner,
        q(
            "select subject, contact_id, actor_id, metadata from activities"
            " where org_id = :org_id and lead_id = :id and kind = 'stage'"
        ),
        id=lead_id,
    )
    assert line[0]["subject"] == "New → Won"
    assert line[0]["contact_id"] == world.ours.contacts[0]
    assert line[0]["actor_id"] == world.owner.user_id
    assert line[0]["metadata"]["fact"] == "sales.lead_won"


async def test_losing_asks_for_a_reason(db: Database, world: World, make: Make) -> None:
    lead_id = await make()
    with pytest.raises(Problem) as problem:
        async with db.acting(world.owner) as tx:
            await leads.close(tx, lead_id, "lost")
    assert problem.value.status == 422
    assert problem.value.details == {"fields": ["lost_reason"]}
    async with db.acting(world.owner) as tx:
        await leads.close(tx, lead_id, "lost", reason="Price")
    lead = await show(db, world, lead_id)
    assert (lead["status"], lead["lost_reason"], lead["probability"]) == ("lost", "Price", 0)
    with pytest.raises(Problem, match="closed already"):
        async with db.acting(world.owner) as tx:
            await leads.close(tx, lead_id, "lost", reason="Price")


async def test_reopening_returns_to_the_stage_it_came_from(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    lead_id = await make(amount=Decimal(5))
    async with db.acting(world.owner) as tx:
        await leads.move(tx, lead_id, stages["Qualified"])
        await leads.close(tx, lead_id, "lost", reason="Timing")
        await leads.reopen(tx, lead_id)
    lead = await show(db, world, lead_id)
    assert (lead["stage"], lead["status"], lead["closed_at"], lead["lost_reason"]) == ("Qualified", "open", None, None)
    assert (await told(db, world, lead_id))[-1] == "sales.lead_reopened"
    with pytest.raises(Problem, match="is open"):
        async with db.acting(world.owner) as tx:
            await leads.reopen(tx, lead_id)


@pytest.mark.parametrize(("status", "stage"), [("won", "Won"), ("Proposal", "Proposal"), (" qualified ", "Qualified")])
async def test_the_wire_may_write_a_status_and_the_same_facts_are_told(
    db: Database, world: World, make: Make, status: str, stage: str
) -> None:
    lead_id = await make()
    await db.once(
        world.owner, q("update leads set status = :s where org_id = :org_id and id = :id"), s=status, id=lead_id
    )
    lead = await show(db, world, lead_id)
    assert lead["stage"] == stage
    assert (await told(db, world, lead_id))[-1] == ("sales.lead_won" if status == "won" else "sales.lead_moved")
    with pytest.raises(Problem) as problem:
        await db.once(
            world.owner, q("update leads set status = 'soon' where org_id = :org_id and id = :id"), id=lead_id
        )
    assert problem.value.code == "stage_unknown"


async def test_cold_is_open_and_silent(db: Database, world: World, make: Make, stages: dict[str, UUID]) -> None:
    lead_id = await make()
    async with db.acting(world.owner) as tx:
        await leads.cool(tx, lead_id)
    assert (await show(db, world, lead_id))["status"] == "cold"
    async with db.acting(world.owner) as tx:
        await leads.move(tx, lead_id, stages["Qualified"])
    assert (await show(db, world, lead_id))["status"] == "open"


async def test_a_stage_asks_for_what_it_requires(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    lead_id = await make()
    with pytest.raises(Problem) as problem:
        async with db.acting(world.owner) as tx:
            await leads.move(tx, lead_id, stages["Proposal"])
    assert problem.value.details == {"fields": ["amount"]}
    async with db.acting(world.owner) as tx:
        await leads.move(tx, lead_id, stages["Proposal"], given={"amount": "2500.50", "currency": "EUR"})
    lead = await show(db, world, lead_id)
    assert (lead["stage"], lead["amount"], lead["currency"]) == ("Proposal", Decimal("2500.50"), "EUR")


async def test_whoever_comes_too_late_is_told_who_was_first(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    lead_id = await make()
    async with db.acting(world.owner) as tx:
        await leads.move(tx, lead_id, stages["Qualified"], from_stage_id=stages["New"])
    with pytest.raises(Problem) as problem:
        async with db.acting(world.ours.admin) as tx:
            await leads.move(tx, lead_id, stages["Won"], from_stage_id=stages["New"])
    assert problem.value.status == 409
    assert "Nora Weiss" in problem.value.sentence and "Qualified" in problem.value.sentence


async def test_two_people_editing_one_lead(db: Database, world: World, make: Make) -> None:
    lead_id = await make("Yacht")
    seen = (await show(db, world, lead_id))["updated_at"]
    async with db.acting(world.owner) as tx:
        await leads.change(tx, lead_id, Facts(title="Yacht 40m"), seen)
    with pytest.raises(Problem) as problem:
        async with db.acting(world.ours.admin) as tx:
            await leads.change(tx, lead_id, Facts(title="Yacht 30m"), seen)
    assert problem.value.code == "lead_changed"
    assert (await show(db, world, lead_id))["title"] == "Yacht 40m"


async def test_a_rep_reads_others_leads_but_changes_only_own(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    lead_id = await make()
    async with db.acting(world.rep) as tx:
        assert (await leads.find(tx, lead_id))["title"] == "Villa"
    for attempt in (
        lambda tx: leads.move(tx, lead_id, stages["Won"]),
        lambda tx: leads.change(tx, lead_id, Facts(title="Mine")),
        lambda tx: leads.trash(tx, lead_id),
        lambda tx: leads.assign(tx, lead_id, world.rep.user_id),
    ):
        with pytest.raises(Problem) as problem:
            async with db.acting(world.rep) as tx:
                await attempt(tx)
        assert problem.value.status == 403
    async with db.acting(world.owner) as tx:
        await leads.assign(tx, lead_id, world.rep.user_id)
    async with db.acting(world.rep) as tx:
        await leads.move(tx, lead_id, stages["Won"])


async def test_the_stranger_finds_nothing_and_changes_nothing(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    lead_id = await make()
    attempts = (
        lambda tx: leads.find(tx, lead_id),
        lambda tx: leads.move(tx, lead_id, stages["Won"]),
        lambda tx: leads.close(tx, lead_id, "won"),
        lambda tx: leads.reopen(tx, lead_id),
        lambda tx: leads.change(tx, lead_id, Facts(title="x")),
        lambda tx: leads.trash(tx, lead_id),
        lambda tx: leads.add_contact(tx, lead_id, world.theirs.contacts[0]),
        lambda tx: leads.create(tx, Facts(title="x", stage_id=stages["New"])),
        lambda tx: leads.create(tx, Facts(title="x", contact_id=world.ours.contacts[0])),
    )
    for attempt in attempts:
        with pytest.raises(Problem) as problem:
            async with db.acting(world.stranger) as tx:
                await attempt(tx)
        assert problem.value.status in (404, 422)
    assert (await show(db, world, lead_id))["stage"] == "New"


async def test_the_buying_group(db: Database, world: World, make: Make) -> None:
    first, second = world.ours.contacts[0], world.ours.contacts[1]
    lead_id = await make(contact_id=first)
    async with db.acting(world.owner) as tx:
        await leads.add_contact(tx, lead_id, second, "decision_maker")
        await leads.add_contact(tx, lead_id, second, "champion")
        group = await tx.rows(leads.q.contacts, id=lead_id)
        assert [(row["contact_id"], row["part"], row["main"]) for row in group] == [
            (first, "contact", True),
            (second, "champion", False),
        ]
        await leads.drop_contact(tx, lead_id, first)
        assert (await leads.find(tx, lead_id))["contact_id"] is None


async def test_contact_made_with_the_group_counts_for_the_lead(db: Database, world: World, make: Make) -> None:
    lead_id = await make(contact_id=world.ours.contacts[2])
    before = await show(db, world, lead_id)
    assert before["last_contact_at"] is None
    log = q("insert into activities (kind, contact_id, occurred_at) values ('call', :c, '2026-01-05 10:00+00')")
    await db.once(world.owner, log, c=world.ours.contacts[2])
    after = await show(db, world, lead_id)
    assert after["last_contact_at"].date() == date(2026, 1, 5)
    assert after["updated_at"] == before["updated_at"]
    assert after["rots_at"] == before["rots_at"]  # it entered the stage later than that call


async def test_trash_and_back(db: Database, world: World, make: Make) -> None:
    lead_id = await make("Gone")
    async with db.acting(world.owner) as tx:
        await leads.trash(tx, lead_id)
    with pytest.raises(Problem):
        await show(db, world, lead_id)
    async with db.acting(world.owner) as tx:
        await leads.restore(tx, lead_id)
    assert (await show(db, world, lead_id))["title"] == "Gone"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"budget_min": Decimal(-1)}, "budget_min"),
        ({"budget_min": Decimal(5), "budget_max": Decimal(4)}, "budget_max"),
        ({"amount": Decimal(1), "currency": "XXX"}, "currency"),
        ({"amount": Decimal(1), "currency": "E1R"}, "currency"),
        ({"company_id": uuid4()}, "company_id"),
        ({"stage_id": uuid4()}, "stage_id"),
        ({"owner_id": uuid4()}, "owner_id"),
    ],
)
async def test_bad_facts_get_one_sentence(tx: Tx, stages: dict[str, UUID], facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as problem:
        await leads.create(tx, Facts(**{"title": "Villa", **facts}))
    assert (problem.value.status, problem.value.field) == (422, field)


async def test_html_and_sql_are_only_text(db: Database, world: World, make: Make) -> None:
    nasty = "<script>alert(1)</script>'; drop table leads; --"
    lead_id = await make(nasty, location=nasty)
    assert (await show(db, world, lead_id))["title"] == nasty


async def test_groups_of_stages_stand_in_the_pipelines_order(db: Database, world: World, make: Make) -> None:
    """A list grouped by stage reads like the board, also from page to page."""
    from comity.office.lists import groups, state
    from comity.packs.sales.pages.leads import SPEC
    from comity.platform.rest import inprocess as rest

    await rest.ready(db)
    async with db.acting(world.owner) as tx:
        names = [
            row["name"] for row in await tx.rows(q("select name from stages where org_id = :org_id order by position"))
        ]
        ids = {row["name"]: row["id"] for row in await tx.rows(q("select name, id from stages where org_id = :org_id"))}
        for name in reversed(names[:3]):
            await make(f"In {name}", stage_id=ids[name], amount=Decimal(5))
        asked = groups.ordered(SPEC, state.asked(SPEC, "title=like.In *", ""), "stage_id")
        first = await rest.select(tx, None, "leads", asked, limit=2, count=True)
        second = await rest.select(tx, None, "leads", asked, limit=2, after=first.next)
    assert [row["title"] for row in [*first.rows, *second.rows]] == [f"In {name}" for name in names[:3]]
