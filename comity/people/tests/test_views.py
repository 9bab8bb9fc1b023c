"""The seeds' names: customers, clients, tasks and notes are updatable views under the same wall."""

from __future__ import annotations

import pytest

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.people import activities, contacts
from tests.world import World

RAW = {query.name: query for query in sql.parse(
    """
-- name: add_customer
-- Adds a customer by the seeds' column names.
insert into customers (email, first_name, country_code, custom_fields, external_id, external_platform)
values ('buyer@shop.example', 'Bo', 'fr', '{}', '17', 'shopify') returning id;
-- name: see_customer
-- A customer.
select email, country_code, first_order_date, lifecycle from customers where org_id = :org_id and id = :id;
-- name: block
-- Changes a customer.
update customers set status = 'blocked' where org_id = :org_id and id = :id;
-- name: remove
-- Removes a customer: into the trash.
delete from customers where org_id = :org_id and id = :id;
-- name: add_task
-- Adds a task by the view.
insert into tasks (subject, contact_id) values ('Call', :id) returning id;
-- name: add_note
-- Adds a note by the view.
insert into notes (body, contact_id) values ('Hello', :id) returning id;
-- name: see_task
-- A task.
select kind, status, subject from tasks where org_id = :org_id and id = :id;
"""
)}  # fmt: skip


async def test_customers_are_contacts(tx: Tx) -> None:
    made = await tx.value(RAW["add_customer"])
    contact = await contacts.get(tx, made)
    assert (contact["lifecycle"], contact["country"], contact["external_id"]) == ("customer", "FR", "17")
    seen = await tx.row(RAW["see_customer"], id=made)
    assert seen is not None
    assert (seen["email"], seen["country_code"], seen["first_order_date"]) == ("buyer@shop.example", "FR", None)
    assert await tx.run(RAW["block"], id=made) == 1
    assert (await contacts.get(tx, made))["status"] == "blocked"
    await tx.run(RAW["remove"], id=made)
    assert await tx.row(RAW["see_customer"], id=made) is None
    assert (await contacts.get(tx, made))["deleted_at"]
    with pytest.raises(Problem) as refused:
        await tx.value(RAW["add_customer"])
    assert refused.value.code == "duplicate_external_id"


async def test_tasks_and_notes_are_activities(tx: Tx, world: World) -> None:
    contact = world.ours.contacts[0]
    task = await tx.value(RAW["add_task"], id=contact)
    assert await tx.row(RAW["see_task"], id=task) == {"kind": "task", "status": "pending", "subject": "Call"}
    note = await tx.value(RAW["add_note"], id=contact)
    assert (await activities.get(tx, note))["kind"] == "note"


async def test_the_wall_stands_behind_the_views(db: Database, world: World) -> None:
    async with db.acting(world.owner) as tx:
        made = await tx.value(RAW["add_customer"])
    async with db.acting(world.stranger) as tx:
        assert await tx.row(RAW["see_customer"], id=made, org_id=world.ours.id) is None
        assert await tx.run(RAW["block"], id=made, org_id=world.ours.id) == 0
