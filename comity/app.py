"""The one module that knows everyone: rooms, integrations, journeys; and makes one program of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import Any

from comity.ai import coordinator, standing, ways
from comity.comms.pack import PACK as COMMS
from comity.config import Settings
from comity.core import secrets, sql
from comity.core.db import Database
from comity.core.pack import Pack
from comity.core.work import QUEUES, Workflow
from comity.core.worker import Worker
from comity.journeys import upkeep
from comity.journeys.demo.pack import PACK as DEMO
from comity.journeys.old_app.pack import PACK as OLD_APP
from comity.office import ai_bulk, ai_names, error_reports, imports
from comity.office.assistants import server as assistants
from comity.office.connections import apps as connect_apps
from comity.office.pack import PACK as OFFICE
from comity.packs.coaching.pack import PACK as COACHING
from comity.packs.library.pack import PACK as LIBRARY
from comity.packs.market.pack import PACK as MARKET
from comity.packs.sales.pack import PACK as SALES
from comity.people.pack import PACK as PEOPLE
from comity.platform import outside, vault
from comity.platform.functions import Function
from comity.platform.functions import folder as functions_folder
from comity.platform.functions import inside as functions_inside
from comity.platform.storage import store as storage

PACKS: tuple[Pack, ...] = (OFFICE, PEOPLE, COMMS, SALES, COACHING, LIBRARY, MARKET, DEMO, OLD_APP)
"""Every room. The order is the order of seeds."""

WORKFLOWS: tuple[Workflow, ...] = (*chain.from_iterable(pack.workflows for pack in PACKS), *upkeep.WORKFLOWS)


def functions(settings: Settings) -> dict[str, Function]:
    """Every server function: the rooms' and the operator's own."""
    ours = chain.from_iterable(pack.functions for pack in PACKS)
    return functions_folder.gathered(ours, functions_folder.load(settings.home / "functions"))


@asynccontextmanager
async def opened(settings: Settings, *, check: bool = True) -> AsyncIterator[Database]:
    """The database, with every named query checked against it; helpers of a server leave that to the server."""
    assert settings.database_url
    error_reports.configure(settings)
    coordinator.configure(settings)
    storage.setup(settings)
    vault.configure(settings.master_key or secrets.load(settings.home).master_key)
    outside.configure(private=settings.outside_private)
    connect_apps.configure(settings.connect_apps)
    functions_inside.configure(functions(settings), settings, PACKS)
    ai_names.learn(PACKS)
    ai_bulk.learn(PACKS)
    imports.setup(settings.home, chain.from_iterable(pack.import_targets for pack in PACKS))
    db = await Database.open(
        settings.database_url,
        settings.pool,
        prepare=settings.database_prepare,
        pooled=settings.database_pooler,
        statement_timeout=settings.statement_timeout,
    )
    try:
        if check:
            await db.prepare(sql.registry.values())
        yield db
    finally:
        await assistants.close()
        await standing.close()
        await ways.close()
        await db.close()


def seeds() -> list[Any]:
    """What every room puts into a new organisation."""
    return [seed for pack in PACKS for seed in pack.seeds]


def worker(db: Database, queues: Sequence[str] = QUEUES) -> Worker:
    """The worker over every room's workflows, facts and schedules."""
    handlers: dict[str, list[Workflow]] = {}
    for pack in PACKS:
        for fact, workflows in pack.on.items():
            handlers.setdefault(fact.kind, []).extend(workflows)
        for kind, workflows in pack.on_kinds.items():
            handlers.setdefault(kind, []).extend(workflows)
    schedules = [schedule for pack in PACKS for schedule in pack.schedule]
    return Worker(db, WORKFLOWS, handlers, [*schedules, *upkeep.SCHEDULES], queues=queues)
