"""A contact is made nobody: no word of them is left anywhere, the log still verifies, and nobody else is touched.

seed: F38, GD06, C09; and a member's own data: F36
"""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
import pytest

from comity.core.db import Database
from comity.core.errors import DatabaseError, Problem
from comity.core.seal import SEALER, seal
from comity.core.who import Who
from tests.queries import q
from tests.world import World

WORD = "Quillfeather"
EMAIL = "zsuzsanna.quillfeather@feathers.example"
EVERYWHERE = """
select n.nspname, c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname in ('public', 'app', 'absurd', 'storage', 'realtime')
"""


ERASE = q("select anonymize_customer(:id) as erased")
CONTACT = q(
    "insert into contacts (first_name, last_name, email, phone, city, description, custom, owner_id)"
    f" values ('Zsuzsanna', '{WORD}', '{EMAIL}', '+49 30 5550199', 'Berlin', 'Knows {WORD}', '{{}}', :user_id)"
    " returning id"
)
ABOUT = (
    q(f"update contacts set title = 'Heiress of {WORD}' where org_id = :org_id and id = :id"),
    q(f"insert into activities (kind, subject, body, contact_id) values ('note', 'On {WORD}', '{WORD} has silk', :id)"),
    q("insert into calls (title, contact_id, transcript, segments, source)"
      f" values ('Call with {WORD}', :id, 'Remy: Hello Ms {WORD}.', '[]', 'api')"),
    q(f"insert into search_history (text) values ('who is {WORD}') returning :id::uuid"),
)  # fmt: skip
LEAD = q(
    "insert into leads (title, contact_id, amount, currency, description, pipeline_id, stage_id)"
    " select :title, :id, 1200, 'EUR', :title, s.pipeline_id, s.id from stages as s"
    " where s.org_id = :org_id and s.kind = 'open' order by s.position limit 1 returning id"
)
DEAL = "select title, amount, deleted_at from leads where org_id = :org_id and title = 'Erased'"
FOUND = "select count(*) from {}.{} as t where lower(to_jsonb(t)::text) like %s"


@pytest.fixture
async def claire(db: Database, world: World) -> UUID:
    """A contact of our rep's with something in every room of people."""
    from comity.packs.sales import seeds

    async with db.acting(world.service(world.ours)) as tx:
        await seeds.seed(tx)
    async with db.acting(world.rep) as tx:
        contact: UUID = await tx.value(CONTACT)
        for one in ABOUT:
            await tx.run(one, id=contact)
        await tx.run(LEAD, id=contact, title=f"{WORD} winter")
    async with db.acting(SEALER) as tx:
        await seal(tx)
    return contact


def places(url: str, word: str) -> list[str]:
    """Every table that still knows the word."""
    found = []
    with psycopg.connect(url) as connection:
        for schema, table in connection.execute(EVERYWHERE).fetchall():
            row = connection.execute(FOUND.format(schema, table).encode(), [f"%{word.lower()}%"]).fetchone()
            if row and row[0]:
                found.append(f"{schema}.{table}")
    return found


async def test_no_word_of_them_is_left(db: Database, database_url: str, world: World, claire: UUID) -> None:
    async with db.acting(world.rep) as tx:
        other: UUID = await tx.value(q("insert into contacts (last_name) values ('Bystander') returning id"))
    assert "public.audit_logs_default" in places(database_url, WORD) or len(places(database_url, WORD)) > 4
    erased = (await db.once(world.owner, ERASE, id=claire))[0]["erased"]
    assert erased["calls"] == erased["leads"] == 1 and erased["records"] >= 2 and erased["log_rows"] >= 4
    assert places(database_url, WORD) == [] and places(database_url, EMAIL) == []
    (lead,) = await db.once(world.owner, q(DEAL))
    assert (lead["title"], lead["amount"], lead["deleted_at"]) == ("Erased", 1200, None)
    (row,) = await db.once(Who.service(world.ours.id), q("select name, deleted_at from contacts where org_id = :org_id"
                           " and id = :id"), id=claire)  # fmt: skip
    assert row["name"] == "Erased" and row["deleted_at"] is not None
    assert await db.once(world.rep, q("select 1 from contacts where org_id = :org_id and id = :id"), id=other)
    async with db.acting(SEALER) as tx:
        await seal(tx)
    assert await db.once(Who.service(), q("select * from app.verify_audit()")) == []


async def test_only_owners_and_admins_erase_and_strangers_find_nobody(db: Database, world: World, claire: UUID) -> None:
    for who in (world.rep, world.ours.manager, world.ours.readonly):
        with pytest.raises(Problem) as refused:
            await db.once(who, ERASE, id=claire)
        assert refused.value.status == 403
    for nobody in (claire, uuid4()):
        assert (await db.once(world.stranger, ERASE, id=nobody))[0]["erased"] is None
    (row,) = await db.once(
        world.rep, q("select last_name from contacts where org_id = :org_id and id = :id"), id=claire
    )
    assert row["last_name"] == WORD
    await db.once(world.owner, ERASE, id=claire)


async def test_a_members_own_data_goes_with_them(db: Database, database_url: str, world: World) -> None:
    who, own = world.ours.other_rep, q("select delete_user_data() as erased")
    async with db.acting(who) as tx:
        await tx.run(q("insert into search_history (text) values ('Unicorn stables')"))
        await tx.run(q("update profiles set full_name = 'Otto Unicorn', phone = '+49 30 77' where org_id = :org_id"
                       " and id = :user_id"))  # fmt: skip
        contact = await tx.value(q("insert into contacts (last_name) values ('Kept') returning id"))
    assert (await db.once(who, own))[0]["erased"]["records"] >= 1
    assert places(database_url, "unicorn") == []
    (member,) = await db.once(Who.service(world.ours.id), q("select name, email, deleted_at from org_members"
                              " where org_id = :org_id and user_id = :id"), id=who.user_id)  # fmt: skip
    assert member["name"] == "Erased" and "otto" not in member["email"] and member["deleted_at"] is not None
    assert await db.once(world.owner, q("select 1 from contacts where org_id = :org_id and id = :id"), id=contact)
    with pytest.raises((Problem, DatabaseError), match="owner"):
        await db.once(world.owner, own)
    assert await db.once(world.stranger, q("select 1 from org_members where org_id = :org_id and user_id = :user_id"))
