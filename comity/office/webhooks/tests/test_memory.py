"""Messages whose signature holds no time: replayed after their thirty days they are still known.  seed: WH01, WH05"""

from __future__ import annotations

import json
import time

import pytest

from comity.core.db import Database
from comity.core.who import Who
from comity.office.webhooks import inbox, signatures
from comity.office.webhooks.signatures import CHECKS, TIMED, Message
from comity.platform import vault
from tests.queries import q
from tests.world import World

BODY = json.dumps({"action": "opened", "number": 7}).encode()
AGED = q("update webhook_events set received_at = now() - interval '31 days' where org_id = :org_id")
KEPT = q("select count(*) as n from webhook_events where org_id = :org_id and endpoint_id = :endpoint::uuid")
SEEN = q("select count(*) as n from app.webhook_seen where org_id = :org_id and endpoint_id = :endpoint::uuid")


@pytest.fixture(autouse=True)
async def master(db: Database) -> None:
    vault.configure("ab" * 32)
    await db.once(Who.service(), q("delete from app.vault_keys"))


def signed(provider: str, secret: str, body: bytes = BODY, **headers: str) -> Message:
    import hmac

    digest = hmac.digest(secret.encode(), body, "sha256")
    import base64

    by = {
        "github": {"x-hub-signature-256": "sha256=" + digest.hex()}, "custom": {"x-signature": digest.hex()},
        "shopify": {"x-shopify-hmac-sha256": base64.b64encode(digest).decode()},
        "docusign": {"x-docusign-signature-1": base64.b64encode(digest).decode()},
    }  # fmt: skip
    return Message("POST", "https://crm.example/hooks", {**by[provider], **headers}, body, time.time())


def test_every_provider_without_a_signed_time_is_remembered() -> None:
    """A provider is timed only where an old message of its own is refused."""
    assert set(CHECKS) - TIMED == {"shopify", "docusign", "github", "twilio", "gong", "custom"}
    old = Message("POST", "https://crm.example/hooks", {}, BODY, time.time())
    for provider in TIMED:
        assert not CHECKS[provider]("secret", old)
    assert all(name in signatures.CHECKS for name in TIMED)


@pytest.mark.parametrize("provider", ["github", "custom", "shopify", "docusign"])
async def test_a_replay_after_its_time_is_known(db: Database, world: World, provider: str) -> None:
    house = world.service(world.ours)
    endpoint_id, secret = await inbox.create(db, world.owner, provider, "Replayed", "a secret of theirs")
    place = await inbox.endpoint_of(db, provider, endpoint_id)
    assert await inbox.receive(db, place, signed(provider, secret))
    await db.once(house, AGED)
    async with db.acting(Who.service(agent="upkeep")) as tx:
        assert await inbox.tidy(tx) >= 1
    assert (await db.once(house, KEPT, endpoint=endpoint_id))[0]["n"] == 0
    assert not await inbox.receive(db, place, signed(provider, secret))
    assert not await inbox.receive(db, place, signed(provider, secret, **{"x-github-delivery": "another"}))
    assert (await db.once(house, KEPT, endpoint=endpoint_id))[0]["n"] == 0
    assert await inbox.receive(db, place, signed(provider, secret, BODY + b" "))  # another message is another


async def test_an_address_that_goes_takes_its_memory_along_and_strangers_have_their_own(
    db: Database, world: World
) -> None:
    house = world.service(world.ours)
    ours, secret = await inbox.create(db, world.owner, "github", "Ours", "one secret for both")
    theirs, _same = await inbox.create(db, world.stranger, "github", "Theirs", "one secret for both")
    assert await inbox.receive(db, await inbox.endpoint_of(db, "github", ours), signed("github", secret))
    await db.once(house, AGED)
    async with db.acting(Who.service(agent="upkeep")) as tx:
        await inbox.tidy(tx)
    assert (await db.once(house, SEEN, endpoint=ours))[0]["n"] == 1
    assert await inbox.receive(db, await inbox.endpoint_of(db, "github", theirs), signed("github", secret))
    await db.once(world.owner, inbox.q.remove, id=ours)
    assert (await db.once(house, SEEN, endpoint=ours))[0]["n"] == 0
    for who in (world.owner, world.stranger):
        with pytest.raises(Exception, match="denied|permission|may not"):
            await db.once(who, q("select * from app.webhook_seen"))
