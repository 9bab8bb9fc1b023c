"""Search over everything by text: contracts, battle cards, playbooks, materials, files, sources, calls.  seed: SE01"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest

from comity.app import PACKS
from comity.core.db import Database
from comity.core.who import Who
from comity.office.search import ask, find
from comity.packs.sales import nouns, seeds
from comity.people.nouns import CONTACTS
from tests.queries import q
from tests.world import World

KINDS = find.nouns(PACKS)
FILLER = "Nothing of note was said about the weather. " * 1500
"""Longer than what lists look at: 66,000 letters."""
BRING = {
    "lead": "insert into leads (title) values ('Quay') returning id",
    "contract": "insert into contracts (title, lead_id) values ('Mooring agreement', :lead) returning id",
    "version": (
        "insert into contract_versions (contract_id, file_name, media_type, size, sha256, path, text)"
        " values (:contract, 'a.pdf', 'application/pdf', 1, 'x', 'p',"
        " :long || 'The dredging is at the lessee''s cost.') returning id"
    ),
    "card": "insert into competitors (name, aliases) values ('Harcourt & Vale', '{HV Marine}') returning id",
    "line": (
        "insert into battle_points (competitor_id, section, text, answer) values (:card, 'objections',"
        " 'They are cheaper', 'Ask what galvanising costs them.') returning id"
    ),
    "playbook": (
        "insert into playbooks (name, steps) values ('First berth',"
        ' \'[{"title": "Walk", "questions": ["How deep is the draught?"]}]\') returning id'
    ),
    "material": (
        "insert into training_materials (title, body) values ('How we answer',"
        " :long || 'Never say demurrage.') returning id"
    ),
    "call": (
        "insert into calls (lead_id, title, transcript) values (:lead, 'Long talk', :long || 'Ann: the bollard broke.')"
        " returning id"
    ),
    "source": "insert into market_sources (name, url) values ('Harbour', 'https://news.example/feed') returning id",
    "article": (
        "insert into market_documents (source_id, url, title, body) values"
        " (:source, 'https://news.example/1', 'Berths', 'The fairway was widened.') returning id"
    ),
}
FOUND = [
    ("mooring", "contracts", "Mooring agreement"), ("dredging", "contracts", "Mooring agreement"),
    ("harcourt", "competitors", "Harcourt & Vale"), ("hv marine", "competitors", "Harcourt & Vale"),
    ("galvanising", "competitors", "Harcourt & Vale"), ("draught", "playbooks", "First berth"),
    ("demurrage", "training_materials", "How we answer"), ("bollard", "calls", "Long talk"),
    ("tide table", "attachments", "Tide table 2026.pdf"), ("fairway", "market_documents", "Berths"),
]  # fmt: skip


@pytest.fixture(scope="module")
async def brought(db: Database, world: World) -> Mapping[UUID | None, dict[str, object]]:
    """The same things in both organisations."""
    known: dict[UUID | None, dict[str, object]] = {}
    for organisation in (world.theirs, world.ours):
        async with db.acting(organisation.owner) as tx:
            await seeds.seed(tx)
            made: dict[str, object] = {"long": FILLER}
            for name, text in BRING.items():
                made[name] = await tx.value(q(text), **{one: made[one] for one in q(text).params if one in made})
        house = world.service(organisation)
        async with db.acting(house) as tx:
            store = q(
                "insert into storage.objects (bucket_id, name, org_id)"
                " values ('attachments', :name, :org_id) returning id"
            )
            kept = await tx.value(store, name=f"{organisation.owner.org_id}/leads/{made['lead']}/t.pdf")
            attach = q(
                "insert into attachments (org_id, about_kind, about_id, name, object_id, owner_id) values"
                " (:org_id, 'leads', :lead, 'Tide table 2026.pdf', :kept, :owner) returning id"
            )
            made["file"] = await tx.value(attach, lead=made["lead"], kept=kept, owner=organisation.owner.user_id)
        known[organisation.owner.org_id] = made
    return known


async def titles(db: Database, who: Who, typed: str) -> dict[str, list[str]]:
    async with db.acting(who) as tx:
        result = await find.find(tx, KINDS, typed)
    assert not (result.guessed and result.groups)
    return {group.noun.name: [hit.title for hit in group.hits] for group in result.groups}


@pytest.mark.parametrize(("typed", "where", "title"), FOUND)
async def test_it_is_found_by_its_words(
    db: Database, world: World, brought: object, typed: str, where: str, title: str
) -> None:
    assert title in (await titles(db, world.owner, typed))[where]


async def test_the_stranger_finds_only_own_things(db: Database, world: World, brought: object) -> None:
    for typed, where, _ in FOUND:
        ids = []
        for who in (world.owner, world.stranger):
            async with db.acting(who) as tx:
                found = await find.find(tx, KINDS, typed)
            ids.append({hit.id for group in found.groups if group.noun.name == where for hit in group.hits})
        assert ids[0] and ids[1] and not ids[0] & ids[1], typed
        async with db.acting(world.nobody) as tx:
            assert (await find.find(tx, KINDS, typed)).count == 0


async def test_the_place_is_shown_and_a_status_is_said(db: Database, world: World, brought: object) -> None:
    async with db.acting(world.owner) as tx:
        result = await find.find(tx, KINDS, "dredging")
    (hit,) = [hit for group in result.groups if group.noun is nouns.CONTRACTS for hit in group.hits]
    assert "dredging is at the lessee" in hit.passage and (hit.subtitle, hit.detail) == ("Quay", "Draft")
    assert hit.href == f"/contracts/{hit.id}"


async def test_only_the_latest_version_of_a_contract_counts(db: Database, world: World, brought: object) -> None:
    async with db.acting(world.owner) as tx:
        contract = await tx.value(q("insert into contracts (title) values ('Two versions') returning id"))
        add = q(
            "insert into contract_versions (contract_id, file_name, media_type, size, sha256, path, text)"
            " values (:contract, :name, 'application/pdf', 1, :name, 'p', :text) returning id"
        )
        await tx.value(add, contract=contract, name="first.pdf", text="It was bunkering then.")
        await tx.value(add, contract=contract, name="second.pdf", text="It is ballast now.")
    assert "contracts" not in await titles(db, world.owner, "bunkering")
    assert (await titles(db, world.owner, "ballast"))["contracts"] == ["Two versions"]


async def test_somebody_is_found_by_any_number_or_address_of_theirs(db: Database, world: World) -> None:
    async with db.acting(world.owner) as tx:
        add = q("insert into contact_points (contact_id, kind, value) values (:c, :kind, :value) returning id")
        await tx.value(add, c=world.ours.contacts[0], kind="email", value="claire@yacht-club.example")
        await tx.value(add, c=world.ours.contacts[0], kind="phone", value="+49 171 5550199")
    for typed in ("Claire@Yacht-Club.example", "+49 171 5550199", "0049 (171) 555-0199"):
        assert "Claire Fontaine" in (await titles(db, world.owner, typed))["contacts"]
        async with db.acting(world.stranger) as tx:
            theirs = await find.find(tx, [CONTACTS], typed)
        assert theirs.count == 0 or theirs.guessed


async def test_who_is_in_the_trash_is_found_by_no_number_either(db: Database, world: World) -> None:
    async with db.acting(world.owner) as tx:
        gone = await tx.value(
            q("insert into contacts (first_name, phone) values ('Gone', '+49 171 5550155') returning id")
        )
        assert (await find.find(tx, [CONTACTS], "+49 171 5550155")).count == 1
        await tx.run(q("update contacts set deleted_at = now() where org_id = :org_id and id = :id"), id=gone)
        assert (await find.find(tx, [CONTACTS], "+49 171 5550155")).count == 0


async def test_words_beyond_what_an_index_holds_are_left_out_and_nothing_fails(db: Database, world: World) -> None:
    many = " ".join(f"w{number:x}é" for number in range(250_000))
    async with db.acting(world.owner) as tx:
        add = q("insert into training_materials (title, body) values ('Dictionary', :many) returning id")
        await tx.value(add, many=many)
    assert (await titles(db, world.owner, "w3e8e"))["training_materials"] == ["Dictionary"]


@pytest.mark.parametrize(
    ("typed", "language", "query"),
    [
        ("signed contracts", "en", "status=eq.signed"),
        ("unterschriebene Verträge", "de", "status=eq.signed"),
    ],
)
async def test_a_question_may_be_about_contracts(
    db: Database, world: World, typed: str, language: str, query: str
) -> None:
    async with db.acting(world.owner) as tx:
        answer = await ask.ask(tx, KINDS, typed, language)
    assert answer is not None and answer.noun is nouns.CONTRACTS and answer.reading.query == query


async def test_contracts_that_end_in_a_while_are_asked_for(db: Database, world: World) -> None:
    for typed, language in (("contracts expiring next month", "en"), ("Verträge die nächsten Monat enden", "de")):
        async with db.acting(world.owner) as tx:
            answer = await ask.ask(tx, KINDS, typed, language)
        assert answer is not None and answer.noun is nouns.CONTRACTS and not answer.reading.unknown
        assert {column for column, _ in answer.reading.pairs} == {"expires_on"}
