"""A seeded pipeline for both organisations of the cast, in this process and for browsers of the running program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from comity.core.db import Database
from comity.packs.sales import leads, seeds
from comity.packs.sales.leads import Facts
from tests.app import App
from tests.queries import q
from tests.visits import browser_of
from tests.world import World


@pytest.fixture(scope="module")
async def stages(db: Database, world: World) -> dict[str, UUID]:
    """Our stages by name; both organisations are seeded."""
    for organisation in (world.theirs, world.ours):
        async with db.acting(organisation.owner) as tx:
            await seeds.seed(tx)
    rows = await db.once(world.owner, q("select name, id from stages where org_id = :org_id"))
    return {row["name"]: row["id"] for row in rows}


Make = Callable[..., Awaitable[UUID]]


@pytest.fixture
def make(db: Database, world: World, stages: dict[str, UUID]) -> Make:
    """Makes a lead as somebody."""

    async def lead(title: str = "Villa", who: Any = None, **facts: Any) -> UUID:
        async with db.acting(who or world.owner) as tx:
            return await leads.create(tx, Facts(title=title, **facts))

    return lead


owner = browser_of(lambda world: world.owner)
readonly = browser_of(lambda world: world.ours.readonly)
stranger = browser_of(lambda world: world.stranger)


@pytest.fixture(scope="module")
def pipeline(app_server: App) -> None:
    """Both organisations can keep leads."""
    with psycopg.connect(app_server.database_url) as database:
        for organisation in (app_server.world.ours, app_server.world.theirs):
            database.execute(
                "select app.seed_pipeline(%(org)s, %(id)s, 'Kit') where not exists"
                " (select from pipelines where org_id = %(org)s)",
                {"org": organisation.id, "id": uuid4()},
            )


@pytest.fixture(scope="module")
def lead(owner: httpx.Client, pipeline: None) -> str:
    """The path of a lead of ours."""
    made = owner.post("/leads", data={"title": f"Kit {uuid4().hex[:6]}", "role": "Head of retail"})
    assert made.status_code == 303, unescape(made.text)[-1500:]
    return made.headers["location"].partition("?")[0]
