"""Everything there is, some in each step: a night's work that a restart goes on with where it was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final
from uuid import UUID

from comity.core.db import Tx
from comity.core.work import Work

START: Final = UUID(int=0)
Some = Callable[[Tx, UUID], Awaitable[str | None]]
"""Does the next ones behind an id; the last one's id, or None at the end."""


async def each(work: Work, name: str, some: Some) -> None:
    """All of them, in numbered steps of this name."""
    after, number = START, 1
    while (last := await work.change(f"{name} {number}", partial(_from, some, after))) is not None:
        after, number = UUID(last), number + 1


async def _from(some: Some, after: UUID, tx: Tx) -> str | None:
    return await some(tx, after)
