"""The owner of an address comes, and finds that somebody else had an account with it: its keys open nothing."""

from __future__ import annotations

from comity.core import sql
from comity.core.db import Database
from comity.office.organizations import Person
from comity.platform.auth.identity import Identity

KEY = sql.compile_named(
    "key", "A key.", "insert into api_keys (name, role, prefix, key_hash) values ('Theirs', 'owner', 'cm_x', :hash)"
)
KEYS = sql.compile_named("keys", "Their keys.", "select name from api_keys where org_id = :org_id")


async def test_keys_of_programs_go_and_those_of_others_stay(
    db: Database, identity: Identity, owner: Person, stranger: Person
) -> None:
    for place, person in enumerate((owner, stranger)):
        await db.once(person.who, KEY, hash=bytes([place]) * 32)
    async with db.acting(identity.house_keeper()) as tx:
        await identity.house.disown(tx, owner.user_id)
    assert await db.once(owner.who, KEYS, org_id=owner.org_id) == []
    assert [row["name"] for row in await db.once(stranger.who, KEYS, org_id=stranger.org_id)] == ["Theirs"]
