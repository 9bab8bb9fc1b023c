"""Webhooks in and out: signatures, replays, floods, strangers, filters, dead receivers.  seed: WH01-WH07, D30"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import SPENT, Work, workflow
from comity.office.webhooks import inbox, outbox
from comity.office.webhooks.signatures import CHECKS, Message, sign, twilio
from comity.platform import outside, vault
from comity.platform.rest import inprocess as rest
from tests.queries import q
from tests.working import Working
from tests.world import World

NOW = 1_790_000_000.0
BODY = b'{"id": "evt_1", "type": "invoice.paid", "amount": 12}'


ONCE = q("update absurd.t_p2 set max_attempts = 1 where task_name = 'office.deliver_webhook' and state = 'pending'")
TELL = q("select app.announce(:kind, :subject::uuid, jsonb_build_object('n', :n::integer))")


@pytest.fixture(autouse=True, scope="module")
def ready() -> Iterator[None]:
    vault.configure(os.urandom(32).hex())
    outside.configure(private=True)
    yield
    outside.configure(private=False)


def message(headers: dict[str, str], body: bytes = BODY, now: float = NOW, url: str = "https://x.example/h") -> Message:
    return Message("POST", url, headers, body, now)


def signed(provider: str, secret: str, body: bytes = BODY, at: float = NOW) -> dict[str, str]:
    """The headers a provider would send, made here by its own description."""
    key, stamp = secret.encode(), str(int(at))
    mac = lambda text: hmac.digest(key, text, "sha256")  # noqa: E731
    encoded = lambda text: base64.b64encode(mac(text)).decode()  # noqa: E731
    return {
        "standard": lambda: {"webhook-id": f"msg_{hashlib.sha256(body).hexdigest()[:8]}", "webhook-timestamp": stamp,
                             "webhook-signature": "v1,nonsense " + sign(
                                 secret, f"msg_{hashlib.sha256(body).hexdigest()[:8]}", int(stamp), body)},
        "stripe": lambda: {"stripe-signature": f"t={stamp},v0=x,v1={mac(stamp.encode() + b'.' + body).hex()}"},
        "shopify": lambda: {"x-shopify-hmac-sha256": encoded(body), "x-shopify-topic": "orders/create"},
        "docusign": lambda: {"x-docusign-signature-1": "bm8=", "x-docusign-signature-2": encoded(body)},
        "github": lambda: {"x-hub-signature-256": f"sha256={mac(body).hex()}", "x-github-event": "push"},
        "slack": lambda: {"x-slack-request-timestamp": stamp,
                          "x-slack-signature": "v0=" + mac(f"v0:{stamp}:".encode() + body).hex()},
        "hubspot": lambda: {"x-hubspot-request-timestamp": f"{stamp}000", "x-hubspot-signature-v3": encoded(
            b"POSThttps://x.example/h" + body + f"{stamp}000".encode())},
        "custom": lambda: {"x-signature": mac(body).hex()},
    }[provider]()  # fmt: skip


@pytest.mark.parametrize("provider", sorted(CHECKS.keys() - {"twilio", "gong"}))
def test_a_signature_holds_for_its_own_message_only(provider: str) -> None:
    headers = signed(provider, "secret")
    check = CHECKS[provider]
    assert check("secret", message(headers))
    assert not check("other", message(headers))
    assert not check("secret", message(headers, body=BODY + b" "))
    assert not check("secret", message({}))
    assert not check("secret", message(dict.fromkeys(headers, "ü\x00,=,v1=")))
    if provider in ("standard", "stripe", "slack", "hubspot"):
        assert not check("secret", message(headers, now=NOW + 301)), "an old message somebody kept"


def test_twilio_signs_the_address_and_the_fields() -> None:
    url, fields = "https://x.example/h?a=1", b"To=%2B49&Body=Hi&From=%2B33"
    text = url + "BodyHi" + "From+33" + "To+49"
    given = base64.b64encode(hmac.digest(b"token", text.encode(), "sha1")).decode()
    assert twilio("token", message({"x-twilio-signature": given}, fields, url=url))
    assert not twilio("token", message({"x-twilio-signature": given}, fields, url=url + "2"))
    assert not twilio("token", message({"x-twilio-signature": given}, fields + b"&x=1", url=url))


async def endpoint(db: Database, who: Who, provider: str = "stripe", secret: str = "secret") -> inbox.Endpoint:
    made, _ = await inbox.create(db, who, provider, "Ours", secret)
    return await inbox.endpoint_of(db, provider, made)


async def events(db: Database, who: Who, endpoint_id: UUID) -> list[dict[str, Any]]:
    async with db.acting(who) as tx:
        return await inbox.recent(tx, endpoint_id)


async def test_what_comes_is_stored_once_and_told_to_the_house(db: Database, world: World) -> None:
    place = await endpoint(db, world.owner)
    heard: list[dict[str, Any]] = []
    done = asyncio.Event()

    @workflow("test.on_stripe")
    async def on_stripe(work: Work, body: dict[str, Any], event: str) -> None:
        heard.append({"body": body, "event": event, "org": work.who.org_id})
        done.set()

    async with Working(db, inbox.process, on_stripe, on={"webhook.stripe": [on_stripe]}):
        assert await inbox.receive(db, place, message(signed("stripe", "secret")))
        assert not await inbox.receive(db, place, message(signed("stripe", "secret")))  # sent twice, or replayed
        with pytest.raises(Problem) as forged:
            await inbox.receive(db, place, message(signed("stripe", "guessed")))
        assert forged.value.status == 401
        await asyncio.wait_for(done.wait(), 60)
        for _ in range(2400):
            rows = await events(db, world.owner, place.id)
            if rows[0]["state"] == "done":
                break
            await asyncio.sleep(0.05)
        assert [(row["event_type"], row["state"], row["external_id"]) for row in rows] == [
            ("invoice.paid", "done", "evt_1")
        ]
        assert heard == [{"body": orjson.loads(BODY), "event": "invoice.paid", "org": world.ours.id}]
        done.clear()
        await inbox.again(db, world.ours.admin, rows[0]["id"])  # read once more, without being sent again
        await asyncio.wait_for(done.wait(), 60)
    assert len(heard) == 2
    assert (await events(db, world.owner, place.id))[0]["retry_count"] == 1


async def test_an_address_is_its_organisations_alone(db: Database, world: World) -> None:
    place = await endpoint(db, world.owner)
    await inbox.receive(db, place, message(signed("stripe", "secret", b'{"id":"evt_2"}'), b'{"id":"evt_2"}'))
    (event,) = await events(db, world.owner, place.id)
    for who in (world.stranger, world.rep, world.ours.readonly):
        assert await events(db, who, place.id) == []
        with pytest.raises(Problem):
            await inbox.again(db, who, event["id"])
    with pytest.raises(Problem):
        await inbox.create(db, world.rep, "stripe", "Mine")
    for provider, endpoint_id in (("github", place.id), ("stripe", uuid4())):
        with pytest.raises(Problem) as nowhere:
            await inbox.endpoint_of(db, provider, endpoint_id)
        assert nowhere.value.status == 404
    sealed = q("select sealed from webhook_endpoints where org_id = :org_id")
    with pytest.raises(Problem):
        await db.once(world.owner, sealed)


async def test_bodies_of_any_kind_are_kept_as_they_came(db: Database, world: World) -> None:
    place = await endpoint(db, world.owner, "custom")
    for body in (b"", b"\xff\x00'\\", b"{", b"[1]", b'{"a": "\\u0000"}'):
        assert await inbox.receive(db, place, message(signed("custom", "secret", body), body))
    assert len(await events(db, world.owner, place.id)) == 5


class _Receiver(BaseHTTPRequestHandler):
    """Keeps what comes, and answers as it is told."""

    status = 200
    got: list[tuple[dict[str, str], bytes]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        type(self).got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(type(self).status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[str]:
    _Receiver.status, _Receiver.got = 200, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/in"
    server.shutdown()
    server.server_close()


async def deliveries(db: Database, who: Who, webhook_id: UUID, count: int, *states: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for _ in range(2400):
        async with db.acting(who) as tx:
            rows = await tx.rows(outbox.q.deliveries, webhook=webhook_id)
        if len(rows) == count and all(row["state"] in states for row in rows):
            return rows
        await asyncio.sleep(0.05)
    raise AssertionError([(row["state"], row["problem"]) for row in rows])


async def tell(db: Database, who: Who, kind: str, subject: UUID | None = None, n: int = 1) -> None:
    async with db.acting(who) as tx:
        await tx.value(TELL, kind=kind, subject=subject, n=n)


async def test_facts_go_out_signed_to_those_who_asked_and_fit_the_filter(
    db: Database, world: World, receiver: str
) -> None:
    await rest.ready(db)
    kind = f"test.k{uuid4().hex}"
    plain, secret = await outbox.create(db, world.owner, name="All", url=receiver, kinds=[kind])
    picky, _ = await outbox.create(
        db, world.owner, name="Claire", url=receiver, kinds=[kind], relation="contacts", filter_="first_name=eq.Claire"
    )
    async with Working(db, outbox.deliver):
        await tell(db, world.rep, kind, world.ours.contacts[0])
        await tell(db, world.stranger, kind, world.theirs.contacts[0])
        (row,) = await deliveries(db, world.owner, plain, 1, "sent")
        await deliveries(db, world.owner, picky, 1, "sent")
        await tell(db, world.rep, kind, world.ours.contacts[1], n=2)
        await deliveries(db, world.owner, plain, 2, "sent")
        rows = await deliveries(db, world.owner, picky, 2, "sent", "skipped")
    assert [one["state"] for one in rows] == ["skipped", "sent"]
    headers, body = next(one for one in _Receiver.got if one[0]["webhook-id"] == f"msg_{row['id']}")
    stamp = int(headers["webhook-timestamp"])
    assert (
        headers["webhook-signature"] == sign(secret, f"msg_{row['id']}", stamp, body) and abs(stamp - time.time()) < 60
    )
    assert orjson.loads(body)["data"] == {"n": 1, "subject": str(world.ours.contacts[0])}
    for who in (world.stranger, world.rep):
        async with db.acting(who) as tx:
            assert await tx.rows(outbox.q.everything) == []
            assert await tx.rows(outbox.q.deliveries, webhook=plain) == []
        with pytest.raises(Problem):
            await outbox.resend(db, who, row["id"])


async def test_a_dead_receiver_is_paused_and_gets_what_it_missed(
    db: Database, world: World, receiver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "PAUSES", (0.05, 0.05))
    monkeypatch.setattr(outbox, "DEAD_AFTER", 3)
    kind = f"test.k{uuid4().hex}"
    webhook, _ = await outbox.create(db, world.owner, name="Dead", url=receiver, kinds=[kind])
    _Receiver.status = 400
    async with Working(db, outbox.deliver):
        await tell(db, world.rep, kind)
        (row,) = await deliveries(db, world.owner, webhook, 1, "failed")
        assert row["attempts"] == 3 and row["status"] == 400
        await tell(db, world.rep, kind, n=2)
        await deliveries(db, world.owner, webhook, 2, "failed", "held")
        async with db.acting(world.owner) as tx:
            assert (await tx.row(outbox.q.one, id=webhook))["state"] == "paused"  # type: ignore[index]
            notes = await tx.rows(q("select title from notifications where org_id = :org_id and kind = 'webhook'"))
        assert any("Dead" in note["title"] for note in notes)
        _Receiver.status = 200
        with pytest.raises(Problem):
            await outbox.turn(db, world.stranger, webhook, "active")
        await outbox.turn(db, world.owner, webhook, "active")
        rows = await deliveries(db, world.owner, webhook, 2, "failed", "sent")
        assert [one["state"] for one in rows] == ["sent", "failed"]
        await outbox.resend(db, world.ours.admin, row["id"])
        await deliveries(db, world.owner, webhook, 2, "sent")


async def test_bad_addresses_and_filters_are_refused(db: Database, world: World) -> None:
    await rest.ready(db)
    for url, kinds, relation, filter_, field in (
        ("ftp://x.example", ["a.b"], "", "", "url"),
        ("http://user:word@x.example", ["a.b"], "", "", "url"),
        ("https://x.example", [], "", "", "kinds"),
        ("https://x.example", ["a.b"], "nothing", "", "relation"),
        ("https://x.example", ["a.b"], "contacts", "nonsense=eq.1", "filter"),
    ):
        with pytest.raises(Problem) as refused:
            await outbox.create(db, world.owner, name="x", url=url, kinds=kinds, relation=relation, filter_=filter_)
        assert refused.value.field == field, url
    outside.configure(private=False)
    try:
        made, _ = await outbox.create(db, world.owner, name="x", url="http://127.0.0.1:9/", kinds=["test.inside"])
        async with Working(db, outbox.deliver):
            await tell(db, world.owner, "test.inside")
            (row,) = await deliveries(db, world.owner, made, 1, "failed")
        assert "inside this network" in row["problem"]
    finally:
        outside.configure(private=True)


async def test_a_message_nobody_could_send_in_the_last_attempt_has_failed(
    db: Database, world: World, receiver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a fault of ours, not the receiver's: it would be shown as waiting for ever."""
    monkeypatch.setattr("comity.core.work.STEP_PAUSES", ())
    kind = f"test.k{uuid4().hex}"
    webhook, _ = await outbox.create(db, world.owner, name="Ours", url=receiver, kinds=[kind])
    async with Working(db):  # hands over what happened, and does no work
        await tell(db, world.rep, kind)
        await deliveries(db, world.owner, webhook, 1, "waiting")
    await db.once(world.service(), ONCE)
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "_send", lambda *_: asyncio.to_thread(divmod, 1, 0))
        async with Working(db, outbox.deliver):
            (row,) = await deliveries(db, world.owner, webhook, 1, "failed")
    assert row["problem"] == SPENT.sentence
    async with Working(db, outbox.deliver):
        await outbox.resend(db, world.owner, row["id"])
        await deliveries(db, world.owner, webhook, 1, "sent")
