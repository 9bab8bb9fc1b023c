"""Private channels: policies decide, members of an organisation have theirs, and rights that end, end at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from tests.tenancy.conftest import ask
from tests.wire.realtime.conftest import Dial, Server
from tests.wire.realtime.raw import Raw
from tests.world import World

Tokens = Callable[[Who], str]
SEND = sql.compile_named(
    "send", "A test's own query.", "select realtime.send(:payload::jsonb, :event, :topic, :private)"
)
SAID = {"type": "broadcast", "event": "x", "payload": {"n": 1}}


@pytest.fixture(scope="module", autouse=True)
async def rules(server: Server) -> AsyncIterator[None]:
    """Policies of somebody's own project beside ours."""
    with psycopg.connect(server.app.database_url) as admin:
        admin.execute("""
            create policy t_hear on realtime.messages for select to authenticated, anon
            using (realtime.topic() in ('open', 'listen-only'));
            create policy t_speak on realtime.messages for insert to authenticated, anon
            with check (realtime.topic() = 'open');
            create policy t_broken on realtime.messages for select to authenticated
            using (realtime.topic() = 'broken' and 1 / (length(realtime.topic()) - 6) = 1);
        """)
    yield
    with psycopg.connect(server.app.database_url) as admin:
        admin.execute("""
            drop policy t_hear on realtime.messages; drop policy t_speak on realtime.messages;
            drop policy t_broken on realtime.messages;
        """)


def no(topic: str) -> dict[str, Any]:
    reason = f"Unauthorized: You do not have permissions to read from this Channel topic: {topic}"
    return {"status": "error", "response": {"reason": reason}}


async def test_policies_let_in_and_keep_out(line: Dial) -> None:
    raw = await line()
    assert (await raw.join("open", private=True))["status"] == "ok"
    assert await raw.join("closed", private=True) == no("closed")


async def test_whoever_may_only_listen_is_not_heard(line: Dial) -> None:
    one, two = await line(), await line()
    for raw in (one, two):
        for topic in ("listen-only", "open"):
            await raw.join(topic, private=True)
    await one.send("realtime:listen-only", "broadcast", SAID)
    await one.send("realtime:open", "broadcast", SAID)
    await two.event("broadcast")
    await two.calm()
    assert [said[2] for said in two.heard if said[3] == "broadcast"] == ["realtime:open"]


async def test_a_policy_that_raises_says_no_and_harms_nobody(line: Dial, server: Server, tokens: Tokens) -> None:
    raw = await line()
    assert await raw.join("broken", tokens(server.app.world.owner), private=True) == no("broken")
    assert (await raw.join("open", private=True))["status"] == "ok"


async def test_an_organisations_channels_are_its_members(line: Dial, server: Server, tokens: Tokens) -> None:
    world = server.app.world
    topic = f"org:{world.ours.id}:room"
    ours, theirs, nobody = await line(), await line(), await line()
    assert (await ours.join(topic, tokens(world.rep)))["status"] == "ok"  # guarded, also when not asked to be
    assert await theirs.join(topic, tokens(world.stranger)) == no(topic)
    assert await theirs.join(topic, tokens(world.stranger), private=True) == no(topic)
    assert await nobody.join(topic) == no(topic)
    async with httpx.AsyncClient(base_url=server.url, headers={"apikey": server.anon}) as client:
        body = {"messages": [{"topic": topic, "event": "x", "payload": {}}]}
        assert (await client.post("/realtime/v1/api/broadcast", json=body)).status_code == 202
    await ours.calm()
    assert ours.events("broadcast") == []  # accepted, as upstream does, and heard by nobody


async def test_what_sql_sends_is_heard_and_kept(line: Dial, server: Server, tokens: Tokens, house: Database) -> None:
    world = server.app.world
    topic = f"org:{world.ours.id}:sql-{uuid4()}"
    began = int(time.time() * 1000) - 2000
    raw = await line()
    await raw.join(topic, tokens(world.owner), private=True)
    async with house.acting(world.rep) as tx:
        await tx.run(SEND, payload='{"a": 1}', event="hello", topic=topic, private=True)
    heard = await raw.event("broadcast")
    assert heard["event"] == "hello" and heard["payload"]["a"] == 1 and heard["payload"]["id"] == heard["meta"]["id"]
    async with house.acting(world.stranger) as tx:  # refused by the policies, as a warning
        await tx.run(SEND, payload='{"a": 2}', event="hello", topic=topic, private=True)
    late = await line()
    answer = await late.join(topic, tokens(world.rep), private=True, broadcast={"replay": {"since": began, "limit": 5}})
    assert answer["status"] == "ok"
    again = await late.event("broadcast")
    assert again["meta"] == {"id": heard["meta"]["id"], "replayed": True} and again["payload"]["a"] == 1
    await late.calm()
    assert len(late.events("broadcast")) == 1
    bad = await line()
    answer = await bad.join("open", broadcast={"replay": {"since": began}})
    assert answer["response"]["reason"] == "UnableToReplayMessages: Replay is not allowed for public channels"
    answer = await bad.join("open", private=True, broadcast={"replay": {"since": began, "limit": 26}})
    assert answer["response"]["reason"] == "UnableToReplayMessages: Replay params are not valid"


async def test_whom_the_past_cannot_be_told_is_sent_to_come_again(
    line: Dial, server: Server, world: World, tokens: Tokens
) -> None:
    """In the channel without it, and without what comes after it, they would be deaf and not know."""
    topic, raw = f"org:{world.ours.id}:untold-{uuid4()}", await line()
    with psycopg.connect(server.app.database_url, autocommit=True) as admin:
        admin.execute("alter table realtime.messages rename column binary_payload to elsewhere")
        try:
            await raw.join(topic, tokens(world.rep), private=True, broadcast={"replay": {"since": 0}})
            code, reason = await raw.closed()
        finally:
            admin.execute("alter table realtime.messages rename column elsewhere to binary_payload")
    assert (code, reason) == (1011, "The past could not be told: please connect again")
    again = await line()
    assert (await again.join(topic, tokens(world.rep), private=True, broadcast={"replay": {"since": 0}}))[
        "status"
    ] == "ok"


async def test_deal_health_is_told_on_its_channel(line: Dial, server: Server) -> None:
    typed = {"email": f"{uuid4().hex}@wire.example", "password": "correct horse"}
    token = ask(f"{server.url}/auth/v1/signup", "POST", typed).json["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Prefer": "return=representation"}
    rest = f"{server.url}/rest/v1"
    made = ask(f"{rest}/leads?select=id,org_id", "POST", {"title": "Watched"}, headers)
    assert made.status == 201, made.body
    lead, org = made.json[0]["id"], made.json[0]["org_id"]
    topic = f"org:{org}:deals:health"
    raw, other = await line(), await line()
    for each in (raw, other):
        assert (await each.join(topic, token, private=True))["status"] == "ok"
    score = {"org_id": org, "lead_id": lead, "score": 30, "changed_reasons": [{"code": "silence"}]}
    assert ask(f"{rest}/deal_health_scores", "POST", score, headers).status == 403  # the program alone scores
    made = ask(f"{rest}/deal_health_scores", "POST", score, headers | {"Authorization": f"Bearer {server.service}"})
    assert made.status == 201, made.body
    heard = await raw.event("broadcast")
    assert heard["event"] == "health"
    payload = heard["payload"]
    assert (payload["deal_id"], payload["new_score"], payload["changed_reasons"]) == (lead, 30, [{"code": "silence"}])
    await other.event("broadcast")
    await raw.send(f"realtime:{topic}", "broadcast", SAID)  # nobody but the house speaks there
    await raw.calm()
    await other.calm()
    assert len(other.events("broadcast")) == 1


async def sign_in(server: Server, who: Who) -> dict[str, Any]:
    url = f"{server.url}/auth/v1/token?grant_type=password"
    return dict(ask(url, "POST", {"email": who.email, "password": server.app.world.password}).json)


async def ended(raw: Raw, topic: str) -> str:
    """Waits until the channel was closed; the reason."""
    await raw.wait(lambda said: said[3] == "phx_close" and said[2] == f"realtime:{topic}")
    system = await raw.wait(lambda said: said[3] == "system" and said[4]["status"] == "error")
    return str(system[4]["message"])


async def test_signing_out_ends_what_the_session_hears(line: Dial, server: Server) -> None:
    world = server.app.world
    token = (await sign_in(server, world.ours.technician))["access_token"]
    raw, topic = await line(), f"org:{world.ours.id}:bye"
    await raw.join(topic, token, private=True)
    ask(f"{server.url}/auth/v1/logout?scope=local", "POST", None, {"Authorization": f"Bearer {token}"})
    assert "session" in await ended(raw, topic)


async def test_a_removed_member_hears_nothing_more(line: Dial, server: Server) -> None:
    world = server.app.world
    who = world.theirs.technician
    token = (await sign_in(server, who))["access_token"]
    raw = await line()
    await raw.follow("gone", token, {"event": "*", "schema": "public", "table": "contacts"})
    with psycopg.connect(server.app.database_url) as admin:
        admin.execute("update org_members set deleted_at = now() where user_id = %s", [who.user_id])
    assert await ended(raw, "gone")
    with psycopg.connect(server.app.database_url) as admin:
        admin.execute("update org_members set deleted_at = null where user_id = %s", [who.user_id])


async def test_a_token_that_runs_out_ends_the_channel(line: Dial, server: Server) -> None:
    import joserfc.jwt
    from joserfc.jwk import OctKey

    raw = await line()
    for life in (3, 9, 27, 81):  # as short as lets us in before it runs out
        claims = {"role": "anon", "exp": int(time.time()) + life}
        token = joserfc.jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(server.jwt_secret))
        if (await raw.join("short", token))["status"] == "ok":
            break
    assert await ended(raw, "short") == "Token has expired"
    answer = await raw.join("short", token)
    assert answer["response"]["reason"].startswith("InvalidJWTToken: Token has expired")


async def test_a_new_token_keeps_the_channel_and_a_bad_one_ends_it(line: Dial, server: Server, tokens: Tokens) -> None:
    world = server.app.world
    raw, topic = await line(), f"org:{world.ours.id}:refresh"
    await raw.join(topic, tokens(world.rep), private=True)
    for token in (None, "sb_publishable_x", tokens(world.rep), (await sign_in(server, world.rep))["access_token"]):
        await raw.send(f"realtime:{topic}", "access_token", {"access_token": token}, "1")
    await raw.calm()
    assert raw.events("phx_close") == []
    await raw.send(f"realtime:{topic}", "access_token", {"access_token": tokens(world.stranger)}, "1")
    assert await ended(raw, topic)
    await raw.join("public", tokens(world.rep))
    await raw.send("realtime:public", "access_token", {"access_token": "a.b.c"})
    await raw.wait(lambda said: said[3] == "phx_close" and said[2] == "realtime:public")
    await asyncio.sleep(0)
