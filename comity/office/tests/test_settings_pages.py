"""Settings, invitations, switching, keys, outbox and audit log, by page."""

from __future__ import annotations

import re

import httpx
import pytest

from comity.core.db import Database
from comity.office import invitations
from comity.office.organizations import Person
from comity.office.pack import PACK
from comity.office.tests.conftest import House, colleague, sign_in
from comity.office.tests.test_sign_in_pages import last_link
from comity.platform.auth import callers
from comity.platform.auth.identity import Identity

MARK = "<script>alert(1)</script>"


async def invite(browser: httpx.AsyncClient, email: str, role: str = "rep") -> str:
    answer = await browser.post("/settings/members", data={"email": email, "role": role})
    assert answer.status_code == 200 and email in answer.text
    return await last_link(browser, "invitations")


async def test_every_settings_page_opens_for_every_role(house: House, identity: Identity, owner: Person) -> None:
    for role in ("admin", "manager", "rep", "technician", "readonly"):
        mate = await colleague(identity, owner, role)
        async with house.visitor() as browser:
            await sign_in(browser, mate.email)
            for page in PACK.settings:
                expected = 403 if page.roles and role not in page.roles else 200
                assert (await browser.get(page.path)).status_code == expected, (role, page.path)


async def test_an_invitation_makes_a_member_of_somebody_new(house: House, owner: Person) -> None:
    async with house.visitor() as boss, house.visitor() as newcomer:
        await sign_in(boss, owner.email)
        link = await invite(boss, "newcomer@o.example", "manager")
        page = await newcomer.get(link)
        assert "newcomer@o.example" in page.text and "manager" in page.text
        home = await newcomer.post(link, data={"name": "New Comer", "password": "long enough"})
        assert home.text.startswith("newcomer@o.example manager")
        assert (await newcomer.get(link)).status_code == 404
        assert "New Comer" in (await boss.get("/settings/members")).text
        twice = await boss.post("/settings/members", data={"email": "NEWCOMER@o.example", "role": "rep"})
        assert twice.status_code == 409


async def test_an_invitation_of_somebody_with_an_account(house: House, owner: Person, stranger: Person) -> None:
    async with house.visitor() as boss, house.visitor() as guest:
        await sign_in(boss, owner.email)
        link = await invite(boss, stranger.email, "rep")
        asked = await guest.post(link, data={"name": "Thief", "password": "long enough"})
        assert asked.url.path == "/sign-in"  # the link alone is not the account
        await sign_in(guest, stranger.email)
        assert f"{stranger.email} owner" in (await guest.get("/")).text
        joined = await guest.post(link)
        assert joined.text.startswith(f"{stranger.email} rep House")
        menu = await guest.get("/organizations/menu")
        assert menu.text.count("/switch") == 2
        back = re.findall(r"/organizations/([0-9a-f-]{36})/switch", menu.text)
        for org in back:
            if org == str(stranger.org_id):
                assert f"{stranger.email} owner" in (await guest.post(f"/organizations/{org}/switch")).text


async def test_an_invitation_is_for_one_address(house: House, owner: Person, stranger: Person) -> None:
    async with house.visitor() as boss, house.visitor() as thief:
        await sign_in(boss, owner.email)
        link = await invite(boss, "meant@o.example")
        await sign_in(thief, stranger.email)
        assert (await thief.post(link)).status_code == 403
        assert "This invitation is for" in (await thief.get(link)).text


async def test_a_withdrawn_invitation(house: House, owner: Person) -> None:
    async with house.visitor() as boss, house.visitor() as guest:
        await sign_in(boss, owner.email)
        link = await invite(boss, "changed-my-mind@o.example")
        listed = (await boss.get("/settings/members")).text
        open_one = re.findall(r"/settings/invitations/([0-9a-f-]{36})/withdrawal", listed)[0]
        await boss.post(f"/settings/invitations/{open_one}/withdrawal")
        assert (await guest.get(link)).status_code == 404


async def test_two_cannot_accept_one_invitation(house: House, db: Database, owner: Person, identity: Identity) -> None:
    async with db.acting(owner.who) as tx:
        link = await invitations.invite(tx, "http://app.example", "one@o.example", "rep")
    async with house.visitor() as one, house.visitor() as two:
        typed = {"name": "One", "password": "long enough"}
        answers = [await visitor.post(link, data=typed) for visitor in (one, two)]
        assert [answer.status_code for answer in answers] == [200, 404]


async def test_strangers_cannot_switch_in(house: House, owner: Person, stranger: Person) -> None:
    async with house.visitor() as browser:
        await sign_in(browser, stranger.email)
        assert (await browser.post(f"/organizations/{owner.org_id}/switch")).status_code == 404
        assert f"{stranger.email} owner" in (await browser.get("/")).text


async def test_starting_another_organisation(house: House, owner: Person) -> None:
    async with house.visitor() as browser:
        await sign_in(browser, owner.email)
        assert (await browser.post("/organizations", data={"name": "Second"})).text == f"{owner.email} owner Second"
        assert (await browser.post("/organizations", data={"name": ""})).status_code == 422


async def test_keys_are_shown_once_and_act_below_their_maker(
    house: House, identity: Identity, db: Database, owner: Person, stranger: Person
) -> None:
    mate = await colleague(identity, owner, "rep")
    async with house.visitor() as browser, house.visitor() as other:
        await sign_in(browser, mate.email)
        made = await browser.post("/settings/keys", data={"name": "Site", "role": "owner"})
        key = re.findall(r'value="(ck_[^"]+)"', made.text)[0]
        listed = (await browser.get("/settings/keys")).text
        assert key not in listed and key[:10] in listed
        who = await callers.of_token(identity, key)
        assert (who.user_id, who.org_role, who.agent) == (mate.user_id, "rep", "api key: Site")
        await sign_in(other, stranger.email)
        assert "Site" not in (await other.get("/settings/keys")).text
        key_id = re.findall(r"/settings/keys/([0-9a-f-]{36})/removal", listed)[0]
        assert (await other.post(f"/settings/keys/{key_id}/removal")).status_code == 404
        await browser.post(f"/settings/keys/{key_id}/removal")
        callers.forget(identity, token=key)
        with pytest.raises(Exception, match="Invalid API key"):
            await callers.of_token(identity, key)


async def test_what_people_type_is_shown_and_never_run(house: House, owner: Person) -> None:
    async with house.visitor() as browser:
        await sign_in(browser, owner.email)
        await browser.post("/settings/profile", data={"full_name": MARK, "title": MARK, "signature": MARK})
        await browser.post("/settings/teams", data={"name": MARK})
        await browser.post("/settings/keys", data={"name": MARK, "role": "rep"})
        for path in ("/settings/profile", "/settings/teams", "/settings/keys", "/settings/members", "/settings/audit"):
            page = (await browser.get(path)).text
            assert MARK not in page and "&lt;script&gt;" in page, path


async def test_the_outbox_keeps_account_mail_from_admins(house: House, identity: Identity, owner: Person) -> None:
    """An admin who could read the owner's reset link would be an owner."""
    admin = await colleague(identity, owner, "admin")
    async with house.visitor() as lost, house.visitor() as boss, house.visitor() as second:
        await lost.post("/reset", data={"email": owner.email})
        await sign_in(boss, owner.email)
        await sign_in(second, admin.email)
        assert "Set a new password" in (await boss.get("/outbox")).text
        assert "Set a new password" not in (await second.get("/outbox")).text


async def test_account_mail_of_a_guest_is_nobodys(house: House, owner: Person, stranger: Person, db: Database) -> None:
    """Somebody with two organisations: the owner of one must not get into the other."""
    async with db.acting(owner.who) as tx:
        link = await invitations.invite(tx, "http://app.example", stranger.email, "rep")
    async with house.visitor() as guest, house.visitor() as boss, house.visitor() as lost:
        await sign_in(guest, stranger.email)
        await guest.post(link)
        await lost.post("/reset", data={"email": stranger.email})
        await sign_in(boss, owner.email)
        for browser in (boss, guest):
            assert "Set a new password" not in (await browser.get("/outbox")).text


async def test_the_audit_log_tells_and_filters(house: House, owner: Person, stranger: Person) -> None:
    async with house.visitor() as browser, house.visitor() as other:
        await sign_in(browser, owner.email, "wrong")
        await sign_in(browser, owner.email)
        await browser.post("/settings/teams", data={"name": "Audited"})
        page = (await browser.get("/settings/audit")).text
        assert "failed to sign in" in page and "Audited" in page and "203.0.113.7" in page
        only = (await browser.get("/settings/audit?action=sign_in_failed")).text
        assert "failed to sign in · Sign-in" in only and "Audited" not in only
        assert "Audited" not in (await browser.get("/settings/audit?until=2020-01-01")).text
        for odd in ("?person=x", "?since=yesterday", "?until=9999-12-31", "?before=;", "?action=drop"):
            assert (await browser.get(f"/settings/audit{odd}")).status_code == 200
        await sign_in(other, stranger.email)
        assert "Audited" not in (await other.get("/settings/audit")).text
