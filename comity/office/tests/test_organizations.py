"""An organisation is born whole: owner, profile, seeds, or nothing at all."""

from __future__ import annotations

import asyncio

import pytest

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office import members, organizations, profiles, regions
from comity.office.identity import Office
from comity.office.organizations import Person
from comity.office.tests.conftest import PASSWORD, House, colleague
from comity.platform.auth import accounts
from comity.platform.auth.identity import Identity

TEAM = sql.compile_named("team", "What a seed makes.", "insert into teams (name) values ('Seeded')")
USER = sql.compile_named("user", "Whether somebody has an account.", "select 1 from auth.users where email = :email")


async def test_sign_up_makes_an_owner_with_a_profile(db: Database, owner: Person) -> None:
    async with db.acting(owner.who) as tx:
        row = await tx.row(organizations.q.find)
        profile = await profiles.mine(tx)
        [member] = await members.everyone(tx)
    assert row and row["name"].startswith("House ") and row["slug"].startswith("house-") and row["id"] == owner.org_id
    assert (member["user_id"], member["role"]) == (owner.user_id, "owner")
    assert profile["full_name"] == member["name"] == owner.who.name
    assert row["visibility"] == "all-read" and row["plan"] == "starter"


async def test_seeds_run_in_the_same_transaction(db: Database, identity: Identity) -> None:
    seen: list[Who] = []

    async def seed(tx: Tx) -> None:
        seen.append(tx.who)
        await tx.run(TEAM)

    house = Identity.of(db, "x" * 40, identity.policy, Office([seed]))
    person = await organizations.sign_up(house, email="seeded@seeded.example", password=PASSWORD)
    assert (seen[0].org_id, seen[0].user_id, seen[0].role) == (person.org_id, person.user_id, "service_role")
    async with db.acting(person.who) as tx:
        assert (await tx.rows(sql.compile_named("teams", "Teams.", "select name, created_by from teams"))) == [
            {"name": "Seeded", "created_by": person.user_id}
        ]


async def test_a_seed_that_fails_leaves_nothing(db: Database, identity: Identity) -> None:
    async def seed(tx: Tx) -> None:
        raise Problem("no", 409, "Not today.")

    house = Identity.of(db, "x" * 40, identity.policy, Office([seed]))
    with pytest.raises(Problem):
        await organizations.sign_up(house, email="unseeded@seeded.example", password=PASSWORD)
    assert not await db.once(Who.service(), USER, email="unseeded@seeded.example")


async def test_namesakes_get_their_own_slugs(identity: Identity, db: Database) -> None:
    made = await asyncio.gather(
        *(
            organizations.sign_up(
                identity, email=f"n{n}@namesake.example", password=PASSWORD, organization="Maison Dorée"
            )
            for n in range(4)
        )
    )
    slugs = [(await db.once(person.who, organizations.q.find))[0]["slug"] for person in made]
    assert len(set(slugs)) == 4 and "maison-doree" in slugs and all(slug.startswith("maison-doree") for slug in slugs)


@pytest.mark.parametrize("name", ["中文公司", "...", "a" * 300, "<script>alert(1)</script>", "';drop table users;--"])
async def test_any_name_will_do(identity: Identity, db: Database, name: str) -> None:
    email = f"any{abs(hash(name))}@names.example"
    person = await organizations.sign_up(identity, email=email, password=PASSWORD, organization=name)
    [row] = await db.once(person.who, organizations.q.find)
    assert row["name"] == name[:200]


async def test_an_address_signs_up_once(identity: Identity, owner: Person) -> None:
    with pytest.raises(Problem) as caught:
        await organizations.sign_up(identity, email=owner.email.upper(), password=PASSWORD)
    assert caught.value.code == "user_already_exists"


async def test_settings_are_the_owners(db: Database, identity: Identity, owner: Person, stranger: Person) -> None:
    new = {
        "name": "Renamed", "base_currency": "EUR", "country": "FR", "timezone": "Europe/Paris", "language": "fr",
        "visibility": "team",
    }  # fmt: skip
    for who in (await colleague(identity, owner, "rep"), await colleague(identity, owner, "manager")):
        with pytest.raises(Problem):
            async with db.acting(who) as tx:
                await organizations.change(tx, **new)
    async with db.acting(owner.who) as tx:
        await organizations.change(tx, **new)
    [row] = await db.once(owner.who, organizations.q.find)
    assert {key: row[key] for key in new} == new
    assert (await members.who(db, owner.user_id, owner.org_id)).visibility == "team"
    assert (await db.once(stranger.who, organizations.q.find))[0]["name"] != "Renamed"
    assert await db.once(stranger.who, organizations.q.find, org_id=owner.org_id) == []


@pytest.mark.parametrize(("field", "value"), [("country", "XX"), ("base_currency", "XXZ"), ("timezone", "Mars/Base")])
async def test_places_that_do_not_exist(db: Database, owner: Person, field: str, value: str) -> None:
    good = {
        "name": "N", "base_currency": "EUR", "country": "FR", "timezone": "UTC", "language": "en", "visibility": "own",
    }  # fmt: skip
    with pytest.raises(Problem) as caught:
        async with db.acting(owner.who) as tx:
            await organizations.change(tx, **{**good, field: value})
    assert caught.value.field == field


def test_a_region_is_guessed_from_the_language() -> None:
    guessed = regions.guess(Who(language="de-CH", timezone="Europe/Zurich"))
    assert guessed == {"language": "de-CH", "country": "CH", "timezone": "Europe/Zurich", "base_currency": "CHF"}
    london = regions.guess(Who(language="en", timezone="Europe/London"))
    assert (london["country"], london["base_currency"]) == ("GB", "GBP")
    assert regions.guess(Who(language="en", timezone="UTC"))["base_currency"] == "USD"
    assert regions.guess(Who(), country="JP", timezone="nowhere", language="<b>")["base_currency"] == "JPY"


async def test_somebody_may_start_another(identity: Identity, owner: Person, db: Database) -> None:
    other = await organizations.start(identity, owner.who, "Second")
    assert (await members.who(db, owner.user_id, other)).org_role == "owner"
    async with db.acting(Who.service()) as tx:
        assert len(await organizations.of_person(tx, owner.user_id)) == 2


async def test_the_operator_hands_out_a_link(house: House, owner: Person) -> None:
    link = await accounts.signin_link(house.identity, owner.email)
    async with house.visitor() as browser:
        assert (await browser.head(link)).status_code == 200  # a mail program looking does not use it up
        assert owner.email in (await browser.get(link)).text
    async with house.visitor() as browser:
        assert (await browser.get(link)).status_code == 403


async def test_an_administrator_places_a_user(house: House, owner: Person, db: Database) -> None:
    """The service's key may say which organisation a new user belongs to; nobody else can."""
    async with house.visitor() as client:
        headers = {"authorization": f"Bearer {house.identity.keys.service_role}"}
        place = {"org_id": str(owner.org_id), "org_role": "manager"}
        body = {"email": "placed@placed.example", "app_metadata": place, "user_metadata": {"full_name": "Placed"}}
        made = (await client.post("/auth/v1/admin/users", json=body, headers=headers)).json()
        async with db.acting(owner.who) as tx:
            roles = {member["email"]: member["role"] for member in await members.everyone(tx)}
        assert roles["placed@placed.example"] == "manager"
        own = {"email": "own@placed.example", "password": PASSWORD, "data": place, "app_metadata": place}
        session = (await client.post("/auth/v1/signup", json=own)).json()
        assert session["user"]["app_metadata"].get("org_id") is None
        await client.delete(f"/auth/v1/admin/users/{made['id']}", headers=headers)
        await client.delete(f"/auth/v1/admin/users/{owner.user_id}", headers=headers)
    async with db.acting(owner.who) as tx:
        assert [member["role"] for member in await members.everyone(tx)] == ["owner"]
