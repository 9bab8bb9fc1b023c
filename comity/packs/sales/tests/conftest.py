"""A seeded pipeline for both organisations of the cast."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.packs.sales import leads, seeds
from comity.packs.sales.leads import Facts
from tests.queries import q
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
