"""Gong tells of a call: signed as it says, fetched once, about the right deal, understood; forged and foreign refused.

seed: IN03, F04, J05, WH01, WH05
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from comity.comms import calls
from comity.core.db import Database
from comity.office.webhooks.signatures import Message
from comity.office.webhooks.signatures import gong as signed
from comity.packs.sales import action_items, gong, workflows
from comity.packs.sales.tests.conftest import Make
from comity.platform import outside, vault
from tests.listening import listening
from tests.queries import q
from tests.working import Working, until
from tests.world import World

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = (
    KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
)
URL = "https://crm.example/hooks/gong/01900000-0000-7000-8000-000000000001"
CALLS = q(
    "select id, lead_id, contact_id, title, state, problem from calls where org_id = :org_id and external_id = :id"
)


def body(number: str = "7782342274025937895", **more: Any) -> dict[str, Any]:
    meta = {"id": number, "title": "Fontaine: the offer", "started": "2026-11-19T14:03:37.041977-07:00", "duration": 90,
            "direction": "Inbound"}  # fmt: skip
    parties = [
        {"name": "Remy Duval", "emailAddress": "remy@aurelle.example", "affiliation": "Internal", "speakerId": "11"},
        {"name": "Claire Fontaine", "emailAddress": "Claire@Fontaine-Maison-Aurelle.example", "affiliation": "External",
         "speakerId": "22"},
    ]  # fmt: skip
    return {"callData": {"metaData": meta, "parties": parties}, "isTest": False, **more}


def token(claims: dict[str, Any], key: Any = KEY, alg: str = "RS256") -> str:
    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    text = f"{part(json.dumps({'alg': alg}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{text}.{part(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def message(said: bytes, authorization: str = "", url: str = URL) -> Message:
    return Message("POST", url, {"authorization": authorization}, said, 1_795_000_000.0)


def test_a_signed_token_holds_for_this_address_and_body_only() -> None:
    said = json.dumps(body()).encode()
    claims = {"webhook_url": URL, "body_sha256": hashlib.sha256(said).hexdigest(), "exp": 1_795_000_060}
    good = token(claims)
    bare = "".join(PEM.splitlines()[1:-1])
    for key in (PEM, bare):
        assert signed(key, message(said, good)) and signed(key, message(said, f"Bearer {good}"))
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    wrong = [
        message(said + b" ", good), message(said, good, URL + "x"), message(said, token(claims, other)),
        message(said, token({**claims, "exp": 1_794_000_000})), message(said, token(claims, alg="none")),
        message(said, good[:-4]), message(said, "a.b.c"), message(said, ""),
        message(said, token({**claims, "exp": "soon"})),
    ]  # fmt: skip
    assert not any(signed(PEM, one) for one in wrong)


def test_the_key_in_the_address() -> None:
    assert signed("s3cret-of-ours", message(b"{}", url=URL + "?key=s3cret-of-ours"))
    assert not signed("s3cret-of-ours", message(b"{}", url=URL + "?key=wrong"))
    assert not signed("s3cret-of-ours", message(b"{}"))


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        {},
        {"isTest": True},
        {"callData": 3},
        {"callData": {"metaData": {"id": "x/../y"}}},
        {**body(), "isTest": True},
    ],
)
def test_what_is_no_call_is_left_alone(odd: Any) -> None:
    assert gong.read(odd) is None


@asynccontextmanager
async def gongs(answer: Response | None = None) -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    asked: list[dict[str, Any]] = []

    async def transcript(request: Request) -> Response:
        asked.append({"auth": request.headers["authorization"], **(await request.json())})
        call = asked[-1]["filter"]["callIds"][0]
        said = [("22", 0, "Our budget is approved, about 40,000 euros. But the price seems high."),
                ("11", 9000, "I'll send you a revised proposal by Friday.")]  # fmt: skip
        words = [
            {"speakerId": who, "sentences": [{"start": at, "end": at + 4000, "text": text}]} for who, at, text in said
        ]
        return answer or JSONResponse({"callTranscripts": [{"callId": call, "transcript": words}]})

    async with listening(Starlette(routes=[Route("/v2/calls/transcript", transcript, methods=["POST"])])) as url:
        yield url, asked


@pytest.fixture
def at_home() -> Any:
    outside.configure(private=True)
    vault.configure("6b" * 32)
    yield
    outside.configure(private=False)


@pytest.mark.usefixtures("at_home")
async def test_a_call_is_fetched_and_understood_once(db: Database, world: World, make: Make) -> None:
    lead = await make("Fontaine", contact_id=world.ours.contacts[0], who=world.rep)
    house = world.service(world.ours)
    heard = {"comms.call_added": [workflows.process_call]}
    async with gongs() as (url, asked), Working(db, *gong.WORKFLOWS, *workflows.WORKFLOWS, on=heard) as worker:
        given = {"access_key": "k", "secret": "s", "base_url": url}
        await vault.put(db, world.owner, gong.SERVICE, given)
        for _turn in range(2):
            await worker.done(gong.ingest, house, body=body())

        async def understood() -> bool:
            return [row["state"] for row in await db.once(world.rep, CALLS, id="gong:7782342274025937895")] == ["done"]

        await until(understood)
    assert asked[0]["auth"] == "Basic " + base64.b64encode(b"k:s").decode()
    row = (await db.once(world.rep, CALLS, id="gong:7782342274025937895"))[0]
    assert (row["lead_id"], row["contact_id"], row["title"]) == (lead, world.ours.contacts[0], "Fontaine: the offer")
    async with db.acting(world.rep) as tx:
        call = await calls.find(tx, row["id"])
        items = await action_items.of_call(tx, row["id"])
    assert [turn["speaker"] for turn in call["segments"]] == ["Claire Fontaine", "Remy Duval"]
    assert [turn["side"] for turn in call["segments"]] == ["customer", "us"] and call["segments"][1]["at"] == 9.0
    assert items[0]["text"] == "Send Claire a revised proposal by Friday"
    assert await db.once(world.stranger, CALLS, id="gong:7782342274025937895") == []


async def test_without_keys_the_call_waits_for_its_words(db: Database, world: World, stages: dict[str, UUID]) -> None:
    async with Working(db, *gong.WORKFLOWS) as worker:
        await worker.done(gong.ingest, world.service(world.theirs), body=body("99"))
        await worker.done(
            gong.ingest, world.service(world.theirs), body={"isTest": True, "callData": body("98")["callData"]}
        )
    row = (await db.once(world.stranger, CALLS, id="gong:99"))[0]
    assert row["state"] == "waiting" and "Gong" in row["problem"]
    assert await db.once(world.stranger, CALLS, id="gong:98") == []
