"""Contacts: made, changed, refused, thrown away and taken back; as ours and as the stranger."""

from __future__ import annotations

from uuid import uuid4

import pytest

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.people import companies, contacts, points, records
from tests.world import World


async def test_a_contact_is_kept_as_people_are_compared(tx: Tx) -> None:
    made = await contacts.create(
        tx, {"first_name": " Zoë ", "last_name": "Ångström", "email": " Zoe@Example.COM ", "phone": "(030) 1234567",
             "country": "de"},
    )  # fmt: skip
    assert made["full_name"] == "Zoë Ångström"
    assert made["email"] == "zoe@example.com"
    assert made["phone"] == "+49301234567"
    assert made["sort_name"] == "angstrom zoe"
    assert [(p["kind"], p["normalised"], p["is_primary"]) for p in await points.of(tx, made["id"])] == [
        ("email", "zoe@example.com", True),
        ("phone", "+49301234567", True),
    ]


async def test_html_sql_and_far_dates_are_just_data(tx: Tx) -> None:
    evil = "<script>alert('x')</script>'; drop table contacts; --"
    made = await contacts.create(tx, {"first_name": evil, "last_name": "\0Null", "birthday": "9999-12-31"})
    assert made["first_name"] == evil
    assert made["last_name"] == "Null"
    assert made["birthday"].year == 9999


async def test_the_company_of_the_address_is_taken(tx: Tx, world: World) -> None:
    company = await companies.create(tx, {"name": "Acme", "website": "https://www.acme-shop.co.uk/about"})
    assert company["domain"] == "acme-shop.co.uk"
    made = await contacts.create(tx, {"email": "ann@mail.acme-shop.co.uk"})
    assert (made["company_id"], made["company_name"]) == (company["id"], "Acme")
    assert (await contacts.create(tx, {"email": "ann@gmail.com"}))["company_id"] is None


async def test_a_company_is_found_by_its_name_and_followed(tx: Tx) -> None:
    company = await companies.create(tx, {"name": "Müller & Söhne"})
    made = await contacts.create(tx, {"last_name": "Ott", "company_name": "MÜLLER & söhne"})
    assert made["company_id"] == company["id"]
    await companies.update(tx, company["id"], {"name": "Müller Group"})
    assert (await contacts.get(tx, made["id"]))["company_name"] == "Müller Group"
    free = await contacts.update(tx, made["id"], {"company_name": "Somewhere else"})
    assert (free["company_id"], free["company_name"]) == (None, "Somewhere else")


async def test_one_address_belongs_to_one_contact(tx: Tx) -> None:
    first = await contacts.create(tx, {"email": "one@x.example"})
    with pytest.raises(Problem) as refused:
        await contacts.create(tx, {"email": "ONE@x.example"})
    assert (refused.value.code, refused.value.status) == ("duplicate_email", 409)
    assert refused.value.details["id"] == str(first["id"])
    second = await contacts.create(tx, {"email": "two@x.example"})
    with pytest.raises(Problem) as refused:
        await contacts.update(tx, second["id"], {"email": " One@x.example "})
    assert refused.value.details["id"] == str(first["id"]), "a change of address leads to the other, too"
    assert (await contacts.update(tx, first["id"], {"email": "ONE@x.example"}))["email"] == "one@x.example"
    await contacts.trash(tx, first["id"])
    assert (await contacts.create(tx, {"email": "one@x.example"}))["email"] == "one@x.example"


async def test_one_domain_belongs_to_one_company(tx: Tx) -> None:
    first = await companies.create(tx, {"name": "Acme", "domain": "acme.example"})
    second = await companies.create(tx, {"name": "Other", "domain": "other.example"})
    for attempt in (
        companies.create(tx, {"name": "Acme again", "website": "https://ACME.example/about"}),
        companies.update(tx, second["id"], {"domain": "acme.example"}),
    ):
        with pytest.raises(Problem) as refused:
            await attempt
        assert refused.value.status == 409
        assert refused.value.details["href"] == f"/companies/{first['id']}"
    assert (await companies.update(tx, first["id"], {"domain": "acme.example"}))["domain"] == "acme.example"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "not_editable"),
        ({"title": "CEO"}, "contact_nameless"),
        ({"email": "nonsense"}, "email_form"),
        ({"last_name": "x" * 501}, "too_long"),
        ({"last_name": "x", "country": "Germany"}, "country_form"),
        ({"last_name": "x", "lifecycle": "friend"}, "lifecycle_unknown"),
        ({"last_name": "x", "company_id": str(uuid4())}, "company_unknown"),
        ({"last_name": "x", "org_id": str(uuid4())}, "not_editable"),
    ],
)
async def test_what_cannot_be_is_refused_in_a_sentence(tx: Tx, values: dict[str, str], code: str) -> None:
    with pytest.raises(Problem) as refused:
        await contacts.create(tx, values)
    assert (refused.value.code, refused.value.status) == (code, 422)


async def test_two_people_editing_one_field_hear_of_each_other(tx: Tx) -> None:
    made = await contacts.create(tx, {"last_name": "Ott", "title": "Buyer", "city": "Bonn"})
    await contacts.update(tx, made["id"], {"title": "CEO"}, was={"title": "Buyer"})
    with pytest.raises(Problem) as refused:
        await contacts.update(tx, made["id"], {"title": "CTO", "city": "Köln"}, was={"title": "Buyer", "city": "Bonn"})
    assert refused.value.code == "edited_meanwhile"
    assert refused.value.details == {"title": {"was": "Buyer", "theirs": "CEO", "yours": "CTO"}}
    after = await contacts.get(tx, made["id"])
    assert (after["title"], after["city"]) == ("CEO", "Bonn")
    # another field, or the same wish, is no conflict
    done = await contacts.update(
        tx, made["id"], {"city": "Köln", "title": "CEO"}, was={"city": "Bonn", "title": "Buyer"}
    )
    assert done["city"] == "Köln"


async def test_values_are_compared_as_the_column_sees_them(tx: Tx) -> None:
    made = await contacts.create(tx, {"last_name": "Ott", "birthday": "1990-01-02", "lifetime_value": "10.50"})
    await contacts.update(
        tx, made["id"], {"birthday": "1990-01-03", "lifetime_value": 11},
        was={"birthday": "1990-01-02", "lifetime_value": "10.5"},
    )  # fmt: skip
    assert str((await contacts.get(tx, made["id"]))["lifetime_value"]) == "11.00"


async def test_trash_and_restore(tx: Tx, world: World) -> None:
    contact = world.ours.contacts[0]
    await contacts.trash(tx, contact)
    assert (await contacts.get(tx, contact))["deleted_at"]
    await contacts.restore(tx, contact)
    assert (await contacts.get(tx, contact))["deleted_at"] is None


async def test_a_taken_address_stops_a_restore(tx: Tx) -> None:
    gone = await contacts.create(tx, {"email": "back@x.example"})
    await contacts.trash(tx, gone["id"])
    await contacts.create(tx, {"email": "back@x.example"})
    with pytest.raises(Problem) as refused:
        await contacts.restore(tx, gone["id"])
    assert refused.value.code == "duplicate_email"


async def test_a_records_history_is_for_whoever_sees_it(db: Database, world: World) -> None:
    contact = world.ours.contacts[0]
    async with db.acting(world.rep) as tx:
        await contacts.update(tx, contact, {"title": "Buyer"})
        entries = await records.history(tx, "contacts", contact)
    assert entries[0]["action"] == "update"
    assert entries[0]["new_values"] == {"title": "Buyer"}
    assert entries[0]["person"] == world.rep.name
    async with db.acting(world.stranger) as tx:
        with pytest.raises(Problem) as refused:
            await records.history(tx, "contacts", contact)
    assert refused.value.status == 404


async def test_the_stranger_finds_nothing(db: Database, world: World) -> None:
    contact, company = world.ours.contacts[0], world.ours.companies[0]
    acts = (
        lambda tx: contacts.get(tx, contact),
        lambda tx: contacts.update(tx, contact, {"title": "Mine"}),
        lambda tx: contacts.trash(tx, contact),
        lambda tx: contacts.restore(tx, contact),
        lambda tx: contacts.update(tx, contact, {"owner_id": world.stranger.user_id}),
        lambda tx: companies.get(tx, company),
        lambda tx: companies.update(tx, company, {"name": "Mine"}),
        lambda tx: companies.trash(tx, company),
        lambda tx: points.add(tx, contact, "email", "x@y.example"),
    )
    for act in acts:
        with pytest.raises(Problem) as refused:
            async with db.acting(world.stranger) as tx:
                await act(tx)
        assert refused.value.status in (403, 404), refused.value.code
    async with db.acting(world.stranger) as tx:
        with pytest.raises(Problem) as refused:
            await contacts.create(tx, {"last_name": "X", "company_id": company})
    assert refused.value.code == "company_unknown"


async def test_readonly_reads_and_reps_change_their_own(db: Database, world: World) -> None:
    mine, others = world.ours.contacts[0], world.ours.contacts[1]
    async with db.acting(world.ours.readonly) as tx:
        assert not (await contacts.get(tx, mine))["may_edit"]
        with pytest.raises(Problem) as refused:
            await contacts.update(tx, mine, {"title": "x"})
        assert refused.value.status == 403
    async with db.acting(world.rep) as tx:
        assert (await contacts.get(tx, mine))["may_edit"]
        assert not (await contacts.get(tx, others))["may_edit"]
        with pytest.raises(Problem) as refused:
            await contacts.update(tx, others, {"title": "x"})
        assert refused.value.status == 403
