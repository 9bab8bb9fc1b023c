"""The one timeline: what happened with somebody, by whom, and what is still to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.people import problems as problems
from comity.people.records import Row, plain

q = sql.load(__file__)

Kind = Literal["email", "call", "sms", "meeting", "note", "task", "order", "job", "stage", "ai", "system"]
KINDS: Final = ("email", "call", "sms", "meeting", "note", "task", "order", "job", "stage", "ai", "system")


@dataclass(frozen=True, slots=True)
class Timeline:
    """A stretch of a timeline, newest first; `next` leads to what is older."""

    items: list[Row]
    next: str | None


async def log(
    tx: Tx,
    *,
    kind: Kind,
    contact_id: UUID | None = None,
    company_id: UUID | None = None,
    lead_id: UUID | None = None,
    call_id: UUID | None = None,
    about: tuple[str, UUID] | None = None,
    subject: str | None = None,
    body: str | None = None,
    direction: Literal["inbound", "outbound"] | None = None,
    occurred_at: datetime | None = None,
    duration_seconds: int | None = None,
    actor_kind: Literal["person", "agent", "import", "system"] = "person",
    actor_name: str | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> UUID:
    """A new entry. Who did it is whoever acts; an agent says so by itself."""
    made: UUID = await tx.value(
        q.log,
        kind=kind,
        contact=contact_id,
        company=company_id,
        lead=lead_id,
        call=call_id,
        about_kind=about[0] if about else None,
        about_id=about[1] if about else None,
        subject=subject,
        body=_text(body),
        direction=direction,
        occurred_at=occurred_at,
        duration=duration_seconds,
        actor_kind=actor_kind,
        actor_name=actor_name,
        metadata=plain(metadata or {}),
    )
    return made


async def timeline(
    tx: Tx,
    *,
    contact_id: UUID | None = None,
    company_id: UUID | None = None,
    lead_id: UUID | None = None,
    kinds: Sequence[str] = (),
    before: str | None = None,
    limit: int = 30,
) -> Timeline:
    """A page of what happened with a contact, a company or a lead, newest first."""
    at, after_id = _cursor(before)
    query = q.of_contact if contact_id else q.of_company if company_id else q.of_lead
    rows = await tx.rows(
        query,
        id=contact_id or company_id or lead_id,
        kinds=list(kinds),
        every=not kinds,
        at=at,
        before=after_id,
        limit=limit + 1,
    )
    items = rows[:limit]
    last = items[-1] if len(rows) > limit else None
    return Timeline(items, f"{last['occurred_at'].isoformat()}~{last['id']}" if last else None)


async def get(tx: Tx, activity_id: UUID) -> Row:
    """One entry with its whole text."""
    return await tx.found(q.get, id=activity_id)


async def edit(tx: Tx, activity_id: UUID, *, subject: str | None, body: str | None) -> None:
    """Another text."""
    await tx.touch(q.edit, id=activity_id, subject=subject, body=_text(body))


async def trash(tx: Tx, activity_id: UUID) -> None:
    """Moves an entry to the trash."""
    await tx.touch(q.trash, id=activity_id)


async def restore(tx: Tx, activity_id: UUID) -> None:
    """Takes an entry out of the trash."""
    await tx.touch(q.restore, id=activity_id)


def _text(body: str | None) -> str | None:
    return body.replace("\0", "") if body else None


def _cursor(before: str | None) -> tuple[datetime | None, UUID | None]:
    """A cursor; one that cannot be read begins at the beginning."""
    at, _, last = (before or "").partition("~")
    try:
        return datetime.fromisoformat(at), UUID(last)
    except ValueError:
        return None, None
