"""Changes to many records at once, each remembered so that all can be taken back.

Up to `AT_ONCE` records change in the request itself; more become durable work, chunk by chunk, shown in the job tray.
Undo puts back what nobody has touched since, and lists what it kept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.core.work import P1, Permanent, Work, start, workflow
from comity.office import jobs
from comity.platform.rest import inprocess as rest

AT_ONCE = 2000
q = sql.load(__file__)
Verb = Literal["set", "assign", "tag", "untag", "trash", "restore"]

RETURNING = Problem("bulk_returning", 409, "This change is being taken back already.")
on_constraint(
    "bulk_columns_known", Problem("not_editable", 422, "These columns cannot be changed for many records at once.")
)


SOMEBODY_ELSES = Problem("not_your_change", 403, "A colleague made this change: they or an admin can take it back.")
UNDONE = Problem("already_undone", 409, "This has been taken back already.")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a bulk change: its id for undo, how many it touched, or the job that goes on with it."""

    action_id: UUID
    changed: int
    job_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """How many records were put back, and which were kept because someone touched them since."""

    restored: int
    kept: Sequence[Mapping[str, Any]]
    job_id: UUID | None = None


async def change(
    tx: Tx, relation: str, verb: Verb, changes: Mapping[str, Any], *, ids: Sequence[UUID] = (), query: str | None = None
) -> Done:
    """Changes the records with these ids, or everything that matches the query and the caller may change."""
    chosen = list(ids) if query is None else await rest.keys(tx, relation, query)
    action_id: UUID = await tx.value(
        q.begin, relation=relation, verb=verb, changes=dict(changes), query=query, total=len(chosen)
    )
    if len(chosen) <= AT_ONCE:
        touched = await _apply(tx, action_id, relation, verb, changes, chosen)
        await tx.run(q.finish, id=action_id, done=touched)
        return Done(action_id, touched)
    job_id = await jobs.start(tx, "bulk", relation, total=len(chosen))
    await tx.run(q.remember, id=action_id, ids=chosen)
    await start(tx, go_on, {"action_id": action_id, "job_id": job_id})
    return Done(action_id, 0, job_id)


async def undo(tx: Tx, action_id: UUID) -> Undone:
    """Takes a change back, once; only who made it may, or who may change whatever they did."""
    action = await find(tx, action_id)
    if not await tx.value(q.claim, id=action_id):
        raise SOMEBODY_ELSES()
    if action["state"] == "undone":
        raise UNDONE()
    if action["done"] > AT_ONCE:
        if not await tx.run(q.undoing, id=action_id):
            raise RETURNING()
        job_id = await jobs.start(tx, "bulk_undo", action["relation"], total=action["done"])
        await start(tx, take_back, {"action_id": action_id, "job_id": job_id})
        return Undone(0, (), job_id)
    handled, kept = await _undo_batch(tx, action_id)
    await tx.run(q.undone, id=action_id, undone=handled - len(kept), kept=orjson.dumps(kept, default=str).decode())
    return Undone(handled - len(kept), kept)


async def find(tx: Tx, action_id: UUID) -> dict[str, Any]:
    """One bulk change: what was asked, how far it came, what undo kept."""
    return await tx.found(q.find, id=action_id)


async def _apply(
    tx: Tx, action_id: UUID, relation: str, verb: str, changes: Mapping[str, Any], ids: Sequence[UUID]
) -> int:
    if verb in ("tag", "untag"):
        return int(
            await tx.value(
                q.tag, action=action_id, relation=relation, ids=list(ids), tag=changes["tag_id"], add=verb == "tag"
            )
        )
    return int(await tx.value(q.set, action=action_id, relation=relation, ids=list(ids), changes=dict(changes)))


async def _undo_batch(tx: Tx, action_id: UUID) -> tuple[int, list[dict[str, Any]]]:
    row = await tx.row(q.undo, action=action_id, batch=AT_ONCE)
    assert row is not None
    return row["handled"], row["kept"]


@asynccontextmanager
async def _left(work: Work, action: UUID, how: Callable[[], Mapping[str, Any]]) -> AsyncIterator[None]:
    """Around a change or its undo: what fails for good stands as it was left, and can be taken back."""
    try:
        yield
    except (Permanent, Problem):
        async with work.tx() as tx:
            await tx.run(q.left, id=action, **how())
        raise


@workflow("office.bulk_change", priority=P1)
async def go_on(work: Work, action_id: str, job_id: str) -> None:
    """A bulk change too large for its request, chunk by chunk."""
    action, job = UUID(action_id), UUID(job_id)
    done, chunk = 0, 0
    async with jobs.shown(work, job), _left(work, action, lambda: {"state": "failed", "done": done}):
        while True:
            chunk += 1

            async def step(tx: Tx) -> dict[str, int]:
                row = await find(tx, action)
                ids = await tx.value(q.next_ids, id=action, batch=AT_ONCE)
                if not ids or await jobs.state_of(tx, job) == "cancelled":
                    return {"touched": 0, "left": 0}
                touched = await _apply(tx, action, row["relation"], row["verb"], row["changes"], ids)
                return {"touched": touched, "left": 1}

            result = await work.change(f"chunk {chunk}", step)
            done += result["touched"]
            async with work.tx() as tx:
                if result["left"]:
                    await jobs.update(tx, job, done=done, state="running")
                    continue
                await tx.run(q.finish, id=action, done=done)
                if await jobs.state_of(tx, job) != "cancelled":
                    await jobs.finish(tx, job, "done", result_url=f"/bulk/{action_id}")
            return


@workflow("office.bulk_undo", priority=P1)
async def take_back(work: Work, action_id: str, job_id: str) -> None:
    """The undo of a large bulk change, batch by batch."""
    action, job = UUID(action_id), UUID(job_id)
    handled, kept, batch = 0, [], 0
    async with jobs.shown(work, job), _left(work, action, lambda: {"state": "done", "done": None}):
        while True:
            batch += 1

            async def step(tx: Tx) -> dict[str, Any]:
                count, left = await _undo_batch(tx, action)
                return {"handled": count, "kept": left}

            result = await work.change(f"batch {batch}", step)
            handled += result["handled"]
            kept += result["kept"]
            async with work.tx() as tx:
                if result["handled"]:
                    await jobs.update(tx, job, done=handled, state="running")
                    continue
                await tx.run(q.undone, id=action, undone=handled - len(kept), kept=orjson.dumps(kept).decode())
                await jobs.finish(tx, job, "done", result_url=f"/bulk/{action_id}")
            return
