"""Second factors on pages: set up, asked for, lost, and demanded of everyone."""

from __future__ import annotations

import re
import time

import httpx

from comity.office import members, organizations, sign_in_rules
from comity.office.sign_in_rules import Rules
from comity.office.tests.conftest import PASSWORD, House, bearer
from comity.platform.auth.mfa import totp

HERE = "/settings/account/factors"


async def sign_in(browser: httpx.AsyncClient, email: str, there: str = "/") -> httpx.Response:
    return await browser.post(f"/sign-in?next={there}", data={"email": email, "password": PASSWORD})


def code_of(secret: str, drift: int = 0) -> str:
    return totp.code_at(secret, int(time.time()) // 30 + drift)


async def set_up(browser: httpx.AsyncClient) -> tuple[str, list[str]]:
    """Adds an app; its secret and the recovery codes."""
    shown = await browser.post(HERE, data={"name": "My phone"})
    assert shown.status_code == 200 and "<svg" in shown.text and shown.headers["cache-control"] == "no-store"
    found = re.search(r'id="factor-secret">([A-Z2-7 ]+)<', shown.text)
    confirm = re.search(r'action="([^"]+/confirmation)"', shown.text)
    assert found and confirm
    secret = found[1].replace(" ", "")
    wrong = await browser.post(confirm[1], data={"code": "000000"})
    assert wrong.status_code == 422 and found[1] in wrong.text, "the picture stays"
    done = await browser.post(confirm[1], data={"code": code_of(secret)})
    codes = re.findall(r"<code>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</code>", done.text)
    assert done.status_code == 200 and len(codes) == 10
    assert not re.search(r"<code>[a-z0-9]{4}-", (await browser.get(HERE)).text), "they are shown once"
    return secret, codes


async def test_setting_up_and_signing_in(house: House) -> None:
    person = await organizations.sign_up(house.identity, email="two@a.example", password=PASSWORD, organization="Two")
    async with house.visitor() as browser, house.visitor() as other:
        await sign_in(browser, person.email)
        await sign_in(other, person.email)
        secret, codes = await set_up(browser)
        assert (await browser.get("/")).text.startswith("two@a.example"), "this browser stays signed in"
        assert (await other.get("/")).url.path == "/sign-in", "the other one, with only a password, does not"
        asked = await sign_in(other, person.email, "/settings/profile")
        assert asked.url.path == "/sign-in/code"
        for path in ("/", "/settings/account", HERE, "/reset/password", "/organizations"):
            assert (await other.get(path)).url.path == "/sign-in/code", path
        wire = await other.get("/auth/v1/user", headers={"sec-fetch-site": "same-origin"})
        assert wire.status_code == 401
        assert (await other.post("/sign-in/code", data={"code": code_of(secret, -1)})).status_code == 422, "a replay"
        entered = await other.post("/sign-in/code?next=/settings/profile", data={"code": code_of(secret, 1)})
        assert entered.url.path == "/settings/profile"
        assert (await browser.get("/")).text.startswith("two@a.example")
    async with house.visitor() as lost:
        await sign_in(lost, person.email)
        assert (await lost.post("/sign-in/code?next=//evil.example", data={"code": codes[3]})).url.path == "/"
        assert "9 codes are left" in (await lost.get(HERE)).text
        renewed = await lost.post(f"{HERE}/recovery-codes")
        assert codes[4] not in renewed.text and renewed.text.count("<li><code>") == 10


async def test_guesses_on_the_page_are_limited(house: House) -> None:
    person = await organizations.sign_up(house.identity, email="guess2@a.example", password=PASSWORD)
    async with house.visitor() as browser, house.visitor() as other:
        await sign_in(browser, person.email)
        secret, _ = await set_up(browser)
        await sign_in(other, person.email)
        statuses = [(await other.post("/sign-in/code", data={"code": "000000"})).status_code for _ in range(6)]
        assert statuses == [422] * 5 + [429]
        assert (await other.post("/sign-in/code", data={"code": code_of(secret)})).status_code == 429


async def test_removing_a_factor_and_whose_it_is(house: House) -> None:
    person = await organizations.sign_up(house.identity, email="gone2@a.example", password=PASSWORD)
    stranger = await organizations.sign_up(house.identity, email="other2@b.example", password=PASSWORD)
    async with house.visitor() as browser, house.visitor() as theirs:
        await sign_in(browser, person.email)
        await set_up(browser)
        removal = re.search(r'action="([^"]+/removal)"', (await browser.get(HERE)).text)
        assert removal
        await sign_in(theirs, stranger.email)
        assert (await theirs.post(removal[1])).status_code == 404
        assert "Your second factor" not in (await browser.post(removal[1])).text
        assert "/removal" not in (await browser.get(HERE)).text
    async with house.visitor() as again:
        assert (await sign_in(again, person.email)).url.path == "/"


async def test_an_organisation_asks_everyone(house: House) -> None:
    owner = await organizations.sign_up(house.identity, email="boss2@c.example", password=PASSWORD, organization="C")
    await members.add(house.identity, owner.who, email="rep2@c.example", name="Rep", password=PASSWORD)
    other = await organizations.sign_up(house.identity, email="free@d.example", password=PASSWORD)
    async with house.visitor() as browser:
        await sign_in(browser, owner.email)
        await set_up(browser)
        changed = await browser.post("/settings/security", data={"second_factor": "true"})
        assert changed.status_code == 200 and "Rep" in changed.text, "who has none yet"
    async with house.visitor() as rep:
        asked = await sign_in(rep, "rep2@c.example")
        assert asked.url.path == HERE and "asks everyone" in asked.text
        assert (await rep.get("/settings/profile")).url.path == HERE
        wire = await bearer(rep, "rep2@c.example")
        assert (await rep.get("/rest/v1/contacts", headers=wire)).json()["code"] == "insufficient_aal"
        await set_up(rep)
        assert (await rep.get("/")).text.startswith("rep2@c.example")
        assert (await rep.get("/settings/security")).status_code == 403
        assert (await rep.post("/settings/security", data={})).status_code == 403
    async with house.visitor() as free:
        assert (await sign_in(free, other.email)).url.path == "/"
    async with house.identity.db.acting(owner.who) as tx:
        assert await sign_in_rules.find(tx) == Rules(second_factor=True)
    async with house.identity.db.acting(other.who) as tx:
        assert await sign_in_rules.find(tx) == Rules()
