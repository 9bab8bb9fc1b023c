"""Getting started: the first things worth doing here, ticked off by what is in the database, never by a click."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comity.core import sql
from comity.core.db import Tx
from comity.core.pack import Pack
from comity.core.sql import Query

q = sql.load(__file__)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `done` is a named query whose only value says whether it has been done."""

    title: str
    text: str
    path: str
    action: str
    icon: str
    done: Query
    order: int = 100
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """The steps with their state."""

    steps: Sequence[tuple[Step, bool]]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(done for _step, done in self.steps)

    @property
    def next(self) -> Step | None:
        """The one to offer."""
        return next((step for step, done in self.steps if not done), None)


async def progress(tx: Tx, packs: Iterable[Pack]) -> Progress | None:
    """Where this person's organisation stands; None when the list was put away."""
    role = tx.who.org_role or ""
    known: list[Step] = sorted((step for pack in packs for step in pack.steps), key=lambda step: step.order)
    steps = [step for step in known if not step.roles or role in step.roles]
    hidden, *answers = await tx.many([(q.hidden, {}), *((step.done, {}) for step in steps)])
    if any(row["hidden"] for row in hidden):
        return None
    return Progress([(step, bool(next(iter(rows[0].values())))) for step, rows in zip(steps, answers, strict=True)])


async def hide(tx: Tx) -> None:
    """Puts the list away for the caller."""
    await tx.run(q.hide)
