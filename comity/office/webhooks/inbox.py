"""What comes in: checked, stored as it came, answered at once; read afterwards, and again whenever somebody asks.

A message that was read becomes a fact `webhook.<provider>` of its organisation: rooms and automations hear of that.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import UUID

import orjson

from comity.core import rates, sql
from comity.core.db import Database, Tx
from comity.core.errors import NOT_FOUND, Problem, on_constraint
from comity.core.who import Who
from comity.core.work import P1, Work, start, workflow
from comity.office.webhooks.signatures import CHECKS, TIMED, Message
from comity.platform import vault
from comity.platform.auth import secrets
from comity.web.i18n import gettext as _

q = sql.load(__file__)
LARGEST: Final = 1024 * 1024
PER_MINUTE: Final = 3000.0
FORGED_PER_MINUTE: Final = 120.0
REMEMBERED_SECONDS: Final = 5.0
MOST_REMEMBERED: Final = 5000
HOUSE: Final = Who.service(agent="webhooks")
UNSIGNED = Problem("bad_signature", 401, "The signature does not fit the message.")
on_constraint(
    "webhook_endpoints_name_length", Problem("bad_name", 422, _("A name has 1 to 100 letters."), field="name")
)
_EVENT_HEADERS: Final = ("x-shopify-topic", "x-github-event", "x-event-type", "webhook-type")
_SIGNED_IDS: Final = ("webhook-id", "svix-id")
_ID_HEADERS: Final = (
    *_SIGNED_IDS,
    "x-shopify-webhook-id",
    "x-github-delivery",
    "i-twilio-idempotency-token",
)
_KEPT_HEADERS: Final = ("content-type", "user-agent", *_EVENT_HEADERS, *_ID_HEADERS, "x-shopify-shop-domain")


class TooMany(Exception):
    """More than anybody sends; how many seconds to wait."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"again in {wait:.0f} s")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address somebody sends to."""

    org_id: UUID
    id: UUID
    provider: str
    sealed: bytes | None
    is_active: bool


_endpoints: dict[UUID, tuple[float, Endpoint | None]] = {}


async def create(db: Database, who: Who, provider: str, name: str, secret: str = "") -> tuple[UUID, str]:
    """A new address with its secret: the provider's own, or one made here and shown once."""
    if provider not in CHECKS:
        raise Problem("provider_unknown", 422, str(_("Please choose one of the offered values.")), field="provider")
    assert who.org_id is not None
    secret = secret.strip() or "whsec_" + secrets.make(24).replace("-", "A").replace("_", "B")
    async with db.acting(who) as tx:
        endpoint_id: UUID = await tx.value(q.create, provider=provider, name=name.strip())
    await keep_secret(db, who.org_id, endpoint_id, secret)
    return endpoint_id, secret


async def keep_secret(db: Database, org_id: UUID, endpoint_id: UUID, secret: str) -> None:
    """Seals the secret that messages are signed with."""
    sealed = await vault.seal(db, org_id, f"hook:{endpoint_id}", secret.encode())
    await db.once(Who.service(org_id, agent="webhooks"), q.seal, id=endpoint_id, sealed=sealed)
    _endpoints.pop(endpoint_id, None)


async def endpoint_of(db: Database, provider: str, endpoint_id: UUID) -> Endpoint:
    """Whose address this is; remembered for a moment, so that a flood does not ask the database for each message."""
    known = _endpoints.get(endpoint_id)
    if known is None or known[0] < time.monotonic():
        rows = await db.once(HOUSE, q.endpoint, id=endpoint_id)
        known = (time.monotonic() + REMEMBERED_SECONDS, Endpoint(**rows[0]) if rows else None)
        if len(_endpoints) > MOST_REMEMBERED:
            _endpoints.clear()
        _endpoints[endpoint_id] = known
    found = known[1]
    if found is None or found.provider != provider or not found.is_active or found.sealed is None:
        raise NOT_FOUND()
    return found


async def receive(db: Database, endpoint: Endpoint, message: Message) -> bool:
    """Checks and stores a message; whether it is a new one. What is stored is read afterwards, as durable work.

    Who forges messages uses up an allowance of their own, not that of who signs them.
    """
    assert endpoint.sealed is not None
    secret = await vault.opened(db, endpoint.org_id, f"hook:{endpoint.id}", bytes(endpoint.sealed))
    house = Who.service(endpoint.org_id, agent=f"webhook: {endpoint.provider}")
    if not CHECKS[endpoint.provider](secret.decode(), message):
        if not await rates.take(db, f"hook forged:{endpoint.id}", FORGED_PER_MINUTE):
            await db.once(house, q.refused, id=endpoint.id)
        raise UNSIGNED()
    if wait := await rates.take(db, f"hook:{endpoint.id}", PER_MINUTE):
        raise TooMany(wait)
    kept = {name: message.headers[name] for name in _KEPT_HEADERS if name in message.headers}
    body = read(message.headers.get("content-type", ""), message.body)
    async with db.acting(house) as tx:
        event_id = await tx.value(
            q.store, endpoint=endpoint.id, provider=endpoint.provider, event_type=event_of(kept, body),
            external_id=identity_of(message, body, endpoint.provider), headers=kept, body=message.body,
        )  # fmt: skip
        if event_id is None:
            return False
        await start(tx, process, {"event_id": event_id}, key=f"webhook {event_id}")
    return True


def read(content_type: str, body: bytes) -> Any:
    """The body as JSON, a form's fields, or None."""
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        return orjson.loads(body)
    except ValueError:
        return None


def event_of(headers: dict[str, str], body: Any) -> str:
    """What kind of event it says it is."""
    found = next((headers[name] for name in _EVENT_HEADERS if headers.get(name)), "")
    if not found and isinstance(body, dict):
        found = next((str(body[name]) for name in ("type", "event_type", "event", "topic") if body.get(name)), "")
    return found[:200]


def identity_of(message: Message, body: Any, provider: str) -> str:
    """The same for the same message, however often it is sent: by what was signed and nothing beside it."""
    headers = _SIGNED_IDS if provider == "standard" else ()
    found = next((message.headers[name] for name in headers if message.headers.get(name)), "")
    if not found and isinstance(body, dict) and isinstance(body.get("id"), str):
        found = body["id"]
    return found[:200] or hashlib.sha256(message.body).hexdigest()


@workflow("office.process_webhook", priority=P1)
async def process(work: Work, event_id: str) -> None:
    """Reads a stored message and tells the house of it."""
    try:
        await work.change("announce", lambda tx: _announce(tx, UUID(event_id)))
    except Exception as error:
        async with work.tx() as tx:
            await tx.run(q.failed, id=UUID(event_id), problem=str(error)[:500])
        raise


async def _announce(tx: Tx, event_id: UUID) -> bool:
    row = await tx.row(q.event, id=event_id)
    if row is None:
        return False
    body = read(str(row["headers"].get("content-type", "")), bytes(row["body"]))
    payload = {
        "event_id": str(event_id), "endpoint_id": str(row["endpoint_id"]), "event": row["event_type"],
        "external_id": row["external_id"], "body": body,
    }  # fmt: skip
    text = orjson.dumps(payload).decode().replace("\\u0000", "")
    await tx.run(q.announce, kind=f"webhook.{row['provider']}", id=event_id, payload=text)
    await tx.run(q.done, id=event_id)
    return True


async def tidy(tx: Tx) -> int:
    """Old messages go; that they came is remembered where what signed them never grows old. How many were."""
    count: int = await tx.value(q.tidy, timed=list(TIMED))
    return count


async def recent(tx: Tx, endpoint_id: UUID) -> list[dict[str, Any]]:
    """What came to an address, newest first, each with the beginning of its text as `shown`."""
    rows = await tx.rows(q.events, endpoint=endpoint_id)
    return [{**row, "shown": bytes(row["body"]).decode("utf-8", "replace").replace("\0", "·")} for row in rows]


async def again(db: Database, who: Who, event_id: UUID) -> None:
    """Reads a stored message once more, without its being sent again.  seed: WH07"""
    async with db.acting(who) as tx:
        row = await tx.row(q.visible_event, id=event_id)
    if row is None or who.org_id is None:
        raise NOT_FOUND()
    async with db.acting(Who.service(who.org_id, agent="webhooks")) as tx:
        await tx.run(q.waiting, id=event_id)
        await start(tx, process, {"event_id": event_id})


async def waiting_again(db: Database, who: Who) -> int:
    """Reads everything that failed once more; how many."""
    async with db.acting(who) as tx:
        ids = await tx.values(q.failed_ones)
    for event_id in ids:
        await again(db, who, event_id)
    return len(ids)
