"""Connecting accounts by OAuth: there and back, renewal, forgery, strangers, and what a provider can do wrong.

seed: D29, F20, J19
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest

from comity.config import Misconfigured
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.sql import compile_named
from comity.core.who import Who
from comity.core.work import start
from comity.office import connections
from comity.office.connections import NOT_CONNECTED, RECONNECT, apps, flow, provider, tokens, upkeep
from comity.office.connections.problems import FORGED, Unfit
from comity.office.connections.tests.server import SECRET, OAuth, oauth
from comity.office.organizations import Person
from comity.office.tests.conftest import House, colleague, sign_in
from comity.platform import outside, vault
from comity.platform.auth.identity import Identity
from comity.platform.outside import OutsideFailure
from comity.platform.outside import client as outside_client
from tests.working import Working

SITE = "http://app.example"
HERE = "/settings/connections"
CUSTOM = next(one for one in apps.SERVICES if one.name == "connect-custom")


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> Any:
    async def at_once(seconds: float) -> None:
        return None

    monkeypatch.setattr(outside_client, "pause", at_once)
    vault.configure("5c" * 32)
    outside.configure(private=True)
    yield
    outside.configure(private=False)
    apps.configure(None)


@pytest.fixture
async def there() -> AsyncIterator[OAuth]:
    async with oauth() as server:
        yield server


async def registered(db: Database, owner: Person, there: OAuth) -> None:
    given = {
        "title": "Elsewhere",
        "client_id": "comity",
        "client_secret": SECRET,
        "issuer": there.url,
        "scopes": "read",
    }
    await vault.put(db, owner.who, CUSTOM, given)


async def connected(db: Database, owner: Person, there: OAuth, who: Who | None = None) -> None:
    """The owner's account, or a colleague's, without a browser."""
    await registered(db, owner, there)
    said = there.codes.consent(await flow.begin(db, who or owner.who, "custom", SITE))
    await flow.finish(db, who or owner.who, "custom", SITE, said)


def change(url: str, text: str, *values: Any) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(text, values)


def ran_out(url: str, owner: Person) -> None:
    change(url, "update connected_accounts set expires_at = now() where org_id = %s", owner.org_id)


async def away(browser: httpx.AsyncClient) -> str:
    answer = await browser.get(f"{HERE}/custom/begin", follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def test_somebody_connects_on_the_page_sees_it_and_disconnects(
    house: House, owner: Person, there: OAuth, db: Database, database_url: str
) -> None:
    await registered(db, owner, there)
    async with house.visitor() as browser:
        await sign_in(browser, owner.email)
        page = await browser.get(HERE)
        assert "Elsewhere" in page.text and f"{HERE}/custom/begin" in page.text
        url = await away(browser)
        asked = query(url)
        assert url.startswith(f"{there.url}/authorize?") and asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == f"{SITE}{HERE}/custom/callback" and asked["scope"] == "read"
        back = await browser.get(f"{HERE}/custom/callback", params=there.codes.consent(url))
        assert back.url.path == HERE and "read</code>" in back.text and "write</code>" in back.text
        assert "access-token" not in back.text and "refresh-token" not in back.text
        assert " · token until" in back.text
        async with connections.token(db, owner.who, "custom") as token:
            assert token.value == "access-token-1" and token.headers == {"Authorization": "Bearer access-token-1"}
            assert "access-token" not in f"{token!r} {token}"
        assert (await flow.mine(db, owner.who))["custom"]["last_used_at"] is not None
        gone = await browser.post(f"{HERE}/custom/removal")
        assert gone.status_code == 200 and there.revoked == ["refresh-token-1"]
    assert await flow.mine(db, owner.who) == {}
    with pytest.raises(Problem) as nothing:
        async with connections.token(db, owner.who, "custom"):
            raise AssertionError("there is no account")
    assert nothing.value == NOT_CONNECTED


async def test_a_state_is_this_sessions_own_and_works_once(
    house: House, owner: Person, stranger: Person, there: OAuth, db: Database, identity: Identity
) -> None:
    await registered(db, owner, there)
    mate = await colleague(identity, owner, "rep")
    callback = f"{HERE}/custom/callback"
    async with house.visitor() as mine, house.visitor() as second, house.visitor() as other, house.visitor() as theirs:
        for browser, email in (
            (mine, owner.email),
            (second, owner.email),
            (other, mate.email),
            (theirs, stranger.email),
        ):
            await sign_in(browser, email)
        said = there.codes.consent(await away(mine))
        for browser in (second, other, theirs):  # another session, a colleague, a stranger: fixation
            assert (await browser.get(callback, params=said)).url.path == HERE
        for state in ("", "x", "x" * 43, "ü" * 30, said["state"][:-1], "x" * 5000):
            await mine.get(callback, params={"code": said["code"], "state": state})
        assert (await mine.get(f"{HERE}/google/callback", params=said)).url.path == HERE  # another provider's
        assert there.asked == [] and await flow.mine(db, owner.who) == {}
        evil = {"next": "https://evil.example", "redirect_to": "//evil.example", "redirect_uri": "https://evil.example"}
        back = await mine.get(callback, params={**said, **evil}, follow_redirects=False)
        assert back.headers["location"] == HERE, "where to next is ours to say"
        await mine.get(callback, params={"code": "again", "state": said["state"]})
        assert len(there.asked) == 1, "a state works once"
        crossed = await mine.get(
            f"{HERE}/custom/begin", headers={"sec-fetch-site": "cross-site"}, follow_redirects=False
        )
        assert crossed.headers["location"] == HERE, "no other site begins a connection"
    async with house.visitor() as nobody:
        assert (await nobody.get(callback, params=said)).url.path == "/sign-in"


async def test_who_says_no_or_answers_for_another_issuer_connects_nothing(
    owner: Person, there: OAuth, db: Database
) -> None:
    await registered(db, owner, there)
    for said in ({"error": "access_denied"}, {}, {"code": "made up"}, {"code": "x", "iss": "https://other.example"}):
        state = query(await flow.begin(db, owner.who, "custom", SITE))["state"]
        with pytest.raises(Problem):
            await flow.finish(db, owner.who, "custom", SITE, {**said, "state": state})
    old = query(await flow.begin(db, owner.who, "custom", SITE))["state"]
    change(db.url, "update app.connect_flows set created_at = now() - interval '11 minutes'")
    with pytest.raises(Problem) as late:
        await flow.finish(db, owner.who, "custom", SITE, {"code": "x", "state": old})
    assert late.value == FORGED and await flow.mine(db, owner.who) == {}


async def test_a_provider_that_calls_itself_otherwise_is_not_asked(owner: Person, there: OAuth, db: Database) -> None:
    there.calls_itself = "https://accounts.google.com"
    await registered(db, owner, there)
    with pytest.raises(Unfit, match="does not describe itself"):
        await flow.begin(db, owner.who, "custom", SITE)
    there.calls_itself = f"{there.url}/"
    assert (await flow.begin(db, owner.who, "custom", SITE)).startswith(there.url)


async def test_the_wire_shows_an_account_to_its_person_and_its_tokens_to_nobody(
    owner: Person, stranger: Person, there: OAuth, db: Database, identity: Identity, database_url: str
) -> None:
    await connected(db, owner, there)
    mate = await colleague(identity, owner, "admin")
    shown = compile_named("shown", "Open columns.", "select provider, scopes from connected_accounts where true")
    assert len(await db.once(owner.who, shown)) == 1
    assert await db.once(mate, shown) == [] and await db.once(stranger.who, shown) == []
    for text in (
        "select sealed from connected_accounts",
        "select * from connected_accounts",
        "update connected_accounts set state = 'connected'",
        "delete from connected_accounts",
        "insert into connected_accounts (provider, sealed) values ('x', 'y')",
        "select * from app.connect_flows",
    ):
        for who in (owner.who, mate, stranger.who):
            with pytest.raises(Problem) as refused:
                await db.once(who, compile_named("forbidden", "No.", text))
            assert refused.value.status == 403
    for who in (mate, stranger.who):
        with pytest.raises(Problem):
            async with connections.token(db, who, "custom"):
                raise AssertionError("somebody else's account")
        with pytest.raises(Problem):
            await flow.disconnect(db, who, "custom")
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "select sealed from connected_accounts where org_id = %s", (owner.org_id,)).fetchone()  # fmt: skip
        logged = connection.execute("select coalesce(string_agg(o::text, ' '), '') from outside_calls as o").fetchone()
    assert row and b"token" not in bytes(row[0]) and logged and "token-1" not in logged[0] and SECRET not in logged[0]


async def test_many_who_need_a_new_token_renew_it_once(
    owner: Person, there: OAuth, db: Database, database_url: str
) -> None:
    await connected(db, owner, there)
    ran_out(database_url, owner)

    async def use() -> str:
        async with connections.token(db, owner.who, "custom") as token:
            return token.value

    assert set(await asyncio.gather(*(use() for _ in range(12)))) == {"access-token-2"}
    assert there.renewals == 1 and there.good == {"refresh-token-2"}
    with pytest.raises(connections.Refused):
        async with connections.token(db, owner.who, "custom"):
            raise connections.Refused
    assert await use() == "access-token-3", "what the service refused is renewed before its next use"


async def test_a_renewal_that_died_is_taken_up_and_a_late_one_overwrites_nothing(
    owner: Person, there: OAuth, db: Database, database_url: str
) -> None:
    await connected(db, owner, there)
    ran_out(database_url, owner)
    house = flow._house(owner.who)
    (row,) = await db.once(house, tokens.q.of_person, person=owner.who.user_id, provider="custom")
    dead = {"id": row["id"], "run": "01900000-0000-7000-8000-00000000dead"}
    assert await db.once(house, tokens.q.lease, **dead, seconds=60.0, seen=None)
    assert not await db.once(house, tokens.q.lease, **{**dead, "run": dead["run"][:-1] + "e"}, seconds=60.0, seen=None)
    change(database_url, "update connected_accounts set refreshing_until = now() where org_id = %s", owner.org_id)
    async with connections.token(db, owner.who, "custom") as token:
        assert token.value == "access-token-2"
    late: dict[str, Any] = {"sealed": b"old", "scopes": [], "expires": None}
    await db.once(house, tokens.q.store, **dead, **late)
    async with connections.token(db, owner.who, "custom") as token:
        assert token.value == "access-token-2"


async def test_a_dead_refresh_token_asks_the_person_once_to_connect_again(
    owner: Person, there: OAuth, db: Database, database_url: str, house: House
) -> None:
    await connected(db, owner, there)
    there.good.clear()
    ran_out(database_url, owner)
    for _ in range(2):
        with pytest.raises(Problem) as ended:
            async with connections.token(db, owner.who, "custom"):
                raise AssertionError("there is no token")
        assert ended.value == RECONNECT
    assert there.renewals == 1
    notes = compile_named("notes", "Notes.", "select title, url from notifications where kind = 'connection'")
    assert [note["url"] for note in await db.once(owner.who, notes)] == [HERE]
    async with house.visitor() as browser:
        await sign_in(browser, owner.email)
        assert "connect again" in (await browser.get(HERE)).text
        await browser.get(f"{HERE}/custom/callback", params=there.codes.consent(await away(browser)))
    async with connections.token(db, owner.who, "custom") as token:
        assert token.value == "access-token-2"


async def test_an_account_that_cannot_be_renewed_asks_its_person(
    owner: Person, there: OAuth, db: Database, database_url: str
) -> None:
    there.more["refresh_token"] = ""
    await connected(db, owner, there)
    ran_out(database_url, owner)
    with pytest.raises(Problem) as ended:
        async with connections.token(db, owner.who, "custom"):
            raise AssertionError("there is no token")
    assert ended.value == RECONNECT
    assert there.renewals == 0, "nothing is sent that no provider could take"


@pytest.mark.parametrize("mood", ["hang", "broken", "nonsense"])
async def test_a_provider_in_trouble_costs_no_connection(
    mood: str, owner: Person, there: OAuth, db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "SECONDS", 0.5)
    await connected(db, owner, there)
    ran_out(database_url, owner)
    there.mood = mood
    with pytest.raises(OutsideFailure):
        async with connections.token(db, owner.who, "custom"):
            raise AssertionError("there is no token")
    row = (await flow.mine(db, owner.who))["custom"]
    assert (
        row["state"] == "connected"
        and row["last_error"]
        and "token" not in str(row["last_error"]).replace("no token", "")
    )
    there.mood = ""
    if mood == "hang":
        there.waiting.set()
    async with connections.token(db, owner.who, "custom") as token:
        assert token.value.startswith("access-token-")
    assert (await flow.mine(db, owner.who))["custom"]["last_error"] is None


async def test_every_hour_what_runs_out_within_a_day_is_renewed_once(
    owner: Person, stranger: Person, there: OAuth, db: Database, database_url: str, identity: Identity
) -> None:
    change(database_url, "delete from connected_accounts")
    await connected(db, owner, there)
    there.life = 5 * 86_400
    mate = await colleague(identity, stranger, "rep")
    await connected(db, stranger, there, mate)
    async with Working(db, *upkeep.WORKFLOWS):
        for _ in range(2):
            async with db.acting(upkeep.HOUSE) as tx:
                await start(tx, upkeep.refresh_all, {})
        for _ in range(2400):
            row = (await flow.mine(db, owner.who))["custom"]
            if row["last_refreshed_at"]:
                break
            await asyncio.sleep(0.05)
        change(database_url, "update org_members set deleted_at = now() where user_id = %s", mate.user_id)
        who = flow._house(stranger.who)
        (left,) = [one for one in await db.once(upkeep.HOUSE, tokens.q.due) if one["org_id"] == stranger.org_id]
        async with db.acting(who) as tx:
            await start(tx, upkeep.forget_one, {"account_id": str(left["id"])})
        for _ in range(2400):
            if there.revoked:
                break
            await asyncio.sleep(0.05)
    assert row["expires_at"] > datetime.now(UTC) + timedelta(days=4) and row["state"] == "connected"
    assert there.renewals == 1 and there.revoked == ["refresh-token-2"]


async def test_addresses_an_organisation_types_never_lead_inside(owner: Person, there: OAuth, db: Database) -> None:
    await connected(db, owner, there)
    outside.configure(private=False)
    provider._found.clear()
    for more in ({"issuer": there.url}, {"issuer": "http://169.254.169.254"}, {"issuer": "file:///etc/passwd"},
                 {"authorize_url": "javascript:alert(1)", "token_url": "https://a.example/t"}):  # fmt: skip
        await vault.put(db, owner.who, CUSTOM, {"title": "E", "client_id": "c", **more})
        with pytest.raises((OutsideFailure, Unfit)):
            await flow.begin(db, owner.who, "custom", SITE)
    assert len(there.asked) == 1


async def test_operators_register_for_everybody_and_the_known_ones_know_their_addresses(
    owner: Person, db: Database
) -> None:
    apps.configure(
        '{"google": {"client_id": "g", "client_secret": "s"}, "kc": {"client_id": "k", "issuer": "https://kc.example"}}'
    )
    assert [app.name for app in await apps.offered(db, owner.who)] == ["google", "kc"]
    asked = query(await flow.begin(db, owner.who, "google", SITE))
    assert asked["access_type"] == "offline" and asked["nonce"] and asked["client_id"] == "g"
    hubspot = next(one for one in apps.SERVICES if one.name == "connect-hubspot")
    await vault.put(db, owner.who, hubspot, {"client_id": "h", "client_secret": SECRET})
    url = await flow.begin(db, owner.who, "hubspot", SITE)
    assert url.startswith("https://app.hubspot.com/") and "code_challenge" not in url
    assert SECRET not in repr(await apps.app_of(db, owner.who, "hubspot"))
    for wrong in ("[]", "{", '{"x": {}}', '{"google": 3}', '{"kc": {"client_id": "k"}}'):
        with pytest.raises(Misconfigured):
            apps.configure(wrong)


async def test_the_page_speaks_german_and_tells_admins_the_address_to_register(house: House, owner: Person) -> None:
    async with house.visitor() as browser:
        await sign_in(browser, owner.email)
        assert re.search(r"app\.example/settings/connections/\{name\}/callback", (await browser.get(HERE)).text)
        browser.cookies.set("language", "de")
        assert "Verbundene Konten" in (await browser.get(HERE)).text
