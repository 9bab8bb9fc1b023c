"""Feedback: what people say about a page, kept with where they were.  seed: MO08"""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Kind = Literal["problem", "idea", "praise"]
MOST = 300
on_constraint(
    "user_feedback_body_length",
    Problem("feedback_length", 422, _("Tell us in at most 4,000 letters."), field="body"),
)


async def tell(tx: Tx, kind: Kind, body: str, *, page: str, request_id: str | None, browser: str | None) -> None:
    """Somebody says something about a page."""
    await tx.run(
        q.tell, kind=kind, body=body, page=page[:500], request=request_id, browser=(browser or "")[:300] or None
    )


async def everything(tx: Tx) -> list[dict[str, Any]]:
    """What was said, for whoever may read it."""
    return await tx.rows(q.all, most=MOST)


async def close(tx: Tx, feedback_id: UUID, *, done: bool) -> None:
    """It was dealt with, or has to be looked at again."""
    await tx.touch(q.close, id=feedback_id, done=done)
