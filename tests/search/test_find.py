"""Search over the whole house: ours, not the stranger's; near words; the word index used at size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from comity.app import PACKS
from comity.core.db import Database
from comity.core.who import Who
from comity.office.pages import search
from comity.office.search import ask, commands, find, recents
from comity.packs.sales import leads, seeds
from comity.people import nouns, tasks
from tests.queries import q
from tests.world import World

KINDS = find.nouns(PACKS)


@pytest.fixture(scope="module")
async def records(db: Database, world: World) -> None:
    for organisation in (world.theirs, world.ours):
        async with db.acting(organisation.owner) as tx:
            await seeds.seed(tx)
            contact = organisation.contacts[0]
            lead = await leads.create(tx, leads.Facts(title="Yacht Zéphyr", contact_id=contact, location="Paris"))
            write = q(
                "insert into activities (kind, contact_id, lead_id, subject, body) values"
                " ('note', :c, :l, 'Harbour', 'The <b>teak</b> deck needs a polish before June.'),"
                " ('task', :c, :l, 'Order varnish', null)"
            )
            await tx.run(write, c=contact, l=lead)
            bring = q(
                "insert into calls (lead_id, title, transcript) values (:l, 'Berth', 'Ann: The pontoon is taken.')"
            )
            await tx.run(bring, l=lead)


async def found(db: Database, who: Who, typed: str) -> dict[str, list[str]]:
    async with db.acting(who) as tx:
        return {
            group.noun.name: [hit.title for hit in group.hits] for group in (await find.find(tx, KINDS, typed)).groups
        }


async def test_a_task_says_whose_and_of_which_deal_it_is(db: Database, world: World, records: None) -> None:
    async with db.acting(world.owner) as tx:
        (group,) = [each for each in (await find.find(tx, KINDS, "varnish")).groups if each.noun.name == "tasks"]
        (task,) = [
            row for row in await tasks.open_ones(tx, person=None, timezone="UTC") if row["subject"] == "Order varnish"
        ]
    assert group.hits[0].subtitle == "Claire Fontaine · Yacht Zéphyr" and task["lead_title"] == "Yacht Zéphyr"


def test_an_amount_is_told_with_its_currency() -> None:
    noun = next(kind for kind in KINDS if kind.name == "leads")
    row = {"id": 1, "title": "Yacht", "company": None, "location": "Nice", "expected_close_on": None}
    hit = search._hit(noun, {**row, "amount": 12500, "currency": "CHF"})
    assert hit.subtitle == "Nice · CHF\xa012,500"


@pytest.mark.parametrize(
    ("typed", "where", "title"),
    [
        ("font", "contacts", "Claire Fontaine"),
        ("claire font", "contacts", "Claire Fontaine"),
        ("FONTAINE", "companies", "Fontaine & Fils"),
        ("zephyr", "leads", "Yacht Zéphyr"),
        ("paris yacht", "leads", "Yacht Zéphyr"),
        ("teak", "activities", "Harbour"),
        ("varni", "tasks", "Order varnish"),
        ("pontoo", "calls", "Berth"),
        ("claire@fontaine-maison-aurelle.example", "contacts", "Claire Fontaine"),
    ],
)
async def test_every_kind_is_found(
    records: None, db: Database, world: World, typed: str, where: str, title: str
) -> None:
    assert title in (await found(db, world.owner, typed))[where]


@pytest.mark.parametrize("typed", ["fontane", "Fonntaine", "fotnaine", "clair fontane", "zephir"])
async def test_a_slip_is_forgiven(records: None, db: Database, world: World, typed: str) -> None:
    async with db.acting(world.owner) as tx:
        result = await find.find(tx, KINDS, typed)
    assert result.guessed and result.count >= 1


@pytest.mark.parametrize(
    "typed", ["", "  ", "!!!", "%", "'", "a'b", "\\", "xyzzyqq", "🛥", "<script>", ":* & |", "x" * 5000]
)
async def test_nothing_breaks_it(records: None, db: Database, world: World, typed: str) -> None:
    async with db.acting(world.owner) as tx:
        await find.find(tx, KINDS, typed)
        await ask.ask(tx, KINDS, typed, "en")


async def test_the_stranger_finds_only_own_records(records: None, db: Database, world: World) -> None:
    for typed in ("font", "zephyr", "teak", "varnish", "pontoon"):
        async with db.acting(world.owner) as tx:
            ours = {hit.id for group in (await find.find(tx, KINDS, typed)).groups for hit in group.hits}
        async with db.acting(world.stranger) as tx:
            theirs = {hit.id for group in (await find.find(tx, KINDS, typed)).groups for hit in group.hits}
        assert ours and theirs and not ours & theirs
        async with db.acting(world.nobody) as tx:
            assert (await find.find(tx, KINDS, typed)).count == 0


async def test_a_question_names_people_stages_and_tags_of_one_s_own(records: None, db: Database, world: World) -> None:
    async with db.acting(world.owner) as tx:
        answer = await ask.ask(tx, KINDS, "Remy's leads in stage Proposal over 50k EUR", "en")
    assert answer is not None and not answer.reading.unknown
    pairs = dict(answer.reading.pairs)
    assert pairs["owner_id"] == f"eq.{world.rep.user_id}"
    assert pairs["amount_base"] == "gt.58500"  # at 1.17
    async with db.acting(world.stranger) as tx:
        other = await ask.ask(tx, KINDS, "leads in stage Proposal", "en")
    assert other is not None and dict(other.reading.pairs)["stage_id"] != pairs["stage_id"]


async def test_recents_and_history_are_private(records: None, db: Database, world: World) -> None:
    async with db.acting(world.owner) as tx:
        await recents.saw(tx, "contacts", world.ours.contacts[0], "Claire Fontaine")
        await recents.saw(tx, "contacts", world.ours.contacts[1], "Lukas Brandt")
        await recents.saw(tx, "contacts", world.ours.contacts[0], "Claire Fontaine")
        answer = await ask.ask(tx, KINDS, "open leads with dragons", "en")
        await recents.asked(tx, "open leads with dragons", answer)
        await recents.asked(tx, "Open leads with dragons", answer)
        assert [one.title for one in await recents.recent(tx)] == ["Claire Fontaine", "Lukas Brandt"]
        assert [(row["kind"], row["times"]) for row in await recents.history(tx)] == [("question", 2)]
    for who in (world.ours.admin, world.stranger, world.ours.readonly):
        async with db.acting(who) as tx:
            assert await recents.recent(tx) == [] and await recents.history(tx) == []


def test_commands_are_offered_by_role() -> None:
    def paths(role: str, typed: str) -> list[str]:
        return [command.path for command in commands.matching(PACKS, role, typed)]

    assert paths("rep", "new lead")[0] == "/leads/new"
    assert "/forecast" in paths("rep", "forcast")
    assert "/settings/pipelines" in paths("admin", "pipel")
    assert "/settings/pipelines" not in paths("rep", "pipel")


async def plan(db: Database, who: Who, query: Any, params: dict[str, Any]) -> str:
    known: dict[str, Any] = {"org_id": who.org_id, "user_id": who.user_id, **params}
    async with db.acting(who) as tx:
        await tx.run(find.q.plan_each)
        values: Sequence[Any] = [known[name] for name in query.params]
        rows = (await tx.execute(f"explain (costs off) {query.text}", values, prepare=False)).rows
    return "\n".join(row[0] for row in rows)


async def test_at_size_the_word_index_is_used(db: Database, world: World) -> None:
    fill = q(
        "insert into contacts (org_id, first_name, last_name, email, owner_id, team_id)"
        " select :org_id, 'Kim', 'Person' || n, 'p' || n || '@x.example', :owner, null"
        " from generate_series(1, 30000) as n"
    )
    house = world.service(world.theirs)
    async with db.acting(house) as tx:
        await tx.run(q("select set_config('app.derived', 'on', true)"))
        await tx.run(fill, owner=world.theirs.owner.user_id)
    await db.once_sql(Who.service(), "analyze contacts", prepare=False)
    for wanted in ("'person77':*", "'xyzzy':*", "'kim':*"):
        params = {"words": "person", "wanted": wanted, "limit": 6}
        said = await plan(db, world.theirs.owner, nouns.q.contacts, params)
        assert "contacts_search" in said and "contacts_by_name" in said and "Seq Scan on contacts" not in said, said
    near = {"near": ["'kiw'", "'xyzzy'"]}
    assert "contacts_search" in await plan(db, world.theirs.owner, nouns.q.contacts_near, near)
