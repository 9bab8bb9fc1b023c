"""Yes, no, and taking back. Who says yes makes the change, by their own rights and on the record as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import NOT_ALLOWED, Problem
from comity.core.who import Who
from comity.office.lists import bulk
from comity.office.proposals import wishes
from comity.platform.functions import inside
from comity.web.i18n import gettext as _

q = sql.load(__file__)
DECIDED = Problem("already_decided", 409, "Somebody has decided on this already, or it is not yours to decide.")
STALE = Problem("proposal_stale", 409, "The record has changed since this was proposed, so nothing was done.")
NOT_UNDOABLE = Problem(
    "not_undoable", 409, "A function was called for this; what it did cannot be taken back from here."
)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many changes were taken back, and which records were left because somebody touched them since."""

    undone: int
    kept: Sequence[Mapping[str, Any]]


async def approve(db: Database, who: Who, proposal: UUID) -> dict[str, Any]:
    """Makes the change as `who`; STALE where the record is another by now. The proposal, as it was decided."""
    _in_person(who)
    async with db.acting(who) as tx:
        wish = await wishes.one(tx, proposal)
        if wish["verb"] != "set" or await _as_it_was(tx, wish):
            row = await _decide(tx, proposal, "approved", None)
            if wish["verb"] != "call":
                await _carry_out(tx, row)
                return row
        else:
            await _decide(tx, proposal, "stale", None)
            row = {}
    if not row:
        raise STALE()
    await inside.call_inside(db, who, row["changes"]["function"], row["changes"].get("given") or {})
    return row


async def refuse(tx: Tx, proposal: UUID, note: str | None = None) -> None:
    """No."""
    _in_person(tx.who)
    await _decide(tx, proposal, "refused", note)


async def undo(tx: Tx, proposal: UUID) -> TakenBack:
    """Takes an approved change back, where nobody has touched the record since."""
    _in_person(tx.who)
    row = await _decide(tx, proposal, "undone", None)
    if row["action_id"] is None:
        raise NOT_UNDOABLE()
    done = await bulk.undo(tx, row["action_id"])
    return TakenBack(done.restored, done.kept)


async def undo_run(tx: Tx, run: UUID) -> TakenBack:
    """Takes back everything that came of a run: changes undone, newest first, and what still waits refused."""
    undone, kept = 0, list[Mapping[str, Any]]()
    for row in await wishes.of_run(tx, run):
        if row["state"] == "waiting":
            await _decide(tx, row["id"], "refused", str(_("The whole run was taken back.")))
        elif row["state"] == "approved" and row["action_id"]:
            done = await undo(tx, row["id"])
            undone += done.undone
            kept += done.kept
    await tx.run(q.run_undone, run=run)
    return TakenBack(undone, kept)


async def _as_it_was(tx: Tx, wish: Mapping[str, Any]) -> bool:
    version = await tx.value(q.version, relation=wish["relation"], record=wish["record_id"])
    if version is None:
        raise NOT_ALLOWED()
    return bool(version == wish["version"])


async def _carry_out(tx: Tx, row: Mapping[str, Any]) -> None:
    """Through the bulk machinery, so that it can be taken back; who may not change it changes nothing."""
    if row["verb"] == "create":
        action: UUID = await tx.value(
            bulk.q.begin, relation=row["relation"], verb="set", changes=row["changes"], query=None, total=1
        )
        changes = orjson.dumps(row["changes"]).decode()
        await tx.value(q.create, action=action, relation=row["relation"], changes=changes)
        await tx.run(bulk.q.finish, id=action, done=1)
    else:
        done = await bulk.change(tx, row["relation"], "set", row["changes"], ids=[row["record_id"]])
        if done.changed != 1:
            raise NOT_ALLOWED()
        action = done.action_id
    await tx.run(q.done, id=row["id"], action=action)


async def _decide(tx: Tx, proposal: UUID, verdict: str, note: str | None) -> dict[str, Any]:
    row = await tx.row(q.decide, id=proposal, verdict=verdict, note=note)
    if row is None:
        raise DECIDED()
    return row


def _in_person(who: Who) -> None:
    """An agent decides on nothing, least of all on what it asked for."""
    if who.agent or who.user_id is None:
        raise NOT_ALLOWED()
