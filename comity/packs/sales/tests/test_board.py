"""The board: order under many hands, exact counts and sums, paging, pipelines."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.packs.sales import board, leads, pipelines
from comity.packs.sales.board import Wanted
from comity.packs.sales.pipelines import StageFacts
from comity.packs.sales.tests.conftest import Make
from tests.queries import q
from tests.world import World


@pytest.fixture
async def clear(db: Database, world: World, stages: dict[str, UUID]) -> None:
    await db.once(world.service(world.ours), q("update leads set deleted_at = now() where org_id = :org_id"))


async def column(db: Database, world: World, stage: UUID) -> list[UUID]:
    async with db.acting(world.owner) as tx:
        shown = await board.show(tx, None)
    assert shown
    return [card.id for one in shown.columns if one.id == stage for card in one.cards]


async def move(db: Database, world: World, lead: UUID, stage: UUID, **place: UUID | None) -> None:
    async with db.acting(world.owner) as tx:
        await leads.move(tx, lead, stage, **place)


async def test_cards_go_where_they_are_dropped(
    clear: None, db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    new, qualified = stages["New"], stages["Qualified"]
    d, c, b, a = [await make(name) for name in "dcba"]
    assert await column(db, world, new) == [a, b, c, d]
    await move(db, world, d, new, after=a)
    assert await column(db, world, new) == [a, d, b, c]
    await move(db, world, a, new, after=c)
    assert await column(db, world, new) == [d, b, c, a]
    await move(db, world, a, new)  # on top
    assert await column(db, world, new) == [a, d, b, c]
    await move(db, world, d, qualified)
    await move(db, world, c, qualified, before=d)
    await move(db, world, b, qualified, after=c)
    assert await column(db, world, qualified) == [c, b, d]
    await move(db, world, a, qualified, after=new)  # the card named is not there: on top
    assert await column(db, world, qualified) == [a, c, b, d]


async def test_many_hands_keep_a_strict_order(
    clear: None, db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    new = stages["New"]
    cards = [await make(str(number)) for number in range(12)]
    top = cards[-1]

    async def drop(card: UUID) -> None:
        await move(db, world, card, new, after=top)

    for _ in range(4):
        await asyncio.gather(*(drop(card) for card in cards[:-1]))
    rows = await db.once(
        world.owner,
        q("select position from leads where org_id = :org_id and stage_id = :s and deleted_at is null"),
        s=new,
    )
    positions = [row["position"] for row in rows]
    assert len(set(positions)) == len(cards)
    assert sorted(await column(db, world, new)) == sorted(cards)


async def test_halving_a_place_two_hundred_times_never_runs_out(
    clear: None, db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    new = stages["New"]
    c, b, a = [await make(name) for name in "cba"]
    async with db.acting(world.owner) as tx:
        for card in [c, b] * 100:
            await leads.move(tx, card, new, after=a)
    assert await column(db, world, new) == [a, b, c]


async def test_counts_and_sums_are_exact_and_in_the_base_currency(
    clear: None, db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    await make(amount=Decimal(100), currency="USD")
    await make(amount=Decimal(100), currency="EUR")
    await make(who=world.rep, amount=Decimal(7), currency="USD")
    async with db.acting(world.owner) as tx:
        shown = await board.show(tx, None)
        mine = await board.show(tx, None, Wanted(owner_id=world.owner.user_id))
        named = await board.show(tx, None, Wanted(words="vil"))
        nobody = await board.show(tx, None, Wanted(words="zzz"))
    first = shown.columns[0]
    assert (first.leads, shown.currency) == (3, "USD")
    assert first.amount_base == Decimal("224.00")  # 100 EUR at 1.17
    assert first.weighted_base == Decimal("22.40")
    assert (shown.open_sum, shown.weighted_sum) == (Decimal("224.00"), Decimal("22.40"))
    assert (mine.columns[0].leads, mine.columns[0].amount_base) == (2, Decimal("217.00"))
    assert (named.columns[0].leads, nobody.columns[0].leads) == (3, 0)


async def test_a_long_column_is_dealt_in_pages(
    clear: None, db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    made = {await make(str(number)) for number in range(board.CARDS + 5)}
    async with db.acting(world.owner) as tx:
        first = (await board.show(tx, None)).columns[0]
        last = first.cards[-1]
        rest = await board.more(tx, first.id, last.position, last.id)
    assert first.more and len(first.cards) == board.CARDS
    assert {card.id for card in [*first.cards, *rest]} == made


async def test_the_stranger_sees_an_own_empty_board(clear: None, db: Database, world: World, make: Make) -> None:
    await make(amount=Decimal(1))
    async with db.acting(world.owner) as tx:
        ours = await board.show(tx, None)
    async with db.acting(world.stranger) as tx:
        theirs = await board.show(tx, None)
        assert [one.leads for one in theirs.columns] == [1, 0, 0, 0, 0]  # their own sample lead
        with pytest.raises(Problem):
            await board.show(tx, ours.pipeline.id)
        assert await board.more(tx, ours.columns[0].id, Decimal(-1000), ours.pipeline.id) == []


async def test_a_second_pipeline(clear: None, db: Database, world: World, make: Make, stages: dict[str, UUID]) -> None:
    wanted = UUID("0190ffff-0000-7000-8000-000000000001")
    async with db.acting(world.owner) as tx:
        await pipelines.create(tx, wanted, "Yachts")
        stage = await pipelines.add_stage(tx, wanted, StageFacts(name="Survey", probability=80))
        names = [[one.name for one in line.stages] for line in await pipelines.show(tx) if line.id == wanted]
        assert names == [["New", "Qualified", "Proposal", "Survey", "Won", "Lost"]]
        lead_id = await leads.create(tx, leads.Facts(title="Sloop", stage_id=stage))
        lead = await leads.find(tx, lead_id)
        assert (lead["pipeline"], lead["stage"], lead["probability"]) == ("Yachts", "Survey", 80)
        with pytest.raises(Problem, match="leads here"):
            await pipelines.drop_stage(tx, stage)
    async with db.acting(world.owner) as tx:
        await leads.trash(tx, lead_id)
        await pipelines.drop_stage(tx, stage)
        for kind in ("Won", "Lost"):
            gone = next(
                one.id
                for line in await pipelines.show(tx)
                if line.id == wanted
                for one in line.stages
                if one.name == kind
            )
            with pytest.raises(Problem, match="at least one"):
                async with tx.savepoint():
                    await pipelines.drop_stage(tx, gone)
        await pipelines.rename(tx, wanted, "Boats", is_default=True)
        assert [line.is_default for line in await board.pipelines(tx)] == [True, False]
        await pipelines.drop(tx, wanted)
    with pytest.raises(Problem):
        async with db.acting(world.rep) as tx:
            await pipelines.add_stage(tx, (await board.pipelines(tx))[0].id, StageFacts(name="Mine"))
