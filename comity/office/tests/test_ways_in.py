"""Where nobody comes by address and password (COMITY_AUTH_EMAIL=false), pages offer what is left, and say so."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from comity.office import invitations, organizations
from comity.office.organizations import Person
from comity.office.tests.conftest import PASSWORD, House, sign_in
from comity.platform.auth.identity import Identity
from comity.platform.auth.provider import Provider, github
from comity.platform.auth.tests.idp import Idp

NOTHING_LEFT = "No way to sign in is open here at the moment."
NOT_HERE = "Here people sign in through another service, not with a password."


@pytest.fixture(scope="module")
async def owner(house: House) -> Person:
    return await organizations.sign_up(
        house.identity, email="owner@ways.example", password=PASSWORD, organization="Ways"
    )


def without_addresses(house: House, *providers: Provider) -> House:
    old = house.identity
    rules = replace(old.policy, email=False, providers=providers)
    return House(Identity(old.db, old.ring, old.keys, rules, old.house, old.refresh_key), house.settings)


def fields(page: str) -> set[str]:
    return set(re.findall(r'name="(email|password)"', page))


async def test_with_addresses_the_form_is_there(house: House, owner: Person) -> None:
    async with house.visitor() as browser:
        shown = (await browser.get("/sign-in")).text
        assert fields(shown) == {"email", "password"} and "/reset" in shown and "/sign-up" in shown
        assert "/sign-in/sso" not in shown, "no organisation has an identity provider yet"
        await sign_in(browser, owner.email)
        assert 'action="/settings/account/password"' in (await browser.get("/settings/account")).text


async def test_other_services_alone(house: House, owner: Person) -> None:
    there = without_addresses(house, github("an-id", "a-secret"))
    async with there.visitor() as browser:
        shown = (await browser.get("/sign-in")).text
        assert not fields(shown) and "/sign-in/with/github" in shown
        assert not any(part in shown for part in (NOTHING_LEFT, 'href="/reset"', 'href="/sign-up"', "/sign-in/sso"))
        for path in ("/sign-up", "/reset"):
            page = (await browser.get(path)).text
            assert NOT_HERE in page and not fields(page)
        refused = await browser.post("/sign-in", data={"email": owner.email, "password": PASSWORD})
        assert refused.status_code == 422 and "comity_session" not in browser.cookies
        refused = await browser.post("/reset", data={"email": owner.email})
        assert refused.status_code == 422 and "We have sent" not in refused.text


async def test_whoever_is_invited_makes_no_password_that_would_never_work(house: House, owner: Person) -> None:
    async with house.identity.db.acting(owner.who) as tx:
        link = await invitations.invite(tx, "http://app.example", "guest@ways.example", "rep")
    path = "/invitations/" + link.rpartition("/")[2]
    async with without_addresses(house, github("an-id", "a-secret")).visitor() as browser:
        shown = (await browser.get(path)).text
        assert not fields(shown) and "/sign-in/with/github?invitation=" in shown and NOTHING_LEFT not in shown
        refused = await browser.post(path, data={"name": "Guest", "password": PASSWORD})
        assert refused.status_code == 422 and "comity_session" not in browser.cookies
    async with without_addresses(house).visitor() as browser:
        assert NOTHING_LEFT in (await browser.get(path)).text


async def test_where_nothing_is_left_the_page_says_so(house: House, owner: Person) -> None:
    there = without_addresses(house)
    service = {"authorization": f"Bearer {house.identity.keys.service_role}"}
    async with there.visitor() as browser:
        shown = (await browser.get("/sign-in")).text
        assert NOTHING_LEFT in shown and not fields(shown)
        body = {
            "type": "saml",
            "metadata_xml": Idp().metadata(),
            "domains": ["ways.example"],
            "org_id": str(owner.org_id),
        }
        made = (await browser.post("/auth/v1/admin/sso/providers", json=body, headers=service)).json()
        shown = (await browser.get("/sign-in")).text
        assert NOTHING_LEFT not in shown and "/sign-in/sso" in shown
        await browser.put(f"/auth/v1/admin/sso/providers/{made['id']}", json={"disabled": True}, headers=service)
        assert NOTHING_LEFT in (await browser.get("/sign-in")).text


async def test_over_the_wire_no_letter_leaves(house: House, owner: Person) -> None:
    async with without_addresses(house).visitor() as client:
        for path, sent in (
            ("/recover", {"email": owner.email}),
            ("/resend", {"type": "signup", "email": owner.email}),
        ):
            said = await client.post(f"/auth/v1{path}", json=sent, headers={"x-supabase-api-version": "2024-01-01"})
            assert (said.status_code, said.json()["code"]) == (400, "email_provider_disabled"), path
