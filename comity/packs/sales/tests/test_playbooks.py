"""Playbooks: written, followed with a lead, ticked off, suggested by stage; never a stranger's.  D16"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.core.errors import NOT_ALLOWED, NOT_FOUND, Problem
from comity.packs.sales.playbooks import books
from comity.packs.sales.playbooks.books import Step
from tests.world import World

STEPS = (
    Step("Understand", "New", "Know why", ("Why now?",), ("Call them", "Note their words"), "You know why"),
    Step("Offer", "Proposal", "", (), ("Send one offer",)),
)


@pytest.fixture
async def book(db: Database, world: World, stages: dict[str, UUID]) -> UUID:
    async with db.acting(world.ours.manager) as tx:
        return await books.create(tx, f"Ours {id(tx)}", "process", "In short", STEPS, "en")


async def test_a_lead_follows_a_playbook(db: Database, world: World, book: UUID, make: Any) -> None:
    lead = await make("Villa", world.rep)
    async with db.acting(world.rep) as tx:
        _none, offered, stage = await books.of_lead(tx, lead)
        assert stage == "New" and offered[0]["fits"] and book in {row["id"] for row in offered if row["fits"]}
        await books.attach(tx, lead, book)
        await books.attach(tx, lead, book)
        (progress,), offered, _stage = await books.of_lead(tx, lead)
        assert (progress.done, progress.all) == (0, 4) and [one.now for one in progress.steps] == [True, False]
        await books.tick(tx, lead, progress.id, "Understand", "Why now?", True)
        await books.tick(tx, lead, progress.id, "Understand", "Why now?", True)
    async with db.acting(world.ours.other_rep) as tx:
        (progress,), _offered, _stage = await books.of_lead(tx, lead)
    assert progress.done == 1 and progress.steps[0].ticked == {"Why now?"}
    async with db.acting(world.rep) as tx:
        with pytest.raises(Problem, match="any more"):
            await books.tick(tx, lead, progress.id, "Understand", "Something else", True)
        await books.tick(tx, lead, progress.id, "Understand", "Why now?", False)
        (progress,), _offered, _stage = await books.of_lead(tx, lead)
        assert progress.done == 0
        await books.detach(tx, lead, progress.id)


async def test_a_changed_line_is_to_be_done_anew(db: Database, world: World, book: UUID, make: Any) -> None:
    lead = await make("Villa", world.owner)
    async with db.acting(world.owner) as tx:
        await books.attach(tx, lead, book)
        (before,), _offered, _stage = await books.of_lead(tx, lead)
        for item in STEPS[0].items:
            await books.tick(tx, lead, before.id, "Understand", item, True)
        other = Step("Understand", "New", "", ("Why now?",), ("Visit them",))
        await books.change(tx, book, "Changed", "process", "", [other, STEPS[1]], None)
        (after,), _offered, _stage = await books.of_lead(tx, lead)
    assert (after.steps[0].done, len(after.steps[0].step.items)) == (1, 2)


async def test_two_writers_meet(db: Database, world: World, book: UUID) -> None:
    async with db.acting(world.owner) as tx:
        seen = (await books.find(tx, book))["updated_at"] - timedelta(seconds=5)
    with pytest.raises(Problem) as refused:
        async with db.acting(world.ours.manager) as tx:
            await books.change(tx, book, "Mine", "process", "", STEPS, seen)
    assert refused.value == books.CHANGED
    for steps, problem in (([STEPS[0], STEPS[0]], books.TWICE), ([Step(str(n)) for n in range(31)], books.MANY)):
        with pytest.raises(Problem) as refused:
            async with db.acting(world.ours.manager) as tx:
                await books.change(tx, book, "Mine", "process", "", steps, None)
        assert refused.value == problem


async def test_others_may_not(db: Database, world: World, book: UUID, make: Any) -> None:
    lead = await make("Villa", world.rep)
    with pytest.raises(Problem) as refused:
        async with db.acting(world.rep) as tx:
            await books.trash(tx, book)
    assert refused.value == NOT_ALLOWED
    async with db.acting(world.rep) as tx:
        await books.attach(tx, lead, book)
        (progress,), _offered, _stage = await books.of_lead(tx, lead)
    for verb in (
        lambda tx: books.find(tx, book),
        lambda tx: books.attach(tx, lead, book),
        lambda tx: books.of_lead(tx, lead),
        lambda tx: books.tick(tx, lead, progress.id, "Understand", "Why now?", True),
        lambda tx: books.detach(tx, lead, progress.id),
    ):
        with pytest.raises(Problem) as refused:
            async with db.acting(world.stranger) as tx:
                await verb(tx)
        assert refused.value == NOT_FOUND


@pytest.mark.parametrize("raw", [None, {}, [None, 3, "x"], [{"title": ""}], [{"title": "A", "do": "no list"}]])
def test_steps_of_any_form_are_read(raw: Any) -> None:
    assert all(step.items == () for step in books.steps_of(raw))
