"""What is proposed: a change to a record as it is now, a record to make, or a function to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND, Problem
from comity.office import notifications
from comity.platform.rest import inprocess as rest
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Verb = Literal["set", "create", "call"]


@dataclass(frozen=True, slots=True)
class Wish:
    """A change an agent would like. `relation` and `record_id` name the record; without an id one is to be made."""

    relation: str
    record_id: UUID | None
    changes: Mapping[str, Any]
    title: str
    agent: str
    reason: str = ""
    run_id: UUID | None = None
    evidence: Sequence[Mapping[str, Any]] = ()
    function: str = ""
    """to call this function with `changes` instead"""

    @property
    def verb(self) -> Verb:
        """What would be done."""
        return "call" if self.function else "set" if self.record_id else "create"


async def propose(tx: Tx, wish: Wish) -> UUID:
    """Puts it down, bound to the record as the proposer sees it now; its id."""
    row: dict[str, Any] = {
        "verb": wish.verb, "relation": None if wish.function else wish.relation,
        "record_id": str(wish.record_id) if wish.record_id else None,
        "changes": {"function": wish.function, "given": dict(wish.changes)} if wish.function else dict(wish.changes),
        "title": wish.title.strip()[:300], "reason": wish.reason[:4000], "agent": wish.agent,
        "run_id": str(wish.run_id) if wish.run_id else None, "evidence": list(wish.evidence),
    }  # fmt: skip
    if wish.verb != "call" and wish.relation not in rest.relations():
        raise Problem("relation_unknown", 422, str(_("There is no such list.")), field="relation")
    if wish.verb == "set":
        before = await now(tx, wish.relation, wish.record_id, wish.changes)
        row |= {"version": before.pop("updated_at"), "before": before}
    made: UUID = await tx.value(q.propose, wish=orjson.dumps(row, default=str).decode())
    if tx.who.user_id is not None and await waiting(tx) == 1:  # the first of many says it for all
        words = _("A change is proposed: %(what)s")
        await notifications.notify(
            tx, tx.who.user_id, "proposal", lambda: words % {"what": row["title"]}, body=row["reason"][:300],
            url="/proposals",
        )  # fmt: skip
    return made


async def now(tx: Tx, relation: str, record_id: UUID | None, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What the record holds at the moment, as far as the caller may see it."""
    columns = ",".join(["updated_at", *(name for name in changes if name != "updated_at")])
    found = await rest.one(tx, None, relation, f"select={columns}&id=eq.{record_id}")
    if found is None:
        raise NOT_FOUND()
    return found


async def shown(
    tx: Tx,
    *,
    state: str | None = None,
    relation: str | None = None,
    record: UUID | None = None,
    run: UUID | None = None,
    before: UUID | None = None,
    most: int = 50,
) -> list[dict[str, Any]]:
    """Proposals, newest first."""
    return await tx.rows(q.shown, state=state, relation=relation, record=record, run=run, before=before, most=most)


async def about(tx: Tx, relation: str, record: UUID) -> list[dict[str, Any]]:
    """Those that wait about one record."""
    return await shown(tx, state="waiting", relation=relation, record=record)


async def of_run(tx: Tx, run: UUID) -> list[dict[str, Any]]:
    """All that came of one run."""
    return await shown(tx, run=run, most=500)


async def one(tx: Tx, proposal: UUID) -> dict[str, Any]:
    """One of them; a Problem where there is none to be seen."""
    return await tx.found(q.one, id=proposal)


async def waiting(tx: Tx) -> int:
    """How many wait for a person."""
    count: int = await tx.value(q.waiting)
    return count
