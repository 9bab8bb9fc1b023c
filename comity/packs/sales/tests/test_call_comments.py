"""Comments on the words of a call: exact spans, answers, settled by those who may, nobody else's.  seed: RT02, U05"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from comity.comms import calls
from comity.comms.transcripts import understand
from comity.core.db import Database
from comity.core.errors import Problem
from comity.packs.sales import call_comments, leads
from comity.packs.sales.tests.conftest import q
from tests.world import World

TEXT = "Remy Duval: Good morning, naïve café.\nClaire Fontaine: The price 👑 seems high to me."
NOTES = q("select title, url from notifications where org_id = :org_id and user_id = :person and kind = 'comment'")


@pytest.fixture(scope="module")
async def call(db: Database, world: World, stages: dict[str, UUID]) -> UUID:
    async with db.acting(world.rep) as tx:
        lead = await leads.create(tx, leads.Facts(title="Reviewed", contact_id=world.ours.contacts[0]))
        words = await understand(TEXT, us=("Remy Duval",))
        made, _new = await calls.add(tx, calls.Facts(lead_id=lead, title="Talk", source="paste"), transcript=words)
    return made


async def text_of(db: Database, world: World, call: UUID) -> str:
    async with db.acting(world.rep) as tx:
        text: str = (await calls.find(tx, call))["transcript"]
    return text


async def test_a_comment_stands_on_exact_words_and_is_answered(db: Database, world: World, call: UUID) -> None:
    start = (await text_of(db, world, call)).index("price")
    async with db.acting(world.ours.manager) as tx:
        first = await call_comments.add(tx, call, " Name the value first. ", start=start, end=start + 13)
    async with db.acting(world.rep) as tx:
        await call_comments.add(tx, call, "True, will do.", parent=first)
        threads = await call_comments.of_call(tx, call)
    thread = next(one for one in threads if one.first["id"] == first)
    assert thread.first["quote"] == "price 👑 seems" and thread.first["stands"]
    assert (thread.first["author_name"], thread.first["body"]) == ("Mira Costa", "Name the value first.")
    assert [row["body"] for row in thread.answers] == ["True, will do."]
    notes = await db.once(world.rep, NOTES, person=world.rep.user_id)
    assert notes[0]["title"] == "Mira Costa wrote about a call"
    async with db.acting(world.rep) as tx:
        await call_comments.settle(tx, first, True)
        settled = (await call_comments.of_call(tx, call))[-1].first
    assert settled["resolver"] == "Remy Duval"


async def test_only_who_wrote_it_changes_or_removes_it(db: Database, world: World, call: UUID) -> None:
    async with db.acting(world.ours.other_rep) as tx:  # sees the call, does not own it
        mine = await call_comments.add(tx, call, "Mine")
    with pytest.raises(Problem):
        async with db.acting(world.rep) as tx:
            await call_comments.trash(tx, mine)
    edit = q("update call_comments set body = 'Changed' where org_id = :org_id and id = :id")
    with pytest.raises(Problem):
        await db.once(world.owner, edit, id=mine)
    async with db.acting(world.ours.other_rep) as tx:
        await call_comments.trash(tx, mine)
        await call_comments.trash(tx, mine, undo=True)


@pytest.mark.parametrize(("start", "end", "quote"), [(10**7, 10**7 + 5, None), (5, 2, None), (0, 10**7, TEXT)])
async def test_places_outside_the_words(
    db: Database, world: World, call: UUID, start: int, end: int, quote: str | None
) -> None:
    async with db.acting(world.rep) as tx:
        made = await call_comments.add(tx, call, "Where?", start=start, end=end)
        found = next(one.first for one in await call_comments.of_call(tx, call) if one.first["id"] == made)
    assert (found["quote"] is None) == (quote is None)
    if quote:
        assert found["stands"]


async def test_empty_and_foreign_are_refused(db: Database, world: World, call: UUID) -> None:
    for body in (" ", "x" * 4001):
        with pytest.raises(Problem):
            async with db.acting(world.rep) as tx:
                await call_comments.add(tx, call, body)
    async with db.acting(world.stranger) as tx:
        assert await call_comments.of_call(tx, call) == []
        with pytest.raises(Problem):
            await call_comments.add(tx, call, "Hello from outside")
        with pytest.raises(Problem):
            await call_comments.settle(tx, uuid4(), True)
