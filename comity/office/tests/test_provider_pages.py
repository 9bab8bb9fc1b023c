"""Signing in with an account elsewhere on pages: the buttons, the way back, linking, and other people's links."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from comity.office import invitations, organizations
from comity.office.tests.conftest import PASSWORD, House
from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.openid import OpenId, open_id


@pytest.fixture
async def elsewhere() -> AsyncIterator[OpenId]:
    async with open_id() as provider:
        yield provider


@pytest.fixture
def there(house: House, elsewhere: OpenId) -> House:
    """The same house with a provider configured."""
    old = house.identity
    rules = replace(old.policy, providers=(elsewhere.provider(),))
    return House(Identity(old.db, old.ring, old.keys, rules, old.house, old.refresh_key), house.settings)


async def away(browser: httpx.AsyncClient, path: str) -> str:
    answer = await browser.get(path, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_a_newcomer_gets_an_organisation(there: House, elsewhere: OpenId) -> None:
    elsewhere.subject, elsewhere.email = "page", "page@firm.example"
    async with there.visitor() as browser:
        shown = await browser.get("/sign-in?next=/settings/profile")
        assert "Continue with Elsewhere" in shown.text
        link = re.search(r'href="(/sign-in/with/oidc[^"]*)"', shown.text)
        assert link
        said = elsewhere.codes.consent(await away(browser, link[1].replace("&amp;", "&")))
        entered = await browser.get("/auth/v1/callback", params=said)
        assert entered.url.path == "/settings/profile"
        assert (await browser.get("/")).text == "page@firm.example owner Firm"
        assert "comity_flow" not in browser.cookies
        account = (await browser.get("/settings/account")).text
        assert "current_password" not in account, "who has no password is not asked for one"


async def test_somebody_else_s_way_back_signs_nobody_in(there: House, elsewhere: OpenId) -> None:
    """Who is made to open the end of another's flow does not end up in the other's account."""
    elsewhere.subject, elsewhere.email = "fixation", "fixation@firm.example"
    async with there.visitor() as attacker, there.visitor() as victim:
        said = elsewhere.codes.consent(await away(attacker, "/sign-in/with/oidc"))
        landed = await victim.get("/auth/v1/callback", params=said)
        assert landed.url.path == "/sign-in" and "comity_session" not in victim.cookies
        late = await attacker.get("/auth/v1/callback", params=said)
        assert late.url.path == "/sign-in" and "comity_session" not in attacker.cookies, "and the state is used up"


async def test_linking_on_the_account_page(there: House, elsewhere: OpenId) -> None:
    person = await organizations.sign_up(there.identity, email="linker@firm.example", password=PASSWORD)
    elsewhere.subject, elsewhere.email = "linker", "private@elsewhere.example"
    async with there.visitor() as browser, there.visitor() as other:
        await browser.post("/sign-in", data={"email": person.email, "password": PASSWORD})
        assert "Link Elsewhere" in (await browser.get("/settings/account")).text
        said = elsewhere.codes.consent(await away(browser, "/settings/account/link/oidc"))
        shown = await browser.get("/auth/v1/callback", params=said)
        assert shown.url.path == "/settings/account" and "private@elsewhere.example" in shown.text
        removal = re.findall(r'action="(/settings/account/identities/[^"]+/removal)"', shown.text)
        assert len(removal) == 2
        entered = await other.get(
            "/auth/v1/callback", params=elsewhere.codes.consent(await away(other, "/sign-in/with/oidc"))
        )
        assert entered.text.startswith("linker@firm.example")
        await browser.post(removal[1])
        alone = await browser.post(removal[0])
        assert "/identities/" not in alone.text
    async with there.visitor() as stranger:
        await organizations.sign_up(there.identity, email="stranger7@firm.example", password=PASSWORD)
        await stranger.post("/sign-in", data={"email": "stranger7@firm.example", "password": PASSWORD})
        assert (await stranger.post(removal[0])).status_code in (200, 404)
    async with there.visitor() as again:
        signed_in = await again.post("/sign-in", data={"email": person.email, "password": PASSWORD})
        assert signed_in.text.startswith("linker@firm.example"), "nothing of ours was taken"


async def test_an_invitation_is_accepted_that_way(there: House, elsewhere: OpenId) -> None:
    boss = await organizations.sign_up(
        there.identity, email="boss@inviting.example", password=PASSWORD, organization="In"
    )
    async with there.identity.db.acting(boss.who) as tx:
        link = await invitations.invite(tx, "http://app.example", "guest@elsewhere.example", "rep")
    token = link.rpartition("/")[2]
    elsewhere.subject, elsewhere.email = "guest", "other@elsewhere.example"
    async with there.visitor() as browser:
        assert "Join with Elsewhere" in (await browser.get(f"/invitations/{token}")).text
        wrong = elsewhere.codes.consent(await away(browser, f"/sign-in/with/oidc?invitation={token}"))
        assert (await browser.get("/auth/v1/callback", params=wrong)).url.path == "/sign-in", "another address"
        elsewhere.email = "guest@elsewhere.example"
        right = elsewhere.codes.consent(await away(browser, f"/sign-in/with/oidc?invitation={token}"))
        assert (await browser.get("/auth/v1/callback", params=right)).text == "guest@elsewhere.example rep In"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("access_denied", "You have not agreed there"), ("user_banned", "has been closed"), ("<b>odd", "did not work")],
)
async def test_what_went_wrong_elsewhere_is_said_here(there: House, code: str, sentence: str) -> None:
    async with there.visitor() as browser:
        page = await browser.get("/sign-in/return", params={"error_code": code, "error_description": "<b>their words"})
        assert page.url.path == "/sign-in" and sentence in page.text and "their words" not in page.text


async def test_providers_that_are_none(there: House) -> None:
    async with there.visitor() as browser:
        assert (await browser.get("/sign-in/with/evil")).status_code == 404
        assert (await browser.get("/sign-in/return?code=x")).url.path == "/sign-in"
        assert (await browser.get("/settings/account/link/oidc")).url.path == "/sign-in"
