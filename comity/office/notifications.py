"""Notes to one person: the bell of the shell.  seed: U14"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.web import i18n
from comity.web.i18n import Words

q = sql.load(__file__)


async def notify(
    tx: Tx,
    people: UUID | Iterable[UUID],
    kind: str,
    title: Words,
    *,
    body: Words = "",
    url: str | None = None,
    subject: tuple[str, UUID] | None = None,
) -> list[UUID]:
    """Leaves a note for members of the organisation, each in their own language; nothing happens for anybody else.

    Words with something in them are given as a function that says them, so that it is said in every language.
    """
    persons = [people] if isinstance(people, UUID) else list(people)
    if not persons:
        return []
    about = {"subject_table": subject[0] if subject else None, "subject_id": subject[1] if subject else None}
    return await tx.values(q.notify, people=persons, kind=kind, said=said(title, body), url=url, **about)


def said(title: Words, body: Words = "") -> str:
    """A note in every language, as app.notify takes it."""
    titles, bodies = i18n.everywhere(title), i18n.everywhere(body)
    return orjson.dumps({one: {"title": titles[one], "body": bodies[one]} for one in titles}).decode()


async def mine(tx: Tx, *, before: UUID | None = None, most: int = 50) -> list[dict[str, Any]]:
    """The caller's notes, newest first."""
    return await tx.rows(q.mine, before=before, most=most)


async def unread(tx: Tx) -> int:
    """How many the caller has not read."""
    count: int = await tx.value(q.unread)
    return count


async def read(tx: Tx, note_id: UUID | None = None) -> None:
    """The caller has read this note, or all."""
    if note_id is None:
        await tx.run(q.read_all)
    else:
        await tx.run(q.read_one, id=note_id)
