"""The demo builder: two write at once and see both values, a draft has evidence, a link expires.  D14, RT04"""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from comity.ai.agent import NoAnswer
from comity.core.db import Database
from comity.core.errors import NOT_ALLOWED, NOT_FOUND, Problem
from comity.packs.sales.demos import builder, drafting
from comity.packs.sales.demos.drafter import DRAFTER, Draft, Drafted
from comity.packs.sales.personas.drawer import Known, Proof, Source
from tests.queries import q
from tests.world import World

AGE = "update demo_shares set expires_at = now() - interval '1 s' where org_id = :org_id and demo_id = :demo"


@pytest.fixture
async def demo(db: Database, world: World, make: Any) -> UUID:
    lead = await make("Winter collection", world.rep, amount=40000, next_step="Show the boutique view")
    async with db.acting(world.rep) as tx:
        return await builder.create(tx, lead, "Demo for Fontaine")


async def test_who_comes_second_sees_both(db: Database, world: World, demo: UUID) -> None:
    async with db.acting(world.rep) as tx:
        assert await builder.write(tx, demo, "headline", "Ours", 1) is None
    async with db.acting(world.owner) as tx:
        conflict = await builder.write(tx, demo, "headline", "Mine", 1)
        assert conflict is not None
        assert (conflict.mine, conflict.theirs, conflict.version, conflict.by) == ("Mine", "Ours", 2, "Remy Duval")
        assert await builder.write(tx, demo, "headline", "Ours", 1) is None
        assert await builder.write(tx, demo, "message", "Another field is no conflict", 1) is None
        assert await builder.write(tx, demo, "headline", "Mine", conflict.version) is None
        assert (await builder.fields(tx, demo))["headline"]["value"] == "Mine"


async def test_of_many_at_once_one_is_first(db: Database, world: World, demo: UUID) -> None:
    async def write(words: str) -> bool:
        async with db.acting(world.rep) as tx:
            return await builder.write(tx, demo, "closing", words, 1) is None

    assert sorted(await asyncio.gather(*(write(f"Words {n}") for n in range(6)))) == [False] * 5 + [True]


async def test_a_draft_rests_on_what_is_known(db: Database, world: World, demo: UUID) -> None:
    async with db.acting(world.rep) as tx:
        await builder.write(tx, demo, "headline", "My own", 1)
    assert await drafting.draft(db, world.rep, demo) == 2
    async with db.acting(world.rep) as tx:
        fields = await builder.fields(tx, demo)
    assert fields["headline"]["value"] == "My own" and fields["closing"]["value"] == "Show the boutique view"
    assert fields["figures"]["value"] == "Amount | 40,000 USD" and fields["figures"]["evidence"][0]["source"] == "leads"
    assert fields["message"]["value"] == "" and fields["figures"]["engine"] == "offline"


async def test_a_link_shows_until_it_expires(db: Database, world: World, demo: UUID) -> None:
    async with db.acting(world.rep) as tx:
        await builder.write(tx, demo, "headline", "For you", 1)
        token = await builder.share(tx, demo, 14)
        other = await builder.share(tx, demo, 14)
    found = await builder.shown(db, token)
    assert (found.organisation, found.fields["headline"]) == ("Maison Aurelle", "For you")
    async with db.acting(world.rep) as tx:
        seen, unseen = sorted(await tx.rows(builder.q.shares, demo=demo), key=lambda row: -row["views"])
        assert (seen["views"], unseen["views"]) == (1, 0)
        await builder.revoke(tx, demo, unseen["id"])
    with pytest.raises(Problem) as refused:
        await builder.shown(db, other)
    assert refused.value == NOT_FOUND
    await db.once(world.service(world.ours), q(AGE), demo=demo)
    for wrong in (token, "", "x", "' or true --"):
        with pytest.raises(Problem):
            await builder.shown(db, wrong)


async def test_others_may_not(db: Database, world: World, demo: UUID) -> None:
    for verb in (
        lambda tx: builder.find(tx, demo),
        lambda tx: builder.write(tx, demo, "headline", "x", 1),
        lambda tx: builder.share(tx, demo, 1),
        lambda tx: builder.trash(tx, demo),
    ):
        with pytest.raises(Problem) as refused:
            async with db.acting(world.stranger) as tx:
                await verb(tx)
        assert refused.value == NOT_FOUND
    with pytest.raises(Problem) as refused:
        async with db.acting(world.ours.readonly) as tx:
            await builder.write(tx, demo, "headline", "x", 1)
    assert refused.value == NOT_ALLOWED
    with pytest.raises(Problem) as refused:
        async with db.acting(world.rep) as tx:
            await builder.write(tx, demo, "no_such", "x", 1)
    assert refused.value == builder.NO_FIELD


def test_an_invented_field_is_dropped() -> None:
    known = Known("Claire", (Source("leads", "x", "Winter collection", "Lead", kind="title"),))
    drafted = Draft(fields=[
        Drafted(key="headline", value="Winter", evidence=[Proof(source=0, quote="Winter collection")]),
        Drafted(key="message", value="Half price!", evidence=[Proof(source=0, quote="half price for all")]),
    ])  # fmt: skip
    assert [one.key for one in DRAFTER.check(known, drafted).output.fields] == ["headline"]
    assert DRAFTER.offline(Known("Nobody", ())).fields == [] and issubclass(NoAnswer, Problem)
