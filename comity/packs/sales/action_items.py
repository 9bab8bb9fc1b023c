"""Action items: ticked together, thrown away, written by hand, turned into tasks.  seed: D05, RT02"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.people import tasks
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]

on_constraint(
    "action_items_text_length",
    Problem("item_text", 422, _("Say what is to be done, in at most 1000 characters."), field="text"),
)


async def of_call(tx: Tx, call_id: UUID) -> list[Row]:
    """What is to be done after a call."""
    return await tx.rows(q.of_call, call=call_id)


async def of_lead(tx: Tx, lead_id: UUID, most: int = 8) -> list[Row]:
    """What is still to be done on a lead."""
    return await tx.rows(q.of_lead, lead=lead_id, most=most)


async def tick(tx: Tx, item_id: UUID, done: bool) -> Row:
    """Done, or not done after all; the task it became follows."""
    row = await tx.found(q.tick, id=item_id, done=done)
    if row["task_id"] is not None:
        await (tasks.complete if done else tasks.reopen)(tx, row["task_id"])
    return row


async def add(tx: Tx, call_id: UUID, text: str, due: date | None) -> None:
    """One that nobody heard, written by hand."""
    await tx.touch(q.add, call=call_id, text=text, due=due)


async def trash(tx: Tx, item_id: UUID) -> None:
    """Away with it."""
    await tx.touch(q.trash, id=item_id)


async def restore(tx: Tx, item_id: UUID) -> None:
    """Back again."""
    await tx.touch(q.restore, id=item_id)


async def make_task(tx: Tx, item_id: UUID) -> Row:
    """A task for whoever asks, due when the item is; an item becomes one task at most."""
    item = await tx.found(q.find, id=item_id)
    if item["task_id"] is not None:
        raise Problem("item_is_task", 409, _("This is a task already."))
    due = datetime.combine(item["due_on"], time(17), UTC) if item["due_on"] else None
    task_id = await tasks.create(
        tx,
        subject=item["text"],
        body=item["quote"],
        due_at=due,
        assigned_to=tx.who.user_id,
        lead_id=item["lead_id"],
        call_id=item["call_id"],
        metadata={"action_item": str(item_id)},
    )
    if await tx.value(q.became_task, id=item_id, task=task_id) is None:
        raise Problem("item_is_task", 409, _("This is a task already."))
    return item
