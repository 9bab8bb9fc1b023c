"""Single sign-on on pages: by the domain of an address, into its organisation, and demanded of everyone but owners."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from comity.office import members, organizations
from comity.office.organizations import Person
from comity.office.tests.conftest import PASSWORD, House, bearer
from comity.platform.auth.tests.idp import Idp, asked, form


@pytest.fixture(scope="module")
def idp() -> Idp:
    return Idp()


@pytest.fixture(scope="module")
async def owner(house: House) -> Person:
    return await organizations.sign_up(
        house.identity, email="owner@works.example", password=PASSWORD, organization="Works"
    )


@pytest.fixture(scope="module")
async def connected(house: House, idp: Idp, owner: Person) -> AsyncIterator[dict[str, Any]]:
    body = {"type": "saml", "metadata_xml": idp.metadata(), "domains": ["works.example"], "org_id": str(owner.org_id)}
    service = {"authorization": f"Bearer {house.identity.keys.service_role}"}
    async with house.visitor() as operator:
        yield (await operator.post("/auth/v1/admin/sso/providers", json=body, headers=service)).json()


async def come(browser: httpx.AsyncClient, idp: Idp, email: str, subject: str, there: str = "/") -> httpx.Response:
    shown = await browser.post(f"/sign-in/sso?next={there}", data={"email": email})
    found = re.search(r'href="(https://idp\.example/sso[^"]+)"', shown.text)
    assert found, shown.text
    request_id, relay = asked(found[1].replace("&amp;", "&"))
    answer = idp.answer(request_id, email=email, subject=subject)
    return await browser.post("/auth/v1/sso/saml/acs", data=form(answer, relay))


@pytest.mark.usefixtures("connected")
async def test_a_colleague_comes_by_the_provider(house: House, idp: Idp) -> None:
    async with house.visitor() as browser:
        assert (
            "/sign-in/sso" in (await browser.get("/sign-in")).text and "/reset" in (await browser.get("/sign-in")).text
        )
        entered = await come(browser, idp, "new@works.example", "new", "/settings/profile")
        assert entered.url.path == "/settings/profile"
        assert (await browser.get("/")).text == "new@works.example rep Works"
        account = (await browser.get("/settings/account")).text
        assert "identity provider manages this account" in account and 'name="password"' not in account
        unknown = await browser.post("/sign-in/sso", data={"email": "x@nowhere.example"})
        assert unknown.status_code == 422 and "No organisation" in unknown.text


@pytest.mark.usefixtures("connected")
async def test_somebody_else_s_answer_signs_nobody_in(house: House, idp: Idp) -> None:
    async with house.visitor() as attacker, house.visitor() as victim:
        shown = await attacker.post("/sign-in/sso", data={"email": "a@works.example"})
        found = re.search(r'href="(https://idp\.example/sso[^"]+)"', shown.text)
        assert found
        request_id, relay = asked(found[1].replace("&amp;", "&"))
        answer = idp.answer(request_id, email="a@works.example", subject="a")
        landed = await victim.post("/auth/v1/sso/saml/acs", data=form(answer, relay))
        assert landed.url.path == "/sign-in" and "comity_session" not in victim.cookies


@pytest.mark.usefixtures("connected")
async def test_who_was_removed_stays_out(house: House, idp: Idp, owner: Person) -> None:
    async with house.visitor() as browser:
        await come(browser, idp, "gone@works.example", "gone")
        async with house.identity.db.acting(owner.who) as tx:
            everyone = await members.everyone(tx)
            gone = next(one["id"] for one in everyone if one["email"] == "gone@works.example")
            await members.remove(tx, gone)
        house.identity.callers.forget_all()
        again = await come(browser, idp, "gone@works.example", "gone")
        assert again.url.path != "/settings/profile"
        house.identity.callers.forget_all()
        assert (await browser.get("/")).url.path in ("/sign-in", "/organizations")


@pytest.mark.usefixtures("connected")
async def test_everyone_but_owners_must(house: House, idp: Idp, owner: Person) -> None:
    await members.add(house.identity, owner.who, email="mate@works.example", name="Mate", password=PASSWORD)
    async with house.visitor() as boss, house.visitor() as browser:
        await boss.post("/sign-in", data={"email": owner.email, "password": PASSWORD})
        await browser.post("/sign-in", data={"email": "mate@works.example", "password": PASSWORD})
        assert (await browser.get("/")).text.startswith("mate@works.example")
        await boss.post("/settings/security", data={"single_sign_on": "true"})
        assert (await browser.get("/")).url.path == "/sign-in/sso"
        wire = await bearer(browser, "mate@works.example")
        assert (await browser.get("/rest/v1/contacts", headers=wire)).json()["code"] == "insufficient_aal"
        assert (await boss.get("/")).text.startswith("owner@works.example"), "somebody must be able to repair it"
        entered = await come(browser, idp, "mate@works.example", "mate")
        assert entered.text == "mate@works.example rep Works", "the same person, by another way"
        await boss.post("/settings/security", data={})
