"""A whole import in one call: the file is kept, mapped, checked and loaded as somebody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from comity.core.db import Database
from comity.core.who import Who
from comity.office import imports
from comity.office.imports import flow, jobs, readers
from comity.office.imports.jobs import Import
from comity.office.imports.mapping.plan import Column, Options
from comity.people.imports import companies, contacts
from tests.world import World

Bring = Callable[..., Awaitable[Import]]


class Bringer:
    """Imports files."""

    def __init__(self, db: Database, world: World) -> None:
        self.db = db
        self.world = world

    async def begin(
        self,
        text: str | bytes,
        *,
        who: Who | None = None,
        name: str = "people.csv",
        kind: str = "contacts",
        columns: dict[str, str | None] | None = None,
        **options: Any,
    ) -> UUID:
        """Keeps and maps a file."""
        who = who or self.world.owner
        job_id = uuid4()
        raw = text if isinstance(text, bytes) else text.encode()
        (flow.room_for(who.org_id, job_id) / name).write_bytes(raw)
        async with self.db.acting(who) as tx:
            job = await flow.begin(tx, kind, job_id, name, readers.UNSAID)
            plan = job.mapping()
            said = {key: Column(field=field) for key, field in (columns or {}).items()}
            given = plan.options.model_dump() | options
            plan = plan.model_copy(update={"columns": {**plan.columns, **said}, "options": Options(**given)})
            await jobs.understand(tx, job_id, job.reading(), plan)
        return job_id

    async def turn(self, job_id: UUID, to: jobs.Status, who: Who | None = None) -> Import:
        """Checks, loads or undoes it, here."""
        who = who or self.world.owner
        async with self.db.acting(who) as tx:
            await flow.start(tx, job_id, to)
        return await flow.walk(self.db, who, job_id, to)

    async def __call__(self, text: str | bytes, *, who: Who | None = None, **options: Any) -> Import:
        """All of it."""
        job_id = await self.begin(text, who=who, **options)
        checked = await self.turn(job_id, "checking", who)
        assert checked.status == "checked", checked.message
        return await self.turn(job_id, "loading", who)


@pytest.fixture
def bring(db: Database, world: World, tmp_path: Path) -> Bringer:
    imports.setup(tmp_path, [contacts.TARGET, companies.TARGET])
    return Bringer(db, world)
