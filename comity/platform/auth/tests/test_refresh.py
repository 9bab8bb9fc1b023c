"""The refresh rule of wire.md 2.4, which people get wrong."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.conftest import Signup, serving, with_policy

AGE = sql.compile_named(
    "age", "Makes revoked tokens older.",
    "update auth.refresh_tokens set updated_at = updated_at - interval '20 seconds' where revoked",
)  # fmt: skip
IDLE = sql.compile_named(
    "idle", "As if nobody had been here for long.",
    "with s as (update auth.sessions set refreshed_at = now() - interval '8 days' where user_id = :person returning id)"
    " update auth.refresh_tokens set updated_at = now() - interval '8 days' where session_id in (select id from s)",
)  # fmt: skip
ACTIVE = sql.compile_named(
    "active", "How many tokens of a user are good.",
    "select count(*) from auth.refresh_tokens where user_id = :person::text and not revoked",
)  # fmt: skip
KEPT = sql.compile_named("kept", "Every kept token.", "select token from auth.refresh_tokens")

service = Who.service()


async def refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/auth/v1/token?grant_type=refresh_token", json={"refresh_token": token})


async def swap(client: httpx.AsyncClient, token: str) -> str:
    answer = await refresh(client, token)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["refresh_token"])


def code(answer: httpx.Response) -> str:
    assert answer.status_code == 400
    return str(answer.json()["error_code"])


async def test_every_refresh_swaps_the_token(client: httpx.AsyncClient, sign_up: Signup) -> None:
    first = (await sign_up("swap@a.example"))["refresh_token"]
    second = await swap(client, first)
    third = await swap(client, second)
    assert len({first, second, third}) == 3


async def test_a_lost_answer_is_given_again(client: httpx.AsyncClient, sign_up: Signup, db: Database) -> None:
    """The parent of the active token may come back at any time, and gets the active one."""
    first = (await sign_up("lost@a.example"))["refresh_token"]
    second = await swap(client, first)
    await db.once(service, AGE)
    assert await swap(client, first) == second
    assert await swap(client, first) == second


async def test_many_tabs_within_the_interval(client: httpx.AsyncClient, sign_up: Signup) -> None:
    first = (await sign_up("tabs@a.example"))["refresh_token"]
    second = await swap(client, first)
    third = await swap(client, second)
    again = await swap(client, first)
    assert again not in (first, second, third)
    assert await swap(client, third)


async def test_an_old_token_ends_the_whole_family(client: httpx.AsyncClient, sign_up: Signup, db: Database) -> None:
    session = await sign_up("stolen@a.example")
    first = session["refresh_token"]
    third = await swap(client, await swap(client, first))
    await db.once(service, AGE)
    assert code(await refresh(client, first)) == "refresh_token_already_used"
    assert (await db.once(service, ACTIVE, person=session["user"]["id"]))[0]["count"] == 0
    await db.once(service, AGE)
    assert code(await refresh(client, third)) == "refresh_token_already_used"


async def test_without_rotation_the_family_stays(identity: Identity, db: Database) -> None:
    async with serving(with_policy(identity, rotation=False)) as client:
        body = {"email": "norotation@a.example", "password": "correct horse"}
        first = (await client.post("/auth/v1/signup", json=body)).json()["refresh_token"]
        third = await swap(client, await swap(client, first))
        await db.once(service, AGE)
        assert code(await refresh(client, first)) == "refresh_token_already_used"
        assert await swap(client, third)


async def test_concurrent_refreshes_get_the_same_answer(client: httpx.AsyncClient, sign_up: Signup) -> None:
    first = (await sign_up("rush@a.example"))["refresh_token"]
    answers = await asyncio.gather(*(refresh(client, first) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1


async def test_unknown_and_missing_tokens(client: httpx.AsyncClient) -> None:
    assert code(await refresh(client, "nonsense")) == "refresh_token_not_found"
    assert code(await refresh(client, "")) == "validation_failed"


async def test_a_session_ends_by_itself_after_a_week(client: httpx.AsyncClient, sign_up: Signup, db: Database) -> None:
    session = await sign_up("away@a.example")
    await db.once(service, IDLE, person=session["user"]["id"])
    assert code(await refresh(client, session["refresh_token"])) == "session_expired"


async def test_a_signed_out_session_does_not_refresh(client: httpx.AsyncClient, sign_up: Signup) -> None:
    session = await sign_up("left@a.example")
    bearer = {"authorization": f"Bearer {session['access_token']}"}
    assert (await client.post("/auth/v1/logout", headers=bearer)).status_code == 204
    assert code(await refresh(client, session["refresh_token"])) == "refresh_token_not_found"


async def test_the_database_keeps_no_token(client: httpx.AsyncClient, sign_up: Signup, db: Database) -> None:
    token = (await sign_up("kept@a.example"))["refresh_token"]
    kept = [row["token"] for row in await db.once(service, KEPT)]
    assert token not in kept and kept


BODIES = [b"", b"[]", b"7", b"{", b'{"refresh_token": 7}', b'{"refresh_token": "\\u0000"}', b"\xff"]


@pytest.mark.parametrize("body", BODIES)
async def test_bodies_that_are_none(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/auth/v1/token?grant_type=refresh_token", content=body)
    assert answer.status_code == 400 and answer.json()["error_code"] in ("bad_json", "validation_failed")


async def test_a_reader_of_the_answer_finds_the_session(client: httpx.AsyncClient, sign_up: Signup) -> None:
    session: dict[str, Any] = await sign_up("shape@a.example", full_name="Ann")
    assert {"access_token", "token_type", "expires_in", "expires_at", "refresh_token", "user"} == set(session)
    assert session["token_type"] == "bearer" and session["expires_in"] == timedelta(hours=1).total_seconds()
    assert session["user"]["user_metadata"]["full_name"] == "Ann"
    assert session["user"]["identities"][0]["provider"] == "email"
