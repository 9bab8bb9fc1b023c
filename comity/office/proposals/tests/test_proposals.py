"""Nothing happens until a person says yes, on the record as it was, by that person's rights; and it can go back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.office import proposals
from comity.office.proposals import Wish
from comity.platform.rest import inprocess as rest
from tests.queries import q
from tests.world import World

STATE = q("select state, note, decided_by, owner_id from proposals where org_id = :org_id and id = :id")
TITLE = q("select title from contacts where org_id = :org_id and id = :id")
RENAME = q("update contacts set title = :title where org_id = :org_id and id = :id")


@pytest.fixture(autouse=True)
async def ready(db: Database) -> None:
    await rest.ready(db)


async def wish(db: Database, world: World, who: Any = None, **more: Any) -> UUID:
    """The rep's agent would like another title for a contact."""
    said = {
        "relation": "contacts", "record_id": world.ours.contacts[0], "changes": {"title": "Buyer"},
        "title": "Ana is a buyer now.", "agent": "test_agent",
        "evidence": [{"source": "calls", "id": str(uuid4()), "quote": "I buy", "start": 0, "end": 5}],
    }  # fmt: skip
    async with db.acting((who or world.rep).below("test_agent")) as tx:
        return await proposals.propose(tx, Wish(**{**said, **more}))


async def title(db: Database, world: World) -> str | None:
    found: str | None = (await db.once(world.owner, TITLE, id=world.ours.contacts[0]))[0]["title"]
    return found


async def state(db: Database, world: World, proposal: UUID) -> str:
    found: str = (await db.once(world.owner, STATE, id=proposal))[0]["state"]
    return found


@pytest.mark.parametrize("relation", ["api_keys_of_others", "pg_authid", "audit.log"])
async def test_what_is_no_list_cannot_be_proposed_for(db: Database, world: World, relation: str) -> None:
    with pytest.raises(Problem) as refused:
        await wish(db, world, relation=relation, record_id=None)
    assert (refused.value.code, refused.value.status) == ("relation_unknown", 422)


async def test_nothing_happens_until_a_person_says_yes_and_it_goes_back(db: Database, world: World) -> None:
    before = await title(db, world)
    proposal = await wish(db, world)
    assert await title(db, world) == before and await state(db, world, proposal) == "waiting"
    await proposals.approve(db, world.rep, proposal)
    assert await title(db, world) == "Buyer" and await state(db, world, proposal) == "approved"
    with pytest.raises(Problem, match="decided"):
        await proposals.approve(db, world.owner, proposal)
    async with db.acting(world.owner) as tx:
        assert (await proposals.undo(tx, proposal)).undone == 1
    assert await title(db, world) == before and await state(db, world, proposal) == "undone"


async def test_an_agent_decides_on_nothing(db: Database, world: World) -> None:
    proposal = await wish(db, world)
    for who in (world.owner.below("test_agent"), world.rep.below("api key: laptop"), world.service(world.ours)):
        with pytest.raises(Problem):
            await proposals.approve(db, who, proposal)
    with pytest.raises(Problem):  # nor by the database's own door
        await db.once(
            world.owner.below("x"), q("select * from app.decide_proposal(:id::uuid, 'approved', null)"), id=proposal
        )
    assert await state(db, world, proposal) == "waiting"


async def test_a_record_that_changed_since_is_left_alone(db: Database, world: World) -> None:
    proposal = await wish(db, world)
    await db.once(world.owner, RENAME, id=world.ours.contacts[0], title="Director")
    with pytest.raises(Problem, match="changed since"):
        await proposals.approve(db, world.rep, proposal)
    assert await title(db, world) == "Director" and await state(db, world, proposal) == "stale"


async def test_the_one_who_says_yes_needs_the_right_to_do_it(db: Database, world: World) -> None:
    proposal = await wish(db, world)
    with pytest.raises(Problem):
        await proposals.approve(db, world.ours.readonly, proposal)
    with pytest.raises(Problem):
        await proposals.approve(db, world.ours.other_rep, proposal)  # neither whose agent it was, nor a manager
    assert await state(db, world, proposal) == "waiting"
    async with db.acting(world.rep) as tx:
        await proposals.refuse(tx, proposal, "She is not.")
    row = (await db.once(world.owner, STATE, id=proposal))[0]
    assert (row["state"], row["note"], row["decided_by"]) == ("refused", "She is not.", world.rep.user_id)


async def test_a_stranger_sees_and_decides_nothing(db: Database, world: World) -> None:
    proposal = await wish(db, world)
    async with db.acting(world.stranger) as tx:
        assert await proposals.shown(tx) == []
    with pytest.raises(Problem):
        await proposals.approve(db, world.stranger, proposal)
    with pytest.raises(Problem):  # nor can their agent speak of our records
        await wish(db, world, who=world.stranger)


async def test_what_cannot_be_is_not_even_proposed(db: Database, world: World) -> None:
    with pytest.raises(Problem):
        await wish(db, world, relation="auth.users")
    with pytest.raises(Exception, match="column|cannot"):
        await wish(db, world, changes={"org_id": str(world.theirs.id)})
    with pytest.raises(Exception, match="proposals_evidence"):
        await wish(db, world, evidence=[{"source": "calls"}])


async def test_a_record_is_made_and_taken_away_with_its_whole_run(db: Database, world: World) -> None:
    run = uuid4()
    made = await wish(
        db, world, record_id=None, changes={"first_name": "Zoe", "last_name": "Proposed"}, run_id=run, evidence=[]
    )
    changed = await wish(db, world, run_id=run)
    left = await wish(db, world, run_id=run, changes={"city": "Rome"})
    before = await title(db, world)
    await proposals.approve(db, world.rep, made)
    await proposals.approve(db, world.rep, changed)
    count = q(
        "select count(*) as n from contacts where org_id = :org_id and last_name = 'Proposed' and deleted_at is null"
    )
    assert (await db.once(world.owner, count))[0]["n"] == 1
    async with db.acting(world.owner) as tx:
        done = await proposals.undo_run(tx, run)
    assert done.undone == 2 and not done.kept
    assert (await db.once(world.owner, count))[0]["n"] == 0 and await title(db, world) == before
    assert [await state(db, world, one) for one in (made, changed, left)] == ["undone", "undone", "refused"]
