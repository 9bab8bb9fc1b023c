"""Hooks: the operator's functions change claims and send mail, in the database or in this program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from comity.core import sql
from comity.core.db import Database, Tx
from comity.platform.auth import hooks
from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.conftest import VERSION, Notebook, claims_of, serving, with_policy

EVENTS = sql.compile_named("events", "What hooks were given.", "select event from public.hook_events")
CREATE = """
create table public.hook_events (event jsonb);
grant all on public.hook_events to service_role;
create function public.tariff(event jsonb) returns jsonb language sql as $$
  select jsonb_build_object('claims', (event -> 'claims') || jsonb_build_object(
    'tariff', 'gold', 'method', event ->> 'authentication_method', 'aal', 'aal2', 'sub', gen_random_uuid()))
$$;
create function public.refusing(event jsonb) returns jsonb language sql as $$
  select '{"error": {"http_code": 403, "message": "Only on weekdays"}}'::jsonb
$$;
create function public.thin(event jsonb) returns jsonb language sql as $$ select '{"claims": {"sub": "x"}}'::jsonb $$;
create function public.endless(event jsonb) returns jsonb language sql as $$ select '{}'::jsonb from pg_sleep(30) $$;
create function public.mailing(event jsonb) returns jsonb language sql as $$
  insert into public.hook_events values (event) returning '{}'::jsonb
$$;
grant execute on all functions in schema public to service_role;
"""


@pytest.fixture(scope="module", autouse=True)
async def functions(db: Database) -> None:
    import psycopg

    async with await psycopg.AsyncConnection.connect(db.url, autocommit=True) as connection:
        await connection.execute(CREATE.encode())


async def sign_up(identity: Identity, email: str, **rules: Any) -> httpx.Response:
    async with serving(with_policy(identity, **rules)) as client:
        body = {"email": email, "password": "correct horse"}
        return await client.post("/auth/v1/signup", json=body, headers=VERSION)


def pg(name: str) -> str:
    return f"pg-functions://postgres/public/{name}"


async def test_a_function_of_the_database_changes_claims(identity: Identity) -> None:
    session = (await sign_up(identity, "gold@a.example", hook_access_token=pg("tariff"))).json()
    claims = claims_of(session["access_token"])
    assert (claims["tariff"], claims["method"]) == ("gold", "password")
    assert (claims["sub"], claims["aal"]) == (session["user"]["id"], "aal1"), (
        "who and how sure is not the hook's to say"
    )


async def test_a_function_of_this_program(identity: Identity) -> None:
    async def shout(tx: Tx, event: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"claims": {**event["claims"], "loud": True}}

    hooks.register("shout", shout)
    session = (await sign_up(identity, "loud@a.example", hook_access_token="python:shout")).json()
    assert claims_of(session["access_token"])["loud"] is True


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        (pg("refusing"), 403, "hook_refused"),
        (pg("thin"), 500, "hook_payload_invalid"),
        (pg("endless"), 503, "too_slow"),
        (pg("nowhere"), 500, "unexpected_failure"),
        ("python:nowhere", 500, "hook_not_found"),
        ("pg-functions://postgres/public/a;b", 500, "hook_not_found"),
    ],
)
async def test_hooks_that_fail_sign_nobody_in(identity: Identity, name: str, status: int, code: str) -> None:
    answer = await sign_up(identity, f"{code}{status}{len(name)}@a.example", hook_access_token=name)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "select" not in answer.text and "Traceback" not in answer.text


async def test_a_hook_sends_the_mail(identity: Identity, house: Notebook, db: Database) -> None:
    await sign_up(identity, "mail@a.example", autoconfirm=False, hook_send_email=pg("mailing"))
    assert not house.letters
    async with db.acting(identity.house_keeper()) as tx:
        [event] = await tx.values(EVENTS)
    assert event["user"]["email"] == "mail@a.example"
    data = event["email_data"]
    assert (data["email_action_type"], len(data["token"]), data["site_url"]) == ("signup", 6, "http://app.example")
    async with serving(identity) as client:
        body = {"type": "signup", "token_hash": data["token_hash"]}
        assert (await client.post("/auth/v1/verify", json=body)).status_code == 200
