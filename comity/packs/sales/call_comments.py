"""Comments between colleagues on the words of a call.  seed: RT02, U05"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_ALLOWED, Problem, on_constraint
from comity.office import notifications
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
LONG = Problem("comment_text", 422, _("Write something, in at most 4000 characters."), field="body")
on_constraint("call_comments_body_length", LONG)
on_constraint(
    "call_comments_span", Problem("comment_span", 422, _("These words are not in the transcript."), field="start")
)
on_constraint("call_comments_author", NOT_ALLOWED)


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and what was answered."""

    first: Row
    answers: list[Row]


async def of_call(tx: Tx, call_id: UUID) -> list[Thread]:
    """The comments of a call in the order of its words, those that are settled last."""
    rows = await tx.rows(q.of_call, call=call_id)
    threads = {row["id"]: Thread(row, []) for row in rows if row["parent_id"] is None}
    for row in rows:
        if row["parent_id"] in threads:
            threads[row["parent_id"]].answers.append(row)
    return sorted(threads.values(), key=lambda thread: thread.first["resolved_at"] is not None)


async def add(
    tx: Tx, call_id: UUID, body: str, *, start: int | None = None, end: int | None = None, parent: UUID | None = None
) -> UUID:
    """A comment, and a note to who spoke about the call or whose it is."""
    if not body.strip():
        raise LONG()
    if start is not None and (end is None or end <= start):
        start = end = None
    made = await tx.found(q.add, call=call_id, parent=parent, body=body.strip(), start=start, end=end)
    name = tx.who.name or tx.who.email or ""
    await notifications.notify(
        tx, await tx.values(q.heard_by, call=call_id), "comment",
        lambda: _("{name} wrote about a call").format(name=name), body=body.strip()[:300],
        url=f"/calls/{call_id}#call-comments", subject=("calls", call_id),
    )  # fmt: skip
    comment_id: UUID = made["id"]
    return comment_id


async def settle(tx: Tx, comment_id: UUID, done: bool) -> None:
    """Settled, or open after all."""
    await tx.touch(q.settle, id=comment_id, done=done)


async def trash(tx: Tx, comment_id: UUID, *, undo: bool = False) -> None:
    """Away with one's own comment."""
    await tx.touch(q.restore if undo else q.trash, id=comment_id)
